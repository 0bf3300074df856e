"""Figures are functions of arrays and words."""

import re
from pathlib import Path

import numpy as np
import pytest

from explorer import ASSETS
from explorer.export import csv, numbers
from explorer.figures import curves, formula, live, matrix, theme
from explorer.figures.live import Words

WORDS = Words("asks", "answers", "score", "the other {n}", "masked")


def test_equal_tokens_keep_their_own_place() -> None:
    figure = matrix.signed([[1.0, -2.0]] * 3, ["the", "the", "the"], "x", "value")
    assert list(figure.layout.yaxis.tickvals) == [0, 1, 2]
    assert list(figure.layout.yaxis.ticktext) == ["the", "the", "the"]


def test_signed_colours_are_centred_on_zero() -> None:
    figure = matrix.signed([[0.5, -2.0]], ["a"], "x", "value")
    assert figure.data[0].zmin == -2.0
    assert figure.data[0].zmax == 2.0


def test_a_matrix_of_zeros_can_be_drawn() -> None:
    assert matrix.signed(np.zeros((2, 2)), ["a", "b"], "x", "value").data[0].zmax == 1.0


def test_a_token_that_looks_like_a_tag_is_shown_letter_for_letter() -> None:
    assert theme.label("<unk>") == "&lt;unk&gt;"
    figure = matrix.signed([[1.0]], ["<b>"], "x", "value")
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;",)


def test_many_labels_are_thinned_and_all_words_are_of_one_size() -> None:
    figure = matrix.signed(np.ones((128, 4)), [f"w{i}" for i in range(128)], "x", "value")
    figure = theme.fit(figure, theme.LECTURE, 400)
    assert 4 <= len(figure.layout.yaxis.ticktext) <= 20
    assert figure.layout.xaxis.tickfont.size == figure.layout.font.size == theme.LECTURE >= 18


def test_masked_scores_are_sent_as_nothing() -> None:
    figure = live.shares([[1.0, -np.inf], [0.0, 0.0]], [[1.0, 0.0], [0.5, 0.5]], ["a", "b"], WORDS)
    assert figure.data["scores"] == [[1.0, None], [0.0, 0.0]]
    assert figure.table.loc["2 b", "1 a"] == 0.5


def test_a_product_carries_its_factors_and_its_result() -> None:
    figure = live.products([[1.0, 2.0]], [[3.0, 4.0]], [[11.0]], ["a"], ["b"], WORDS)
    assert figure.data["left"] == [[1.0, 2.0]]
    assert figure.data["result"] == [[11.0]]


def test_contributions_are_stacked_and_their_sum_is_marked() -> None:
    figure = curves.contributions([[1.0, 2.0], [0.5, -1.0]], ["a", "b"], [1.5, 1.0], "sum", "dimension", "share")
    assert [trace.type for trace in figure.data] == ["bar", "bar", "scatter"]
    assert list(figure.data[2].y) == [1.5, 1.0]


def test_every_number_of_a_figure_can_be_taken_away() -> None:
    figure = matrix.signed([[1.25, -2.0]], ["a"], "x", "value")
    lines = csv(numbers(figure)).splitlines()
    assert len(lines) == 3
    assert lines[2].endswith("1,2,-2")


@pytest.mark.parametrize("token", ["$x$", "a_b", "100%", "\\frac", "{", "&", "#"])
def test_a_token_in_a_formula_is_only_a_word(token: str) -> None:
    escaped = formula.word(token)
    assert escaped.startswith(r"\text{")
    assert "$" not in escaped.replace(r"\$", "")
    assert escaped.count("{") - escaped.count(r"\{") == escaped.count("}") - escaped.count(r"\}")


@pytest.mark.parametrize("script", sorted((ASSETS / "live").glob("*.js")), ids=lambda script: script.name)
def test_a_figure_writes_numbers_as_its_caption_does(script: Path) -> None:
    """In the browser's own way 88,376 would be 88.376 for a German."""
    assert not re.search(r"toLocaleString\((?!\"en-US\")|Intl\.NumberFormat", script.read_text("utf-8"))
