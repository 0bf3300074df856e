"""Words in space, and words in order."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.map import titles

DARK_GREY = "#6B6878"  # white numbers stay readable on it


def points(
    places: ArrayLike, words: Sequence[str], groups: Sequence[str], shares: Sequence[float], axis: str
) -> go.Figure:
    """Words at their places in three principal directions, one colour and shape for each group."""
    array = np.asarray(places, dtype=float)
    figure = go.Figure()
    names = list(dict.fromkeys(groups))
    for index, name in enumerate(names):
        mine = [i for i, group in enumerate(groups) if group == name]
        x, y, z = array[mine].T
        figure.add_scatter3d(
            x=x,
            y=y,
            z=z,
            name=theme.label(name),
            text=[theme.label(words[i]) for i in mine],
            mode="markers+text",
            marker={
                "size": 5,
                "color": theme.CATEGORIES[index % len(theme.CATEGORIES)],
                "symbol": ("circle", "square", "diamond", "cross", "x")[index % 5],
            },
            hovertemplate="<b>%{text}</b><extra>" + theme.label(name) + "</extra>",
        )
    x_title, y_title, z_title = titles(axis, shares)
    figure.update_scenes(xaxis_title=x_title, yaxis_title=y_title, zaxis_title=z_title)
    figure.update_layout(showlegend=len(names) > 1)
    return figure


def ranking(names: Sequence[str], values: ArrayLike, marked: Sequence[bool], unit: str) -> go.Figure:
    """Words by a number, the first on top; marked ones are hatched."""
    array = np.asarray(values, dtype=float)
    at = np.arange(len(names))
    figure = go.Figure(
        go.Bar(
            x=array,
            y=at,
            orientation="h",
            marker={
                "color": [DARK_GREY if mark else theme.ATTENTION for mark in marked],
                "pattern": {
                    "shape": ["/" if mark else "" for mark in marked],
                    "fillmode": "overlay",
                    "fgcolor": "#45424f",
                },
            },
            text=[f"{value:.2f}" for value in array],
            constraintext="none",
            hovertemplate="%{x:.4f}<extra></extra>",
        )
    )
    figure.update_layout(meta={"dense": True})  # a bar without its name says nothing
    figure.update_xaxes(title=unit, zeroline=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, **theme.ticks(names))
    return figure
