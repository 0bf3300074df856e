import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from explorer.errors import VisitorError
from explorer.text import corpora
from explorer.text.corpora import Book

TEXT = "To be, or not to be: that is the question.\n" * 20_000
BYTES = TEXT.encode()


@pytest.fixture
def served() -> Iterator[str]:
    """The address of a server that has one book."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/book.txt" else 404)
            self.send_header("Content-Length", str(len(BYTES)))
            self.end_headers()
            self.wfile.write(BYTES)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shelf(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and books that the server has, has not, or has with other bytes."""
    right, wrong = hashlib.sha256(BYTES).hexdigest(), hashlib.sha256(b"other").hexdigest()
    books = {
        "book": Book("book.txt", f"{served}/book.txt", right, len(BYTES)),
        "forged": Book("forged.txt", f"{served}/book.txt", wrong, len(BYTES)),
        "lost": Book("lost.txt", f"{served}/lost.txt", right, len(BYTES)),
        "offline": Book("offline.txt", "http://127.0.0.1:9/book.txt", right, len(BYTES)),
    }
    monkeypatch.setattr(corpora, "BOOKS", books)
    monkeypatch.setattr(corpora, "_cache", lambda: tmp_path / "cache")
    monkeypatch.delenv("EXPLORER_DATA", raising=False)
    corpora.read.cache_clear()
    yield tmp_path
    corpora.read.cache_clear()


def test_a_book_is_fetched_once_with_progress(shelf: Path) -> None:
    with pytest.raises(corpora.NotHereError):
        corpora.read("book")
    told: list[tuple[int, int]] = []
    corpora.fetch("book", lambda done, size: told.append((done, size)))
    assert corpora.read("book") == TEXT
    assert len(told) > 10
    assert told[-1] == (len(BYTES), len(BYTES))
    assert all(0 <= done <= size for done, size in told)
    told.clear()
    corpora.fetch("book", lambda done, size: told.append((done, size)))
    assert told == []  # it is here already


def test_other_bytes_are_thrown_away(shelf: Path) -> None:
    with pytest.raises(VisitorError, match="not the expected text"):
        corpora.fetch("forged", lambda done, size: None)
    assert list((shelf / "cache").iterdir()) == []


@pytest.mark.parametrize("name", ["lost", "offline"])
def test_without_the_book_a_plain_word(shelf: Path, name: str) -> None:
    with pytest.raises(VisitorError, match="on the network") as caught:
        corpora.fetch(name, lambda done, size: None)
    assert caught.value.values["reason"]


def test_what_the_report_raises_ends_it_and_nothing_is_kept(shelf: Path) -> None:
    def stop(done: int, size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpora.fetch("book", stop)
    assert list((shelf / "cache").iterdir()) == []


def test_the_named_folder_comes_first_and_only_with_the_right_bytes(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shelf / "data"
    folder.mkdir()
    monkeypatch.setenv("EXPLORER_DATA", str(folder))
    book = corpora.BOOKS["book"]
    (folder / "book.txt").write_bytes(BYTES[:-1])
    assert corpora.find(book) is None
    (folder / "book.txt").write_bytes(BYTES)
    assert corpora.find(book) == folder / "book.txt"


def test_the_books_have_a_fixed_hash_and_a_public_address() -> None:
    for book in corpora.BOOKS.values():
        assert book.address.startswith("https://")
        assert len(bytes.fromhex(book.sha256)) == 32


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found_and_named(encoding: str) -> None:
    text, assumed = corpora.decode("Où est la clé ?".encode(encoding))
    assert text == "Où est la clé ?"
    assert assumed == encoding.removesuffix("-sig")


@pytest.mark.parametrize(
    ("data", "word"), [(b" \n", "empty"), (b"a" * 5_000_001, "at most"), (bytes(range(32)) * 50, "not text")]
)
def test_what_is_no_text_is_refused_in_plain_words(data: bytes, word: str) -> None:
    with pytest.raises(VisitorError, match=word):
        corpora.decode(data)


def test_stories_are_one_a_line_and_always_the_same() -> None:
    assert corpora.stories(5) == corpora.stories(5)
    assert len(corpora.stories(5).split("\n")) == 5
    assert corpora.stories(5, seed=1) != corpora.stories(5)
