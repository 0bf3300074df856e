"""The scripts in assets/live as Streamlit components."""

from functools import lru_cache
from typing import Any

import streamlit as st

from explorer import ASSETS


@lru_cache
def component(name: str) -> Any:
    """The script assets/live/NAME.js as a Streamlit component, registered once."""
    live = ASSETS / "live"
    script = (live / "common.js").read_text("utf-8") + (live / f"{name}.js").read_text("utf-8")
    return st.components.v2.component(f"explorer_{name}", js=script, css=(live / "live.css").read_text("utf-8"))
