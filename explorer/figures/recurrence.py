"""Recurrent networks at work: their state word by word, their gates, their shapes, what they recall, what must wait."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures.chart import Chart
from explorer.figures.live import Live, numbered, numbers, table

# One colour for each of the four, in all figures of the chapter; marks and dashes differ too.
COLOURS = {"rnn": "#D55E00", "gru": "#E69F00", "lstm": "#0072B2", "transformer": "#8250C4", "lstm_torch": "#56B4E9"}
DASHES = {"rnn": "solid", "gru": "dash", "lstm": "dot", "transformer": "solid", "lstm_torch": "dashdot"}
MARKS = {"rnn": "circle", "gru": "square", "lstm": "diamond", "transformer": "triangle-up", "lstm_torch": "cross"}
_ROOM = 1e-12  # below, a gradient is drawn on the edge


def strip(
    kind: str,
    tokens: Sequence[str],
    states: ArrayLike,
    parts: tuple[ArrayLike, ArrayLike] | None,
    guesses: Sequence[tuple[str, str, Sequence[Sequence[tuple[str, float]]], Sequence[int]]],
    chosen: int,
    words: dict[str, str],
) -> Live:
    """States (time x d) as columns that fill up word by word.

    `parts` are what word and state before contributed to each number, where it is a plain sum; `guesses` hold for each
    model its name, its title, its likeliest next words after each word, and how many numbers it carries on by then.
    """
    data = {
        "kind": kind,
        "tokens": list(tokens),
        "states": numbers(states, 3),
        "parts": [numbers(part, 3) for part in parts] if parts else None,
        "guesses": [
            {
                "name": name,
                "title": title,
                "rows": [[[word, round(share, 4)] for word, share in row] for row in rows],
                "holds": list(holds),
            }
            for name, title, rows, holds in guesses
        ],
        "chosen": chosen,
        "words": words,
    }
    dimensions = [str(i) for i in range(1, np.asarray(states).shape[1] + 1)]
    return Live("strip", data, table(states, tokens, dimensions))


def gates(
    kind: str,
    tokens: Sequence[str],
    rows: Sequence[tuple[str, str, str, ArrayLike, bool]],
    held: str,
    gate: str,
    number: int,
    formula: str,
    chosen: int,
    words: dict[str, str],
) -> Live:
    """The vectors of a cell at one word; a row has a key, an operator, a name, values (time x d), and is a gate or not.

    `formula` names rows by their keys; `held` is the row that is carried on, `gate` the one that keeps it.
    """
    arrays = [np.asarray(values, dtype=float) for *_, values, _ in rows]
    data = {
        "kind": kind,
        "tokens": list(tokens),
        "rows": [
            {
                "key": key,
                "operator": operator,
                "name": name,
                "values": numbers(values, 3),
                "kind": "share" if is_gate else "signed",
                "most": float(max(1.0, np.quantile(np.abs(array), 0.98))),
            }
            for (key, operator, name, values, is_gate), array in zip(rows, arrays, strict=True)
        ],
        "held": held,
        "gate": gate,
        "number": number,
        "formula": formula,
        "chosen": chosen,
        "words": words,
    }
    columns = {name: array[chosen] for (_, _, name, _, _), array in zip(rows, arrays, strict=True)}
    return Live("gates", data, partial(pd.DataFrame, columns, range(1, arrays[0].shape[-1] + 1)))


def shapes(
    cell: str,
    panels: Sequence[tuple[str, str, Sequence[tuple[str, str | None, str | None, float, bool]]]],
    words: dict[str, str],
) -> Live:
    """Panels with a key, a title and steps: all read so far, input, output, probability, whether it was fed back."""
    data = {
        "cell": cell,
        "panels": [
            {
                "key": key,
                "title": title,
                "before": [before for before, *_ in steps],
                "steps": [
                    {"input": input_, "output": output, "share": share, "fed": fed}
                    for _, input_, output, share, fed in steps
                ],
            }
            for key, title, steps in panels
        ],
        "words": words,
    }
    rows = [(title, *step[1:4]) for _, title, steps in panels for step in steps]
    return Live("shapes", data, partial(pd.DataFrame, rows, columns=["shape", "in", "out", "probability"]))


def recall(
    bins: Sequence[tuple[int, int]],
    models: Sequence[tuple[str, str, Sequence[float]]],
    chance: float,
    learned: int,
    examples: Sequence[tuple[Sequence[str], tuple[int, int], int, str, Sequence[tuple[str, float]]]],
    words: dict[str, str],
) -> Live:
    """Shares of right answers by distance, and for each range of distances one text with the answers of all models.

    The first `learned` ranges are those of the training. `models` hold name, title and shares; an example its tokens,
    where its fact stands, its distance, the right answer and those of the models.
    """
    data = {
        "bins": [list(ends) for ends in bins],
        "models": [
            {
                "title": title,
                "right": [round(share, 4) for share in right],
                "colour": COLOURS[name],
                "mark": MARKS[name],
                "dash": DASHES[name],
            }
            for name, title, right in models
        ],
        "chance": chance,
        "learned": learned,
        "examples": [
            {
                "tokens": list(tokens),
                "fact": list(fact),
                "distance": distance,
                "answer": answer,
                "answers": [[word, round(share, 4), word == answer] for word, share in answers],
            }
            for tokens, fact, distance, answer, answers in examples
        ],
        "words": words,
    }
    columns = {title: list(right) for _, title, right in models}
    return Live("recall", data, partial(pd.DataFrame, columns, [f"{a}-{b}" for a, b in bins]))


def waiting(tokens: Sequence[str], layers: int, words: dict[str, str]) -> Live:
    """Which results exist after each moment: one word more, or one layer more of all words."""
    data = {"tokens": list(tokens), "layers": layers, "words": words}
    columns = {"recurrent": range(1, len(tokens) + 1), "transformer": [layers] * len(tokens)}
    return Live("waiting", data, partial(pd.DataFrame, columns, numbered(tokens)))


def reach(
    curves: Mapping[str, ArrayLike], clipped: Mapping[str, ArrayLike], titles: Mapping[str, str], words: dict[str, str]
) -> Live:
    """Gradients by distance on a logarithmic axis, and what clipping leaves of them.

    What is smaller than the axis reaches is drawn on its edge; its value is told as it is.
    """
    every = np.concatenate([np.asarray(values, dtype=float) for values in curves.values()])
    high = int(np.ceil(np.log10(max(every.max(), _ROOM)) + 0.2))
    low = int(np.floor(np.log10(max(every.min(), _ROOM))))
    data = {
        "curves": [_curve(name, titles[name], values) for name, values in curves.items()],
        "clipped": [_curve(name, titles[name], values) for name, values in clipped.items()],
        "powers": list(range(low, high + 1, max(1, round((high - low) / 6)))),
        "ends": [low - 0.3, high],
        "words": words,
    }
    columns = {titles[name]: np.asarray(values) for name, values in curves.items()} | {
        f"{titles[name]}, {words['clip']}": np.asarray(values) for name, values in clipped.items()
    }
    places = pd.RangeIndex(max(map(len, columns.values())), name=words["axis"])
    return Live("reach", data, partial(pd.DataFrame, columns, places))


def _curve(name: str, title: str, values: ArrayLike) -> dict[str, object]:
    return {
        "title": title,
        "colour": COLOURS[name],
        "mark": MARKS[name],
        "dash": DASHES[name],
        "values": [float(f"{value:.3g}") for value in np.asarray(values, dtype=float)],
    }


def clock(
    timings: Sequence[tuple[str, int, float]], titles: Mapping[str, str], axis: str, unit: str, lengths: Sequence[int]
) -> Chart:
    """Seconds by length, one curve for each model; both axes logarithmic. Without timings the empty axes."""
    traces = []
    for name, title in titles.items():
        points = [(words, seconds) for model, words, seconds in timings if model == name]
        traces.append(
            {
                "type": "scatter",
                "x": [words for words, _ in points],
                "y": [1000 * seconds for _, seconds in points],
                "name": title,
                "mode": "lines+markers",
                "marker": {"symbol": MARKS[name], "size": 12, "color": COLOURS[name]},
                "line": {"color": COLOURS[name], "width": 3, "dash": DASHES[name]},
                "hovertemplate": "%{y:.3g} ms",
            }
        )
    ends = [float(np.log10(lengths[0])) - 0.1, float(np.log10(lengths[-1])) + 0.1]
    words_read = {"type": "log", "tickvals": list(lengths), "tickformat": ",", "range": ends, "showgrid": False}
    taken = {"type": "log", "tickvals": [0.1, 1, 10, 100, 1000], "ticktext": ["0.1", "1", "10", "100", "1,000"]}
    empty = {} if timings else {"range": [-1, 3]}
    layout = {
        "hovermode": "x unified",
        "showlegend": True,
        "xaxis": {"title": {"text": axis}, **words_read},
        "yaxis": {"title": {"text": unit}, **taken, **empty},
    }
    return Chart(traces, layout)
