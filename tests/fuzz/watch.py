"""What a page does to this machine while it is drawn: files, sockets, programs and pickles, told by audit hooks."""

import os
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = Path.home() / ".cache"
FOLDERS = (
    *(ROOT / name for name in ("explorer", "pages", "assets", "benchmarks", "tests")),
    *(sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib")),
    *(sys.base_prefix, tempfile.gettempdir(), "/dev", "/proc", "/sys", "/usr/share/zoneinfo", "/usr/lib", "/lib"),
    *(os.environ.get("HF_HOME", CACHE / "huggingface"), CACHE / "explorer", Path.home() / ".streamlit"),
)
ALLOWED = tuple(str(Path(folder).resolve()) + os.sep for folder in FOLDERS)
PACKED = ("explorer", "numpy", "pandas", "plotly", "pathlib")  # what explorer/ui/shelf.py packs and unpacks itself
FILES = ("open", "os.listdir", "os.scandir")
NEVER = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "os.system", "subprocess.Popen", "pickle.find_class")

_seen: list[tuple[str, str]] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is None:
        return
    if event in FILES and isinstance(arguments[0], str | bytes | os.PathLike):  # a number is a file that is open
        _seen.append((event, os.fsdecode(arguments[0])))
    elif event == "pickle.find_class" and str(arguments[0]).split(".")[0] in PACKED:
        pass
    elif event in NEVER:
        _seen.append((event, repr(arguments)[:200]))


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """Everything that this process does from here on: (event, path or arguments)."""
    global _seen
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None


def forbidden(seen: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What no page may do: read files of other folders, ask other machines, start programs, unpickle."""
    return [(event, what) for event, what in seen if event in NEVER or not _inside(what)]


def _inside(path: str) -> bool:
    try:
        whole = Path(path).resolve()  # Python looks for modules in the project's folder itself
        return whole == ROOT or f"{whole}{os.sep}".startswith(ALLOWED)
    except (OSError, ValueError):
        return False
