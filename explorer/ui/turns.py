"""Visitors take turns: one page is drawn at a time, and the others wait in line.

Python runs one thread at a time anyway. With a hundred pages at once all of them would be ready late; in line, each is
ready after those before it.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds. Whose page takes longer loses the turn, and goes on beside the next: none keeps the class waiting.
PATIENCE = 0.25

_mine = threading.local()


class Line:
    """Who draws now, and who waits for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._now: tuple[int, float] | None = None  # the thread whose turn it is, and since when

    def take(self) -> tuple[int, float]:
        """Wait for a turn; it is given back with what this returns."""
        with self._changed:
            while self._now and (left := self._now[1] + PATIENCE - time.monotonic()) > 0:
                self._changed.wait(left)
            self._now = mine = threading.get_ident(), time.monotonic()
            return mine

    def give(self, turn: tuple[int, float]) -> None:
        with self._changed:
            if self._now is turn:  # or it was lost
                self._now = None
                self._changed.notify()


_line = Line()


@contextmanager
def turn() -> Iterator[None]:
    """Draw something when it is this page's turn; a part that is drawn on its own within a page has that page's."""
    if getattr(_mine, "has", False):
        yield
        return
    taken = _line.take()
    _mine.has = True
    try:
        yield
    finally:
        _mine.has = False
        _line.give(taken)
