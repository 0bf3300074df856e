"""What a visitor still asks of a page that they have left is drawn on the page where they are."""

from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.client import Client


def _ask(client: Client, page: str, fragment: str = "") -> None:
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.fragment_id = fragment
    message.rerun_script.query_string = client.query
    message.rerun_script.widget_states.widgets.extend(client.sent.values())
    client.socket.send(message.SerializeToString())


def _told(client: Client) -> list[Any]:
    """What comes until nothing has come for a second."""
    came = []
    try:
        while True:
            data = client.socket.recv(timeout=1)
            assert isinstance(data, bytes)
            came.append(ForwardMsg.FromString(data))
    except TimeoutError:
        return came


def test_the_page_that_was_left_takes_nothing_from_the_one_that_is_there(address: str) -> None:
    client, other = Client(address, "attention", "language=en"), Client(address, "block", "language=en")
    assert client.place != other.place
    part = client.parts["head"]
    _ask(client, other.place)
    _ask(client, client.place, part)  # it was on its way when the page was left
    came = _told(client)
    pages = [one.new_session.page_script_hash for one in came if one.WhichOneof("type") == "new_session"]
    assert set(pages) == {other.place}
    rows = [one.delta.add_block.id for one in came if one.WhichOneof("type") == "delta"]
    assert any("controls-all" in row for row in rows)
    _ask(client, other.place, part)
    assert [one.new_session.page_script_hash for one in _told(client) if one.HasField("new_session")] == [other.place]
    for one in (client, other):
        one.close()


def test_a_page_that_there_is_not_binds_nobody(address: str) -> None:
    client = Client(address, "attention", "language=en")
    _ask(client, "no such page")
    shown = [one.navigation.page_script_hash for one in _told(client) if one.HasField("navigation")][-1]
    assert shown not in ("no such page", client.place), "the home page"
    _ask(client, shown, client.parts["text"])
    assert [one.new_session.page_script_hash for one in _told(client) if one.HasField("new_session")] == [shown]
    client.close()
