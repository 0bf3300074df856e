"""On the wall one chapter follows another: what was set in one is not set in the next."""

import pytest
from streamlit.testing.v1 import AppTest


def _enters(chapter: str) -> None:
    import streamlit as st

    from explorer.ui import changes, wall

    kept = {"_chapter": "recurrence", "length": 100, "text": "the queen", "seat": {"key": 1}}
    st.session_state.update(kept)  # as the wall keeps it
    changes.note("Length", "length", 100)
    changes.note("Sentence", "text", "the queen")
    wall.enter(chapter)
    st.session_state["_left"] = {key for key in ("length", "text", "seat") if key in st.session_state}


@pytest.mark.parametrize(
    ("chapter", "left"), [("sampling", {"text", "seat"}), ("recurrence", {"length", "text", "seat"})]
)
def test_another_chapter_begins_with_its_own_settings(chapter: str, left: set[str]) -> None:
    app = AppTest.from_function(_enters, args=(chapter,), default_timeout=60).run()
    assert not app.exception
    assert app.session_state["_left"] == left


def _goes_on() -> None:
    import streamlit as st

    from explorer.ui import room, wall

    wall.enter("attention")
    st.session_state["_invite"] = ("attention", st.session_state.get("opened_at", "None"))
    st.session_state["_told"] = (room.passed(), room.passed(), st.session_state["_invite"])


@pytest.mark.parametrize(
    ("step", "told"),
    [("None", (False, False, ("attention", "None"))), ("mask", (True, False, None))],
)
def test_the_qr_code_stays_until_the_wall_goes_on_and_is_closed_once(step: str, told: tuple[object, ...]) -> None:
    app = AppTest.from_function(_goes_on, default_timeout=60)
    app.session_state["opened_at"] = step
    app.run()
    assert not app.exception
    assert app.session_state["_told"] == told
