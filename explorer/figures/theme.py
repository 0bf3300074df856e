"""Colours and sizes of all figures: one palette for both themes, one size to read and one for the wall."""

import html
from collections.abc import Sequence

from explorer.figures.chart import Chart, Part

# Okabe and Ito 2008: told apart by colour-blind eyes, in both themes, and always beside a label.
QUERY, KEY, VALUE, ATTENTION = "#0072B2", "#E69F00", "#009E73", "#8250C4"
OTHERS = "#8A8796"
# A part of the model has one colour in all figures; architecture.css has the same for its drawing.
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


def fit(figure: Chart, size: int, height: int) -> Chart:
    """A copy of the figure with one size for all its words.

    Written out for each part, because Streamlit's own template, which follows the visitor's theme, is laid over ours.
    """
    text = {"size": size}
    traces, layout = figure.parts()
    _merge(
        layout,
        {
            "height": height,
            "dragmode": False,
            "font": text,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": text},
            "hoverlabel": {"font": text},
            "margin": {"l": 4 * size, "r": size, "t": 2.6 * size, "b": 3 * size},
        },
    )
    layout["legend"].pop("title", None)
    # A row of labels every 1.3 lines at most, or every line; on the wall all figures are about 400 pixels high.
    about = layout.get("meta", {})
    line = int((1 if about.get("dense") else 1.3) * size)
    most = max(4, int((min(height, 400) if size == LECTURE else height) - 6.5 * size) // line)
    chosen = about.get("chosen", 0)
    flat = any(trace["type"] in ("bar", "scatter", "heatmap") for trace in traces)
    for name in {*(key for key in layout if key[1:5] == "axis"), *(("xaxis", "yaxis") if flat else ())}:
        axis = layout.setdefault(name, {})
        labels = axis.get("ticktext", [])
        if name[0] == "y" and len(labels) > most:
            every = -(-len(labels) // most)
            kept = slice(chosen % every, None, every)
            axis.update(tickvals=axis["tickvals"][kept], ticktext=labels[kept])
        _merge(axis, {"tickfont": text, "title": {"font": text}, "automargin": True, "fixedrange": True})
    for note in layout.get("annotations", ()):
        _merge(note, {"font": text})
    for trace in traces:
        if trace["type"] in ("bar", "scatter", "heatmap"):
            _merge(trace, {"textfont": text})
        if trace["type"] == "heatmap":
            _merge(trace, {"colorbar": {"tickfont": text, "title": {"font": text}}})
    return Chart(traces, layout)


def _merge(into: Part, more: Part) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def label(token: str) -> str:
    """A token as Plotly shows it letter for letter: Plotly would read < as the start of a tag."""
    return html.escape(token, quote=False)


def broken(title: str) -> str:
    """The title of an axis in two lines, so that a phone shows all of it: what stands in brackets goes below."""
    return title.replace(" (", "<br>(", 1)


def ticks(tokens: Sequence[str], most: int = 40) -> dict[str, list[int] | list[str]]:
    """Axis labels by position, so that equal tokens keep their own place; thinned where there are too many."""
    every = -(-len(tokens) // most)
    at = list(range(0, len(tokens), every))
    return {"tickvals": at, "ticktext": [label(tokens[i]) for i in at]}
