"""What the server adds to Streamlit's: compressed files and headers."""

import gzip
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.ui import server

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


def test_a_script_is_compressed_once_and_stays_the_same(site: tuple[TestClient, list[str]]) -> None:
    client, asked = site
    for _ in range(3):
        body, headers = raw(client, "/static/js/a.js")
        assert gzip.decompress(body) == SCRIPT
        assert len(body) == int(headers["content-length"]) < len(SCRIPT) / 10
        assert headers["content-encoding"] == "gzip"
        assert headers["cache-control"] == "public, immutable"
        assert "Accept-Encoding" in headers["vary"]
    assert asked == ["/static/js/a.js"]


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
