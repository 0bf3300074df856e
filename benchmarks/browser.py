"""From a key or a click to the new picture, in a real browser: what a visitor waits for."""

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

REPEAT = 20
LIVE = ".st-key-{} [data-testid=stBidiComponentIsolated]"  # the host of a live figure's shadow root
CHART = ".js-plotly-plot .main-svg"
PLACE, STEP = ".st-key-pair-curves input >> nth=1", ".st-key-shift input >> nth=0"
# What a figure shows: a live one says it, of a chart it is all that is drawn.
SHOWN = """(selector) => {
  const node = document.querySelector(selector), figure = node?.shadowRoot ?? node;
  const now = figure?.querySelector?.('.frame')?.dataset;
  if (now && Object.keys(now).length) return JSON.stringify(now);
  return node?.matches('svg') ? node.innerHTML : node?.textContent;
}"""
# Resolves two frames after the wanted change was seen, so that the picture is on the screen.
WATCH = """([selector, before]) => new Promise(done => {
  let start = performance.now();
  addEventListener('keydown', () => start = performance.now(), { capture: true, once: true });
  const look = () => {
    const text = (SHOWN)(selector);
    const painted = () => done(performance.now() - start);
    if (text && text !== before) requestAnimationFrame(() => requestAnimationFrame(painted));
    else requestAnimationFrame(look);
  };
  look();
})""".replace("SHOWN", SHOWN)


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser, started before any clock runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def first_load(browser: Browser, address: str, path: str, figure: str) -> dict[str, float]:
    """What a new visitor waits for: seconds to this figure, and megabytes on the wire until nothing more comes."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    network = context.new_cdp_session(page)
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.on(
        "Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"]) * 3 / 4)
    )
    network.send("Network.enable")
    start = time.perf_counter()
    page.goto(address + path)
    page.locator(figure).first.wait_for(timeout=60_000)
    seconds = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    context.close()
    return {"figure_s": seconds, "MB": sum(sizes) / 1e6}


def changes(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    """Median and p95 in milliseconds for typical changes of the first chapters."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    results = {}
    for name, path, control, watched in (
        (
            "positions: width of the waves",
            "positions?step=waves",
            ".st-key-waves input >> nth=1",
            LIVE.format("waves"),
        ),
        (
            "sampling: temperature",
            "sampling?step=temperature",
            ".st-key-bars input",
            LIVE.format("bars"),
        ),
        ("positions: place of the hands", "positions?step=pairs", PLACE, LIVE.format("pair-curves")),
        ("positions: step of the rotation", "positions?step=shift", STEP, LIVE.format("shift")),
        ("model: tokens in the cache", "model?step=cache", ".st-key-caches input >> nth=0", LIVE.format("caches")),
        ("recurrence: scale of the weights", "recurrence?step=vanishing", ".st-key-scale input", LIVE.format("reach")),
        ("tokens: merges", "tokens?step=learning&source=stories", ".st-key-learned input", LIVE.format("learned")),
        ("attention: pointing at a score", "attention?step=scores", ".st-key-scores canvas", LIVE.format("scores")),
    ):
        page.goto(f"{address}/{path}&lecture=true")
        page.locator(control).wait_for(state="attached")
        page.wait_for_timeout(2500)
        results[name] = _measure(page, control, watched)
    page.close()
    return results


def _measure(page: Page, control: str, watched: str) -> dict[str, float]:
    taken = []
    page.locator(control).focus()
    for turn in range(REPEAT):
        before = page.evaluate(SHOWN, watched)
        page.evaluate(f"args => {{ window.__seen = ({WATCH})(args) }}", [watched, before])
        page.keyboard.press("ArrowLeft" if turn % 2 else "ArrowRight")
        taken.append(float(page.evaluate("() => window.__seen")))
        page.wait_for_timeout(300)  # the next one comes when this one is done
    return {"median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}
