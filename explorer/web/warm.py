"""What takes long to load, loaded while browsers fetch their scripts: visitors wait for it at the door."""

import asyncio
import gc
import sys
import threading
from functools import lru_cache

from starlette.types import ASGIApp, Receive, Scope, Send

_loaded = threading.Event()


def loaded() -> bool:
    return _loaded.is_set()


@lru_cache
def begin() -> None:
    """Starts loading in a thread of its own, once in a process."""
    threading.Thread(target=_load, name="load").start()  # no daemon: half an import is no state to end in


def _load() -> None:
    """Torch, the code of the pages, the notes, and the model that nearly every page asks."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 10)  # the server has its turns in between
    gc.disable()  # what is loaded now stays
    try:
        from explorer.models import library
        from explorer.ui import notes

        notes.sheet()  # once, before visitors do it all at once: Python's parser is not made for threads (3.11)
        try:
            library.load()
        except library.ModelError as error:
            print(f"{error} The rest works; explorer check tells more.", file=sys.stderr, flush=True)
    finally:
        gc.freeze()  # or Python walks through all of torch in search of garbage: 0.3 s, while every visitor waits
        gc.enable()
        gc.set_threshold(20_000, 10, 5)  # a change makes thousands of objects, and nearly all go by themselves
        sys.setswitchinterval(usual)
        _loaded.set()


class Door:
    """Lets scripts of Streamlit's through at once, and whoever needs the code of the pages when it is loaded."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" or scope.get("path", "").startswith("/live/"):
            while not loaded():
                await asyncio.sleep(0.02)
        await self._app(scope, receive, send)
