"""Exercises on recurrent networks: a gate, one step of each cell, and a gradient that passes through many words."""

from collections.abc import Sequence
from decimal import Decimal

from numpy.typing import ArrayLike

from explorer.exercises import (
    FOUR,
    STEPS,
    TWO,
    WHOLE,
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
from explorer.exercises_vectors import long

_ = say
NUMBER, FROM_WORD, FROM_STATE = _("number"), _("from the word"), _("from the state before")


def tanh(value: Decimal) -> Decimal:
    """The hyperbolic tangent, from powers of e."""
    square = (2 * value).exp()
    return (square - 1) / (square + 1)


def gate(kind: str, token: str, places: Sequence[int], word: ArrayLike, state: ArrayLike) -> Exercise:
    """How far the gate that keeps the past is open, of an "lstm" or a "gru": the sigmoid of two terms."""
    a, b = vector(long(word)), vector(long(state))
    sums = [x + y for x, y in zip(a, b, strict=True)]
    opened = [rounded(1 / (1 + (-total).exp())) for total in sums]
    if kind == "lstm":
        question = _(
            "At “{token}” the LSTM's forget gate gets two terms for each number of the memory. How far is it open? "
            "Compute the sigmoid of their sum, 1 / (1 + e^(−sum)): 1 keeps all, 0 forgets all."
        )
    else:
        question = _(
            "At “{token}” the GRU's update gate gets two terms for each number of the state. How far is it open? "
            "Compute the sigmoid of their sum, 1 / (1 + e^(−sum)): 1 keeps all, 0 forgets all."
        )
    return Exercise(
        "gate",
        question.format(token=token),
        (_sums(places, a, b),),
        TWO,
        tuple((str(place), shown(value)) for place, value in zip(places, opened, strict=True)),
        tuple(
            f"{place}: {shown(x)} + {inside(y)} = {shown(total)}; 1 / (1 + e^{inside(-total)}) = {shown(value)}"
            for place, x, y, total, value in zip(places, a, b, sums, opened, strict=True)
        ),
    )


def rnn(token: str, places: Sequence[int], word: ArrayLike, state: ArrayLike) -> Exercise:
    """One step of Elman's network: tanh of two terms."""
    a, b = vector(long(word)), vector(long(state))
    sums = [x + y for x, y in zip(a, b, strict=True)]
    states = [rounded(tanh(total)) for total in sums]
    return Exercise(
        "rnn",
        _(
            "The RNN reads “{token}”. Each number of its new state is tanh of two terms: from the word, and from the "
            "state before. Compute these numbers."
        ).format(token=token),
        (_sums(places, a, b),),
        TWO,
        tuple((str(place), shown(value)) for place, value in zip(places, states, strict=True)),
        tuple(
            f"{place}: {shown(x)} + {inside(y)} = {shown(total)}; tanh {inside(total)} = {shown(value)}"
            for place, x, y, total, value in zip(places, a, b, sums, states, strict=True)
        ),
    )


def gru(token: str, places: Sequence[int], before: ArrayLike, update: ArrayLike, candidate: ArrayLike) -> Exercise:
    """One step of the GRU: a mixture of what was there and what is new."""
    h, z, g = (vector(long(values)) for values in (before, update, candidate))
    after = [rounded(keep * old + (1 - keep) * new) for keep, old, new in zip(z, h, g, strict=True)]
    return Exercise(
        "gru",
        _(
            "The GRU reads “{token}”. From the state before, h₀, and the candidate g its update gate z makes the new "
            "state: h₁ = z × h₀ + (1 − z) × g. Compute these numbers of it."
        ).format(token=token),
        (_vectors(places, ((_("state before"), "h₀", h), (_("update gate"), "z", z), (_("candidate"), "g", g))),),
        TWO,
        tuple((f"h₁ ({place})", shown(value)) for place, value in zip(places, after, strict=True)),
        tuple(
            f"{place}: {shown(keep)} × {inside(old)} + {shown(1 - keep)} × {inside(new)} = {shown(value)}"
            for place, keep, old, new, value in zip(places, z, h, g, after, strict=True)
        ),
    )


def lstm(
    token: str,
    places: Sequence[int],
    before: ArrayLike,
    forget: ArrayLike,
    into: ArrayLike,
    candidate: ArrayLike,
    output: ArrayLike,
) -> Exercise:
    """One step of the LSTM: the memory, and what of it is shown."""
    c, f, i, g, o = (vector(long(values)) for values in (before, forget, into, candidate, output))
    memory = [rounded(keep * old + let * new, 3) for keep, old, let, new in zip(f, c, i, g, strict=True)]
    seen = [rounded(tanh(value), 3) for value in memory]
    state = [rounded(let * value) for let, value in zip(o, seen, strict=True)]
    names = (_("memory before"), _("forget gate"), _("input gate"), _("candidate"), _("output gate"))
    rows = tuple(zip(names, ("c₀", "f", "i", "g", "o"), (c, f, i, g, o), strict=True))
    working: list[str] = []
    for n, place in enumerate(places):
        working += [
            f"{place}: c₁ = {shown(f[n])} × {inside(c[n])} + {shown(i[n])} × {inside(g[n])} = {shown(memory[n])}",
            f"{place}: h₁ = {shown(o[n])} × tanh {inside(memory[n])} = {shown(o[n])} × {inside(seen[n])} = "
            f"{shown(state[n])}",
        ]
    return Exercise(
        "lstm",
        _(
            "The LSTM reads “{token}”. Compute these numbers of its new memory, c₁ = f × c₀ + i × g, and of its new "
            "state, h₁ = o × tanh c₁."
        ).format(token=token),
        (_vectors(places, rows),),
        STEPS,
        tuple(
            (f"{name} ({place})", shown(values[n]))
            for n, place in enumerate(places)
            for name, values in (("c₁", memory), ("h₁", state))
        ),
        tuple(working),
    )


def faded(labels: Sequence[str | Said], factors: Sequence[Number], words: int) -> Exercise:
    """What is left of a gradient after so many equal factors."""
    each = vector(factors)
    left = [rounded(factor**words, 4) for factor in each]
    return Exercise(
        "faded",
        _(
            "On its way back the gradient is multiplied by one factor for each word; these are the averages. What is "
            "left of 1 after {n} words?"
        ).format(n=words),
        (
            Given(
                ("", _("factor")),
                tuple((label, shown(factor)) for label, factor in zip(labels, each, strict=True)),
            ),
        ),
        FOUR,
        tuple((label, shown(value)) for label, value in zip(labels, left, strict=True)),
        tuple(f"{shown(factor)}^{words} = {shown(value)}" for factor, value in zip(each, left, strict=True)),
    )


def hundredth(name: str, factor: Number) -> Exercise | None:
    """After how many words less than 1 % of a gradient is left; None where that never is."""
    by = rounded(factor)
    if not 0 < by < 1:
        return None
    words, left = 1, by
    while left >= Decimal("0.01"):
        words, left = words + 1, left * by
    return Exercise(
        "hundredth",
        _(
            "In the {name} each word on the way multiplies the gradient by {factor}. After how many words is less than "
            "a hundredth of it left?"
        ).format(name=name, factor=shown(by)),
        (),
        WHOLE,
        (("n", str(words)),),
        (
            f"{shown(by)}^n < 0.01",
            *(f"{shown(by)}^{n} = {shown(rounded(by**n, 5))}" for n in (words - 1, words) if n),
        ),
    )


def _sums(places: Sequence[int], a: Sequence[Decimal], b: Sequence[Decimal]) -> Given:
    rows = zip(places, a, b, strict=True)
    return Given((NUMBER, FROM_WORD, FROM_STATE), tuple((str(place), shown(x), shown(y)) for place, x, y in rows))


def _vectors(places: Sequence[int], rows: Sequence[tuple[Said, str, Sequence[Decimal]]]) -> Given:
    return Given(
        (NUMBER, "", *map(str, places)), tuple((name, symbol, *map(shown, values)) for name, symbol, values in rows)
    )
