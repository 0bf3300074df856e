"""The hands of /positions in a real browser: what they show is what Python computes, and they follow the thumb."""

import math
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from explorer.positions import shift, sinusoids
from tests.browser.conftest import Open, drag, move, settle, watch

TABLE, NARROW = sinusoids(64, 64), sinusoids(96, 16)


def shown(frame: Locator, name: str) -> list[float]:
    return [float(value) for value in (frame.get_attribute(f"data-{name}") or "").split()]


def test_every_hand_stands_where_the_table_says(visit: Open) -> None:
    frame = visit("/positions", lecture="true", step="pairs").locator(".frame.hands")
    for pair, place in ((0, 0), (0, 1), (0, 63), (4, 9), (12, 50), (31, 63)):
        move(frame, pair=pair, place=place)
        assert shown(frame, "sine") == pytest.approx([float(TABLE[place, 2 * pair])], abs=1e-4)
        assert shown(frame, "cosine") == pytest.approx([float(TABLE[place, 2 * pair + 1])], abs=1e-4)
    expect(frame.locator(".sum")).to_contain_text("Hand 31 makes a full turn in 47,117")


def test_the_matrix_and_where_it_takes_a_place_are_pythons(visit: Open) -> None:
    frame = visit("/positions", lecture="true", step="shift").locator(".frame.hands")
    for k, place in ((1, 0), (3, 9), (32, 63)):
        move(frame, k=k, place=place)
        assert shown(frame, "matrix") == pytest.approx(shift(k, 64, 16).matrix.flatten().tolist(), abs=1e-6)
        for pair in (2, 6):
            frame.locator(".small").nth(pair).click()
            assert shown(frame, "hand") == [pair]
            assert shown(frame, "sine") == pytest.approx([float(NARROW[place + k, 2 * pair])], abs=1e-4)
            assert shown(frame, "cosine") == pytest.approx([float(NARROW[place + k, 2 * pair + 1])], abs=1e-4)
    frame.locator("svg").press("ArrowLeft")
    assert shown(frame, "hand") == [5]


def test_the_hand_follows_the_thumb_without_the_server_and_the_address_follows_its_release(visit: Open) -> None:
    page = visit("/positions", lecture="true", step="pairs")
    sent = watch(page)
    frame = page.locator(".frame.hands")
    assert len(drag(page, frame, "input[data-name=place]", "place", (9 / 63, 0.2, 0.4, 0.6))) == 3
    assert sent == []
    page.mouse.up()
    page.wait_for_timeout(600)
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["place"] == [frame.get_attribute("data-place")]
    frame.locator(".small").nth(20).click()
    expect(frame).to_have_attribute("data-pair", "20")
    page.wait_for_timeout(600)
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["pair"] == ["20"]


def test_an_address_sets_the_hands_and_nonsense_does_not(visit: Open) -> None:
    frame = visit("/positions", lecture="true", step="pairs", pair="7", place="far").locator(".frame.hands")
    assert (shown(frame, "pair"), shown(frame, "place")) == ([7], [9])


def test_what_is_printed_can_be_computed_again(visit: Open) -> None:
    def added(text: str) -> tuple[float, float]:
        left, right = text.replace("−", "-").split(" = ")
        for word in ("sine", "cosine"):
            right = right.removeprefix(f"{word} ")
        sign = -1 if " - " in left else 1
        products = [
            math.prod(float(part.strip("()")) for part in term.split(" · ")) for term in re.split(" [+-] ", left)
        ]
        return products[0] + sign * products[1], float(right)

    frame = visit("/positions", lecture="true", step="shift", hand=3).locator(".frame.hands")
    for k, place in ((19, 19), (3, 9), (32, 63)):
        move(frame, k=k, place=place)
        first, second = frame.locator(".line").all_inner_texts()
        for text in (first.split(": ")[1], second):
            computed, printed = added(text)
            assert abs(computed - printed) < 0.00075
    frame = visit("/positions", lecture="true", step="pairs", pair=12).locator(".frame.hands")
    for place in (1, 50, 63):
        move(frame, place=place)
        told = re.search(r"([\d.]+) · ([\d.]+) = ([\d.]+)", frame.locator(".sum").inner_text())
        assert told
        count, speed, angle = map(float, told.groups())
        assert round(count * speed, 3) == angle


def test_a_finger_that_scrolls_past_the_waves_moves_no_hand(visit: Open) -> None:
    page = visit("/positions", 390, 844)  # a link to the step would scroll by itself
    frame = page.locator(".st-key-pair-curves .frame.hands")
    frame.locator(".curve").first.scroll_into_view_if_needed()
    settle(page)
    box = frame.locator("svg > .ground").bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2
    before = (shown(frame, "place"), page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop"))
    points = [[{"x": x, "y": y - step}] for step in range(0, 121, 10)]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[0]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
        page.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)
    after = (shown(frame, "place"), page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop"))
    assert after[1] > before[1]
    assert after[0] == before[0]
