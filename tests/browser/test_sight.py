"""A chapter that is read: what is in sight changes at once, the rest when it is reached, and the controls stay in view."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.models import heads, library
from tests.browser.conftest import Open, settle
from tests.browser.test_takeaway import make

TEXT = "the queen beside the king lost"
KING = re.compile("“king”")


def choose(page: Page, token: str) -> None:
    page.locator(".st-key-tokens").get_by_role("radio", name=token).click()
    page.wait_for_url(re.compile("token="))


def caption(page: Page, step: str) -> str:
    return page.locator(f".st-key-step-{step} .caption").inner_text()


def never_idle(page: Page) -> None:
    """Open it anew, and let what it does after a few seconds without a change never happen."""
    page.add_init_script(
        "const set = setTimeout; setTimeout = (f, ms, ...a) => set(f, ms > 2000 && ms < 3500 ? 1e8 : ms, ...a)"
    )
    page.reload()
    settle(page)


def test_a_change_draws_what_is_in_sight_and_the_rest_when_it_is_reached(visit: Open) -> None:
    page = visit("/attention", text=TEXT)
    never_idle(page)
    before = caption(page, "mixing")
    choose(page, "king")
    expect(page.locator(".st-key-step-vectors .caption")).to_contain_text(KING)
    settle(page)
    assert caption(page, "mixing") == before
    page.locator(".st-key-step-mixing").scroll_into_view_if_needed()
    expect(page.locator(".st-key-step-mixing .caption")).to_contain_text(KING)


def test_where_nothing_is_changed_any_more_all_is_drawn(visit: Open) -> None:
    page = visit("/attention", text=TEXT)
    choose(page, "king")
    expect(page.locator(".st-key-step-mixing .caption")).to_contain_text(KING, timeout=15_000)
    assert page.locator(".st-key-step-mixing").bounding_box()["y"] > 2000  # type: ignore[index]


def test_what_goes_home_is_never_older_than_the_page(visit: Open) -> None:
    page = visit("/attention", text=TEXT)
    never_idle(page)
    choose(page, "king")
    expect(page.locator(".st-key-step-vectors .caption")).to_contain_text(KING)
    file = Path(make(page, "page")).read_text("utf-8")
    assert len(KING.findall(file)) >= 4
    run = library.run(TEXT)
    share = float(heads.mix(heads.look(run, 2, 1), 5).share)
    assert f"“king” takes {share:.0%}" in file


def test_what_is_said_over_the_steps_goes_when_it_is_no_longer_true(visit: Open) -> None:
    page = visit("/attention", text="the quokka sleeps")
    said = page.locator(".st-key-unknown")
    expect(said).to_contain_text("quokka")
    for text in ("the queen sleeps", "the quokka sleeps", "the king sleeps"):
        page.get_by_role("textbox", name="Your sentence").fill(text)
        expect(said).to_have_count(int("quokka" in text), timeout=10_000)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_controls_stay_in_view_and_hide_no_step_that_is_linked_to(visit: Open, size: tuple[int, int]) -> None:
    page = visit("/attention", *size, text=TEXT, step="mixing")
    title = page.locator(".st-key-step-mixing h2")
    page.wait_for_function("document.querySelector('.stMain').scrollTop > 1000")
    settle(page)
    button = page.locator(".st-key-head").get_by_role("radio", name="3")
    bar, head = page.locator(".st-key-controls-all").bounding_box(), title.bounding_box()
    assert bar
    assert head
    assert bar["y"] == pytest.approx(0, abs=1)
    assert bar["y"] + bar["height"] <= head["y"] < 400
    before = caption(page, "mixing")
    button.click()
    expect(page.locator(".st-key-step-mixing .caption")).not_to_have_text(before)
    assert title.bounding_box()["y"] == pytest.approx(head["y"], abs=2)  # type: ignore[index]


@pytest.mark.parametrize(("text", "size"), [("the king loves the queen and " * 20, (1280, 720)), (TEXT, (390, 844))])
def test_controls_that_would_cover_much_do_not_stay(visit: Open, text: str, size: tuple[int, int]) -> None:
    page = visit("/attention", *size, text=text)
    page.locator(".st-key-step-scores").scroll_into_view_if_needed()
    settle(page)
    bar = page.locator(".st-key-controls-all").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] < 0
