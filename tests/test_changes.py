"""What a server sends for a change: what has changed, and nothing of the frame around it."""

import statistics
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.client import Client


@pytest.fixture
def wall(address: str) -> Iterator[Client]:
    client = Client(address, "attention", "lecture=true&step=scores&language=en")
    client.run(text={"string_value": "the queen lost her crown"})
    yield client
    client.close()


@pytest.mark.parametrize(
    "change", [{"head": {"string_array_value": {"data": ["2"]}}}, {"text": {"string_value": "tom"}}]
)
def test_a_change_draws_the_page_and_not_its_frame(wall: Client, change: dict[str, object]) -> None:
    came = wall.run(**change)
    assert b"asks" in came
    assert "navigation" not in wall.heard
    assert "page_config_changed" not in wall.heard
    assert len(came) < 40_000
    assert b"function" not in came, "scripts do not travel with the data"


def test_what_is_typed_leaves_the_row_around_it_alone(address: str) -> None:
    client = Client(address, "attention", "language=en")
    client.parts = {"text": client.parts["text"]}
    came = client.run(text={"string_value": "a wizard lost"})
    assert b"wizard" in came, "what was done to the sentence is told"
    assert client.parts.keys() >= {"text", "head", "tokens", "vectors"}
    assert not client.parts.keys() & {"model", "language", "second", "lecture", "class"}
    client.close()


def test_another_language_draws_the_frame_too(wall: Client) -> None:
    wall.query = "lecture=true&step=scores&language=fr"  # a browser writes it there before it asks
    wall.run(language={"string_value": "fr"})
    if "navigation" not in wall.heard:  # the part asks for the whole, which follows by itself
        wall._until(lambda one: one.WhichOneof("type") == "script_finished")
    assert "navigation" in wall.heard
    assert b"Comparer" in wall.received


def test_reading_mode_and_back_draws_the_frame_too(wall: Client) -> None:
    wall.query = "step=scores&language=en"
    wall.run(lecture={"bool_value": False})
    if "navigation" not in wall.heard:
        wall._until(lambda one: one.WhichOneof("type") == "script_finished")
    assert "navigation" in wall.heard
    assert b"1  The vectors that come in" in wall.received


def test_small_answers_do_not_wait_for_each_other(address: str) -> None:
    connection = HTTPConnection(urlsplit(address).netloc)
    taken = []
    for _ in range(15):
        start = time.perf_counter()
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok"
        taken.append(time.perf_counter() - start)
    connection.close()
    assert statistics.median(taken) < 0.03, "0.044 is an acknowledgement that was put off"
