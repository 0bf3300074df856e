"""What is taken home: everything in one file, nothing of the visitor's read as HTML, bounded in memory."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from explorer.figures import formula as formulas
from explorer.figures import matrix
from explorer.figures.live import Words, products
from explorer.handout import Code, Formula, Framed, Item, Visit, page
from explorer.markup import formula, prose
from explorer.ui.shelf import LARGEST, MOST, Shelf
from tests.test_chapters import ATTENTION, open_chapter

NASTY = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
WORDS = {
    "intro": "i",
    "numbers": "The numbers",
    "rows": "{rows} × {columns}",
    "back": "back",
    "sentence": "Sentence: {text}",
    "script": "s",
}


class Tags(HTMLParser):
    """Every tag of a document, scripts and what they hold apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script" and self.scripts:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)


def visit(place: str = "attention/scores", text: str = "the king", **more: object) -> Visit:
    return Visit(place, "Attention", 4, "Title", ("One $x_i$.", "Two."), "http://localhost/attention", text, **more)  # type: ignore[arg-type]


def live(token: str) -> Item:
    words = Words("asks", "answers", "score", "the other {n}", "masked")
    return Item("k", products([[1.0]], [[2.0]], [[2.0]], [token], [token], words), token)


def test_nothing_that_was_typed_is_read_as_html() -> None:
    items = [
        live(NASTY),
        Item("p", matrix.signed([[1.0]], [NASTY], NASTY, NASTY), NASTY),
        Item("t", pd.DataFrame({NASTY: [NASTY]}), NASTY),
        Item("f", Formula(rf"\text{{out}} = {formulas.word(NASTY)}")),
        Item("c", Code(NASTY)),
        Item("b", Framed(f"<p>{NASTY}</p>", 100), NASTY),
    ]
    found = Tags(page(NASTY, "en", [visit(text=NASTY, settings=(("context", NASTY),), items=items)], WORDS))
    assert {tag for tag, attributes in found.tags if any(name.startswith("on") for name in attributes)} == set()
    assert "img" not in {tag for tag, _attributes in found.tags}
    assert [attributes.get("id") for attributes, _text in found.scripts] == ["figures", "styles", "plotly", None]
    drawn = json.loads(found.scripts[0][1])
    assert drawn[0]["data"]["rows"] == [NASTY], "letter for letter, as data"


def test_the_file_asks_for_nothing() -> None:
    text = page("t", "en", [visit(items=[live("king")])], WORDS)
    for tag, attributes in Tags(text).tags:
        assert "src" not in attributes, tag
        assert tag != "link"
    assert "default-src 'none'" in text
    assert "plotly" not in [attributes.get("id") for attributes, _script in Tags(text).scripts], "only where it is used"
    assert len(text) < 150_000


def test_a_step_brings_its_prose_its_numbers_and_its_link() -> None:
    steps = [visit(items=[live("king")]), visit("attention/mask"), visit("attention/mixing", settings=(("seed", "7"),))]
    text = page("t", "en", steps, WORDS)
    assert "<math" in text
    assert "Two." in text
    assert text.count("<details>") == 1
    assert text.count('href="http://localhost/attention"') == 3
    assert text.count("Sentence: the king") == 2, "said at the first step, and again where something else was set"
    assert "seed 7" in text


def test_a_long_table_is_cut_and_says_so() -> None:
    text = page("t", "en", [visit(items=[Item("t", pd.DataFrame({"a": range(500)}), "c")])], WORDS)
    assert "500 × 1" in text
    assert text.count("<tr>") < 70


@pytest.mark.parametrize("token", ["<s>", "a_b", "$x$", "{", "&", "100%", "\\frac", "#", "'\"", "🙂", "\ue000"])
def test_a_token_in_a_formula_is_shown_letter_for_letter(token: str) -> None:
    made = formula(formulas.weighted_sum([0.7], [(token, 3)], (token, 5), 0.3))
    root = ElementTree.fromstring(made)
    shown = ["".join(node.itertext()) for node in root.iter() if node.tag.endswith("mtext")]
    assert [text.strip() for text in shown].count(token.replace("\ue000", "<")) == 2


def test_a_formula_that_cannot_be_read_is_shown_as_it_is_written() -> None:
    assert formula(r"\begin{<b>}") == r"<code>\begin{&lt;b&gt;}</code>"


def test_prose_is_marked_up_and_nothing_else() -> None:
    assert prose("*a* **b** `c<d` 2 * 3 * 4 <i>") == (
        "<p><em>a</em> <strong>b</strong> <code>c&lt;d</code> 2 * 3 * 4 &lt;i&gt;</p>"
    )
    assert prose("- a\n- b") == "<ul><li>a</li><li>b</li></ul>"
    assert prose(r"$$\sqrt d$$").startswith('<math display="block"')


def test_the_shelf_keeps_each_step_once_and_forgets_the_oldest() -> None:
    shelf = Shelf()
    for chapter in range(MOST + 5):
        for _again in range(2):
            shelf.begin(visit(f"c{chapter}/one", text=str(chapter)))
    places = [found.place for found in shelf.all()]
    assert len(places) == len(set(places)) == MOST + 1
    assert "c0/one" not in places
    assert f"c{MOST + 4}/one" in places
    shelf.begin(visit("c9/one", text="again"))
    assert [found.text for found in shelf.all() if found.place == "c9/one"] == ["again"]


def test_the_shelf_never_grows_beyond_its_bytes() -> None:
    shelf = Shelf()
    large = [Item("k", Framed("".join(chr(33 + i * i % 9000) for i in range(700_000)), 1))]
    for chapter in range(12):
        shelf.begin(visit(f"c{chapter}/one", items=large))
    assert sum(map(len, shelf.packed.values())) <= LARGEST


def test_steps_are_recorded_as_they_are_drawn_in_the_visitors_language() -> None:
    app = open_chapter(ATTENTION.file, language="fr", text="the queen beside the king lost")
    found = {visit.place: visit for visit in app.session_state["_shelf"].all()}
    assert set(found) == {f"attention/{step}" for step in ATTENTION.steps}
    scores = found["attention/scores"]
    assert scores.text == "the queen beside the king lost"
    assert [item.key for item in scores.items] == ["scores"]
    assert scores.title != "Compare every query with every key"
    assert re.search("step=scores", scores.address)


def test_formulas_and_programs_beside_each_other_are_recorded() -> None:
    def step() -> None:
        import streamlit as st

        from explorer.handout import Visit
        from explorer.ui import shelf

        st.session_state.update(_chapter="attention", _step="formula_and_code")
        shelf.shelf().begin(Visit("attention/formula_and_code", "", 9, "", (), "", ""))
        left, right = shelf.beside("x")
        left.latex("x^2")
        with right:
            st.write("inside")
        right.code("print(1)", "python")

    app = AppTest.from_function(step).run()
    assert not app.exception
    (found,) = app.session_state["_shelf"].all()
    assert [type(item.what).__name__ for item in found.items] == ["Formula", "Code"]
    assert app.code[0].language == "python"
