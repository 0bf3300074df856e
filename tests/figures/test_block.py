"""The figures of the chapter on the block."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from explorer.figures import firing, norms
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
    assert norms.layer_norm(3, 0.5, -0.125, 0.25, 1e-5, 2.0, -0.5, 1.99) == (
        r"y_{3} = 2.00\cdot\frac{0.50 - (-0.12)}{\sqrt{0.250 + 10^{-5}}} -0.50 = 1.99"
    )
    assert "-" not in norms.rms_norm(3, 0.5, 0.25, 1.0, 2.0, 1.0)
    assert r"\mu = 0.00" in norms.moments([("a", -1e-9, 1.0)])


def test_neurons_and_places_keep_their_numbers() -> None:
    figure = firing.firing([-1.0, 2.0], [-0.16, 1.95], [(2, 1.95)], {"before": "before", "after": "after"})
    assert figure.table.loc[2, "after"] == 1.95
    table = firing.contexts([(("the",), "king", ("lost", "."), 1.25)], {}).table
    assert list(table.loc[0]) == ["the", "king", "lost .", 1.25]


def test_a_cell_of_the_lens_names_the_likeliest_word() -> None:
    figure = lens(["the"], 4, 0, ["start", "layer 1"], [[[("a", 0.6), ("b", 0.1)], [("b", 0.9), ("a", 0.05)]]], {})
    assert figure.table.loc["5 the", "layer 1"] == "b 90.0%"
