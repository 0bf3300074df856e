"""The next word, and surprise: logits to probabilities, bits over a text, models against the floor, memory."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.chart import Chart, Part, upright
from explorer.figures.live import Live, numbered, numbers

# Models in one colour wherever they stand beside each other; the shape says the same.
MODELS = {
    "unigram": (theme.OTHERS, "circle-open"),
    "bigram": ("#B8A800", "triangle-up"),
    "trigram": ("#0072B2", "square"),
    "4-gram": ("#56B4E9", "triangle-down"),
    "5-gram": ("#D55E00", "diamond"),
    "transformer": (theme.ATTENTION, "circle"),
}

Word = tuple[str, float, float, int]  # word, logit, probability, rank


def logits(
    tokens: Sequence[str],
    places: Sequence[tuple[Sequence[Word], Word | None, float]],
    size: int,
    chosen: int,
    words: dict[str, str],
) -> Live:
    """From logits to probabilities, at each token of a text.

    A place holds the likeliest words, the word that comes in the text, and the logarithm of the sum of e^logit over
    all `size` words.
    """
    data = {
        "tokens": list(tokens),
        "places": [
            [[_rounded(row) for row in rows], _rounded(comes) if comes else None, round(log_sum, 6)]
            for rows, comes, log_sum in places
        ],
        "size": size,
        "chosen": chosen,
        "words": words,
    }
    rows, comes, _ = places[chosen]
    listed = [*rows, *([comes] if comes and comes[3] > len(rows) else [])]
    columns = {
        "logit": [logit for _, logit, _, _ in listed],
        "e^logit": [np.exp(logit) for _, logit, _, _ in listed],
        "probability": [share for _, _, share, _ in listed],
    }
    return Live("logits", data, partial(pd.DataFrame, columns, [word for word, *_ in listed]))


def _rounded(row: Word) -> list[str | float | int]:
    return [row[0], round(row[1], 5), round(row[2], 8), row[3]]


def bits(
    tokens: Sequence[str],
    surprise: Sequence[float | None],
    means: Sequence[float | None],
    expected: Sequence[Sequence[tuple[str, float]]],
    words: dict[str, str],
    start: int,
    size: int = 0,
) -> Live:
    """Bars of surprise over a text, None where a token has none; `expected` is what the model had expected there.

    With a `size`, that of the vocabulary, the running mean is drawn too, and as many of `size` squares as it has
    equally likely words.
    """
    each, mean = (numbers([np.nan if value is None else value for value in values], 5) for values in (surprise, means))
    data = {
        "tokens": list(tokens),
        "bits": each,
        "means": mean,
        "expected": [[[word, round(share, 4)] for word, share in place] for place in expected],
        "start": start,
        "size": size,
        "words": words,
    }
    columns = {"bits": each, "mean": mean, "2^mean": [None if value is None else 2**value for value in mean]}
    return Live("bits", data, partial(pd.DataFrame, columns, numbered(tokens), dtype=float))


def story(
    tokens: Sequence[str],
    models: Mapping[str, tuple[str, ArrayLike]],
    decided: Sequence[tuple[int, int]],
    start: int,
    words: dict[str, str],
) -> Live:
    """A text with small bars under each word: the bits that each model pays for it, none for the first.

    `models` hold a name and bits; `decided` are positions of words and of those that decide them.
    """
    data = {
        "tokens": list(tokens),
        "models": [[key, name, numbers(values, 3)] for key, (name, values) in models.items()],
        "decided": [list(pair) for pair in decided],
        "start": start,
        "words": words,
    }
    columns = {name: np.asarray(values, dtype=float) for name, values in models.values()}
    return Live("story", data, partial(pd.DataFrame, columns, numbered(tokens[1:])))


def against_floor(
    rows: Sequence[tuple[str, str, float, float]], floor: float, words: dict[str, str], unit: str
) -> Chart:
    """Bits per word, a bar for each model: what nobody can know, and on top of it what this model does not.

    A row is the model's key and name, its bits and its perplexity.
    """
    at = list(range(len(rows)))
    excess = [bits - floor for _, _, bits, _ in rows]
    most = max(bits for _, _, bits, _ in rows)
    bar = {"type": "bar", "y": at, "orientation": "h", "width": 0.66}
    hatched = {"color": "rgba(138,135,150,0.45)", "pattern": {"shape": "/", "fgcolor": "rgba(138,135,150,0.9)"}}
    below = {
        **bar,
        "x": [floor] * len(rows),
        "name": words["floor"],
        "marker": hatched,
        "hovertemplate": f"{words['floor']}: %{{x:.3f}} {words['bits']}<extra></extra>",
    }
    above = {
        **bar,
        "x": excess,
        "name": words["excess"],
        "marker": {"color": [MODELS[key][0] for key, *_ in rows]},
        "opacity": 0.75,
        "hovertemplate": f"{words['excess']}: %{{x:.3f}} {words['bits']}<extra></extra>",
    }
    said = {
        "type": "scatter",
        "y": at,
        "x": [bits for _, _, bits, _ in rows],
        "mode": "text",
        "text": [f"  {words['row'].format(bits=f'{bits:.2f}', n=f'{n:.1f}')}  " for _, _, bits, n in rows],
        "textposition": ["middle left" if bits > most / 2 else "middle right" for _, _, bits, _ in rows],
        "cliponaxis": False,
        "showlegend": False,
        "hoverinfo": "skip",
    }
    names = theme.ticks([name for _, name, *_ in rows])
    layout = {
        "barmode": "stack",
        "showlegend": True,
        "shapes": [upright(floor, {"color": theme.VALUE, "width": 3, "dash": "dash"})],
        "xaxis": {"title": {"text": unit}, "range": [0, most * 1.03], "showgrid": False},
        "yaxis": {"range": [len(rows) - 0.5, -0.5], "showgrid": False, **names},
    }
    return Chart([below, above, said], layout)


def memory(
    groups: Sequence[tuple[int, int]],
    chance: Sequence[float],
    right: Mapping[str, tuple[str, Sequence[float]]],
    counts: Sequence[int],
    windows: Sequence[tuple[int, str]],
    words: dict[str, str],
) -> Chart:
    """Shares of right answers over groups of distance, a line for each model, beside each other where they coincide.

    A group is its least and its largest distance; `windows` are the largest distance that a model sees, and its name.
    """
    at = np.arange(len(groups))
    traces: list[Part] = [
        {
            "type": "scatter",
            "x": at,
            "y": list(chance),
            "name": words["chance"],
            "mode": "lines",
            "line": {"color": theme.OTHERS, "width": 3, "dash": "dash"},
            "hovertemplate": "%{y:.0%}",
        }
    ]
    for number, (key, (name, values)) in enumerate(right.items()):
        colour, symbol = MODELS[key]
        traces.append(
            {
                "type": "scatter",
                "x": at + 0.07 * (number - (len(right) - 1) / 2),
                "y": list(values),
                "name": name,
                "mode": "lines+markers",
                "line": {"color": colour, "width": 4 if key == "transformer" else 2.5},
                "marker": {"symbol": symbol, "size": 13, "color": colour},
                "customdata": [words["count"].format(n=f"{n:,}") for n in counts],
                "hovertemplate": "%{y:.1%}, %{customdata}",
            }
        )
    ends = [(sum(most <= seen for _, most in groups) - 0.5, name) for seen, name in windows]
    ends = [(end, name) for end, name in ends if 0 < end < len(groups) - 1]
    low = {"y": 0.02, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "textangle": -90, "showarrow": False}
    places = {
        "tickvals": list(range(len(groups))),
        "ticktext": [f"{least}–{most}" for least, most in groups],
        "range": [-0.4, len(at) - 0.6],
    }
    shares = {"range": [-0.03, 1.06], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    layout = {
        "hovermode": "closest",
        "showlegend": True,
        "shapes": [upright(end, {"color": theme.OTHERS, "width": 2, "dash": "dot"}) for end, _ in ends],
        "annotations": [{"x": end, **low, "text": name} for end, name in ends],
        "xaxis": {"title": {"text": words["axis"]}, "showgrid": False, **places},
        "yaxis": {"title": {"text": words["unit"]}, **shares},
    }
    return Chart(traces, layout)
