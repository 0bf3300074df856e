"""Attention as lines: what is sent is what the weights say."""

import numpy as np
import pytest

from explorer.figures import theme
from explorer.figures.lines import FLOOR, lines

TOKENS = ["a", "b", "a"]
WEIGHTS = np.array(
    [
        [[1.0, 0.0, 0.0], [0.995, 0.005, 0.0], [0.25, 0.75, 0.0]],
        [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.004, 0.003, 0.993]],
    ]
)


def test_a_line_is_query_key_and_share() -> None:
    data = lines(WEIGHTS, TOKENS, [1, 2], {}).data
    assert data["lines"][0] == [[0, 0, 1.0], [1, 0, 0.995], [2, 0, 0.25], [2, 1, 0.75]]
    assert [2, 2, 0.993] in data["lines"][1]


def test_what_is_under_the_floor_is_not_drawn() -> None:
    data = lines(WEIGHTS, TOKENS, [1, 2], {}).data
    assert min(share for head in data["lines"] for *_, share in head) >= FLOOR


def test_the_table_holds_every_weight_and_tells_equal_tokens_apart() -> None:
    table = lines(WEIGHTS, TOKENS, [3, 7], {}).table
    assert table.shape == (6, 3)
    assert table.loc["3: 2 b", "2 b"] == 0.005
    assert table.loc["7: 3 a", "1 a"] == 0.004
    assert table.index.is_unique
    assert table.columns.is_unique


def test_a_head_keeps_its_colour_whatever_else_is_shown() -> None:
    together = lines(WEIGHTS, TOKENS, [2, 5], {}).data["heads"]
    alone = lines(WEIGHTS[1:], TOKENS, [5], {}).data["heads"]
    assert together[1] == alone[0] == {"number": 5, "colour": theme.CATEGORIES[4]}
    twelve = lines(np.tile(WEIGHTS, (6, 1, 1)), TOKENS, range(1, 13), {}).data["heads"]
    assert twelve[8]["colour"] == twelve[0]["colour"], "and is told apart by its number and its dashes"


@pytest.mark.parametrize(("start", "sent"), [(None, None), (0, 0), (-1, 2), (2, 2)])
def test_the_token_to_start_with_may_be_counted_from_the_end(start: int | None, sent: int | None) -> None:
    assert lines(WEIGHTS, TOKENS, [1, 2], {}, start).data["start"] == sent


def test_weights_of_other_tokens_are_refused() -> None:
    with pytest.raises(ValueError, match="2 heads on 2 tokens"):
        lines(WEIGHTS, ["a", "b"], [1, 2], {})
    with pytest.raises(ValueError, match="1 heads on 3 tokens"):
        lines(WEIGHTS, TOKENS, [1], {})
