"""The steps of a chapter that is read: a change draws those in sight at once, and the others when they come into sight.

Until then these stay as they were. Where the visitor changes nothing for a while, all are drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st

from explorer.ui import later
from explorer.ui.components import component

Step = Callable[[], None]
PAGE = ("body", "sentence", "read", "chapter")  # the fragments that stand over the steps
ABOVE = ("body", "sentence", "chapter")  # what is changed in these changes what comes after them


@dataclass
class Sight:
    """What is on the page."""

    steps: dict[str, Step] = field(default_factory=dict)  # by name, as the latest change has made them
    old: set[str] = field(default_factory=set)  # what was drawn before that
    changes: int = 0


def begin() -> None:
    """A page is about to be drawn; as yet it has no steps."""
    st.session_state["_sight"] = Sight()
    later.follow(ABOVE, PAGE)


def take(functions: Sequence[Step]) -> None:
    """These are the steps to read, or none. Those in sight are drawn after what stands over them."""
    sight, steps = _sight(), {function.__name__: function for function in functions}
    if later.whole():
        sight.steps = steps
    elif steps.keys() != sight.steps.keys():  # who follows has just begun to, or has been left alone
        st.rerun()
    else:
        sight.steps, sight.old = steps, set(steps)
        sight.changes += 1


def taken() -> list[Step]:
    return list(_sight().steps.values())


def step(name: str) -> Step:
    """The step of this name, which counts as drawn from now on."""
    _sight().old.discard(name)
    return _sight().steps[name]


def fragment(name: str) -> str:
    """The key of the fragment that draws a step."""
    return f"step-{name}"


def late(everything: bool) -> list[str]:
    """The fragments of the steps that are still as they were before the latest change: of all, or of those in sight."""
    seen = _seen()
    return [fragment(name) for name in _sight().steps if name in _sight().old and (everything or name in seen)]


def watch() -> None:
    """Let the browser tell which steps are in sight."""
    st.fragment(_watch, key="sight")()


def _watch() -> None:
    def look() -> None:
        _follow()
        if waiting := late(bool(_told().get("rest"))):
            st.rerun([*waiting, "sight"])

    _follow()
    sight = _sight()
    data = {"steps": list(sight.steps), "old": sorted(sight.old), "number": sight.changes}
    component("sight")(key="sight", data=data, on_seen_change=look)


def _follow() -> None:
    """The next change draws the steps in sight; all of them until the browser has told which these are."""
    seen = _seen()
    steps = [fragment(name) for name in _sight().steps if name in seen or not seen]
    later.follow(ABOVE, [*PAGE, *steps, "sight"])


def _seen() -> frozenset[str]:
    """The steps of this page that the browser has named last."""
    named = _told().get("steps")
    return frozenset(_sight().steps).intersection(map(str, named if isinstance(named, list) else ()))


def _told() -> dict[str, object]:
    state = st.session_state.get("sight")
    told = state.get("seen") if state else None
    return told if isinstance(told, dict) else {}


def _sight() -> Sight:
    found: Sight | None = st.session_state.get("_sight")
    if found is None:
        found = st.session_state["_sight"] = Sight()
    return found
