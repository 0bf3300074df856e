"""Exercises on the parts of a layer: a mask, heads that are added up, the road, a norm, a neuron."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from numpy.typing import ArrayLike

from explorer.exercises import (
    EXACT,
    FINE_STEPS,
    THREE,
    TWO,
    Exercise,
    Given,
    Number,
    Said,
    inside,
    rounded,
    say,
    shown,
    vector,
)
from explorer.exercises_chances import MOVED, SCORE, softmax, too_far
from explorer.exercises_vectors import long

_ = say


def masked(
    asks: str, labels: Sequence[str], scores: Sequence[Number], hidden: Sequence[bool], others: Sequence[Number] = ()
) -> Exercise:
    """A causal mask, then softmax; `others` are the scores of what may be read too and is not listed."""
    seen = [label for label, hides in zip(labels, hidden, strict=True) if not hides]
    allowed = [float(score) for score, hides in zip(scores, hidden, strict=True) if not hides]
    top = too_far(allowed)
    base = softmax(seen, [score - top for score in allowed], [float(score) - top for score in others], asks=asks)
    question = _(
        "These are scores of “{asks}” before the mask. A causal mask hides every token that stands after it: its score "
        "becomes −∞. Compute the row of attention weights."
    ).format(asks=asks)
    if "rest" in base.question.values:
        question = _("{question} For all other tokens that may be read, these powers of e add up to {rest}.").format(
            question=question, rest=base.question.values["rest"]
        )
    if top:
        question = MOVED.format(question=question)
    shares = dict(base.answer)
    printed = vector([float(score) - top for score in scores])
    return replace(
        base,
        name="masked",
        question=question,
        given=(Given((_("token"), SCORE), tuple((n, shown(z)) for n, z in zip(labels, printed, strict=True))),),
        answer=tuple((label, shares.get(label, "0.00")) for label in labels),
        working=(
            *(f"{label}: e^(−∞) = 0" for label, hides in zip(labels, hidden, strict=True) if hides),
            *base.working,
        ),
    )


def pairs(tokens: int) -> Exercise:
    """How many pairs of tokens each of three masks allows; the encoder-decoder reads the first half, the larger one."""
    read = (tokens + 1) // 2
    write = tokens - read
    decoder, both = tokens * (tokens + 1) // 2, read * read + write * (write + 1) // 2 + write * read
    return Exercise(
        "pairs",
        _(
            "Your sentence has {n} tokens. How many pairs (who reads, who is read; every token may read itself) does "
            "the mask of a decoder allow, that of an encoder, and that of an encoder-decoder which reads the first "
            "{read} tokens both ways and writes the other {write}?"
        ).format(n=tokens, read=read, write=write),
        (),
        EXACT,
        (
            (_("decoder"), f"{decoder:,}"),
            (_("encoder"), f"{tokens**2:,}"),
            (_("encoder-decoder"), f"{both:,}"),
        ),
        (
            f"{tokens} × {tokens + 1} / 2 = {decoder:,}",
            f"{tokens} × {tokens} = {tokens**2:,}",
            f"{read} × {read} + {write} × {write + 1} / 2 + {write} × {read} = {both:,}",
        ),
    )


def projected(asks: str, head: int, mixed: ArrayLike, weights: ArrayLike, place: int, most: int = 4) -> Exercise:
    """What one head adds to one number of the layer's result: its own result times a column of its rows of W_O."""
    h, w = long(mixed), long(weights)
    a, b, rest = vector(h[:most], 3), vector(w[:most], 3), rounded(float(h[most:] @ w[most:]), 3)
    result = rounded(sum((x * y for x, y in zip(a, b, strict=True)), rest), 3)
    return Exercise(
        "projected",
        _(
            "h is what head {head} has read at “{asks}”, and w is column {place} of its rows of W_O: the first {n} of "
            "{d} numbers. The products of all others add up to {rest}. What does this head add to number {place} of "
            "the layer's result?"
        ).format(asks=asks, head=head, place=place, n=len(a), d=len(h), rest=shown(rest)),
        (Given(("", *(str(i) for i in range(1, len(a) + 1))), (("h", *map(shown, a)), ("w", *map(shown, b)))),),
        THREE,
        (("h · w", shown(result)),),
        (
            " + ".join(f"{inside(x)} × {inside(y)}" for x, y in zip(a, b, strict=True))
            + f" + {inside(rest)} = {shown(result)}",
        ),
    )


def summed(question: Said, names: Sequence[str | Said], vectors: ArrayLike, places: Sequence[int]) -> Exercise:
    """Vectors added up, number by number: part x dimension, of which these places, counted from 1, are shown."""
    rows = [vector([row[place - 1] for place in places], 3) for row in long(vectors)]
    totals = [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]
    return Exercise(
        "summed",
        question,
        (
            Given(
                ("", *map(str, places)),
                tuple((name, *map(shown, row)) for name, row in zip(names, rows, strict=True)),
            ),
        ),
        EXACT,
        tuple((str(place), shown(total)) for place, total in zip(places, totals, strict=True)),
        tuple(
            f"{place}: {shown(column[0])}"
            + "".join(f" + {inside(value)}" for value in column[1:])
            + f" = {shown(total)}"
            for place, column, total in zip(places, zip(*rows, strict=True), totals, strict=True)
        ),
    )


def normalised(
    token: str, x: ArrayLike, gain: ArrayLike, bias: ArrayLike, rms: bool = False, most: int = 4
) -> Exercise | None:
    """One number through layer norm, the largest of the first ones; None where the vector has no spread in print.

    Epsilon is left out: it is far below what is printed. With `rms` no mean is subtracted and no bias added.
    """
    v = long(x)
    d, a = len(v), vector(v[:most], 3)
    place = max(range(len(a)), key=lambda i: abs(a[i]))
    more, squares = rounded(float(v[most:].sum()), 3), rounded(float((v[most:] ** 2).sum()), 3)
    by, shift = rounded(float(long(gain)[place]), 3), rounded(float(long(bias)[place]), 3)
    mean = Decimal(0) if rms else rounded(sum(a, more) / d, 4)
    square = rounded(sum((value * value for value in a), squares) / d, 4)
    variance = square - rounded(mean * mean, 4)
    root = rounded(max(variance, Decimal(0)).sqrt(), 4)
    if not root:
        return None
    scaled = rounded((a[place] - mean) / root, 4)
    result = rounded(scaled * by + (0 if rms else shift))
    squared = " + ".join(f"{inside(value)}²" for value in a)
    steps = [f"({squared} + {shown(squares)}) / {d} = {shown(square)}"]
    if rms:
        question = _(
            "RMS norm at “{token}”: the first {n} of {d} numbers. All others add up to {more}, and their squares to "
            "{squares}. Divide number {place} by the root of the mean square, then multiply by its gain of {gain}."
        )
        answer: tuple[tuple[str, str], ...] = (("√", shown(root)),)
        steps += [
            f"√{shown(square)} = {shown(root)}",
            f"{inside(a[place])} / {shown(root)} = {shown(scaled)}",
            f"{inside(scaled)} × {inside(by)} = {shown(result)}",
        ]
    else:
        question = _(
            "Layer norm at “{token}”: the first {n} of {d} numbers. All others add up to {more}, and their squares to "
            "{squares}. Find mean μ and variance σ² (the mean of the squares minus the square of the mean). Then "
            "for number {place}: subtract μ, divide by σ, times its gain of {gain}, plus its bias of {bias}."
        )
        answer = (("μ", shown(mean)), ("σ²", shown(variance)))
        steps = [
            f"μ = ({' + '.join(map(inside, a))} + {inside(more)}) / {d} = {shown(mean)}",
            steps[0],
            f"σ² = {shown(square)} − {shown(rounded(mean * mean, 4))} = {shown(variance)}; σ = {shown(root)}",
            f"({shown(a[place])} − {inside(mean)}) / {shown(root)} = {shown(scaled)}",
            f"{inside(scaled)} × {inside(by)} + {inside(shift)} = {shown(result)}",
        ]
    return Exercise(
        "rms norm" if rms else "layer norm",
        question.format(
            token=token,
            n=len(a),
            d=d,
            more=shown(more),
            squares=shown(squares),
            place=place + 1,
            gain=shown(by),
            bias=shown(shift),
        ),
        (Given(("", *(str(i) for i in range(1, len(a) + 1))), (("x", *map(shown, a)),)),),
        FINE_STEPS,
        (*answer, (str(place + 1), shown(result))),
        tuple(steps),
    )


Activation = Literal["gelu", "gelu_tanh", "relu", "silu"]


def neuron(
    token: str, number: int, x: ArrayLike, weights: ArrayLike, bias: Number, activation: Activation, most: int = 4
) -> Exercise:
    """A hidden neuron: how well the vector fits its pattern, and what the activation lets through.

    GELU is computed by its handy approximation (Hendrycks and Gimpel 2016): within 0.02 of the exact one.
    """
    v, pattern = long(x), long(weights)
    a, b = vector(v[:most]), vector(pattern[:most])
    rest = rounded(float(v[most:] @ pattern[most:]) + float(bias))
    z = rounded(sum((u * w for u, w in zip(a, b, strict=True)), rest))
    question = _(
        "Neuron {number} of the MLP compares the vector x of “{token}” with its pattern w: the first {n} of {d} "
        "numbers. The products of all others and the bias add up to {rest}. What is z = x · w + bias?"
    ).format(number=number, token=token, n=len(a), d=len(v), rest=shown(rest))
    letters = {"relu": "ReLU", "silu": "SiLU"}.get(activation, "GELU")
    if activation == "relu":
        active, name = (
            max(z, Decimal(0)),
            _("{question} And what does ReLU let through: z, or 0 where z is below zero?"),
        )
        working = f"max(0, {shown(z)}) = {shown(active)}"
    elif activation == "silu":
        active, name = _gated(z, Decimal(1)), _("{question} And what does SiLU let through, z / (1 + e^(−z))?")
        working = f"{inside(z)} / (1 + e^{inside(-z)}) = {shown(active)}"
    else:
        active = _gated(z, Decimal("1.702"))
        name = _("{question} And what does GELU let through, nearly z / (1 + e^(−1.702 × z))?")
        working = f"{inside(z)} / (1 + e^(−1.702 × {inside(z)})) = {shown(active)}"
    return Exercise(
        "neuron",
        name.format(question=question),
        (Given(("", *(str(i) for i in range(1, len(a) + 1))), (("x", *map(shown, a)), ("w", *map(shown, b)))),),
        TWO,
        (("z", shown(z)), (f"{letters}(z)", shown(active))),
        (
            " + ".join(f"{inside(u)} × {inside(w)}" for u, w in zip(a, b, strict=True))
            + f" + {inside(rest)} = {shown(z)}",
            working,
        ),
    )


def _gated(z: Decimal, slope: Decimal) -> Decimal:
    return rounded(z / (1 + (-slope * z).exp()))
