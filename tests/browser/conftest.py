import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, HELP, find
from tests.conftest import free_port, running

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    assert path, HELP
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


# Whether every script has come, and every figure has stayed where it was since this was asked last.
STILL = """() => {
  const hosts = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
  if (!hosts.every((host) => host.shadowRoot?.adoptedStyleSheets.length)) return false;
  const figures = document.querySelectorAll("[data-testid=stBidiComponentIsolated], .stPlotlyChart, iframe");
  const now = [...figures].map((node) => JSON.stringify(node.getBoundingClientRect())).join();
  const before = window.explorerPlaces;
  window.explorerPlaces = now;
  return now === before;
}"""


def settle(page: Page) -> None:
    """Wait until the server has nothing more to say, and nothing moves."""
    page.wait_for_timeout(250)
    page.locator(
        "[data-testid='stApp'][data-test-connection-state='CONNECTED'][data-test-script-state='notRunning']"
    ).wait_for(state="attached", timeout=30_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=30_000)
    page.wait_for_function(STILL, polling=100)


def watch(page: Page) -> list[object]:
    """Open the page anew; what its browser tells the server from then on."""
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    settle(page)
    sent.clear()
    return sent


def move(frame: Locator, **places: int) -> None:
    """Put the thumbs there, as fingers that have not let go yet."""
    for name, place in places.items():
        frame.locator(f"input[data-name={name}]").evaluate(
            "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input', { bubbles: true })) }",
            place,
        )


def drag(page: Page, frame: Locator, slider: str, name: str, parts: Sequence[float]) -> set[str | None]:
    """Hold a figure's slider and move it along; what the figure told as data-`name` on the way. It is still held."""
    box = frame.locator(slider).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * parts[0], box["y"] + box["height"] / 2)
    page.mouse.down()
    told = set()
    for part in parts[1:]:
        page.mouse.move(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)
        page.wait_for_timeout(120)
        told.add(frame.get_attribute(f"data-{name}"))
    return told


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Open a page of Explorer; at the end no request may have left this machine, and no script may have failed."""
    contexts, foreign, errors = [], [], []

    def visit(path: str = "/", width: int = 1280, height: int = 720, dark: bool = False, **parameters: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en-GB"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: note(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "BidiComponent Error" in said.text else None)
        query = "&".join(f"{name}={quote(str(value))}" for name, value in parameters.items())
        page.goto(f"{address}{path}?{query}")
        settle(page)
        if parameters.get("lecture") == "true":
            page.locator(".keys").wait_for(state="attached")  # from now on they are heard
        return page

    def note(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != urlsplit(address).hostname:
            foreign.append(url)

    yield visit
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []


@pytest.fixture(scope="session")
def stand() -> Iterator[str]:
    """The address of a page that shows figures alone."""
    port = free_port()
    script = Path(__file__).with_name("stand.py")
    config = {"server.port": port, "server.headless": True, "browser.gatherUsageStats": False}
    serve = f"import pathlib, explorer.web.server as s; s.app(pathlib.Path({str(script)!r})).run(config={config})"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with running([sys.executable, "-c", serve], port, env=environment) as address:
        yield address
