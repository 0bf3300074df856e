"""What is taken away opens elsewhere: pictures, numbers, links, the page as one file, and exercises."""

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Download, Page, expect

from explorer.models import heads, library
from tests.browser.conftest import Open, settle

TEXT = "the queen beside the king lost"


def take(page: Page, key: str, kind: str) -> Download:
    with page.expect_download() as download:
        page.locator(f".st-key-numbers-{key} .take", has_text=kind).click()
    assert download.value.suggested_filename.endswith(f"-{key}.{kind.lower()}")
    return download.value


def make(page: Page, what: str) -> Path:
    with page.expect_download(timeout=60_000) as download:
        page.locator(f"[data-make={what}]").click()
    return Path(download.value.path())


@pytest.mark.parametrize(
    ("path", "key", "pure"),
    [
        ("/attention", "vectors", True),  # Plotly
        ("/attention", "scores", False),  # a canvas and HTML
        ("/attention", "scaling", False),  # HTML alone
        ("/", "journey", True),  # SVG alone
    ],
)
def test_each_kind_of_figure_is_taken_away_in_four_formats(visit: Open, path: str, key: str, pure: bool) -> None:
    page = visit(path, text=TEXT)
    page.locator(f".st-key-numbers-{key} summary").click()
    settle(page)
    root = ElementTree.parse(take(page, key, "SVG").path()).getroot()
    assert root.tag.endswith("}svg")
    assert any(node.tag.endswith("foreignObject") for node in root.iter()) is not pure
    shown = "".join(root.itertext())
    assert "queen" in shown or key in ("scores", "scaling")
    image = Image.open(io.BytesIO(Path(take(page, key, "PNG").path()).read_bytes())).convert("RGB")
    assert image.width == 2 * float(root.attrib["width"])
    pixels = np.asarray(image).astype(int)
    ink = np.abs(pixels - pixels[0, 0]).sum(-1) > 60
    assert 0.01 < ink.mean() < 0.9
    assert ink[:, : image.width // 2].any()
    assert ink[:, image.width // 2 :].any()
    found = json.loads(Path(take(page, key, "JSON").path()).read_text("utf-8"))
    assert found["figure"].endswith(key)
    assert found["caption"] == page.locator(f".st-key-numbers-{key}").evaluate(
        "e => [...document.querySelectorAll('.caption')].filter(c => c.compareDocumentPosition(e) & 4).at(-1).textContent"
    )
    assert "the+queen+beside" in found["address"]
    lines = Path(take(page, key, "CSV").path()).read_text("utf-8").splitlines()
    assert len(lines) == len(found["numbers"]) + 1


def test_the_json_of_a_matrix_is_the_models(visit: Open) -> None:
    page = visit("/attention", text=TEXT, layer=2, head=2)
    page.locator(".st-key-numbers-scores summary").click()
    settle(page)
    found = json.loads(Path(take(page, "scores", "JSON").path()).read_text("utf-8"))
    dots = heads.look(library.run(TEXT), 2, 2).dots
    assert np.allclose([list(row.values())[1:] for row in found["numbers"]], dots, atol=1e-5)


@pytest.mark.parametrize("modern", [True, False])
def test_the_link_is_copied_with_all_that_is_set(visit: Open, modern: bool) -> None:
    page = visit("/attention", text=TEXT, head=3, follow="false")
    if modern:
        page.evaluate("window.copied = ''; navigator.clipboard.writeText = async (text) => { window.copied = text }")
    else:  # over plain http, as in the network of a lecture hall
        page.evaluate(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
            "document.execCommand = () => { window.copied = document.activeElement.value; return true }"
        )
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    copied = page.evaluate("window.copied")
    assert "head=3" in copied
    assert "queen" in copied
    assert "follow" not in copied
    page.goto(copied)
    settle(page)
    assert page.get_by_role("textbox", name="Your sentence").input_value() == TEXT


def test_on_the_wall_there_is_nothing_to_press(visit: Open) -> None:
    page = visit("/attention", text=TEXT, lecture="true")
    assert page.get_by_role("button", name="Copy link").count() == 0
    assert page.get_by_text("Take this page home").count() == 0


def opened(browser: Browser, file: Path, name: str) -> tuple[Page, list[str], list[str]]:
    """A file as from a USB stick: the page, what it asked for, and what went wrong."""
    kept = file.with_name(name)
    kept.write_bytes(file.read_bytes())
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(kept.as_uri())
    return page, asked[1:], wrong


def test_the_page_taken_home_lives_without_explorer(visit: Open, browser: Browser) -> None:
    page = visit("/attention", text=TEXT, head=2)
    file = make(page, "page")
    expect(page.get_by_role("link", name="attention.html")).to_contain_text("MB")
    assert file.stat().st_size < 4_000_000
    home, asked, wrong = opened(browser, file, "attention.html")
    home.wait_for_function("document.documentElement.dataset.drawn === '8'", timeout=30_000)
    expect(home.get_by_role("heading", level=2)).to_have_count(9)
    assert home.locator("math").count() > 5
    for index in range(8):
        figure = home.locator(f"#drawn-{index}")
        pixels = np.asarray(Image.open(io.BytesIO(figure.screenshot())).convert("RGB")).astype(int)
        assert (np.abs(pixels - pixels[0, 0]).sum(-1) > 60).mean() > 0.01, f"figure {index} is blank"
    canvas = home.locator("#drawn-3 canvas")
    canvas.focus()
    before = home.locator("#drawn-3 .sum").inner_text()
    canvas.press("ArrowUp")
    assert home.locator("#drawn-3 .sum").inner_text() != before, "the figure still answers"
    home.set_viewport_size({"width": 390, "height": 844})
    home.wait_for_function("document.documentElement.scrollWidth <= 390")
    assert home.pdf()[:4] == b"%PDF"
    assert asked == []
    assert wrong == []
    home.close()


def test_all_that_was_seen_is_taken_home_in_reading_order(visit: Open, browser: Browser) -> None:
    page = visit("/sampling", text=TEXT)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Positions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Positions")
    settle(page)
    home, asked, wrong = opened(browser, make(page, "all"), "explorer.html")
    home.wait_for_function("document.documentElement.dataset.drawn === '12'", timeout=30_000)
    assert home.locator("h2.chapter").all_inner_texts() == ["Positions", "Sampling"]
    assert (asked, wrong) == ([], [])
    home.close()


def test_exercises_come_with_a_key_on_a_page_of_its_own(visit: Open, browser: Browser) -> None:
    page = visit("/attention", text=TEXT, sheet=7)
    home, asked, wrong = opened(browser, make(page, "sheet"), "sheet.html")
    expect(home.locator("header")).to_contain_text("Sheet 7")
    assert home.locator(".key").evaluate("e => getComputedStyle(e).breakBefore") == "page"
    assert home.locator(".sheet > .exercise").count() == home.locator(".key .exercise").count() == 4
    assert "sheet=7" in str(home.locator("header a").get_attribute("href"))
    home.set_viewport_size({"width": 390, "height": 844})
    home.wait_for_function("document.documentElement.scrollWidth <= 390")
    assert (asked, wrong) == ([], [])
    home.close()
