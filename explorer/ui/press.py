"""A slow answer, computed when a visitor asks for it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import streamlit as st

from explorer.ui.inputs import progress

T = TypeVar("T")


def press(label: str, key: str, start: Callable[[], Iterable[T]], count: int, waiting: str) -> list[T]:
    """At most `count` items of what `start` gives, once the visitor has pressed; empty before.

    They stay, for this visitor, until the button with this key is pressed again.
    """
    if st.button(label, key=f"press-{key}"):
        st.session_state[f"_{key}"] = progress(start(), count, waiting)
    return list(st.session_state.get(f"_{key}", []))
