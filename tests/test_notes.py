"""Speaker notes and the three paths: every place exists, the minutes add up, and no reader ever sees a note."""

import ast
from pathlib import Path

import pytest

from explorer import PAGES
from explorer.paths import PATHS, around
from explorer.ui import chapters, notes
from explorer.ui.i18n import prose
from tests.test_chapters import open_chapter


@pytest.mark.parametrize("name", PATHS)
def test_a_path_takes_the_minutes_that_it_is_named_after(name: str) -> None:
    entries = [notes.sheet()[place] for place in PATHS[name]]
    assert all(entry.minutes and entry.say for entry in entries), "every step of a path has notes"
    assert 0.9 * int(name) <= sum(entry.minutes for entry in entries) <= int(name)


@pytest.mark.parametrize("name", PATHS)
def test_a_path_keeps_the_order_of_the_chapters_and_repeats_nothing(name: str) -> None:
    order = list(notes.sheet())
    ranks = [order.index(place) for place in PATHS[name]]
    assert ranks == sorted(set(ranks))


def test_the_clicker_goes_along_a_path_and_finds_back_to_it() -> None:
    order = ["a/1", "a/2", "a/3", "b/1", "b/2"]
    path = ["a/2", "b/1"]
    assert around(path, order, "a/2") == ("", "b/1")
    assert around(path, order, "b/1") == ("a/2", "")
    assert around(path, order, "a/3") == ("a/2", "b/1")
    assert around(path, order, "a/1") == ("", "a/2")
    assert around(path, order, "b/2") == ("b/1", "")
    assert around(path, order, "") == ("", "a/2")
    assert around(order, order, "a/3") == ("a/2", "b/1")


def test_the_planned_minute_is_the_sum_of_what_comes_before() -> None:
    places = PATHS["20"]
    assert notes.planned(places, places[0]) == 0
    assert notes.planned(places, places[2]) == sum(notes.sheet()[place].minutes for place in places[:2])
    assert notes.planned(places, "block/road") is None


def test_notes_are_no_prose() -> None:
    text = prose("Title\n\nOne.\n\nNotes (3 min): Say it.\n\nAsk: Why?\n")
    assert notes.public(text) == ["Title", "One."]
    assert notes.public(["Title", "Notes are good."]) == ["Title", "Notes are good."]
    assert notes.told("Notes (3 min): Say it: so.") == "Say it: so."
    assert notes.HEAD.sub("", "Notes (3 min) : Dites-le.", count=1) == "Dites-le."


@pytest.mark.parametrize("lecture", ["false", "true"])
def test_a_reader_and_the_wall_see_no_notes(lecture: str) -> None:
    entry = notes.sheet()["attention/scores"]
    app = open_chapter(entry.chapter.file, lecture=lecture, step="scores")
    shown = " ".join(markdown.value for markdown in app.markdown)
    assert "A score is a dot product" in shown
    assert notes.told(entry.say[0]) not in shown
    assert "Notes (" not in shown


@pytest.mark.parametrize("entry", [e for e in notes.sheet().values() if e.minutes], ids=lambda entry: entry.place)
def test_notes_can_be_said_in_a_breath_and_ask_one_thing(entry: notes.Entry) -> None:
    assert len(entry.say) == 1
    assert len(entry.say[0]) < 260
    assert len(entry.ask) <= 1
    assert all(ask.endswith("?") for ask in entry.ask)


def test_a_step_without_notes_has_no_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1_part").mkdir()
    file = tmp_path / "1_part" / "1_bare.py"
    file.write_text(
        '"""T\n\nLede.\n"""\n\n\ndef one():\n    """One\n\n    Text.\n    """\n\n\ndef two():\n    """Two\n\n    Text.\n\n'
        '    Notes (2 min): Say.\n    """\n\n\nui.steps(one, two)\n'
    )
    monkeypatch.setattr(chapters, "PAGES", tmp_path)
    monkeypatch.setattr(notes, "contents", chapters.contents.__wrapped__)
    sheet = notes.sheet.__wrapped__()
    assert [(entry.place, entry.minutes, entry.ask) for entry in sheet.values()] == [
        ("bare/one", 0, ()),
        ("bare/two", 2, ()),
    ]


def test_every_note_begins_as_the_sheet_expects() -> None:
    """A misspelt beginning would make a note prose, and show it to the class."""
    for file in PAGES.glob("[0-9]*_*/[0-9]*_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                public = notes.public(prose(ast.get_docstring(node)))
                assert not any(part.startswith(("Note", "Ask:")) for part in public), f"{file.name}: {node.name}"
