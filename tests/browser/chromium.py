"""Finds a Chromium for the browser tests; run as a program it installs one where there is none."""

import os
import shutil
import subprocess
import sys

# The first has no windows of its own to draw: a page opens in a quarter of the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HELP = "The browser tests need Chromium. Install it (Debian, Ubuntu: apt-get install chromium) and run make test again."
# A test machine may have no sandbox, no graphics and no network; Chromium must not ask for any of them.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Path of a Chromium, the machine's own before Playwright's; None where there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def install() -> None:
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        for name in NAMES[:2]:  # not every system has the first
            if find() is None:
                command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name, "fonts-noto-core"]
                subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    if find() is None:
        sys.exit(HELP)
