"""A server that dies takes nothing along: its pages find the one that took over, as they were, and their controls work."""

import sys

from playwright.sync_api import Browser, expect

from tests.browser.conftest import settle
from tests.conftest import free_port, running

EXPLORER = [sys.executable, "-m", "explorer.cli"]


def test_a_page_goes_on_where_another_server_took_over(browser: Browser) -> None:
    port, context = free_port(), browser.new_context(locale="en-GB")
    page = context.new_page()
    with running(EXPLORER, port) as address:
        page.goto(f"{address}/sampling?step=temperature&temperature=1.7&text=the+queen+beside+the+king+lost")
        settle(page)
    expect(page.locator("[data-test-connection-state='CONNECTED']")).to_have_count(0, timeout=30_000)
    assert page.locator(".st-key-bars input").count(), "what was drawn stays on the screen"
    with running(EXPLORER, port):  # it knows nothing of this page
        settle(page)
        assert "temperature=1.7&" in page.url
        expect(page.get_by_role("textbox", name="Your sentence")).to_have_value("the queen beside the king lost")
        page.wait_for_timeout(1500)
        page.locator(".st-key-bars input").first.press("ArrowRight")
        page.wait_for_url("**/sampling?*temperature=1.75&*", timeout=30_000)
        assert "text=the+queen" in page.url
    context.close()
