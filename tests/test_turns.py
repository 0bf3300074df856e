"""Visitors take turns, and none has to wait for long."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from explorer.ui import turns
from explorer.ui.turns import turn


@pytest.fixture(autouse=True)
def nobody_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_line", turns.Line())


def test_one_page_after_the_other() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def page() -> None:
        nonlocal inside, most
        with turn():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.01)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=page) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_part_of_a_page_has_the_turn_of_its_page() -> None:
    start = time.monotonic()
    with turn(), turn():
        pass
    assert time.monotonic() - start < turns.PATIENCE


def test_a_page_that_fails_gives_its_turn_back() -> None:
    with pytest.raises(ZeroDivisionError), turn():
        _ = 1 / 0
    start = time.monotonic()
    with turn():
        pass
    assert time.monotonic() - start < turns.PATIENCE


@contextmanager
def long_computation() -> Iterator[threading.Event]:
    """It has its turn; until it is told to end."""
    held, end = threading.Event(), threading.Event()

    def compute() -> None:
        with turn():
            held.set()
            end.wait(10)

    thread = threading.Thread(target=compute)
    thread.start()
    held.wait(10)
    yield end
    end.set()
    thread.join()


def test_who_takes_too_long_loses_the_turn() -> None:
    with long_computation():
        start = time.monotonic()
        with turn():
            waited = time.monotonic() - start
        with turn():
            again = time.monotonic() - start
    assert turns.PATIENCE <= waited < turns.PATIENCE + 2
    assert again < waited + turns.PATIENCE, "it keeps the class waiting once"


def test_who_has_lost_the_turn_gives_away_no_other_page_s() -> None:
    inside = threading.Event()
    with long_computation() as end, turn():
        end.set()
        time.sleep(0.05)  # now the long one gives back
        late = threading.Thread(target=lambda: turns._line.give(turns._line.take()) or inside.set())  # type: ignore[func-returns-value]
        late.start()
        assert not inside.wait(turns.PATIENCE / 2)
    late.join()
    assert inside.is_set()
