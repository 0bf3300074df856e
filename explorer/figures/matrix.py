"""Heat maps of matrices."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike
from plotly.subplots import make_subplots

from explorer.figures import theme


def signed(values: ArrayLike, rows: Sequence[str], columns: str, name: str) -> go.Figure:
    """A matrix of signed numbers, one row for each token; blue above zero, red below, strength is size."""
    array = np.asarray(values, dtype=float)
    most = float(np.abs(array).max()) or 1.0
    figure = go.Figure(
        go.Heatmap(
            z=array,
            zmin=-most,
            zmax=most,
            colorscale=theme.SIGNED,
            xgap=1,
            ygap=1,
            colorbar={"title": {"text": name, "side": "right"}, "thickness": 12, "outlinewidth": 0},
            customdata=np.array([[theme.label(row)] * array.shape[1] for row in rows]),
            hovertemplate="%{customdata} · %{x}<br>%{z:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=columns, showgrid=False, zeroline=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, zeroline=False, **theme.ticks(rows))
    return figure


def side_by_side(
    matrices: Sequence[ArrayLike], titles: Sequence[str], tokens: Sequence[str], rows: str, columns: str
) -> go.Figure:
    """Attention maps of the same tokens beside each other: share of attention, 0 to 1."""
    figure = make_subplots(1, len(matrices), subplot_titles=titles, shared_yaxes=True, horizontal_spacing=0.04)
    names = [theme.label(token) for token in tokens]
    for column, values in enumerate(matrices, 1):
        array = np.asarray(values, dtype=float)
        pairs = np.array([[(row, key) for key in names] for row in names])
        figure.add_heatmap(
            z=array,
            zmin=0,
            zmax=1,
            colorscale=theme.SHARE,
            xgap=1,
            ygap=1,
            showscale=column == len(matrices),
            colorbar={"thickness": 12, "tickformat": ".0%", "outlinewidth": 0},
            customdata=pairs,
            hovertemplate="%{customdata[0]} → %{customdata[1]}<br>%{z:.1%}<extra></extra>",
            row=1,
            col=column,
        )
    figure.update_xaxes(title=columns, showgrid=False, zeroline=False, **theme.ticks(tokens, 20))
    figure.update_yaxes(autorange="reversed", showgrid=False, zeroline=False, **theme.ticks(tokens, 40))
    figure.update_yaxes(title=rows, col=1)
    return figure
