"""Everybody can use every page: axe finds nothing, what is drawn can be read, and the keys reach all of it.

A run visits each page once, in one of the four combinations of theme and mode; EXPLORER_ALL=1 visits every page in every
combination, and on a phone.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from explorer.ui.chapters import contents
from tests.browser.conftest import settle

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# Not ours, and nothing outside can mend it, most of it Streamlit's: rule, and the only elements that are excused.
EXCUSED = {
    "list": "[data-testid=stSidebarNavItems]",  # its list of pages holds a div for each part
    "listitem": "[data-testid=stSidebarNavItems] li",  # and so its items stand in no list
    "region": "[data-testid=stSkipToContent]",  # axe knows no skip link where the first link lies in a shadow root
}
RUN = """async (excused) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], elementRef: true });
    return violations.flatMap(({ id, nodes }) => nodes
        .filter(({ element }) => !(excused[id] && element?.matches(excused[id])))
        .map(({ html, failureSummary }) => [id, html.slice(0, 120), failureSummary.slice(0, 200)]));
}"""
# Figures whose numbers stand nowhere as a table. Controls hold none, and what is counted live is no figure.
BARE = """controls => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated], .stPlotlyChart")]
    .filter((node) => node.shadowRoot?.querySelector(".frame") || node.matches(".stPlotlyChart"))
    .map((node) => [...node.closest("[class*=st-key-]").classList].find((name) => name.startsWith("st-key-")).slice(7))
    .map((key) => key.replace(/^plot-/, ""))
    .filter((key) => !controls.some((name) => key === name || key.startsWith(`${name}-`)))
    .filter((key) => !document.querySelector(`.st-key-numbers-${key}`))"""
CONTROLS = ["tokens", "takeaway", "exports", "tally", "ballot"]

PAGES: dict[str, tuple[str, ...]] = {"": (), **{chapter.address: chapter.steps for chapter in contents()}}
SIZES = {"reading": (1280, 720), "phone": (390, 844), "lecture": (1280, 720)}
WALL = ("", "ngrams", "block", "duel")  # those with the fewest steps: each is a page of its own on the wall
ALL = os.environ.get("EXPLORER_ALL") == "1"
GRID = [
    (name, mode, theme)
    for index, name in enumerate(PAGES)
    for mode in SIZES
    for theme in ("light", "dark")
    if ALL or (mode == ("lecture" if name in WALL else "reading") and theme == ("light", "dark")[index % 2])
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all: what the browser has loaded once it keeps."""
    context = browser.new_context(locale="en-GB")
    context.add_init_script(path=Path(__file__).with_name("drawn.js"))
    page = context.new_page()
    yield page
    context.close()


def go(page: Page, address: str, theme: str = "light", size: tuple[int, int] = SIZES["reading"]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="no-preference")
    page.goto(address)
    calm(page)


def calm(page: Page) -> None:
    settle(page)
    page.evaluate("document.fonts.ready.then(() => true)")  # or an icon is measured before its font is here
    page.wait_for_timeout(400)


def faults(page: Page, lecture: bool = False) -> list[Any]:
    for frame in page.frames:
        if not frame.evaluate("Boolean(window.axe)"):
            frame.evaluate(AXE)
    return [*page.evaluate(RUN, EXCUSED), *page.evaluate("lecture => explorerDrawn(lecture)", lecture)]


def test_all_four_combinations_are_covered() -> None:
    assert {(mode, theme) for _name, mode, theme in GRID} >= {
        (mode, theme) for mode in ("reading", "lecture") for theme in ("light", "dark")
    }
    assert {name for name, _mode, _theme in GRID} == set(PAGES)


@pytest.mark.parametrize(("name", "mode", "theme"), GRID, ids=[f"{name or 'home'}-{m}-{t}" for name, m, t in GRID])
def test_a_page_is_for_everybody(page: Page, address: str, name: str, mode: str, theme: str) -> None:
    lecture = mode == "lecture"
    go(page, f"{address}/{name}?lecture={str(lecture).lower()}", theme, SIZES[mode])
    found = faults(page, lecture)
    if not lecture:
        found += page.evaluate(BARE, CONTROLS)
    for number, step in enumerate(PAGES[name][1:] if lecture else (), 2):
        page.keyboard.press("PageDown")
        expect(page.locator(".st-key-lecture-steps")).to_contain_text(f"{number} / {len(PAGES[name])}", timeout=20_000)
        calm(page)
        found += [(step, *fault) for fault in faults(page, lecture)]
    assert found == []


def test_the_second_language_and_opened_numbers(page: Page, address: str) -> None:
    go(page, f"{address}/ngrams?second=it")
    page.get_by_text("The numbers").first.click()
    page.locator(".table").first.wait_for()
    calm(page)
    assert faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"] if ALL else ["dark"])
def test_the_dialog_the_ballot_the_tally_and_the_notes(page: Page, address: str, theme: str) -> None:
    go(page, f"{address}/attention?lecture=true&step=queries_keys_values", theme)
    page.locator(".st-key-class button").click()
    code = page.locator(".st-key-invite .code")
    code.wait_for()
    calm(page)
    room = code.inner_text()
    try:
        found = [("dialog", *fault) for fault in faults(page)]
        page.keyboard.press("PageDown")
        expect(code).to_have_count(0)
        page.keyboard.press("PageDown")
        page.locator(".frame.votes").wait_for()
        calm(page)
        found += [("tally", *fault) for fault in faults(page, lecture=True)]
        page.keyboard.press("?")
        found += [("keys", *fault) for fault in faults(page)]
        phone = page.context.new_page()
        go(phone, f"{address}/attention?room={room}&step=scores", theme, SIZES["phone"])
        phone.locator(".frame.votes.ballot").wait_for(timeout=20_000)
        found += [("ballot", *fault) for fault in faults(phone)]
        phone.close()
        go(page, f"{address}/?notes=true", theme)
        found += [("notes", *fault) for fault in faults(page)]
        assert found == []
    finally:
        go(page, f"{address}/ngrams")
        page.locator(".st-key-class button").click()
        page.locator(".st-key-class-out button").click()
        calm(page)


def test_the_keys_walk_through_the_journey_and_leave_it(page: Page, address: str) -> None:
    go(page, f"{address}/?text=the king loves the queen")
    rows = page.locator(".st-key-journey .row")
    rows.last.focus()
    page.keyboard.press("ArrowUp")
    expect(rows.nth(-2)).to_be_focused()
    expect(page.locator(".st-key-journey .row.chosen")).to_have_attribute("aria-label", re.compile(r"^the → \S+ \d"))
    page.keyboard.press("Tab")
    expect(page.locator(".st-key-journey .row.chosen")).to_have_count(0)


def test_a_row_of_tokens_is_one_stop_and_a_cell_of_a_state_is_told(page: Page, address: str) -> None:
    go(page, f"{address}/tokens?text=the king")
    lines = page.locator(".st-key-cuts .pieces")
    expect(lines).to_have_count(6)
    expect(lines.locator("[tabindex='0']")).to_have_count(6)
    first = lines.first.locator(".piece")
    first.first.focus()
    page.keyboard.press("ArrowRight")
    expect(first.nth(1)).to_be_focused()
    expect(first.nth(1)).to_have_class(re.compile("lit"))
    go(page, f"{address}/recurrence?lecture=true")
    told = page.locator(".frame.strip .readout")
    before = told.inner_text()
    page.locator(".frame.strip canvas").focus()
    page.keyboard.press("ArrowDown")
    expect(told).not_to_have_text(before)


def test_who_wants_no_motion_gets_none(page: Page, address: str) -> None:
    go(page, f"{address}/alignment?lecture=true&step=alignment")
    page.emulate_media(reduced_motion="reduce")
    figure = page.locator(".frame.alignment")
    words = int(figure.locator("input").get_attribute("max") or 0)
    figure.locator("input").press("Home")
    expect(figure).to_have_attribute("data-written", "1")
    figure.locator(".play").click()
    expect(figure).to_have_attribute("data-written", str(words), timeout=500)
    assert words > 3
