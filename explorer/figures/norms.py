"""Layer norm with the visitor's numbers, and the other direction in which one might have normalised."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.figures import formula
from explorer.figures.live import Live, numbers, table

COLUMNS = 64


def directions(
    x: ArrayLike,
    out: ArrayLike,
    epsilon: float,
    rms: bool,
    tokens: Sequence[str],
    words: dict[str, str],
    start: tuple[int, int],
) -> Live:
    """What a norm reads, token x dimension; the cell under the pointer is normalised along its row and its column.

    `start` is the first such cell, row and column counted from 1.
    """
    values = np.asarray(x, dtype=float)
    data = {
        "x": numbers(values[:, :COLUMNS], 7),
        "out": numbers(np.asarray(out, dtype=float)[:, :COLUMNS], 5),
        "rows": _statistics(values, 1),
        "columns": _statistics(values[:, :COLUMNS], 0),
        "tokens": list(tokens),
        "width": values.shape[1],
        "most": float(np.quantile(np.abs(values), 0.97)) or 1.0,
        "epsilon": epsilon,
        "rms": rms,
        "words": words,
        "start": (start[0] - 1, min(start[1], COLUMNS) - 1),
    }
    return Live("norm", data, table(values, tokens, [""] * values.shape[1]))


def _statistics(values: np.ndarray, axis: int) -> dict[str, list[float]]:
    return {
        "mean": numbers(values.mean(axis), 7),
        "variance": numbers(values.var(axis), 7),
        "square": numbers((values**2).mean(axis), 7),
    }


def definition(rms: bool) -> str:
    """The norm's formula for dimension i."""
    if rms:
        return r"y_i = g_i\,\frac{x_i}{\sqrt{\frac{1}{d}\sum_j x_j^2 + \varepsilon}}"
    return r"y_i = g_i\,\frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} + b_i"


def layer_norm(
    place: int, x: float, mean: float, variance: float, epsilon: float, gain: float, bias: float, out: float
) -> str:
    """One number of the vector through the formula, with so many digits that it can be calculated again."""

    def again(digits: int) -> float:
        root = (round(variance, digits + 1) + epsilon) ** 0.5
        return round(gain, digits) * (round(x, digits) - round(mean, digits)) / root + round(bias, digits)

    n, last = _digits(again, out)
    return (
        rf"y_{{{place}}} = {gain:.{n}f}\cdot\frac{{{x:.{n}f} - {_signed(mean, n)}}}"
        rf"{{\sqrt{{{variance:.{n + 1}f} + {_power(epsilon)}}}}} {bias:+.{n}f} = {out:.{last}f}"
    )


def rms_norm(place: int, x: float, square: float, epsilon: float, gain: float, out: float) -> str:
    def again(digits: int) -> float:
        return round(gain, digits) * round(x, digits) / (round(square, digits + 1) + epsilon) ** 0.5

    n, last = _digits(again, out)
    root = rf"\sqrt{{{square:.{n + 1}f} + {_power(epsilon)}}}"
    return rf"y_{{{place}}} = {gain:.{n}f}\cdot\frac{{{x:.{n}f}}}{{{root}}} = {out:.{last}f}"


def _digits(again: Callable[[int], float], out: float) -> tuple[int, int]:
    """The fewest digits of what goes in, and of the result, for which the printed numbers give the printed result."""
    for last in (2, 3):  # a model that counts in 32 bits may stand on the other side of a rounding
        for digits in range(2, 8):
            if abs(again(digits) - round(out, last)) < 0.5 * 10**-last:
                return digits, last
    return 7, 3


def moments(rows: Sequence[tuple[str, float, float]]) -> str:
    """What a vector's numbers are like at several stages: a name, mean and variance."""
    lines = [
        rf"{formula.word(name)} & \mu = {_plain(mean, 2)} & \sigma^2 = {variance:.3f}" for name, mean, variance in rows
    ]
    return r"\begin{array}{rll}" + r" \\ ".join(lines) + r"\end{array}"


def _plain(value: float, digits: int) -> str:
    """Without a minus before a rounded zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _signed(value: float, digits: int) -> str:
    return f"({value:.{digits}f})" if round(value, digits) < 0 else f"{abs(value):.{digits}f}"


def _power(epsilon: float) -> str:
    return rf"10^{{{round(np.log10(epsilon))}}}"
