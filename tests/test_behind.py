"""A run draws what stands behind a part of the page, after it; otherwise it draws what Streamlit draws."""

from collections.abc import Sequence

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage

from explorer.ui import later
from explorer.web import behind

INSIDE = ["6", "7", "2"]  # of the body, which has drawn them when their turn comes


@pytest.fixture
def page() -> MemoryFragmentStorage:
    """A body with a chapter in it, two steps, something else, and in the body the sentence and what is said of it."""
    storage = MemoryFragmentStorage()
    for number, key in enumerate(("body", "chapter", "first", "second", "else", "sentence", "read"), 1):
        parent = "1" if key in ("chapter", "sentence", "read") else None
        storage.register(str(number), lambda: None, parent_fragment_id=parent, target_key=key)
    page = ("body", "sentence", "read", "chapter", "first", "second", "gone")
    storage.__dict__["behind"] = ("body", "sentence", "chapter"), page
    return storage


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        (["2"], ["2", "3", "4"]),
        (["1"], ["1", *INSIDE, "3", "4"]),
        (["4", "2"], ["2", "3", "4"]),
        (["2", "1", "5"], ["1", "5", *INSIDE, "3", "4"]),
        (["6"], ["6", "7", "2", "3", "4"]),
        (["3", "2", "6"], ["6", "7", "2", "3", "4"]),
        (["7"], ["7"]),
        (["4"], ["4"]),
        (["5", "3"], ["5", "3"]),
    ],
)
def test_what_stands_behind_is_drawn_last_and_once(
    page: MemoryFragmentStorage, asked: Sequence[str], drawn: Sequence[str]
) -> None:
    assert behind.order(page, list(asked)) == drawn


def test_a_page_that_has_said_nothing_is_drawn_as_streamlit_does(page: MemoryFragmentStorage) -> None:
    del page.__dict__["behind"]
    assert behind.order(page, ["5", "2", "1"]) == MemoryFragmentStorage.order_fragment_ids(page, ["5", "2", "1"])


def test_without_a_page_all_of_it_is_drawn() -> None:
    assert later.whole()
    later.follow(["body"], ["first"])
