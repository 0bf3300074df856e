"""A chapter's steps: all of them one below the other to read, or one at a time on the wall to teach."""

from collections.abc import Callable

import streamlit as st

from explorer.ui import inputs
from explorer.ui.components import component
from explorer.ui.i18n import _, translated

Step = Callable[[], None]


def steps(*functions: Step) -> None:
    """Draw the steps of a chapter. A step's docstring is its title and text, its body draws, its name is its link."""
    names = [function.__name__ for function in functions]
    wanted = st.query_params.get("step")
    at = names.index(wanted) if wanted in names else 0
    if inputs.lecture():
        _teach(functions, at)
    else:
        for number, function in enumerate(functions, 1):
            with st.container(key=f"step-{function.__name__}"):
                _draw(function, number)
        if wanted in names:
            inputs.scroll_to(f"step-{wanted}")


def _draw(function: Step, number: int) -> None:
    title, *paragraphs = translated(function.__doc__)
    st.header(f"{number}  {title}", anchor=function.__name__)
    for paragraph in paragraphs:
        st.markdown(paragraph)
    st.fragment(function)()


def _teach(functions: tuple[Step, ...], at: int) -> None:
    title, *paragraphs = translated(functions[at].__doc__)

    def go(to: int) -> None:
        st.query_params["step"] = functions[to].__name__

    with st.container(key="lecture-steps", horizontal=True, vertical_alignment="center"):
        st.header(title, anchor=False)
        last = len(functions) - 1
        st.button(_("Back"), key="back", shortcut="PageUp", disabled=at == 0, on_click=go, args=(max(0, at - 1),))
        st.markdown(f"{at + 1} / {len(functions)}", width="content")
        st.button(
            _("Next"), key="next", shortcut="PageDown", disabled=at == last, on_click=go, args=(min(last, at + 1),)
        )
    if paragraphs:
        st.markdown(paragraphs[0])
    st.fragment(functions[at])()
    component("stage")(key="stage", data=functions[at].__name__)
