"""Positions as hands of a clock: the numbers that go with the picture."""

import numpy as np
import pytest

from explorer import positions
from explorer.figures import hands

WORDS = {"sine": "sine {n}", "cosine": "cosine {n}"}


def test_the_table_holds_the_two_waves_of_the_chosen_pair() -> None:
    sliders = {"pair": ("Pair", 0, 31, 5), "place": ("Place", 0, 127, 3)}
    figure = hands.waving(positions.speeds(64), positions.waves(5, 128, 64), sliders, WORDS)
    assert list(figure.table.columns) == ["sine 10", "cosine 11"]
    angles = np.arange(128) / 10000 ** (10 / 64)
    assert figure.table["sine 10"].to_numpy() == pytest.approx(np.sin(angles), abs=1e-9)
    assert figure.table["cosine 11"].to_numpy() == pytest.approx(np.cos(angles), abs=1e-9)
    assert [(one["name"], one["start"]) for one in figure.data["controls"]] == [("pair", 5), ("place", 3)]


def test_the_table_of_the_rotation_is_its_matrix() -> None:
    figure = hands.turning(
        positions.speeds(16),
        64,
        positions.shift(7, 64, 16).matrix,
        {"k": ("Step", 1, 32, 7), "place": ("Place", 0, 63, 0), "hand": ("", 0, 7, 1)},
        {},
    )
    assert np.array_equal(figure.table.to_numpy(), positions.shift(7, 64, 16).matrix.numpy())
    assert figure.data["speeds"] == positions.speeds(16).tolist()
