"""The home page: one sentence on its whole way."""

import re

import pytest
from playwright.sync_api import expect

from explorer.models import library
from explorer.ui import reading
from tests.browser.conftest import Open, settle


def test_the_journey_ends_in_the_models_own_bets(visit: Open) -> None:
    page = visit("/", text="the queen beside the king lost")
    figure = page.locator(".st-key-journey svg")
    expect(figure.locator(".row")).to_have_count(7)
    run = library.run("the queen beside the king lost")
    bets = [run.next_words(1, position)[0] for position in range(7)]
    assert figure.locator(".guess").all_text_contents() == [word for word, _ in bets]
    assert bets[-1][0] == "her"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_first_screen_shows_the_whole_picture(visit: Open, dark: bool) -> None:
    page = visit("/", dark=dark)
    page.locator(".st-key-journey svg").wait_for()
    box = page.locator(".st-key-journey svg").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 720
    assert page.locator(".st-key-journey .row").count() == 20


def test_a_station_leads_to_its_chapter_with_the_same_sentence(visit: Open) -> None:
    page = visit("/", text="the king loves the queen")
    page.locator(".st-key-journey a", has_text="Attention").click()
    page.wait_for_url(re.compile("/attention"))
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Attention")
    assert page.get_by_role("textbox", name="Your sentence").input_value() == "the king loves the queen"


def test_a_phone_shows_the_journey_without_scrolling_sideways(visit: Open) -> None:
    page = visit("/", 390, 844)
    page.locator(".st-key-journey svg").wait_for()
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    assert page.locator(".st-key-journey .row").count() > 0


def test_the_example_is_one_the_model_can_do() -> None:
    assert library.run(reading.EXAMPLE).next_words(1)[0][0] == "red"
