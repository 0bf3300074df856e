"""The chapter /duel in a real browser: two writers, and a class that trains one of them."""

import re

from playwright.sync_api import Page, expect

from explorer.models import duel, film, scores
from explorer.text import microworld
from tests.browser.conftest import Open, settle

BALL = "anna had a ball . the ball was red . what colour was the ball ? the ball was"


def test_the_two_texts_are_pythons_and_a_word_shows_both_distributions(visit: Open) -> None:
    page = visit("/duel", lecture="true", text=BALL, order=4, temperature="1", seed=2)
    found = duel.fight("stories", BALL, 4, 1.0, 2)
    frame = page.locator(".frame.duel")
    assert frame.get_attribute("data-left") == "".join(word.shown for word in found.texts[0])
    assert frame.get_attribute("data-right") == "".join(word.shown for word in found.texts[1])
    assert frame.get_attribute("data-first") == str(found.first)
    expect(frame.locator(".row.chosen .word")).to_have_text(found.texts[1][found.first or 0].label)
    frame.locator(".side0 .drawn").nth(3).hover()
    expect(frame).to_have_attribute("data-place", "4")
    expect(frame.locator(".row .word").first).to_have_text(found.texts[0][3].likely[0][0].strip())
    frame.locator(".side0 .drawn").nth(3).focus()
    page.keyboard.press("ArrowRight")
    expect(frame).to_have_attribute("data-place", "5")


def test_a_bar_sets_the_order_and_marks_are_passages(visit: Open) -> None:
    page = visit("/duel", lecture="true", step="quotes", order=2)
    page.locator(".quotes button.one").nth(5).click()
    expect(page.locator(".quotes .side0 mark").first).to_be_visible()
    assert "order=6" in page.url
    page.locator(".quotes .side0 mark").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".quotes .side0 mark").nth(1)).to_be_focused()


def test_the_measures_answer_the_arrow_keys(visit: Open) -> None:
    page = visit("/duel", lecture="true", step="measured", order=4)
    found = scores.measure("stories", 4)
    row = page.locator(".measured tr").nth(1)
    expect(row.locator("td").nth(1)).to_have_text(f"{found.per_character[1]:.3f} ★")
    row.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".frame.measured")).to_have_attribute("data-row", "1")
    expect(page.locator(".measured .readout")).to_contain_text("equally likely")


def test_the_film_is_drawn_at_every_place_of_the_slider(visit: Open) -> None:
    page = visit("/duel", lecture="true", step="watch", text=BALL)
    found = film.film("stories", BALL, 0)
    frame, slider = page.locator(".frame.film"), page.locator(".frame.film input")
    expect(frame).to_have_attribute("data-step", str(found.frames[-1].step))
    slider.focus()
    page.keyboard.press("Home")
    expect(frame).to_have_attribute("data-step", "0")
    assert frame.get_attribute("data-text") == "".join(found.frames[0].written)
    settle(page)
    assert "checkpoint=1" in page.url
    weight = float(frame.get_attribute("data-weight") or 0)
    assert abs(weight - found.sharpest(0, 2, 1)) < 1e-3


def bring(page: Page, text: str) -> None:
    page.get_by_role("button", name="Your text").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.locator("input[type=file]").set_input_files(
            {"name": "own.txt", "mimeType": "text/plain", "buffer": text.encode()}
        )
    settle(page)
    page.keyboard.press("Escape")


def test_a_class_trains_one_on_its_own_text(visit: Open) -> None:
    page = visit("/duel", lecture="true", step="train", corpus="own", seconds="30")
    bring(page, "too short")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("needs at least 20,000")).to_be_visible()
    bring(page, "\n".join(" ".join(story.tokens[1:-1]) for story in microworld.stories(200, 3)))
    page.get_by_role("button", name="Train", exact=True).click()
    frame = page.locator(".frame.learning")
    expect(frame).to_have_attribute("data-steps", re.compile(r"[1-9]\d*"), timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Resume goes on from here")).to_be_visible(timeout=20_000)
    steps = int(frame.get_attribute("data-steps") or 0)
    page.get_by_role("button", name="Resume").click()
    page.wait_for_function(
        "steps => { const at = (node) => [...node.querySelectorAll('*')].flatMap((n) => n.shadowRoot ? [n.shadowRoot, ...at(n.shadowRoot)] : []);"
        " return at(document).some((root) => +root.querySelector('.learning')?.dataset.steps > steps); }",
        arg=steps,
        timeout=60_000,
    )
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Resume goes on from here")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Next").click()  # the film is now that of the class's own model
    expect(page.locator(".frame.film")).to_be_visible()
    settle(page)
    page.locator(".frame.film input").focus()
    page.keyboard.press("Home")
    expect(page.locator(".frame.film")).to_have_attribute("data-step", "0")
    expect(page.get_by_text("No transformer has learned")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
