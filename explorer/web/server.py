"""The web server: Streamlit's, with headers that keep a page to itself, and probes."""

import asyncio
import os
import re
import socket
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import net_util
from streamlit.web.server.starlette import starlette_server

from explorer.errors import VisitorError
from explorer.room import Store, shared
from explorer.web import behind, economy, ended, left, warm
from explorer.web.files import Compressed, Icons

APP = Path(__file__).parents[1] / "app.py"
ALIVE, READY = "/healthz", "/readyz"
FILES = 8192  # that may be open at once, connections among them
HOST = re.compile(r"\*|(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
HEADERS = {
    # Streamlit builds components from text (unsafe-eval, blob) and styles elements in place; nothing else is let in
    "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",  # the address holds what the visitor typed
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
}


class Guarded:
    """Security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


class Hosts(TrustedHostMiddleware):
    """Answers 400 to requests and WebSockets for another host than ours, as after DNS rebinding; probes may use any."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.app if scope.get("path") in (ALIVE, READY) else super().__call__)(scope, receive, send)


def failed(error: Exception) -> bool:
    """What a visitor sees of a fault of ours. The log gets its place, not its words: they may hold a visitor's text."""
    from explorer.ui.i18n import _, told

    if isinstance(error, VisitorError):
        st.error(told(error))
        return True
    frame = traceback.extract_tb(error.__traceback__)[-1]
    print(f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}", file=sys.stderr, flush=True)
    st.error(_("Something went wrong here, and it is our fault. Choose another step or example; the rest still works."))
    return True


def hosts() -> list[str]:
    """The hosts that EXPLORER_HOSTS allows, as in "lecture.example.org,*.lan"; any where it names none.

    Raises ValueError for what is no host.
    """
    named = [host.strip().lower() for host in os.environ.get("EXPLORER_HOSTS", "").split(",") if host.strip()]
    for host in named:
        if not HOST.fullmatch(host):
            raise ValueError(
                "EXPLORER_HOSTS holds names of hosts alone, separated by commas, as in lecture.example.org,*.lan: "
                f"“{host[:80]}” is none."
            )
    return named or ["*"]


async def live(request: Request) -> Response:
    """A script of a figure. Its address names its version; no other one, as of an older replica, is kept under it."""
    from explorer.ui import components

    name = request.path_params["name"]
    try:
        asked = request.query_params.get("v") == components.version(name)
    except KeyError:
        return PlainTextResponse("There is no such script.", 404)
    kept = "public, max-age=31536000, immutable" if asked else "no-store"
    return Response(components.module(name), media_type="text/javascript", headers={"cache-control": kept})


async def alive(_: Request) -> Response:
    """This process lives."""
    return PlainTextResponse("ok", headers={"cache-control": "no-store"})


async def ready(_: Request) -> Response:
    """Whether visitors may be sent here: the shipped models are loaded, and the store of the room has answered.

    A store that is lost later leaves this process ready: it goes on with the room that it knows, as the others do, and
    without them nobody would be served.
    """
    state = await asyncio.to_thread(_state)
    good = state["models"] == "loaded" and state["room"] != "not reached"
    return JSONResponse(state, 200 if good else 503, headers={"cache-control": "no-store"})


def _state() -> dict[str, str]:
    store, models = shared(), "loaded"
    store.read()
    if not warm.loaded():
        return {"models": "loading", "room": _room(store)}
    from explorer.models import library

    try:
        for name in library.SHIPPED:
            library.load(name)
    except VisitorError as error:
        models = str(error)
    return {"models": models, "room": _room(store)}


def _room(store: Store) -> str:
    return "not reached" if not store.ready else "alone" if store.alone else "shared"


_bind = starlette_server._bind_socket


def _bound(address: str, port: int, backlog: int) -> socket.socket:
    """A socket whose connections send at once.

    On Streamlit's own asyncio does not recognise TCP and leaves Nagle's algorithm on: the body of each answer waits
    until its head is acknowledged, which many machines put off by 40 ms or more; a first page asks for a hundred files.
    """
    bound = _bind(address, port, backlog)
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # handed down to each connection
    return bound


def roomy() -> None:
    """Let this process hold as many files open as a big class needs, where the system lets it have them.

    A page holds four of them, and three for two minutes after it was closed. With the 256 of macOS the 61st page found
    no server.
    """
    if sys.platform == "win32":
        return  # which counts none
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@asynccontextmanager
async def _life(_: st.App) -> AsyncIterator[None]:
    warm.begin()  # when it is about to listen: Streamlit's own start is not to wait for torch
    yield


def app(script: Path = APP) -> st.App:
    """The server of a script of Streamlit's, which begins to load what the pages need.

    Raises ValueError where EXPLORER_HOSTS holds no hosts.
    """
    net_util._external_ip = ""  # or Streamlit asks the internet for it: at the start, and when a foreign page knocks
    starlette_server._bind_socket = _bound
    roomy()
    economy.begin()
    behind.begin()
    ended.begin()
    left.begin()
    return st.App(
        script,
        lifespan=_life,
        routes=[Route(ALIVE, alive), Route(READY, ready), Route("/live/{name}.js", live)],
        middleware=[
            Middleware(Guarded),
            Middleware(Hosts, allowed_hosts=hosts(), www_redirect=False),
            Middleware(warm.Door),
            Middleware(Icons),
            Middleware(Compressed),
        ],
        on_script_error=failed,
    )
