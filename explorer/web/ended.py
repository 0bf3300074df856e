"""A run that has ended stays ended where another begins before the browser has heard of it.

Streamlit then drops what is not sent yet and would be drawn again, and tells the browser that the run before was cut
short, so that this takes nothing off the page. Where nothing had to be dropped, what is no longer drawn has to go:
`explorer.ui.later` begins runs that draw other parts of the page.
"""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

_clear = ForwardMsgQueue.clear


def begin() -> None:
    """For this process."""
    ForwardMsgQueue.clear = clear  # type: ignore[method-assign, assignment]


def clear(
    queue: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
) -> None:
    """What the queue does itself; where nothing of it is dropped, a run that had ended says so still."""
    messages = list(queue._queue)
    ended = [message for message in messages if _ended(message)]
    _clear(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    if len(queue._queue) == len(messages):
        for message in ended:
            message.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


def _ended(message: ForwardMsg) -> bool:
    """Whether this is the end of a run that has drawn parts of the page."""
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    )
