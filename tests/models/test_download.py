"""Fetching from a hub that stands on this machine, in a process of its own: the library reads its address once."""

import hashlib
import json
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.models.test_pretrained import make

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Serves the folder tmp_path/hub as the model small/model, with a file that nobody should ask for."""
    folder = tmp_path / "hub"
    make("gpt2", folder)
    (folder / "modeling_evil.py").write_text("raise SystemExit('ran')")
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, with_body: bool) -> None:
            path = self.path.split("?")[0]
            if path == "/api/models/small/model":
                files = [{"rfilename": file.name, "size": file.stat().st_size} for file in folder.iterdir()]
                return self.send(
                    json.dumps({"id": "small/model", "sha": COMMIT, "siblings": files}).encode(), with_body
                )
            file = folder / path.rsplit("/", 1)[-1]
            if not path.startswith("/small/model/resolve/") or not file.is_file():
                self.send_response(404)
                self.send_header("X-Error-Code", "RepoNotFound")
                self.end_headers()
                return None
            asked.append(file.name)
            return self.send(file.read_bytes(), with_body)

        def send(self, data: bytes, with_body: bool) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.end_headers()
            if with_body:
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {"address": f"http://127.0.0.1:{server.server_port}", "asked": asked}
    server.shutdown()
    server.server_close()


def fetch(address: str, home: Path, name: str = "small/model", then: str = "", **variables: str) -> str:
    """Fetch in a new process; what it printed."""
    program = textwrap.dedent(
        f"""
        from explorer.models import download, library
        steps = []
        try:
            download.fetch({name!r}, lambda done, size: steps.append((done, size)))
            model = library.load("hf:" + {name!r})
            print("parameters", model.card.parameters, "bytes", steps[-1], "steps", steps == sorted(steps))
        except library.ModelError as error:
            print("error:", error)
        """
    )
    environment = {**os.environ, "HF_ENDPOINT": address, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1", **variables}
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_model_is_fetched_with_its_bytes_counted_and_no_code(hub: dict[str, Any], tmp_path: Path) -> None:
    said = fetch(hub["address"], tmp_path / "home")
    size = sum(
        (tmp_path / "hub" / name).stat().st_size for name in ("config.json", "tokenizer.json", "model.safetensors")
    )
    assert "parameters" in said
    assert f"bytes ({size}, {size}) steps True" in said
    assert not any(name.endswith((".py", ".bin")) for name in hub["asked"])


def test_a_model_over_the_limit_is_not_begun(hub: dict[str, Any], tmp_path: Path) -> None:
    said = fetch(hub["address"], tmp_path / "home", EXPLORER_MODEL_LIMIT="2000")
    assert "the limit here is 0 MB" in said
    assert hub["asked"] == []


def test_an_unknown_model_is_named(hub: dict[str, Any], tmp_path: Path) -> None:
    assert "Hugging Face knows no model “small/other”" in fetch(hub["address"], tmp_path / "home", "small/other")


def test_without_a_network_the_sentence_says_so(tmp_path: Path) -> None:
    assert "is this machine on the network?" in fetch("http://127.0.0.1:9", tmp_path / "home")
