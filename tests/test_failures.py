"""What breaks outside of the code: models that are not whole, full disks, a Redis that goes. One sentence, and on."""

import errno
import json
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import check, cli, redis_room, room
from explorer.errors import VisitorError
from explorer.models import library
from explorer.redis_room import RedisRoom
from explorer.saving import disk_is_full, whole
from explorer.text import corpora, cuts
from tests.conftest import free_port
from tests.fake_redis import redis
from tests.test_chapters import ATTENTION, open_chapter

NO_SPACE = OSError(errno.ENOSPC, "No space left on device")
CHAPTERS = ATTENTION.file.parents[1]


def missing(weights: Path, name: str) -> None:
    (weights / f"{name}.safetensors").unlink()


def truncated(weights: Path, name: str) -> None:
    file = weights / f"{name}.safetensors"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def empty(weights: Path, name: str) -> None:
    (weights / f"{name}.safetensors").write_bytes(b"")


def no_card(weights: Path, name: str) -> None:
    (weights / f"{name}.json").unlink()


def broken_card(weights: Path, name: str) -> None:
    (weights / f"{name}.json").write_text('{"name": ')


def older_card(weights: Path, name: str) -> None:
    file = weights / f"{name}.json"
    card = json.loads(file.read_text("utf-8"))
    del card["sizes"]
    file.write_text(json.dumps(card | {"layers": 2}))


def other_sizes(weights: Path, name: str) -> None:
    file = weights / f"{name}.json"
    card = json.loads(file.read_text("utf-8"))
    card["sizes"]["width"] *= 2
    file.write_text(json.dumps(card))


BREAKS = [missing, truncated, empty, no_card, broken_card, older_card, other_sizes]


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of our models that may be broken."""
    folder = tmp_path / "weights"
    folder.mkdir()
    for name in (*library.SHIPPED, "tokenizers"):
        for file in (library.ASSETS / "weights").glob(f"{name}.*"):
            shutil.copy(file, folder)
    for module in (library, cuts):
        monkeypatch.setattr(module, "ASSETS", tmp_path)
    forget()
    yield folder
    monkeypatch.undo()
    forget()


def forget() -> None:
    for cached in (library._shipped, library._run, cuts._shipped, cuts.cuts):
        cached.cache_clear()


def said(app: AppTest) -> str:
    texts = [*app.markdown, *app.error, *app.info, *app.warning, *app.caption]
    return " ".join([*(each.value for each in texts), *(each.proto.body for each in app.get("html"))])


@pytest.mark.parametrize("damage", BREAKS)
def test_a_model_that_is_not_whole_is_named_in_one_sentence(damage: Callable[[Path, str], None], weights: Path) -> None:
    damage(weights, "storybook")
    with pytest.raises(library.ModelError, match="model storybook") as caught:
        library.load("storybook")
    assert str(caught.value).count("\n") == 0
    assert library.load("microworld").name == "microworld", "the other one works"


@pytest.mark.parametrize("damage", [missing, truncated, other_sizes])
def test_the_page_of_a_broken_model_says_so_and_shows_the_other(
    damage: Callable[[Path, str], None], weights: Path
) -> None:
    damage(weights, "storybook")
    app = open_chapter(ATTENTION.file, model="storybook")
    assert not app.exception
    assert "model storybook" in said(app)
    assert "our fault" not in said(app)
    assert len(app.header) == len(ATTENTION.steps)


def test_without_the_story_model_chapters_that_need_none_still_work(weights: Path) -> None:
    missing(weights, "microworld")
    app = open_chapter(CHAPTERS / "2_before" / "1_ngrams.py", step="counts", text="the dog sleeps")
    assert not app.exception
    assert "microworld.safetensors is missing" in said(app)
    assert len(app.header) > 1
    broken = open_chapter(ATTENTION.file)
    assert not broken.exception
    assert "microworld.safetensors is missing" in said(broken)
    assert "our fault" not in said(broken)


def test_without_its_tokenizers_the_page_and_the_model_say_so(weights: Path) -> None:
    (weights / "tokenizers.json").write_text('{"bpe": 5}')
    with pytest.raises(library.ModelError, match="file of the tokenizers is missing or damaged"):
        library.load("storybook")
    app = open_chapter(CHAPTERS / "1_words" / "1_tokens.py", step="six_cuts")
    assert not app.exception
    assert "file of the tokenizers is missing or damaged" in said(app)
    assert "our fault" not in said(app)


@pytest.mark.parametrize("name", library.SHIPPED)
def test_check_names_what_is_broken_and_looks_at_the_rest(
    name: str, weights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truncated(weights, name)
    assert cli.main(["check", "--port", str(free_port())]) == 1
    printed = capsys.readouterr().out
    assert f"FAIL  model: The files of the model {name} are damaged" in printed
    assert "ok    vectors" in printed
    assert "ok    chapters" in printed


def test_check_names_broken_tokenizers(weights: Path) -> None:
    (weights / "tokenizers.json").unlink()
    (found,) = [result for result in check.results(free_port()) if result.name == "tokenizers"]
    assert not found.ok
    assert "missing or damaged" in found.detail


def test_explorer_starts_without_its_model_and_says_so(
    weights: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from types import SimpleNamespace

    from explorer.web import warm

    nothing = dict.fromkeys(("disable", "freeze", "enable", "set_threshold"), lambda *_: None)
    monkeypatch.setattr(warm, "gc", SimpleNamespace(**nothing))  # these tests go on after it
    monkeypatch.setattr(warm, "_loaded", threading.Event())
    missing(weights, "microworld")
    warm._load()
    assert "microworld.safetensors is missing" in capsys.readouterr().err
    assert warm.loaded(), "visitors are let in: the rest works"


def test_a_port_that_is_taken_by_another_explorer() -> None:
    """Both as programs: the second one ends with a sentence, not with a traceback."""
    import socket

    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        command = [sys.executable, "-m", "explorer.cli", "--no-browser", "--host", "0.0.0.0", "--port"]
        done = subprocess.run([*command, str(other.getsockname()[1])], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "is taken. Stop what uses it, or choose another" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_stands_behind_an_error_tells_whether_the_disk_is_full() -> None:
    assert disk_is_full(NO_SPACE)
    assert disk_is_full(RuntimeError("IoError(Os { code: 28, kind: StorageFull, message: No space left on device })"))
    wrapped = ValueError("wrapped")
    wrapped.__cause__ = NO_SPACE
    assert disk_is_full(wrapped)
    assert not disk_is_full(OSError(errno.EACCES, "no"))
    assert not disk_is_full(None)


def test_files_that_belong_together_come_together_or_not_at_all(tmp_path: Path) -> None:
    old, new = tmp_path / "a" / "old.bin", tmp_path / "a" / "new.json"
    old.parent.mkdir()
    old.write_text("before")
    for error in (NO_SPACE, RuntimeError("No space left on device"), ValueError("x"), KeyboardInterrupt()):
        with pytest.raises((OSError, ValueError, KeyboardInterrupt)) as caught, whole(old, new) as (first, second):  # noqa: PT012
            first.write_text("half")
            second.write_text("{")
            raise error
        assert isinstance(caught.value, OSError) == disk_is_full(error)
        assert [file.name for file in old.parent.iterdir()] == ["old.bin"]
        assert old.read_text() == "before"
    with whole(old, new) as (first, second):
        first.write_text("after")
        second.write_text("{}")
    assert (old.read_text(), new.read_text()) == ("after", "{}")
    assert len(list(old.parent.iterdir())) == 2


def test_a_checkpoint_that_the_disk_cannot_hold_leaves_the_earlier_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from explorer.recipes import microworld

    for name, value in (("STEPS", 40), ("STORIES", 400), ("CHECKPOINTS", (0, 20, 40))):
        monkeypatch.setattr(microworld, name, value)
    saved, real = [], library.save_file

    def save(tensors: dict[str, object], file: Path) -> None:
        real(tensors, file)
        saved.append(file)
        if len(saved) == 2:
            file.write_bytes(file.read_bytes()[:1000])
            raise NO_SPACE

    monkeypatch.setattr(library, "save_file", save)
    assert cli.main(["train", "microworld", "--folder", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "The disk is full: microworld could not be saved; what was saved before is still there." in said
    assert "Traceback" not in said
    assert [file.name for file in (tmp_path / "checkpoints").iterdir()] == ["microworld-0.safetensors"]


def test_a_book_that_the_disk_cannot_hold_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    class Answer:
        def __enter__(self) -> "Answer":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def raise_for_status(self) -> None:
            pass

        def iter_content(self, size: int) -> Iterator[bytes]:
            yield b"x" * size
            raise NO_SPACE

    monkeypatch.setattr(requests, "get", lambda *_, **__: Answer())
    monkeypatch.setattr(corpora, "_cache", lambda: tmp_path)
    (tmp_path / "another.txt").write_text("kept")
    with pytest.raises(
        VisitorError, match="The disk of this machine is full, so it could not be kept; 2 MB are needed"
    ):
        corpora.fetch("shakespeare", lambda *_: None)
    assert [file.name for file in tmp_path.iterdir()] == ["another.txt"]


def test_a_model_that_the_disk_cannot_hold_leaves_no_part(tmp_path: Path) -> None:
    """In a process of its own: the library reads the folder of its cache once."""
    program = textwrap.dedent(
        """
        import errno, types
        from pathlib import Path
        import huggingface_hub
        from huggingface_hub.constants import HF_HUB_CACHE
        from explorer.models import download, library
        blobs = Path(HF_HUB_CACHE) / "models--small--model" / "blobs"
        blobs.mkdir(parents=True)
        class Api:
            def model_info(self, *_, **__):
                files = [types.SimpleNamespace(rfilename=file, size=5_000_000) for file in download.FILES]
                return types.SimpleNamespace(siblings=files)
        def fetch(name, file, **_):
            (blobs / file).write_text("whole")
            if file == download.FILES[-1]:
                (blobs / (file + ".incomplete")).write_text("half")
                raise RuntimeError("IO Error: No space left on device (os error 28)")
        huggingface_hub.HfApi, huggingface_hub.hf_hub_download = Api, fetch
        try:
            download.fetch("small/model", lambda *_: None)
        except library.ModelError as error:
            print(error)
        print(sorted(file.name for file in blobs.iterdir()) == sorted(download.FILES))
        """
    )
    environment = os.environ | {"HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    told, whole_files = done.stdout.splitlines()
    assert told.startswith("The disk of this machine is full, so it could not be kept; ")
    assert whole_files == "True", "what came as a whole is kept, the part is not"


def test_redis_that_goes_in_the_middle_costs_a_lecture_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_room, "PAUSE", 60.0)
    monkeypatch.setattr(redis_room, "FRESH", 0.0)  # so that each run looks, and the first one notices
    monkeypatch.setenv("EXPLORER_KEY", "the-key")
    with redis() as server:
        store = RedisRoom(server.address)
        monkeypatch.setattr(room, "shared", lambda: store)
        for module in ("seat", "room", "votes", "wall", "desk"):
            monkeypatch.setattr(f"explorer.ui.{module}.shared", lambda: store)
        code = store.change(lambda now: room.go(room.let_in(now), "attention?step=scores")).code
        wall = open_chapter(ATTENTION.file, key="the-key", lecture="true", step="scores")
        assert not wall.toast
        server.stop()
        told = []
        for _ in range(4):
            wall.run()
            assert not wall.exception
            assert "our fault" not in said(wall)
            told += [str(toast.value) for toast in wall.toast]
        assert store.alone
        assert store.read().question, "the class was asked all the same"
        phone = open_chapter(ATTENTION.file, room=code, step="scores")
        assert not phone.exception
        assert "Hidden until the lecturer reveals it" in said(phone)
        assert not phone.toast, "the class need not know"
        assert told == [
            "The room is not shared with the other servers just now; this one goes on, and they will come back."
        ], "said once"
        store._alone = False
        store.close()
