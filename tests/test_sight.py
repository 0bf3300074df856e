"""While a chapter is read, a change draws the steps that are in sight, and the others when they come into sight."""

import json
import time
from collections.abc import Iterator

import pytest

from explorer.ui import later, sight
from tests.client import Client

ALL = {"vectors", "similarity", "projections", "scores", "scaling", "mask", "softmax", "mixing"}
TEXT = "the queen lost her crown"


@pytest.fixture
def reader(address: str) -> Iterator[Client]:
    client = Client(address, "attention", "language=en")
    client.run(text={"string_value": TEXT})
    yield client
    client.close()


def see(client: Client, *steps: object, rest: bool = False) -> bytes:
    told = {"seen": {"steps": list(steps), "rest": rest, "time": time.time_ns()}}
    return client.run(sight={"json_value": json.dumps(told)})


def drawn(came: bytes) -> set[str]:
    """The figures that came, each with its numbers."""
    return {key for key in ALL if b"-numbers-" + key.encode() in came}


def head(client: Client, number: int) -> bytes:
    return client.run(head={"string_array_value": {"data": [str(number)]}})


def test_all_steps_are_drawn_until_the_browser_has_told_what_is_in_sight(reader: Client) -> None:
    assert drawn(head(reader, 3)) == ALL


def test_a_change_draws_what_is_in_sight(reader: Client) -> None:
    see(reader, "scores", "scaling")
    assert drawn(head(reader, 3)) == {"scores", "scaling"}
    assert drawn(reader.run(text={"string_value": "tom"})) == {"scores", "scaling"}


def test_what_comes_into_sight_is_drawn_once_after_a_change(reader: Client) -> None:
    see(reader, "scores")
    assert drawn(see(reader, "mixing")) == set(), "nothing has changed"
    head(reader, 3)
    came = see(reader, "softmax", "mixing")
    assert drawn(came) == {"softmax"}, "the other is as it should be"
    assert drawn(see(reader, "mask", "softmax")) == {"mask"}
    assert drawn(see(reader, "softmax")) == set()


def test_in_the_end_all_are_drawn(reader: Client) -> None:
    see(reader, "scores")
    head(reader, 3)
    assert drawn(see(reader, "scores", rest=True)) == ALL - {"scores"}
    assert drawn(see(reader, "scores", rest=True)) == set()


def test_what_is_drawn_later_is_of_the_latest_change(reader: Client) -> None:
    see(reader, "vectors")
    reader.run(text={"string_value": "the dog chased tom"})
    reader.run(text={"string_value": "the king loves anna"})
    came = see(reader, "mixing")
    assert b"anna" in came
    assert b"chased" not in came


def test_a_control_of_a_step_draws_that_step(reader: Client) -> None:
    see(reader, "softmax", "mixing")
    assert drawn(reader.run(sink={"bool_value": True})) == {"softmax"}


@pytest.mark.parametrize("told", [None, 3, "scores", [], {}, {"seen": None}, {"seen": {"steps": 3}}, {"seen": {"steps": [None, {}, "../x"]}}])  # fmt: skip
def test_a_browser_that_tells_nonsense_gets_everything(reader: Client, told: object) -> None:
    reader.run(sight={"json_value": json.dumps(told)})
    came = head(reader, 4)
    assert drawn(came) == ALL
    assert b"exception" not in came


class Anew(Exception):  # noqa: N818
    """All of the page is drawn."""


@pytest.mark.parametrize("reading", [True, False])
def test_who_begins_to_follow_or_is_left_alone_gets_another_page(
    monkeypatch: pytest.MonkeyPatch, reading: bool
) -> None:
    def first() -> None:
        raise AssertionError("not drawn here")

    def anew() -> None:
        raise Anew

    page = sight.Sight({"first": first} if reading else {})
    monkeypatch.setattr(sight, "_sight", lambda: page)
    monkeypatch.setattr(later, "whole", lambda: False)
    monkeypatch.setattr(sight.st, "rerun", anew)
    with pytest.raises(Anew):
        sight.take([] if reading else [first])
    monkeypatch.setattr(later, "whole", lambda: True)
    sight.take([] if reading else [first])
    assert bool(sight.taken()) is not reading


def test_another_chapter_is_drawn_whole(reader: Client, address: str) -> None:
    see(reader, "scores")
    reader.page, reader.place = "heads", ""
    came = reader.run()
    assert b"compare" in came
    assert b"1  " in came
