"""Languages: the catalogues in assets/locale, the visitor's choice, and the extractor of messages for Babel.

A chapter's prose are its docstrings: the first line is the title, each further paragraph is one message. Everything
else goes through `_("...")`. English is the language of the code and needs no catalogue.
"""

import ast
import builtins
import inspect
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, BinaryIO

import streamlit as st
from babel.messages.pofile import read_po

from explorer import ASSETS
from explorer.errors import VisitorError

NAMES = {"en": "English", "fr": "Français", "es": "Español", "it": "Italiano"}


@lru_cache
def languages() -> tuple[str, ...]:
    """Codes of the languages that can be chosen: English, and each one that has a catalogue."""
    return ("en", *(code for code in NAMES if (ASSETS / "locale" / code / "LC_MESSAGES" / "messages.po").is_file()))


@lru_cache
def _catalogue(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    with (ASSETS / "locale" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.string and not m.fuzzy}


_spoken: ContextVar[str] = ContextVar("_spoken")  # each message asks for it, and Streamlit's state is slow


def speak() -> None:
    """Look the language up, once for what is drawn now."""
    _spoken.set(_chosen())


def language() -> str:
    """The visitor's choice, else the browser's language, else English."""
    return _spoken.get(None) or _chosen()


def _chosen() -> str:
    wanted = st.session_state.get("language") or st.query_params.get("language")  # the switch may not be drawn yet
    return wanted if wanted in languages() else browsers()


def browsers() -> str:
    """The language of the browser, where we have it, else English."""
    code = (st.context.locale or "en").split("-")[0]
    return code if code in languages() else "en"


def _(message: str) -> str:
    return _catalogue(language()).get(message, message)


def second() -> str:
    """The language that is shown besides; empty where there is none, or where it is the first."""
    wanted = st.session_state.get("second")
    if wanted is None:  # as for `language`
        wanted = st.query_params.get("second", "")
    return wanted if wanted in languages() and wanted != language() else ""


def in_both(message: str) -> tuple[str, str]:
    """The message in the visitor's language, and in the second one; empty there where it would say the same."""
    other = _catalogue(second()).get(message, message) if second() else ""
    return _(message), other if other != _(message) else ""


def told(error: VisitorError) -> str:
    """What an error says to the visitor; an error among its values is the reason inside the sentence."""
    values = {key: told(value) if isinstance(value, VisitorError) else value for key, value in error.values.items()}
    return _(error.message).format(**values) if values else _(error.message)


def prose(docstring: str | None) -> list[str]:
    """The title and the paragraphs of a docstring, in the source's language."""
    return list(_parts(docstring or ""))


@lru_cache(maxsize=1024)
def _parts(docstring: str) -> tuple[str, ...]:
    parts = [part for part in inspect.cleandoc(docstring).split("\n\n") if part.strip()]
    return tuple(" ".join(part.split()) if not part.startswith("$$") else part for part in parts)


def translated(docstring: str | None) -> list[str]:
    return [_(part) for part in prose(docstring)]


def extract(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, str, Iterable[str]]]:
    """Babel's extraction method: what is said in one language or `in_both`, by our own errors, and in docstrings."""
    tree = ast.parse(file.read())
    nodes: list[ast.Module | ast.FunctionDef] = []
    if options.get("docstrings"):
        nodes = [tree, *(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_")]
    for node in nodes:
        for part in prose(ast.get_docstring(node)):
            yield getattr(node, "lineno", 1), "_", part, ()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args and _speaks(call.func.id):
            argument = call.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield call.lineno, "_", argument.value, ()


def _speaks(name: str) -> bool:
    """Whether the first argument of a call of this name is a sentence for the visitor; Python's own errors are not."""
    return name in ("_", "in_both") or (name.endswith("Error") and not hasattr(builtins, name))
