"""Exercises on translation: scores of additive attention, who looks where, and which text a beam finds."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from explorer.exercises import EXACT, STEPS, THREE, Exercise, Given, Number, inside, rounded, say, shown, vector
from explorer.exercises_recurrence import tanh
from explorer.exercises_vectors import long

_ = say


def additive(asks: str, query: ArrayLike, answers: str, key: ArrayLike, v: ArrayLike, most: int = 3) -> Exercise:
    """A score of Bahdanau's: v · tanh(q + k), with q = W s + b and k = U h."""
    q, k, weights = long(query), long(key), long(v)
    a, b, w = vector(q[:most]), vector(k[:most]), vector(weights[:most])
    rest = rounded(float(weights[most:] @ np.tanh(q[most:] + k[most:])))
    bent = [rounded(tanh(x + y), 3) for x, y in zip(a, b, strict=True)]
    total = sum((x * y for x, y in zip(w, bent, strict=True)), rest)
    result = rounded(total)
    return Exercise(
        "additive",
        _(
            "Additive attention compares “{asks}” with “{answers}” by v · tanh(q + k), where q = W s + b and k = U h: "
            "the first {n} of {d} numbers. All others add {rest}. What is the score?"
        ).format(asks=asks, answers=answers, n=len(a), d=len(q), rest=shown(rest)),
        (
            Given(
                ("", *(str(place) for place in range(1, len(a) + 1))),
                (("q", *map(shown, a)), ("k", *map(shown, b)), ("v", *map(shown, w))),
            ),
        ),
        STEPS,
        ((_("score"), shown(result)),),
        (
            *(
                f"{i}: tanh({shown(x)} + {inside(y)}) = {shown(value)}"
                for i, (x, y, value) in enumerate(zip(a, b, bent, strict=True), 1)
            ),
            " + ".join(f"{inside(x)} × {inside(y)}" for x, y in zip(w, bent, strict=True))
            + f" + {inside(rest)} = {shown(result)}",
        ),
    )


def aligned(french: Sequence[str], english: Sequence[str], weights: ArrayLike) -> Exercise | None:
    """To which English word each French word looks most, and where the eye turns back.

    Weights are French x English words. None where two are printed alike and are both the largest.
    """
    digits = next((n for n in (2, 3, 4) if _clear(_printed(weights, n))), None)
    if digits is None or not len(french):
        return None
    rows = _printed(weights, digits)
    eyes = [row.index(max(row)) for row in rows]
    back = [word for word, (before, now) in zip(french[1:], pairwise(eyes), strict=True) if now < before]
    return Exercise(
        "aligned",
        _(
            "Here is where the model looked for each French word. At which English word does it look most? And at "
            "which French words does the eye turn back, to the left of where it was for the word before?"
        ),
        (
            Given(
                ("", *english),
                tuple((word, *map(shown, row)) for word, row in zip(french, rows, strict=True)),
            ),
        ),
        EXACT,
        (
            *((word, english[eye]) for word, eye in zip(french, eyes, strict=True)),
            (_("turns back at"), ", ".join(back) or "–"),
        ),
        tuple(f"{word}: {shown(max(row))} → {english[eye]}" for word, row, eye in zip(french, rows, eyes, strict=True)),
    )


def searched(texts: Sequence[str], totals: Sequence[Number], words: Sequence[int]) -> Exercise:
    """The scores of two texts that a beam has found, and how many times likelier the first is."""
    sums = [rounded(total, 3) for total in totals]
    scores = [rounded(total / n, 3) for total, n in zip(sums, words, strict=True)]
    times = rounded((sums[0] - sums[1]).exp(), 3)
    return Exercise(
        "searched",
        _(
            "A beam search has found these two texts. The score is the log-probability divided by the number of words, "
            "■ counted too. What are the scores, and how many times likelier is the first text than the second?"
        ),
        (
            Given(
                (_("text"), _("log-probability"), _("words")),
                tuple((text, shown(total), str(n)) for text, total, n in zip(texts, sums, words, strict=True)),
            ),
        ),
        THREE,
        ((texts[0], shown(scores[0])), (texts[1], shown(scores[1])), ("p₁ / p₂", shown(times))),
        (
            *(f"{inside(total)} / {n} = {shown(score)}" for total, n, score in zip(sums, words, scores, strict=True)),
            f"{shown(sums[0])} − {inside(sums[1])} = {shown(sums[0] - sums[1])}; "
            f"e^{inside(sums[0] - sums[1])} = {shown(times)}",
        ),
    )


def _printed(weights: ArrayLike, digits: int) -> list[list[Decimal]]:
    return [[rounded(float(value), digits) for value in row] for row in long(weights)]


def _clear(rows: Sequence[Sequence[Decimal]]) -> bool:
    return all(list(row).count(max(row)) == 1 for row in rows)
