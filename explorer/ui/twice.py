"""Prose in two languages at once: the second beside the first where the width allows, else below it."""

from collections.abc import Sequence

import streamlit as st

from explorer.ui.i18n import second


def also(text: str, kind: str = "") -> None:
    """A text of ours in the second language, marked as such for screen readers; nothing where it is empty."""
    if text:
        st.markdown(f'<span class="second {kind}" lang="{second()}">{text}</span>', unsafe_allow_html=True)


def paragraph(texts: tuple[str, str], key: str) -> None:
    """A paragraph in the visitor's language and in the second one."""
    first, other = texts
    if not other:
        st.markdown(first)
        return
    with st.container(key=f"twice-{key}"):
        st.markdown(first)
        also(other)


def paragraphs(texts: Sequence[tuple[str, str]], key: str) -> None:
    """Several of them; in one piece where there is no second language, since each costs time."""
    if texts and not any(other for _first, other in texts):
        st.markdown("\n\n".join(first for first, _other in texts))
        return
    for place, paragraph_ in enumerate(texts):
        paragraph(paragraph_, f"{key}-{place}")
