import pytest

from explorer.figures.tree import Branch, tree

BRANCHES: list[Branch] = [
    ("a", None, 1, -0.5, -0.5, -0.5, "kept"),
    ("b", None, 1, -1.0, -1.0, -1.0, "dropped"),
    ("a", 0, 2, -0.25, -0.75, -0.375, "finished"),
]


def test_the_numbers_are_those_of_the_search() -> None:
    figure = tree("once", BRANCHES, [0, 2], [0], {})
    node = figure.data["nodes"][2]
    assert (node["word"], node["parent"], node["total"], node["score"]) == ("a", 0, -0.75, -0.375)
    assert figure.data["best"] == [0, 2]
    assert figure.table.loc[3].tolist() == ["a", 1, 2, -0.25, -0.75, -0.375, "finished"]
    assert figure.table["parent"].tolist() == [0, 0, 1]  # counted from 1, 0 is the prompt


@pytest.mark.parametrize("parent", [None, 2])
def test_a_branch_without_its_parent_is_refused(parent: int | None) -> None:
    wrong: Branch = ("x", parent, 2, -0.1, -0.1, -0.1, "kept")
    with pytest.raises(ValueError, match="branch 3, x"):
        tree("once", [*BRANCHES, wrong], [0, 2], [], {})
