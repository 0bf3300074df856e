"""Streamlit's files for browsers, as small as they get: made once after installing, kept beside what was installed.

A server compresses what it is asked for in a fraction of a second; the best that is known takes half a minute.
`explorer pack` takes it once, and every start after it reads the results. They are found by the hash of what they stand
for, so those of another version of Streamlit are never served; without them all works, with more bytes.
"""

import hashlib
import io
import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from explorer import PAGES
from explorer.saving import whole

TEXTUAL = (".js", ".css", ".json", ".svg")
CODINGS = ("br", "gzip")
UNUSED = re.compile(r"DeckGl|ECharts|GraphViz|elk-|embed|cytoscape|mermaid|chunk-|.*Diagram")  # half of all bytes
ICONS = "MaterialSymbols-Rounded.*.woff2"
WORD = re.compile(r"(?<![A-Za-z0-9_])[a-z0-9_]{2,40}(?![A-Za-z0-9_])")
ICON = re.compile(r":material/([a-z0-9_]+):")


@dataclass(frozen=True)
class Progress:
    done: int
    of: int
    before: int  # bytes of the files that are done
    after: int  # the same in gzip, or as a smaller font


def folder() -> Path:
    return Path(sys.prefix) / "share" / "explorer" / "packed"


def static() -> Path:
    return Path(str(files("streamlit"))) / "static" / "static"


def icons() -> Path | None:
    """Streamlit's font of icons, if it still has that name."""
    return next((static() / "media").glob(ICONS), None)


def find(body: bytes, form: str) -> bytes | None:
    """What stands for `body` in that form ("br", "gzip", or "woff2" for the icons), if it was packed."""
    file = folder() / _name(body, form)
    return file.read_bytes() if file.is_file() else None


def pack() -> Iterator[Progress]:
    """Packs what pages may load and is not packed yet; forgets the rest. Raises OSError where it cannot be kept."""
    sources = [file for file in static().rglob("*") if file.suffix in TEXTUAL and not UNUSED.match(file.name)]
    sources += filter(None, [icons()])
    sources.sort(key=lambda file: file.stat().st_size, reverse=True)  # what takes longest comes first
    kept: set[str] = set()
    before = after = 0
    with ThreadPoolExecutor(os.cpu_count()) as workers:  # both packers compute outside of Python's lock
        jobs = [workers.submit(_packed, source) for source in sources]
        try:
            for done, job in enumerate(as_completed(jobs), 1):
                names, was, now = job.result()
                kept.update(names)
                before, after = before + was, after + now
                yield Progress(done, len(jobs), before, after)
        except OSError:
            workers.shutdown(cancel_futures=True)
            raise
    for file in folder().iterdir():
        if file.name not in kept:
            file.unlink()


def complete() -> bool:
    """Whether the largest files of a first page, Plotly and the icons, are packed."""
    large = [(file, coding) for file in (static() / "js").glob("PlotlyChart*.js") for coding in CODINGS]
    large += [(file, "woff2") for file in filter(None, [icons()])]
    return all(find(file.read_bytes(), form) for file, form in large)


def ours() -> frozenset[str]:
    """The icons that Explorer's own code names."""
    sources = [*Path(__file__).parent.rglob("*.py"), *PAGES.rglob("*.py")]
    return frozenset(icon for file in sources for icon in ICON.findall(file.read_text("utf-8")))


def _name(body: bytes, form: str) -> str:
    also = " ".join(sorted(ours())).encode() if form == "woff2" else b""
    return f"{hashlib.sha256(body + also).hexdigest()[:32]}.{form}"


def _packed(source: Path) -> tuple[list[str], int, int]:
    body = source.read_bytes()
    forms = ("woff2",) if source.suffix == ".woff2" else CODINGS
    names = [_name(body, form) for form in forms]
    for name, form in zip(names, forms, strict=True):
        if not (folder() / name).is_file():
            with whole(folder() / name) as (part,):
                part.write_bytes(_form(body, form))
    return names, len(body), (folder() / names[-1]).stat().st_size


def _form(body: bytes, form: str) -> bytes:
    if form == "br":
        import brotli

        return bytes(brotli.compress(body, quality=10))  # 11 saves 2 % more in twice the time
    if form == "gzip":
        import zopfli.gzip

        return bytes(zopfli.gzip.compress(body, numiterations=1))  # 5 save a thousandth more
    return _subset(body)


def _subset(font: bytes) -> bytes:
    """The icons that Streamlit or Explorer name anywhere, of some four thousand. Each is the ligature of its name."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    opened = TTFont(io.BytesIO(font))
    letters = {glyph: chr(code) for code, glyph in opened.getBestCmap().items()}
    glyphs = {
        "".join(letters[glyph] for glyph in (first, *ligature.Component)): ligature.LigGlyph
        for lookup in opened["GSUB"].table.LookupList.Lookup
        for table in (getattr(table, "ExtSubTable", table) for table in lookup.SubTable)
        for first, ligatures in getattr(table, "ligatures", {}).items()
        for ligature in ligatures
    }
    theirs = {word for file in (static() / "js").glob("*.js") for word in WORD.findall(file.read_text("utf-8"))}
    named = sorted((theirs | ours()) & glyphs.keys())
    subsetter = subset.Subsetter(subset.Options(layout_closure=False, layout_features=["*"]))
    subsetter.populate(glyphs=[glyphs[name] for name in named], text="".join(named))
    subsetter.subset(opened)
    opened.flavor = "woff2"
    made = io.BytesIO()
    opened.save(made)
    return made.getvalue()
