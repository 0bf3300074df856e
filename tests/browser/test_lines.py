"""Attention as lines, in a real browser: pointer, finger and keyboard."""

import statistics
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.models import library
from tests.browser.conftest import Open
from tests.browser.stand import TEXT

WEIGHTS = library.run(TEXT).trace.blocks[-1].attention.weights
TOKENS = library.run(TEXT).tokens
# How long the answer to one move of the pointer takes, drawn.
HOVER = """(canvas) => {
  const box = canvas.getBoundingClientRect(), times = [];
  for (let i = 1; i < 25; i++) {
    const start = performance.now();
    const at = { clientX: box.left + 40, clientY: box.top + (box.height * i) / 26, pointerType: "mouse" };
    canvas.dispatchEvent(new PointerEvent("pointermove", at));
    canvas.getContext("2d").getImageData(0, 0, 1, 1);
    times.push(performance.now() - start);
  }
  return times;
}"""
# The rows of pixels in the middle of the picture that carry a line.
INK = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(canvas.width / 2, 0, 1, canvas.height);
  return [...Array(canvas.height).keys()].filter((y) => data[4 * y + 3] > 60);
}"""


@pytest.fixture
def address(stand: str) -> str:
    return stand


def frame(page: Page) -> Locator:
    page.locator(".st-key-lines .told").wait_for()
    return page.locator(".st-key-lines .frame")


def point(page: Page, side: int, token: int, count: int = 7) -> None:
    canvas = frame(page).locator("canvas")
    box, size = canvas.bounding_box(), canvas.evaluate("c => parseFloat(getComputedStyle(c).fontSize)")
    assert box
    y = box["y"] + 2 * size + (token + 0.5) * (box["height"] - 2 * size) / count
    page.mouse.move(box["x"] + (box["width"] - 20 if side else 20), y)


def drawn(side: int, token: int) -> int:
    weights = WEIGHTS[:, :, token] if side else WEIGHTS[:, token]
    return int((weights >= 0.01).sum())


def test_all_lines_of_at_least_one_per_cent_are_drawn(visit: Open) -> None:
    figure = frame(visit("/"))
    assert int(figure.get_attribute("data-lines") or 0) == int((WEIGHTS >= 0.01).sum())
    expect(figure.locator(".told")).to_have_text("none under 1 %")


def test_a_line_is_where_its_tokens_are(visit: Open) -> None:
    rows = frame(visit("/", itself=1)).locator("canvas").evaluate(INK)
    lines = [row for row in rows if row - 1 not in rows]
    assert len(lines) == 7, "each token reads itself: seven level lines, with paper between them"
    steps = [b - a for a, b in pairwise(lines)]
    assert max(steps) - min(steps) <= 1


def test_pointing_at_a_token_shows_what_it_reads_or_who_reads_it(visit: Open) -> None:
    page = visit("/")
    figure = frame(page)
    for side, token in [(0, 5), (1, 1)]:
        point(page, side, token)
        expect(figure).to_have_attribute("data-token", str(token))
        expect(figure).to_have_attribute("data-side", str(side))
        expect(figure).to_have_attribute("data-lines", str(drawn(side, token)))
    page.mouse.move(5, 5)
    expect(figure).to_have_attribute("data-token", "")


def test_the_words_name_the_largest_share_of_one_head(visit: Open) -> None:
    page = visit("/")
    figure = frame(page)
    figure.get_by_role("button", name="Heads 2").dblclick()
    point(page, 0, 5)
    row = WEIGHTS[1, 5]
    best = int(row.argmax())
    told = figure.locator(".told")
    expect(told).to_contain_text(f"“king” (6) reads head 2: “{TOKENS[best]}” ({best + 1})")
    share = 100 * float(row[best])
    expect(told).to_contain_text(f"{share:.1f} %" if share < 10 else f"{share:.0f} %")
    expect(told).to_contain_text("left out:")
    expect(figure).to_have_attribute("data-lines", str(int((row >= 0.01).sum())))


def test_a_chip_turns_a_head_off_and_on_and_the_last_one_stays(visit: Open) -> None:
    figure = frame(visit("/"))
    chips = figure.locator(".chip")
    before = int(figure.get_attribute("data-lines") or 0)
    chips.nth(0).click()
    assert before - int(figure.get_attribute("data-lines") or 0) == int((WEIGHTS[0] >= 0.01).sum())
    for number in (1, 2, 3):
        chips.nth(number).click()
    expect(chips.nth(3)).to_have_attribute("aria-pressed", "true")
    assert int(figure.get_attribute("data-lines") or 0) == int((WEIGHTS[3] >= 0.01).sum())
    chips.nth(0).click()
    expect(figure.locator(".chip[aria-pressed=true]")).to_have_count(2)


def test_the_keyboard_walks_the_tokens_and_changes_the_side(visit: Open) -> None:
    page = visit("/")
    figure = frame(page)
    figure.locator(".chip").last.focus()
    page.keyboard.press("Tab")
    where = lambda: (figure.get_attribute("data-side"), figure.get_attribute("data-token"))  # noqa: E731
    assert where() == ("0", "6"), "focus shows the last token"
    for key, place in [
        ("ArrowUp", ("0", "5")),
        ("ArrowRight", ("1", "5")),
        ("Home", ("1", "0")),
        ("ArrowUp", ("1", "0")),
    ]:
        page.keyboard.press(key)
        assert where() == place
    page.keyboard.press("Escape")
    assert where() == ("", "")
    assert figure.locator("canvas").evaluate("c => getComputedStyle(c).outlineStyle") == "solid"


def test_a_finger_chooses_and_lets_go(visit: Open) -> None:
    page = visit("/", 390, 844)
    figure = frame(page)
    box = figure.locator("canvas").bounding_box()
    assert box
    touch = {"pointerType": "touch", "clientX": box["x"] + 20, "clientY": box["y"] + box["height"] - 8}
    figure.locator("canvas").dispatch_event("pointerdown", touch)
    expect(figure).to_have_attribute("data-token", "6")
    figure.locator("canvas").dispatch_event("pointerleave", touch)
    expect(figure).to_have_attribute("data-token", "6")
    figure.locator("canvas").dispatch_event("pointerdown", touch)
    expect(figure).to_have_attribute("data-token", "")
    page.wait_for_function("document.documentElement.scrollWidth <= 390")


def test_128_tokens_and_12_heads_fit_one_screen_and_answer_at_once(visit: Open) -> None:
    figure = frame(visit("/", height=800, n=128))
    box = figure.bounding_box()
    assert box
    assert box["height"] < 620
    assert 0 < int(figure.get_attribute("data-lines") or 0) <= 1500
    assert "none under 1 %" not in figure.locator(".told").inner_text(), "it says that more is left out"
    times = [time for _ in range(3) for time in figure.locator("canvas").evaluate(HOVER)]
    assert statistics.quantiles(times, n=4)[0] < 50, "milliseconds; a quarter of 72, as others may use this machine too"
    assert int(figure.get_attribute("data-token") or 0) > 100


def test_tokens_are_text(visit: Open) -> None:
    page = visit("/", hostile=1)
    figure = frame(page)
    figure.locator("canvas").focus()
    for _ in range(20):
        page.keyboard.press("ArrowUp")
    expect(figure.locator(".told")).to_contain_text("“</script>” (1) reads")
    assert page.evaluate("window.hacked") is None
