"""Two languages at once, on the wall and in the hand."""

import re

import pytest
from playwright.sync_api import expect

from explorer.ui.chapters import Chapter, contents
from tests.browser.conftest import Open, settle
from tests.browser.test_lecture import WALLS, walk

LONG = [chapter for chapter in contents() if chapter.address in ("attention", "alignment", "next")]


@pytest.mark.parametrize("chapter", LONG, ids=lambda chapter: chapter.address)
def test_each_step_fits_the_wall_in_two_languages(visit: Open, chapter: Chapter) -> None:
    page = visit(f"/{chapter.address}", lecture="true", language="fr", second="es")
    expect(page.locator(".second[lang=es]")).to_have_count(2)
    assert walk(page, chapter, WALLS[:2]) == []


def test_the_second_language_survives_the_way_into_the_next_chapter(visit: Open) -> None:
    page = visit("/ngrams", lecture="true", second="it", step=contents()[3].steps[-1])
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile("/recurrence.*second=it"))
    settle(page)
    expect(page.locator(".second[lang=it]").first).to_have_text("Una parola alla volta")
    page.keyboard.press("PageDown")
    page.wait_for_url(re.compile("step=gates"))
    expect(page.locator(".second[lang=it]").first).to_have_text(re.compile("Che cosa succede"))


def test_beside_where_the_width_allows_else_below_and_chosen_in_the_frame(visit: Open) -> None:
    page = visit("/ngrams")
    page.locator(".st-key-second").click()
    page.get_by_role("option", name="it", exact=True).click()
    page.wait_for_url(re.compile("second=it"))
    settle(page)
    expect(page.locator("[class*=st-key-step-] .second.title[lang=it]")).to_have_count(len(contents()[3].steps))
    first, other = page.locator(".st-key-twice-lede p").all()
    assert page.evaluate("document.documentElement.lang") == "en"
    beside = [box for box in (first.bounding_box(), other.bounding_box()) if box]
    assert beside[0]["y"] == pytest.approx(beside[1]["y"], abs=2)
    assert beside[0]["x"] + beside[0]["width"] < beside[1]["x"]
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)
    below = [box for box in (first.bounding_box(), other.bounding_box()) if box]
    assert below[0]["y"] + below[0]["height"] <= below[1]["y"]
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
