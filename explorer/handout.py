"""Steps that a visitor has seen, as one HTML file: it asks for nothing, and works from a USB stick."""

import base64
import gzip
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from explorer import ASSETS
from explorer.export import numbers
from explorer.figures import theme
from explorer.figures.chart import Chart
from explorer.figures.live import Live
from explorer.markup import formula, prose

# One column: what stands beside a figure in the app stands below it.
BESIDE = """
.frame.beside { display: block; }
.beside .readout { margin-top: 0.6em; }
.readout .terms { columns: 13em auto !important; }
"""
ROWS, COLUMNS = 60, 24  # of a table; a file to read is no file of data


@dataclass(frozen=True)
class Framed:
    """A page of its own inside of the page."""

    page: str
    height: int


@dataclass(frozen=True)
class Formula:
    latex: str


@dataclass(frozen=True)
class Code:
    text: str


@dataclass(frozen=True, eq=False)
class Item:
    """One thing that a step has shown."""

    key: str
    what: Chart | Live | pd.DataFrame | Framed | Formula | Code
    caption: str = ""
    height: int = 420


@dataclass(frozen=True, eq=False)
class Visit:
    """One step as it was last seen, in the visitor's language."""

    place: str  # "attention/scores"
    chapter: str
    number: int
    title: str
    paragraphs: tuple[str, ...]
    address: str  # brings back exactly this
    text: str  # the visitor's sentence
    settings: tuple[tuple[str, str], ...] = ()  # what else was set: name and value
    items: list[Item] = field(default_factory=list)


def page(title: str, language: str, visits: Sequence[Visit], words: dict[str, str]) -> str:
    """The file. `words`: intro, numbers, rows, back, sentence, script, asleep; the figures say the rest themselves."""
    used: list[str] = []
    body = [f"<header><h1>{html.escape(title)}</h1><p>{html.escape(words['intro'])}</p></header>"]
    for _chapter, group in groupby(visits, key=lambda visit: visit.place.partition("/")[0]):
        steps = list(group)
        if len({visit.chapter for visit in visits}) > 1:
            body.append(f'<h2 class="chapter">{html.escape(steps[0].chapter)}</h2>')
        for before, visit in zip([None, *steps], steps, strict=False):
            body.append(_step(visit, words, used, same=before is not None and _state(before) == _state(visit)))
    data = [json.loads(text) for text in used]
    names = sorted({entry["name"] for entry in data if entry["kind"] == "live"})
    scripts = [
        _json("figures", data),
        _json("styles", {"": _sheet("live") + BESIDE, **{name: _sheet(name) for name in names}}),
    ]
    if any(entry["kind"] == "plotly" for entry in data):
        scripts.append(f'<script type="text/plain" id="plotly">{_plotly()}</script>')
    scripts.append(f"<script>{_live(tuple(names))}</script>")
    return shell(title, language, "\n".join([*body, f"<noscript>{html.escape(words['script'])}</noscript>", *scripts]))


def shell(title: str, language: str, body: str) -> str:
    """A document around a body, with the style of everything that is taken home. It may ask nobody for anything.

    Pages in frames of their own (BertViz) look for the ink of the page around them where Streamlit has it: .stApp.
    """
    policy = (
        "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:"
    )
    policy += "; font-src data:; frame-src 'self' data: about:"
    style = (ASSETS / "handout.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style></head>\n"
        f'<body class="stApp">\n{body}\n</body></html>\n'
    )


def _state(visit: Visit) -> tuple[str, ...]:
    return visit.text, *(f"{name.replace('_', '-')} {value}" for name, value in visit.settings)


def _step(visit: Visit, words: dict[str, str], used: list[str], same: bool) -> str:
    """`same`: nothing was set since the step before."""
    text, *settings = _state(visit)
    state = "" if same else html.escape(" · ".join([words["sentence"].format(text=text), *settings])) + "<br>"
    link = f'<a href="{html.escape(visit.address)}" rel="noreferrer">{html.escape(words["back"])}</a>'
    parts = [
        f'<section><h2><span class="number">{visit.number}</span> {html.escape(visit.title)}</h2>',
        *map(prose, visit.paragraphs),
        *(_item(item, words, used) for item in visit.items),
        f'<p class="state">{state}{link}</p></section>',
    ]
    return "\n".join(parts)


def _item(item: Item, words: dict[str, str], used: list[str]) -> str:
    what, folded = item.what, ""
    if isinstance(what, Formula):
        return f'<div class="formula">{formula(what.latex, display=True)}</div>'
    if isinstance(what, Code):
        return f"<pre><code>{html.escape(what.text)}</code></pre>"
    if isinstance(what, pd.DataFrame):
        drawn = f'<div class="table">{table(what, words["rows"])}</div>'
    elif isinstance(what, Framed):
        source = html.escape(what.page)
        drawn = f'<iframe title="{html.escape(item.caption)}" srcdoc="{source}" height="{what.height}"></iframe>'
    else:
        rows = what.table if isinstance(what, Live) else numbers(what)
        if len(rows):
            folded = f"<details><summary>{html.escape(words['numbers'])}</summary>"
            folded += f'<div class="table">{table(rows, words["rows"])}</div></details>'
        height = 0 if isinstance(what, Live) else item.height
        drawn = f'<div class="drawn" id="drawn-{len(used)}" style="min-height:{height}px"></div>'
        used.append(_data(what, item.height))
    return f"<figure>{drawn}<figcaption>{html.escape(item.caption)}</figcaption>{folded}</figure>"


def _data(figure: Chart | Live, height: int) -> str:
    if isinstance(figure, Live):
        return json.dumps({"kind": "live", "name": figure.name, "data": figure.data})
    fitted = go.Figure(theme.fit(figure, theme.READING, height))
    fitted.update_layout(
        template="plotly_white",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": "#1a1a1f", "family": "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif"},
    )
    return f'{{"kind": "plotly", "figure": {fitted.to_json()}}}'


def table(frame: pd.DataFrame, more: str) -> str:
    """The first rows and columns; `more` says how many there are where some are left out."""
    shown = frame.iloc[:ROWS, :COLUMNS].to_html(float_format="%.4g", border=0, escape=True)
    if shown and frame.shape > shown_shape(frame):
        shown += f"<p>{html.escape(more.format(rows=frame.shape[0], columns=frame.shape[1]))}</p>"
    return str(shown)


def shown_shape(frame: pd.DataFrame) -> tuple[int, int]:
    return min(len(frame), ROWS), min(frame.shape[1], COLUMNS)


def _json(name: str, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _sheet(name: str) -> str:
    file = ASSETS / "live" / f"{name}.css"
    return file.read_text("utf-8") if file.is_file() else ""


@lru_cache(maxsize=1)
def _plotly() -> str:
    """Plotly's own script, packed: a third of its size."""
    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), 6)).decode()


def _live(names: tuple[str, ...]) -> str:
    """The scripts of these figures, each a function in an object, and what mounts them."""
    live = ASSETS / "live"
    parts = ["(() => {", (live / "common.js").read_text("utf-8"), "const components = {};"]
    for name in names:
        own = [*sorted(live.glob(f"{name}-*.js")), live / f"{name}.js"]
        text = "\n".join(file.read_text("utf-8") for file in own)
        text = re.sub(r"^export default function\s*\w*\s*\(", "function made(", text, count=1, flags=re.MULTILINE)
        parts.append(f"components[{json.dumps(name)}] = (() => {{\n{text}\nreturn made;\n}})();")
    parts += [(ASSETS / "handout.js").read_text("utf-8"), "})();"]
    return re.sub(r"</(?=script)", r"<\\/", "\n".join(parts), flags=re.IGNORECASE)
