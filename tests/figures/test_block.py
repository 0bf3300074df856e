"""The figures of the chapter on the block."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from explorer.figures import firing, norms, theme
from explorer.figures.lens import lens
from explorer.figures.road import road

VECTOR = np.linspace(-1, 1, 100)
STATIONS = [("in", "in", VECTOR), ("attention", "a", VECTOR / 2), ("out", "out", VECTOR * 1.5)]


def test_a_wide_vector_shows_its_first_64_dimensions_and_its_whole_length() -> None:
    figure = road(STATIONS, [("a", 0.5)], {})
    shown = figure.data["stations"][0]
    assert len(shown["values"]) == 64 < figure.data["width"] == 100
    assert shown["length"] == pytest.approx(np.linalg.norm(VECTOR))
    assert len(figure.table) == 100
    assert figure.data["start"] == 0, "the lane to which most is added"
    assert figure.data["tints"] == {"attention": theme.PARTS["attention"], "mlp": theme.PARTS["mlp"]}


def test_one_huge_number_does_not_make_the_others_pale() -> None:
    huge = np.where(np.arange(64) == 5, 1000.0, 1.0)
    assert road([("in", "in", huge), ("attention", "a", huge)], [], {}).data["most"] < 10


def test_a_road_of_zeros_can_be_drawn() -> None:
    zeros = np.zeros(8)
    assert road([("in", "in", zeros), ("mlp", "m", zeros)], [], {}).data["most"] == 1.0


def test_down_the_columns_it_is_batch_norm_and_along_the_rows_layer_norm() -> None:
    x = torch.randn(7, 90, generator=torch.Generator().manual_seed(0))
    data = norms.directions(x, x, 1e-5, False, ["t"] * 7, {}, (7, 90)).data
    assert data["start"] == (6, 63)
    for key, expected in (("columns", F.batch_norm(x, None, None, training=True)), ("rows", F.layer_norm(x, (90,)))):
        mean, variance = (np.array(data[key][name]) for name in ("mean", "variance"))
        if key == "rows":
            mean, variance = mean[:, None], variance[:, None]
        assert np.allclose((x.numpy()[:, :64] - mean) / np.sqrt(variance + 1e-5), expected.numpy()[:, :64], atol=1e-4)


def test_the_formula_holds_its_numbers() -> None:
    assert norms.layer_norm(3, 0.5, -0.25, 0.25, 1e-5, 2.0, -0.5, 2.49994) == (
        r"y_{3} = 2.00\cdot\frac{0.50 - (-0.25)}{\sqrt{0.250 + 10^{-5}}} -0.50 = 2.50"
    )
    assert "-" not in norms.rms_norm(3, 0.5, 0.25, 1.0, 2.0, 1.0)
    assert r"\mu = 0.00" in norms.moments([("a", -1e-9, 1.0)])


def by_hand(formula: str) -> tuple[float, float]:
    """What a class with calculators gets for the right-hand side of a formula, and what is printed."""
    steps = [(r"10\^{(-\d+)}", r"1e\1"), (r"\\sqrt{([^{}]*)}", r"((\1)**0.5)"), (r"\\cdot", "*")]
    steps.append((r"\\frac{([^{}]*)}{([^{}]*)}", r"(\1)/(\2)"))
    _name, sum_, printed = formula.split(" = ")
    for pattern, replacement in steps:
        sum_ = re.sub(pattern, replacement, sum_)
    return float(eval(sum_)), float(printed)


@pytest.mark.parametrize("rms", [False, True])
def test_who_calculates_with_the_printed_numbers_gets_the_printed_result(rms: bool) -> None:
    assert by_hand(r"y_{1} = 2.00\cdot\frac{0.50 - (-0.12)}{\sqrt{0.250 + 10^{-5}}} -0.50 = 1.99")[0] < 1.985
    random = np.random.default_rng(0)
    for scale in 10.0 ** random.uniform(-2.5, 2.5, 200):
        x, gain, bias = random.normal(0.3, 1, 64) * scale, random.normal(1, 0.3), random.normal()
        mean, variance, square, i = x.mean(), x.var(), (x**2).mean(), int(random.integers(64))
        if rms:
            out = np.float32(gain * x[i] / np.sqrt(square + 1e-6))
            formula = norms.rms_norm(i, x[i], square, 1e-6, gain, float(out))
        else:
            out = np.float32(gain * (x[i] - mean) / np.sqrt(variance + 1e-5) + bias)
            formula = norms.layer_norm(i, x[i], mean, variance, 1e-5, gain, bias, float(out))
        again, printed = by_hand(formula)
        assert abs(again - printed) < 0.5 * 10.0 ** -len(formula.rpartition(".")[2]), formula


def test_neurons_and_places_keep_their_numbers() -> None:
    figure = firing.firing([-1.0, 2.0], [-0.16, 1.95], [(2, 1.95)], {"before": "before", "after": "after"})
    assert figure.table.loc[2, "after"] == 1.95
    table = firing.contexts([(("the",), "king", ("lost", "."), 1.25)], {}).table
    assert list(table.loc[0]) == ["the", "king", "lost .", 1.25]


def test_a_cell_of_the_lens_names_the_likeliest_word() -> None:
    figure = lens(["the"], 4, 0, ["start", "layer 1"], [[[("a", 0.6), ("b", 0.1)], [("b", 0.9), ("a", 0.05)]]], {})
    assert figure.table.loc["5 the", "layer 1"] == "b 90.0%"
