"""Texts to learn from: generated stories, books fetched once, or what a visitor brings."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from explorer.errors import VisitorError
from explorer.saving import disk_is_full
from explorer.text import microworld

# The example of Sennrich, Haddow and Birch 2016, section 3.2
CLASSIC = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
LARGEST = 5_000_000  # bytes of a text of one's own


@dataclass(frozen=True)
class Book:
    """A text in the public domain that is not shipped: where it is fetched, and how its bytes are known again."""

    file: str
    address: str
    sha256: str
    size: int  # bytes


BOOKS = {
    "shakespeare": Book(
        "tinyshakespeare.txt",
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        1_115_394,
    )
}


class NotHereError(VisitorError):
    """The book would have to be fetched first."""


def _cache() -> Path:
    import pooch

    return Path(pooch.os_cache("explorer"))


def find(book: Book) -> Path | None:
    """The book's file, in the folder that EXPLORER_DATA names or in the user's cache; only with the right bytes."""
    named = os.environ.get("EXPLORER_DATA")
    for folder in (*([Path(named)] if named else []), _cache()):
        file = folder / book.file
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == book.sha256:
            return file
    return None


@lru_cache(maxsize=4)
def read(name: str) -> str:
    """The text of one of BOOKS. Raises NotHereError where it has to be fetched first."""
    if file := find(BOOKS[name]):
        return file.read_text("utf-8")
    raise NotHereError("This book is not on this machine yet.")


def fetch(name: str, report: Callable[[int, int], None]) -> None:
    """Bring one of BOOKS into the user's cache; `report` is told bytes done and bytes in all.

    What `report` raises ends it, and nothing is kept. Raises VisitorError without a network, with other bytes, or where
    the disk is full.
    """
    import pooch
    import requests

    book = BOOKS[name]
    pooch.get_logger().setLevel("ERROR")

    def download(address: str, file: str, _: object) -> None:
        with requests.get(address, stream=True, timeout=15) as answer, Path(file).open("wb") as out:
            answer.raise_for_status()
            for chunk in answer.iter_content(1 << 15):
                out.write(chunk)
                report(min(out.tell(), book.size), book.size)

    try:
        pooch.retrieve(book.address, f"sha256:{book.sha256}", book.file, _cache(), downloader=download)
    except ValueError:
        raise VisitorError(
            "What came is not the expected text; it was thrown away. ({reason})", reason="SHA-256"
        ) from None
    except (requests.RequestException, OSError) as error:
        if disk_is_full(error):
            raise VisitorError(
                "The disk of this machine is full, so it could not be kept; {size:,.0f} MB are needed.",
                size=book.size / 1e6 + 1,
            ) from error
        raise VisitorError(
            "It could not be fetched: is this machine on the network? ({reason})", reason=type(error).__name__
        ) from error


@lru_cache
def stories(count: int = 300, seed: int = 0) -> str:
    """Microworld stories as running text, one a line."""
    return "\n".join(" ".join(told.tokens[1:-1]) for told in microworld.stories(count, seed))


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding that was assumed.

    Raises VisitorError where the file is empty, too large or not text.
    """
    if len(data) > LARGEST:
        raise VisitorError("The file has {n:,} bytes; at most {most:,} can be read here.", n=len(data), most=LARGEST)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"  # what older programs on Windows write; every byte means something in it
        text = data.decode(encoding, errors="replace").replace("\ufffd", "?")
    control = sum(ord(character) < 32 and character not in "\t\n\r\f" for character in text[:10_000])
    if control > len(text[:10_000]) // 100:
        raise VisitorError("This file is not text: it holds control characters. Bring a plain .txt file.")
    if not text.strip():
        raise VisitorError("This file is empty.")
    return text, "utf-8" if encoding == "utf-8-sig" else encoding
