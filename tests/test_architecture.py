"""Imports point one way, and every file is one noun."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "pages"
FILES = sorted([*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def uses(file: Path, *modules: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in imports(file) for module in modules)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_one_way(file: Path) -> None:
    place = file.relative_to(ROOT).parts
    if place[:2] == ("explorer", "figures"):
        assert not uses(file, "torch", "streamlit", "explorer.models", "explorer.text", "explorer.ui")
    elif place[:2] in [("explorer", "models"), ("explorer", "text"), ("explorer", "recipes")]:
        assert not uses(file, "streamlit", "plotly", "explorer.figures", "explorer.ui")
    elif place[0] == "pages":
        assert not uses(file, "torch", "numpy", "plotly", "transformers")
    elif place[:2] not in [("explorer", "ui"), ("explorer", "web")] and file.name not in ("app.py", "cli.py"):
        assert not uses(file, "streamlit")
    if place[:2] == ("explorer", "text"):
        assert not uses(file, "torch", "explorer.models")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_says_what_it_is_and_stays_short(file: Path) -> None:
    text = file.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a file opens with what it is"
    prose = sum(
        (ast.get_docstring(node) or "").count("\n")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and PAGES in file.parents  # a chapter's text and notes are no code
    )
    if file.name != "microworld_events.py":  # a grammar is one noun, however long
        assert text.count("\n") - prose <= 300


def test_a_rule_that_is_broken_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("from torch import nn\nimport streamlit as st\n")
    assert uses(file, "torch")
    assert uses(file, "streamlit")
    assert not uses(file, "plotly")
