"""Bars and lines over a common axis."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.chart import Chart


def contributions(
    parts: ArrayLike, names: Sequence[str], total: ArrayLike, total_name: str, axis: str, unit: str
) -> Chart:
    """Signed parts stacked on each other for each dimension, and their sum as a mark.

    `parts` is part x dimension, `total` is their sum.
    """
    array = np.asarray(parts, dtype=float)
    size = array.shape[1]
    dimensions = np.arange(1, size + 1)
    colours = [*theme.CATEGORIES[: len(names) - 1], theme.OTHERS] if len(names) > 1 else [theme.VALUE]
    hover = "{}<br>" + axis + " %{{x}}: %{{y:.3f}}<extra></extra>"
    bars = [
        {
            "type": "bar",
            "x": dimensions,
            "y": row,
            "name": theme.label(name),
            "marker": {"color": colour},
            "hovertemplate": hover.format(theme.label(name)),
        }
        for row, name, colour in zip(array, names, colours, strict=True)
    ]
    mark = {
        "type": "scatter",
        "x": dimensions,
        "y": np.asarray(total, dtype=float),
        "name": theme.label(total_name),
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 11, "color": "#ffffff", "line": {"color": "#111111", "width": 2}},
        "hovertemplate": hover.format(theme.label(total_name)),
    }
    layout = {
        "barmode": "relative",
        "bargap": 0.25,
        "xaxis": {"title": {"text": axis}, "tickvals": list(range(1, size + 1, -(-size // 40))), "showgrid": False},
        "yaxis": {"title": {"text": unit}, "zeroline": True},
    }
    return Chart([*bars, mark], layout)


def lines(values: Sequence[ArrayLike], names: Sequence[str], axis: str, unit: str) -> Chart:
    """Curves over 0, 1, 2, ...; told apart by their dashes as well as by their colour."""
    traces = []
    for row, name, colour, dash in zip(values, names, theme.CURVES, ("solid", "dash", "dot", "dashdot"), strict=False):
        array = np.asarray(row, dtype=float)
        line = {"color": colour, "width": 3, "dash": dash}
        traces.append(
            {"type": "scatter", "x": np.arange(len(array)), "y": array, "name": name, "mode": "lines", "line": line}
        )
    layout = {
        "hovermode": "x unified",
        "showlegend": len(values) > 1,
        "xaxis": {"title": {"text": axis}, "showgrid": False},
        "yaxis": {"title": {"text": unit}},
    }
    return Chart(traces, layout)


def bars(
    values: Sequence[ArrayLike], names: Sequence[str], labels: Sequence[str], unit: str, logarithmic: bool = False
) -> Chart:
    """Groups of bars, one group for each label; patterns tell the series apart on a grey print."""
    at = np.arange(len(labels))
    traces = [
        {
            "type": "bar",
            "x": at,
            "y": np.asarray(row, dtype=float),
            "name": name,
            "marker": {"color": colour, "pattern": {"shape": shape}},
        }
        for row, name, colour, shape in zip(values, names, theme.CURVES, ("", "/", "x", "."), strict=False)
    ]
    scale = {"type": "log" if logarithmic else "linear", "exponentformat": "power"}
    layout = {
        "barmode": "group",
        "xaxis": {"showgrid": False, **theme.ticks(labels)},
        "yaxis": {"title": {"text": unit}, **scale},
    }
    return Chart(traces, layout)
