"""The chapter /next in a real browser: what is drawn is what the model computed, and a hand on it moves it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from explorer.models import held_out, library, prediction
from tests.browser.conftest import Open, settle

TEXT = "the queen beside the king lost her crown"
FOUND = prediction.read(library.run(TEXT))
BITS = prediction.surprised(FOUND)
assert BITS


def number(frame: Locator, name: str) -> float:
    return float(frame.get_attribute(f"data-{name}") or "nan")


def test_any_token_shows_its_next_words_and_stays_in_the_address(visit: Open) -> None:
    page = visit("/next", text=TEXT, lecture="true", step="scores", token=7)
    frame = page.locator(".frame.logits")
    places = prediction.places(FOUND)

    def same(position: int) -> None:
        expect(frame).to_have_attribute("data-at", str(position))
        shares = [float(value) for value in (frame.get_attribute("data-shares") or "").split()]
        rows = [row.share for row in places[position].rows][: len(shares) - 1]
        assert len(shares) >= 5
        assert shares[:-1] == pytest.approx(rows, abs=1e-6)

    same(6)
    expect(frame.locator(".seen .word")).to_have_text("her")
    frame.get_by_role("radio").nth(6).press("ArrowRight")
    same(7)
    page.wait_for_timeout(500)
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["token"] == ["8"]
    same(7)
    row = frame.locator(".row[role=listitem]").nth(1)
    row.hover()
    expect(frame.locator(".readout")).to_contain_text(f"“{places[7].rows[1].word}”")


def test_the_bars_are_the_bits_and_the_arrow_keys_walk(visit: Open) -> None:
    page = visit("/next", text=TEXT, lecture="true", step="surprise")
    frame = page.locator(".frame.bits")
    expect(frame).to_have_attribute("data-word", FOUND.tokens[BITS.most])
    assert number(frame, "bits") == pytest.approx(BITS.at(BITS.most), abs=1e-3)
    expect(frame.locator(".stick")).to_have_count(len(BITS.counted))
    frame.locator(".stage svg").press("End")
    assert number(frame, "bits") == pytest.approx(float(BITS.bits[-1]), abs=1e-3)
    frame.locator(".stage svg").press("Home")
    expect(frame.locator(".readout")).to_contain_text("stands first")


def test_perplexity_grows_and_falls_with_the_words(visit: Open) -> None:
    page = visit("/next", text=TEXT, lecture="true", step="perplexity")
    frame = page.locator(".frame.bits")
    assert 2 ** number(frame, "mean") == pytest.approx(BITS.perplexity, rel=1e-3)
    expect(frame.locator(".choice strong")).to_have_text(f"{BITS.perplexity:.{2 if BITS.perplexity < 10 else 1}f}")
    frame.locator(".stage svg").press("ArrowLeft")
    assert number(frame, "mean") == pytest.approx(float(BITS.means[-2]), abs=1e-3)


def test_an_underlined_word_shows_the_word_that_decides(visit: Open) -> None:
    page = visit("/next", lecture="true", step="story", seed=3)
    told = held_out.story(3)
    widest = told.widest
    assert widest
    frame = page.locator(".frame.story")
    expect(frame).to_have_attribute("data-at", str(widest.position))
    expect(frame.locator(".cell.decides .word")).to_have_text(told.tokens[widest.source])
    expect(frame.locator(".readout")).to_contain_text(f"{widest.distance} words before")
    frame.locator(".cell.here").press("ArrowUp")
    before = [choice for choice in told.choices if choice.position < widest.position][-1]
    expect(frame).to_have_attribute("data-at", str(before.position))
    expect(frame.locator(".cell.decides .word")).to_have_text(told.tokens[before.source])


def test_another_question_about_memory(visit: Open) -> None:
    page = visit("/next", lecture="true", step="memory", lesson="recall_place")
    expect(page.locator(".caption")).to_contain_text("Where? Decided where the place was said.")
    assert page.evaluate("document.documentElement.scrollHeight") <= 720


def test_a_model_without_a_next_word_says_so(visit: Open) -> None:
    page = visit("/next", text=TEXT, lecture="true", step="scores", model="hf:all-MiniLM-L6-v2")
    expect(page.get_by_text("This model has no next word")).to_be_visible()
    expect(page.locator(".frame.logits")).to_be_visible()
