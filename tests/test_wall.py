"""On the wall one chapter follows another: what was set in one is not set in the next."""

from streamlit.testing.v1 import AppTest


def _chapters() -> None:
    import streamlit as st

    from explorer.ui import inputs, wall

    chapter = str(st.session_state.get("chapter", "recurrence"))
    wall.enter(chapter)
    text = inputs.line("Sentence", "text", "the king")
    if chapter == "recurrence":
        st.session_state["_shown"] = (text, inputs.slide("Length", "length", 2, 100, 50))
    else:
        st.session_state["_shown"] = (text, inputs.slide("Words", "length", 2, 6, 5))


def test_a_control_of_the_same_name_begins_anew_in_another_chapter() -> None:
    app = AppTest.from_function(_chapters).run()
    app.session_state["length"] = 100
    app.text_input[0].set_value("the queen").run()
    assert app.session_state["_shown"] == ("the queen", 100)
    app.session_state["chapter"] = "sampling"
    app.session_state["length"] = 100  # as the wall keeps it
    app.run()
    assert not app.exception
    assert app.session_state["_shown"] == ("the queen", 5)
