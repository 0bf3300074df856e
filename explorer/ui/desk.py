"""The lecturer's own screen: notes, what comes next, clock and run sheet, while the wall stays clean."""

import html
import time

import streamlit as st

from explorer import room
from explorer.paths import PATHS
from explorer.room import shared
from explorer.ui import inputs, notes, seat, votes, wall
from explorer.ui.components import component
from explorer.ui.i18n import _
from explorer.ui.notes import Entry


def wanted() -> bool:
    return st.query_params.get("notes") == "true"


def desk() -> None:
    """Draw it; whoever is not the lecturer is told how to become one."""
    if not seat.lecturer():
        inputs.say(_("The notes are the lecturer's: open the link with the key that the command has printed."))
        return
    shared().change(lambda now: room.at_desk(now, time.time()))
    st.segmented_control(
        _("Path"),
        ["", *PATHS],
        default=shared().read().path,
        format_func=lambda name: _("{n} minutes").format(n=name) if name else _("everything"),
        key="desk-path",
        required=True,
        label_visibility="collapsed",
        on_change=_choose,
    )
    st.fragment(_desk, run_every=1.5)()


def _choose() -> None:
    chosen = str(st.session_state["desk-path"] or "")
    shared().change(lambda now: room.along(now, chosen))


def _desk() -> None:
    now = shared().change(lambda now: room.at_desk(now, time.time()))
    seat.warn()
    path = notes.path(now.path)
    here = _here(room.latest(now).name)
    before, after = wall.before_and_after(here)
    with st.container(key="desk-top", horizontal=True, vertical_alignment="center"):
        component("clock")(
            key="clock",
            data={
                "elapsed": time.time() - now.began if now.began else None,
                "planned": notes.planned(path, here) if now.path else None,
                "words": {
                    "ahead": _("{n} min ahead of the plan"),
                    "behind": _("{n} min behind the plan"),
                    "in_time": _("in time"),
                },
            },
        )
        st.button(_("Start the clock"), key="start-clock", on_click=_start)
        wall.turn(_("Back"), "back", before if here else wall.NOWHERE, _send)
        wall.turn(_("Next"), "next", after, _send, primary=True)
    if now.question:
        votes.press()
        st.html(f'<p class="here">{_("{n} votes").format(n=sum(room.tally(now)))}</p>')
    with st.container(key="desk"):
        _notes(notes.sheet().get(here))
        if following := notes.sheet().get(after):
            st.html(f'<p class="after">{_("Next:")} <b>{html.escape(_title(following))}</b></p>')
    if now.code:
        st.html(f'<p class="here">{now.code} · {_("{n} are here").format(n=room.here(now, time.time()))}</p>')
    _sheet(path, here)


def _notes(entry: Entry | None) -> None:
    if entry is None:
        st.header(_("The whole journey"), anchor=False)
        st.markdown(_("Show the whole way of the sentence once, then begin with the first step."))
        return
    minutes = _("{n} min").format(n=entry.minutes) if entry.minutes else ""
    st.caption(f"{_(entry.chapter.title)} · {minutes}" if minutes else _(entry.chapter.title))
    st.header(_(entry.title), anchor=False)
    for paragraph in entry.say:
        st.markdown(notes.told(paragraph))
    for paragraph in entry.ask:
        with st.container(key="ask"):
            st.markdown(notes.told(paragraph))
    if not entry.say:
        st.caption(_("This step has no notes."))


def _sheet(path: tuple[str, ...], here: str) -> None:
    """The run sheet: every place of the path, a press away."""
    total = sum(notes.sheet()[place].minutes for place in path)
    with st.expander(_("Run sheet: {n} steps, {minutes} min").format(n=len(path), minutes=total), key="sheet"):
        begin, chapter = 0, ""
        for place in path:
            entry = notes.sheet()[place]
            if entry.chapter.address != chapter:
                chapter = entry.chapter.address
                st.caption(_(entry.chapter.title))
            label = _("minute {n}").format(n=begin) + f" · {_(entry.title)}"
            st.button(
                label,
                key=f"to-{place}",
                type="primary" if place == here else "tertiary",
                on_click=_send,
                args=(place,),
            )
            begin += entry.minutes


def _title(entry: Entry) -> str:
    return f"{_(entry.chapter.title)}: {_(entry.title)}"


def _here(name: str) -> str:
    """The place of the wall; of a chapter without a step, its first one."""
    if name in notes.sheet() or not name:
        return name
    return next((place for place in notes.sheet() if place.startswith(f"{name}/")), "")


def _send(to: str) -> None:
    address = wall.address(to)
    shared().change(lambda now: room.send(now, address))


def _start() -> None:
    shared().change(lambda now: room.start_clock(now, time.time()))
