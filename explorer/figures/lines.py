"""Attention as lines: who reads whom."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.live import Live, numbered

FLOOR = 0.01  # the smallest share that is drawn


def lines(
    weights: ArrayLike, tokens: Sequence[str], heads: Sequence[int], words: dict[str, str], start: int | None = None
) -> Live:
    """Two columns of tokens, and a line for each share of attention of at least one per cent.

    `weights` (head x query x key) are the shares, `heads` the number of each head, `start` the token that shows its
    own lines at first; None shows the lines of all. `words` are "heads", "only" (this head), "reads", "read" (is
    read), "none" (no line), and with placeholders "note" ({share}: none smaller is drawn), "token" ({token}, {n}),
    "head" ({n}, {list}), "from" and "by" ({token}, {list}), "rest" ({share}).
    Raises ValueError where the shapes do not belong together.
    """
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (len(heads), len(tokens), len(tokens)):
        raise ValueError(f"{len(heads)} heads on {len(tokens)} tokens have no weights of shape {array.shape}")
    drawn = array >= FLOOR
    data = {
        "tokens": list(tokens),
        "heads": [
            {"number": number, "colour": theme.CATEGORIES[(number - 1) % len(theme.CATEGORIES)]} for number in heads
        ],
        # For each head its lines [query, key, share].
        "lines": [
            [[int(query), int(key), round(float(head[query, key]), 4)] for query, key in np.argwhere(kept)]
            for head, kept in zip(array, drawn, strict=True)
        ],
        "colours": (theme.QUERY, theme.KEY),
        "floor": FLOOR,
        "words": words,
        "start": None if start is None else start % len(tokens),
    }
    rows = [f"{number}: {i} {token}" for number in heads for i, token in enumerate(tokens, 1)]
    return Live("lines", data, partial(pd.DataFrame, array.reshape(-1, len(tokens)), rows, numbered(tokens)))
