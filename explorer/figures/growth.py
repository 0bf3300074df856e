"""Costs that grow: curves over the length of a text, and models of very different size beside each other."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.chart import Chart, Part, upright

DASHES = ("solid", "dash", "dot", "dashdot")


def growth(
    lengths: Sequence[int],
    parts: Mapping[str, ArrayLike],
    names: Sequence[str],
    axis: str,
    unit: str,
    mark: tuple[int | float, str] | None = None,
) -> Chart:
    """Curves over the length, both axes logarithmic; `mark` is a length with a name, a line upwards.

    `parts` are keys of `theme.PARTS`. Titles of the axes may hold {factor}: from one line to the next.
    """
    traces: list[Part] = [
        {
            "type": "scatter",
            "x": list(lengths),
            "y": np.asarray(values, dtype=float),
            "name": name,
            "mode": "lines",
            "line": {"color": theme.PARTS[part], "width": 3, "dash": dash},
            "hovertemplate": "%{y:.3s}",
        }
        for (part, values), name, dash in zip(parts.items(), names, DASHES, strict=False)
    ]
    every = np.log10(np.asarray(list(parts.values()), dtype=float))
    layout = _logarithmic(axis, unit, float(every.min()), float(every.max()))
    if mark:
        at, name = mark
        low = {"y": 0.02, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 8}
        layout["shapes"] = [upright(at, {"color": theme.OTHERS, "width": 2, "dash": "dot"})]
        # a shape on a logarithmic axis takes numbers, an annotation their logarithms
        layout["annotations"] = [{"x": float(np.log10(at)), **low, "text": name, "showarrow": False}]
    return Chart(traces, layout)


def measured(
    lengths: Sequence[int], seconds: Sequence[float], name: str, fitted: ArrayLike, fit: str, axis: str, unit: str
) -> Chart:
    """Measured points, and the curve that was fitted to them; both axes logarithmic, their titles as in `growth`."""
    both = {"type": "scatter", "x": list(lengths), "hovertemplate": "%{y:.3s}s"}
    line = {"color": theme.OTHERS, "width": 3, "dash": "dash"}
    mark = {"color": theme.ATTENTION, "size": 13, "line": {"color": "#ffffff", "width": 1}}
    traces: list[Part] = [
        {**both, "y": np.asarray(fitted, dtype=float), "name": fit, "mode": "lines", "line": line},
        {**both, "y": list(seconds), "name": name, "mode": "markers", "marker": mark},
    ]
    layout = _logarithmic(axis, unit, -4.0, 0.0)
    layout["yaxis"] |= {
        "tickvals": [0.0001, 0.001, 0.01, 0.1, 1.0],
        "ticktext": ["0.0001", "0.001", "0.01", "0.1", "1"],
    }
    if not lengths:  # an empty room, as wide as what will be measured
        layout["xaxis"]["range"] = [1.1, 3.4]
        layout["yaxis"]["range"] = [-4, 0]
    return Chart(traces, layout)


def _logarithmic(axis: str, unit: str, low: float, high: float) -> Part:
    """Lines upwards at each fourfold length; about four lines across between 10^`low` and 10^`high`."""
    every = max(1, round((high - low) / 4))
    both = {"type": "log", "showgrid": True}
    lengths = {"tickvals": [2**n for n in range(4, 17, 2)], "tickformat": ","}
    return {
        "hovermode": "x unified",
        "showlegend": True,
        "xaxis": {"title": {"text": theme.broken(axis.format(factor=4))}, **both, **lengths},
        "yaxis": {"title": {"text": unit.format(factor=10**every)}, **both, **_powers(every, low, high)},
    }


def _powers(every: int, low: float = -6.0, high: float = 27.0) -> dict[str, list[float] | list[str]]:
    """Labels of a logarithmic axis, 10⁶ 10⁹ ..., in the size of all other words.

    None beyond the ends, 10^`low` and 10^`high`: where there are many, `theme.fit` would leave out every second one.
    """
    powers = [power for power in range(-6, 28, every) if low <= power <= high]
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return {"tickvals": [10.0**n for n in powers], "ticktext": [f"10{str(n).translate(raised)}" for n in powers]}


def ranks(
    rows: Sequence[str],
    values: Sequence[ArrayLike],
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    unit: str,
) -> Chart:
    """Horizontal bars on a logarithmic axis, one group for each row; words stand on the bars, so they need no margin.

    A logarithmic axis has no zero: the bars begin a little below the smallest value. The title `unit` may hold
    {factor}, from one line to the next.
    """
    logarithms = np.log10(np.asarray(values, dtype=float))
    first = float(np.floor(logarithms.min() - 0.3))
    traces: list[Part] = []
    many = len(values)
    for series, (line, name, labels, colour) in enumerate(zip(values, names, texts, theme.CURVES, strict=False)):
        at = [row + (series - (many - 1) / 2) * 0.8 / many for row in range(len(rows))]
        heads = [f"<b>{theme.label(row)}</b>  " if not series else "" for row in rows]
        words = [head + theme.label(text) for head, text in zip(heads, labels, strict=True)]
        bar = {
            "type": "bar",
            "y": at,
            "x": np.asarray(line, dtype=float),
            "width": 0.8 / many,
            "orientation": "h",
            "name": name,
            "marker": {"color": _pale(colour), "line": {"color": colour, "width": 1}},
            "customdata": words,
            "hovertemplate": "%{customdata}<extra></extra>",
        }
        said = {
            "type": "scatter",
            "y": at,
            "x": [10 ** (first + 0.001)] * len(rows),  # on the very edge it would fall off
            "mode": "text",
            "text": words,
            "textposition": "middle right",
            "showlegend": False,
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
        traces += [bar, said]
    scale = {"type": "log", "showgrid": True, "range": [first, float(logarithms.max()) + 0.1]}
    layout = {
        "barmode": "overlay",
        "showlegend": many > 1,
        "xaxis": {"title": {"text": theme.broken(unit.format(factor=1000))}, **scale, **_powers(3)},
        "yaxis": {"range": [len(rows) - 0.5, -0.5], "showgrid": False, "showticklabels": False},
    }
    return Chart(traces, layout)


def stacked(rows: Sequence[str], parts: Mapping[str, ArrayLike], names: Sequence[str], unit: str) -> Chart:
    """Horizontal bars put together from parts, with number and name where they are long enough.

    `parts` are keys of `theme.PARTS`, each with a value for every row.
    """
    traces: list[Part] = []
    longest = float(np.sum(np.asarray(list(parts.values()), dtype=float), 0).max())
    start = np.zeros(len(rows))
    for (part, values), name in zip(parts.items(), names, strict=True):
        colour = theme.PARTS[part]
        at, array = list(range(len(rows))), np.asarray(values, dtype=float)
        wide = array > 0.12 * longest
        bar = {
            "type": "bar",
            "y": at,
            "x": array,
            "base": start,
            "width": 0.6,
            "orientation": "h",
            "name": name,
            "marker": {"color": _pale(colour), "line": {"color": colour, "width": 1.5}},
            "hovertemplate": f"{theme.label(name)}: %{{x:,}}<extra></extra>",
        }
        said = {
            "type": "scatter",
            "y": [row for row in at if wide[row]],
            "x": (start + array / 2)[wide],
            "mode": "text",
            "text": [f"{theme.label(name)}<br>{amount(v)}" if v > longest / 4 else amount(v) for v in array[wide]],
            "showlegend": False,
            "hoverinfo": "skip",
        }
        traces += [bar, said]
        start = start + array
    layout = {
        "barmode": "overlay",
        "showlegend": True,
        "xaxis": {"title": {"text": unit}, "range": [0, longest * 1.02]},
        "yaxis": {"range": [len(rows) - 0.5, -0.5], "showgrid": False, **theme.ticks(rows)},
    }
    return Chart(traces, layout)


def _pale(colour: str) -> str:
    """A colour that words can be read on, in both themes."""
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{g},{b},0.35)"


def amount(value: int | float, unit: str = "") -> str:
    """A number with at most three digits and its prefix: 9.66 GB, 300 G."""
    power = min(8, max(0, int(np.log10(value) // 3))) if value >= 1 else 0
    return f"{value / 1000**power:.3g} {'kMGTPEZY'[power - 1] if power else ''}{unit}".strip()
