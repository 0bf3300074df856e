"""Sinusoidal positions as the hands of a clock: one hand with its waves, or all of them turned by one matrix."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures.live import Live, Sliders, controls


def waving(speeds: ArrayLike, waves: ArrayLike, sliders: Sliders, words: dict[str, str]) -> Live:
    """The hand of one pair with the two waves it draws, and all hands at one place.

    `speeds` are the angles of all hands from one place to the next, in radians; `waves` (place, 2) the sine and the
    cosine of the pair that the slider stands at, for the table. `sliders` are "pair" and "place".
    """
    pair, columns = sliders["pair"][3], np.asarray(waves, dtype=float)
    named = {words["sine"].format(n=2 * pair): columns[:, 0], words["cosine"].format(n=2 * pair + 1): columns[:, 1]}
    places = pd.RangeIndex(len(columns), name="place")
    return _hands("waving", speeds, sliders, words, len(columns), partial(pd.DataFrame, named, places))


def turning(speeds: ArrayLike, places: int, matrix: ArrayLike, sliders: Sliders, words: dict[str, str]) -> Live:
    """All hands, turned on by k places, and the matrix that does it, for the k that its slider stands at.

    `sliders` are "k", "place" and "hand".
    """
    return _hands("turning", speeds, sliders, words, places, partial(pd.DataFrame, np.asarray(matrix, dtype=float)))


def _hands(
    kind: str,
    speeds: ArrayLike,
    sliders: Sliders,
    words: dict[str, str],
    places: int,
    table: Callable[[], pd.DataFrame],
) -> Live:
    angles = np.asarray(speeds, dtype=float).tolist()
    data = {"kind": kind, "speeds": angles, "places": places, "controls": controls(sliders), "words": words}
    return Live("hands", data, table)
