"""Streamlit's files for browsers, small on the wire."""

import asyncio
import gzip
import hashlib

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer import packed

TEXTUAL = ("text/javascript", "application/javascript", "text/css", "application/json", "image/svg+xml")


class Compressed:
    """Streamlit leaves its files under /static as they are: 7.5 MB for the first chart, times sixty laptops.

    Each is read as `explorer pack` left it, or compressed when it is first asked for, and kept: they are few, and never
    change while the server runs.
    Browsers take Brotli, an eighth smaller in the same time, over https and from this machine itself; over plain http
    they take gzip.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[tuple[str, str], tuple[Message, bytes]] = {}
        self._turns: dict[tuple[str, str], asyncio.Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        coding = _coding(scope) if scope["type"] == "http" else ""
        if not coding:
            await self._app(scope, receive, send)
            return
        asked = scope["path"], coding
        async with self._turns.setdefault(asked, asyncio.Lock()):  # a class that comes at once waits for one of them
            start, body = self._kept.get(asked) or await self._made(asked, scope, receive)
        if asked not in self._kept:
            self._turns.pop(asked, None)
        await send({**start, "headers": list(start["headers"])})  # what sends it adds its own
        await send({"type": "http.response.body", "body": body})

    async def _made(self, asked: tuple[str, str], scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        start, body = await _whole(self._app, scope, receive)
        headers = MutableHeaders(scope=start)
        if start["status"] != 200 or not headers.get("content-type", "").startswith(TEXTUAL):
            return start, body
        small = await asyncio.to_thread(_small, body, asked[1])
        headers["content-encoding"] = asked[1]
        headers["content-length"] = str(len(small))
        headers.add_vary_header("Accept-Encoding")
        self._kept[asked] = start, small
        return start, small


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """What an app answers: its head, and its body in one piece."""
    starts: list[Message] = []
    parts: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            starts.append(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, collect)
    return starts[0], b"".join(parts)


def _coding(scope: Scope) -> str:
    """How the answer is to be compressed; empty where it is to be left as it is."""
    headers = Headers(scope=scope)
    partial = "range" in headers or "if-none-match" in headers
    if scope["method"] != "GET" or not scope["path"].startswith("/static/") or partial:
        return ""
    taken = {part.partition(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}
    return next((coding for coding in ("br", "gzip") if coding in taken), "")


def _small(body: bytes, coding: str) -> bytes:
    if made := packed.find(body, coding):
        return made
    return gzip.compress(body, 7) if coding == "gzip" else brotli.compress(body, quality=5)


class Icons:
    """The font of icons with those that a page may show, a sixth of Streamlit's, where `explorer pack` has made it.

    A browser asks anew each time whether it still holds: at another hour the same address may be another app's, which
    shows other icons.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        font = packed.icons()
        self._path = f"/static/media/{font.name}" if font else ""
        self._font = packed.find(font.read_bytes(), "woff2") if font else None
        self._tag = f'"{hashlib.sha256(self._font or b"").hexdigest()[:16]}"'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._font or scope["type"] != "http" or scope["path"] != self._path or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known = self._tag in Headers(scope=scope).get("if-none-match", "")
        answer = Response(None, 304) if known else Response(self._font, media_type="font/woff2")
        answer.headers.update({"cache-control": "no-cache", "etag": self._tag})
        await answer(scope, receive, send)
