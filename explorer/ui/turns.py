"""Visitors take turns: one page is drawn at a time, and the others wait in line.

Python runs one thread at a time anyway. With a hundred pages at once all of them would be ready late; in line, each is
ready after those before it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 1
PATIENCE = 0.25  # seconds; then a page goes ahead: one visitor's long computation must not keep the class waiting

_free = threading.Semaphore(AT_ONCE)
_mine = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Draw something when it is this page's turn; a part that is drawn on its own within a page has that page's."""
    if getattr(_mine, "has", False):
        yield
        return
    came = _free.acquire(timeout=PATIENCE)
    _mine.has = True
    try:
        yield
    finally:
        _mine.has = False
        if came:
            _free.release()
