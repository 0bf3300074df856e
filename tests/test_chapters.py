"""Every chapter opens, in every language and mode, whatever the address says."""

import re
import textwrap
from pathlib import Path
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from explorer import PAGES
from explorer.ui import chapters, i18n
from explorer.ui.chapters import Chapter, contents

APP = Path(__file__).parent.parent / "explorer" / "app.py"


ATTENTION = next(chapter for chapter in contents() if chapter.address == "attention")


def open_chapter(file: Path | None, **parameters: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    if file:
        app.switch_page(str(file)).run()
    return app


def drawn(app: AppTest) -> int:
    return len(app.get("plotly_chart")) + len(app.get("bidi_component"))


@pytest.mark.parametrize("lecture", ["false", "true"])
@pytest.mark.parametrize("language", i18n.languages())
@pytest.mark.parametrize("chapter", contents(), ids=lambda chapter: chapter.address)
def test_every_chapter_opens(chapter: Chapter, language: str, lecture: str) -> None:
    app = open_chapter(chapter.file, language=language, lecture=lecture)
    assert not app.exception
    assert drawn(app) >= (2 if lecture == "true" else len(chapter.steps) - 1)


@pytest.mark.parametrize(
    ("chapter", "step"),
    [(c, s) for c in contents() for s in c.steps],
    ids=lambda value: getattr(value, "address", value),
)
def test_every_step_opens_by_its_name_on_the_wall(chapter: Chapter, step: str) -> None:
    app = open_chapter(chapter.file, lecture="true", step=step)
    assert not app.exception
    assert any(f"{chapter.steps.index(step) + 1} / {len(chapter.steps)}" in markdown.value for markdown in app.markdown)


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


TEXTS = [
    "", " ", "a", "?", "king", "the king " * 1200, "🙂", "👩‍👩‍👧 king", "مرحبا بالعالم", "שלום", "\x00\x07king", "\u202eking",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "$x$ $$y$$", "# title\n**bold** `code` [a](http://x)",
    ":red[x] :material/home: :rainbow[y]", "{token} {0} %s", "\\frac{1}{2} \\( x \\)", "<unk> <s> </s>", "'\"`;--", "../../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("file", [None, *(c.file for c in contents())], ids=["home", *(c.address for c in contents())])
def test_any_sentence_is_read_or_answered_in_plain_words(file: Path | None, text: str) -> None:
    app = open_chapter(file, text=text)
    assert not app.exception
    assert drawn(app) >= 1
    shown = [element.value for element in [*app.markdown, *app.info]] + [
        element.proto.body for element in app.get("html")
    ]
    assert not any("<script" in value or "<img" in value for value in shown)


@pytest.mark.parametrize("chapter", [c for c in contents() if c.follows], ids=lambda chapter: chapter.address)
def test_a_chapter_that_follows_the_model_opens_with_a_pretrained_encoder(chapter: Chapter) -> None:
    app = open_chapter(chapter.file, model="hf:all-MiniLM-L6-v2", text="The bank of the river was wet.")
    assert not app.exception
    assert app.session_state["model"] == "hf:all-MiniLM-L6-v2"
    assert drawn(app) >= len(chapter.steps) - 2
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
    assert any("<b>&lt;</b>, <b>u</b>, <b>&gt;</b>, <b>kitchn</b>" in element.proto.body for element in app.get("html"))
    app.button(key="near-kitchn-kitchen").click().run()
    assert app.text_input(key="text").value == "the <u>kitchen"


NONSENSE = ["", "-1", "0", "99999999999999999999", "1.5", "NaN", "<b>", "⅔", "true", "../x", "null", "[]", "x" * 2000]


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("name", ["layer", "head", "token", "step", "language", "lecture", "model", "seed"])
def test_nonsense_in_the_address_is_ignored(name: str, value: str) -> None:
    app = open_chapter(ATTENTION.file, **{name: value})
    assert not app.exception
    assert drawn(app) >= 2


def test_parameters_in_the_address_are_obeyed() -> None:
    app = open_chapter(ATTENTION.file, layer="1", head="3", token="2", text="the king loves the queen")
    assert any(
        "“the”" in element.proto.body for element in app.get("html") if "the token that asks" in element.proto.body
    )
    assert app.session_state["layer"] == 1
    assert app.session_state["head"] == 3


def test_an_example_changes_everything_at_one_click() -> None:
    app = open_chapter(ATTENTION.file)
    app.button(key="example-possession").click().run()
    assert not app.exception
    assert app.text_input(key="text").value == "the queen beside the king lost"
    assert any("“lost” looks mostly at “queen”" in element.proto.body for element in app.get("html"))


def test_a_chapter_without_a_lede_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "1_part").mkdir()
    (tmp_path / "1_part" / "1_bare.py").write_text('"""Only a title"""\n')
    monkeypatch.setattr(chapters, "PAGES", tmp_path)
    with pytest.raises(ValueError, match="needs a title and"):
        chapters.contents.__wrapped__()


def test_addresses_are_file_names_without_numbers() -> None:
    assert {chapter.address for chapter in contents()} == {file.stem[2:] for file in PAGES.rglob("[0-9]_*.py")}
    assert all(quote(chapter.address) == chapter.address for chapter in contents())


OWN = {
    "tokens": ("source", "merges", "bytes", "sample"),
    "embeddings": (
        "word",
        "measure",
        "a",
        "b",
        "c",
        "families",
        "words",
        "directions",
        "from",
        "to",
        "on",
        "first",
        "both",
    ),
    "positions": ("pair", "k"),
    "attention": ("layer", "head", "token", "sink"),
    "heads": ("layer", "head", "token", "layer2", "head2", "sink", "what", "how", "view"),
    "block": ("layer", "token", "norm", "neuron"),
    "next": ("token", "seed", "lesson"),
    "sampling": (
        "temperature",
        "top_k",
        "top_p",
        "min_p",
        "penalty",
        "seed",
        "seed_texts",
        "changed",
        "to_temperature",
        "to_top_k",
        "to_top_p",
        "to_min_p",
        "to_penalty",
        "beams",
        "length",
    ),
    "duel": (
        "corpus",
        "order",
        "fighter",
        "prompt_shakespeare",
        "temperature",
        "seed",
        "seed_quotes",
        "seconds",
        "layer",
        "head",
        "checkpoint",
    ),
    "alignment": ("english", "score", "word", "aligner", "length", "seed", "writer", "beams", "written"),
    "ngrams": ("corpus", "order", "context", "smoothing", "k", "one", "two", "seed"),
    "recurrence": ("cell", "token", "weights", "scale", "length", "bias", "seed", "clip", "sample"),
    "model": (
        "architecture",
        "decoder-sizes",
        "encoder-sizes",
        "encoder-decoder-sizes",
        "view",
        "count",
        "sized",
        "kept",
        "conversations",
        "format",
    ),
}
BAD = ["-1", "99999999999", "<b>$x$</b> two", "🙂" * 500]


@pytest.mark.parametrize("value", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize(("address", "name"), [(address, name) for address, names in OWN.items() for name in names])
def test_each_control_of_a_chapter_ignores_or_answers_nonsense(address: str, name: str, value: str) -> None:
    chapter = next(chapter for chapter in contents() if chapter.address == address)
    app = open_chapter(chapter.file, **{name: value})
    assert not app.exception
    shown = [element.proto.body for element in app.get("html")]
    assert not any("<b>$x$" in body for body in shown)


def test_every_chapter_has_its_controls_tested() -> None:
    assert {chapter.address for chapter in contents()} == set(OWN)


def test_an_unknown_word_gets_a_suggestion_not_an_error() -> None:
    chapter = next(chapter for chapter in contents() if chapter.address == "embeddings")
    app = open_chapter(chapter.file, a="kingg")
    assert any("not among the 10,000 known" in element.proto.body for element in app.get("html"))
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
    assert drawn(app) >= 4


@pytest.mark.parametrize(
    ("language", "label"), [("fr", "Votre phrase"), ("es", "Tu frase"), ("it", "La tua frase"), ("xx", "Your sentence")]
)
def test_a_link_opens_in_its_language_from_the_first_word(language: str, label: str) -> None:
    assert open_chapter(None, language=language).text_input(key="text").label == label
