"""What a visitor can set: the sentence, the mode, and a chapter's own controls, each with its place in the URL."""

import html
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, TypeVar

import streamlit as st

from explorer.models import vectors
from explorer.models.vectors import Vectors
from explorer.text.tokenizers import UNKNOWN
from explorer.ui import changes
from explorer.ui.components import component
from explorer.ui.i18n import _

SOON = 2.0  # seconds

T = TypeVar("T")
N = TypeVar("N", int, float)


def lecture() -> bool:
    """Whether this page is shown on the wall; true to the address before the switch has been drawn."""
    switch = st.session_state.get("lecture")
    return st.query_params.get("lecture") == "true" if switch is None else bool(switch)


def fitting(wall: int, page: int) -> int:
    """How many rows to draw: fewer on the wall, where nothing scrolls."""
    return wall if lecture() else page


def controls(step: str = "all") -> AbstractContextManager[Any]:
    """A row of controls: of the whole chapter, or of one step."""
    return st.container(key=f"controls-{step}", horizontal=True, vertical_alignment="bottom")


def beside(key: str) -> tuple[Any, Any]:
    """Two containers: one below the other to read, beside each other on the wall."""
    with st.container(key=f"beside-{key}"):
        return st.container(), st.container()


def pick(label: str, key: str, options: Sequence[str], default: str) -> str:
    """One of a few names that are the same in every language."""
    chosen = str(st.pills(label, options, default=default, required=True, key=key, bind="query-params") or default)
    changes.note(label, key, chosen)
    return chosen


def pick_some(label: str, key: str, options: Sequence[str], default: Sequence[str]) -> list[str]:
    chosen = st.pills(label, options, selection_mode="multi", default=default, key=key, bind="query-params")
    changes.note(label, key, chosen)
    return [str(option) for option in chosen]


def line(label: str, key: str, default: str) -> str:
    """A short text of the visitor; the default where nothing was typed."""
    if key in st.session_state.get("_renewed", set()):
        st.session_state["_renewed"].discard(key)
        st.session_state[key] = default
    typed = st.text_input(label, default, key=key, bind="query-params", live="400ms", max_chars=300)
    wanted = typed if typed and typed.strip() else default
    changes.note(label, key, wanted)
    return wanted


def renew(*keys: str) -> None:
    """Let lines begin with their defaults again when they are drawn next."""
    old = {key for key in keys if key in st.session_state or key in st.query_params}
    st.session_state["_renewed"] = st.session_state.get("_renewed", set()) | old


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
        shown = ", ".join(plain(entry) for entry in unknown[:5])
        say(_("Not known, left out: {words}").format(words=shown))
    return [entry for entry in wanted if entry in table.ids]


def plain(word: str) -> str:
    """A visitor's word in a label: without anything that Markdown or LaTeX would read."""
    return "".join(c if c.isalnum() else " " for c in word[:20]).strip() or "?"


def say(message: str) -> None:
    """A clear word to the visitor. What they typed may stand in it: nothing of it is read as Markdown or HTML."""
    st.html(f'<p class="say" role="status">{html.escape(message)}</p>')


def slide(label: str, key: str, least: int, most: int, start: int) -> int:
    """A number; where `start` depends on other choices, the slider follows it until the visitor moves it."""
    if st.session_state.get(key) == st.session_state.get(f"_start-{key}", start) != start:
        st.session_state[key] = start
    st.session_state[f"_start-{key}"] = start
    chosen = int(st.slider(label, least, most, start, key=key, bind="query-params"))
    changes.note(label, key, chosen)
    return chosen


def number(label: str, key: str, least: int, most: int, start: int) -> int:
    """A whole number to type. Of Streamlit's two fields that for whole ones fails at "inf" in the address."""
    field = st.number_input(
        label, float(least), float(most), float(start), 1.0, "%d", key=key, bind="query-params", width=150
    )
    return int(field)


def offer(key: str, values: dict[str, dict[str, str]]) -> None:
    """Buttons; each sets controls of this page."""
    with st.container(key=f"offer-{key}", horizontal=True):
        for number, (label, wanted) in enumerate(values.items()):
            st.button(label, key=f"offer-{key}-{number}", on_click=st.session_state.update, kwargs=wanted)


def examples(labels: dict[str, str], shown: str | None, take: Callable[[str], None]) -> None:
    """Examples to choose from, by name; the one that is `shown` just now is marked. The wall has no room for them."""
    if lecture():
        return
    key = f"examples-{shown}"  # another control for each: what is on its way from the one before chooses nothing

    def chosen() -> None:
        if (name := st.session_state[key]) in labels and name != shown:
            take(name)

    with st.container(key="examples"):
        st.pills(
            _("Examples"),
            list(labels),
            default=shown,
            required=True,
            format_func=labels.__getitem__,
            key=key,
            on_change=chosen,
            label_visibility="collapsed",
        )


def put(**values: int | str) -> None:
    """Set controls of this page, as if the visitor had."""
    st.session_state["_put"] = time.monotonic(), {key: (st.session_state.get(key), values[key]) for key in values}
    st.session_state.update(values)


def stay() -> None:
    """What was put a moment ago counts: a browser that has not heard of it may just have sent what was there before.

    To be called before these controls are drawn.
    """
    since, values = st.session_state.get("_put") or (0.0, {})
    for key, (before, value) in values.items():
        if st.session_state.get(key) == before != value and time.monotonic() - since < SOON:
            st.session_state[key] = value


def given(key: str, least: N, most: N, default: N) -> N:
    """A number of the address that a live figure sets; the default where it is none or lies outside."""
    try:
        value = type(default)(st.query_params.get(key, ""))
    except ValueError:
        return default
    value = value if least <= value <= most else default
    changes.note(key.replace("_", "-"), key, value)  # a control of the figure, by the name that it has in the field
    return value


def keep(**values: int | float) -> None:
    """Write numbers into the address, where `given` finds them."""
    st.query_params.update({name: f"{value:g}" for name, value in values.items()})


def switch(label: str, key: str) -> bool:
    chosen = bool(st.toggle(label, key=key, bind="query-params"))
    changes.note(label, key, chosen)
    return chosen


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
    """A number from 1 to `last`: all of them in sight, in a list where there are many."""
    options = range(1, last + 1)
    if last > 8:
        wanted = st.selectbox(label, options, default - 1, key=key, bind="query-params", width=110)
    else:
        wanted = st.segmented_control(label, options, default=default, required=True, key=key, bind="query-params")
    changes.note(label, key, wanted or default)
    return int(wanted or default)


def token(tokens: Sequence[str], default: int = -1) -> int:
    """Show the sentence as the model reads it; the index of the chosen token, `default` where none was chosen."""
    wanted = st.query_params.get("token", "")
    chosen = int(wanted) if wanted.isdecimal() and 1 <= int(wanted[:6]) <= len(tokens) else default % len(tokens) + 1

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
    changes.note(_("Token"), "token", f"{tokens[chosen - 1]} ({chosen})")
    return chosen - 1


def scroll_to(key: str) -> None:
    """Bring the element with this key into view, once for each arrival by link."""
    if st.session_state.get("_arrived") == key:
        return
    st.session_state["_arrived"] = key
    component("scroll")(key="scroll", data=f".st-key-{key}")
