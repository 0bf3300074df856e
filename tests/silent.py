"""Import all that Explorer imports, open pages, and print every other machine that was asked for: there must be none.

A program of its own, so that what it imports is imported for the first time.
"""

import ast
import importlib
import pkgutil
import sys
import time
from pathlib import Path

asked: list[str] = []
EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto")


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in EVENTS:
        asked.append(f"{event} {arguments[1:] if event in ('socket.connect', 'socket.sendto') else arguments}")
        raise OSError("there is no network")


sys.addaudithook(refuse)

import explorer  # noqa: E402

for module in pkgutil.walk_packages(explorer.__path__, "explorer."):
    if module.name not in ("explorer.app", "explorer.cli"):
        importlib.import_module(module.name)
names = set()
for folder in (Path(explorer.__file__).parent, explorer.PAGES):
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):  # inside of functions too
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names.add(node.module)
missing = []
for name in sorted(names):
    try:
        importlib.import_module(name)
    except ImportError:
        missing.append(name)

from explorer.ui.chapters import contents  # noqa: E402
from tests.visiting import open_chapter  # noqa: E402

for chapter in (None, *contents()):
    for lecture in ("true", "false") if chapter is None else ("true",):
        assert not open_chapter(chapter.file if chapter else None, lecture=lecture).exception
time.sleep(0.5)  # for threads that were started on the way
print("MISSING", *missing)
for one in asked:
    print("ASKED", one)
