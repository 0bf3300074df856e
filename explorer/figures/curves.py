"""Bars and lines over a common axis."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from explorer.figures import theme


def contributions(
    parts: ArrayLike, names: Sequence[str], total: ArrayLike, total_name: str, axis: str, unit: str
) -> go.Figure:
    """Signed parts stacked on each other for each dimension, and their sum as a mark.

    `parts` is part x dimension, `total` is their sum.
    """
    array = np.asarray(parts, dtype=float)
    dimensions = np.arange(1, array.shape[1] + 1)
    colours = [*theme.CATEGORIES[: len(names) - 1], theme.OTHERS] if len(names) > 1 else [theme.VALUE]
    figure = go.Figure()
    for row, name, colour in zip(array, names, colours, strict=True):
        figure.add_bar(
            x=dimensions,
            y=row,
            name=theme.label(name),
            marker_color=colour,
            hovertemplate=f"{theme.label(name)}<br>{axis} %{{x}}: %{{y:.3f}}<extra></extra>",
        )
    figure.add_scatter(
        x=dimensions,
        y=np.asarray(total, dtype=float),
        name=theme.label(total_name),
        mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": "#ffffff", "line": {"color": "#111111", "width": 2}},
        hovertemplate=f"{theme.label(total_name)}<br>{axis} %{{x}}: %{{y:.3f}}<extra></extra>",
    )
    figure.update_layout(barmode="relative", bargap=0.25)
    figure.update_xaxes(title=axis, dtick=1, showgrid=False)
    figure.update_yaxes(title=unit, zeroline=True)
    return figure


def lines(values: Sequence[ArrayLike], names: Sequence[str], axis: str, unit: str) -> go.Figure:
    """Curves over 0, 1, 2, ...; told apart by their dashes as well as by their colour."""
    figure = go.Figure()
    for row, name, colour, dash in zip(values, names, theme.CURVES, ("solid", "dash", "dot", "dashdot"), strict=False):
        array = np.asarray(row, dtype=float)
        figure.add_scatter(
            x=np.arange(len(array)), y=array, name=name, mode="lines", line={"color": colour, "width": 3, "dash": dash}
        )
    figure.update_layout(hovermode="x unified", showlegend=len(values) > 1)
    figure.update_xaxes(title=axis, showgrid=False)
    figure.update_yaxes(title=unit)
    return figure


def bars(
    values: Sequence[ArrayLike], names: Sequence[str], labels: Sequence[str], unit: str, logarithmic: bool = False
) -> go.Figure:
    """Groups of bars, one group for each label; patterns tell the series apart on a grey print."""
    figure = go.Figure()
    at = np.arange(len(labels))
    for row, name, colour, shape in zip(values, names, theme.CURVES, ("", "/", "x", "."), strict=False):
        figure.add_bar(
            x=at, y=np.asarray(row, dtype=float), name=name, marker={"color": colour, "pattern": {"shape": shape}}
        )
    figure.update_layout(barmode="group")
    figure.update_xaxes(showgrid=False, **theme.ticks(labels))
    figure.update_yaxes(title=unit, type="log" if logarithmic else "linear", exponentformat="power")
    return figure
