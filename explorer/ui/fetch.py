"""What is not on this machine yet: offered, fetched with a bar of bytes, and cancelled by a button."""

from collections.abc import Callable

import streamlit as st

from explorer.errors import VisitorError
from explorer.ui import inputs
from explorer.ui.i18n import _, told

Report = Callable[[int, int], None]  # bytes done, bytes in all


def offer(message: str, label: str, key: str, bring: Callable[[Report], None]) -> None:
    """Say what is missing, with a button; pressed, it fetches and runs the page again.

    Pressing any button ends a running script: that is how Cancel works.
    """
    with st.container(key="fetch", horizontal=True, vertical_alignment="center"):
        inputs.say(message)
        wanted = st.button(label, key=f"fetch-{key}")
    if not wanted:
        return
    bar = st.progress(0.0, _("Asking for it …"))
    st.button(_("Cancel"), key="fetch-cancel")

    def report(done: int, size: int) -> None:
        share = min(1.0, done / max(size, 1))
        bar.progress(share, _("{done:.1f} of {size:.1f} MB").format(done=done / 1e6, size=size / 1e6))

    try:
        bring(report)
    except VisitorError as error:
        bar.empty()
        inputs.say(told(error))
        return
    st.rerun()
