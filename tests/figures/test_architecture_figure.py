"""The drawing carries what it was given, and its colours are those of the numbers."""

import re

import numpy as np
import pytest

from explorer import ASSETS
from explorer.figures import growth, theme
from explorer.figures.architecture import Box, architecture

BOX = Box("mlp", "mlp", "MLP", "thinks", (3, "m"), "2 × 4", 8)


def test_shapes_formulas_and_parameters_are_in_the_table_too() -> None:
    figure = architecture([[BOX], [BOX, BOX]], {}, [2], {"alt": "a drawing"})
    assert figure.data["stacks"][1][1]["shape"] == [3, "m"]
    assert list(figure.table["shape"]) == ["3 × m"] * 3
    assert list(figure.table["stack"]) == [1, 2, 2]
    assert figure.table["parameters"].sum() == 24


def test_pictures_are_hundredths_that_keep_the_sign() -> None:
    row = np.full(100, 2.0)
    row[:3] = -1.0, 0.0, 50.0  # one number far above all others must not turn them pale
    figure = architecture([[BOX]], {"mlp": row[None, None], "zero": np.zeros((1, 1, 2))}, [2], {})
    assert figure.data["pictures"]["mlp"][0][0][:4] == [-50, 0, 100, 100]
    assert figure.data["pictures"]["zero"] == [[[0, 0]]]


def test_shares_of_attention_are_not_scaled() -> None:
    figure = architecture([[BOX]], {"attention": np.array([[[0.2, 0.4]]])}, [2], {})
    assert figure.data["pictures"]["attention"] == [[[20, 40]]]


def test_a_masked_number_cannot_be_drawn_as_one() -> None:
    with pytest.raises((ValueError, RuntimeWarning)):
        architecture([[BOX]], {"mlp": np.array([[[np.inf, 1.0]]])}, [1], {})


def test_words_on_the_bars_begin_where_the_axis_does() -> None:
    figure = growth.ranks(["a<b", "c"], [[10.0, 1e6]], ["size"], [["ten", "a million"]], "n")
    bars, words = figure.data
    assert list(bars.x) == [10.0, 1e6]
    assert list(words.text) == ["<b>a&lt;b</b>  ten", "<b>c</b>  a million"]
    assert figure.layout.xaxis.range[0] < np.log10(words.x[0]) < figure.layout.xaxis.range[0] + 0.01 < 1
    assert theme.fit(figure, theme.LECTURE, 400).data[1].textfont.size >= 18
    assert words.textfont.size is None, "a copy"


def test_two_series_stand_beside_each_other() -> None:
    figure = growth.ranks(["a"], [[10.0], [20.0]], ["x", "y"], [["1"], ["2"]], "n")
    first, second = (trace for trace in figure.data if trace.type == "bar")
    assert first.y[0] + first.width == pytest.approx(second.y[0])


def test_a_mark_stands_at_its_length_on_a_logarithmic_axis() -> None:
    figure = growth.growth([16, 256], {"mlp": [1.0, 2.0]}, ["x"], "n", "u", (64.0, "64"))
    assert figure.layout.shapes[0].x0 == figure.layout.shapes[0].x1 == 64
    assert figure.layout.annotations[0].x == pytest.approx(np.log10(64))


@pytest.mark.parametrize("most", [1e5, 1e16])
def test_the_title_of_a_logarithmic_axis_names_what_lies_between_its_lines(most: float) -> None:
    figure = growth.growth([16, 256], {"mlp": [1.0, most]}, ["x"], "n {factor}", "{factor:,} each")
    clock = growth.measured([16], [0.1], "m", [0.1], "f", "{factor}", "{factor} s")
    bars = growth.ranks(["a", "b"], [[10.0, most]], ["x"], [["", ""]], "u {factor}")
    figure, clock, bars = (theme.fit(drawn, theme.LECTURE, 400) for drawn in (figure, clock, bars))
    axes = [*(one.layout[f"{axis}axis"] for one in (figure, clock) for axis in "xy"), bars.layout.xaxis]
    for axis in axes:
        lines = np.asarray(axis.tickvals)
        assert axis.type == "log"
        assert axis.showgrid
        assert lines[1:] / lines[:-1] == pytest.approx(int(re.sub(r"\D", "", axis.title.text)))


def test_a_part_has_one_colour_in_the_drawing_in_the_curves_and_in_the_bars() -> None:
    rules = (ASSETS / "live" / "architecture.css").read_text("utf-8")
    for part in ("embedding", "positions", "attention", "mlp", "pooler", "unembedding"):
        found = re.findall(rf"^(?:\.architecture .*)?\.architecture \.{part}\b[^{{]*{{ --tint: (#\w+); }}", rules, re.M)
        assert [colour.lower() for colour in found] == [theme.PARTS[part].lower()], part
    curve = growth.growth([16, 256], {"attention": [1, 2], "mlp": [1, 2]}, ["a", "b"], "n", "u")
    assert [line.line.color for line in curve.data] == [theme.PARTS["attention"], theme.PARTS["mlp"]]
    bars = growth.stacked(["a"], {"mlp": [5.0]}, ["MLP"], "n")
    assert bars.data[0].marker.line.color == theme.PARTS["mlp"]


def test_an_empty_clock_can_be_drawn() -> None:
    assert growth.measured([], [], "measured", [], "", "n", "s").layout.xaxis.range is not None


@pytest.mark.parametrize(
    ("value", "text"),
    [(9.66e9, "9.66 GB"), (999, "999 B"), (1000, "1 kB"), (0.5, "0.5 B"), (3.14e23, "314 ZB"), (12_345, "12.3 kB")],
)
def test_an_amount_has_its_prefix(value: float, text: str) -> None:
    assert growth.amount(value, "B") == text
