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
