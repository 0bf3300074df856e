"""Formulas with the visitor's numbers put in."""

from collections.abc import Sequence

_ESCAPES = {"\\": r"\backslash ", "_": r"\_", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "{": r"\{", "}": r"\}"}


def word(token: str) -> str:
    """A token inside LaTeX's math, letter for letter."""
    return r"\text{" + "".join(_ESCAPES.get(c, c) for c in token) + "}"


def weighted_sum(weights: Sequence[float], tokens: Sequence[str], query: str, rest: float) -> str:
    """mixed = 0.81 v_red + 0.07 v_ball + ..."""
    terms = [rf"{weight:.2f}\,v_{{{word(token)}}}" for weight, token in zip(weights, tokens, strict=True)]
    if rest > 0.005:
        terms.append(rf"\underbrace{{\dots}}_{{{rest:.2f}}}")
    return rf"\text{{out}}_{{{word(query)}}} = " + " + ".join(terms)


def softmax_of_scores(score: float, token: str, weight: float, exponentials: float) -> str:
    """One token's share, as a fraction with numbers; `exponentials` is the sum over the row."""
    return (
        rf"w_{{{word(token)}}} = \frac{{e^{{s_{{{word(token)}}}}}}}{{\sum_j e^{{s_j}}}}"
        rf" = \frac{{e^{{{score:.2f}}}}}{{{exponentials:.2f}}} = {weight:.2f}"
    )
