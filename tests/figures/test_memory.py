"""The memory of conversations: the numbers that go with the picture."""

from explorer.figures.memory import Keeper, memory
from explorer.models import cost
from explorer.models.families import NAMES

SMALL = NAMES["GPT-2-small"]
WORDS = {"cache": "KV cache", "weights": "parameters"}


def test_the_table_holds_the_bytes_where_the_sliders_stand() -> None:
    each, weights = cost.cache(SMALL, 1), cost.weights(SMALL)
    keeper = Keeper(SMALL.name, SMALL.layers, SMALL.width, SMALL.context, 2, each, weights)
    assert each == 2 * keeper.layers * keeper.width * keeper.bytes
    sliders = {"kept": ("Tokens", 1, 2048, 1024), "conversations": ("Conversations", 1, 100, 3)}
    figure = memory([keeper], [cost.cache(SMALL, 1024, 3)], sliders, WORDS)
    assert figure.table.loc["GPT-2-small"].tolist() == [3 * 1024 * each, weights]
    assert [(one["name"], one["start"]) for one in figure.data["controls"]] == [("kept", 1024), ("conversations", 3)]
    assert figure.data["rows"][0]["context"] == 1024
