"""What the server adds to Streamlit's: compressed files and headers."""

import asyncio
import gzip
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message
from streamlit import net_util
from streamlit.web.server.server_util import is_url_from_allowed_origins
from streamlit.web.server.starlette import starlette_server

from explorer.errors import VisitorError
from explorer.models import library
from explorer.room import Memory
from explorer.text import corpora
from explorer.ui import components
from explorer.web import server, warm

SCRIPT = b"const answer = 42;\n" * 1000


@pytest.fixture
def site() -> tuple[TestClient, list[str]]:
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.url.path)
        if request.url.path.endswith("page.js"):  # as Streamlit answers for a file that is not there
            return Response(b"<html>", media_type="text/html")
        if request.url.path.endswith("lost.js"):
            return PlainTextResponse("no", 404)
        kind = "image/png" if request.url.path.endswith(".png") else "application/javascript"
        return Response(SCRIPT, media_type=kind, headers={"cache-control": "public, immutable"})

    app = Starlette(
        routes=[Route("/{path:path}", answer)], middleware=[Middleware(server.Guarded), Middleware(server.Compressed)]
    )
    return TestClient(app), asked


def raw(client: TestClient, path: str, **headers: str) -> tuple[bytes, Any]:
    with client.stream("GET", path, headers={"accept-encoding": "gzip"} | headers) as answer:
        return b"".join(answer.iter_raw()), answer.headers


def test_the_script_of_a_figure_has_an_address_for_good() -> None:
    client = TestClient(Starlette(routes=[Route("/live/{name}.js", server.live)]))
    for version, kept in ((components.version("matrix"), "immutable"), ("another", "no-store")):
        answer = client.get(f"/live/matrix.js?v={version}")
        assert answer.text == components.module("matrix")
        assert answer.headers["content-type"].startswith("text/javascript")
        assert kept in answer.headers["cache-control"]
    for name in ("nothing", "common", "map-places", "..%2fapp", "%2e%2e/%2e%2e/pyproject"):
        assert client.get(f"/live/{name}.js").status_code == 404


@pytest.mark.parametrize(
    ("takes", "coding", "unpack"),
    [
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("deflate;q=0.5,br;q=1.0", "br", brotli.decompress),
    ],
)
def test_a_script_is_compressed_once_and_stays_the_same(
    takes: str, coding: str, unpack: Callable[[bytes], bytes], site: tuple[TestClient, list[str]]
) -> None:
    client, asked = site
    for _ in range(3):
        body, headers = raw(client, "/static/js/a.js", **{"accept-encoding": takes})
        assert unpack(body) == SCRIPT
        assert len(body) == int(headers["content-length"]) < len(SCRIPT) / 10
        assert headers["content-encoding"] == coding
        assert headers["cache-control"] == "public, immutable"
        assert "Accept-Encoding" in headers["vary"]
    assert asked == ["/static/js/a.js"]


def test_a_script_kept_for_one_browser_is_not_sent_to_another_that_cannot_read_it(
    site: tuple[TestClient, list[str]],
) -> None:
    codings = [
        raw(site[0], "/static/js/a.js", **{"accept-encoding": takes})[1].get("content-encoding")
        for takes in ("br", "gzip", "identity", "brick", "br")
    ]
    assert codings == ["br", "gzip", None, None, "br"]


def test_a_class_that_comes_at_once_has_a_script_compressed_once() -> None:
    asked: list[str] = []

    async def slowly(request: Request) -> Response:
        asked.append(request.url.path)
        await asyncio.sleep(0.05)
        there = request.url.path.endswith("there.js")
        return Response(SCRIPT, media_type="application/javascript", status_code=200 if there else 404)

    packing = server.Compressed(Starlette(routes=[Route("/{path:path}", slowly)]))

    async def visit(path: str) -> int:
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            told.append(message)

        await packing(
            {"type": "http", "method": "GET", "path": path, "headers": [(b"accept-encoding", b"br")]}, receive, send
        )
        return len(told[1]["body"])

    async def together(path: str) -> set[int]:
        return set(await asyncio.gather(*(visit(path) for _ in range(60))))

    assert asyncio.run(together("/static/there.js")) == {len(brotli.compress(SCRIPT, quality=5))}
    assert asked == ["/static/there.js"]
    assert asyncio.run(together("/static/lost.js")) == {len(SCRIPT)}
    assert list(packing._turns) == list(packing._kept) == [("/static/there.js", "br")], "nothing stays of what is not"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/a.js", {"accept-encoding": "identity"}),
        ("/static/a.js", {"range": "bytes=0-3"}),
        ("/static/a.png", {}),
        ("/other/a.js", {}),
        ("/static/page.js", {}),
        ("/static/lost.js", {}),
    ],
)
def test_what_is_not_to_be_compressed_passes(
    path: str, headers: dict[str, str], site: tuple[TestClient, list[str]]
) -> None:
    client, asked = site
    for _ in range(2):
        assert "content-encoding" not in raw(client, path, **headers)[1]
    assert asked == [path, path], "nothing of it is kept"


def test_every_answer_keeps_the_page_to_itself(site: tuple[TestClient, list[str]]) -> None:
    for path in ("/", "/static/a.js", "/static/lost.js"):
        headers = raw(site[0], path)[1]
        assert {name: headers[name] for name in server.HEADERS} == server.HEADERS
    assert "http:" not in server.HEADERS["content-security-policy"]


def test_a_fault_says_one_sentence_and_logs_no_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(server.st, "error", said.append)
    with pytest.raises(ValueError, match="secret") as caught:
        int("the visitor's secret")
    assert server.failed(caught.value)
    assert "our fault" in said[0]
    log = capsys.readouterr().err
    assert "ValueError at test_server.py" in log
    assert "secret" not in log


def test_what_a_visitor_can_do_something_about_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(server.st, "error", said.append)
    assert server.failed(VisitorError("The {thing} is missing.", thing="model"))
    assert said == ["The model is missing."]


def probed(path: str, host: str = "lecture.example.org", allowed: str = "lecture.example.org") -> Response:
    hosts = [Middleware(server.Hosts, allowed_hosts=[allowed], www_redirect=False)]
    routes = [Route(server.ALIVE, server.alive), Route(server.READY, server.ready), Route("/", server.alive)]
    with TestClient(Starlette(routes=routes, middleware=hosts)) as client:
        return client.get(path, headers={"host": host})


class Store(Memory):
    def __init__(self, alone: bool, ready: bool) -> None:
        super().__init__()
        self.alone, self.ready = alone, ready


@pytest.mark.parametrize(
    ("alone", "ready", "status", "room"),
    [(False, True, 200, "shared"), (True, True, 200, "alone"), (True, False, 503, "not reached")],
)
def test_ready_is_who_has_its_models_and_has_met_the_others(
    alone: bool, ready: bool, status: int, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "loaded", lambda: True)
    monkeypatch.setattr(server, "shared", lambda: Store(alone, ready))
    answer = probed(server.READY)
    assert (answer.status_code, answer.json()) == (status, {"models": "loaded", "room": room})
    assert answer.headers["cache-control"] == "no-store"
    assert probed(server.ALIVE).text == "ok", "whoever is not ready lives all the same"


def test_without_a_model_it_lives_but_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise library.ModelError("The files of the model {name} are damaged.", name=name)

    monkeypatch.setattr(warm, "loaded", lambda: True)
    monkeypatch.setattr(library, "load", load)
    answer = probed(server.READY)
    assert answer.status_code == 503
    assert answer.json()["models"] == "The files of the model microworld are damaged."
    assert probed(server.ALIVE).status_code == 200


@pytest.mark.parametrize(
    ("host", "allowed", "status"),
    [
        ("lecture.example.org", "lecture.example.org", 200),
        ("Lecture.Example.org:8501", "lecture.example.org", 200),
        ("a.example.org", "*.example.org", 200),
        ("example.org", "*.example.org", 400),
        ("evilexample.org", "*.example.org", 400),
        ("lecture.example.org.evil.net", "lecture.example.org", 400),
        ("evil.net", "lecture.example.org", 400),
        ("lecture.example.org@evil.net", "lecture.example.org", 400),
        ("[::1]:8501", "[::1]", 200),
        ("evil.net", "*", 200),
    ],
)
def test_another_host_is_answered_400(host: str, allowed: str, status: int) -> None:
    assert probed("/", host, allowed).status_code == status
    assert probed(server.ALIVE, host, allowed).status_code == 200


@pytest.mark.parametrize(
    ("named", "expected"),
    [("", ["*"]), (" , ", ["*"]), ("A.org, *.b.org,[::1]", ["a.org", "*.b.org", "[::1]"]), ("*", ["*"])],
)
def test_hosts_are_named_with_commas(named: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_HOSTS", named)
    assert server.hosts() == expected


@pytest.mark.parametrize("named", ["http://a.org", "a.org:80", "a.org/", "a b", "*.", "a*b", "**", "-a", "ü.org"])
def test_what_is_no_host_is_refused(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_HOSTS", named)
    with pytest.raises(ValueError, match="is none"):
        server.hosts()


def test_what_one_visitor_may_send_is_limited() -> None:
    config = tomllib.loads((Path(server.__file__).parents[1] / ".streamlit" / "config.toml").read_text("utf-8"))[
        "server"
    ]
    assert config["maxUploadSize"] * 1e6 == corpora.LARGEST
    assert config["maxUploadSize"] < config["maxWidgetStateSize"] < config["maxMessageSize"] <= 64


def test_nobody_on_the_internet_is_asked_for_our_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit asks for it at its start, and each time a page of another host tries to open a WebSocket."""
    asked: list[str] = []
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda address, **_: asked.append(address))
    made = object.__new__(server.st.App)
    monkeypatch.setattr(server.st, "App", lambda *_, **__: made)
    assert not is_url_from_allowed_origins("http://evil.net")
    assert asked, "as Streamlit is"
    asked.clear()
    server.app()
    assert not is_url_from_allowed_origins("http://evil.net")
    assert asked == []


def test_connections_send_at_once() -> None:
    server.app()
    listening = starlette_server._bind_socket("127.0.0.1", 0, 1)
    with listening, socket.create_connection(listening.getsockname()):
        listening.settimeout(5)
        connection = listening.accept()[0]
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no open files")
@pytest.mark.parametrize(("hard", "expected"), [(None, server.FILES), (300, 300)])
def test_a_class_is_not_turned_away_at_the_256_files_of_macos(hard: int | None, expected: int) -> None:
    """In a process of its own: a hard limit that was lowered does not rise again."""
    told = (
        "import resource; from explorer.web import server; limit = resource.RLIMIT_NOFILE; "
        f"hard = {hard} or resource.getrlimit(limit)[1]; resource.setrlimit(limit, (256, hard)); "
        "server.app(); print(resource.getrlimit(limit)[0], min(hard, 10**9))"
    )
    soft, most = map(int, subprocess.check_output([sys.executable, "-c", told], text=True).split())
    assert soft == (expected if most == -1 else min(expected, most))
