"""Words as points of a plane; the browser finds a free place for each name (assets/live/map.js)."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.live import Live, numbers

SHAPES = ("circle", "square", "triangle", "diamond", "cross", "down", "x", "star")


def titles(axis: str, shares: Sequence[float]) -> list[str]:
    """The name of each direction, with its share of the variance."""
    return [f"{axis} {i} ({share:.0%})" for i, share in enumerate(shares, 1)]


def plane(
    places: ArrayLike,
    words: Sequence[str],
    groups: Sequence[str],
    near: Sequence[Sequence[tuple[str, float]]],
    shares: Sequence[float],
    axis: str,
    texts: dict[str, str],
) -> Live:
    """Words at their places, one colour and shape for each group, each with its nearest words and their cosines.

    `texts` holds "hint", "near" with {near}, "waiting" with {n}: what to do, what a word shows, how many names found
    no free place.
    """
    array = np.asarray(places, dtype=float)
    axes = titles(axis, shares)
    names = list(dict.fromkeys(groups))
    data = {
        "points": numbers(array),
        "words": list(words),
        "groups": [names.index(group) for group in groups],
        "kinds": [
            {"name": name, "colour": theme.CATEGORIES[i % len(theme.CATEGORIES)], "shape": SHAPES[i % len(SHAPES)]}
            for i, name in enumerate(names)
        ],
        "near": [[[word, round(cosine, 4)] for word, cosine in row] for row in near],
        "axes": axes,
        "texts": texts,
        "lines": [],
    }
    rows = [
        (word, group, *place, *(row[0] if row else ("", np.nan)))
        for word, group, place, row in zip(words, groups, array.tolist(), near, strict=True)
    ]
    return Live("map", data, partial(pd.DataFrame, rows, columns=["word", "group", *axes, "nearest", "cosine"]))


def parallelogram(places: ArrayLike, words: Sequence[str], total: str, shares: Sequence[float], axis: str) -> Live:
    """b to a, and the same step from c: the corners a, b, c, then the sum, then the word that lies nearest to it."""
    array = np.asarray(places, dtype=float)
    axes = titles(axis, shares)
    a, b, c, best = words
    a_at, b_at, c_at, total_at = range(4)
    data = {
        "points": numbers(array),
        "words": [a, b, c, total, best],
        "groups": [0, 0, 0, 1, 2],
        "kinds": [
            {"name": "", "colour": theme.OTHERS, "shape": "circle"},
            {"name": "", "colour": theme.ATTENTION, "shape": "diamond", "hollow": True},
            {"name": "", "colour": theme.VALUE, "shape": "star"},
        ],
        "near": [],
        "axes": axes,
        "texts": {},
        "lines": [
            {"ends": [b_at, a_at], "colour": theme.OTHERS, "step": True},
            {"ends": [c_at, total_at], "colour": theme.ATTENTION, "step": True},
            {"ends": [b_at, c_at], "colour": theme.OTHERS, "step": False},
            {"ends": [a_at, total_at], "colour": theme.OTHERS, "step": False},
        ],
        "equal": True,  # one scale for both directions, or the two steps would not look alike
    }
    rows = [(word, *place) for word, place in zip((a, b, c, total, best), array.tolist(), strict=True)]
    return Live("map", data, partial(pd.DataFrame, rows, columns=["word", *axes]))
