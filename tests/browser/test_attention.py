"""The chapter /attention in a real browser: what is drawn is what the model computed."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from explorer.models import heads, library
from explorer.ui.chapters import contents
from explorer.ui.reading import EXAMPLE
from tests.browser.conftest import Open, settle, watch

TEXT = "the queen beside the king lost"
STEPS = next(chapter for chapter in contents() if chapter.address == "attention").steps


def head(layer: int, number: int, text: str = TEXT) -> heads.Head:
    return heads.look(library.run(text), layer, number)


def canvas(page: Page, key: str) -> dict[str, float]:
    """Place of the canvas of a matrix, and of its cells as the script laid them out."""
    page.locator(f".st-key-{key} canvas").scroll_into_view_if_needed()
    box = page.locator(f".st-key-{key} canvas").bounding_box()
    assert box
    return box


def test_the_whole_chapter_is_there(visit: Open) -> None:
    page = visit("/attention", text=TEXT, height=1400)
    expect(page.get_by_role("heading", level=1)).to_have_text("Attention")
    expect(page.get_by_role("heading", level=2)).to_have_count(len(STEPS))
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_vectors_drawn_are_the_models(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2, lecture="true", step="vectors")
    page.wait_for_function(
        "document.querySelector('.st-key-vectors .js-plotly-plot')?.calcdata?.[0]?.[0]?.z?.length === 7"
    )
    drawn = page.evaluate(
        "Array.from(document.querySelector('.st-key-vectors .js-plotly-plot').calcdata[0][0].z, row => Array.from(row))"
    )
    assert np.allclose(drawn, head(2, 2).x, atol=1e-5)


def test_a_score_is_taken_apart_term_by_term_down_to_the_number_drawn(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2, lecture="true", step="scores")
    own = head(2, 2)
    frame = page.locator(".st-key-scores .frame")
    canvas = frame.locator("canvas")
    canvas.focus()
    for key in ["ArrowUp", "ArrowLeft", "ArrowLeft"]:
        canvas.press(key)
    row, column = int(frame.get_attribute("data-row") or -1), int(frame.get_attribute("data-column") or -1)
    assert (row, column) == (5, 0), "from “lost” and “queen” one up and two to the left, where the matrix ends"
    value = float(frame.get_attribute("data-value") or "nan")
    assert abs(value - float(own.dots[row, column])) < 1e-5
    terms = [number(text) for text in frame.locator(".term b").all_inner_texts()]
    assert len(terms) == 16
    products = (own.q[row] * own.k[column]).tolist()
    assert np.allclose(terms, products, atol=6e-4)
    assert number(frame.locator(".sum").inner_text().split("=")[1]) == pytest.approx(value, abs=6e-4)


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_pointing_at_another_cell_explains_that_cell(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2, lecture="true", step="softmax")
    frame = page.locator(".st-key-softmax .frame")
    frame.scroll_into_view_if_needed()
    before = frame.get_attribute("data-row") or ""
    box = frame.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.5)
    expect(frame).not_to_have_attribute("data-row", before)
    row, column = int(frame.get_attribute("data-row") or -1), int(frame.get_attribute("data-column") or -1)
    shown = frame.get_attribute("data-value")
    assert shown is not None
    expected = float(head(2, 2).weights[row, column])
    assert float(shown or 0) == pytest.approx(expected, abs=1e-5)


def test_the_sum_of_a_projection_is_the_query(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2, lecture="true", step="queries_keys_values")
    frame = page.locator(".st-key-projections .frame")
    frame.scroll_into_view_if_needed()
    frame.locator("canvas").first.focus()
    frame.locator("canvas").first.press("ArrowRight")
    own = head(2, 2)
    assert float(frame.get_attribute("data-value") or "nan") == pytest.approx(float(own.q[6, 1]), abs=1e-5)
    assert float(frame.get_attribute("data-sum") or "nan") == pytest.approx(float(own.q[6, 1]), abs=1e-4)


def test_the_slider_for_the_width_needs_no_server(visit: Open) -> None:
    page = visit("/attention", text=TEXT, lecture="true", step="scaling")
    sent = watch(page)
    frame = page.locator(".st-key-scaling .frame")
    slider = frame.locator("input")
    slider.scroll_into_view_if_needed()
    gradients = []
    for key in ("Home", "End"):
        slider.focus()
        slider.press(key)
        gradients.append(
            [float(g) for g in frame.locator(".panel").evaluate_all("all => all.map(p => p.dataset.gradient)")]
        )
    assert frame.get_attribute("data-d") == "1024"
    assert gradients[1][0] < 0.02 < 0.1 < gradients[1][1], "undivided, softmax saturates and the gradient dies"
    dots = heads.random_dots([2**n for n in range(11)], keys=8, draws=100, seed=0)[-1]
    share = float((dots / 32).softmax(-1).amax(-1).mean())
    assert float(frame.locator(".panel").nth(1).get_attribute("data-largest") or 0) == pytest.approx(share, abs=1e-4)
    assert not sent


def test_choosing_a_token_changes_the_pictures_and_the_address(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2)
    page.locator(".st-key-tokens").get_by_role("radio", name="king").click()
    page.wait_for_url(re.compile("token=6"))
    settle(page)
    expect(page.locator(".st-key-step-vectors .caption")).to_contain_text("“king”")


def test_an_example_changes_the_sentence_the_pictures_and_the_address(visit: Open) -> None:
    page = visit("/attention")
    examples, sentence = page.locator(".st-key-examples"), page.get_by_role("textbox", name="Your sentence")
    expect(examples.get_by_role("radio", name="Which colour?")).to_be_checked()
    examples.get_by_role("radio", name="Who is “her”?").click()
    expect(sentence).to_have_value(TEXT)
    page.wait_for_url(re.compile("text=the.queen"))
    expect(page.locator(".st-key-step-vectors .caption")).to_contain_text("“lost”")
    sentence.fill("tom lost")
    expect(examples.get_by_role("radio", checked=True)).to_have_count(0)
    examples.get_by_role("radio", name="Which colour?").click()
    expect(sentence).to_have_value(EXAMPLE)
    settle(page)
    examples.get_by_role("radio", name="Which colour?").click()
    settle(page)
    expect(sentence).to_have_value(EXAMPLE)
    expect(examples.get_by_role("radio", name="Which colour?")).to_be_checked()


def test_a_near_word_replaces_the_strange_one_in_the_sentence(visit: Open) -> None:
    page = visit("/attention", text="tom saw the kinng")
    page.get_by_role("button", name="kinng → king").click()
    expect(page.get_by_role("textbox", name="Your sentence")).to_have_value("tom saw the king")
    page.wait_for_url(re.compile("text=tom.saw.the.king$"))
    expect(page.locator(".st-key-unknown")).to_have_count(0)
    settle(page)
    expect(page.locator(".st-key-step-vectors .caption")).to_contain_text("“king”")


def test_typing_a_sentence_changes_everything(visit: Open) -> None:
    page = visit("/attention", text=TEXT)
    box = page.get_by_role("textbox", name="Your sentence")
    box.fill("she came from italy . she spoke")
    page.wait_for_url(re.compile("italy"))
    expect(page.locator(".st-key-tokens").get_by_role("radio", name="italy")).to_be_visible(timeout=10_000)
    settle(page)
    expect(page.locator(".st-key-step-softmax .caption")).to_contain_text("“spoke”")


def test_the_numbers_of_a_figure_can_be_read_and_taken_away(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2)
    step = page.locator(".st-key-step-scores")
    step.get_by_text("The numbers").click()
    link = step.locator("a.download")
    expect(link).to_be_visible(timeout=10_000)
    with page.expect_download() as download:
        link.click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert len(lines) == 8
    assert float(lines[7].split(",")[3]) == pytest.approx(float(head(2, 2).dots[6, 2]), abs=1e-3)


def test_text_from_a_visitor_is_shown_as_text(visit: Open) -> None:
    page = visit(
        "/attention", text='<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> $x^2$ **king**'
    )
    expect(page.locator(".st-key-unknown")).to_contain_text("onerror")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".st-key-unknown .katex").count() == 0
