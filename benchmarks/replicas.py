"""Two Explorers behind nginx, one room in Redis, and a class in Chromium; then one Explorer is killed, and then Redis.

Run by `make replicas`. It installs nothing: where nginx, redis-server or Chromium are missing it says so, with exit
code 1. nginx is started with deploy/nginx.conf, in which only addresses and folders are replaced.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CONFIG = Path(__file__).parents[1] / "deploy" / "nginx.conf"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
KEY, PHONES, READERS = "a-key-of-this-run", 6, 3
ONLINE = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
CONNECTED = f"{ONLINE}[data-test-script-state=notRunning]"
OWN = "sampling?step=temperature&temperature=1.7&text=the+queen+beside+the+king+lost&language=en"
# Notes when the page loses its server and has one again; what it shows stays on the screen meanwhile.
WATCH = """() => {
  const look = () => {
    const state = document.querySelector('[data-testid=stApp]')?.dataset;
    if (!state) return;
    if (state.testConnectionState !== 'CONNECTED') window.lost ??= performance.now();
    else if (window.lost) window.found ??= performance.now();
  };
  new MutationObserver(look).observe(document, {subtree: true, attributes: true, childList: true});
}"""
LOOK = "() => [{...document.querySelector('[data-testid=stApp]')?.dataset}, window.lost, window.found]"
SOON = 90.0  # seconds after which something counts as failed


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: str, holds: Callable[[], object], pages: Sequence[Page] = ()) -> float:
    """Seconds until it holds. Raises TimeoutError where that takes too long, and shows how the pages are then."""
    start = time.monotonic()
    while not holds():
        if time.monotonic() - start > SOON:
            for page in pages:
                print(page.url, page.evaluate(LOOK), file=sys.stderr)
            raise TimeoutError(f"waited {SOON:.0f} seconds in vain: {what}")
        time.sleep(0.05)
    return time.monotonic() - start


class Site:
    """Redis, two Explorers and nginx on this machine alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis, self.port = free_port(), free_port()
        self.explorers = {"first": free_port(), "second": free_port()}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.address = f"http://localhost:{self.port}"
        self.store = f"redis://127.0.0.1:{self.redis}"

    def start(self, name: str) -> None:
        environment = os.environ | {
            "EXPLORER_KEY": KEY,
            "EXPLORER_HOSTS": "localhost",
            "EXPLORER_REDIS_URL": self.store,
        }
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(self.command(name), env=environment, stdout=log, stderr=log)
        log.close()

    def command(self, name: str) -> list[str]:
        if name == "redis":
            alone = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
            return ["redis-server", "--port", str(self.redis), *alone]
        if name == "nginx":
            file = self.folder / "nginx.conf"
            file.write_text(self.nginx())
            return ["nginx", "-c", str(file), "-g", "daemon off;"]
        port = str(self.explorers[name])
        return [sys.executable, "-m", "explorer.cli", "--no-browser", "--host", "127.0.0.1", "--port", port]

    def nginx(self) -> str:
        """What stands in deploy/, for this machine."""
        first, second = (f"127.0.0.1:{port}" for port in self.explorers.values())
        text = CONFIG.read_text("utf-8")
        for old, new in (
            ("explorer-1:8501", first),
            ("explorer-2:8501", second),
            (r"172\.30\.85\.12:8501", second.replace(".", r"\.")),
            ("listen 8080", f"listen 127.0.0.1:{self.port}"),
            ("/tmp/", f"{self.folder}/"),
        ):
            if old not in text:
                raise SystemExit(f"{CONFIG} does not hold {old}")
            text = text.replace(old, new)
        return text

    def ready(self, port: int) -> bool:
        if ended := [name for name, process in self.running.items() if process.poll() is not None]:
            raise RuntimeError(f"ended by itself: {', '.join(ended)}")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=2) as answer:
                return json.load(answer) == {"models": "loaded", "room": "shared"}
        except OSError:
            return False

    def kill(self, name: str) -> None:
        """With SIGKILL: it cannot say goodbye."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="explorer-") as folder:
        made = Site(Path(folder))
        try:
            for name in ("redis", "first", "second", "nginx"):
                made.start(name)
            for port in made.explorers.values():
                until("an Explorer is ready", lambda port=port: made.ready(port))  # type: ignore[misc]
            until("nginx answers", lambda: made.ready(made.port))
            yield made
        except BaseException:
            for log in Path(folder).glob("*.log"):
                print(f"--- {log.name}\n{log.read_text('utf-8', errors='replace')[-2000:]}", file=sys.stderr)
            raise
        finally:
            made.stop()


def come(browser: Browser, address: str, path: str, width: int = 390, height: int = 844) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
    page.goto(f"{address}/{path}")
    page.locator(CONNECTED).wait_for(state="attached", timeout=60_000)
    return page


def replica(page: Page) -> str:
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return str(cookies["explorer"])


def state(page: Page) -> tuple[str, list[str]]:
    """The address, and what stands in the fields and sliders."""
    fields = page.locator("input[type=range], input[type=text]")
    return page.url, fields.evaluate_all("all => all.map(each => each.value)")


def votes() -> list[int]:
    from explorer.room import shared, tally

    return list(tally(shared().read()))


def option(page: Page, number: int) -> None:
    page.locator(".frame.votes .option").nth(number).click()
    page.locator(f".frame.votes[data-mine='{number}']").wait_for()


def warm(page: Page) -> float:
    """Seconds until a higher temperature is chosen, and the rest of the page's state is as it was."""
    old = page.url
    page.locator(".st-key-bars input").first.press("ArrowRight")
    seconds = until("a reader goes on", lambda: page.evaluate("location.href") != old, [page])
    rest = [part for part in old.split("&") if not part.startswith("temperature=")]
    assert all(part in page.url for part in rest), f"{old} became {page.url}"
    return seconds


def toasts(page: Page) -> int:
    return page.get_by_text("not shared with the other servers").count()


def lecture(site: Site, browser: Browser) -> dict[str, object]:
    """What was measured. Raises AssertionError where somebody lost something."""
    os.environ["EXPLORER_REDIS_URL"] = site.store  # this program looks into the room as a third Explorer would
    from explorer.room import shared

    wall = come(browser, site.address, f"attention?step=queries_keys_values&key={KEY}&lecture=true", 1280, 720)
    wall.locator(".st-key-class button").click()
    until("the room has a code", lambda: shared().read().code)
    code = shared().read().code
    wall.wait_for_timeout(2500)
    wall.keyboard.press("Escape")
    phones = [come(browser, site.address, f"?room={code}&language=en") for _ in range(PHONES)]
    readers = [come(browser, site.address, OWN, 1280, 720) for _ in range(READERS)]
    wall.keyboard.press("PageDown")
    until("the class is asked", lambda: shared().read().question)
    for number, phone in enumerate(phones):
        phone.locator(".frame.votes.ballot .option").first.wait_for(timeout=60_000)
        option(phone, number % 3)
    expected = [sum(n % 3 == k for n in range(PHONES)) for k in range(3)]
    until("all votes count", lambda: votes()[:3] == expected)
    told = {"replicas": [replica(page) for page in (wall, *phones, *readers)], "votes": votes()}

    victim = replica(wall)
    other = next(name for name in site.explorers if name != victim)
    everybody = [wall, *phones, *readers]
    lost = [page for page in everybody if replica(page) == victim]
    before = {page: state(page) for page in lost}
    assert all("queen" in str(state(page)[1]) for page in readers), "the readers' own sentence is not there"
    for page in everybody:
        page.evaluate(WATCH)
    site.kill(victim)
    told["pages on the killed one"] = len(lost)
    until("all have a server again", lambda: all(page.evaluate("() => window.found > 0") for page in lost), lost)
    after = [page.evaluate("() => window.found - window.lost") / 1000 for page in lost]
    told["seconds until each has a server again"] = [round(seconds, 1) for seconds in after]
    assert not any(page.evaluate("() => window.lost !== undefined") for page in everybody if page not in lost)
    for page in lost:
        page.wait_for_timeout(1500)
        assert page.url == before[page][0], f"{before[page][0]} became {page.url}"
        if page in readers:  # a class is drawn again all the time
            assert state(page) == before[page], f"{before[page]} became {state(page)}"
        assert replica(page) == other, "the cookie still names the dead one"
    assert votes()[:3] == expected, "votes are gone"
    if moved := [page for page in readers if page in lost]:
        told["seconds of the first click on the other one"] = round(warm(moved[0]), 2)
    option(phones[0], 2)  # one who was there changes its mind, and counts once
    expected = [expected[0] - 1, expected[1], expected[2] + 1]
    until("a vote after the kill counts", lambda: votes()[:3] == expected)
    wall.locator(".frame.votes").wait_for(timeout=60_000)
    wall.locator(f".frame.votes[data-votes^='{' '.join(map(str, expected))}']").wait_for(timeout=60_000)
    wall.locator(".st-key-reveal button").wait_for()  # the lecturer is still the lecturer

    start = time.monotonic()
    site.start(victim)
    told["seconds until it is ready again"] = round(
        until("it is ready again", lambda: site.ready(site.explorers[victim])), 1
    )
    newcomers = {other}
    while victim not in newcomers:
        newcomers.add(replica(come(browser, site.address, "")))
        if time.monotonic() - start > 4 * SOON:
            raise TimeoutError("no newcomer reaches the replica that was started again")
    assert {replica(page) for page in lost} == {other}, "who has moved stays"

    site.kill("redis")
    start = time.monotonic()
    until("the lecturer is told", lambda: toasts(wall))
    told["seconds until the lecturer is told that Redis is gone"] = round(time.monotonic() - start, 1)
    option(phones[1], 2)
    told["seconds of a click without Redis"] = round(warm(readers[0]), 2)
    expected = [expected[0], expected[1] - 1, expected[2] + 1]
    assert all(page.locator(ONLINE).count() for page in everybody), "somebody was cut off"
    site.start("redis")
    told["seconds until the room is whole again"] = round(
        until("the votes are whole again", lambda: not shared().alone and votes()[:3] == expected), 1
    )
    told["votes at the end"] = votes()
    return told


def missing() -> list[str]:
    found = {"nginx": shutil.which("nginx"), "redis-server": shutil.which("redis-server")}
    found["chromium"] = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    return [name for name, path in found.items() if path is None]


def main() -> int:
    if names := missing():
        print(f"Missing: {', '.join(names)}. On Debian: apt-get install nginx-light redis-server chromium")
        return 1
    if not CONFIG.is_file():
        print(f"Run it from a checkout: {CONFIG} is missing.")
        return 1
    with site() as running, sync_playwright() as playwright:
        path = next(path for name in CHROMIUM if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            told = lecture(running, browser)
        finally:
            browser.close()
    for name, value in told.items():
        print(f"{name}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
