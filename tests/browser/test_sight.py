"""A chapter that is read: what is in sight changes at once, the rest when it is reached, and the controls stay in view."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from explorer.models import heads, library
from explorer.ui.chapters import Chapter, contents
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
    told: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: told.append(frame)))
    page.add_init_script(
        "const set = setTimeout; setTimeout = (f, ms, ...a) => set(f, `${f}`.includes('tell(true)') ? 1e8 : ms, ...a)"
    )
    page.reload()
    settle(page)
    while not any(isinstance(one, bytes) and b'"rest":false' in one for one in told):
        page.wait_for_timeout(50)  # until the browser has said what is in sight, a change draws all


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


def test_who_moves_the_page_is_not_pulled_back_to_the_step_of_the_link(visit: Open) -> None:
    page = visit("/attention", text=TEXT, step="mixing")
    page.wait_for_function("document.querySelector('.stMain').scrollTop > 1000")
    page.mouse.move(800, 500)
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(300)
    before = page.evaluate("document.querySelector('.stMain').scrollTop")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == pytest.approx(before, abs=5)


def test_a_control_that_stays_moves_nothing_when_the_keys_reach_it(visit: Open) -> None:
    page = visit("/attention", text=TEXT, step="mixing")
    page.wait_for_function("document.querySelector('.stMain').scrollTop > 1000")
    page.wait_for_timeout(5000)  # from now on nothing is held
    title = page.locator(".st-key-step-mixing h2")
    places = [title.bounding_box()["y"]]  # type: ignore[index]
    page.locator(".st-key-tokens").get_by_role("radio", name="king").click()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        settle(page)
        places.append(title.bounding_box()["y"])  # type: ignore[index]
    assert places == pytest.approx([places[0]] * 4, abs=2)


LONG = "anna had a ball . the ball was red . what colour was the ball ?"


@pytest.mark.parametrize("chapter", contents(), ids=lambda chapter: chapter.address)
def test_a_shorter_sentence_leaves_no_figure_pointing_at_what_is_gone(visit: Open, chapter: Chapter) -> None:
    page = visit(f"/{chapter.address}", text=LONG)
    figures = page.locator("[data-testid=stBidiComponentIsolated] :is(canvas, svg, .frame)[tabindex='0']")
    for figure in figures.all():
        figure.focus()
        for key in ("End", "ArrowDown", "ArrowRight"):
            page.keyboard.press(key)
    hosts = page.locator("[data-testid=stBidiComponentIsolated]").count()
    page.get_by_role("textbox", name="Your sentence").fill("the king")
    page.wait_for_url(re.compile("text=the(\\+|%20)king"))
    page.wait_for_timeout(3500)  # then all is drawn, and `visit` looks for errors
    settle(page)
    assert page.locator("[data-testid=stBidiComponentIsolated]").count() >= hosts - 1


@pytest.mark.parametrize(("text", "size"), [("the king loves the queen and " * 20, (1280, 720)), (TEXT, (390, 844))])
def test_controls_that_would_cover_much_do_not_stay(visit: Open, text: str, size: tuple[int, int]) -> None:
    page = visit("/attention", *size, text=text)
    page.locator(".st-key-step-scores").scroll_into_view_if_needed()
    settle(page)
    bar = page.locator(".st-key-controls-all").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] < 0
