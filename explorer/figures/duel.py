"""Two writers: their texts word by word, what they copy, how they measure up, and one of them as it learns."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures.live import Live, numbers

Likely = Sequence[tuple[str, float, float]]  # token, by the n-gram, by the transformer
Text = Sequence[tuple[str, tuple[float, float], Likely]]  # token, its shares by both, the likeliest in its place
Run = tuple[int, int, tuple[str, str, str]]  # first word, words, the passage around


def duel(
    prompt: Sequence[str],
    names: tuple[str, str],
    written: tuple[Text, Text],
    first: int | None,
    words: dict[str, str],
    cut: bool = False,
) -> Live:
    """Two texts; `first` is the place where they part, `cut` whether the prompt began earlier.

    An empty token ends a text.
    """
    data = {
        "prompt": list(prompt),
        "cut": cut,
        "texts": [
            {
                "name": name,
                "words": [
                    [word, [round(share, 5) for share in shares], [[w, round(p, 5), round(q, 5)] for w, p, q in likely]]
                    for word, shares, likely in text
                ],
            }
            for name, text in zip(names, written, strict=True)
        ],
        "first": first,
        "words": words,
    }
    rows = [
        (name, place, word, *shares)
        for name, text in zip(names, written, strict=True)
        for place, (word, shares, _) in enumerate(text, 1)
    ]
    return Live("duel", data, partial(pd.DataFrame, rows, columns=["text", "place", "token", *names]))


def quotes(
    names: tuple[str, str],
    written: Sequence[tuple[Sequence[str], Sequence[Run]]],
    shares: Sequence[tuple[str, float]],
    chosen: Sequence[int],
    orders: int,
    words: dict[str, str],
) -> Live:
    """Two texts with the runs that they copied, and bars: how much each writer copies.

    The first `orders` bars are those of order 1, 2, ... and can be chosen; those of `chosen` are the two texts'.
    """
    data = {
        "texts": [
            {
                "name": name,
                "text": list(text),
                "runs": [[start, length, list(source)] for start, length, source in runs],
            }
            for name, (text, runs) in zip(names, written, strict=True)
        ],
        "shares": [[name, round(share, 5)] for name, share in shares],
        "chosen": list(chosen),
        "orders": orders,
        "words": words,
    }
    return Live("quotes", data, partial(pd.DataFrame, shares, columns=["writer", words["shares"]]))


def measured(
    names: tuple[str, str], rows: Sequence[tuple[str, tuple[float, float], tuple[str, str], int | None, str]],
) -> Live:  # fmt: skip
    """A line for each measure: its name, the two values, the same as text, whose is better, and what it says."""
    data = {
        "names": list(names),
        "rows": [
            {
                "label": label,
                "values": [round(value, 6) for value in values],
                "written": list(written),
                "better": better,
                "note": note,
            }
            for label, values, written, better, note in rows
        ],
    }
    return Live(
        "measured", data, partial(pd.DataFrame, [(label, *values) for label, values, *_ in rows], columns=["", *names])
    )


def learning(
    share: float,
    losses: Sequence[tuple[int, float]],
    looks: Sequence[tuple[int, float, str]],
    words: dict[str, str],
) -> Live:
    """A training: how much of its time is over, the losses by step, and what it wrote at some of the steps."""
    data = {
        "share": round(share, 4),
        "losses": [[step, round(loss, 4)] for step, loss in losses],
        "looks": [[step, round(loss, 4), text] for step, loss, text in looks],
        "words": words,
    }
    return Live("learning", data, partial(pd.DataFrame, looks, columns=["step", words["held"], words["text"]]))


def film(
    tokens: Sequence[str],
    frames: Sequence[tuple[int, float | None, Sequence[str], Sequence[float], ArrayLike]],
    prompt: str,
    at: int,
    words: dict[str, str],
) -> Live:
    """Checkpoints under a slider: step, held-out loss, what was written with its shares, and one attention map."""
    data = {
        "tokens": list(tokens),
        "prompt": prompt,
        "frames": [
            {
                "step": step,
                "loss": None if loss is None else round(loss, 4),
                "text": [[word, round(share, 4)] for word, share in zip(written, shares, strict=True)],
                "weights": numbers(weights, 4),
            }
            for step, loss, written, shares, weights in frames
        ],
        "at": at,
        "words": words,
    }
    rows = [(step, loss, "".join(written)) for step, loss, written, *_ in frames]
    return Live("film", data, partial(pd.DataFrame, rows, columns=["step", words["loss"], words["text"]]))
