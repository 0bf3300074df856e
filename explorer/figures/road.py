"""The residual stream as a road: a vector runs straight on, and two turn-offs add what they found."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.live import Live, numbers

LANES = 64  # more would be thinner than a pixel


def road(
    stations: Sequence[tuple[str, str, ArrayLike]],
    read: Sequence[tuple[str, float]],
    words: dict[str, str],
) -> Live:
    """One vector from station to station.

    A station has a kind, a name and its vector: "attention" and "mlp" are what they add, "sum" what a norm on the
    road receives, every other kind the vector on the road. `read` are the tokens that attention reads most, with
    their shares.
    """
    vectors = [np.asarray(vector, dtype=float) for _, _, vector in stations]
    shown = np.abs([vector[:LANES] for vector in vectors])
    added = [
        vector[:LANES] for (kind, _, _), vector in zip(stations, vectors, strict=True) if kind in ("attention", "mlp")
    ]
    data = {
        "stations": [
            {"kind": kind, "name": name, "values": numbers(vector[:LANES]), "length": float(np.linalg.norm(vector))}
            for (kind, name, _), vector in zip(stations, vectors, strict=True)
        ],
        "most": float(np.quantile(shown, 0.97)) or 1.0,  # one huge number must not make all others pale
        "width": len(vectors[0]),
        "start": int(np.abs(added).sum(0).argmax()),  # the lane that changes most
        "read": [[token, share] for token, share in read],
        "tints": {part: theme.PARTS[part] for part in ("attention", "mlp")},
        "words": words,
    }
    columns = {f"{i} {name}": v for i, ((_, name, _), v) in enumerate(zip(stations, vectors, strict=True), 1)}
    return Live("road", data, partial(pd.DataFrame, columns, range(1, len(vectors[0]) + 1)))
