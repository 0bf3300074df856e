"""What a run has drawn reaches the browser, also where the next begins before the event loop has handed it all on.

A runner that has ended takes no request, so that another one is made. What was on its way from the first, Streamlit
drops, as it does with a run that was stopped; but nothing draws it again where the next is for a part of the page.
"""

from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

_create = AppSession._create_scriptrunner
_handle = AppSession._handle_scriptrunner_event_on_event_loop


def begin() -> None:
    """For this process."""
    AppSession._create_scriptrunner = create  # type: ignore[method-assign, assignment]
    AppSession._handle_scriptrunner_event_on_event_loop = handle  # type: ignore[method-assign, assignment]


def create(session: AppSession, request: RerunData) -> None:
    """A runner for a request. If there is still one, it has ended: those that are stopped are forgotten before."""
    session.__dict__["_ended"] = session._scriptrunner
    _create(session, request)


def handle(session: AppSession, sender: Any, event: ScriptRunnerEvent, *told: Any, **more: Any) -> None:
    """What the ended one has said counts as said by the next, until that begins to speak; but not that it goes."""
    if sender is session._scriptrunner:
        session.__dict__["_ended"] = None
    elif sender is not None and sender is session.__dict__.get("_ended") and event != ScriptRunnerEvent.SHUTDOWN:
        sender = session._scriptrunner
    _handle(session, sender, event, *told, **more)
