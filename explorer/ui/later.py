"""Parts of the page that are drawn with another part, in the same run and after it."""

from collections.abc import Sequence

from streamlit.runtime.scriptrunner import get_script_run_ctx


def whole() -> bool:
    """Whether all of the page is being drawn, not parts of it on their own."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is None or not run.fragment_ids_this_run


def follow(above: Sequence[str], page: Sequence[str]) -> None:
    """From now on, where a fragment of `above` is drawn on its own, draw what comes after it on the `page` too.

    All are named by their keys; what another fragment has drawn is not drawn twice. `st.rerun` can name fragments too,
    but only where a control was moved, and then in place of its own.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run:
        run.fragment_storage.__dict__["behind"] = tuple(above), tuple(page)  # `explorer.web.behind` looks there
