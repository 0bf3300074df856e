"""The next word's distribution before and after temperature, cuts and penalty, and 200 draws from it."""

import base64
from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.chart import Chart
from explorer.figures.live import Live

# What a slider can be set to; the value of an address may lie between.
VALUES: dict[str, tuple[float, ...]] = {
    "temperature": tuple(round(0.05 * i, 2) for i in range(41)),
    "top_k": (*range(1, 21), 30, 40, 50, 100, 200, 0),  # 0: all
    "top_p": (*(round(0.05 * i, 2) for i in range(1, 20)), 0.97, 0.98, 0.99, 1.0),
    "min_p": (0.0, 0.01, 0.02, 0.03, 0.05, 0.07, *(round(0.1 * i, 1) for i in range(1, 11))),
    "penalty": tuple(round(1 + 0.05 * i, 2) for i in range(21)),
}


def sampling(
    logits: ArrayLike,
    rows: Sequence[tuple[int, str]],
    controls: dict[str, tuple[str, int | float]],
    words: dict[str, str],
    seen: Sequence[int] = (),
) -> Live:
    """Bars under sliders, computed in the browser as explorer.sampling does.

    `logits` are the model's, one for each word of its vocabulary, and travel exactly (as float32). `rows` are the
    words that may be drawn, the most important first; `controls` holds a label and a value for each slider, `seen`
    the ids of the text so far.
    """
    exact = np.asarray(logits, dtype="<f4")
    data = {
        "logits": base64.b64encode(exact.tobytes()).decode(),
        "rows": [list(row) for row in rows],
        "seen": sorted(set(seen)),
        "controls": [
            {"name": name, "label": label, "values": _values(name, value), "start": value}
            for name, (label, value) in controls.items()
        ],
        "words": words,
    }
    shares = np.exp(exact.astype(float) - exact.max())
    shares /= shares.sum()
    columns = {"logit": [float(exact[id_]) for id_, _ in rows], "probability": [float(shares[id_]) for id_, _ in rows]}
    return Live("sampling", data, partial(pd.DataFrame, columns, [word for _, word in rows]))


def _values(name: str, value: int | float) -> list[float]:
    values = {float(v) for v in (*VALUES[name], value)}
    return sorted(values, key=lambda v: (name == "top_k" and v == 0, v))


def draws(
    words: Sequence[str],
    counts: Sequence[int],
    expected: Sequence[float],
    deviations: Sequence[float],
    names: tuple[str, str],
    axis: str,
) -> Chart:
    """How often each word was drawn, and how often the theory expects it, with two deviations to each side."""
    at = np.arange(len(words))
    spread = 2 * np.asarray(deviations, dtype=float)
    drawn = {
        "type": "bar",
        "x": at,
        "y": np.asarray(counts),
        "name": names[0],
        "marker": {"color": theme.ATTENTION},
        "opacity": 0.75,
    }
    theory = {
        "type": "scatter",
        "x": at,
        "y": np.asarray(expected, dtype=float),
        "name": names[1],
        "mode": "markers",
        "marker": {"symbol": "diamond", "size": 12, "color": "#ffffff", "line": {"color": "#111111", "width": 2}},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": spread,
            "arrayminus": np.minimum(spread, np.asarray(expected, dtype=float)),  # no fewer than none
            "thickness": 3,
            "width": 9,
            "color": theme.KEY,
        },
    }
    layout = {
        "xaxis": {"showgrid": False, **theme.ticks(words)},
        "yaxis": {"title": {"text": axis}, "rangemode": "tozero"},
    }
    return Chart([drawn, theory], layout)
