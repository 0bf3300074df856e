"""A lecture with two browsers: the class follows the wall, votes, sees the answer, and may leave."""

import os
import re
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import settle
from tests.conftest import free_port, running

KEY = "a-key-for-this-test"
SOON = 20_000  # a class looks every two seconds, and test machines are slow


class Hall:
    """A server that a class can reach, and browsers of their own for whoever comes."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def come(self, path: str, width: int = 390, height: int = 844) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        self.contexts.append(context)
        return self.open(context, path)

    def open(self, context: BrowserContext, path: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: "MISS" in message.text and self.errors.append(message.text))
        page.goto(f"{self.address}{path}")
        settle(page)
        return page

    def wall(self, path: str) -> Page:
        wall = self.come(f"{path}&key={KEY}&lecture=true", 1280, 720)
        wall.locator(".keys").wait_for(state="attached")
        return wall


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    command = [sys.executable, "-m", "explorer.cli", "--host", "0.0.0.0"]
    with running(command, free_port(), env=os.environ | {"EXPLORER_KEY": KEY}) as address:
        yield address


@pytest.fixture
def hall(browser: Browser, server: str) -> Iterator[Hall]:
    hall = Hall(browser, server)
    yield hall
    for context in hall.contexts:
        context.close()
    assert hall.errors == []


def let_in(wall: Page) -> str:
    """Press the one button; the link that the QR code holds, without its origin."""
    wall.locator(".st-key-class button").click()
    picture = wall.locator("img.qr")
    expect(picture).to_have_attribute("alt", re.compile(r"/\w+\?.*room=|/\?room="), timeout=SOON)
    wall.wait_for_timeout(2500)
    parts = urlsplit(picture.get_attribute("alt") or "")
    return f"{parts.path}?{parts.query}"


def chosen(page: Page) -> str:
    return page.locator(".frame.votes .option.mine .label").inner_text()


def test_a_lecture_from_the_qr_code_to_the_answer(hall: Hall) -> None:
    wall = hall.wall("/attention?step=queries_keys_values&layer=1")
    assert KEY not in wall.url
    link = let_in(wall)
    assert "step=queries_keys_values" in link
    assert "layer=1" in link
    assert KEY not in link
    phone, other = hall.come(link), hall.come(link)
    expect(wall.get_by_text("2 are here")).to_be_visible(timeout=SOON)
    phone.wait_for_function("document.documentElement.scrollWidth <= 390")
    expect(phone.get_by_role("heading", name="Three learned views")).to_be_visible()
    wall.keyboard.press("PageDown")  # the first press closes the code
    expect(wall.locator("img.qr")).to_have_count(0)
    wall.keyboard.press("PageDown")
    settle(wall)

    ballot = phone.locator(".frame.votes")
    expect(ballot).to_be_visible(timeout=SOON)
    expect(phone).to_have_url(re.compile("step=scores"), timeout=SOON)
    expect(phone.locator(".frame.matrix, .st-key-scores canvas")).to_have_count(0)
    assert ballot.get_attribute("data-shares") == ""
    ballot.locator(".option").nth(1).click()
    expect(ballot).to_have_attribute("data-mine", "1")
    tally = wall.locator(".frame.votes")
    expect(tally).to_have_attribute("data-votes", re.compile(r"^0 1 0"), timeout=SOON)
    other.locator(".frame.votes .option").nth(1).click()
    expect(tally).to_have_attribute("data-votes", re.compile(r"^0 2 0"), timeout=SOON)
    other.locator(".frame.votes .option").nth(2).click()
    expect(tally).to_have_attribute("data-votes", re.compile(r"^0 1 1"), timeout=SOON)
    assert tally.get_attribute("data-shares") == ""
    assert wall.evaluate("document.documentElement.scrollHeight") <= 720
    expect(wall.get_by_role("button", name="Reveal")).to_be_in_viewport(ratio=1)

    wall.keyboard.press("PageDown")
    expect(tally).not_to_have_attribute("data-shares", "", timeout=SOON)
    shares = [float(share) for share in (tally.get_attribute("data-shares") or "").split()]
    assert sum(shares) == pytest.approx(1, abs=1e-3)
    expect(ballot).not_to_have_attribute("data-shares", "", timeout=SOON)
    assert chosen(phone)
    wall.keyboard.press("PageDown")
    expect(wall.locator(".st-key-scores canvas").first).to_be_visible(timeout=SOON)
    expect(phone.locator(".st-key-scores canvas").first).to_be_visible(timeout=SOON)


def test_the_class_takes_the_lecturers_parameters_and_chapter_until_it_leaves(hall: Hall) -> None:
    wall = hall.wall("/attention?step=mask")
    code = let_in(wall).partition("room=")[2]
    wall.keyboard.press("Escape")
    phone = hall.come(f"/?room={code}&language=en")
    expect(phone).to_have_url(re.compile("/attention.*step=mask"), timeout=SOON)
    wall.locator(".st-key-head button").nth(2).click()
    expect(phone).to_have_url(re.compile("head=3"), timeout=SOON)
    expect(wall.locator(".changed")).to_contain_text("Head")
    assert wall.locator(".changed > *").all_text_contents() == ["Head", "1", "→", "3"]
    phone.locator(".st-key-follow label").first.click()
    expect(phone.get_by_role("heading", name="The vectors that come in")).to_be_visible(timeout=SOON)
    expect(phone).to_have_url(re.compile("follow=false"), timeout=SOON)
    wall.evaluate("document.activeElement.blur()")
    wall.keyboard.press("Home")
    expect(wall.get_by_role("heading", name="A transformer reads your sentence")).to_be_visible(timeout=SOON)
    settle(wall)
    wall.keyboard.press("PageDown")
    expect(wall).to_have_url(re.compile("/tokens.*step=six_cuts"), timeout=SOON)
    phone.wait_for_timeout(3000)
    assert "/attention" in phone.url, "who has left stays where they are"
    phone.locator(".st-key-follow label").first.click()
    expect(phone).to_have_url(re.compile("/tokens"), timeout=SOON)


def test_who_leaves_in_the_very_moment_of_a_journey_has_left(hall: Hall) -> None:
    wall = hall.wall("/attention?step=mask")
    phone = hall.come(let_in(wall))
    wall.keyboard.press("Escape")
    toggle = phone.get_by_role("switch", name="Follow the lecturer")
    expect(toggle).to_be_checked(timeout=SOON)
    phone.evaluate(
        "addEventListener('popstate', () => document.querySelector('.st-key-follow input').click(), { once: true })"
    )
    wall.locator(".st-key-head button").nth(2).click()
    expect(phone.get_by_role("heading", name="The vectors that come in")).to_be_visible(timeout=SOON)
    expect(phone).to_have_url(re.compile("follow=false"), timeout=SOON)
    phone.wait_for_timeout(3000)
    expect(toggle).not_to_be_checked()
    wall.keyboard.press("PageDown")
    phone.wait_for_timeout(3000)
    assert "step=mask" in phone.url
    toggle.click(force=True)
    expect(phone).to_have_url(re.compile("step=softmax"), timeout=SOON)
    expect(phone).not_to_have_url(re.compile("follow"), timeout=SOON)


def test_who_looked_around_is_fetched_when_the_class_follows_again(hall: Hall) -> None:
    wall = hall.wall("/positions?step=waves")
    laptop = hall.come(let_in(wall), 1280, 720)
    expect(wall.get_by_text("1 is here").or_(wall.get_by_text("1 are here"))).to_be_visible(timeout=SOON)
    wall.locator(".st-key-class-follows label").first.click()
    expect(laptop.get_by_text("Look around as you like.")).to_be_visible(timeout=SOON)
    laptop.get_by_role("link", name="Heads", exact=True).first.click()
    expect(laptop).to_have_url(re.compile("/heads"), timeout=SOON)
    laptop.wait_for_timeout(5000)
    assert "/heads" in laptop.url
    wall.locator(".st-key-class-follows label").first.click()
    expect(laptop).to_have_url(re.compile("/positions.*step=waves"), timeout=SOON)


def test_who_goes_elsewhere_is_not_pulled_back(hall: Hall) -> None:
    wall = hall.wall("/positions?step=waves")
    code = let_in(wall).partition("room=")[2]
    wall.keyboard.press("Escape")
    laptop = hall.come(f"/?room={code}", 1280, 720)
    expect(laptop).to_have_url(re.compile("/positions"), timeout=SOON)
    laptop.wait_for_timeout(2500)
    laptop.get_by_role("link", name="Heads", exact=True).first.click()
    expect(laptop).to_have_url(re.compile("/heads.*room="), timeout=SOON)
    expect(laptop).to_have_url(re.compile("follow=false"), timeout=SOON)
    wall.keyboard.press("PageDown")
    laptop.wait_for_timeout(3500)
    assert "/heads" in laptop.url


def test_a_reload_keeps_the_lecturer_the_room_and_the_place(hall: Hall) -> None:
    wall = hall.wall("/heads?step=compare")
    link = let_in(wall)
    code = link.partition("room=")[2]
    wall.reload()
    settle(wall)
    expect(wall.locator(".st-key-class button")).to_contain_text(code, timeout=SOON)
    assert "step=compare" in wall.url
    assert KEY not in wall.url
    phone = hall.come(link)
    phone.reload()
    settle(phone)
    expect(phone.locator(".code")).to_have_text(code)


def test_the_notes_drive_the_wall_and_the_wall_stays_clean(hall: Hall) -> None:
    wall = hall.wall("/attention?step=mask")
    desk = hall.open(wall.context, "/?notes=true")
    expect(desk.get_by_text("Whoever may look ahead need not learn")).to_be_visible(timeout=SOON)
    desk.locator(".st-key-next button").click()
    expect(wall).to_have_url(re.compile("step=softmax"), timeout=SOON)
    expect(desk.get_by_text("Every row is a budget of 100 %")).to_be_visible(timeout=SOON)
    expect(wall.get_by_text("Every row is a budget")).to_have_count(0)
    desk.locator(".st-key-start-clock button").click()
    expect(desk.locator(".clock .run")).to_have_text(re.compile(r"00:\d\d"), timeout=SOON)
    wall.keyboard.press("PageUp")
    expect(desk.get_by_text("Whoever may look ahead")).to_be_visible(timeout=SOON)


def test_the_keys_of_the_wall_and_none_where_somebody_types(hall: Hall) -> None:
    wall = hall.wall("/positions?step=proof")
    wall.keyboard.press("?")
    expect(wall.locator(".keys .help")).to_be_visible()
    wall.keyboard.press("Escape")
    expect(wall.locator(".keys .help")).to_be_hidden()
    wall.keyboard.press("b")
    expect(wall.locator(".keys .black")).to_be_visible()
    wall.keyboard.press("PageDown")  # a clicker brings the picture back first
    expect(wall.locator(".keys .black")).to_be_hidden()
    assert "step=proof" in wall.url
    field = wall.get_by_role("textbox", name="Your sentence")
    field.fill("a bee")
    field.press("End")
    wall.keyboard.type(" b f?.")
    expect(field).to_have_value("a bee b f?.")
    wall.keyboard.press("Home")
    wall.keyboard.press("ArrowRight")
    expect(wall.locator(".keys .black")).to_be_hidden()
    assert "step=proof" in wall.url
    wall.evaluate("document.activeElement.blur()")
    settle(wall)
    wall.keyboard.press("ArrowRight")  # from the last step into the next chapter
    expect(wall).to_have_url(re.compile("/ngrams.*step=counts"), timeout=SOON)
    assert "text=a+bee+b+f" in wall.url, "the sentence comes along"
    expect(wall.get_by_text("1 / 4")).to_be_visible(timeout=SOON)
    settle(wall)
    wall.keyboard.press("ArrowLeft")
    expect(wall).to_have_url(re.compile("/positions.*step=proof"), timeout=SOON)
    expect(wall.get_by_text("6 / 6")).to_be_visible(timeout=SOON)
    settle(wall)
    wall.keyboard.press(" ")
    expect(wall).to_have_url(re.compile("/ngrams"), timeout=SOON)


def test_a_camera_reads_the_code_off_the_wall(hall: Hall) -> None:
    reader = pytest.importorskip("zxingcpp")
    from io import BytesIO

    from PIL import Image

    wall = hall.wall("/attention?step=mask&text=the%20queen%20beside%20the%20king%20lost%20her%20crown")
    link = let_in(wall)
    picture = Image.open(BytesIO(wall.screenshot()))
    (found,) = reader.read_barcodes(picture.resize((320, 180)).convert("L").resize((1280, 720)))  # from the last row
    assert found.text.endswith(link)
    assert wall.locator("img.qr").bounding_box()["height"] > 500  # type: ignore[index]
