"""Beam search as a tree: a column for each step, a line for each word that was tried."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from explorer.figures.live import Live

Branch = tuple[str, int | None, int, float, float, float, str]  # word, parent, depth, log-p, sum, score, fate


def tree(
    prompt: str, branches: Sequence[Branch], best: Sequence[int], greedy: Sequence[int], words: dict[str, str]
) -> Live:
    """`branches` are listed parents first; `best` and `greedy` are paths of indices. Fates: kept, dropped, finished.

    Raises ValueError where a parent does not stand one column before its child.
    """
    nodes = []
    for index, (word, parent, depth, log_probability, total, score, fate) in enumerate(branches):
        if (depth - 1 if parent is None else branches[parent][2]) != depth - 1 or (parent is None) != (depth == 1):
            raise ValueError(f"branch {index}, {word}, does not follow its parent")
        nodes.append(
            {
                "word": word,
                "parent": parent,
                "depth": depth,
                "logp": round(log_probability, 6),
                "total": round(total, 6),
                "score": round(score, 6),
                "fate": fate,
            }
        )
    data = {"prompt": prompt, "nodes": nodes, "best": list(best), "greedy": list(greedy), "words": words}
    columns = ["word", "parent", "step", "log-probability", "sum", "score", "fate"]
    rows = [(name, 0 if parent is None else parent + 1, *rest) for name, parent, *rest in branches]
    return Live("tree", data, partial(pd.DataFrame, rows, range(1, len(rows) + 1), columns))
