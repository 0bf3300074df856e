"""A figure with its caption, its text alternative, its numbers as a table, and their download."""

import html
from collections.abc import Sequence

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


def show(figure: go.Figure | Live, key: str, caption: str, height: int = 420) -> None:
    """Draw the figure; `caption` says what to look for and is its text alternative too."""
    if isinstance(figure, Live):
        component(figure.name)(key=key, data=figure.data)
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
