"""The visitor's English sentence, in the words of the small world that is translated."""

import re

import streamlit as st

from explorer.models import translated
from explorer.text.english_french import LONGEST, read
from explorer.text.english_french_words import vocabulary
from explorer.ui import changes, inputs
from explorer.ui.i18n import _

EXAMPLE = "she does not see the red car"


def examples(sentences: dict[str, str]) -> None:
    """Examples; each sets the English sentence."""
    now = st.session_state.get("english") or st.query_params.get("english") or EXAMPLE  # the field is drawn below
    shown = next((label for label, text in sentences.items() if text == now), None)
    inputs.examples({label: label for label in sentences}, shown, lambda label: _take(sentences[label]))


def line() -> str:
    """What the visitor typed; the example where that is nothing."""
    label = _("An English sentence")
    typed = st.text_input(
        label,
        EXAMPLE,
        key="english",
        bind="query-params",
        live="400ms",
        max_chars=300,
        on_change=_forget,
        placeholder=label,
        label_visibility="collapsed" if inputs.lecture() else "visible",
        width=820 if inputs.lecture() else 520,
    )
    changes.note(label, "english", typed or EXAMPLE)
    return typed if typed and typed.strip() else EXAMPLE


def known(typed: str) -> tuple[str, ...]:
    """At most LONGEST words of the small world, the example where there is none; says what was left out."""
    words = read(typed)
    strange = translated.unknown(words)
    found = tuple(word for word in words if word not in strange)
    if strange or not found or len(found) > LONGEST:
        with st.container(key="unknown-english", horizontal=True, vertical_alignment="center"):
            _tell(strange, found)
    return found[:LONGEST] or read(EXAMPLE)


def _take(text: str) -> None:
    st.session_state["english"] = text
    _forget()


def _forget() -> None:
    """A new sentence has other words."""
    for name in ("word", "written"):
        st.query_params.pop(name, None)


def _tell(strange: list[str], found: tuple[str, ...]) -> None:
    """What is not read and why, near words to press, and all words to look through."""
    shown = ", ".join(word[:30] for word in strange[:5])
    if not found:
        inputs.say(_("No word of this small world: “{example}” is translated instead.").format(example=EXAMPLE))
    elif strange:
        inputs.say(_("Not a word of this small world, left out: {words}.").format(words=shown))
    if len(found) > LONGEST:
        inputs.say(_("The first {n} words are translated; the models know no longer sentences.").format(n=LONGEST))
    if inputs.lecture():
        return
    for word in strange[:3]:
        for near in translated.near(word):
            label = f"{inputs.plain(word)} → {near}"
            st.button(label, key=f"near-english-{word[:40]}-{near}", on_click=_replace, args=(word, near))
    with st.popover(_("Words of this world")):
        st.write(" ".join(word for word in vocabulary()[0]))


def _replace(word: str, near: str) -> None:
    text = st.session_state.get("english") or ""
    plain = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", near, text, flags=re.IGNORECASE)
    st.session_state["english"] = plain if plain != text else " ".join(near if w == word else w for w in read(text))
