"""A chapter's steps: all of them one below the other to read, or one at a time on the wall to teach."""

import streamlit as st

from explorer.errors import VisitorError
from explorer.ui import changes, inputs, notes, seat, shelf, sight, twice, wall
from explorer.ui.components import component
from explorer.ui.i18n import _, in_both, prose, told
from explorer.ui.sight import Step
from explorer.ui.turns import turn


def steps(*functions: Step) -> None:
    """The steps of a chapter. A step's docstring is its title and text, its body draws, its name is its link."""
    names = [function.__name__ for function in functions]
    wanted = st.query_params.get("step")
    at = names.index(wanted) if wanted in names else 0
    if inputs.lecture():
        _teach(functions, at)
    elif wanted in names and seat.following():  # a phone shows what the wall shows
        sight.take([])
        _head(functions[at], at + 1)
        st.fragment(_body)(functions[at])
    else:
        sight.take(functions)
        if wanted in names:
            inputs.scroll_to(f"step-{wanted}")


def read() -> None:
    """Draw the steps of a chapter that is read.

    They stand outside of the part of the page that the chapter's controls draw anew: Streamlit takes from such a part
    what is not drawn again, and here each step is drawn when it is in sight.
    """
    functions = sight.taken()
    for number, function in enumerate(functions, 1):
        with st.container(key=f"step-{function.__name__}"):
            _head(function, number)
            st.fragment(_in_sight, key=sight.fragment(function.__name__))(function.__name__)
    if functions:
        sight.watch()


def _head(function: Step, number: int) -> None:
    (title, other), *paragraphs = _twice(function)
    st.header(f"{number}  {title}", anchor=function.__name__)
    twice.also(other, "title")
    twice.paragraphs(paragraphs, function.__name__)


def _twice(function: Step) -> list[tuple[str, str]]:
    return [in_both(part) for part in notes.public(prose(function.__doc__))]


def _in_sight(name: str) -> None:
    _body(sight.step(name))


@turn()
def _body(function: Step) -> None:
    """The body of a step. It may be drawn again alone, so it says which one it is."""
    wall.at(function.__name__)
    shelf.begin(function.__name__, notes.public(prose(function.__doc__)))
    try:
        function()
    except VisitorError as error:  # the other steps, and the keys of the wall, still work
        inputs.say(told(error))
    if inputs.lecture():
        changes.tell(wall.place())


def _teach(functions: tuple[Step, ...], at: int) -> None:
    (title, other_title), *paragraphs = _twice(functions[at])
    chapter = wall.place().partition("/")[0]
    before, after = wall.before_and_after(f"{chapter}/{functions[at].__name__}")

    def go(to: str) -> None:
        other, _slash, step = to.partition("/")
        if other == chapter:
            st.query_params["step"] = step
        else:
            wall.leave(to)

    with st.container(key="lecture-steps", horizontal=True, vertical_alignment="center"):
        with st.container(key="lecture-title"):
            st.header(title, anchor=False)
            twice.also(other_title, "title")
        wall.turn(_("Back"), "back", before, go)
        st.markdown(f"{at + 1} / {len(functions)}", width="content")
        wall.turn(_("Next"), "next", after, go)
    if paragraphs:
        twice.paragraph(paragraphs[0], functions[at].__name__)
    st.fragment(_body)(functions[at])
    component("stage")(key="stage", data=functions[at].__name__)
