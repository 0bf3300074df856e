"""Parts of the page that are drawn once this run is over, without a word from the browser."""

from collections.abc import Sequence

from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx


def whole() -> bool:
    """Whether all of the page is being drawn, not a part of it on its own."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is None or not run.fragment_ids_this_run


def draw(fragments: Sequence[str]) -> None:
    """Draw these fragments, named by their keys, as soon as this run is over.

    `st.rerun` can name fragments too, but only where a control was moved, and then in place of its own.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None or run.script_requests is None:
        return
    run.script_requests.request_rerun(
        RerunData(
            query_string=run.query_string,
            page_script_hash=run.page_script_hash,
            fragment_id_queue=run.fragment_storage.resolve_target(fragments),
            cached_message_hashes=run.cached_message_hashes,
            context_info=run.context_info,
        )
    )
