import base64

import numpy as np
import pytest

from explorer.figures.sampling import draws, sampling
from explorer.figures.texts import texts


def test_logits_travel_exactly() -> None:
    logits = np.float32([1 / 3, -7.123456789, 1e-9])
    figure = sampling(logits, [(1, "b"), (0, "a")], {}, {})
    assert np.array_equal(np.frombuffer(base64.b64decode(figure.data["logits"]), "<f4"), logits)
    assert figure.table.index.tolist() == ["b", "a"]
    assert figure.table["probability"].tolist() == pytest.approx((np.exp(logits) / np.exp(logits).sum())[[1, 0]])


@pytest.mark.parametrize(("name", "value"), [("temperature", 0.73), ("top_k", 7), ("top_k", 333), ("top_k", 0)])
def test_a_slider_can_stand_on_any_value_of_the_address(name: str, value: float) -> None:
    (control,) = sampling([0.0, 1.0], [(0, "a")], {name: ("", value)}, {}).data["controls"]
    assert control["values"].count(value) == 1
    numbers = [v for v in control["values"] if name != "top_k" or v]
    assert numbers == sorted(numbers)
    assert name != "top_k" or control["values"][-1] == 0  # all words: the other end of few words


def test_the_spread_does_not_go_below_nothing() -> None:
    figure = draws(["a", "b"], [9, 1], [8.5, 1.5], [1.1, 1.1], ("drawn", "expected"), "draws")
    bars, theory = figure.data
    assert list(bars.y) == [9, 1]
    assert list(theory.error_y.array) == pytest.approx([2.2, 2.2])
    assert list(theory.error_y.arrayminus) == pytest.approx([2.2, 1.5])


def test_both_texts_stand_in_the_table() -> None:
    figure = texts("once", ["T 1", "T 2"], [[("a", 0.5, [("a", 0.5)])], [("b", 0.1, [("a", 0.4)])]], 0, {})
    assert figure.table.to_numpy().tolist() == [["T 1", 1, "a", 0.5], ["T 2", 1, "b", 0.1]]
    assert figure.data["first"] == 0
