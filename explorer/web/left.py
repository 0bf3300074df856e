"""A request for a part of a page that the visitor has just left is one for the page that they went to.

The browser names the page that it shows. While it waits for the next one, Streamlit would draw the part for the page
that was left, and the browser would take from the new page what has the same name there, as the row of controls.
"""

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession

_request = AppSession.request_rerun


def begin() -> None:
    """For this process."""
    AppSession.request_rerun = request  # type: ignore[method-assign, assignment]


def request(session: AppSession, client_state: ClientState | None) -> None:
    """What the browser asks for; what it has changed counts in any case."""
    if client_state is not None:
        page, went = client_state.page_script_hash, session.__dict__.get("_went", "")
        if not client_state.fragment_id:
            session.__dict__["_went"] = page if page in session._pages_manager.get_pages() else ""
        elif went and page != went:
            asked, client_state = client_state, ClientState()
            client_state.CopyFrom(asked)
            client_state.fragment_id, client_state.page_script_hash = "", went
    _request(session, client_state)
