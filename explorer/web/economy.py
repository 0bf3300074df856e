"""What Streamlit does anew for every change of every visitor, and need not: about a fifth of what a change costs."""

from functools import lru_cache
from typing import Any

from streamlit.components.v2.bidi_component import main as components
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_populate = app_session._populate_theme_msg


def begin() -> None:
    """For this process: the theme is looked up once, and the state of a component is what it is."""
    app_session._populate_theme_msg = themed
    components.make_bidi_component_presenter = plain  # type: ignore[attr-defined, assignment]


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
