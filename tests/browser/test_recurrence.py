"""The chapter /recurrence in a real browser: the sentence word by word, the cell, the shapes, what is still known."""

import re

import pytest
from playwright.sync_api import Page, expect

from explorer.models import gradients, siblings, unrolled
from tests.browser.conftest import Open, settle

TEXT = "tom put the key in the kitchen"


def test_the_arrow_keys_lead_word_by_word_through_the_sentence(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", text=TEXT, cell="gru", token=3)
    frame, slider = page.locator(".frame.strip"), page.locator(".strip input")
    words = [siblings.read(TEXT, name).next_words(1) for name in siblings.NAMES]
    expect(frame).to_have_attribute("data-at", "3")
    expect(frame).to_have_attribute("data-best", " ".join(row[2][0][0] for row in words))
    slider.focus()
    slider.press("ArrowRight")
    expect(frame).to_have_attribute("data-at", "4")
    expect(frame).to_have_attribute("data-best", " ".join(row[3][0][0] for row in words))
    expect(page.locator(".strip .control span")).to_contain_text("word 4 of 8: “the”")
    page.wait_for_timeout(600)
    settle(page)
    assert "token=4" in page.url
    expect(frame).to_have_attribute("data-at", "4")


def test_a_number_of_the_cell_is_told_in_full(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", step="gates", text=TEXT, cell="lstm", token=5)
    frame = page.locator(".frame.gates")
    inside = unrolled.inside(siblings.read(TEXT, "lstm"))
    expect(frame.locator(".strip-row")).to_have_count(7)
    expect(frame).to_have_attribute("data-number", str(inside.latch + 1))
    strip = frame.locator("canvas").first
    strip.focus()
    strip.press("ArrowLeft")
    number = max(0, inside.latch - 1)
    expect(frame).to_have_attribute("data-number", str(number + 1))
    numbers = [float(inside.row(key)[4][number]) for key in ("forget", "before", "memory")]
    for value in numbers:
        expect(frame.locator(".sum")).to_contain_text(f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−"))


def test_shapes_show_what_the_network_reads_and_writes(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", step="shapes", text=TEXT, cell="rnn")
    found = unrolled.shapes(TEXT, "rnn")
    for name, steps in found.items():
        shape = page.locator(f"[data-shape={name}]")
        expect(shape).to_have_attribute("data-words", " ".join(step.output for step in steps if step.output))
    page.locator("[data-shape=one_to_one] .word.output").focus()
    expect(page.locator(".shapes .readout")).to_contain_text(f"“{found['one_to_one'][0].output}”")


def test_each_distance_tells_its_gradients(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", step="vanishing", scale=300, length=20, clip="true")
    frame, drawing = page.locator(".frame.reach"), page.locator(".reach svg")
    found = gradients.untrained(3.0, 20, 0, 2.0)
    assert list(found.clipped()) == ["rnn"]
    expect(frame).to_have_attribute("data-told", re.compile("^19 words back"))
    drawing.focus()
    drawing.press("ArrowLeft")
    expect(frame).to_have_attribute("data-told", re.compile("^18 words back"))
    box = drawing.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 50)
    expect(frame).to_have_attribute("data-told", re.compile("^0 words back"))
    told = frame.get_attribute("data-told") or ""
    numbers = [float(number) for number in re.findall(r"[A-Za-z,] ([0-9.]+)(?= ·|, clipped|$)", told)]
    wanted = [found.norms["rnn"][0], found.clipped()["rnn"][0], *(found.norms[name][0] for name in siblings.NAMES[1:])]
    assert numbers == pytest.approx([float(value) for value in wanted], rel=0.06), told
    assert page.locator(".reach .clipped").count() == 2, "its curve, and the word for it"


def right(page: Page) -> list[float]:
    return [float(value) for value in (page.locator(".frame.recall").get_attribute("data-right") or "").split()]


def test_memory_shows_the_cards_and_one_text(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", step="memory")
    scores = unrolled.scores()
    assert right(page) == [shares[-1] for shares in scores.right.values()]
    page.locator(".recall svg").focus()
    page.locator(".recall svg").press("ArrowLeft")
    expect(page.locator(".frame.recall")).to_have_attribute("data-at", str(len(scores.bins) - 1))
    assert right(page) == [shares[-2] for shares in scores.right.values()]
    expect(page.locator(".recall .answer")).to_have_count(4)
    expect(page.locator(".recall mark")).to_have_count(4)


def test_time_stands_still_for_no_one_but_the_recurrent_network_waits(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", step="waiting", text=TEXT)
    frame, slider = page.locator(".frame.waiting"), page.locator(".waiting input")
    expect(frame).to_have_attribute("data-recurrent", "2")
    expect(frame).to_have_attribute("data-transformer", "2")
    slider.focus()
    slider.press("ArrowRight")
    expect(frame).to_have_attribute("data-recurrent", "3")
    expect(frame).to_have_attribute("data-transformer", "2")
    slider.press("End")
    expect(frame).to_have_attribute("data-recurrent", "8")


def test_the_clock_is_asked_for_and_answers(visit: Open) -> None:
    page = visit("/recurrence", lecture="true", step="clock")
    expect(page.locator(".caption")).to_contain_text("Press “Measure here”")
    page.get_by_role("button", name="Measure here").click()
    expect(page.locator(".caption")).to_contain_text("1,024 words: LSTM", timeout=60_000)


def test_nothing_runs_off_a_phone(visit: Open) -> None:
    page = visit("/recurrence", width=390, height=844)
    expect(page.locator(".frame.strip")).to_be_visible()
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    expect(page.get_by_test_id("stException")).to_have_count(0)
