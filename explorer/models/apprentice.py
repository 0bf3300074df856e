"""A small transformer that learns any text while a class watches; the clock, not a number of steps, ends it.

Run as a program it is the background process of explorer.classroom: a job comes in on its standard input, what happens
goes out on its standard output. Nothing is written to disk, and nothing is unpickled.
"""

import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any

import numpy as np
import torch
from jaxtyping import Int
from safetensors.torch import load, save
from torch import Tensor
from torch.nn import functional as F

from explorer.errors import VisitorError
from explorer.models.generate import generate
from explorer.models.transformer import Sizes, Transformer
from explorer.text.corpora import LARGEST
from explorer.text.pieces import Pieces
from explorer.text.tokenizers import BPE, BYTES, learn

TOKENS, CONTEXT, TOGETHER, RATE, WARM_UP = 1500, 128, 4, 6e-3, 30
SMALLEST, FIRST = 20_000, 1_000_000  # bytes of a text; characters of it that the vocabulary is learned from
CHECKPOINTS = (0, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000)
HEARD, SAID = 2048, 60  # held-out tokens that are scored while it learns, tokens of a sample
Message = tuple[dict[str, Any], dict[str, Tensor]]


def check(text: str) -> None:
    """Raises VisitorError where a text is too short or too long to learn from."""
    size = len(text.encode("utf-8", errors="replace"))
    if size < SMALLEST:
        raise VisitorError(
            "This text has {size:,} bytes; to learn from it, a transformer needs at least {least:,}.",
            size=size,
            least=SMALLEST,
        )
    if size > LARGEST:
        raise VisitorError("This text has {size:,} bytes; at most {most:,} can be learned.", size=size, most=LARGEST)


@lru_cache(maxsize=4)
def merges(text: str) -> tuple[tuple[str, str], ...]:
    """A byte-pair vocabulary of the text's own, learned from its first FIRST characters."""
    return tuple(merge.pair for merge in learn(text[:FIRST], TOKENS, full=True))


def pieces(pairs: Sequence[Sequence[str]]) -> Pieces:
    return Pieces(BPE(sorted(BYTES.values()), [(left, right) for left, right in pairs]), CONTEXT)


def sizes(tokens: int) -> Sizes:
    return Sizes(
        vocabulary=tokens,
        context=CONTEXT,
        width=96,
        heads=4,
        layers=2,
        hidden=384,
        positions="sinusoidal",
        position_scale=0.3,
        attention_bias=False,
    )


@dataclass(frozen=True, eq=False)
class Job:
    """What to learn, for how long, and where it was stopped; the ids are those of `merges` learned from the text."""

    merges: Sequence[Sequence[str]]
    learned: Int[Tensor, " token"]
    held_out: Int[Tensor, " other"]
    seconds: float
    seed: int = 0
    step: int = 0
    spent: float = 0.0  # seconds that it has learned already
    state: dict[str, Tensor] = field(default_factory=dict)  # of model and optimizer; empty at the beginning


def study(job: Job, stopped: Callable[[], bool]) -> Iterator[Message]:
    """Learn until the time is over or `stopped`; yields what happens, each with the tensors that belong to it.

    AdamW, and a cosine over the time instead of the steps: nobody knows how many a machine makes. So the seed fixes the
    start values and the order of the text, but not how far it comes.
    """
    tokens = pieces(job.merges)
    model = Transformer(sizes(len(tokens))).initialise(job.seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.1)
    if job.state:
        _restore(model, optimizer, job.state)
    window = min(CONTEXT, len(job.learned) - 2)
    rng = np.random.default_rng((job.seed, job.step))
    begun, step, spent = time.monotonic() - job.spent, job.step, job.spent
    losses: list[float] = []
    told = seen = spent
    if not job.state:
        yield from _look(model, tokens, job, step, True)
    while not stopped() and spent < job.seconds:
        rate = RATE * min(1.0, (step + 1) / WARM_UP) * (0.05 + 0.475 * (1 + math.cos(math.pi * spent / job.seconds)))
        for group in optimizer.param_groups:
            group["lr"] = rate
        starts = rng.integers(0, len(job.learned) - window - 1, TOGETHER)
        batch = torch.stack([job.learned[at : at + window + 1] for at in starts]).long()
        loss = F.cross_entropy(model(batch[:, :-1]).out.flatten(0, 1), batch[:, 1:].flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step, spent = step + 1, time.monotonic() - begun
        losses.append(float(loss.detach()))
        if spent - told > 0.5:
            yield {"kind": "loss", "step": step, "spent": spent, "loss": sum(losses) / len(losses)}, {}
            told, losses = spent, []
        if step in CHECKPOINTS or spent - seen > max(2.0, job.seconds / 25):
            yield from _look(model, tokens, job, step, step in CHECKPOINTS)
            seen = spent
    ended = spent >= job.seconds
    if step not in CHECKPOINTS:
        yield from _look(model, tokens, job, step, True)
    if not ended:
        yield {"kind": "state"}, _keep(model, optimizer)
    yield {"kind": "finished" if ended else "stopped", "step": step, "spent": min(spent, job.seconds)}, {}


def _look(model: Transformer, tokens: Pieces, job: Job, step: int, keep: bool) -> Iterator[Message]:
    """Where it stands: its loss on what it has not read, what it writes, and its weights where they are kept."""
    window = min(CONTEXT, len(job.held_out) - 1)
    rows = job.held_out[: HEARD + 1].unfold(0, window + 1, window).long()
    with torch.inference_mode():
        loss = F.cross_entropy(model(rows[:, :-1]).out.flatten(0, 1), rows[:, 1:].flatten())
    said = [said.id for said in generate(model, [tokens.start], SAID, temperature=0.8, seed=job.seed)]
    yield {"kind": "look", "step": step, "held_out": float(loss), "text": tokens.decode(said).strip()}, {}
    if keep:
        yield {"kind": "weights", "step": step}, {name: each.half() for name, each in model.state_dict().items()}


def _keep(model: Transformer, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    found = {f"model.{name}": each.clone() for name, each in model.state_dict().items()}
    for number, values in optimizer.state_dict()["state"].items():
        found |= {f"optimizer.{number}.{name}": each.clone() for name, each in values.items()}
    return found


def _restore(model: Transformer, optimizer: torch.optim.Optimizer, state: dict[str, Tensor]) -> None:
    model.load_state_dict({name[6:]: each for name, each in state.items() if name.startswith("model.")})
    whole = optimizer.state_dict()
    for name, each in state.items():
        if name.startswith("optimizer."):
            _, number, part = name.split(".")
            whole["state"].setdefault(int(number), {})[part] = each
    optimizer.load_state_dict(whole)


def write(out: IO[bytes], head: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    """One message: a line of JSON, and as many bytes of safetensors as it says."""
    body = save({name: each.contiguous() for name, each in tensors.items()}) if tensors else b""
    out.write(json.dumps(head | {"bytes": len(body)}).encode() + b"\n" + body)
    out.flush()


def read(source: IO[bytes]) -> Message | None:
    """The next message; None where nothing more comes."""
    line = source.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    body = source.read(head.pop("bytes"))
    return head, load(body) if body else {}


def post(out: IO[bytes], job: Job) -> None:
    head = {name: getattr(job, name) for name in ("merges", "seconds", "seed", "step", "spent")}
    write(out, head, {"learned": job.learned, "held_out": job.held_out} | job.state)


def _work() -> None:
    """Be the background process: polite, on one thread, and gone as soon as nobody holds the other end."""
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(10)
    source, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may stand between the messages
    message = read(source)
    if message is None:
        return
    head, tensors = message
    job = Job(learned=tensors.pop("learned"), held_out=tensors.pop("held_out"), state=tensors, **head)
    stop = threading.Event()

    def listen() -> None:
        if not source.readline():  # the server is gone
            os._exit(1)
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    for answer in study(job, stop.is_set):
        write(out, *answer)
    os._exit(0)  # the listening thread holds standard input


if __name__ == "__main__":
    _work()
