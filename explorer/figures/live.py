"""Figures that follow the pointer: drawn in the browser by assets/live/NAME.js from data that is sent once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from explorer.figures import theme


@dataclass(frozen=True, eq=False)
class Live:
    """What a script in assets/live draws, and the same numbers as a table, which is made when it is asked for."""

    name: str
    data: dict[str, Any]
    rows: Callable[[], pd.DataFrame]  # nothing that could not be pickled: visitors take it home

    @property
    def table(self) -> pd.DataFrame:
        return self.rows()


def numbers(values: ArrayLike, digits: int = 6) -> list[Any]:
    """Nested lists of plain numbers; what is not finite (a masked score) becomes None."""
    array = np.asarray(values, dtype=np.float64)
    rounded = np.round(array, digits)
    finite = np.isfinite(array)
    if finite.all():
        return rounded.tolist()
    rounded = rounded.astype(object)
    rounded[~finite] = None
    return rounded.tolist()


def table(values: ArrayLike, rows: Sequence[str], columns: Sequence[str]) -> Callable[[], pd.DataFrame]:
    """A matrix with its labels; equal tokens are told apart by their position."""
    return partial(pd.DataFrame, np.asarray(values, dtype=float), numbered(rows), numbered(columns))


def numbered(tokens: Sequence[str], first: int = 1) -> list[str]:
    """Tokens with their places, as rows of a table are called."""
    return [f"{i} {token}" for i, token in enumerate(tokens, first)]


Sliders = dict[str, tuple[str, int, int, int]]  # for each: its label (none: no slider), least, most, where it stands


def controls(sliders: Sliders) -> list[dict[str, Any]]:
    """The same as `thumbs` in assets/live/common.js reads it."""
    return [
        {"name": name, "label": label, "least": least, "most": most, "start": start}
        for name, (label, least, most, start) in sliders.items()
    ]


@dataclass(frozen=True)
class Words:
    """The words on a matrix, translated."""

    rows: str  # what a row is: "query"
    columns: str
    cell: str  # what a cell is: "score"
    rest: str  # "the other {n} terms"
    masked: str


def products(
    left: ArrayLike,
    right: ArrayLike,
    result: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    words: Words,
    divisor: float = 1.0,
    divisor_text: str = "",
    colours: tuple[str, str] = (theme.QUERY, theme.KEY),
    start: tuple[int, int] = (-1, -1),
) -> Live:
    """A matrix of dot products; the cell under the pointer shows its sum term by term.

    result[i, j] = left[i] · right[j] / divisor, as the model computed it.
    """
    data = {
        "kind": "product",
        "left": numbers(left, 7),
        "right": numbers(right, 7),
        "result": numbers(result),
        "rows": list(rows),
        "columns": list(columns),
        "words": vars(words),
        "divisor": divisor,
        "divisorText": divisor_text,
        "colours": colours,
        "start": start,
    }
    return Live("matrix", data, table(result, rows, columns))


def shares(
    scores: ArrayLike, weights: ArrayLike, tokens: Sequence[str], words: Words, start: tuple[int, int] = (-1, -1)
) -> Live:
    """A matrix whose rows sum to one; the row under the pointer shows its softmax, number by number."""
    data = {
        "kind": "softmax",
        "scores": numbers(scores),
        "result": numbers(weights),
        "rows": list(tokens),
        "columns": list(tokens),
        "words": vars(words),
        "colours": (theme.QUERY, theme.KEY),
        "start": start,
    }
    return Live("matrix", data, table(weights, tokens, tokens))


def projections(
    x: ArrayLike,
    maps: Sequence[tuple[str, str, ArrayLike, ArrayLike]],
    words: dict[str, str],
    biased: bool = False,
    most: int = 96,
) -> Live:
    """One vector through several matrices: x (width) times W (width x d) gives a vector (d).

    `maps` holds for each matrix its name, its colour, W and the product as the model computed it. Where the map is
    `biased`, the last input is a 1. Of a wide vector the `most` largest inputs are drawn; the rest is added up.
    """
    vector = np.asarray(x, dtype=float)
    drawn = np.sort(np.argsort(-np.abs(vector), kind="stable")[:most])
    if biased and len(vector) - 1 not in drawn:
        drawn[-1] = len(vector) - 1
    left_out = np.delete(np.arange(len(vector)), drawn)
    data = {
        "x": numbers(vector[drawn], 7),
        "inputs": [words["bias"] if biased and i == len(vector) - 1 else str(i + 1) for i in drawn],
        "size": len(vector),
        "shape": f"{len(vector) - biased}" + " × {d}" + (f" + {words['bias']}" if biased else ""),
        "maps": [
            {
                "name": name,
                "colour": colour,
                "matrix": numbers(np.asarray(matrix, dtype=float)[drawn], 7),
                "rest": numbers(vector[left_out] @ np.asarray(matrix, dtype=float)[left_out]),
                "out": numbers(out),
            }
            for name, colour, matrix, out in maps
        ],
        "words": words,
    }
    columns = {name: np.asarray(out, dtype=float) for name, _, _, out in maps}
    size = len(next(iter(columns.values())))
    return Live("projection", data, partial(pd.DataFrame, columns, range(1, size + 1)))


def saturation(widths: Sequence[int], shares: ArrayLike, gradients: ArrayLike, words: dict[str, str]) -> Live:
    """Softmax of dot products without and with division by √d, for the width that the slider chooses.

    `shares` are width x 2 x key, from the largest to the smallest; `gradients`, at the largest, are width x 2.
    """
    data = {
        "widths": list(widths),
        "shares": numbers(shares),
        "gradients": np.asarray(gradients).tolist(),  # some are tiny
        "words": words,
        "colours": (theme.OTHERS, theme.ATTENTION),
    }
    names = words["plain"], words["scaled"]
    return Live("saturation", data, partial(_saturated, widths, names, np.asarray(shares), np.asarray(gradients)))


def _saturated(
    widths: Sequence[int], names: Sequence[str], shares: NDArray[np.float64], gradients: NDArray[np.float64]
) -> pd.DataFrame:
    keys = shares.shape[-1]
    frame = pd.DataFrame(shares.reshape(-1, keys), columns=[str(rank) for rank in range(1, keys + 1)])
    frame.insert(0, "d", np.repeat(widths, len(names)))
    frame.insert(1, "softmax", [*names] * len(widths))
    return frame.assign(**{"p(1 − p)": gradients.ravel()})


def journey(
    tokens: Sequence[str],
    ids: Sequence[int],
    vectors: ArrayLike,
    weights: ArrayLike,
    outputs: ArrayLike,
    guesses: Sequence[tuple[str, float]],
    stations: Sequence[dict[str, str]],
    words: dict[str, str],
) -> Live:
    """One sentence on its way through the model: a line for each token, a column for each station.

    `weights` is query x key; `stations` hold a title and the address of the chapter, empty where there is none.
    """
    data = {
        "tokens": list(tokens),
        "ids": list(ids),
        "vectors": numbers(vectors, 3),
        "weights": numbers(weights, 4),
        "outputs": numbers(outputs, 3),
        "guesses": [[word, round(share, 4)] for word, share in guesses],
        "stations": list(stations),
        "words": words,
    }
    columns = {"id": list(ids), "next": [word for word, _ in guesses], "probability": [share for _, share in guesses]}
    return Live("journey", data, partial(pd.DataFrame, columns, numbered(tokens)))


def cuts(rows: Sequence[tuple[str, str, Sequence[tuple[str, int, int, int, str]]]], hints: dict[str, str]) -> Live:
    """One text cut in several ways: for each a name, a note, and pieces (shown, id, start, end, kind).

    `hints` says for a kind of piece what is special about it.
    """
    data = {
        "rows": [
            {"name": name, "note": note, "pieces": [list(piece) for piece in pieces]} for name, note, pieces in rows
        ],
        "hints": hints,
    }
    table = [(name, shown, id_) for name, _, pieces in rows for shown, id_, *_ in pieces]
    return Live("cuts", data, partial(pd.DataFrame, table, columns=["tokenizer", "token", "id"]))


def merges(
    steps: Sequence[dict[str, Any]],
    frequent: Sequence[tuple[str, int]],
    shown: dict[str, str],
    tokens: int,
    characters: int,
    alphabet: int,
    words: dict[str, str],
) -> Live:
    """Byte-pair encoding as it learns: `steps` hold pair, count, shorter and candidates of each merge.

    `shown` says how a token is written where that is not the token itself.
    """
    data = {
        "merges": list(steps),
        "frequent": [list(pair) for pair in frequent],
        "shown": shown,
        "tokens": tokens,
        "characters": characters,
        "alphabet": alphabet,
        "words": words,
    }
    rows = [(*step["pair"], "".join(step["pair"]), step["count"]) for step in steps]
    return Live("merges", data, partial(pd.DataFrame, rows, columns=["left", "right", "token", "count"]))


def waves(controls: dict[str, tuple[str, Sequence[int], int]], table_: ArrayLike) -> Live:
    """Sinusoidal positions under sliders: for length, width and base a label, the values to choose from, the first."""
    data = {
        "controls": {
            name: {"label": label, "values": list(values), "start": start}
            for name, (label, values, start) in controls.items()
        }
    }
    array = np.asarray(table_, dtype=float)
    return Live("waves", data, partial(pd.DataFrame, array, pd.RangeIndex(len(array), name="place")))
