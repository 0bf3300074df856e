"""The data of a map of words; what the browser draws from it is tested in tests/browser/test_map.py."""

import numpy as np
import pytest

from explorer.figures import map, space
from explorer.models import vectors

TABLE = vectors.load()
TEXTS = {"hint": "point", "near": "{near}", "waiting": "{n}"}


def draw(words: list[str], groups: list[str]) -> map.Live:
    plane = vectors.principal(TABLE.directions[[TABLE.ids[word] for word in words]], 2)
    return map.plane(plane.points, words, groups, vectors.among(TABLE, words), plane.share, "direction", TEXTS)


def test_each_group_has_a_shape_and_a_colour_of_its_own() -> None:
    names = ["a", "b", "c", "d", "e", "f", "g", "h"]
    data = draw("king queen paris rome dog cat walk go".split(), names).data
    assert [kind["name"] for kind in data["kinds"]] == names
    assert len({kind["shape"] for kind in data["kinds"]}) == len({kind["colour"] for kind in data["kinds"]}) == 8


def test_groups_that_come_back_are_one_group() -> None:
    data = draw(["king", "dog", "queen", "cat"], ["royalty", "animals", "royalty", "animals"]).data
    assert data["groups"] == [0, 1, 0, 1]
    assert len(data["kinds"]) == 2


def test_an_axis_says_how_much_it_holds() -> None:
    assert map.titles("direction", (0.314, 0.2)) == ["direction 1 (31%)", "direction 2 (20%)"]
    figure = space.points(np.eye(3), ["a", "b", "c"], ["x"] * 3, (0.5, 0.3, 0.2), "direction")
    assert figure.layout.scene.zaxis.title.text == "direction 3 (20%)"


def test_the_table_holds_the_places_and_the_nearest_words() -> None:
    figure = draw(["king", "queen", "dog", "cat"], ["a"] * 4)
    row = figure.table.set_index("word").loc["dog"]
    assert row["nearest"] == "cat"
    assert row["cosine"] == pytest.approx(
        float(TABLE.directions[TABLE.ids["dog"]] @ TABLE.directions[TABLE.ids["cat"]])
    )
    assert list(row.iloc[1:3]) == pytest.approx(figure.data["points"][2], abs=1e-5)
    assert figure.data["near"][2][0] == ["cat", pytest.approx(row["cosine"], abs=1e-4)]


def test_the_two_steps_of_a_parallelogram_are_equal() -> None:
    found = vectors.answer(TABLE, "king", "man", "woman")
    words = ["king", "man", "woman", found.without_own[0].word]
    data = map.parallelogram(found.plane.points, words, "sum", found.plane.share, "direction").data
    at = np.array(data["points"])
    first, second = (at[end] - at[start] for start, end in (line["ends"] for line in data["lines"] if line["step"]))
    assert np.allclose(first, second, atol=1e-5)
    assert data["equal"], "unequal scales would keep them parallel, but not show how long they are"
    named = dict(zip(data["words"], data["groups"], strict=True))
    assert data["kinds"][named["sum"]].get("hollow")
    assert len({named["king"], named["sum"], named["queen"]}) == 3
