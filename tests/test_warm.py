"""What takes long to load comes after the server listens; who needs it waits at the door."""

import asyncio
import json
import subprocess
import sys
import threading
from typing import Any

import pytest
from starlette.types import Message, Scope

from explorer.web import server, warm


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    loaded = threading.Event()
    monkeypatch.setattr(warm, "_loaded", loaded)
    return loaded


def test_the_server_needs_neither_torch_nor_the_pages_to_listen() -> None:
    script = (
        "import sys; from explorer.web import server; server.app()\n"
        "sys.exit(bool({'torch', 'transformers', 'pandas', 'explorer.ui'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("scope", "waits"),
    [
        ({"type": "websocket", "path": "/_stcore/stream"}, True),
        ({"type": "http", "path": "/live/matrix.js"}, True),
        ({"type": "http", "path": "/static/js/a.js"}, False),
        ({"type": "http", "path": "/"}, False),
        ({"type": "http", "path": server.ALIVE}, False),
        ({"type": "lifespan"}, False),
    ],
    ids=lambda value: str(value.get("path", "lifespan")) if isinstance(value, dict) else "",
)
def test_only_who_needs_the_pages_waits_for_them(scope: Scope, waits: bool, cold: threading.Event) -> None:
    let_in: list[str] = []

    async def inside(scope: Scope, *_: Any) -> None:
        let_in.append(scope["type"])

    async def receive() -> Message:
        return {}

    async def send(_: Message) -> None:
        return

    async def visit() -> bool:
        visitor = asyncio.create_task(warm.Door(inside)(scope, receive, send))
        await asyncio.sleep(0.1)
        before = bool(let_in)
        cold.set()
        await asyncio.wait_for(visitor, 5)
        return before

    assert asyncio.run(visit()) is not waits
    assert let_in == [scope["type"]]


def test_nobody_is_sent_to_a_server_that_still_loads(cold: threading.Event) -> None:
    answer = asyncio.run(server.ready(None))  # type: ignore[arg-type]
    assert (answer.status_code, json.loads(bytes(answer.body))["models"]) == (503, "loading")
    cold.set()
    answer = asyncio.run(server.ready(None))  # type: ignore[arg-type]
    assert (answer.status_code, json.loads(bytes(answer.body))["models"]) == (200, "loaded")
