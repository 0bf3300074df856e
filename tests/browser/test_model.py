"""The drawing of the architecture answers to pointer, keyboard and touch, and leads to its chapters."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, settle


def drawn(page: Page) -> Page:
    page.locator(".architecture .part").first.wait_for()
    page.wait_for_timeout(500)
    return page


def test_the_part_under_the_pointer_says_what_it_weighs(visit: Open) -> None:
    page = drawn(visit("/model", lecture="true", text="the king loves the queen"))
    page.locator(".architecture .part.mlp").hover()
    expect(page.locator(".architecture .readout")).to_contain_text("6 × 256")
    expect(page.locator(".architecture")).to_have_attribute("data-parameters", "66176")


def test_arrow_keys_climb_the_drawing(visit: Open) -> None:
    page = drawn(visit("/model", lecture="true"))
    page.locator(".architecture .part.embedding").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".architecture")).to_have_attribute("data-part", "sinusoidal")


def test_a_click_leads_to_the_chapter_and_takes_the_sentence_along(visit: Open) -> None:
    for lecture in ("false", "true"):
        page = drawn(visit("/model", lecture=lecture, text="the king loves the queen"))
        page.locator(".architecture a.part.embedding").click()
        page.wait_for_url("**/embeddings?*")
        settle(page)
        expect(page.get_by_role("textbox", name="Your sentence")).to_have_value("the king loves the queen")


def test_encoder_and_decoder_stand_beside_each_other(visit: Open) -> None:
    page = drawn(visit("/model", lecture="true", architecture="encoder-decoder"))
    expect(page.locator(".architecture .block")).to_have_count(2)
    expect(page.locator(".architecture .part.cross")).to_have_count(1)


def test_the_drawing_says_what_an_encoder_lacks(visit: Open) -> None:
    page = drawn(visit("/model", lecture="true", model="hf:all-MiniLM-L6-v2"))
    expect(page.get_by_text("such as a pooler, is not counted. It has no output layer")).to_be_visible()
    page = drawn(
        visit("/model", lecture="true", architecture="encoder-decoder", **{"encoder-decoder-sizes": "T5-small"})
    )
    assert page.locator(".architecture .part.norm rect + text").all_text_contents() == ["RMS norm"] * 7


def test_measuring_puts_points_on_the_curve(visit: Open) -> None:
    page = visit("/model", lecture="true", step="cost", count="seconds", sized="this-model")
    page.get_by_role("button", name="Measure here").click()
    expect(page.get_by_text("Longest text")).to_be_visible(timeout=20_000)
