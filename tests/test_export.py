"""The numbers of a figure as files: all of them, and nothing that a spreadsheet would run."""

import csv as reader
import io
import json
import pickle

import numpy as np
import pandas as pd
import pytest

from explorer.export import csv, described, numbers, rows
from explorer.figures import curves, matrix, space


def cells(text: str) -> list[list[str]]:
    return list(reader.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("token", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\r=x"])
def test_no_text_becomes_a_formula_wherever_it_stands(token: str) -> None:
    frame = pd.DataFrame({token: [1.5, -2.5], "word": [token, "plain"]}, index=pd.Index([token, "b"], name=token))
    lines = cells(csv(frame))
    quiet = "'" + token.replace("\r", " ")
    assert lines[0] == [quiet, quiet, "word"]
    assert lines[1] == [quiet, "1.5", quiet]
    assert lines[2] == ["b", "-2.5", "plain"], "a negative number stays a number"


def test_every_point_stands_in_the_table_with_its_label() -> None:
    ranked = numbers(space.ranking(["a", "<b>"], [0.5, -1.0], [False, True], "unit"))
    assert ranked[["label", "x"]].values.tolist() == [["a", 0.5], ["<b>", -1.0]]
    solid = numbers(space.points([[1, 2, 3], [4, 5, 6]], ["x", "&"], ["one", "two"], [0.5, 0.3, 0.1], "d"))
    assert solid[["series", "word", "x", "y", "z"]].values.tolist() == [["one", "x", 1, 2, 3], ["two", "&", 4, 5, 6]]
    heat = numbers(matrix.signed([[1.0, 2.0], [3.0, -4.0]], ["a", "b"], "x", "value"))
    assert heat[["row", "column", "value"]].values.tolist() == [[1, 1, 1], [1, 2, 2], [2, 1, 3], [2, 2, -4]]


def test_a_figure_that_was_packed_has_the_same_numbers() -> None:
    for figure in (
        matrix.signed(np.random.default_rng(0).normal(size=(3, 4)), list("abc"), "x", "value"),
        curves.lines([np.arange(5.0), np.ones(5)], ["a", "b"], "x", "y"),
        curves.bars([[1.0, 2.0]], ["a"], ["<s>", "b"], "y"),
        space.ranking(["a", "b"], [0.25, 1.5], [False, True], "unit"),
        space.points([[1.0, 2, 3]], ["x"], ["one"], [0.5, 0.3, 0.1], "d"),
    ):
        pd.testing.assert_frame_equal(
            numbers(pickle.loads(pickle.dumps(figure))), numbers(figure), check_dtype=False, check_index_type=False
        )


def test_json_holds_numbers_and_where_they_come_from() -> None:
    frame = pd.DataFrame([[1.25, np.nan], [np.inf, -2.0]], index=["1 the", "2 the"], columns=["1 the", "1 the"])
    found = json.loads(described(frame, caption="“the”", address="http://x/a?b=1", seeds={}, note=None))
    assert set(found) == {"caption", "address", "numbers"}, "what is empty is left out"
    assert found["numbers"][0] == {"row": "1 the", "1 the": 1.25, "1 the (2)": None}
    assert found["numbers"][1] == {"row": "2 the", "1 the": None, "1 the (2)": -2.0}


def test_an_empty_table_is_no_error() -> None:
    empty = pd.DataFrame([], columns=["step", "loss"])
    assert json.loads(described(empty, caption="c")) == {"caption": "c", "numbers": []}
    assert cells(csv(empty)) == [["", "step", "loss"]]
    assert rows(empty) == []
