"""The scripts in assets/live as Streamlit components."""

from functools import lru_cache
from typing import Any

import streamlit as st

from explorer import ASSETS


@lru_cache
def component(name: str) -> Any:
    """The script assets/live/NAME.js, with its own parts NAME-*.js, as a Streamlit component, registered once."""
    live = ASSETS / "live"
    parts = [live / "common.js", *sorted(live.glob(f"{name}-*.js")), live / f"{name}.js"]
    script = "\n".join(part.read_text("utf-8") for part in parts)
    return st.components.v2.component(f"explorer_{name}", js=script, css=(live / "live.css").read_text("utf-8"))
