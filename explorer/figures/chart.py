"""A figure of Plotly's as plain data, for pages that draw many of them at every click."""

import base64
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io

Part = dict[str, Any]


class Chart(go.Figure):
    """Traces and a layout, written out. Plotly takes them as they are, ten times as fast as it checks and copies them.

    Where somebody asks more of the figure than its data, as tests and tables do, it is checked after all: then it
    raises ValueError for what Plotly does not know.
    """

    def __init__(self, traces: Sequence[Part], layout: Part) -> None:
        self.__dict__["_parts"] = (list(traces), layout)

    def __getattr__(self, name: str) -> Any:
        if "_data_objs" in self.__dict__ or "_parts" not in self.__dict__:
            raise AttributeError(name)
        go.Figure.__init__(self, *self._parts)
        return getattr(self, name)

    def __reduce__(self) -> tuple[type, tuple[list[Part], Part]]:
        return Chart, self._parts

    def parts(self) -> tuple[list[Part], Part]:
        """Copies of its traces and its layout; the arrays in them are the same."""
        traces, layout = self._parts
        return _copied(traces), _copied(layout)

    def to_dict(self) -> dict[str, Any]:
        """What Streamlit sends to the browser, with its own template."""
        if "_data_objs" in self.__dict__:  # it was checked, and may have been changed since
            whole: dict[str, Any] = super().to_dict()
            return whole
        traces, layout = self._parts
        packed = [{name: _packed(value) for name, value in trace.items()} for trace in traces]
        return {"data": packed, "layout": {"template": _template(plotly.io.templates.default), **layout}}


def upright(x: int | float, line: Part) -> Part:
    """A line upwards through the whole figure: one of a layout's `shapes`."""
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": line}


def _packed(values: Any) -> Any:
    """An array of fractions as Plotly reads it fastest: its bytes, four for each number where that loses nothing."""
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
        return values
    short = values.astype("<f4")
    exact = short if np.array_equal(short, values, equal_nan=True) else values.astype("<f8")
    shape = {"shape": ", ".join(map(str, values.shape))} if values.ndim > 1 else {}
    return {"dtype": exact.dtype.str[1:], "bdata": base64.b64encode(exact.tobytes()).decode(), **shape}


def _copied(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _copied(value) for name, value in part.items()}
    if isinstance(part, list) and part and isinstance(part[0], dict):
        return [_copied(each) for each in part]
    return part


@lru_cache(maxsize=4)
def _template(name: str) -> Part:
    found: Part = plotly.io.templates[name].to_plotly_json()
    return found
