"""Exercises on what a chapter shows at this moment: the visitor's sentence, layer, head, temperature, text."""

from collections.abc import Callable
from random import Random

from explorer.exercises import Exercise, Said
from explorer.sheet import sheet as document
from explorer.ui import reading, sheets_before, sheets_inside, sheets_words, sheets_writing, shelf
from explorer.ui.chapters import Chapter
from explorer.ui.i18n import _, language

CHAPTERS: dict[str, Callable[[Random], list[Exercise]]] = {
    "tokens": sheets_words.tokens,
    "embeddings": sheets_words.embeddings,
    "positions": sheets_words.positions,
    "ngrams": sheets_before.ngrams,
    "recurrence": sheets_before.recurrence,
    "alignment": sheets_before.alignment,
    "attention": sheets_inside.attention,
    "heads": sheets_inside.heads,
    "block": sheets_inside.block,
    "model": sheets_inside.model,
    "next": sheets_writing.next_word,
    "sampling": sheets_writing.sampling,
    "duel": sheets_writing.against,
}


def sheet(chapter: Chapter, seed: int) -> str:
    """The sheet as an HTML document; the seed chooses rows and words."""
    exercises = CHAPTERS[chapter.address](Random(seed))
    about = _("Sheet {seed}, made from this page as it stood.").format(seed=seed)
    if text := _text(chapter.address):
        about = _("Sheet {seed}, made from “{text}”.").format(seed=seed, text=text)
    about += " " + _(
        "Every number comes from the running model. It is rounded before it is printed, and the key is computed from "
        "the printed numbers."
    )
    words = {"key": _("Key"), "answer": _("Answer:"), "open": _("Open this page in Explorer")}
    title = _("Exercises: {chapter}").format(chapter=_(chapter.title))
    return document(title, language(), about, shelf.address(sheet=str(seed)), exercises, words, tell)


def tell(said: str | Said) -> str:
    """A sentence of an exercise in the visitor's language; its values may be sentences too."""
    if isinstance(said, str):
        return said
    values = {name: tell(value) if isinstance(value, Said) else value for name, value in said.values.items()}
    return _(said.message).format(**values) if values else _(said.message)


def _text(address: str) -> str:
    """The text that a chapter's numbers come from; empty where it has none of its own."""
    if address == "alignment":
        return " ".join(sheets_before.english())
    if address == "duel":
        return sheets_writing.prompt()
    return "" if address in ("ngrams", "embeddings") else reading.sentence()
