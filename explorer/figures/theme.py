"""Colours and sizes of all figures: one palette for both themes, one size to read and one for the wall."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go

# Okabe and Ito 2008: told apart by colour-blind eyes, in both themes, and always beside a label.
QUERY, KEY, VALUE, ATTENTION = "#0072B2", "#E69F00", "#009E73", "#8250C4"
OTHERS = "#8A8796"
# A part of the model has one colour in all figures; live.css has the same for the drawing of the architecture.
PARTS = {
    "embedding": "#CC79A7",
    "positions": "#B8A800",
    "attention": ATTENTION,
    "projections": OTHERS,
    "mlp": "#56B4E9",
    "norms": OTHERS,
    "pooler": "#D55E00",
    "unembedding": "#CC79A7",
}
CURVES = ("#8250C4", "#D55E00", "#009E73", "#0072B2")
CATEGORIES = ("#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B8A800", "#0072B2", "#E69F00", "#8250C4")

# Strength is opacity over the page's own background, so one scale serves the light and the dark theme.
POSITIVE, NEGATIVE = (33, 113, 196), (206, 62, 46)
SIGNED = [
    (0.0, f"rgba{(*NEGATIVE, 1)}"),
    (0.5, "rgba(128,128,128,0)"),
    (1.0, f"rgba{(*POSITIVE, 1)}"),
]
SHARE = [(0.0, "rgba(140,92,212,0)"), (1.0, "rgba(140,92,212,1)")]

FAINT = [(0.0, "rgba(140,92,212,0)"), (1.0, "rgba(140,92,212,0.45)")]  # numbers stay readable on it


READING, LECTURE = 14, 19  # size of all text on a figure, in pixels


def fit(figure: go.Figure, size: int, height: int) -> go.Figure:
    """The figure with one size for all its words.

    Written out for each part, because Streamlit's own template, which follows the visitor's theme, is laid over ours.
    """
    text = {"size": size}
    figure.update_layout(
        height=height,
        dragmode=False,
        font=text,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": text, "title": None},
        hoverlabel={"font": text},
        margin={"l": 4 * size, "r": size, "t": 2.6 * size, "b": 3 * size},
    )
    # A row of labels every 1.3 lines at most; on the wall all figures are about 400 pixels high.
    most = max(4, int((min(height, 400) if size == LECTURE else height) - 6.5 * size) // int(1.3 * size))
    chosen = (figure.layout.meta or {}).get("chosen", 0)
    for axis in figure.select_yaxes():
        if axis.ticktext and len(axis.ticktext) > most:
            every = -(-len(axis.ticktext) // most)
            kept = slice(chosen % every, None, every)
            axis.update(tickvals=axis.tickvals[kept], ticktext=axis.ticktext[kept])
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(tickfont=text, title_font=text, automargin=True, fixedrange=True)
    figure.update_annotations(font=text)
    figure.update_traces(textfont=text, selector=lambda trace: trace.type in ("bar", "scatter", "heatmap"))
    figure.update_traces(colorbar={"tickfont": text, "title": {"font": text}}, selector={"type": "heatmap"})
    return figure


def label(token: str) -> str:
    """A token as Plotly shows it letter for letter: Plotly would read < as the start of a tag."""
    return html.escape(token, quote=False)


def ticks(tokens: Sequence[str], most: int = 40) -> dict[str, list[int] | list[str]]:
    """Axis labels by position, so that equal tokens keep their own place; thinned where there are too many."""
    every = -(-len(tokens) // most)
    at = list(range(0, len(tokens), every))
    return {"tickvals": at, "ticktext": [label(tokens[i]) for i in at]}
