"""Visitors of one server never meet, and nothing that they type or bring is left behind: on a server that is watched."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import free_port, running
from tests.models.test_pretrained import make, make_tokenizer

ROOT = Path(__file__).parent.parent
ROUNDS = int(os.environ.get("EXPLORER_ROUNDS", 6))
OWN = "corpus=own&lecture=true&step=counts&language=en"


class Server:
    """A running Explorer whose home, temporary files and log lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log, self.started = folder, folder / "audit.log", time.time()
        places = {"HOME": "home", "TMPDIR": "tmp", "XDG_CACHE_HOME": "cache", "HF_HOME": "hf"}
        for name in places.values():
            (folder / name).mkdir()
        self.environment = os.environ | {name: str(folder / place) for name, place in places.items()}
        self.environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
        self.output = ""

    def written(self) -> list[str]:
        """What the server has opened for writing since its first page, besides Streamlit's number of the machine."""
        entries = self.log.read_text().splitlines()
        return [entry for entry in entries if not entry.endswith(("machine_id_v4", "/dev/null"))]

    def found(self, marks: list[bytes]) -> list[str]:
        """Files of the server's, and files changed in the project, that hold a mark."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        for name in ("explorer", "pages", "assets", "tests"):
            files += [file for file in (ROOT / name).rglob("*") if file.is_file()]
        return [
            str(file)
            for file in files
            if file.stat().st_mtime >= self.started and any(mark in file.read_bytes() for mark in marks)
        ]


def mark(rng: random.Random) -> str:
    """A word that stands nowhere else."""
    return "zq" + "".join(rng.choices("aeioubdfgklmnprstv", k=10))


def text_of(word: str) -> str:
    return f"the {word} sat on the mat . the {word} saw a dog . " * 3


def live(address: str, number: int) -> tuple[list[str], Client]:
    """What one visitor does; the marks that they left, and their client."""
    rng = random.Random(number)
    client, left = Client(address, "ngrams", OWN), []
    for turn in range(ROUNDS):
        client.run(file={"file_uploader_state_value": {}})  # a file is read instead of what was pasted
        typed, pasted, brought = mark(rng), mark(rng), mark(rng)
        left += [typed, pasted, brought]
        assert typed in client.run(text={"string_value": f"the {typed} lost"}).decode("utf-8", "replace")
        assert pasted in client.run(own={"string_value": text_of(pasted)}).decode("utf-8", "replace")
        file = text_of(brought) * (1 if turn else 10_000)  # at first more than a megabyte
        assert brought in client.upload("file", f"{brought}.txt", file.encode()).decode("utf-8", "replace")
    return left, client


pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    port, server = free_port(), Server(tmp_path_factory.mktemp("server"))
    command = [sys.executable, "-m", "tests.audited", str(server.log)]
    with (server.folder / "stdout").open("w") as output:
        options = {"env": server.environment, "cwd": server.folder, "stdout": output}
        with running(command, port, **options) as address:
            yield server, address


def test_two_visitors_at_once_never_see_each_others_texts_and_files(server: tuple[Server, str]) -> None:
    watched, address = server
    with ThreadPoolExecutor(2) as both:
        (left, one), (others, other) = both.map(lambda number: live(address, number), (1, 2))
    assert len(left) == len(others) == 3 * ROUNDS
    assert [word for word in others if word.encode() in one.received] == []
    assert [word for word in left if word.encode() in other.received] == []
    one.close()
    other.close()
    third = Client(address, "ngrams", OWN)
    assert [word for word in left + others if word.encode() in third.received] == []
    third.close()
    assert watched.written() == []
    assert watched.found([word.encode() for word in left + others]) == []


def test_two_visitors_at_once_read_with_models_of_their_own(server: tuple[Server, str]) -> None:
    _watched, address = server
    rng = random.Random(5)
    words = [mark(rng), mark(rng)]
    for word in words:
        folder = server[0].folder / f"model-{word}"
        make("gpt2", folder)
        make_tokenizer(folder)
        file = folder / "tokenizer.json"
        file.write_text(file.read_text().replace("dogs", word))

    def read(word: str) -> Client:
        client = Client(address, "next", f"model=hf:{server[0].folder}/model-{word}&language=en&text=the+{word}")
        for _ in range(ROUNDS):
            client.run(text={"string_value": f"the queen {word}"})
            client.run(text={"string_value": f"the king {word}"})
        return client

    with ThreadPoolExecutor(2) as both:
        clients = list(both.map(read, words))
    for client, own, other in zip(clients, words, reversed(words), strict=True):
        assert own.encode() in client.received
        assert other.encode() not in client.received
        client.close()


def test_a_model_that_one_visitor_trains_is_nobody_elses(server: tuple[Server, str]) -> None:
    watched, address = server
    rng = random.Random(7)
    words = [mark(rng) for _ in range(30)]
    text = "\n".join(" ".join(rng.choices(words, k=8)) for _ in range(400))
    assert len(text) > 20_000
    query = "corpus=own&seconds=30&step=train&lecture=true&language=en"
    one, other = Client(address, "duel", query), Client(address, "duel", query)
    one.run(own={"string_value": text})
    came = one.run(**{"train-start": {"trigger_value": True}})
    for _ in range(90):
        if b"seconds left" in came:
            break
        time.sleep(1)
        came = one.run()
    assert b"seconds left" in came
    seen = other.run() + other.run(own={"string_value": text_of(mark(rng))})
    assert b"Choose how long, then press Train." in seen
    assert b"seconds left" not in other.received
    assert [word for word in words if word.encode() in other.received] == []
    one.run(**{"train-stop": {"trigger_value": True}})
    one.close()
    other.close()
    assert watched.written() == []
    assert watched.found([word.encode() for word in words]) == []


def test_a_mark_that_is_left_behind_is_found(tmp_path: Path) -> None:
    watched = Server(tmp_path)
    (tmp_path / "tmp" / "upload").write_text("a word of the visitor's")
    assert watched.found([b"visitor"]) == [str(tmp_path / "tmp" / "upload")]
    script = """
import sys, tempfile
sys.argv.append("--help")
try:
    from tests import audited
except SystemExit:
    tempfile.SpooledTemporaryFile(1).write(b"more")
"""
    subprocess.run([sys.executable, "-c", script, str(watched.log)], check=True, cwd=ROOT, capture_output=True)
    assert any(entry.startswith("write") for entry in watched.written())
