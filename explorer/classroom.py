"""Trainings in the background: two at a time, the others wait in a row; whoever leaves ends theirs.

Each is a process of its own (explorer.models.apprentice), started afresh and never forked, so that pages stay quick
and a training can neither touch the server nor outlive it. All it says is held in memory, nothing on disk.
"""

import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from torch import Tensor

import explorer
from explorer.errors import VisitorError
from explorer.models import apprentice
from explorer.models.apprentice import Job
from explorer.models.transformer import Transformer

SEATS = 2
PATIENCE = 20.0  # seconds that somebody may be away: a browser may lose its connection and find it again
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Look:
    """Where a training stood at a step."""

    step: int
    held_out: float  # nats per token
    text: str  # what it wrote


@dataclass(eq=False)
class Training:
    """One transformer of one visitor; grows while it learns."""

    job: Job
    here: Callable[[], bool]  # whether its visitor is still there
    number: int = field(default_factory=lambda: next(_numbers))
    state: Literal["waiting", "running", "stopping", "stopped", "finished", "failed", "gone"] = "waiting"
    spent: float = 0.0  # seconds of learning
    step: int = 0
    losses: list[tuple[int, float]] = field(default_factory=list)  # step, nats per token
    looks: list[Look] = field(default_factory=list)
    weights: dict[int, dict[str, Tensor]] = field(default_factory=dict)  # of the checkpoints, 16 bits a number
    process: subprocess.Popen[bytes] | None = None
    last_here: float = field(default_factory=time.monotonic)

    @property
    def share(self) -> float:
        """Of the time that was chosen, what is over."""
        return min(1.0, self.spent / self.job.seconds)

    @property
    def busy(self) -> bool:
        return self.state in ("waiting", "running", "stopping")

    @property
    def steps(self) -> list[int]:
        """The checkpoints that there are."""
        return sorted(self.weights)

    def model(self, step: int) -> Transformer:
        """As it was at a checkpoint."""
        weights = self.weights[step]
        model = Transformer(apprentice.sizes(len(weights["embedding.weight"])))
        model.load_state_dict({name: each.float() for name, each in weights.items()})
        return model.eval().requires_grad_(False)


class Classroom:
    """Who trains, and who waits. All methods may be called from any thread."""

    def __init__(self, seats: int = SEATS, patience: float = PATIENCE) -> None:
        self.seats, self.patience = seats, patience
        self._row: list[Training] = []  # all that are remembered, in the order of their turn
        self._lock = threading.RLock()
        self._watcher: threading.Thread | None = None

    def start(self, job: Job, here: Callable[[], bool]) -> Training:
        """A place in the row; begins at once where a seat is free."""
        training = Training(job, here)
        self._enter(training)
        return training

    def stop(self, training: Training) -> None:
        """Halt it, so that it can be resumed; its seat is free for the next."""
        with self._lock:
            if training.state == "waiting":
                training.state = "stopped"
            elif training.state == "running" and training.process and training.process.stdin:
                training.state = "stopping"
                try:
                    training.process.stdin.write(b"stop\n")
                    training.process.stdin.flush()
                except OSError:  # it has just ended
                    pass

    def resume(self, training: Training) -> None:
        """Go on where it was stopped, at the end of the row."""
        with self._lock:
            if training.state == "stopped":
                training.state = "waiting"
                if training in self._row:
                    self._row.remove(training)
                self._enter(training)

    def forget(self, training: Training) -> None:
        """End it and let go of all that it holds."""
        with self._lock:
            training.state = "gone"
            if training in self._row:
                self._row.remove(training)
            training.weights.clear()
            if training.process:
                training.process.kill()
            self._seat()

    def place(self, training: Training) -> int:
        """How many wait before it, itself included: 1 is next; 0 where it does not wait."""
        with self._lock:
            waiting = [one for one in self._row if one.state == "waiting"]
            return waiting.index(training) + 1 if training in waiting else 0

    def find(self, number: int) -> Training:
        """Raises VisitorError where it is no longer remembered."""
        with self._lock:
            for training in self._row:
                if training.number == number:
                    return training
        raise VisitorError("This training is no longer here; train again.")

    def _enter(self, training: Training) -> None:
        with self._lock:
            self._row.append(training)
            self._seat()
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._watch, name="classroom", daemon=True)
                self._watcher.start()

    def _seat(self) -> None:
        """Let the next in the row begin, as long as there are seats."""
        for training in self._row:
            if sum(one.state in ("running", "stopping") for one in self._row) >= self.seats:
                return
            if training.state == "waiting":
                training.state = "running"
                threading.Thread(target=self._attend, args=(training,), daemon=True).start()

    def _attend(self, training: Training) -> None:
        """Run the process of one training and write down what it says."""
        source = str(Path(explorer.__file__).parent.parent)
        path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            [sys.executable, "-m", "explorer.models.apprentice"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # Ctrl+C is for the server; when that ends, the process ends itself
        )
        with self._lock:
            training.process = process
        assert process.stdin
        assert process.stdout
        with process:
            try:
                apprentice.post(process.stdin, training.job)
                while training.state != "gone" and (message := apprentice.read(process.stdout)):
                    _take(training, *message)
            except (OSError, ValueError):
                pass  # it was killed in the middle of a word
            finally:
                process.kill()
        with self._lock:
            training.process = None
            if training.state in ("running", "stopping"):
                training.state = "failed"
            self._seat()

    def _watch(self) -> None:
        """End what belongs to nobody; ends itself when nothing is left."""
        while True:
            with self._lock:
                now, left = time.monotonic(), list(self._row)
                if not left:
                    self._watcher = None
                    return
            for training in left:
                if training.here():
                    training.last_here = now
                elif now - training.last_here > self.patience:
                    self.forget(training)
            time.sleep(min(1.0, self.patience / 4))


def _take(training: Training, head: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    kind = head["kind"]
    if kind == "loss":
        training.step, training.spent = head["step"], head["spent"]
        training.losses.append((head["step"], head["loss"]))
    elif kind == "look":
        training.looks.append(Look(head["step"], head["held_out"], head["text"]))
    elif kind == "weights":
        training.weights[head["step"]] = tensors
    elif kind == "state":
        training.job = replace(training.job, state=tensors)
    elif kind in ("stopped", "finished"):
        training.step, training.spent = head["step"], head["spent"]
        training.job = replace(training.job, step=head["step"], spent=head["spent"])
        training.state = kind


@lru_cache(maxsize=1)
def classroom() -> Classroom:
    """The one of this server."""
    return Classroom()
