"""Heat maps of matrices."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.figures import theme
from explorer.figures.chart import Chart, Part

NAMED = 20_000  # cells; in larger matrices a cell under the pointer says its place, not its words
CROWDED = 90  # rows or columns that leave no room for gaps between them


def signed(
    values: ArrayLike, rows: Sequence[str], columns: str, name: str, first: int = 1, chosen: int | None = None
) -> Chart:
    """A matrix of signed numbers, one row for each token; blue above zero, red below, strength is size.

    Columns are counted from `first`; the row `chosen` is framed, and keeps its label where labels are thinned.
    """
    array = np.asarray(values, dtype=float)
    most = float(np.abs(array).max()) or 1.0
    trace: Part = {
        "type": "heatmap",
        "x": np.arange(first, first + array.shape[1]),
        "z": array,
        "zmin": -most,
        "zmax": most,
        "colorscale": theme.SIGNED,
        "xgap": int(array.shape[1] < CROWDED),
        "ygap": int(array.shape[0] < CROWDED),
        "colorbar": {"title": {"text": name, "side": "right"}, "thickness": 12, "outlinewidth": 0},
        "hovertemplate": "%{y} · %{x}<br>%{z:.3f}<extra></extra>",
    }
    if array.size <= NAMED:
        trace["customdata"] = [[theme.label(row)] * array.shape[1] for row in rows]
        trace["hovertemplate"] = "%{customdata} · %{x}<br>%{z:.3f}<extra></extra>"
    plain = {"showgrid": False, "zeroline": False}
    layout: Part = {
        "xaxis": {"title": {"text": columns}, **plain},
        "yaxis": {"autorange": "reversed", **plain, **theme.ticks(rows, len(rows))},
    }
    if chosen is not None:
        ends = {"x0": first - 0.5, "x1": first + array.shape[1] - 0.5, "y0": chosen - 0.5, "y1": chosen + 0.5}
        layout["shapes"] = [{"type": "rect", **ends, "line": {"color": theme.QUERY, "width": 3}}]
        layout["meta"] = {"chosen": chosen}
    return Chart([trace], layout)


def side_by_side(
    matrices: Sequence[ArrayLike], titles: Sequence[str], tokens: Sequence[str], rows: str, columns: str
) -> Chart:
    """Attention maps of the same tokens beside each other: share of attention, 0 to 1.

    The columns are the tokens of the rows, in the same order, and carry no labels of their own.
    """
    names = [theme.label(token) for token in tokens]
    maps = []
    for values in matrices:
        array = np.asarray(values, dtype=float)
        crowded = array.size > NAMED
        pairs = None if crowded else [[(row, key) for key in names] for row in names]
        maps.append(
            {
                "z": array,
                "zmin": 0,
                "zmax": 1,
                "colorscale": theme.SHARE,
                "xgap": int(len(names) < CROWDED),
                "ygap": int(len(names) < CROWDED),
                "showscale": False,
                "customdata": pairs,
                "hovertemplate": ("%{y} → %{x}" if crowded else "%{customdata[0]} → %{customdata[1]}")
                + "<br>%{z:.1%}<extra></extra>",
            }
        )
    return _beside(maps, titles, rows, columns, {"showticklabels": False}, theme.ticks(tokens, 40))


def _beside(
    maps: Sequence[Part],
    titles: Sequence[str],
    rows: str,
    columns: str,
    below: Part,
    left: Part,
) -> Chart:
    """Heat maps in a row, with one axis of rows for all of them."""
    gap = 0.04
    wide = (1 - gap * (len(maps) - 1)) / len(maps)
    layout: Part = {"annotations": []}
    plain = {"showgrid": False, "zeroline": False}
    for index, title in enumerate(titles):
        number, start = str(index + 1) if index else "", index * (wide + gap)
        layout[f"xaxis{number}"] = plain | {
            "anchor": f"y{number}",
            "domain": [start, min(1.0, start + wide)],
            "title": {"text": theme.broken(columns)},
            **below,
        }
        follows = {"matches": "y", "showticklabels": False} if index else {"title": {"text": rows}}
        layout[f"yaxis{number}"] = plain | {"anchor": f"x{number}", "autorange": "reversed", **left, **follows}
        at = {"x": start + wide / 2, "xanchor": "center", "xref": "paper", "y": 1.0, "yanchor": "bottom"}
        layout["annotations"].append(at | {"text": title, "showarrow": False, "yref": "paper"})
    numbers = [str(index + 1) if index else "" for index in range(len(maps))]
    data = [
        {"type": "heatmap", "xaxis": f"x{number}", "yaxis": f"y{number}", **drawn}
        for number, drawn in zip(numbers, maps, strict=True)
    ]
    return Chart(data, layout)


def numbers(values: ArrayLike, rows: Sequence[str], columns: Sequence[str], unit: str) -> Chart:
    """A small table of numbers, each written into its cell; strength is size."""
    array = np.asarray(values, dtype=float)
    trace = {
        "type": "heatmap",
        "z": array,
        "zmin": 0,
        "colorscale": theme.FAINT,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "texttemplate": "%{z:.3~g}",
        "customdata": [[(theme.label(row), theme.label(column)) for column in columns] for row in rows],
        "hovertemplate": "%{customdata[0]} · %{customdata[1]}<br>%{z:.4~g} " + unit + "<extra></extra>",
    }
    plain = {"showgrid": False, "zeroline": False}
    layout = {
        "xaxis": {"side": "top", **plain, **theme.ticks(columns)},
        "yaxis": {"autorange": "reversed", **plain, **theme.ticks(rows)},
    }
    return Chart([trace], layout)


def alike(matrices: Sequence[ArrayLike], titles: Sequence[str], rows: str, columns: str) -> Chart:
    """Square matrices of cosines beside each other, all on the same scale from -1 to 1."""
    maps = [
        {
            "z": np.asarray(values, dtype=float),
            "zmin": -1,
            "zmax": 1,
            "colorscale": theme.SIGNED,
            "showscale": False,
            "hovertemplate": f"{rows} %{{y}}, {columns} %{{x}}<br>%{{z:.2f}}<extra></extra>",
        }
        for values in matrices
    ]
    return _beside(maps, titles, rows, columns, {}, {})
