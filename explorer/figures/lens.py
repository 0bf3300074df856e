"""The logit lens as a table: a row for each token, a column for each layer, the likeliest word in each cell."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from explorer.figures.live import Live, numbered


def lens(
    tokens: Sequence[str],
    first: int,
    chosen: int,
    stages: Sequence[str],
    guesses: Sequence[Sequence[Sequence[tuple[str, float]]]],
    words: dict[str, str],
) -> Live:
    """`guesses` is row x stage x rank: a word and its probability; `first` is the position of the first row."""
    data = {
        "tokens": list(tokens),
        "first": first,
        "chosen": chosen,
        "stages": list(stages),
        "guesses": [[[[word, round(share, 5)] for word, share in cell] for cell in row] for row in guesses],
        "words": words,
    }
    rows = [[f"{cell[0][0]} {cell[0][1]:.1%}" for cell in row] for row in guesses]
    return Live("lens", data, partial(pd.DataFrame, rows, numbered(tokens, first + 1), list(stages)))
