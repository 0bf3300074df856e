"""Exercises on vectors: dot products, weighted sums, cosines, positions.

Vectors are long. The first numbers are given and what the others contribute is given as one number, so that the result
is the model's own.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.exercises import EXACT, STEPS, TWO, Exercise, Given, Number, inside, rounded, say, shown, vector

_ = say


def long(values: ArrayLike) -> np.ndarray:
    """With all digits that a float has."""
    return np.asarray(values, dtype=np.float64)


def _head(n: int) -> tuple[str, ...]:
    return ("", *(str(place) for place in range(1, n + 1)))


def dot(asks: str, query: ArrayLike, answers: str, key: ArrayLike, most: int = 4) -> Exercise:
    """A score before it is scaled: q · k."""
    q, k = long(query), long(key)
    a, b, rest = vector(q[:most]), vector(k[:most]), rounded(float(q[most:] @ k[most:]))
    total = sum((x * y for x, y in zip(a, b, strict=True)), rest)
    result = rounded(total)
    terms = [f"{inside(x)} × {inside(y)}" for x, y in zip(a, b, strict=True)]
    return Exercise(
        "dot",
        _(
            "Query of “{asks}” and key of “{answers}”: the first {n} of {d} numbers. The products of all others add "
            "up to {rest}. What is the dot product?"
        ).format(asks=asks, answers=answers, n=len(a), d=len(q), rest=shown(rest)),
        (Given(_head(len(a)), (("q", *map(shown, a)), ("k", *map(shown, b)))),),
        TWO,
        (("q · k", shown(result)),),
        (f"{' + '.join(terms)} + {inside(rest)} = {shown(total)}",),
    )


def scaled(asks: str, labels: Sequence[str], dots: Sequence[Number], d: int) -> Exercise:
    """Dot products divided by √d."""
    values, root = vector(dots), rounded(math.sqrt(d))
    results = [rounded(value / root) for value in values]
    return Exercise(
        "scaled",
        _(
            "These are dot products of the query of “{asks}” with some keys, of {d} numbers each. Divide by √{d}, "
            "which is {root}."
        ).format(asks=asks, d=d, root=shown(root)),
        (Given(("", "q · k"), tuple((label, shown(v)) for label, v in zip(labels, values, strict=True))),),
        TWO,
        tuple((label, shown(result)) for label, result in zip(labels, results, strict=True)),
        tuple(
            f"{label}: {shown(value)} / {shown(root)} = {shown(result)}"
            for label, value, result in zip(labels, values, results, strict=True)
        ),
    )


def mix(
    asks: str, labels: Sequence[str], weights: Sequence[Number], values: ArrayLike, others: ArrayLike, most: int = 3
) -> Exercise:
    """A weighted sum of values, token x dimension; `others` is what tokens that are not listed add."""
    w = vector(weights)
    v = [vector(row[:most]) for row in long(values)]
    rest = vector(long(others)[:most])
    totals = [sum((weight * row[i] for weight, row in zip(w, v, strict=True)), rest[i]) for i in range(len(rest))]
    rows = [(label, shown(weight), *map(shown, row)) for label, weight, row in zip(labels, w, v, strict=True)]
    ask = _("What does “{asks}” read? Add up the values, each times its weight: the first {n} numbers of the result.")
    if any(rest):
        rows.append(("…", "", *map(shown, rest)))
        ask = _(
            "What does “{asks}” read? Add up the values, each times its weight: the first {n} numbers of the result. "
            "The last row is what all other tokens add, already weighted."
        )
    return Exercise(
        "mix",
        ask.format(asks=asks, n=len(rest)),
        (Given(("", _("weight"), *(f"v{i}" for i in range(1, len(rest) + 1))), tuple(rows)),),
        TWO,
        tuple((str(i), shown(rounded(total))) for i, total in enumerate(totals, 1)),
        tuple(
            f"{i}: "
            + " + ".join(f"{shown(weight)} × {inside(row[i - 1])}" for weight, row in zip(w, v, strict=True))
            + (f" + {inside(rest[i - 1])}" if any(rest) else "")
            + f" = {shown(total)}"
            for i, total in enumerate(totals, 1)
        ),
    )


def cosine(first: str, x: ArrayLike, second: str, y: ArrayLike, most: int = 4) -> Exercise:
    """x · y / (|x| |y|)."""
    p, q = long(x), long(y)
    a, b = vector(p[:most]), vector(q[:most])
    rest, *rests = (rounded(float(u[most:] @ v[most:])) for u, v in ((p, q), (p, p), (q, q)))
    product = rounded(sum((u * v for u, v in zip(a, b, strict=True)), rest), 3)
    sides = list(zip((a, b), rests, strict=True))
    lengths = [rounded(sum((u * u for u in side), more).sqrt(), 3) for side, more in sides]
    below = rounded(lengths[0] * lengths[1], 3)
    result = rounded(product / below)
    return Exercise(
        "cosine",
        _(
            "“{first}” and “{second}”: the first {n} of {d} numbers of their vectors. The others add {rest} to the dot "
            "product, and {one} and {two} to the sums of squares. What is the cosine?"
        ).format(
            first=first, second=second, n=len(a), d=len(p), rest=shown(rest), one=shown(rests[0]), two=shown(rests[1])
        ),
        (Given(_head(len(a)), ((first, *map(shown, a)), (second, *map(shown, b)))),),
        STEPS,
        (("cos", shown(result)),),
        (
            " + ".join(f"{inside(u)} × {inside(v)}" for u, v in zip(a, b, strict=True))
            + f" + {inside(rest)} = {shown(product)}",
            *(
                f"√({' + '.join(f'{inside(u)}²' for u in side)} + {shown(more)}) = {shown(length)}"
                for (side, more), length in zip(sides, lengths, strict=True)
            ),
            f"{shown(lengths[0])} × {shown(lengths[1])} = {shown(below)}",
            f"{shown(product)} / {shown(below)} = {shown(result)}",
        ),
    )


def distance(first: str, x: ArrayLike, second: str, y: ArrayLike, most: int = 4) -> Exercise:
    """The Euclidean distance."""
    p, q = long(x), long(y)
    a, b = vector(p[:most]), vector(q[:most])
    rest = rounded(float(((p[most:] - q[most:]) ** 2).sum()))
    total = sum(((u - v) ** 2 for u, v in zip(a, b, strict=True)), rest)
    result = rounded(total.sqrt())
    return Exercise(
        "distance",
        _(
            "“{first}” and “{second}”: the first {n} of {d} numbers of their vectors. The squared differences of all "
            "others add up to {rest}. What is the Euclidean distance?"
        ).format(first=first, second=second, n=len(a), d=len(p), rest=shown(rest)),
        (Given(_head(len(a)), ((first, *map(shown, a)), (second, *map(shown, b)))),),
        TWO,
        (("d", shown(result)),),
        (
            " + ".join(f"({shown(u)} − {inside(v)})²" for u, v in zip(a, b, strict=True))
            + f" + {shown(rest)} = {shown(total)}",
            f"√{shown(total)} = {shown(result)}",
        ),
    )


def analogy(a: str, x: ArrayLike, b: str, y: ArrayLike, c: str, z: ArrayLike, most: int = 4) -> Exercise:
    """a − b + c, number by number."""
    one, two, three = (vector(long(v)[:most]) for v in (x, y, z))
    results = [u - v + w for u, v, w in zip(one, two, three, strict=True)]
    return Exercise(
        "analogy",
        _("Compute {a} − {b} + {c}: the first {n} numbers.").format(a=a, b=b, c=c, n=len(one)),
        (Given(_head(len(one)), ((a, *map(shown, one)), (b, *map(shown, two)), (c, *map(shown, three)))),),
        EXACT,
        tuple((str(i), shown(result)) for i, result in enumerate(results, 1)),
        tuple(
            f"{i}: {shown(u)} − {inside(v)} + {inside(w)} = {shown(r)}"
            for i, (u, v, w, r) in enumerate(zip(one, two, three, results, strict=True), 1)
        ),
    )


def added(name: str, meaning: ArrayLike, place: ArrayLike, most: int = 4) -> Exercise:
    """What the first layer reads: the word's vector plus the place's."""
    a, b = vector(long(meaning)[:most]), vector(long(place)[:most])
    results = [u + v for u, v in zip(a, b, strict=True)]
    return Exercise(
        "added",
        _("The vector of the word “{name}” and that of its place: which first {n} numbers does the model read?").format(
            name=name, n=len(a)
        ),
        (Given(_head(len(a)), ((name, *map(shown, a)), ("PE", *map(shown, b)))),),
        EXACT,
        tuple((str(i), shown(result)) for i, result in enumerate(results, 1)),
        tuple(
            f"{i}: {shown(u)} + {inside(v)} = {shown(r)}"
            for i, (u, v, r) in enumerate(zip(a, b, results, strict=True), 1)
        ),
    )
