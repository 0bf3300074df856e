"""A browser's end of the line, without a browser: it opens pages of a running server, and keeps all that it is sent."""

import urllib.request
import uuid
from contextlib import ExitStack
from http.cookies import SimpleCookie
from typing import Any

from streamlit.elements.lib.utils import user_key_from_element_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

READY = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
)


class Client:
    """One visitor at one page.

    `received` holds every byte that came, `heard` the kinds of the last messages, `sent` the states of the controls.
    """

    def __init__(self, address: str, page: str = "", query: str = "") -> None:
        with urllib.request.urlopen(f"{address}/_stcore/health") as answer:
            cookies = SimpleCookie("; ".join(answer.headers.get_all("set-cookie") or []))
        self.token = next((one.value for name, one in cookies.items() if "xsrf" in name), "")
        self.cookie = f"_streamlit_xsrf={self.token}"
        self.address, self.page, self.query = address, page, query
        self._stack = ExitStack()
        self.socket = self._stack.enter_context(
            connect(
                f"{address.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=["streamlit", self.token or "none"],  # type: ignore[list-item]
                additional_headers={"cookie": self.cookie},
                origin=address,  # type: ignore[arg-type]
                max_size=None,
            )
        )
        self.session, self.place, self.received = "", "", b""
        self.ids: dict[str, str] = {}  # key of a control to its id
        self.parts: dict[str, str] = {}  # and to the part of the page that it draws anew
        self.sent: dict[str, WidgetState] = {}
        self.run()

    def run(self, **changed: Any) -> bytes:
        """Change controls, by key, and wait for the page; everything that came for it."""
        again = {key: WidgetState(id=self.ids[key.replace("__", "-")], **value) for key, value in changed.items()}
        self.sent |= {key: state for key, state in again.items() if not state.HasField("trigger_value")}
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.page_script_hash = self.place
        message.rerun_script.widget_states.widgets.extend((self.sent | again).values())
        message.rerun_script.fragment_id = self.parts.get(next(iter(changed)), "") if len(changed) == 1 else ""
        self.socket.send(message.SerializeToString())
        return self._until(_ready)

    def upload(self, key: str, name: str, data: bytes) -> bytes:
        """Bring a file, as the browser does it: ask for a place, put it there, tell the page."""
        message = BackMsg()
        message.file_urls_request.request_id = uuid.uuid4().hex
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self.session
        self.socket.send(message.SerializeToString())
        self._until(lambda one: one.WhichOneof("type") == "file_urls_response")
        (urls,) = self.last.file_urls_response.file_urls
        border = uuid.uuid4().hex
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        request = urllib.request.Request(
            self.address + urls.upload_url,
            head + data + f"\r\n--{border}--\r\n".encode(),
            {
                "content-type": f"multipart/form-data; boundary={border}",
                "cookie": self.cookie,
                "x-xsrftoken": self.token,
            },
            method="PUT",
        )
        with urllib.request.urlopen(request):
            pass
        state = WidgetState(id=self.ids[key])
        info = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=urls.file_id)
        info.file_urls.CopyFrom(urls)
        self.sent[key] = state
        return self.run()

    def close(self) -> None:
        self._stack.close()

    def _until(self, done: Any) -> bytes:
        came, self.heard = b"", []
        while True:
            data = self.socket.recv(timeout=120)
            assert isinstance(data, bytes)
            came += data
            self.last = ForwardMsg.FromString(data)
            self._note(self.last)
            self.heard.append(self.last.WhichOneof("type") or "")
            if done(self.last):
                self.received += came
                return came

    def _note(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id
        if message.WhichOneof("type") == "navigation":
            self.place = message.navigation.page_script_hash
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            proto = getattr(element, element.WhichOneof("type") or "empty")
            if key := user_key_from_element_id(getattr(proto, "id", "")):
                self.ids[key] = proto.id
                self.parts[key] = message.delta.fragment_id


def _ready(message: ForwardMsg) -> bool:
    return message.WhichOneof("type") == "script_finished" and message.script_finished in READY
