"""Formulas with the visitor's numbers put in."""

from collections.abc import Sequence

_ESCAPES = {"\\": r"\backslash ", "_": r"\_", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "{": r"\{", "}": r"\}"}


def word(token: str) -> str:
    """A token inside LaTeX's math, letter for letter."""
    return r"\text{" + "".join(_ESCAPES.get(c, c) for c in token) + "}"


def weighted_sum(
    weights: Sequence[float], tokens: Sequence[tuple[str, int]], query: tuple[str, int], rest: float
) -> str:
    """out = 0.81 v_red,10 + 0.07 v_ball,8 + ...; each token with its place, because a word may stand twice."""
    terms = [
        rf"{weight:.2f}\,v_{{{word(token)},{place}}}" for weight, (token, place) in zip(weights, tokens, strict=True)
    ]
    if rest > 0.005:
        terms.append(rf"\underbrace{{\dots}}_{{{rest:.2f}}}")
    return rf"\text{{out}}_{{{word(query[0])},{query[1]}}} = " + " + ".join(terms)


def softmax_of_scores(score: float, token: str, place: int, weight: float, exponentials: float) -> str:
    """One token's share, as a fraction with numbers; `exponentials` is the sum over the row."""
    return (
        rf"w_{{{word(token)},{place}}} = \frac{{e^{{s_{{{place}}}}}}}{{\sum_j e^{{s_j}}}}"
        rf" = \frac{{e^{{{score:.2f}}}}}{{{exponentials:.2f}}} = {weight:.2f}"
    )
