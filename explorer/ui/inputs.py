"""What a visitor can set: the sentence, the mode, and a chapter's own controls, each with its place in the URL."""

import html
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, TypeVar

import streamlit as st

from explorer.models import library, vectors
from explorer.models.library import Run
from explorer.models.vectors import Vectors
from explorer.text import corpora
from explorer.text.tokenizers import UNKNOWN
from explorer.ui.components import component
from explorer.ui.i18n import _, language, languages

T = TypeVar("T")

EXAMPLE = "anna had a ball . the ball was red . what colour was the ball ? the ball was"


def lecture_wanted() -> bool:
    """The same as `lecture`, before the switch has been drawn for the first time."""
    return bool(st.session_state.get("lecture", st.query_params.get("lecture") == "true"))


lecture = lecture_wanted


def sentence() -> str:
    """What the visitor typed; the example where that holds nothing to read."""
    typed = st.session_state.get("text")
    return typed if typed and library.read(typed).tokens[1:] else EXAMPLE


def typed() -> str:
    """The visitor's text letter for letter, at most 1,000 characters of it; the example where nothing was typed."""
    text = st.session_state.get("text") or ""
    return text[:1000] if text.strip() else EXAMPLE


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
            on_change=_forget_token,
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


def _forget_token() -> None:
    """A new sentence has other tokens."""
    st.query_params.pop("token", None)


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
        _forget_token()

    with st.container(key="examples", horizontal=True):
        for label, (text, lesson) in sentences.items():
            st.button(label, key=f"example-{lesson}", on_click=take, args=(text, lesson), type="secondary")


def controls(step: str = "all") -> AbstractContextManager[Any]:
    """A row of controls: of the whole chapter, or of one step."""
    return st.container(key=f"controls-{step}", horizontal=True, vertical_alignment="bottom")


def beside(key: str) -> tuple[Any, Any]:
    """Two containers: one below the other to read, beside each other on the wall."""
    with st.container(key=f"beside-{key}"):
        return st.container(), st.container()


def pick(label: str, key: str, options: Sequence[str], default: str) -> str:
    """One of a few names that are the same in every language."""
    return str(st.pills(label, options, default=default, required=True, key=key, bind="query-params") or default)


def pick_some(label: str, key: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    chosen = st.pills(label, options, selection_mode="multi", default=default, key=key, bind="query-params")
    return [str(option) for option in chosen]


def line(label: str, key: str, default: str) -> str:
    """A short text of the visitor; the default where nothing was typed."""
    typed = st.text_input(label, default, key=key, bind="query-params", live="400ms", max_chars=300)
    return typed if typed and typed.strip() else default


def word(label: str, key: str, default: str, table: Vectors) -> str:
    """One word of the table; where the visitor's is not in it, says so, offers near ones, and takes the default."""
    typed = line(label, key, default)
    wanted = typed.strip().lower()
    if wanted in table.ids:
        return wanted
    with st.container(key=f"unknown-{key}"):
        if len(wanted.split()) > 1:
            say(_("One word only, please; “{word}” is used instead.").format(word=default))
        else:
            say(
                _("That word is not among the {n:,} known ones; “{word}” is used instead.").format(
                    n=len(table.words), word=default
                )
            )
        for near in vectors.near(table, wanted):
            st.button(near, key=f"near-{key}-{near}", on_click=st.session_state.update, kwargs={key: near})
    return default


def words(label: str, key: str, table: Vectors) -> list[str]:
    """Words of the table, separated by blanks or commas, each once, at most 60; says which are unknown."""
    typed = st.text_input(label, key=key, bind="query-params", live="400ms", max_chars=1000)
    wanted = list(dict.fromkeys((typed or "").lower().replace(",", " ").split()))[:60]
    unknown = [entry for entry in wanted if entry not in table.ids]
    if unknown:
        shown = ", ".join(_plain(entry) for entry in unknown[:5])
        say(_("Not known, left out: {words}").format(words=shown))
    return [entry for entry in wanted if entry in table.ids]


def say(message: str) -> None:
    """A clear word to the visitor. What they typed may stand in it: nothing of it is read as Markdown or HTML."""
    st.html(f'<p class="say" role="status">{html.escape(message)}</p>')


def slide(label: str, key: str, least: int, most: int, start: int) -> int:
    return int(st.slider(label, least, most, start, key=key, bind="query-params"))


def text_to_learn() -> tuple[str, int, bool]:
    """A text to learn tokens from, how many merges, and whether on bytes: an example, pasted or brought as a file."""
    with st.container(key="learn", horizontal=True, vertical_alignment="bottom"):
        source = pick(_("Text"), "source", ["low-lower-newest", "stories", "own"], "low-lower-newest")
        steps = st.number_input(_("Merges"), 1, 2000, 30, key="merges", bind="query-params", width=150)
        byte_level = st.toggle(_("On bytes"), key="bytes", bind="query-params")
    if source == "stories":
        return corpora.stories(), int(steps), byte_level
    if source == "own":
        text = st.text_area(_("Paste a text"), key="own", height=110)
        if file := st.file_uploader(_("or bring a .txt file"), key="file"):
            try:
                text, encoding = corpora.decode(file.getvalue())
                st.caption(_("Read as {encoding}, {n} characters.").format(encoding=encoding, n=len(text)))
            except ValueError as error:
                st.warning(_(str(error)))
        if text.strip():
            return text[: corpora.LARGEST], int(steps), byte_level
        st.info(_("Paste a text or bring a file; until then the classic example is used."))
    return corpora.CLASSIC, int(steps), byte_level


def progress(items: Iterable[T], count: int, label: str) -> list[T]:
    """At most `count` items of a slow iterable, with a bar where it takes more than half a second."""
    found: list[T] = []
    bar, start = None, time.monotonic()
    for item in islice(items, count):
        found.append(item)
        if time.monotonic() - start > 0.5:
            start = time.monotonic()
            bar = bar or st.progress(0.0)
            bar.progress(len(found) / count, label.format(n=len(found), all=count))
    if bar:
        bar.empty()
    return found


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
