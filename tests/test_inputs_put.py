"""What is put into a control stays there, also where the browser has just sent what was there before."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui import inputs


def page() -> None:
    import streamlit as st

    from explorer.ui import inputs

    inputs.stay()
    st.text_input("Text", "before", key="text")
    st.button("Put", on_click=inputs.put, kwargs={"text": "after"})


@pytest.fixture
def app() -> AppTest:
    app = AppTest.from_function(page).run()
    return app.button[0].click().run()


def test_what_is_put_is_there(app: AppTest) -> None:
    assert app.text_input[0].value == "after"


def test_what_was_on_its_way_changes_nothing(app: AppTest) -> None:
    assert app.text_input[0].set_value("before").run().text_input[0].value == "after"


def test_what_is_typed_after_it_counts(app: AppTest) -> None:
    assert app.text_input[0].set_value("typed").run().text_input[0].value == "typed"


def test_some_seconds_later_all_is_typed(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.monotonic() + inputs.SOON
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert app.text_input[0].set_value("before").run().text_input[0].value == "before"
