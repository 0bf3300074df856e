"""A figure with its caption, its text alternative, its numbers as a table, and both as files."""

import html
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from explorer.export import csv, described, numbers
from explorer.figures import theme
from explorer.figures.chart import Chart
from explorer.figures.live import Live
from explorer.handout import Framed, Item
from explorer.ui import inputs, shelf, wall
from explorer.ui.components import component
from explorer.ui.i18n import _

TABLE_ROWS = 200  # shown on the page; the download holds all


def show(
    figure: Chart | Live,
    key: str,
    caption: str,
    height: int = 420,
    on_choice: Callable[..., None] | None = None,
) -> None:
    """Draw the figure; `caption` says what to look for and is its text alternative too.

    `on_choice` is called with what the visitor chose in a live figure; then the whole page is drawn anew.
    """
    shelf.add(Item(key, figure, caption, height))
    if isinstance(figure, Live):
        _live(figure, key, on_choice)
    else:
        fitted = theme.fit(figure, theme.LECTURE if inputs.lecture() else theme.READING, height)
        with st.container(key=f"plot-{key}"):
            st.plotly_chart(
                fitted,
                key=key,
                alt=caption,
                height="stretch" if inputs.lecture() else "content",
                config={"displayModeBar": False, "scrollZoom": False},
            )
    st.html(f'<p class="caption">{html.escape(caption)}</p>')
    if not inputs.lecture():
        with st.expander(_("The numbers"), key=f"numbers-{key}", type="compact", on_change="rerun") as expander:
            if expander.open:
                _numbers(figure.table if isinstance(figure, Live) else numbers(figure), key, caption)


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
    shelf.add(Item(key, Framed(page, height), caption))
    with st.container(key=f"plot-{key}"):
        st.iframe(page, height=height, alt=caption)
    st.html(f'<p class="caption">{html.escape(caption)}</p>')


def table(head: Sequence[str], rows: Sequence[Sequence[str]], key: str, caption: str) -> None:
    """A table of words and numbers, with its caption and its files."""
    frame = pd.DataFrame(rows, columns=list(head))
    shelf.add(Item(key, frame, caption))
    _scrolling("words", frame.to_html(index=False, border=0, escape=True), caption)
    st.html(f'<p class="caption">{html.escape(caption)}</p>')
    if not inputs.lecture():
        _files(frame, key, caption, drawn=False)


def _numbers(table: pd.DataFrame, key: str, caption: str) -> None:
    _files(table, key, caption, drawn=True)
    rows = table.head(TABLE_ROWS).to_html(float_format="%.4g", border=0, escape=True)
    _scrolling("table", rows.replace("<th></th>", "<td></td>"), caption)  # the corner is no head of anything


def _scrolling(kind: str, rows: str, caption: str) -> None:
    """A table in a box that the keyboard can scroll, and a screen reader can name."""
    name = html.escape(caption)
    st.html(f'<div class="{kind}" tabindex="0" role="region" aria-label="{name}">{rows}</div>')


def _files(table: pd.DataFrame, key: str, caption: str, drawn: bool) -> None:
    """What can be taken away: the numbers, and where there is a figure its picture."""
    place = wall.place() or "home"
    about = {
        "figure": f"{place}/{key}",
        "caption": caption,
        "address": shelf.address(place.partition("/")[2]),
        "seeds": shelf.seeds(),
    }
    words = {
        "take": _("Take away:"),
        "png": _("The picture, as PNG"),
        "svg": _("The picture, as SVG"),
        "csv": _("The numbers, as CSV"),
        "json": _("The numbers with caption and link, as JSON"),
        "failed": _("This browser cannot make the picture; the numbers can be taken away."),
    }
    data = {
        "key": key if drawn else "",
        "name": f"{place.replace('/', '-')}-{key}",
        "caption": caption,
        "csv": csv(table),
        "json": described(table, **about),
        "words": words,
    }
    component("exports")(key=f"exports-{key}", data=data)
