"""What was just changed, told to the last row of the hall: a label, the old value and the new one."""

import time

import streamlit as st

from explorer.ui.components import component
from explorer.ui.i18n import _

SECONDS = 6


def note(label: str, key: str, value: object) -> None:
    """Remember what a control holds; where it held something else before, that is the latest change."""
    values: dict[str, str] = st.session_state.setdefault("_values", {})
    now = _written(value)
    old = values.get(key, now)
    values[key] = now
    if old != now:
        st.session_state["_change"] = {"label": label, "old": old, "now": now, "number": time.time_ns()}


def forget(kept: tuple[str, ...]) -> None:
    """Let the controls that were drawn begin anew, but for those that are `kept`: another chapter is opened."""
    values: dict[str, str] = st.session_state.get("_values", {})
    for key in [key for key in values if key not in kept]:
        del values[key]
        if key in st.session_state:
            del st.session_state[key]


def tell(place: str) -> None:
    """Show the latest change over the wall for a few seconds; what a step holds when it is opened is no change."""
    if st.session_state.get("_told_at") != place:
        st.session_state.update(_told_at=place, _change=None)
    change = st.session_state.get("_change")
    if change and time.time_ns() - change["number"] < SECONDS * 1e9:
        component("changed")(key="told", data={**change, "to": _("changed to"), "seconds": SECONDS})


def _written(value: object) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(_written(each) for each in value) or "–"
    return str(value)[:60] or "–"
