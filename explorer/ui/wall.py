"""The wall: a clicker and keys lead through the steps of all chapters, or along one of the ready paths."""

import time
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from explorer.paths import around
from explorer.room import shared
from explorer.ui import changes, notes, seat
from explorer.ui.components import component
from explorer.ui.i18n import _, language

NOWHERE = "-"  # behind the last place
# What a journey takes along from the address that it leaves.
FRAME = ("text", "model", "language", "second", "lecture", "room", "follow")
OWN = ("language", "second", "lecture", "room", "follow")


def enter(chapter: str) -> None:
    """Which chapter this is; empty for the home page. Called by the frame before anything is drawn."""
    if st.session_state.get("_chapter", chapter) != chapter:
        changes.forget(FRAME)  # on the wall the controls of other chapters would stay, and some have the same names
    st.session_state.update(_chapter=chapter, _step=st.query_params.get("step", ""))


def at(step: str) -> None:
    """Which step is being drawn."""
    st.session_state["_step"] = step


def place() -> str:
    """This place as "chapter/step"; the chapter's first step where none is named, empty on the home page."""
    chapter, step = (str(st.session_state.get(key, "")) for key in ("_chapter", "_step"))
    if f"{chapter}/{step}" in notes.sheet():
        return f"{chapter}/{step}"
    return f"{chapter}/{first(chapter)}" if first(chapter) else ""


def first(chapter: str) -> str:
    """The first step of a chapter; empty for the home page."""
    return next((entry.step for entry in notes.sheet().values() if entry.chapter.address == chapter), "")


def before_and_after(here: str) -> tuple[str, str]:
    """The places on this side and on that: of the path that the lecturer chose, else of all chapters.

    Before the first place lies the home page, "", and behind the last one `NOWHERE`.
    """
    path = shared().read().path if seat.lecturer() else ""
    before, after = around(notes.path(path), tuple(notes.sheet()), here)
    return before, after or NOWHERE


def address(to: str, **parameters: str) -> str:
    """A place as the end of a link."""
    chapter, _slash, step = to.partition("/")
    query = urlencode({"step": step, **parameters}) if step else ""
    return f"{chapter}?{query}" if query else chapter


def leave(to: str) -> None:
    """Go to another place: `depart` sets out at the end of this run."""
    st.session_state["_journey"] = (address(to), time.time_ns())


def depart() -> None:
    """Set out where `leave` has said so; repeated for a while, in case that a run was cut off."""
    to, number = st.session_state.get("_journey", ("", 0))
    if time.time_ns() - number < 5e9:
        travel(to, str(number), FRAME, "go")


def travel(to: str, number: str, keep: tuple[str, ...], key: str) -> None:
    """Go to an address, once for each number; `keep` names what this page keeps of its own.

    The browser does it, and then asks for the other page by itself.
    """
    component("go")(key=key, data={"address": to, "keep": list(keep), "number": number})


def turn(label: str, key: str, to: str, act: Callable[[str], None], primary: bool = False) -> None:
    """A button that leads to a place, under a name that keys.js presses.

    Its own key names the place that it leads to: a press that reaches the server twice must not lead two steps on.
    """
    with st.container(key=key, width="content"):
        kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
        st.button(label, key=f"{key}-{to}", type=kind, disabled=to == NOWHERE, on_click=act, args=(to,))


def unseen() -> None:
    """What the keys press on the wall where nothing else is there to press."""
    with st.container(key="unseen"):
        turn(_("The whole journey"), "to-home", "", leave)
        if not place():
            turn(_("Next"), "next", before_and_after("")[1], leave)


def keys(listens: bool) -> None:
    """Listen to keys and clicker. `listens` says whether this page hears the lecturer's own screen already."""
    component("keys")(
        key="keys",
        data={
            "title": _("Keys"),
            "listens": listens,
            "notes": f"./?notes=true&language={language()}",
            "keys": [
                (["Page ↓", "→", _("Space")], _("next step, also into the next chapter; where a vote runs, reveal")),
                (["Page ↑", "←"], _("step before")),
                ([_("Home")], _("the whole journey")),
                (["F"], _("full screen")),
                (["B", "."], _("black screen, and back")),
                (["N"], _("speaker notes in a window of their own")),
                (["?"], _("these keys")),
            ],
        },
        on_notes_change=lambda: None,
    )
