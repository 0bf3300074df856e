"""Parts of the page that are drawn once this run is over, without a word from the browser."""

from collections.abc import Sequence
from dataclasses import replace

from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType


def whole() -> bool:
    """Whether all of the page is being drawn, not a part of it on its own."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is None or not run.fragment_ids_this_run


def draw(fragments: Sequence[str]) -> None:
    """Draw these fragments, named by their keys, as soon as this run is over.

    `st.rerun` can name fragments too, but only where a control was moved, and then in place of its own.
    """
    run = get_script_run_ctx(suppress_warning=True)
    requests = run and run.script_requests
    if not run or not requests:
        return
    wanted = run.fragment_storage.resolve_target(fragments)
    with requests._lock:
        if requests._state == ScriptRequestType.RERUN:  # the browser has asked for something since: with its address
            request = replace(requests._rerun_data, fragment_id_queue=wanted, widget_states=None)
            if requests._rerun_data.fragment_id_queue:  # else for the whole page
                requests._request_rerun_locked(request)
            return
        requests._request_rerun_locked(
            RerunData(
                query_string=run.query_string,
                page_script_hash=run.page_script_hash,
                fragment_id_queue=wanted,
                cached_message_hashes=run.cached_message_hashes,
                context_info=run.context_info,
            )
        )
