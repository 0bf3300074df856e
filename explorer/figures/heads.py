"""All heads of a model beside each other: small pictures to choose from."""

import base64
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from explorer.figures.live import Live

SIDE = 64  # dots of a small picture, at most


def heads(
    weights: Sequence[ArrayLike],
    names: Sequence[Sequence[tuple[str, float, float]]],
    chosen: tuple[int, int],
    legend: dict[str, tuple[str, str]],
    words: dict[str, str],
) -> Live:
    """One row for each layer, one picture for each head; the chosen one (layer, head, from 1) is framed.

    `weights` holds head x query x key for each layer, `names` for each head what it does, its share of attention and
    what chance would give; `legend` a sign and a name for each of these. `words` are "layer", "head" and, with the
    placeholders layer, head, name, share, chance: "named" and "none".
    """
    pictures = [[_picture(np.asarray(head, dtype=float)) for head in np.asarray(layer)] for layer in weights]
    data = {
        "side": pictures[0][0].shape[0],
        "pictures": [[base64.b64encode(picture.tobytes()).decode() for picture in row] for row in pictures],
        "names": [[[name, round(share, 3), round(chance, 3)] for name, share, chance in row] for row in names],
        "chosen": chosen,
        "legend": legend,
        "words": words,
    }
    rows = [
        (layer, head, legend[name][1], share, chance)
        for layer, row in enumerate(names, 1)
        for head, (name, share, chance) in enumerate(row, 1)
    ]
    return Live("heads", data, partial(pd.DataFrame, rows, columns=["layer", "head", "name", "share", "chance"]))


def _picture(weights: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Shares as 0 to 255; in a long text a dot stands for several tokens, and shows the largest share among them."""
    every = -(-len(weights) // SIDE)
    if every > 1:
        missing = -len(weights) % every
        padded = np.pad(weights, ((0, missing), (0, missing)))
        side = len(padded) // every
        weights = padded.reshape(side, every, side, every).max((1, 3))
    return np.round(weights.clip(0, 1) * 255).astype(np.uint8)
