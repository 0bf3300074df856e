"""Exercises on sinusoidal positions (Vaswani et al. 2017, section 3.5). Angles are in radians."""

import math
from decimal import Decimal

from explorer.exercises import STEPS, TWO, Exercise, Given, inside, rounded, say, shown

_ = say


def encoding(place: int, pair: int, width: int, base: int, word: str) -> Exercise:
    """Sine and cosine of place / base^(2i/width)."""
    divisor = _divisor(pair, width, base)
    angle = rounded(place / divisor, 3)
    sine, cosine = (rounded(function(float(angle))) for function in (math.sin, math.cos))
    return Exercise(
        "encoding",
        _(
            "“{word}” stands at place {place}, counted from 0. Compute the two numbers of pair i = {pair}: sine and "
            "cosine of place / {base}^(2i / {width}), in radians. The divisor is {divisor}."
        ).format(word=word, place=place, pair=pair, base=base, width=width, divisor=shown(divisor)),
        (),
        STEPS,
        ((f"PE({place}, {2 * pair})", shown(sine)), (f"PE({place}, {2 * pair + 1})", shown(cosine))),
        (
            f"{place} / {shown(divisor)} = {shown(angle)}",
            f"sin {shown(angle)} = {shown(sine)}",
            f"cos {shown(angle)} = {shown(cosine)}",
        ),
    )


def period(pair: int, width: int, base: int) -> Exercise:
    """After how many places a pair has made a full turn."""
    divisor = _divisor(pair, width, base)
    result = rounded(2 * Decimal("3.1416") * divisor)
    return Exercise(
        "period",
        _("Pair i = {pair} divides the place by {divisor}. After how many places has it made a full turn?").format(
            pair=pair, divisor=shown(divisor)
        ),
        (),
        TWO,
        (("n", shown(result)),),
        (f"2 × 3.1416 × {shown(divisor)} = {shown(result)}",),
    )


def moved(place: int, step: int, pair: int, width: int, base: int) -> Exercise:
    """From one place to another by a rotation that depends on the step alone."""
    divisor = float(_divisor(pair, width, base))
    sine, cosine, s, c = (
        rounded(function(angle / divisor), 3) for angle in (place, step) for function in (math.sin, math.cos)
    )
    new_sine, new_cosine = rounded(sine * c + cosine * s), rounded(cosine * c - sine * s)
    return Exercise(
        "moved",
        _(
            "A step of {step} places turns pair {pair} by an angle of its own. Find its numbers at place {new} from "
            "those at place {place}: new sine = sine × cos + cosine × sin, new cosine = cosine × cos − sine × sin."
        ).format(step=step, pair=pair, new=place + step, place=place),
        (
            Given(
                ("", _("sine"), _("cosine")),
                ((str(place), shown(sine), shown(cosine)), (f"+{step}", shown(s), shown(c))),
            ),
        ),
        TWO,
        ((f"sin {place + step}", shown(new_sine)), (f"cos {place + step}", shown(new_cosine))),
        (
            f"{inside(sine)} × {inside(c)} + {inside(cosine)} × {inside(s)} = {shown(new_sine)}",
            f"{inside(cosine)} × {inside(c)} − {inside(sine)} × {inside(s)} = {shown(new_cosine)}",
        ),
    )


def alike(first: int, second: int, pairs: int, width: int, base: int) -> Exercise:
    """The dot product of two places: the cosines of their distance, one for each pair."""
    divisors = [_divisor(pair, width, base) for pair in range(pairs)]
    apart = abs(second - first)
    cosines = [rounded(math.cos(float(rounded(apart / divisor, 3))), 3) for divisor in divisors]
    result = rounded(sum(cosines, Decimal(0)))
    return Exercise(
        "alike",
        _(
            "How alike are places {first} and {second} in the first {n} pairs? Add up cos(distance / divisor) over "
            "the pairs: the dot product depends on the distance alone."
        ).format(first=first, second=second, n=pairs),
        (Given(("i", _("divisor")), tuple((str(i), shown(divisor)) for i, divisor in enumerate(divisors))),),
        STEPS,
        (("PE · PE", shown(result)),),
        (
            *(
                f"{i}: cos({apart} / {shown(divisor)}) = cos {shown(rounded(apart / divisor, 3))} = {shown(cosine)}"
                for i, (divisor, cosine) in enumerate(zip(divisors, cosines, strict=True))
            ),
            f"{' + '.join(map(inside, cosines))} = {shown(sum(cosines, Decimal(0)))}",
        ),
    )


def _divisor(pair: int, width: int, base: int) -> Decimal:
    return rounded(base ** (2 * pair / width), 3)
