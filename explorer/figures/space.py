"""Words in space, and words in order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.chart import Chart
from explorer.figures.map import titles

DARK_GREY = "#6B6878"  # white numbers stay readable on it


def points(places: ArrayLike, words: Sequence[str], groups: Sequence[str], shares: Sequence[float], axis: str) -> Chart:
    """Words at their places in three principal directions, one colour and shape for each group."""
    array = np.asarray(places, dtype=float)
    traces = []
    names = list(dict.fromkeys(groups))
    for index, name in enumerate(names):
        mine = [i for i, group in enumerate(groups) if group == name]
        x, y, z = array[mine].T
        traces.append(
            {
                "type": "scatter3d",
                "x": x,
                "y": y,
                "z": z,
                "name": theme.label(name),
                "text": [theme.label(words[i]) for i in mine],
                "mode": "markers+text",
                "marker": {
                    "size": 5,
                    "color": theme.CATEGORIES[index % len(theme.CATEGORIES)],
                    "symbol": ("circle", "square", "diamond", "cross", "x")[index % 5],
                },
                "hovertemplate": "<b>%{text}</b><extra>" + theme.label(name) + "</extra>",
            }
        )
    axes = ("xaxis", "yaxis", "zaxis")
    scene = {name: {"title": {"text": title}} for name, title in zip(axes, titles(axis, shares), strict=True)}
    return Chart(traces, {"scene": scene, "showlegend": len(names) > 1})


def ranking(names: Sequence[str], values: ArrayLike, marked: Sequence[bool], unit: str) -> Chart:
    """Words by a number, the first on top; marked ones are hatched."""
    array = np.asarray(values, dtype=float)
    at = np.arange(len(names))
    bars = {
        "type": "bar",
        "x": array,
        "y": at,
        "orientation": "h",
        "marker": {
            "color": [DARK_GREY if mark else theme.ATTENTION for mark in marked],
            "pattern": {"shape": ["/" if mark else "" for mark in marked], "fillmode": "overlay", "fgcolor": "#45424f"},
        },
        "text": [f"{value:.2f}" for value in array],
        "constraintext": "none",
        "hovertemplate": "%{x:.4f}<extra></extra>",
    }
    layout = {
        "meta": {"dense": True},  # a bar without its name says nothing
        "xaxis": {"title": {"text": unit}, "zeroline": True},
        "yaxis": {"autorange": "reversed", "showgrid": False, **theme.ticks(names)},
    }
    return Chart([bars], layout)
