"""The command `explorer`: run the app, check this machine, train a model, measure."""

import argparse
import importlib
import inspect
import json
import os
import secrets
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from explorer.network import ALONE
from explorer.saving import disk_is_full

PORT = 8501


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="explorer", description="The transformer, explained by running one.")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default {PORT})")
    parser.add_argument("--host", default="localhost", help="address to listen on; 0.0.0.0 lets the room in")
    parser.add_argument("--models", help="pre-trained models that visitors may choose, separated by commas")
    parser.add_argument("--model-limit", type=float, metavar="MB", help="largest pre-trained model (default 1000)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    commands = parser.add_subparsers(dest="command")
    check = commands.add_parser("check", help="is this machine ready for the lecture?")
    check.add_argument("--json", action="store_true")
    check.add_argument("--port", type=int, default=PORT)
    commands.add_parser("pack", help="make the files for browsers smaller, once after installing")
    train = commands.add_parser("train", help="make a shipped model again")
    train.add_argument("name")
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--corpus", type=Path, help="the text to learn from, where a recipe needs one")
    train.add_argument("--folder", type=Path, help="where to put the weights (default: the folder of the shipped ones)")
    bench = commands.add_parser("bench", help="measure this machine")
    bench.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.command == "check":
        return _check(options.port, options.json)
    if options.command == "pack":
        return _pack()
    if options.command == "train":
        return _train(options.name, options.seed, options.folder, options.corpus)
    if options.command == "bench":
        return _bench(options.json)
    _offer(options.host, options.models, options.model_limit)
    return _run(options.host, options.port, not options.no_browser)


def _offer(host: str, models: str | None, limit: float | None) -> None:
    """Alone at home everything may be loaded; where others can connect, only what the lecturer lists."""
    several = bool(os.environ.get("EXPLORER_REDIS_URL"))
    others = host not in ALONE or several or bool(os.environ.get("EXPLORER_HOSTS"))  # a proxy may stand before it
    if models is not None:
        os.environ["EXPLORER_MODELS"] = models
    elif others:
        os.environ.setdefault("EXPLORER_MODELS", "")
    if others and not several:  # a room full of visitors has one lecturer
        os.environ["EXPLORER_KEY"] = os.environ.get("EXPLORER_KEY") or secrets.token_urlsafe(12)
    if limit is not None:
        os.environ["EXPLORER_MODEL_LIMIT"] = str(int(limit * 1e6))


def _run(host: str, port: int, browser: bool) -> int:
    from explorer.check import port_is_free

    if not port_is_free(host, port):
        print(
            f"Port {port} is taken. Stop what uses it, or choose another: explorer --port {port + 1}", file=sys.stderr
        )
        return 1
    several, key = os.environ.get("EXPLORER_REDIS_URL"), os.environ.get("EXPLORER_KEY")
    if several and not key:
        print(
            "Explorers that share a room need one lecturer's key: set EXPLORER_KEY, the same for all.", file=sys.stderr
        )
        return 1
    sys.argv[0] = str(Path(__file__).with_name("app.py"))  # Streamlit reads .streamlit/config.toml beside what it names
    from explorer.room import shared
    from explorer.web.server import app

    address = f"http://{'localhost' if host == '0.0.0.0' else host}:{port}"
    try:
        shared()
        server = app()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Explorer is at {address}  (stop it with Ctrl+C)", flush=True)
    if several:  # its log may be read by others
        print("The lecturer's link is the address of the class with /?key=, and EXPLORER_KEY behind it.", flush=True)
    elif key:
        address += f"/?key={key}"
        print(f"The lecturer's link, for you alone: {address}", flush=True)
    if browser:
        threading.Thread(target=_open, args=(address, port), daemon=True).start()
    server.run(config={"server.port": port, "server.address": host, "server.headless": True})
    return 0


def _open(address: str, port: int) -> None:
    """Opens the browser as soon as it will be answered."""
    for _ in range(600):
        with socket.socket() as caller:
            if caller.connect_ex(("localhost", port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.05)


def _check(port: int, as_json: bool) -> int:
    from explorer.check import results

    found = list(results(port))
    if as_json:
        print(json.dumps([vars(result) for result in found], indent=1))
    else:
        for result in found:
            print(f"{'ok  ' if result.ok else 'FAIL'}  {result.name}: {result.detail}")
    return 0 if all(result.ok for result in found) else 1


def _pack() -> int:
    from explorer import packed

    try:
        for progress in packed.pack():
            print(f"\r{_bar(progress.done / progress.of)}  files for browsers ", end="", flush=True)
    except OSError as error:
        what = "The disk is full" if disk_is_full(error) else f"{error.strerror or error}"
        print(f"\n{what}: {packed.folder()} could not be written. All works, with larger files.", file=sys.stderr)
        return 1
    print(f"\n{progress.before / 1e6:.1f} MB are {progress.after / 1e6:.1f} MB on the wire")
    return 0


def _bar(done: float) -> str:
    return "#" * round(30 * done) + "." * (30 - round(30 * done)) + f" {done:4.0%}"


def _train(name: str, seed: int, folder: Path | None, corpus: Path | None) -> int:
    import torch

    from explorer import ASSETS, recipes

    known = sorted(file.stem for file in Path(recipes.__file__).parent.glob("[a-z]*.py"))
    if name not in known:
        print(f"There is no recipe for {name!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    recipe = importlib.import_module(f"explorer.recipes.{name}")
    needed = {"corpus": corpus} if "corpus" in inspect.signature(recipe.make).parameters else {}
    if needed and not (corpus and corpus.is_file()):
        print(f"{name} needs a text to learn from: explorer train {name} --corpus FILE", file=sys.stderr)
        return 2
    try:
        for progress in recipe.make(folder or ASSETS / "weights", seed=seed, **needed):
            if os.environ.get("RANK", "0") != "0":  # of several processes one speaks
                continue
            if progress.step % 20 == 0 or recipe.STEPS <= 20 or progress.step == recipe.STEPS:
                done = progress.step / recipe.STEPS
                left = progress.seconds / done - progress.seconds
                print(f"\r{_bar(done)}  loss {progress.loss:.3f}  {left:4.0f} s left ", end="", flush=True)
    except ValueError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        what = "The disk is full" if disk_is_full(error) else f"{error.strerror or error}"
        print(f"\n{what}: {name} could not be saved; what was saved before is still there.", file=sys.stderr)
        return 1
    print(f"\n{name} is made: {folder or ASSETS / 'weights'}")
    return 0


def _bench(as_json: bool) -> int:
    import runpy

    from explorer import BENCHMARKS

    runpy.run_path(str(BENCHMARKS / "report.py"))["main"](as_json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
