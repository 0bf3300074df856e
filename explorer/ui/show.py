"""A figure with its caption, its text alternative, its numbers as a table, and their download."""

import html
from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from explorer.export import csv, numbers
from explorer.figures import theme
from explorer.figures.live import Live
from explorer.ui import inputs
from explorer.ui.components import component
from explorer.ui.i18n import _

TABLE_ROWS = 200  # shown on the page; the download holds all


def show(
    figure: go.Figure | Live,
    key: str,
    caption: str,
    height: int = 420,
    on_choice: Callable[..., None] | None = None,
) -> None:
    """Draw the figure; `caption` says what to look for and is its text alternative too.

    `on_choice` is called with what the visitor chose in a live figure; then the whole page is drawn anew.
    """
    if isinstance(figure, Live):
        _live(figure, key, on_choice)
    else:
        theme.fit(figure, theme.LECTURE if inputs.lecture() else theme.READING, height)
        with st.container(key=f"plot-{key}"):
            st.plotly_chart(
                figure,
                key=key,
                alt=caption,
                height="stretch" if inputs.lecture() else "content",
                config={"displayModeBar": False, "scrollZoom": False},
            )
    st.html(f'<p class="caption">{html.escape(caption)}</p>')
    if not inputs.lecture():
        with st.expander(_("The numbers"), key=f"numbers-{key}", type="compact", on_change="rerun") as expander:
            if expander.open:
                _numbers(figure.table if isinstance(figure, Live) else numbers(figure), key)


def _live(figure: Live, key: str, on_choice: Callable[..., None] | None) -> None:
    if on_choice is None:
        component(figure.name)(key=key, data=figure.data)
        return

    def take() -> None:
        on_choice(**{name: value for name, value in st.session_state[key]["choice"].items() if name != "time"})
        st.session_state["_chose"] = True

    component(figure.name)(key=key, data=figure.data, on_choice_change=take)
    if st.session_state.pop("_chose", False):  # the controls stand outside of this step
        st.rerun()


def show_html(page: str, key: str, caption: str, height: int) -> None:
    """A page in a frame of its own, `height` pixels high, on the wall as high as the room left."""
    with st.container(key=f"plot-{key}"):
        st.iframe(page, height=height, alt=caption)
    st.html(f'<p class="caption">{html.escape(caption)}</p>')


def table(head: Sequence[str], rows: Sequence[Sequence[str]], key: str, caption: str) -> None:
    """A table of words and numbers, with its caption and its download."""
    frame = pd.DataFrame(rows, columns=list(head))
    st.html(f'<div class="words" tabindex="0">{frame.to_html(index=False, border=0, escape=True)}</div>')
    st.html(f'<p class="caption">{html.escape(caption)}</p>')
    if not inputs.lecture():
        data = {"name": f"{key}.csv", "label": _("Download as CSV"), "text": csv(frame)}
        component("download")(key=f"download-{key}", data=data)


def _numbers(table: pd.DataFrame, key: str) -> None:
    data = {"name": f"{key}.csv", "label": _("Download as CSV"), "text": csv(table)}
    component("download")(key=f"download-{key}", data=data)
    rows = table.head(TABLE_ROWS).to_html(float_format="%.4g", border=0, escape=True)
    st.html(f'<div class="table" tabindex="0">{rows}</div>')
