"""A run that has ended takes from the page what it has not drawn, also where the next one begins at once."""

from collections.abc import Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from explorer.web import ended

ENDED, CUT_SHORT = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN


@pytest.fixture
def ours() -> Iterator[None]:
    ended.begin()
    yield
    ForwardMsgQueue.clear = ended._clear  # type: ignore[method-assign]


def waiting(end: int = ENDED) -> ForwardMsgQueue:
    """A run of the part "above" that the browser has not heard of yet."""
    queue = ForwardMsgQueue()
    drawn, last = ForwardMsg(), ForwardMsg()
    drawn.delta.new_element.text.body = "a result"
    drawn.delta.fragment_id = "above"
    drawn.metadata.delta_path[:] = [0, 1]
    last.script_finished = end  # type: ignore[assignment]
    for message in (drawn, last):
        queue.enqueue(message)
    return queue


def after(queue: ForwardMsgQueue, *parts: str) -> tuple[int, list[int]]:
    """How much is still to be sent when a run of these parts begins, and how the runs in it ended."""
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=list(parts) or None)
    ends = [one.script_finished for one in queue._queue if one.WhichOneof("type") == "script_finished"]
    return len(queue._queue), list(ends)


def test_streamlit_alone_calls_it_cut_short() -> None:
    assert after(waiting(), "step") == (2, [CUT_SHORT]), "if this fails, explorer/web/ended.py can go"


def test_it_has_ended_where_another_part_is_drawn_next(ours: None) -> None:
    assert after(waiting(), "step", "sight") == (2, [ENDED])


def test_it_is_cut_short_where_the_same_part_is_drawn_again(ours: None) -> None:
    assert after(waiting(), "above", "step") == (1, [CUT_SHORT])


def test_it_is_cut_short_where_the_whole_page_is_drawn(ours: None) -> None:
    assert after(waiting()) == (1, [CUT_SHORT])


@pytest.mark.parametrize("end", [ForwardMsg.FINISHED_SUCCESSFULLY, CUT_SHORT])
def test_other_ends_stay_what_they_are(ours: None, end: int) -> None:
    assert after(waiting(end), "step") == (2, [end])


def test_what_is_sent_is_forgotten(ours: None) -> None:
    queue = waiting()
    assert len(queue.flush()) == 2
    assert queue.is_empty()
