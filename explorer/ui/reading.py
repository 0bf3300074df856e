"""The visitor's sentence, the model that reads it, and what was done to the sentence on the way."""

import html
import re

import streamlit as st

from explorer.models import download, library, pretrained
from explorer.models.library import Model, ModelError, Run
from explorer.ui import fetch, inputs, room
from explorer.ui.i18n import _, browsers, language, languages, speak, told

EXAMPLE = "anna had a ball . the ball was red . what colour was the ball ? the ball was"


def sentence() -> str:
    """What the visitor typed; the example where that holds nothing that the story model can read."""
    try:
        return _sentence(library.load())
    except ModelError:
        return typed()


def _sentence(model: Model) -> str:
    typed = st.session_state.get("text")
    return typed if typed and model.reads(typed) else EXAMPLE


def typed() -> str:
    """The visitor's text letter for letter, at most 1,000 characters of it; the example where nothing was typed."""
    text = st.session_state.get("text") or ""
    return text[:1000] if text.strip() else EXAMPLE


def run() -> Run:
    """The visitor's sentence read by the model of their choice; by the story model where that cannot be had."""
    model = _model()
    return library.run(_sentence(model), model.name)


def _wanted() -> str:
    """The name in the address or the picker; what is typed without a prefix is meant for Hugging Face."""
    name = str(st.session_state.get("model") or st.query_params.get("model") or library.SHIPPED[0]).strip()
    return name if name in library.SHIPPED or name.startswith("hf:") else f"hf:{name}"


def _model() -> Model:
    try:
        return library.load(_wanted())
    except ModelError:
        return library.load()


def frame(follows: bool) -> None:
    """The visitor's sentence, the language and the lecture switch; where the page `follows` it, the model."""
    with st.container(key="frame", horizontal=True, vertical_alignment="bottom"):
        st.fragment(_field, key="sentence")()
        if follows:
            _picker()
        elif "model" in st.session_state:  # Streamlit forgets what is not drawn
            st.session_state["model"] = st.session_state["model"]
        if len(languages()) > 1:
            st.selectbox(
                _("Language"),
                languages(),
                languages().index(browsers()),
                key="language",
                bind="query-params",
                width=110,
            )
            others = ["", *(code for code in languages() if code != language())]
            st.selectbox(
                _("and in"), others, key="second", bind="query-params", format_func=lambda code: code or "–", width=100
            )
        st.toggle(_("Lecture"), key="lecture", bind="query-params", help=_("One step at a time, large, for the wall."))
        room.button()
    if follows:
        _explain()
    st.fragment(_words, key="read")(follows)


def _field() -> None:
    """What is typed here draws all that depends on it, but not the controls beside it."""
    speak()
    st.text_input(
        _("Your sentence"),
        EXAMPLE,
        key="text",
        bind="query-params",
        on_change=forget_token,
        live="400ms",
        placeholder=_("Type a few words; the model reads them at once."),
    )


def _words(follows: bool) -> None:
    """What was done to the sentence. A word that is pressed here changes the field, which stands outside of it."""
    if st.session_state.pop("_replaced", False):
        st.rerun()  # not from the callback of a button: after it the field would take its old text out of the address
    try:
        _what_was_read(_model() if follows else library.load())
    except ModelError as error:  # what needs no model still works
        inputs.say(told(error))


def _picker() -> None:
    names = [*library.SHIPPED, *(f"hf:{name}" for name in pretrained.offered())]
    wanted = st.query_params.get("model")
    if wanted and wanted not in names:
        names.append(wanted[:200])
    st.selectbox(
        _("Model"),
        names,
        key="model",
        bind="query-params",
        accept_new_options=True,
        on_change=forget_token,
        width=210,
        help=_("Ours, or hf: and the name of a model at Hugging Face, as in hf:gpt2, or a folder of yours."),
    )


def _explain() -> None:
    """Where the model that was asked for is not the one that reads, say why, and offer to fetch it."""
    name = _wanted()
    try:
        library.load(name)
    except pretrained.NotHereError:
        own = name.removeprefix("hf:")
        fetch.offer(
            _("The model {name} is not on this machine yet; until it is, the story model reads.").format(name=own[:80]),
            _("Fetch it from Hugging Face"),
            "model",
            lambda report: download.fetch(own, report),
        )
    except ModelError as error:
        inputs.say(told(error) + " " + _("The story model reads instead."))


def forget_token() -> None:
    """A new sentence has other tokens."""
    st.query_params.pop("token", None)


def _what_was_read(model: Model) -> None:
    """Say in plain words what was done to the sentence: nothing is dropped silently."""
    typed = st.session_state.get("text") or ""
    if not model.reads(typed):
        st.info(_("There is no word here to read. Until you type one, the pages show the example sentence."))
        return
    encoding = model.encode(typed)
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
                label = f"{inputs.plain(word)} → {near}"
                st.button(label, key=f"near-{word[:40]}-{near}", on_click=_replace, args=(word, near))
        with st.popover(_("Words it knows")):
            st.write(" ".join(word for word in model.card.vocabulary if word.isalpha()))


def _replace(word: str, near: str) -> None:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    inputs.put(text=pattern.sub(near, st.session_state.get("text") or ""))
    st.session_state["_replaced"] = True


def best_head(model: Model, lesson: str) -> tuple[int, int]:
    """Layer and head, counted from 1, that look most at the word which decides this lesson; else the first."""
    found = model.card.heads.get(lesson, {"layer": 1, "head": 1})
    return int(found["layer"]), int(found["head"])


def _sentences() -> dict[str, tuple[str, str, str]]:
    """What each example is called, its text, and its lesson."""
    kitchen = "tom put the key in the"
    return {
        "colour": (_("Which colour?"), EXAMPLE, "recall_colour"),
        "sure": (_("Sure: which colour?"), EXAMPLE, "recall_colour"),
        "unsure": (_("Unsure: where?"), kitchen, "recall_place"),
        "place": (_("Where was the key?"), f"{kitchen} kitchen . where was the key ? in the", "recall_place"),
        "her": (_("Who is “her”?"), "the queen beside the king lost", "possession"),
        "her-crown": (_("Who is “her”?"), "the queen beside the king lost her crown", "possession"),
        "dogs": (_("Dog or dogs?"), "every day the dogs near the cat", "agreement"),
        "song": (_("A song again"), "the cat sang : ba ko ri tu . then she sang : ba ko", "song"),
        "astray": (_("Greedy goes astray"), "the cat", "song"),
        "language": (_("Which language?"), "she came from italy . she spoke", "language"),
    }


def examples(*names: str) -> None:
    """Examples; each sets a sentence and the head that the model's card names for its lesson."""
    found = {name: _sentences()[name] for name in names}

    def take(name: str) -> None:
        _label, text, lesson = found[name]
        layer, head = best_head(_model(), lesson)
        inputs.put(text=text, layer=layer, head=head)
        forget_token()
        st.rerun("body")  # the sentence stands there, outside of the chapter

    now = typed()
    shown = next((name for name, (_label, text, _lesson) in found.items() if text == now), None)
    inputs.examples({name: label for name, (label, _text, _lesson) in found.items()}, shown, take)
