"""Hidden neurons: one token's, before and after the activation, and the places that excite one of them."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures.live import Live, numbers


def firing(hidden: ArrayLike, active: ArrayLike, best: Sequence[tuple[int, float]], words: dict[str, str]) -> Live:
    """All hidden neurons of one token; `best` are the most active, counted from 1, with what they hand on."""
    before, after = np.asarray(hidden, dtype=float), np.asarray(active, dtype=float)
    data = {
        "hidden": numbers(before, 4),
        "active": numbers(after, 4),
        "best": [[neuron, round(value, 4)] for neuron, value in best],
        "words": words,
    }
    columns = {words["before"]: before, words["after"]: after}
    return Live("firing", data, partial(pd.DataFrame, columns, range(1, len(before) + 1)))


def contexts(rows: Sequence[tuple[Sequence[str], str, Sequence[str], float]], words: dict[str, str]) -> Live:
    """A concordance: words before, the word, words after, and how strongly it answers there."""
    data = {
        "rows": [[list(before), word, list(after), round(value, 3)] for before, word, after, value in rows],
        "words": words,
    }
    table = [(" ".join(before), word, " ".join(after), value) for before, word, after, value in rows]
    return Live("contexts", data, partial(pd.DataFrame, table, columns=["before", "word", "after", "activation"]))
