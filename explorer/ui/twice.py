"""Prose in two languages at once: the second beside the first where the width allows, else below it."""

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
