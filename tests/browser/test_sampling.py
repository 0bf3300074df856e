"""The chapter /sampling in a real browser: what the thumb draws is what Python computes, without asking it."""

from urllib.parse import parse_qs, urlsplit

import pytest
import torch
from playwright.sync_api import Locator, expect

from explorer.models import continuations, library
from explorer.sampling import Controls, entropy, shape
from tests.browser.conftest import Open, drag, settle, watch

TEXT = "tom put the key in the"
START = continuations.start(library.run(TEXT))


def numbers(frame: Locator, name: str) -> list[float]:
    return [float(value) for value in (frame.get_attribute(f"data-{name}") or "").split()]


def move(frame: Locator, control: str, index: int) -> None:
    """Put the thumb there, as a finger that has not let go yet."""
    frame.locator(f"input[data-name={control}]").evaluate(
        "(slider, index) => { slider.value = index; slider.dispatchEvent(new Event('input', { bubbles: true })) }",
        index,
    )


def told(frame: Locator) -> Controls:
    values = {name: float(frame.get_attribute(f"data-{name}") or 0) for name in ("temperature", "top_p", "min_p")}
    return Controls(top_k=int(frame.get_attribute("data-top_k") or 0), **values)


def same(frame: Locator, controls: Controls, seen: tuple[int, ...] = ()) -> None:
    drawn = frame.evaluate("node => ({ ...node.dataset })")  # at one moment: the wall may still be fitting the figure
    found = {name: [float(value) for value in drawn[name].split()] for name in ("before", "after", "entropy", "left")}
    ids = [int(value) for value in drawn["ids"].split()]
    shaped = shape(START.logits.double(), controls, seen)
    assert len(ids) >= 5
    assert found["before"] == pytest.approx(shaped.before[ids].tolist(), abs=1e-6)
    assert found["after"] == pytest.approx(shaped.probabilities[ids].tolist(), abs=1e-6)
    assert found["entropy"] == pytest.approx([float(entropy(shaped.probabilities))], abs=1e-6)
    assert found["left"] == [shaped.words]


def test_the_bars_are_pythons_at_every_place_of_every_thumb(visit: Open) -> None:
    page = visit("/sampling", text=TEXT, lecture="true", step="cuts")
    frame = page.locator(".frame.sampling")
    seen = set()
    for places in ((40, 25, 22, 0), (16, 25, 22, 0), (30, 4, 22, 0), (24, 25, 17, 0), (20, 25, 22, 9), (28, 20, 18, 8),
                   (0, 25, 22, 0), (1, 25, 22, 0), (40, 0, 22, 0), (40, 25, 0, 0), (40, 25, 22, 15)):  # fmt: skip
        for control, place in zip(("temperature", "top_k", "top_p", "min_p"), places, strict=True):
            move(frame, control, place)
        same(frame, told(frame))
        seen.add(told(frame))
    assert len(seen) == 11


def test_the_bars_of_the_penalty_are_pythons(visit: Open) -> None:
    page = visit("/sampling", text=TEXT, lecture="true", step="repetition", penalty="1.45")
    frame = page.locator(".frame.sampling")
    same(frame, Controls(penalty=1.45), START.ids)
    move(frame, "penalty", 20)
    same(frame, Controls(penalty=float(frame.get_attribute("data-penalty") or 0)), START.ids)


def test_the_picture_follows_the_thumb_without_the_server_and_the_address_follows_its_release(visit: Open) -> None:
    page = visit("/sampling", text=TEXT, lecture="true", step="temperature")
    sent = watch(page)
    frame = page.locator(".frame.sampling")
    assert len(drag(page, frame, "input", "after", (0.5, 0.45, 0.4, 0.3, 0.2))) == 4
    assert sent == []
    page.mouse.up()
    page.wait_for_timeout(600)
    settle(page)
    assert sent
    value = frame.get_attribute("data-temperature")
    assert parse_qs(urlsplit(page.url).query)["temperature"] == [value]
    same(frame, Controls(temperature=float(value or 0)))


def test_an_address_sets_the_thumbs_and_nonsense_does_not(visit: Open) -> None:
    page = visit(
        "/sampling", text=TEXT, lecture="true", step="cuts", temperature="0.73", top_k="7", top_p="7", min_p="x"
    )
    frame = page.locator(".frame.sampling")
    assert told(frame) == Controls(temperature=0.73, top_k=7)
    same(frame, told(frame))


def test_a_redraw_takes_less_than_fifty_milliseconds_of_work(visit: Open) -> None:
    page = visit("/sampling", text=TEXT, lecture="true", step="cuts")
    slider = page.locator(".frame.sampling input[data-name=temperature]")
    taken = slider.evaluate(
        """slider => [...Array(20).keys()].map(i => {
            slider.value = i; const start = performance.now();
            slider.dispatchEvent(new Event('input')); slider.offsetHeight; return performance.now() - start })"""
    )
    assert sorted(taken)[10] < 50


def test_the_winner_and_any_word_of_the_tree_tell_their_path(visit: Open) -> None:
    page = visit("/sampling", text="the cat", lecture="true", step="beam", beams="3", length="5")
    frame = page.locator(".frame.tree")
    expect(frame).to_have_attribute("data-path", "did not cross the street")
    frame.locator("svg").press("ArrowLeft")
    expect(frame).to_have_attribute("data-path", "did not cross the")
    frame.locator(".node").first.hover()
    expect(frame).to_have_attribute("data-path", "sang")
    assert numbers(frame, "total") == pytest.approx(
        [float(torch.max(library.run("the cat").trace.out[-1].log_softmax(-1)))], abs=1e-5
    )


def test_two_texts_are_the_same_after_a_reload_and_part_at_the_mark(visit: Open) -> None:
    page = visit("/sampling", text=TEXT, lecture="true", step="two_texts", seed_texts="3")
    frame = page.locator(".frame.texts")
    left, right, first = (frame.get_attribute(f"data-{name}") or "" for name in ("left", "right", "first"))
    at = int(first)
    assert left.split()[:at] == right.split()[:at]
    assert left.split()[at] != right.split()[at]
    assert frame.locator(".drawn.first").all_inner_texts() == [left.split()[at], right.split()[at]]
    page.reload()
    settle(page)
    expect(frame).to_have_attribute("data-left", left)
    expect(frame).to_have_attribute("data-right", right)


def test_a_model_that_cannot_write_says_so(visit: Open) -> None:
    page = visit("/sampling", text=TEXT, lecture="true", step="temperature", model="hf:all-MiniLM-L6-v2")
    expect(page.get_by_text("This model cannot write")).to_be_visible()
    same(page.locator(".frame.sampling"), Controls())
