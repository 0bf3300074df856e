"""Texts to learn from, as a visitor chooses them: built in, fetched once, pasted or brought as a file."""

import streamlit as st
from starlette.formparsers import MultiPartParser

from explorer.errors import VisitorError
from explorer.text import corpora
from explorer.ui import fetch, inputs
from explorer.ui.i18n import _, told

STORIES = 1000
# Left alone, the server puts an upload of more than a megabyte into a temporary file. Larger than server.maxUploadSize.
MultiPartParser.spool_max_size = 8 * 2**20
_FOLLOW = ("context", "one", "two")  # what was typed for one text is rarely at home in another


def text_to_learn() -> tuple[str, int, bool]:
    """A text to learn tokens from, how many merges, and whether on bytes: an example, pasted or brought as a file."""
    with st.container(key="learn", horizontal=True, vertical_alignment="bottom"):
        source = inputs.pick(_("Text"), "source", ["low-lower-newest", "stories", "own"], "low-lower-newest")
        steps = inputs.number(_("Merges"), "merges", 1, 2000, 30)
        byte_level = st.toggle(_("On bytes"), key="bytes", bind="query-params")
    if source == "stories":
        return corpora.stories(), steps, byte_level
    if source == "own":
        if text := _own():
            return text, steps, byte_level
        st.info(_("Paste a text or bring a file; until then the classic example is used."))
    return corpora.CLASSIC, steps, byte_level


def corpus() -> tuple[str, str]:
    """The name of the text that a visitor wants to count: stories, a book or own; and their own."""
    name = inputs.pick(_("Text"), "corpus", ["stories", *corpora.BOOKS, "own"], "stories")
    if st.session_state.get("_corpus", name) != name:
        inputs.renew(*_FOLLOW)
    st.session_state["_corpus"] = name
    if name != "own":
        return name, ""
    with st.popover(_("Your text")):
        st.caption(_("It is held in memory and never written to disk."))
        return name, _own()


def corpus_text(name: str, own: str) -> tuple[str, str]:
    """What `corpus` chose, and its name; the stories, with a word about it, where that is not here."""
    if name == "own" and own:
        return own, name
    if name == "own":
        inputs.say(_("Paste a text or bring a file; until then the stories are read."))
    elif name in corpora.BOOKS:
        try:
            return corpora.read(name), name
        except corpora.NotHereError:
            fetch.offer(
                _("This book is not on this machine yet; until it is, the stories are read."),
                _("Fetch it ({size:.1f} MB)").format(size=corpora.BOOKS[name].size / 1e6),
                "book",
                lambda report: corpora.fetch(name, report),
            )
    return corpora.stories(STORIES), "stories"


def _own() -> str:
    """What was pasted or brought; empty where that is nothing yet."""
    text = st.text_area(_("Paste a text"), key="own", height=110)
    if file := st.file_uploader(_("or bring a .txt file"), key="file"):
        try:
            text, encoding = corpora.decode(file.getvalue())
            st.caption(_("Read as {encoding}, {n} characters.").format(encoding=encoding, n=len(text)))
        except VisitorError as error:
            st.warning(told(error))
    return text[: corpora.LARGEST] if text.strip() else ""
