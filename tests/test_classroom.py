"""Trainings in the background: who sits, who waits, who goes; and what a small transformer learns by the clock."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from explorer.classroom import Classroom, Training
from explorer.errors import VisitorError
from explorer.models import apprentice
from explorer.models.apprentice import Job

TEXT = "the cat sat on the mat . the dog lay by the door . " * 500
MERGES = apprentice.merges(TEXT)
IDS = torch.tensor(apprentice.pieces(MERGES).ids(TEXT), dtype=torch.int32)


def job(seconds: float) -> Job:
    return Job(MERGES, IDS[600:], IDS[:600], seconds)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def room() -> Iterator[Classroom]:
    room = Classroom(seats=1, patience=2.0)
    yield room
    for training in list(room._row):
        room.forget(training)


def test_it_learns_is_stopped_and_goes_on_where_it_was(room: Classroom) -> None:
    training = room.start(job(2.5), lambda: True)
    until(lambda: training.step > 5)
    room.stop(training)
    until(lambda: training.state == "stopped")
    until(lambda: training.process is None)  # nothing runs while it is stopped
    step, spent = training.step, training.spent
    assert step in training.steps
    assert 0 < spent < 2.5
    assert any(name.startswith("optimizer.") for name in training.job.state)
    room.resume(training)
    until(lambda: training.state == "finished")
    assert training.share == 1.0
    assert training.steps[-1] == training.step > step
    assert [look.step for look in training.looks].count(0) == 1, "it does not begin again"
    assert training.looks[-1].held_out < training.looks[0].held_out - 0.5
    first, last = (training.model(at).embedding.weight for at in (0, training.step))
    assert not torch.equal(first, last)


def test_the_others_wait_in_a_row_and_move_up(room: Classroom) -> None:
    first, second, third = (room.start(job(60.0), lambda: True) for _ in range(3))
    assert [room.place(each) for each in (first, second, third)] == [0, 1, 2]
    assert [each.state for each in (first, second, third)] == ["running", "waiting", "waiting"]
    room.stop(second)  # who waits may change their mind
    assert [room.place(each) for each in (second, third)] == [0, 1]
    room.forget(first)
    assert third.state == "running"
    assert room.place(third) == 0
    room.resume(second)
    assert room.place(second) == 1
    with pytest.raises(VisitorError, match="no longer here"):
        room.find(first.number)


def test_who_leaves_ends_it(room: Classroom) -> None:
    here = [True]
    left, other = room.start(job(60.0), lambda: here[0]), room.start(job(60.0), lambda: True)
    until(lambda: left.step > 0)
    process = left.process
    assert process
    here[0] = False
    until(lambda: left.state == "gone", 10)
    until(lambda: process.poll() is not None, 10)
    assert not left.weights
    assert other.state == "running", "the next one takes the seat"


def test_a_process_ends_when_the_server_is_gone(room: Classroom) -> None:
    training = room.start(job(60.0), lambda: True)
    until(lambda: training.step > 0)
    process = training.process
    assert process
    assert process.stdin
    process.stdin.close()  # as the system does it for a server that was killed
    until(lambda: process.poll() is not None, 10)
    until(lambda: training.state == "failed", 10)


def test_a_state_restores_model_and_optimizer_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apprentice, "SAID", 2)
    done: list[bool] = []
    messages = list(apprentice.study(job(60.0), lambda: len(done) > 3 or bool(done.append(True))))
    state = next(tensors for head, tensors in messages if head["kind"] == "state")
    tokens = apprentice.pieces(MERGES)
    model = apprentice.Transformer(apprentice.sizes(len(tokens)))
    optimizer = torch.optim.AdamW(model.parameters())
    apprentice._restore(model, optimizer, state)
    again = apprentice._keep(model, optimizer)
    assert again.keys() == state.keys()
    assert all(torch.equal(again[name], state[name]) for name in state)
    assert float(state["optimizer.0.step"]) == messages[-1][0]["step"] == 4


def test_messages_come_back_as_they_were_sent(tmp_path: Path) -> None:
    file = tmp_path / "messages"
    with file.open("wb") as out:
        apprentice.post(out, job(3.0))
        apprentice.write(out, {"kind": "loss", "loss": 1.5}, {})
        out.write(b'{"kind": "lo')  # a word that was cut off
    pipe = file.open("rb")
    head, tensors = apprentice.read(pipe) or ({}, {})
    assert torch.equal(tensors["learned"], IDS[600:])
    assert tuple(map(tuple, head["merges"])) == MERGES
    assert apprentice.read(pipe) == ({"kind": "loss", "loss": 1.5}, {})
    assert apprentice.read(pipe) is None
    pipe.close()


@pytest.mark.parametrize(("text", "word"), [("too short", "at least 20,000"), ("é" * 2_500_001, "at most 5,000,000")])
def test_a_text_of_the_wrong_size_gets_a_clear_word(text: str, word: str) -> None:
    with pytest.raises(VisitorError, match=word):
        apprentice.check(text)


def test_the_smallest_and_the_largest_text_will_do() -> None:
    apprentice.check("a" * apprentice.SMALLEST)
    apprentice.check("a" * apprentice.LARGEST)


def test_a_new_training_has_a_number_of_its_own() -> None:
    assert Training(job(1.0), lambda: True).number != Training(job(1.0), lambda: True).number
