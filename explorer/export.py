"""The numbers of a figure, as a table, as CSV and as JSON."""

import html
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet takes a text that begins with one of these for a formula


def numbers(figure: go.Figure) -> pd.DataFrame:
    """Every number that the figure draws: one row for each point of each trace, with the word that labels it."""
    frames = []
    for index, trace in enumerate(figure.data):
        name = html.unescape(trace.name) if trace.name else str(index + 1)
        x, y = np.asarray(trace.x), np.asarray(trace.y)
        if trace.type == "heatmap":
            z = np.asarray(trace.z).astype(float)
            row, column = np.indices(z.shape)
            frame = pd.DataFrame(
                {"series": name, "row": row.ravel() + 1, "column": column.ravel() + 1, "value": z.ravel()}
            )
        elif trace.type == "scatter3d":
            frame = pd.DataFrame({"series": name, "word": _words(trace.text), "x": x, "y": y, "z": np.asarray(trace.z)})
        else:
            frame = pd.DataFrame({"series": name, "x": x, "value": y.astype(float)})
            along = figure.layout.yaxis if trace.orientation == "h" else figure.layout.xaxis
            if along.ticktext:
                named = dict(zip(np.asarray(along.tickvals).tolist(), _words(along.ticktext), strict=True))
                places = (y if trace.orientation == "h" else x).tolist()
                frame.insert(1, "label", [named.get(place, "") for place in places])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _words(labels: Sequence[str] | None) -> list[str]:
    return [html.unescape(str(label)) for label in (() if labels is None else labels)]


def csv(table: pd.DataFrame) -> str:
    """The table as CSV, six significant digits; no text in it is taken for a formula by a spreadsheet."""
    safe = table.copy()
    safe.columns = [_quiet(name) for name in table.columns]
    safe.index = pd.Index([_quiet(name) for name in table.index], name=_quiet(table.index.name))
    for place, kind in enumerate(table.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            safe.isetitem(place, [_quiet(cell) for cell in table.iloc[:, place]])
    return str(safe.to_csv(float_format="%.6g"))


def _quiet(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    return ("'" if cell.startswith(_RUN) else "") + cell.replace("\r", " ")  # which would end a line


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The table as plain values, one dictionary for each row; what is not finite becomes None.

    A row keeps its label under the name of the index, "row" where that has none; equal columns are told apart.
    """
    unnamed = isinstance(table.index, pd.RangeIndex)
    heads: list[str] = [] if unnamed else [str(table.index.name or "row")]
    for name in map(str, table.columns):
        heads.append(name if name not in heads else f"{name} ({len(heads)})")
    columns = [_plain(column) for _name, column in table.items()]
    if not unnamed:
        columns.insert(0, _plain(table.index.to_series()))
    return [dict(zip(heads, line, strict=True)) for line in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    return [None if isinstance(cell, float) and not math.isfinite(cell) else cell for cell in column.tolist()]


def described(table: pd.DataFrame, **about: Any) -> str:
    """The table as JSON together with what it is `about`; what is None or empty there is left out."""
    told = {key: value for key, value in about.items() if value not in (None, "", {})}
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows(table))
    return f"{json.dumps(told | {'numbers': []}, ensure_ascii=False, indent=1, default=str)[:-4]}[\n{lines}\n]\n}}\n"
