"""A translation at work: what the decoder sees, the alignment as it grows, the bottleneck measured, and beams."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.live import Live, numbers, table

# How the five models are told apart: colour, dash and mark.
STYLES = {
    "fixed": ("#D55E00", "", "square"),
    "dot": ("#0072B2", "9 5", "circle"),
    "additive": ("#8250C4", "3 4", "triangle"),
    "scaled": ("#009E73", "12 4 3 4", "diamond"),
    "transformer": ("#B8A800", "6 6", "cross"),
}


def decoder(
    english: Sequence[str],
    french: Sequence[str],
    memory: ArrayLike,
    asks: ArrayLike,
    sees: ArrayLike,
    guesses: Sequence[Sequence[tuple[str, float]]],
    step: int,
    words: Mapping[str, str],
    score: Mapping[str, object] | None = None,
) -> Live:
    """One decoder word after the other: encoder states, the state that asks, what it sees, and the next words.

    `memory` is source x width, `asks` and `sees` are time x width; `step` is counted from 0. `score` tells how weights
    come about: kind (dot, additive, scaled), queries, keys, v, scores and weights; None where all is one fixed vector.
    """
    data = {
        "english": list(english),
        "french": list(french),
        "memory": numbers(memory, 3),
        "asks": numbers(asks, 3),
        "sees": numbers(sees, 3),
        "guesses": [[[word, round(share, 5)] for word, share in row] for row in guesses],
        "step": step,
        "words": dict(words),
        "colours": {"query": theme.QUERY, "key": theme.KEY, "attention": theme.ATTENTION},
        "score": None,
    }
    if score is None:
        rows = [[row[0][1]] for row in guesses]
        frame = table(np.array(rows), french, ["probability"])
        return Live("decoder", data, frame)
    data["score"] = {
        "kind": score["kind"],
        "v": None if score["v"] is None else numbers(score["v"], 5),  # type: ignore[arg-type]
        **{name: numbers(score[name], 5) for name in ("queries", "keys", "scores", "weights")},  # type: ignore[arg-type]
    }
    return Live("decoder", data, table(score["weights"], french, english))  # type: ignore[arg-type]


def alignment(
    english: Sequence[str],
    french: Sequence[str],
    scores: ArrayLike,
    weights: ArrayLike,
    turns: Sequence[int],
    written: int,
    words: Mapping[str, str],
) -> Live:
    """The matrix of who looked where, row by row as the words are written; `written` rows at first.

    `turns` are the rows, counted from 0, whose largest weight lies to the left of the one before.
    """
    data = {
        "english": list(english),
        "french": list(french),
        "scores": numbers(scores),
        "weights": numbers(weights),
        "turns": list(turns),
        "written": written,
        "words": dict(words),
    }
    return Live("alignment", data, table(weights, french, english))


def bottleneck(
    curves: Mapping[str, Sequence[tuple[int, float]]],
    totals: Mapping[str, float],
    names: Mapping[str, str],
    length: int,
    seed: int,
    seeds: int,
    english: Sequence[str],
    correct: Sequence[str],
    answers: Sequence[tuple[Sequence[str], Sequence[str], Sequence[bool], bool]],
    words: Mapping[str, str],
) -> Live:
    """Share of right translations over the length, and what the models make of one sentence of the chosen length.

    The sentence is the one with this seed, of so many that a press goes through. `answers` hold who wrote it, the
    words, which of them are right, and whether all is.
    """
    data = {
        "curves": [
            {
                "id": name,
                "name": names[name],
                "style": STYLES[name],
                "total": totals[name],
                "points": [list(point) for point in points],
            }
            for name, points in curves.items()
        ],
        "length": length,
        "seed": seed,
        "seeds": seeds,
        "english": " ".join(english),
        "correct": list(correct),
        "answers": [
            {"names": list(who), "words": list(text), "right": list(right), "correct": whole}
            for who, text, right, whole in answers
        ],
        "words": dict(words),
    }
    return Live("bottleneck", data, partial(_lengths, {names[name]: dict(points) for name, points in curves.items()}))


def _lengths(curves: Mapping[str, dict[int, float]]) -> pd.DataFrame:
    return pd.DataFrame(curves).rename_axis("words")


def beams(
    greedy: Sequence[Sequence[tuple[str, float, float, str]]],
    wide: Sequence[Sequence[tuple[str, float, float, str]]],
    step: int,
    words: Mapping[str, str],
) -> Live:
    """Two searches beside each other, step by step; at each step texts with log-probability, score and fate."""
    data = {
        "searches": [
            [
                [{"text": text, "total": total, "score": score, "fate": fate} for text, total, score, fate in row]
                for row in search
            ]
            for search in (greedy, wide)
        ],
        "step": step,
        "words": dict(words),
    }
    rows = [(at, *entry) for at, row in enumerate(wide, 1) for entry in row]
    return Live(
        "beams", data, partial(pd.DataFrame, rows, columns=["step", "text", "log-probability", "score", "fate"])
    )
