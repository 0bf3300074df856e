"""Words as points."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from explorer.figures import theme

_SIDES = {
    "middle right": (0.5, 0.0),
    "middle left": (-0.5, 0.0),
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
    "top right": (0.5, 1.0),
    "bottom left": (-0.5, -1.0),
    "top left": (-0.5, 1.0),
    "bottom right": (0.5, -1.0),
}


def sides(points: NDArray[np.float64], words: Sequence[str], width: float = 36.0, height: float = 16.0) -> list[str]:
    """For each word the side of its point on which it covers no earlier word, as far as there is one.

    The plane is taken to be `width` letters wide and `height` lines high.
    """
    span = np.ptp(points, axis=0)
    scaled = (points - points.min(0)) / np.where(span > 0, span, 1) * (width, height)
    taken: list[tuple[float, float, float]] = [(float(x), float(y), 1.0) for x, y in scaled]  # centre, half width
    chosen = []
    for (x, y), word in zip(scaled, words, strict=True):
        half = len(word) / 2 + 0.5

        def crowded(side: str, x: float = x, y: float = y, half: float = half) -> float:
            right, up = _SIDES[side]
            cx, cy = x + right * 2 * (half + 1), y + up * 1.1
            return sum(max(0.0, half + other - abs(cx - ox)) * max(0.0, 1.0 - abs(cy - oy)) for ox, oy, other in taken)

        best = min(_SIDES, key=crowded)
        right, up = _SIDES[best]
        taken.append((x + right * 2 * (half + 1), y + up * 1.1, half))
        chosen.append(best)
    return chosen


def points(
    places: ArrayLike, words: Sequence[str], groups: Sequence[str], shares: Sequence[float], axis: str
) -> go.Figure:
    """Words at their places in two or three principal directions, one colour and shape for each group."""
    array = np.asarray(places, dtype=float)
    flat = array.shape[1] == 2
    labels = sides(array[:, :2], words)
    figure = go.Figure()
    names = list(dict.fromkeys(groups))
    for index, name in enumerate(names):
        mine = [i for i, group in enumerate(groups) if group == name]
        shared = {
            "name": theme.label(name),
            "text": [theme.label(words[i]) for i in mine],
            "mode": "markers+text",
            "hovertemplate": "<b>%{text}</b><extra>" + theme.label(name) + "</extra>",
        }
        colour = theme.CATEGORIES[index % len(theme.CATEGORIES)]
        if flat:
            figure.add_scatter(
                x=array[mine, 0],
                y=array[mine, 1],
                textposition=[labels[i] for i in mine],
                marker={"size": 10, "color": colour, "symbol": index % 8},
                cliponaxis=False,
                **shared,
            )
        else:
            symbol = ("circle", "square", "diamond", "cross", "x")[index % 5]
            x, y, z = array[mine].T
            figure.add_scatter3d(x=x, y=y, z=z, marker={"size": 5, "color": colour, "symbol": symbol}, **shared)
    titles = [f"{axis} {i + 1} ({share:.0%})" for i, share in enumerate(shares)]
    if flat:
        figure.update_xaxes(title=titles[0], zeroline=False)
        figure.update_yaxes(title=titles[1], zeroline=False)
    else:
        figure.update_scenes(xaxis_title=titles[0], yaxis_title=titles[1], zaxis_title=titles[2])
    figure.update_layout(showlegend=len(names) > 1)
    return figure


def parallelogram(
    places: ArrayLike, words: Sequence[str], sum_name: str, shares: Sequence[float], axis: str
) -> go.Figure:
    """b to a, and the same step from c: the corners a, b, c, then the sum, then the word that lies nearest to it."""
    a, b, c, total, best = np.asarray(places, dtype=float)
    figure = go.Figure()
    for tail, tip, colour, dash in (
        (b, a, theme.OTHERS, "solid"),
        (c, total, theme.ATTENTION, "solid"),
        (b, c, theme.OTHERS, "dot"),
        (a, total, theme.OTHERS, "dot"),
    ):
        figure.add_scatter(
            x=[tail[0], tip[0]],
            y=[tail[1], tip[1]],
            mode="lines+markers",
            line={"color": colour, "width": 3 if dash == "solid" else 1.5, "dash": dash},
            marker={"symbol": "arrow", "size": [0, 16 if dash == "solid" else 0], "angleref": "previous"},
            hoverinfo="skip",
            showlegend=False,
        )
    corners = np.stack([a, b, c, best, total])
    names = [*words, sum_name]
    figure.add_scatter(
        x=corners[:, 0],
        y=corners[:, 1],
        text=[theme.label(name) for name in names],
        textposition=sides(corners, names),
        mode="markers+text",
        marker={
            "size": 13,
            "symbol": ["circle"] * 3 + ["star", "diamond-open"],
            "color": [theme.OTHERS] * 3 + [theme.VALUE, theme.ATTENTION],
        },
        cliponaxis=False,
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(title=f"{axis} 1 ({shares[0]:.0%})", zeroline=False)
    figure.update_yaxes(title=f"{axis} 2 ({shares[1]:.0%})", zeroline=False, scaleanchor="x")
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
                "color": [theme.OTHERS if mark else theme.ATTENTION for mark in marked],
                "pattern": {"shape": ["/" if mark else "" for mark in marked]},
            },
            text=[f"{value:.2f}" for value in array],
            constraintext="none",
            hovertemplate="%{x:.4f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=unit, zeroline=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, **theme.ticks(names))
    return figure
