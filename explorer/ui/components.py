"""The scripts in assets/live as Streamlit components."""

from functools import lru_cache
from typing import Any

import streamlit as st

from explorer import ASSETS


@lru_cache
def component(name: str) -> Any:
    """The script assets/live/NAME.js as a Streamlit component, registered once.

    Its own parts NAME-*.js go before it, its own NAME.css behind the style of all.
    """
    live = ASSETS / "live"
    parts = [live / "common.js", *sorted(live.glob(f"{name}-*.js")), live / f"{name}.js"]
    script = "\n".join(part.read_text("utf-8") for part in parts)
    sheets = [live / "live.css", *live.glob(f"{name}.css")]
    style = "\n".join(sheet.read_text("utf-8") for sheet in sheets)
    return st.components.v2.component(f"explorer_{name}", js=script, css=style)
