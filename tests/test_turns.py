"""Visitors take turns, and none has to wait for long."""

import threading
import time

import pytest

from explorer.ui import turns
from explorer.ui.turns import turn


@pytest.fixture(autouse=True)
def nobody_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_free", threading.Semaphore(turns.AT_ONCE))


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
    assert most == turns.AT_ONCE


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


def test_who_has_waited_long_enough_goes_ahead() -> None:
    held, done = threading.Event(), threading.Event()

    def long_computation() -> None:
        with turn():
            held.set()
            done.wait(10)

    thread = threading.Thread(target=long_computation)
    thread.start()
    held.wait(10)
    start = time.monotonic()
    with turn():
        waited = time.monotonic() - start
    done.set()
    thread.join()
    assert turns.PATIENCE <= waited < turns.PATIENCE + 2
