"""The drawing of the architecture answers to pointer, keyboard and touch, and leads to its chapters."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from explorer.models import cost
from explorer.models.families import NAMES
from tests.browser.conftest import Open, drag, move, settle, watch


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


def test_the_caches_are_pythons_wherever_the_thumbs_stand(visit: Open) -> None:
    page = visit("/model", lecture="true", step="cache", format="int8")
    frame = page.locator(".frame.memory")
    for tokens, texts in ((1, 1), (700, 3), (2048, 100)):
        move(frame, kept=tokens, conversations=texts)
        bytes_ = [int(value) for value in (frame.get_attribute("data-bytes") or "").split()]
        known = [
            cost.cache(NAMES[name], tokens, texts, "int8") for name in ("GPT-1", "GPT-2-small", "GPT-2-XL", "GPT-3")
        ]
        assert bytes_[1:] == known
    expect(frame.locator(".sum")).to_contain_text("2,048 tokens · width 12,288 · 1 B = 4.83 GB")
    each, weights = cost.cache(NAMES["GPT-3"], 2048, 1, "int8"), cost.weights(NAMES["GPT-3"], "int8")
    expect(frame.locator(".sum")).to_contain_text(f"from conversation {weights // each + 1} on")
    expect(frame.locator(".row.over")).to_have_count(5)
    frame.locator("svg").press("ArrowUp")
    expect(frame.locator(".sum")).to_contain_text("GPT-2-XL: 2 · 48 layers · 1,024 tokens")  # it reads no more
    frame.locator(".row").nth(1).click()
    expect(frame.locator(".row").nth(1)).to_have_class("row chosen over")


def test_the_caches_follow_the_thumb_and_the_address_its_release(visit: Open) -> None:
    page = visit("/model", lecture="true", step="cache", conversations=2)
    sent = watch(page)
    frame = page.locator(".frame.memory")
    assert len(drag(page, frame, "input[data-name=conversations]", "conversations", (0.02, 0.3, 0.6, 0.9))) == 3
    assert sent == []
    page.mouse.up()
    page.wait_for_timeout(600)
    settle(page)
    query = parse_qs(urlsplit(page.url).query)
    assert (query["conversations"], query["kept"]) == ([frame.get_attribute("data-conversations")], ["1024"])
