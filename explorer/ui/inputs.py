"""What a visitor can set: the sentence, the mode, and a chapter's own controls, each with its place in the URL."""

import html
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from explorer.models import library
from explorer.models.library import Run
from explorer.text.tokenizers import UNKNOWN
from explorer.ui.components import component
from explorer.ui.i18n import _, language, languages

EXAMPLE = "anna had a ball . the ball was red . what colour was the ball ? the ball was"


def lecture_wanted() -> bool:
    """The same as `lecture`, before the switch has been drawn for the first time."""
    return bool(st.session_state.get("lecture", st.query_params.get("lecture") == "true"))


lecture = lecture_wanted


def sentence() -> str:
    """What the visitor typed; the example where that holds nothing to read."""
    typed = st.session_state.get("text")
    return typed if typed and library.read(typed).tokens[1:] else EXAMPLE


def run() -> Run:
    """The model run on the visitor's sentence."""
    return library.run(sentence())


def frame() -> None:
    """The visitor's sentence, the language and the lecture switch: the same in every chapter."""
    with st.container(key="frame", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("Your sentence"),
            EXAMPLE,
            key="text",
            bind="query-params",
            live="400ms",
            placeholder=_("Type a few words; the model reads them at once."),
        )
        if len(languages()) > 1:
            st.selectbox(
                _("Language"),
                languages(),
                languages().index(language()),
                key="language",
                bind="query-params",
                width=110,
            )
        st.toggle(_("Lecture"), key="lecture", bind="query-params", help=_("One step at a time, large, for the wall."))
    _what_was_read()


def _what_was_read() -> None:
    """Say in plain words what was done to the sentence: nothing is dropped silently."""
    typed = st.session_state.get("text") or ""
    model = library.load()
    encoding = library.read(typed)
    if len(encoding.tokens) < 2:
        st.info(_("There is no word here to read. Until you type one, the pages show the example sentence."))
        return
    if encoding.dropped:
        st.info(
            _(
                "The model reads {context} tokens at most: it took the first {kept} and left out the other {dropped}."
            ).format(context=model.transformer.sizes.context, kept=len(encoding.tokens), dropped=encoding.dropped)
        )
    if not encoding.unknown:
        return
    shown = [html.escape(word[:30]) for word in encoding.unknown[:8]]
    more = len(encoding.unknown) - len(shown)
    words = ", ".join(f"<b>{word}</b>" for word in shown) + (_(" and {n} more").format(n=more) if more else "")
    with st.container(key="unknown", horizontal=True, vertical_alignment="center"):
        st.html(
            _("Not among its {count} words: {words}. The model reads <code>&lt;unk&gt;</code> instead.").format(
                count=sum(word.isalpha() for word in model.card.vocabulary), words=words
            ),
            width="content",
        )
        for word in [word for word in encoding.unknown if len(word) > 1][:3]:
            for near in model.tokenizer.near(word, 2):
                st.button(
                    f"{_plain(word)} → {near}", key=f"near-{word[:40]}-{near}", on_click=_replace, args=(word, near)
                )
        with st.popover(_("Words it knows")):
            st.write(" ".join(word for word in model.card.vocabulary if word.isalpha()))


def _plain(word: str) -> str:
    """A visitor's word in a label: without anything that Markdown or LaTeX would read."""
    return "".join(c if c.isalnum() else " " for c in word[:20]).strip() or "?"


def _replace(word: str, near: str) -> None:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    st.session_state["text"] = pattern.sub(near, st.session_state.get("text") or "")


def best_head(lesson: str) -> tuple[int, int]:
    """Layer and head, counted from 1, that look most at the word which decides this lesson."""
    found = library.load().card.heads[lesson]
    return int(found["layer"]), int(found["head"])


def examples(sentences: dict[str, tuple[str, str]]) -> None:
    """Buttons; each sets a sentence and the head that the model's card names for its lesson."""

    def take(text: str, lesson: str) -> None:
        layer, head = best_head(lesson)
        st.session_state.update(text=text, layer=layer, head=head)
        st.query_params.pop("token", None)

    with st.container(key="examples", horizontal=True):
        for label, (text, lesson) in sentences.items():
            st.button(label, key=f"example-{lesson}", on_click=take, args=(text, lesson), type="secondary")


def controls() -> AbstractContextManager[Any]:
    return st.container(key="controls", horizontal=True, vertical_alignment="bottom")


def beside(key: str) -> tuple[Any, Any]:
    """Two containers: one below the other to read, beside each other on the wall."""
    with st.container(key=f"beside-{key}"):
        return st.container(), st.container()


def choice(label: str, key: str, last: int, default: int = 1) -> int:
    """A number from 1 to `last`, all of them in sight."""
    options = range(1, last + 1)
    return int(
        st.segmented_control(label, options, default=default, required=True, key=key, bind="query-params") or default
    )


def token(tokens: Sequence[str]) -> int:
    """Show the sentence as the model reads it; the index of the chosen token, the last one where none was chosen."""
    wanted = st.query_params.get("token", "")
    chosen = int(wanted) if wanted.isdecimal() and 1 <= int(wanted[:6]) <= len(tokens) else len(tokens)

    def take() -> None:
        st.query_params["token"] = str(int(st.session_state["tokens"]["token"]))

    component("tokens")(
        key="tokens",
        data={
            "tokens": list(tokens),
            "chosen": chosen - 1,
            "unknown": UNKNOWN,
            "hint": _("a word that the model does not know"),
            "label": _("Choose a token"),
        },
        on_token_change=take,
    )
    return chosen - 1


def scroll_to(key: str) -> None:
    """Bring the element with this key into view, once for each arrival by link."""
    if st.session_state.get("_arrived") == key:
        return
    st.session_state["_arrived"] = key
    component("scroll")(key="scroll", data=f".st-key-{key}")
