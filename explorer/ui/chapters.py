"""The table of contents, read from the files in pages/: one folder is one part, one file is one chapter."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explorer import PAGES
from explorer.ui.i18n import _, prose


@dataclass(frozen=True)
class Chapter:
    file: Path
    part: str  # folder name without its number
    address: str  # file name without its number: the same in every language
    title: str
    lede: str
    steps: tuple[str, ...]  # names of the step functions, in order
    follows: bool  # the visitor's choice of a model: the file calls ui.run()


@lru_cache
def contents() -> tuple[Chapter, ...]:
    """All chapters in reading order. Raises ValueError for a chapter without title or lede."""
    return tuple(_read(file) for file in sorted(PAGES.glob("[0-9]*_*/[0-9]*_*.py")))


def _read(file: Path) -> Chapter:
    tree = ast.parse(file.read_text("utf-8"))
    parts = prose(ast.get_docstring(tree))
    if len(parts) < 2:
        raise ValueError(f"{file.name}: the docstring needs a title and, after an empty line, a lede")
    steps: tuple[str, ...] = ()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "ui.steps":
            steps = tuple(argument.id for argument in node.args if isinstance(argument, ast.Name))
    follows = any(isinstance(node, ast.Call) and ast.unparse(node.func) == "ui.run" for node in ast.walk(tree))
    part, address = (name.split("_", 1)[1] for name in (file.parent.name, file.stem))
    return Chapter(file, part, address, parts[0], parts[1], steps, follows)


def part_title(part: str) -> str:
    titles = {
        "words": _("Words become vectors"),
        "before": _("Before the transformer"),
        "inside": _("Inside the transformer"),
        "writing": _("Writing the next word"),
    }
    return titles.get(part, part)
