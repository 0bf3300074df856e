"""What browsers load, as small as it gets: it must stay the same, and what it stands for must be found again."""

import errno
import gzip
import io
import json
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer import cli, packed
from explorer.web.files import Compressed, Icons

SCRIPT = b"const answer = 'expand_more and home';\n" * 2000


@pytest.fixture
def font() -> bytes:
    found = packed.icons()
    assert found
    return found.read_bytes()


@pytest.fixture
def kept(font: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Streamlit of three files; where the packed ones go. Of the font a part stands for the smaller one."""
    static = tmp_path / "static"
    files = {"media/MaterialSymbols-Rounded.1.woff2": font, "js/a.js": SCRIPT, "js/embed.1.js": SCRIPT}
    for name, body in files.items():
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_bytes(body)
    monkeypatch.setattr(packed, "static", lambda: static)
    monkeypatch.setattr(packed, "folder", lambda: tmp_path / "packed")
    monkeypatch.setattr(packed, "_subset", lambda font: font[: len(font) // 20])
    return tmp_path / "packed"


def ligatures(font: bytes) -> set[str]:
    opened = TTFont(io.BytesIO(font))
    letters = {glyph: chr(code) for code, glyph in opened.getBestCmap().items()}
    tables = [table for lookup in opened["GSUB"].table.LookupList.Lookup for table in lookup.SubTable]
    tables = [getattr(table, "ExtSubTable", table) for table in tables]
    return {
        "".join(letters[glyph] for glyph in (first, *ligature.Component))
        for table in tables
        for first, those in table.ligatures.items()
        for ligature in those
    }


def test_what_is_packed_is_the_same_and_smaller(kept: Path) -> None:
    *_, last = packed.pack()
    assert (last.done, last.of) == (2, 2)  # the script and the icons; no page shows what embed draws
    small = {coding: packed.find(SCRIPT, coding) or b"" for coding in packed.CODINGS}
    assert brotli.decompress(small["br"]) == gzip.decompress(small["gzip"]) == SCRIPT
    assert len(small["gzip"]) < len(gzip.compress(SCRIPT, 9))
    assert len(small["br"]) < len(brotli.compress(SCRIPT, quality=5))
    assert packed.find(SCRIPT + b" ", "br") is None  # another Streamlit's


def test_the_icons_that_are_named_stay(font: bytes) -> None:
    small = packed._subset(font)
    assert len(small) < len(font) / 5
    names, all_names = ligatures(small), ligatures(font)
    assert names < all_names
    assert names >= {"expand_more", "keyboard_double_arrow_left", "home", *packed.ours()}
    assert "qr_code_2" in packed.ours() <= all_names


def test_another_icon_of_ours_asks_for_another_font(font: bytes, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    list(packed.pack())
    monkeypatch.setattr(packed, "ours", lambda: frozenset({"rocket"}))
    assert packed.find(font, "woff2") is None


def test_packing_again_does_what_is_new_and_forgets_what_is_gone(kept: Path) -> None:
    list(packed.pack())
    before = {file.name: file.stat().st_mtime_ns for file in kept.iterdir()}
    (packed.static() / "js" / "a.js").write_bytes(SCRIPT + b"// new")
    list(packed.pack())
    after = {file.name: file.stat().st_mtime_ns for file in kept.iterdir()}
    assert len(before) == len(after) == 3
    assert dict(before.items() & after.items()).keys() == {name for name in before if name.endswith("woff2")}


@pytest.mark.parametrize(("number", "says"), [(errno.ENOSPC, "The disk is full"), (errno.EACCES, "Permission denied")])
def test_a_folder_that_cannot_be_written_is_said(
    number: int, says: str, kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, "Permission denied" if number == errno.EACCES else "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fails)
    assert cli.main(["pack"]) == 1
    said = capsys.readouterr()
    assert says in said.err
    assert "All works" in said.err
    assert "Traceback" not in said.err
    assert not [file for file in kept.rglob("*") if file.is_file()]


def site(font: bytes) -> tuple[TestClient, str]:
    """The middleware as the server has it, before a Streamlit that knows its own files by a mark of its own."""
    path = "/static/media/MaterialSymbols-Rounded.1.woff2"
    bodies = {"/static/js/a.js": (SCRIPT, "text/javascript"), path: (font, "font/woff2")}

    def answer(request: Request) -> Response:
        body, kind = bodies[request.url.path]
        return Response(body, media_type=kind, headers={"etag": '"streamlit"', "cache-control": "public, immutable"})

    made = Starlette(routes=[Route("/{path:path}", answer)], middleware=[Middleware(Icons), Middleware(Compressed)])
    return TestClient(made), path


def test_the_server_sends_what_was_packed(kept: Path) -> None:
    list(packed.pack())
    client, _ = site(b"")
    with client.stream("GET", "/static/js/a.js", headers={"accept-encoding": "gzip, br"}) as answer:
        assert b"".join(answer.iter_raw()) == packed.find(SCRIPT, "br")
        assert answer.headers["content-encoding"] == "br"


def test_the_smaller_font_is_asked_for_anew_and_sent_once(font: bytes, kept: Path) -> None:
    client, path = site(font)
    assert client.get(path).content == font  # nothing is packed: Streamlit's own
    list(packed.pack())
    client, path = site(font)
    first = client.get(path)
    assert first.content == packed.find(font, "woff2")
    assert (first.headers["content-type"], first.headers["cache-control"]) == ("font/woff2", "no-cache")
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(path, headers={"if-none-match": '"streamlit"'})  # kept from another app at this address
    assert (other.status_code, other.content) == (200, first.content)


def test_the_check_says_whether_it_was_done(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packed.static() / "js" / "PlotlyChart.1.js").write_bytes(SCRIPT)

    def said() -> str:
        cli.main(["check", "--json"])
        found = json.loads(capsys.readouterr().out)
        return next(line["detail"] for line in found if line["name"] == "files for browsers")

    assert "explorer pack" in said()
    list(packed.pack())
    assert said() == "packed"
