"""What this session has drawn, step by step, so that it can be taken home.

Only in the memory of this session, never on disk: the chapter that is open as it stands, earlier ones packed. At most
MOST steps and LARGEST bytes are kept; the oldest go first.
"""

import pickle  # of what this process has packed itself
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from explorer import room
from explorer.handout import Code, Formula, Item, Visit
from explorer.ui import inputs, reading, wall
from explorer.ui.chapters import Chapter, contents
from explorer.ui.i18n import _

MOST = 80  # steps of earlier chapters: all that there are
SEEDS = ("seed", "seed_quotes", "seed_texts")  # an untouched slider has its seed, and the address does not
LARGEST = 4_000_000  # bytes that they take together


@dataclass
class Shelf:
    chapter: str = ""
    fresh: dict[str, Visit] = field(default_factory=dict)  # place to step, of the open chapter
    packed: dict[str, bytes] = field(default_factory=dict)  # of earlier chapters, the oldest first

    def begin(self, visit: Visit) -> None:
        """Put a step on the shelf, in place of itself as it was before."""
        chapter = visit.place.partition("/")[0]
        if chapter != self.chapter:
            for place, old in self.fresh.items():
                self.packed.pop(place, None)
                self.packed[place] = zlib.compress(pickle.dumps(old), 1)
            self.chapter, self.fresh = chapter, {}
            while len(self.packed) > MOST or sum(map(len, self.packed.values())) > LARGEST:
                del self.packed[next(iter(self.packed))]
        self.fresh[visit.place] = visit

    def all(self) -> list[Visit]:
        """Every step that is kept, each once."""
        earlier = [data for place, data in self.packed.items() if place not in self.fresh]
        return [*(pickle.loads(zlib.decompress(data)) for data in earlier), *self.fresh.values()]


def shelf() -> Shelf:
    """The shelf of this session."""
    found: Shelf | None = st.session_state.get("_shelf")
    if found is None:
        found = st.session_state["_shelf"] = Shelf()
    return found


def begin(step: str, prose: Sequence[str]) -> None:
    """A step is about to be drawn: its title and paragraphs, in the source's language."""
    chapter = here()
    if chapter and step in chapter.steps:
        number, place = chapter.steps.index(step) + 1, f"{chapter.address}/{step}"
        title, *paragraphs = map(_, prose)
        shelf().begin(
            Visit(
                place, _(chapter.title), number, title, tuple(paragraphs), address(step), reading.sentence(), settings()
            )
        )


def add(item: Item) -> None:
    """Something was drawn in the step that began last."""
    if (visit := shelf().fresh.get(wall.place())) is not None and here():
        visit.items[:] = [*(old for old in visit.items if old.key != item.key), item]


class Noted:
    """A container that puts its formulas and programs on the shelf too; all else is the container's own."""

    def __init__(self, container: Any) -> None:
        self._container = container

    def latex(self, body: str, **options: Any) -> Any:
        add(Item(f"formula-{body}", Formula(body)))
        return self._container.latex(body, **options)

    def code(self, body: str, *options: Any) -> Any:
        add(Item("code", Code(body)))
        return self._container.code(body, *options)

    def __enter__(self) -> Any:
        return self._container.__enter__()

    def __exit__(self, *reason: Any) -> Any:
        return self._container.__exit__(*reason)


def beside(key: str) -> tuple[Noted, Noted]:
    """Two containers as `inputs.beside` makes them, whose formulas and programs can be taken home."""
    left, right = inputs.beside(key)
    return Noted(left), Noted(right)


def here() -> Chapter | None:
    """The chapter that is open; None on the home page."""
    open_ = str(st.session_state.get("_chapter", ""))
    return next((chapter for chapter in contents() if chapter.address == open_), None)


def address(step: str = "", **more: str) -> str:
    """What brings somebody else exactly here: the state of this page, and nothing that belongs to this screen alone."""
    chapter = here()
    asked = st.query_params.to_dict() | {"step": step} | more
    url = st.context.url or ""
    origin = "/".join(url.split("/")[:3]) if "//" in url else ""
    return f"{origin}/{_path(chapter.address if chapter else '', tuple(asked.items()))}"


@lru_cache(maxsize=1024)
def _path(chapter: str, asked: tuple[tuple[str, str], ...]) -> str:
    query = urlencode([(name, value) for name, value in asked if value or name != "step"])
    path = room.travelling(["", chapter], chapter, query) or ""
    language = dict(asked).get("language")
    return path + (f"{'&' if '?' in path else '?'}{urlencode({'language': language})}" if language else "")


def settings() -> tuple[tuple[str, str], ...]:
    """What is set on this page besides the sentence."""
    hidden = {"text", "step", "sheet", *room.PRIVATE}
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in hidden}
    return tuple((name, value[:80]) for name, value in sorted((kept | seeds()).items()))


def seeds() -> dict[str, str]:
    """The seeds of this page, each under its name in the address."""
    asked = st.query_params.to_dict()
    names = sorted({*SEEDS, *(name for name in asked if name.startswith("seed"))})
    found = {name: str(st.session_state.get(name, asked.get(name, ""))) for name in names}
    return {name: value for name, value in found.items() if value.isdigit()}
