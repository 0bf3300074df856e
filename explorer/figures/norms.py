"""Layer norm with the visitor's numbers, and the other direction in which one might have normalised."""

from collections.abc import Sequence

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
        "x": numbers(values[:, :COLUMNS], 5),
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
    """One number of the vector through the formula."""
    return (
        rf"y_{{{place}}} = {gain:.2f}\cdot\frac{{{x:.2f} - {_signed(mean)}}}"
        rf"{{\sqrt{{{variance:.3f} + {_power(epsilon)}}}}} {bias:+.2f} = {out:.2f}"
    )


def rms_norm(place: int, x: float, square: float, epsilon: float, gain: float, out: float) -> str:
    return rf"y_{{{place}}} = {gain:.2f}\cdot\frac{{{x:.2f}}}{{\sqrt{{{square:.3f} + {_power(epsilon)}}}}} = {out:.2f}"


def moments(rows: Sequence[tuple[str, float, float]]) -> str:
    """What a vector's numbers are like at several stages: a name, mean and variance."""
    lines = [
        rf"{formula.word(name)} & \mu = {_plain(mean, 2)} & \sigma^2 = {variance:.3f}" for name, mean, variance in rows
    ]
    return r"\begin{array}{rll}" + r" \\ ".join(lines) + r"\end{array}"


def _plain(value: float, digits: int) -> str:
    """Without a minus before a rounded zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _signed(value: float) -> str:
    return f"({value:.2f})" if round(value, 2) < 0 else f"{abs(value):.2f}"


def _power(epsilon: float) -> str:
    return rf"10^{{{round(np.log10(epsilon))}}}"
