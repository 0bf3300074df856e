"""What is set on the page that a sheet is made of: in its controls, or in its address."""

import streamlit as st

from explorer.models.vectors import Vectors
from explorer.text import corpora
from explorer.text.ngrams import words

LISTED = 5  # tokens or words that stand in a table


def value(key: str) -> str:
    found = st.session_state.get(key)
    return str(st.query_params.get(key, "") if found is None else found)


def number(key: str, default: int, least: int = 1) -> int:
    found = value(key)[:6]
    return max(least, int(found)) if found.isdecimal() and found.isascii() else default


def place(key: str, last: int, default: int, least: int = 1) -> int:
    """A number up to `last`; the default where it is none of these."""
    found = number(key, default, least)
    return found if found <= last else default


def real(key: str, default: float) -> float:
    try:
        found = float(value(key))
    except ValueError:
        return default
    return found if 0 < found <= 2 else default


def choice(key: str, options: tuple[str, ...]) -> str:
    """One of these; the first where it is none."""
    found = value(key)
    return found if found in options else options[0]


def word(key: str, default: str, table: Vectors) -> str:
    found = value(key).strip().lower()
    return found if found in table.ids else default


def corpus() -> tuple[str, str]:
    """The text of the chapter as it stands, and its name; the stories where it is not here."""
    name, own = value("corpus"), value("own")
    if name == "own" and words(own[:1000]):
        return own[: corpora.LARGEST], name
    try:
        if name in corpora.BOOKS:
            return corpora.read(name), name
    except corpora.NotHereError:
        pass
    return corpora.stories(1000), "stories"
