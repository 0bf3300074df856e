"""Sinusoidal positions as the hands of a clock: one hand with its waves, or all of them turned by one matrix."""

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from explorer import positions
from explorer.figures.live import Live

Sliders = dict[str, tuple[str, int, int, int]]  # for each: its label (none: no slider), least, most, where it stands


def waving(speeds: Float[Tensor, " half"], places: int, sliders: Sliders, words: dict[str, str]) -> Live:
    """The hand of one pair with the two waves it draws over `places`, and all hands at that place.

    `sliders` are "pair" and "place"; the table holds the waves of the pair that the slider stands at.
    """
    pair = sliders["pair"][3]
    width = 2 * len(speeds)
    table = positions.exact(places, width)[:, 2 * pair : 2 * pair + 2]
    named = pd.DataFrame(
        table.numpy(), columns=[words["sine"].format(n=2 * pair), words["cosine"].format(n=2 * pair + 1)]
    )
    return _hands("waving", speeds, sliders, words, places, named.rename_axis("place"))


def turning(speeds: Float[Tensor, " half"], places: int, sliders: Sliders, words: dict[str, str]) -> Live:
    """All hands, turned on by k places, and the matrix that does it; `sliders` are "k", "place" and "hand"."""
    moved = positions.shift(sliders["k"][3], places, 2 * len(speeds))
    return _hands("turning", speeds, sliders, words, places, pd.DataFrame(moved.matrix.numpy()))


def _hands(
    kind: str, speeds: Tensor, sliders: Sliders, words: dict[str, str], places: int, table: pd.DataFrame
) -> Live:
    controls = [
        {"name": name, "label": label, "least": least, "most": most, "start": start}
        for name, (label, least, most, start) in sliders.items()
    ]
    data = {"kind": kind, "speeds": speeds.tolist(), "places": places, "controls": controls, "words": words}
    return Live("hands", data, table)
