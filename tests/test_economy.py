"""What is saved on Streamlit's own work changes nothing that it does."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import config
from streamlit.components.v2 import presentation
from streamlit.components.v2.bidi_component import main as components
from streamlit.proto.NewSession_pb2 import CustomThemeConfig, NewSession
from streamlit.runtime import app_session
from streamlit.runtime.state import SessionState

from explorer import ASSETS
from explorer.web import economy


@pytest.fixture
def saved() -> Iterator[None]:
    economy.begin()
    yield
    app_session._populate_theme_msg = economy._populate
    components.make_bidi_component_presenter = presentation.make_bidi_component_presenter
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
