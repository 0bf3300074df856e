import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from explorer import check, cli
from explorer.models import library
from tests.conftest import free_port

EXPLORER = [sys.executable, "-m", "explorer.cli"]


def test_help_needs_neither_torch_nor_streamlit() -> None:
    script = (
        "import sys; from explorer import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit(bool({'torch', 'streamlit', 'transformers'} & set(sys.modules)))"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "check" in done.stdout
    assert time.perf_counter() - start < 2


def test_a_taken_port_is_named_with_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        port = other.getsockname()[1]
        assert cli.main(["--no-browser", "--port", str(port)]) == 1
    message = capsys.readouterr().err
    assert f"Port {port} is taken" in message
    assert f"--port {port + 1}" in message


def test_check_says_what_is_ready(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--json", "--port", str(free_port())]) == 0
    results = json.loads(capsys.readouterr().out)
    assert all(set(result) == {"name", "ok", "detail"} for result in results)
    assert {"model", "reference", "vectors", "tokenizers", "chapters", "port", "network"} <= {
        result["name"] for result in results
    }


def test_check_fails_where_the_model_says_something_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = library.load().card
    monkeypatch.setitem(card.reference, "logits", [value + 1 for value in card.reference["logits"]])
    assert cli.main(["check", "--port", str(free_port())]) == 1
    assert "FAIL  reference" in capsys.readouterr().out


def test_check_fails_where_the_port_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("localhost", 0))
        other.listen()
        (result,) = [r for r in check.results(other.getsockname()[1]) if r.name == "port"]
    assert not result.ok


def test_an_unknown_recipe_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "nothing"]) == 2
    assert "learned, microworld, overfitted" in capsys.readouterr().err


def test_training_shows_progress_and_refuses_a_bad_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from explorer.recipes import microworld

    monkeypatch.setattr(microworld, "STEPS", 20)
    monkeypatch.setattr(microworld, "STORIES", 400)
    monkeypatch.setattr(microworld, "CHECKPOINTS", ())
    assert cli.main(["train", "microworld", "--folder", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "100%" in printed.out
    assert "not good enough to ship" in printed.err
    assert "recall_colour" in printed.err
    assert not list(tmp_path.iterdir())


def test_training_saves_weights_and_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.recipes import overfitted

    monkeypatch.setattr(overfitted, "STEPS", 20)
    monkeypatch.setattr(overfitted, "STORIES", 400)
    assert cli.main(["train", "overfitted", "--folder", str(tmp_path)]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {"overfitted.json", "overfitted.safetensors"}


def test_the_same_seed_trains_the_same_model() -> None:
    from explorer.recipes import microworld

    def losses() -> list[float]:
        made = microworld.fit("test", Path("unused"), seed=3, steps=1000, stories=400)
        return [next(made).loss for _ in range(5)]

    assert losses() == losses()


def test_the_running_app_has_the_measured_settings() -> None:
    """Asked of the process that serves, from another folder: these two settings turn 200 ms a click into 10."""
    script = f"""
import gc, threading, time, urllib.request, json, os, sys
from explorer import cli
sys.argv[0] = "/usr/local/bin/explorer"  # as pip's command, which lies elsewhere
def ask():
    for _ in range(300):
        try:
            urllib.request.urlopen("http://localhost:{(port := free_port())}/readyz", timeout=1)
            break
        except OSError:
            time.sleep(0.1)
    import streamlit as st
    names = ["runner.postScriptGC", "server.fileWatcherType", "browser.gatherUsageStats", "client.toolbarMode"]
    kept = [gc.isenabled(), gc.get_freeze_count() > 100_000]  # torch is no garbage
    print("SETTINGS " + json.dumps([st.get_option(name) for name in names] + kept), flush=True)
    os._exit(0)
threading.Thread(target=ask).start()
cli.main(["--no-browser", "--port", "{port}"])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd="/", timeout=60)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("SETTINGS ")]
    assert json.loads(line.removeprefix("SETTINGS ")) == [False, "none", False, "viewer", True, True]


def test_small_models_run_on_one_thread() -> None:
    script = "import explorer.app, torch; print(torch.get_num_threads())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().endswith("1")


@pytest.mark.parametrize("corpus", [[], ["--corpus", "nowhere.txt"]])
def test_a_recipe_that_needs_a_text_asks_for_it(corpus: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", "vectors", *corpus]) == 2
    assert "--corpus FILE" in capsys.readouterr().err


def test_tokenizers_are_made_from_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.recipes import tokenizers
    from explorer.text import corpora

    monkeypatch.setattr(tokenizers, "SIZE", 300)
    (tmp_path / "text.txt").write_text(corpora.stories(50))
    assert cli.main(["train", "tokenizers", "--corpus", str(tmp_path / "text.txt"), "--folder", str(tmp_path)]) == 0
    assert len(json.loads((tmp_path / "tokenizers.json").read_text())["bpe"]) == 300 - 256


def test_vectors_that_answer_too_little_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from explorer.text import corpora

    (tmp_path / "text.txt").write_text(corpora.stories(300))
    assert cli.main(["train", "vectors", "--corpus", str(tmp_path / "text.txt"), "--folder", str(tmp_path)]) == 1
    assert "not good enough" in capsys.readouterr().err
