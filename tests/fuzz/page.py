"""What must hold of every page, whoever made it draw what."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def faults(app: AppTest, mark: str) -> list[str]:
    """What is wrong on a page that holds text of the visitor whose mark this is; empty where nothing is."""
    found = [f"{type(error.proto).__name__}: {error.message}" for error in app.exception]
    for node in app._tree:
        for kind, text in _texts(node):
            found += [f"{kind}: {part}" for part in _markup(kind, text, mark)]
        if node.type == "bidi_component":
            found += _figure(node.proto)
    return found


def _texts(node: Any) -> Iterator[tuple[str, str]]:
    """Everything on the page that is read as HTML or as Markdown."""
    proto = getattr(node, "proto", None)
    if node.type == "html":
        yield "html", proto.body
    elif node.type == "iframe":
        yield "html", proto.srcdoc
    elif node.type == "plotly_chart":
        yield "html", json.dumps(json.loads(proto.spec), ensure_ascii=False) if proto.spec else ""
    elif hasattr(proto, "body"):
        yield "html" if getattr(proto, "allow_html", False) else "markdown", proto.body
    for name in ("label", "help"):
        yield "markdown", str(getattr(proto, name, ""))
    if node.type == "button_group":
        yield from (("markdown", option.content) for option in proto.options)


def _markup(kind: str, text: str, mark: str) -> list[str]:
    if kind == "html":
        signs = [f"<{mark}", f"<img src=x onerror={mark}", f"<script>alert('{mark}", f'" onx="{mark}']
    else:
        signs = [f"[{mark}](http", f":red[{mark}", f"${mark}^2$"]
    return [f"…{text[max(0, text.index(sign) - 60) : text.index(sign) + 60]}…" for sign in signs if sign in text]


def _figure(proto: Any) -> list[str]:
    """Its data is what JavaScript reads as JSON, and a spreadsheet that opens it computes nothing."""
    try:
        data = json.loads(proto.bytes, parse_constant=_no_number)
    except ValueError as error:
        return [f"{proto.component_name}: {error}"]
    if not str(proto.component_name).endswith("exports"):
        return []
    cells = [cell for row in csv.reader(io.StringIO(data["csv"], newline="")) for cell in row]
    return [f"CSV: {cell[:80]!r}" for cell in cells if _formula(cell)]


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _formula(cell: str) -> bool:
    if len(cell) < 2 or not cell.startswith(FORMULA):
        return False
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return True
    return False
