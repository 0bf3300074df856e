import re

from playwright.sync_api import expect

from tests.browser.conftest import Open, settle


def test_pressing_a_small_picture_chooses_the_head(visit: Open) -> None:
    page = visit("/heads", step="all_heads", lecture="true")
    grid = page.locator(".st-key-all_heads canvas")
    grid.click(position={"x": 60, "y": 60})  # the first picture: layer 1, head 1
    settle(page)
    expect(page).to_have_url(re.compile("layer=1"))
    expect(page.locator(".st-key-all_heads .frame")).to_have_attribute("data-said", re.compile("Layer 1, head 1"))
    assert page.evaluate("document.documentElement.scrollHeight") <= 720


def test_arrows_and_enter_choose_a_head_too(visit: Open) -> None:
    page = visit("/heads", step="all_heads")
    grid = page.locator(".st-key-all_heads canvas")
    grid.focus()
    page.keyboard.press("ArrowRight")
    frame = page.locator(".st-key-all_heads .frame")
    expect(frame).to_have_attribute("data-said", re.compile("Layer 2, head 2"))
    page.keyboard.press("Enter")
    settle(page)
    expect(page).to_have_url(re.compile("head=2"))


def test_another_model_is_chosen_from_the_list_and_stays_in_the_address(visit: Open) -> None:
    page = visit("/heads", text="The queen lost her crown.")
    page.locator(".st-key-model input").click()
    page.get_by_role("option", name="hf:all-MiniLM-L6-v2").click()
    expect(page.locator(".st-key-tokens .chip").first).to_have_text("[CLS]", timeout=30_000)
    assert "model=hf%3Aall-MiniLM-L6-v2" in page.url
    page.get_by_role("link", name="Attention", exact=True).first.click()
    expect(page.locator(".st-key-tokens .chip").first).to_have_text("[CLS]", timeout=30_000)


def test_a_model_that_is_not_here_is_offered_and_the_page_goes_on(visit: Open) -> None:
    page = visit("/attention", model="hf:someone/some-model")
    expect(page.get_by_text("is not on this machine yet")).to_be_visible()
    expect(page.get_by_role("button", name="Fetch it from Hugging Face")).to_be_visible()
    expect(page.locator(".st-key-tokens .chip").first).to_have_text("<s>")
