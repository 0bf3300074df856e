"""What is drawn after a run, and what the browser has asked for meanwhile."""

from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests, ScriptRequestType

from explorer.ui import later


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> ScriptRequests:
    """Those of a run that draws the part "above", begun at an address that is old by now."""
    found = ScriptRequests()
    run = SimpleNamespace(
        script_requests=found,
        fragment_ids_this_run=["above"],
        fragment_storage=SimpleNamespace(resolve_target=lambda keys: [f"id of {key}" for key in keys]),
        query_string="text=before",
        page_script_hash="attention",
        cached_message_hashes=frozenset({"a figure"}),
        context_info=None,
    )
    monkeypatch.setattr(later, "get_script_run_ctx", lambda suppress_warning: run)
    return found


def next_(requests: ScriptRequests) -> RerunData:
    return requests.on_scriptrunner_ready().rerun_data


def test_a_part_is_drawn_after_the_run_and_does_not_cut_it_short(requests: ScriptRequests) -> None:
    later.draw(["scores", "sight"])
    assert requests.on_scriptrunner_yield() is None
    found = next_(requests)
    assert found.fragment_id_queue == ["id of scores", "id of sight"]
    assert (found.query_string, found.page_script_hash) == ("text=before", "attention")
    assert found.cached_message_hashes == {"a figure"}
    assert requests.on_scriptrunner_ready().type == ScriptRequestType.STOP, "once"


def test_what_the_browser_has_asked_for_since_is_drawn_too_at_its_address(requests: ScriptRequests) -> None:
    states = WidgetStates()
    states.widgets.add(id="text", string_value="since")
    requests.request_rerun(RerunData("text=since", states, "attention", fragment_id="above"))
    later.draw(["scores"])
    found = next_(requests)
    assert found.fragment_id_queue == ["above", "id of scores"]
    assert found.query_string == "text=since"
    assert found.widget_states
    assert [state.string_value for state in found.widget_states.widgets] == ["since"]


def test_a_page_that_is_drawn_whole_needs_nothing_more(requests: ScriptRequests) -> None:
    requests.request_rerun(RerunData("lecture=true", None, "block"))
    later.draw(["scores"])
    found = next_(requests)
    assert found.fragment_id_queue == []
    assert (found.query_string, found.page_script_hash) == ("lecture=true", "block")


def test_who_has_left_gets_nothing(requests: ScriptRequests) -> None:
    requests.request_stop()
    later.draw(["scores"])
    assert requests.on_scriptrunner_ready().type == ScriptRequestType.STOP


def test_without_a_page_all_of_it_is_drawn() -> None:
    assert later.whole()
    later.draw(["scores"])
