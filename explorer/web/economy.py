"""What Streamlit does anew for every change of every visitor, and need not: about a quarter of what a change costs."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from functools import cached_property, lru_cache
from typing import Any

from streamlit.components.v2.bidi_component import main as components
from streamlit.cursor import Cursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session, parallel_coordinator
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

_populate = app_session._populate_theme_msg
_tell = AppSession._on_scriptrunner_event
_lock = threading.Lock()


def begin() -> None:
    """For this process: what is the same for all is found once, and what a run draws is handed over together."""
    app_session._populate_theme_msg = themed
    AppSession._on_scriptrunner_event = together  # type: ignore[method-assign, assignment]
    parallel_coordinator.ThreadPoolExecutor = Workers  # type: ignore[attr-defined, assignment]
    components.make_bidi_component_presenter = plain  # type: ignore[attr-defined, assignment]
    Cursor.__deepcopy__ = pointing  # type: ignore[attr-defined]
    DeltaGenerator.__deepcopy__ = standing  # type: ignore[method-assign, assignment]


def themed(msg: CustomThemeConfig, section: str = "theme") -> None:
    """Write the theme of config.toml, which does not change, into the message that begins each run."""
    if (theme := _theme(section)).ByteSize():  # what is written into is sent, be it empty
        msg.MergeFrom(theme)


@lru_cache
def _theme(section: str) -> CustomThemeConfig:
    theme = CustomThemeConfig()
    _populate(theme, section)
    return theme


def plain(*_names: Any) -> Any:
    """How the state of a component is shown to those who ask for it by its key: as it is.

    Streamlit mixes in what was triggered just now, by a Python class that it makes for each look, and each text field
    and each list looks at all components. Nothing here is triggered: each component sets a state, with the time.
    """
    return lambda state, _session: state


def pointing(cursor: Cursor, _memo: Any) -> Cursor:
    """Where the next element goes, for a fragment to begin there again: some numbers, and what stands for a moment."""
    found = copy(cursor)
    found._transient_elements = copy(cursor._transient_elements)
    found._transient_elements._data = dict(cursor._transient_elements._data)
    return found


def standing(block: DeltaGenerator, memo: Any) -> DeltaGenerator:
    """A block of the page, for a fragment to write into again.

    Streamlit copies all blocks around it too, and those around each of them. They are only asked what they are, which
    does not change.
    """
    cursor = pointing(block._cursor, memo) if block._cursor else None
    found = DeltaGenerator(block._root_container, cursor, block._parent, block._block_type)
    found._form_data, found._creating_fragment_id = block._form_data, block._creating_fragment_id
    return found


class Workers:
    """The threads for fragments that are drawn side by side: Streamlit makes them ready for each run, and few ask."""

    def __init__(self, max_workers: int | None = None) -> None:
        self._most = max_workers

    @cached_property
    def _all(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._most)

    def submit(self, *task: Any) -> Future[Any]:
        return self._all.submit(*task)

    def shutdown(self, **how: bool) -> None:
        if "_all" in self.__dict__:
            self._all.shutdown(**how)


def together(
    session: AppSession, sender: Any, event: ScriptRunnerEvent, forward_msg: ForwardMsg | None = None, **more: Any
) -> None:
    """What a run says reaches the event loop, element after element, and all that has come until the loop has time.

    Streamlit wakes the loop for each element. What is not an element still comes after all before and before all after.
    """
    if event != ScriptRunnerEvent.ENQUEUE_FORWARD_MSG or sender is None or forward_msg is None:
        if sender is not None:
            sender._handful = []
        _tell(session, sender, event, forward_msg=forward_msg, **more)
        if event == ScriptRunnerEvent.SHUTDOWN and isinstance(sender, ScriptRunner):
            _untie(sender)
        return
    with _lock:
        handful: list[ForwardMsg] = sender.__dict__.setdefault("_handful", [])
        handful.append(forward_msg)
        alone = len(handful) == 1
    if alone:
        session._call_soon_on_event_loop(lambda: _take(session, sender, handful))


def _take(session: AppSession, sender: Any, handful: list[ForwardMsg]) -> None:
    with _lock:
        messages, handful[:] = list(handful), []
    for message in messages:
        event = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
        session._handle_scriptrunner_event_on_event_loop(sender, event, forward_msg=message)


def _untie(runner: ScriptRunner) -> None:
    """A runner that has ended holds itself in three circles. Cut, it goes at once, not when Python looks for such."""
    runner._script_thread = runner._join_wake_coordinator = None
    object.__setattr__(runner._session_state, "_yield_callback", lambda: None)
