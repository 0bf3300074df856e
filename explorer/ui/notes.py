"""What a lecturer says at a step: notes at the end of its docstring, which only the lecturer's own screen shows.

They are its last paragraphs, from one that begins with "Notes (3 min):" on: what to say, and in how many minutes. One
that begins with "Ask:" is a question to the class. To Babel they are paragraphs as all the others.
"""

import ast
import re
from dataclasses import dataclass
from functools import lru_cache

from explorer.paths import PATHS
from explorer.ui.chapters import Chapter, contents
from explorer.ui.i18n import _, prose

BEGIN = re.compile(r"Notes \((\d+) min\): ")
HEAD = re.compile(r"^[^:]{1,30}?\s?: ?")  # "Notes (3 min): " and "Ask: " in any language


@dataclass(frozen=True)
class Entry:
    """A step in the run sheet. Texts are those of the source, to be translated where they are shown."""

    chapter: Chapter
    step: str
    title: str
    minutes: int  # 0: the step has no notes
    say: tuple[str, ...]  # paragraphs
    ask: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.chapter.address}/{self.step}"


def public(paragraphs: list[str]) -> list[str]:
    """What is not notes."""
    private = [index for index, paragraph in enumerate(paragraphs) if BEGIN.match(paragraph)]
    return paragraphs[: private[0]] if private else paragraphs


def told(paragraph: str) -> str:
    """A paragraph of notes in the lecturer's language, without its first word."""
    return HEAD.sub("", _(paragraph), count=1)


@lru_cache
def sheet() -> dict[str, Entry]:
    """Every step of every chapter by its place, in reading order."""
    entries = [entry for chapter in contents() for entry in _entries(chapter)]
    return {entry.place: entry for entry in entries}


def path(name: str) -> tuple[str, ...]:
    """The places of a ready path; every place where there is none of this name."""
    return tuple(place for place in PATHS.get(name, ()) if place in sheet()) or tuple(sheet())


def planned(places: tuple[str, ...], here: str) -> int | None:
    """Minutes that the steps before this one take; None where it is not on the path."""
    if here not in places:
        return None
    return sum(sheet()[place].minutes for place in places[: places.index(here)])


def _entries(chapter: Chapter) -> list[Entry]:
    tree = ast.parse(chapter.file.read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return [_entry(chapter, step, functions[step]) for step in chapter.steps]


def _entry(chapter: Chapter, step: str, function: ast.FunctionDef) -> Entry:
    title, *paragraphs = prose(ast.get_docstring(function))
    notes = paragraphs[len(public(paragraphs)) :]
    found = BEGIN.match(notes[0]) if notes else None
    asks = tuple(paragraph for paragraph in notes if paragraph.startswith("Ask:"))
    says = tuple(paragraph for paragraph in notes if paragraph not in asks)
    return Entry(chapter, step, title, int(found[1]) if found else 0, says, asks)
