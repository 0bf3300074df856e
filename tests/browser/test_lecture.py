"""On the wall and on the phone: every step of every chapter."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from explorer.ui.chapters import Chapter, contents
from tests.browser.conftest import Open, settle

LOW = """() => Math.max(...[...document.querySelectorAll('.stMainBlockContainer *')]
    .filter(e => e.offsetParent && !e.closest('.katex-mathml') && !e.closest('.stCode') && !e.closest('.words')
        && getComputedStyle(e).position !== 'absolute' && !e.closest('.st-key-unknown'))
    .map(e => e.getBoundingClientRect().bottom))"""
SMALL = """() => [...document.querySelectorAll('.js-plotly-plot text')]
    .map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent]).filter(([size, text]) => text && size < 18)"""
# Charts that are larger or smaller than the room they have.
MISFITS = """() => [...document.querySelectorAll('.stPlotlyChart')].map(chart =>
        [chart.offsetHeight, chart.querySelector('.js-plotly-plot')?.offsetHeight ?? 0])
    .filter(([room, drawn]) => Math.abs(room - drawn) > 8)"""
# How often the room of the figure is changed within a moment.
CHANGES = """() => new Promise((done) => {
  let changes = 0;
  const observer = new MutationObserver(() => changes++);
  observer.observe(document.querySelector('.stMainBlockContainer'), { attributes: true, attributeFilter: ['style'] });
  setTimeout(() => { observer.disconnect(); done(changes); }, 300);
})"""
# That of the figures on this page.
HEIGHT = "getComputedStyle(document.querySelector('.stMainBlockContainer')).getPropertyValue('--live-height')"
CHAPTERS = pytest.mark.parametrize("chapter", contents(), ids=lambda chapter: chapter.address)


WALLS = ((1280, 720, "light"), (1920, 1080, "dark"), (1024, 768, "light"))


def walk(page: Page, chapter: Chapter, walls: Sequence[tuple[int, int, str]] = WALLS[:1]) -> list[Any]:
    """Turn through all steps by the clicker; what does not fit a wall or is too small, by step."""
    faults: list[Any] = []
    for index, step in enumerate(chapter.steps):
        page.wait_for_function(
            "text => document.body.innerText.includes(text)", arg=f"{index + 1} / {len(chapter.steps)}"
        )
        settle(page)
        assert index == 0 or f"step={step}" in page.url
        for width, height, scheme in walls if index % 2 == 0 else reversed(walls):
            if page.viewport_size != {"width": width, "height": height}:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.wait_for_timeout(300)
            faults += [(step, width, *fault) for fault in misfits(page, height)]
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            faults.append((step, "scrolls sideways"))
        page.keyboard.press("PageDown")
    return faults


def misfits(page: Page, height: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(40):  # the figure finds its height in a few rounds
        low, charts = page.evaluate(LOW), page.evaluate(MISFITS)
        if low <= height + 0.5 and not charts and not page.evaluate(CHANGES):
            break
        page.wait_for_timeout(150)
    else:
        found.append(("ends at", low, charts, page.evaluate(CHANGES)))
    if small := page.evaluate(SMALL):
        found.append(("too small", small[:3]))
    return found


@CHAPTERS
def test_each_step_fits_every_wall_and_the_clicker_leads_on(visit: Open, chapter: Chapter) -> None:
    assert walk(visit(f"/{chapter.address}", lecture="true"), chapter, WALLS) == []


@pytest.mark.parametrize("score", ["dot", "additive", "scaled"])
@pytest.mark.parametrize("english", ["she has a red car", "the little girl reads a long story"])
def test_a_figure_that_grows_in_lines_comes_to_rest(visit: Open, score: str, english: str) -> None:
    page = visit("/alignment", lecture="true", step="attention", score=score, english=english, word=4)
    assert misfits(page, 720) == []
    page.locator(".frame.decoder canvas").press("ArrowUp")
    assert misfits(page, 720) == []


def test_on_a_slow_machine_each_chart_takes_the_room_it_has(visit: Open) -> None:
    page = visit("/positions", lecture="true", step="three_ways")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 3})
    for key in ("PageDown", "PageUp", "PageDown"):
        settle(page)
        page.keyboard.press(key)
        page.wait_for_timeout(1000)  # the figure before this one fits
        page.wait_for_function(f"() => document.querySelector('.stPlotlyChart') && !({MISFITS})().length")


def test_a_message_does_not_push_the_figure_off_the_wall(visit: Open) -> None:
    chapter = next(c for c in contents() if c.address == "attention")
    page = visit("/attention", text="the wizard and the kitchn dragn saw a robot", lecture="true")
    assert walk(page, chapter) == []


def test_the_clicker_works_from_a_switch_a_slider_and_a_field(visit: Open) -> None:
    page = visit("/attention", lecture="true", step="scaling")
    page.locator(".st-key-scaling input").focus()
    page.keyboard.press("PageDown")
    expect(page.get_by_text("6 / 9")).to_be_visible()
    page.get_by_role("textbox", name="Your sentence").focus()
    page.keyboard.press("PageDown")
    expect(page.get_by_text("7 / 9")).to_be_visible()
    settle(page)
    page.keyboard.press("PageUp")
    expect(page.get_by_text("6 / 9")).to_be_visible()


@CHAPTERS
def test_a_link_leads_a_phone_to_its_step_and_it_scrolls_down_only(visit: Open, chapter: Chapter) -> None:
    last = chapter.steps[-1]
    page = visit(f"/{chapter.address}", 390, 844, step=last)
    page.wait_for_function(
        "key => document.querySelector(key)?.getBoundingClientRect().top < innerHeight", arg=f".st-key-step-{last}"
    )
    page.wait_for_function("document.documentElement.scrollWidth <= 390")


@pytest.mark.parametrize("name", ["attention", "alignment", "duel"])
def test_the_wall_on_a_phone_scrolls_down_only(visit: Open, name: str) -> None:
    page = visit(f"/{name}", 390, 844, lecture="true")
    page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_the_wall_that_is_left_at_once_leaves_nothing_behind(visit: Open) -> None:
    """The address follows the sentence, and figures have the height that they have on a page."""
    page = visit("/attention")
    settle(page)
    height = page.evaluate(HEIGHT)
    for pause in (100, 150, 250):
        for _ in range(2):
            page.locator(".st-key-lecture label").first.click()
            page.wait_for_timeout(pause)
        settle(page)
        page.get_by_role("textbox", name="Your sentence").fill(f"tom lost {pause} keys")
        page.wait_for_function(f"location.search === '?text=tom+lost+{pause}+keys'")
        settle(page)
        assert page.evaluate(HEIGHT) == height
