"""Texts that a visitor brings to learn tokens from: a file that is no text, and a very long one."""

import random
import struct
import zlib

from playwright.sync_api import Page, expect

from explorer.text import microworld
from tests.browser.conftest import Open, settle


def picture(side: int = 64) -> bytes:
    """A PNG of noise."""
    noise = random.Random(0)
    rows = b"".join(b"\x00" + noise.randbytes(3 * side) for _ in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def paste(page: Page, text: str) -> None:
    """As a visitor does it: from the clipboard. (Typed into the field, a megabyte would take minutes.)"""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box = page.locator(".st-key-own textarea")
    box.focus()
    page.keyboard.press("Control+V")
    page.wait_for_function("([box, n]) => box.value.length === n", arg=[box.element_handle(), len(text)])
    page.keyboard.press("Control+Enter")
    settle(page)


def learned(page: Page, text: str) -> None:
    """The figure has learned from exactly this text."""
    expect(page.locator(".st-key-step-learning .caption")).to_contain_text(
        f"learned from {len(text)} characters", timeout=60_000
    )
    expect(page.locator(".st-key-learned .pair").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_picture_is_refused_in_plain_words_and_the_pasted_text_stays(visit: Open) -> None:
    page = visit("/tokens", source="own", step="learning")
    text = "she sells sea shells by the sea shore"
    paste(page, text)
    learned(page, text)
    chooser = page.locator(".st-key-file input[type=file]")
    chooser.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": picture()})
    alert = page.locator(".st-key-step-learning").get_by_role("alert")
    expect(alert).to_contain_text("This file is not text")
    settle(page)
    assert page.locator(".st-key-own textarea").input_value() == text
    learned(page, text)
    story = "once upon a time a cat sat on a mat"
    chooser.set_input_files({"name": "story.txt", "mimeType": "text/plain", "buffer": story.encode("utf-16")})
    learned(page, story)
    expect(alert).to_have_count(0)


def test_a_megabyte_is_pasted_and_learned_from(visit: Open) -> None:
    told = "\n".join(" ".join(story.tokens[1:-1]) for story in microworld.stories(400, 7))
    text = (told * (1_000_000 // len(told) + 1))[:1_000_000]
    page = visit("/tokens", source="own", step="learning", merges=300)
    paste(page, text)
    learned(page, text)
    expect(page.locator(".st-key-step-learning .caption")).to_contain_text("300 merges")
    assert len(page.locator(".st-key-own textarea").input_value()) == len(text)
