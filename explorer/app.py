"""The frame around every chapter: contents, the visitor's sentence, language and lecture mode."""

import streamlit as st
import torch

from explorer import ASSETS
from explorer.errors import VisitorError
from explorer.ui import desk, inputs, reading, room, seat, sight, takeaway, twice, wall
from explorer.ui.chapters import contents, part_title
from explorer.ui.components import component
from explorer.ui.home import home
from explorer.ui.i18n import _, in_both, language, second, speak, told
from explorer.ui.steps import read
from explorer.ui.turns import turn

torch.set_num_threads(1)  # models this small run slower on two threads, and much slower while others click

speak()
seat.arrive()
lecture = inputs.lecture() and not desk.wanted()
st.set_page_config(
    page_title="Explorer",
    page_icon=str(ASSETS / "icon.svg"),
    layout="wide",
    initial_sidebar_state="auto",
)
st.html(ASSETS / "app.css")
style, clicker = st.empty(), st.empty()  # places of their own: what follows stays where it is when the mode changes
if lecture:
    style.html(ASSETS / "lecture.css")

pages: dict[str, list[st.Page]] = {"": [st.Page(home, title=_("The whole journey"), url_path="home", default=True)]}
for one in contents():
    pages.setdefault(part_title(one.part), []).append(
        st.Page(one.file, title=_(one.title), url_path=one.address, help=_(one.lede))
    )
component("lang")(key="lang", data=language())
page = st.navigation(pages, position="hidden" if lecture or desk.wanted() else "sidebar")
seat.keep()
here = next((one for one in contents() if one.address == page.url_path), None)


def around() -> tuple[object, ...]:
    """What the frame around the page depends on."""
    return language(), second(), inputs.lecture(), room.active()


def fresh() -> None:
    """Draw everything anew where what stands around this part is not as it was."""
    speak()
    if around() != drawn or room.passed():
        st.rerun()


@turn()
def body() -> None:
    """All that changes with the visitor's sentence: it is drawn anew without what stands around it."""
    fresh()
    inputs.stay()
    wall.enter(here.address if here else "")
    try:
        reading.frame(here is not None and here.follows)
        room.connect(here.address if here else "")
    except VisitorError as error:
        st.error(told(error))
    if here and not lecture:
        title, other = in_both(here.title)
        st.title(title, anchor=False)
        twice.also(other, "title")
        twice.paragraph(in_both(here.lede), "lede")
    st.fragment(chapter, key="chapter")()
    if lecture:
        wall.unseen()


@turn()
def chapter() -> None:
    """The page: its own controls draw it anew without the sentence over it."""
    fresh()
    wall.at(st.query_params.get("step", ""))
    page._can_be_called = True  # once for each run of the script, says Streamlit; and for each run of this part of it
    try:
        page.run()
    except VisitorError as error:
        st.error(told(error))
    wall.depart()


if lecture or desk.wanted():
    with clicker:
        wall.keys(room.active())  # before the page: a fault in it must not take the clicker away
if desk.wanted():
    wall.enter(here.address if here else "")
    desk.desk()
    wall.depart()
else:
    drawn = around()
    sight.begin()
    st.fragment(body, key="body")()
    read()
    if here and not lecture:
        takeaway.row()
