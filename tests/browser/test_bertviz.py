"""The three views of BertViz in a real browser, with no network: they draw, and what visitors typed stays text."""

import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Frame, Page, expect

from explorer.models import library
from tests.browser.conftest import Open
from tests.browser.stand import TEXT
from tests.test_bertviz import HOSTILE

VIEWS = pytest.mark.parametrize("view", ["head", "model", "neuron"])


@pytest.fixture
def address(stand: str) -> str:
    return stand


def inside(page: Page) -> Frame:
    """The frame that BertViz draws in, once it has drawn."""
    page.frame_locator("iframe").locator("#vis svg").wait_for()
    return next(frame for frame in page.frames if frame != page.main_frame)


@VIEWS
def test_a_view_is_drawn_whole_and_says_what_it_is(visit: Open, view: str) -> None:
    page = visit("/", view=view)
    frame = inside(page)
    weights = [block.attention.weights for block in library.run(TEXT).trace.blocks]
    unmasked = sum(
        int(row.mul(1000).round().nonzero().max()) + 1 for layer in weights for head in layer for row in head
    )
    # head: every weight of one layer; neuron: every weight of one head four times, and a line from each token
    lines = {"head": 4 * 7 * 7, "model": unmasked, "neuron": 4 * 7 * 7 + 7}[view]
    assert frame.locator("svg line").count() == lines
    assert page.locator("iframe").get_attribute("title") == f"BertViz, {view} view"
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing to scroll"
    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"


@VIEWS
def test_tokens_are_shown_letter_for_letter_and_nothing_of_them_runs(visit: Open, view: str) -> None:
    page = visit("/", view=view, hostile=1)
    frame = inside(page)
    if view == "model":  # its tokens are on the enlarged picture
        frame.locator("svg > g").first.click()
    shown = frame.locator("svg text").all_text_contents()
    assert [shown.count(token) >= 2 for token in HOSTILE] == [True] * len(HOSTILE)
    assert page.evaluate("window.hacked") is None
    assert frame.evaluate("window.hacked") is None
    assert frame.locator("svg b, svg script").count() == 0


def test_the_menu_counts_from_one_and_shows_the_layer(visit: Open) -> None:
    frame = inside(visit("/", view="head"))
    menu = frame.locator("#layer")
    assert menu.locator("option").all_text_contents() == ["1", "2"]
    assert menu.input_value() == "0", "the first"
    menu.select_option(label="2")
    weights = library.run(TEXT).trace.blocks[1].attention.weights
    drawn = frame.locator("#attention line").evaluate_all("all => all.map(l => +l.getAttribute('stroke-opacity') * 4)")
    assert np.allclose(drawn, weights.flatten(), atol=6e-4)


def test_pointing_at_a_token_shows_what_it_reads(visit: Open) -> None:
    frame = inside(visit("/", view="head"))
    frame.locator("#left text").nth(3).hover()
    assert frame.locator("#attention line[visibility='visible']").count() == 4 * 7


def test_the_neuron_view_multiplies_our_queries_and_keys(visit: Open) -> None:
    frame = inside(visit("/", view="neuron"))
    assert [frame.locator(f"#{menu}").input_value() for menu in ("layer", "att_head")] == ["0", "1"]
    frame.locator("#collapsed #leftText text").nth(5).hover()
    frame.locator("#collapsed #leftText rect[width='16']").nth(5).click()
    expect(frame.locator("#expanded")).to_have_attribute("visibility", "visible")
    drawn = frame.locator("#dotproducts rect").evaluate_all("all => all.map(r => +r.dataset.value)")
    scores = library.run(TEXT).trace.blocks[0].attention.scores[1, 5]
    assert np.allclose(drawn[:6], scores[:6], atol=0.02)


@VIEWS
def test_labels_are_dark_on_light_and_light_on_dark_and_change_with_the_page(visit: Open, view: str) -> None:
    page = visit("/", view=view)
    frame = inside(page)
    label = frame.locator("svg text:visible").first

    def lightness() -> tuple[float, float]:
        """Of the ground and of the ink."""
        grey = np.asarray(Image.open(io.BytesIO(label.screenshot())).convert("L"), dtype=float)
        ground = float(np.median(grey))
        return ground, float(grey.ravel()[np.abs(grey - ground).argmax()])

    ground, ink = lightness()
    assert ground > 200 > 110 > ink
    page.emulate_media(color_scheme="dark")
    frame.locator("html.dark").wait_for(state="attached")
    page.wait_for_timeout(300)
    ground, ink = lightness()
    assert ground < 60 < 170 < ink
