"""Every chapter opens, in every language and mode, whatever the address says."""

import json
import pickle
import re
import textwrap
from pathlib import Path
from urllib.parse import quote

import plotly.graph_objects as go
import pytest

from explorer import PAGES
from explorer.export import numbers
from explorer.figures.chart import Chart
from explorer.figures.live import Live
from explorer.ui import chapters, i18n
from explorer.ui.chapters import Chapter, contents
from tests.fuzz.visitor import OWN, SHARED
from tests.visiting import ATTENTION, drawn, html, open_chapter

CHAPTERS = [
    pytest.param(chapter, marks=pytest.mark.xdist_group(chapter.address), id=chapter.address) for chapter in contents()
]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_table_of_every_figure_is_made_when_it_is_asked_for(chapter: Chapter) -> None:
    shelf = open_chapter(chapter.file).session_state["_shelf"]
    figures = [item.what for visit in shelf.all() for item in visit.items if isinstance(item.what, Live)]
    assert figures
    for figure in figures:
        table = pickle.loads(pickle.dumps(figure)).table  # as a step of an earlier chapter is kept
        assert table.equals(figure.table), figure.name
        assert table.size or figure.name == "learning", figure.name  # that one waits for a training


@pytest.mark.parametrize("model", ["storybook", "hf:all-MiniLM-L6-v2"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_figure_is_of_as_many_tokens_as_it_names(chapter: Chapter, model: str) -> None:
    """With a model that reads the sentence in other tokens, on every page: the choice goes along."""
    app = open_chapter(chapter.file, model=model, text="anna had a beautiful ball .")
    assert not app.exception
    for visit in app.session_state["_shelf"].all():
        for item in visit.items:
            if isinstance(item.what, Live | Chart):
                table = item.what.table if isinstance(item.what, Live) else numbers(item.what)
                assert len(table.columns), item.key


@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_opens_in_every_language(chapter: Chapter, language: str) -> None:
    app = open_chapter(chapter.file, language=language)
    assert not app.exception
    assert app.title[0].value == i18n._catalogue(language).get(chapter.title, chapter.title)
    assert drawn(app) >= len(chapter.steps)
    for chart in app.get("plotly_chart"):
        go.Figure(json.loads(chart.proto.spec))  # ValueError where Plotly knows something by no such name


STEPS = [
    pytest.param(chapter, step, marks=pytest.mark.xdist_group(chapter.address), id=f"{chapter.address}-{step}")
    for chapter in contents()
    for step in chapter.steps
]


@pytest.mark.parametrize(("chapter", "step"), STEPS)
def test_every_step_opens_by_its_name_on_the_wall(chapter: Chapter, step: str) -> None:
    language = i18n.languages()[chapter.steps.index(step) % len(i18n.languages())]
    app = open_chapter(chapter.file, lecture="true", step=step, language=language)
    assert not app.exception
    assert any(f"{chapter.steps.index(step) + 1} / {len(chapter.steps)}" in markdown.value for markdown in app.markdown)
    assert drawn(app) >= 1


@pytest.mark.parametrize("chapter", contents(), ids=lambda chapter: chapter.address)
def test_a_chapter_reads_as_prose(chapter: Chapter) -> None:
    assert chapter.title
    assert chapter.lede.endswith(".")
    assert chapter.steps
    source = chapter.file.read_text("utf-8")
    for step in chapter.steps:
        docstring = re.search(rf'def {step}\(.*?\n    r?"""(.*?)"""', source, re.DOTALL)
        assert docstring, f"{step} has no docstring"
        title, *paragraphs = i18n.prose(textwrap.dedent("    " + docstring[1]))
        assert len(title) < 60
        if paragraphs:
            assert len(re.findall(r"[.?!](?:\s|$)", paragraphs[0])) <= 2, f"{step}: two sentences fit on the wall"


@pytest.mark.parametrize("chapter", [c for c in contents() if c.follows], ids=lambda chapter: chapter.address)
def test_a_chapter_that_follows_the_model_opens_with_a_pretrained_encoder(chapter: Chapter) -> None:
    app = open_chapter(chapter.file, model="hf:all-MiniLM-L6-v2", text="The bank of the river was wet.")
    assert not app.exception
    assert app.session_state["model"] == "hf:all-MiniLM-L6-v2"
    assert drawn(app) >= len(chapter.steps) - 1
    for step in chapter.steps:
        wall = open_chapter(chapter.file, model="hf:all-MiniLM-L6-v2", lecture="true", step=step, layer="6", head="12")
        assert not wall.exception


def test_a_long_text_is_cut_with_a_message() -> None:
    app = open_chapter(None, text="the king " * 1200)
    assert "took the first 128 and left out the other 2273" in app.info[0].value


def test_an_empty_sentence_gets_a_clear_word() -> None:
    app = open_chapter(None, text="   ")
    assert "no word here to read" in app.info[0].value


def test_unknown_words_are_named_and_near_ones_offered() -> None:
    app = open_chapter(None, text="the <u>kitchn")
    assert any("<b>&lt;</b>, <b>u</b>, <b>&gt;</b>, <b>kitchn</b>" in body for body in html(app))
    app.button(key="near-kitchn-kitchen").click().run()
    assert app.text_input(key="text").value == "the <u>kitchen"


def test_parameters_in_the_address_are_obeyed() -> None:
    app = open_chapter(ATTENTION.file, layer="1", head="3", token="2", text="the king loves the queen")
    assert any("“the”" in body for body in html(app) if "the token that asks" in body)
    assert app.session_state["layer"] == 1
    assert app.session_state["head"] == 3


@pytest.mark.parametrize(
    ("asked", "taken"), [("45", 45), ("inf", 30), ("-inf", 30), ("1e999", 30), ("99999", 30), ("x", 30)]
)
def test_a_number_of_the_address_is_taken_where_it_is_one(asked: str, taken: int) -> None:
    tokens = next(chapter for chapter in contents() if chapter.address == "tokens")
    app = open_chapter(tokens.file, merges=asked)
    assert not app.exception
    assert app.number_input(key="merges").value == taken


@pytest.mark.parametrize("lecture", ["true", "false"])
def test_what_was_typed_for_one_text_gives_way_to_another_text(lecture: str) -> None:
    chapter = next(chapter for chapter in contents() if chapter.address == "ngrams")
    app = open_chapter(chapter.file, context="the king", lecture=lecture)
    assert app.text_input(key="context").value == "the king"
    app.pills(key="corpus").set_value("own").run()
    assert not app.exception
    assert app.text_input(key="context").value == "once there was a"
    assert "context" not in app.query_params


def test_an_example_changes_everything_at_one_click() -> None:
    app = open_chapter(ATTENTION.file)
    app.pills(key="examples-colour").set_value("her").run()
    assert app.text_input(key="text").value == "the queen beside the king lost"
    app.run()  # the steps; a server draws them in the same run
    assert not app.exception
    assert app.pills(key="examples-her").value == "her"
    assert any("“lost” looks mostly at “queen”" in body for body in html(app))


def test_a_chapter_without_a_lede_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1_part").mkdir()
    (tmp_path / "1_part" / "1_bare.py").write_text('"""Only a title"""\n')
    monkeypatch.setattr(chapters, "PAGES", tmp_path)
    with pytest.raises(ValueError, match="needs a title and"):
        chapters.contents.__wrapped__()


def test_addresses_are_file_names_without_numbers() -> None:
    assert {chapter.address for chapter in contents()} == {file.stem[2:] for file in PAGES.rglob("[0-9]_*.py")}
    assert all(quote(chapter.address) == chapter.address for chapter in contents())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_visitors_of_the_fuzz_tests_know_every_parameter(chapter: Chapter) -> None:
    source = chapter.file.read_text("utf-8")
    read = set(re.findall(r'ui\.given\(\s*"(\w+)"', source))
    app = open_chapter(chapter.file)
    read |= {key for node in app._tree if (key := getattr(getattr(node, "proto", None), "query_param_key", ""))}
    assert read <= {*SHARED, *OWN[chapter.address]}


def test_every_chapter_has_its_visitors() -> None:
    assert {chapter.address for chapter in contents()} == set(OWN)


def test_an_unknown_word_gets_a_suggestion_not_an_error() -> None:
    chapter = next(chapter for chapter in contents() if chapter.address == "embeddings")
    app = open_chapter(chapter.file, a="kingg")
    assert any("not among the 10,000 known" in body for body in html(app))
    app.button(key="near-a-king").click().run()
    assert app.text_input(key="a").value == "king"


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "the cat " * 125_000, "é🙂" * 1000, "\x00" * 5000, "   "], ids=range(5)
)
def test_a_pasted_text_of_any_size_is_learned_from_or_answered(text: str) -> None:
    chapter = next(chapter for chapter in contents() if chapter.address == "tokens")
    app = open_chapter(chapter.file, source="own")
    app.text_area(key="own").set_value(text).run(timeout=60)
    assert not app.exception
    assert drawn(app) >= 6


@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Votre phrase"), ("es", "Tu frase"), ("it", "La tua frase"), ("xx", "Your sentence")]
)
def test_a_link_opens_in_its_language_from_the_first_word(language: str, label: str) -> None:
    assert open_chapter(None, language=language).text_input(key="text").label == label
