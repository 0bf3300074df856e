"""What is saved on Streamlit's own work changes nothing that it does."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit import config
from streamlit.components.v2 import presentation
from streamlit.components.v2.bidi_component import main as components
from streamlit.cursor import Cursor, RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session, parallel_coordinator
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.parallel_coordinator import ParallelFragmentCoordinator
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.state import SessionState

from explorer import ASSETS
from explorer.web import economy


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Cursor, "__deepcopy__", None, raising=False)  # at the end they are what they were
    monkeypatch.setattr(DeltaGenerator, "__deepcopy__", DeltaGenerator.__deepcopy__)
    economy.begin()
    yield
    app_session._populate_theme_msg = economy._populate
    AppSession._on_scriptrunner_event = economy._tell  # type: ignore[method-assign]
    components.make_bidi_component_presenter = presentation.make_bidi_component_presenter
    parallel_coordinator.ThreadPoolExecutor = ThreadPoolExecutor  # type: ignore[attr-defined]
    economy._theme.cache_clear()


@pytest.fixture
def coloured() -> Iterator[None]:
    options = {"theme.primaryColor": "#663399", "theme.dark.baseRadius": "4px", "theme.sidebar.borderColor": "#101010"}
    before = {name: config.get_option(name) for name in options}
    for name, value in options.items():
        config.set_option(name, value)
    yield
    for name, value in before.items():
        config.set_option(name, value)


def _told() -> NewSession:
    """The theme as the beginning of a run tells it."""
    session: Any = NewSession()
    theme = session.custom_theme
    parts = {
        "theme": theme,
        "theme.light": theme.light,
        "theme.dark": theme.dark,
        "theme.sidebar": theme.sidebar,
        "theme.light.sidebar": theme.light.sidebar,
        "theme.dark.sidebar": theme.dark.sidebar,
    }
    for section, part in parts.items():
        app_session._populate_theme_msg(part, section)
    found: NewSession = session
    return found


def test_the_theme_is_told_as_streamlit_tells_it(coloured: None, request: pytest.FixtureRequest) -> None:
    theirs = _told()
    request.getfixturevalue("saved")
    assert _told() == theirs
    assert _told() == theirs, "the second time too"
    assert _told().custom_theme.primary_color == "#663399"
    assert _told().custom_theme.HasField("light") == theirs.custom_theme.HasField("light")


def test_the_theme_is_looked_up_once(saved: None, monkeypatch: pytest.MonkeyPatch) -> None:
    _told()
    monkeypatch.setattr(config, "get_options_for_section", lambda _section: pytest.fail("looked up again"))
    _told()


def test_the_state_of_a_component_is_what_streamlit_shows(saved: None) -> None:
    state, names = {"choice": {"row": 3}}, ("a figure's events", "a figure", {"choice"})
    theirs = presentation.make_bidi_component_presenter(*names)(state, SessionState())
    assert components.make_bidi_component_presenter(*names)(state, SessionState()) == theirs == state


def test_no_script_of_ours_triggers_what_would_be_lost() -> None:
    scripts = sorted((ASSETS / "live").glob("*.js"))
    assert scripts
    assert [script.name for script in scripts if "setTriggerValue" in script.read_text("utf-8")] == []


def test_themes_are_apart() -> None:
    empty = CustomThemeConfig()
    economy.themed(empty, "theme.light.sidebar")
    assert empty.ByteSize() == 0


def _nested() -> tuple[DeltaGenerator, ...]:
    """A column in a box on the page, as they stand around a fragment."""
    page = DeltaGenerator(0, RunningCursor(0))
    box = DeltaGenerator(0, RunningCursor(0, (3,)), page, "vertical")
    column = DeltaGenerator(0, RunningCursor(0, (3, 1)), box, "column")
    for block, elements in ((page, 4), (box, 2), (column, 5)):
        for _ in range(elements):
            block._cursor.lock_element()  # type: ignore[union-attr]
    return page, box, column


def _described(blocks: tuple[DeltaGenerator, ...]) -> list[tuple[object, ...]]:
    return [
        (
            block._cursor and block._cursor.delta_path,
            list(block._ancestor_block_types),
            block._root_container,
            block._form_data,
            block._creating_fragment_id,
        )
        for block in blocks
    ]


def test_a_fragment_begins_where_streamlit_lets_it_begin(request: pytest.FixtureRequest) -> None:
    blocks = _nested()
    theirs = deepcopy(blocks)
    request.getfixturevalue("saved")
    ours = deepcopy(blocks)
    assert _described(ours) == _described(theirs) == _described(blocks)
    assert all(a is not b and a._cursor is not b._cursor for a, b in zip(ours, blocks, strict=True))


def _write(cursor: Cursor) -> None:
    cursor.lock_element()


def _spin(cursor: Cursor) -> None:
    cursor.get_transient_cursor()
    cursor.transient_elements[0] = "a spinner"  # type: ignore[assignment]


@pytest.mark.parametrize("act", [_write, _spin])
def test_what_is_written_there_moves_no_other_copy(saved: None, act: Callable[[Cursor], None]) -> None:
    kept = RunningCursor(0, (3, 1))
    first, second = deepcopy(kept), deepcopy(kept)
    act(first)
    for other in (kept, second):
        assert other.delta_path == [0, 3, 1, 0]
        assert len(other.transient_elements) == 0
    assert first.delta_path != kept.delta_path or len(first.transient_elements) == 1


class Heard(AppSession):
    """A session that only writes down what reaches the event loop, and how often it was woken."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._event_loop, self.arrived, self.woken = loop, list[str](), 0
        self._scriptrunner: Any = SimpleNamespace()

    def __del__(self) -> None:
        """It has begun nothing that would have to end."""

    def _call_soon_on_event_loop(self, callback: Callable[[], None]) -> None:
        self.woken += 1
        super()._call_soon_on_event_loop(callback)

    def _handle_scriptrunner_event_on_event_loop(
        self, sender: Any, event: Any, forward_msg: Any = None, *_: Any
    ) -> None:
        if sender is self._scriptrunner:
            self.arrived.append(forward_msg.hash if forward_msg else event.name)

    def _enqueue_forward_msg(self, msg: ForwardMsg) -> None:
        self.arrived.append(msg.hash)


async def _told_by_a_run(says: str) -> Heard:
    """What is heard of a run in a thread of its own: small letters are elements, S and E its start and end.

    A digit is an element of a run that has been replaced. At a dot the event loop has time.
    """
    loop = asyncio.get_running_loop()
    session, old = Heard(loop), SimpleNamespace()

    def run() -> None:
        for what in says:
            if what == ".":
                asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()
            elif what in "SE":
                event = (
                    ScriptRunnerEvent.SCRIPT_STARTED if what == "S" else ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS
                )
                session._on_scriptrunner_event(session._scriptrunner, event)
            else:
                sender = old if what.isdigit() else session._scriptrunner
                element = ForwardMsg(hash=what)
                session._on_scriptrunner_event(sender, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=element)

    thread = threading.Thread(target=run)
    thread.start()
    await asyncio.to_thread(thread.join)
    await asyncio.sleep(0)
    return session


@pytest.mark.parametrize("says", ["SabcE", "Sab.cdE.SefE", "aESbE", "Sa1b2cE", "SESE", "S.a.b.E"])
def test_what_a_run_draws_arrives_in_the_order_that_streamlit_keeps(request: pytest.FixtureRequest, says: str) -> None:
    theirs = asyncio.run(_told_by_a_run(says)).arrived
    request.getfixturevalue("saved")
    ours = asyncio.run(_told_by_a_run(says)).arrived
    assert ours == theirs
    assert [name for name in ours if len(name) == 1] == [what for what in says if what.islower()]


def test_elements_that_come_together_wake_the_loop_once(saved: None) -> None:
    elements = "abcdefgh" * 100
    session = asyncio.run(_told_by_a_run(f"S{elements}E"))
    assert "".join(session.arrived[1:-1]) == elements
    assert session.woken < len(elements) / 2


def test_fragments_side_by_side_still_get_their_threads(saved: None) -> None:
    coordinator = ParallelFragmentCoordinator(lambda: None)
    assert "_all" not in coordinator._executor.__dict__
    ran = set[str]()
    for name in "abc":
        coordinator.submit(lambda name=name: ran.add(name), None)  # type: ignore[misc]
    coordinator.join()
    assert ran == {"a", "b", "c"}
    ParallelFragmentCoordinator(lambda: None).drain()


@pytest.mark.parametrize("ours", [False, True])
def test_a_runner_that_has_ended_goes_without_a_search(request: pytest.FixtureRequest, ours: bool) -> None:
    if ours:
        request.getfixturevalue("saved")

    async def end() -> weakref.ReferenceType[object]:
        loop, nothing = asyncio.get_running_loop(), SimpleNamespace()
        runner = ScriptRunner(  # type: ignore[call-arg]
            *("", "", SessionState(), *[nothing] * 2, app_session.RerunData(), {}, *[nothing] * 2), event_loop=loop
        )
        Heard(loop)._on_scriptrunner_event(runner, ScriptRunnerEvent.SHUTDOWN)
        await asyncio.sleep(0)
        return weakref.ref(runner)

    gc.disable()
    try:
        kept = asyncio.run(end())
        assert (kept() is None) == ours, "where Streamlit cuts its circles itself, ours can go"
    finally:
        gc.enable()
