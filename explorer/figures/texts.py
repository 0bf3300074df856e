"""Two texts side by side, with the place where they part."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from explorer.figures.live import Live

Written = Sequence[tuple[str, float, Sequence[tuple[str, float]]]]  # word, its probability, what else was likely


def texts(
    prompt: str, names: Sequence[str], written: Sequence[Written], first: int | None, words: dict[str, str]
) -> Live:
    """`first` is the place of the first difference, counted from 0; None where there is none."""
    data = {
        "prompt": prompt,
        "texts": [
            {
                "name": name,
                "words": [[word, round(p, 5), [[w, round(q, 5)] for w, q in others]] for word, p, others in text],
            }
            for name, text in zip(names, written, strict=True)
        ],
        "first": first,
        "words": words,
    }
    rows = [
        (name, place, word, p)
        for name, text in zip(names, written, strict=True)
        for place, (word, p, _) in enumerate(text, 1)
    ]
    return Live("texts", data, partial(pd.DataFrame, rows, columns=["text", "place", "word", "probability"]))
