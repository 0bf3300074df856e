"""Beam search (Lowerre 1976; Sutskever et al. 2014 for neural networks): writing several texts at once.

Greedy writing takes the likeliest word at each step and never looks back; a beam keeps the few likeliest texts so far.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models.transformer import Trace, Transformer
from explorer.models.translator import Decoder, DecoderTrace


@dataclass(frozen=True)
class Node:
    """One word tried after a path of words."""

    id: int
    parent: int | None  # index of the word before; None right after the prompt
    depth: int  # 1 is the first new word
    log_probability: float  # of this word after its path, nats
    total: float  # the sum along the path: the log-probability of the whole text
    score: float  # total / depth ** length penalty
    fate: Literal["kept", "dropped", "finished"]


@dataclass(frozen=True)
class Tree:
    """All words that the search considered: at each step the likeliest 2 x beams continuations."""

    nodes: tuple[Node, ...]
    found: tuple[int, ...]  # the last words of the best texts, best first, as indices of nodes

    def path(self, leaf: int) -> list[int]:
        """Indices from the first word to this one."""
        path = [leaf]
        while (parent := self.nodes[path[0]].parent) is not None:
            path.insert(0, parent)
        return path

    def ids(self, leaf: int) -> tuple[int, ...]:
        return tuple(self.nodes[index].id for index in self.path(leaf))


def beam_search(
    model: Transformer | Decoder,
    ids: Sequence[int],
    beams: int,
    length: int,
    length_penalty: float = 1.0,
    end: int | None = None,
    memory: Float[Tensor, "source width"] | None = None,
) -> Tree:
    """At most `length` words after the prompt `ids`, fewer where `end` is written or the context is full.

    As Hugging Face's `generate(num_beams=..., do_sample=False)`: a text is finished by `end` or by its length, and
    the search stops where no running text can beat the worst of `beams` finished ones. One beam is greedy writing.
    Raises ValueError without prompt, beam or length.
    """
    if not ids or beams < 1 or length < 1:
        raise ValueError("beam search needs a prompt, at least one beam and at least one word to write")
    length = min(length, model.sizes.context - len(ids) + 1)
    nodes: list[Node] = []
    found: list[int] = []
    running: list[int | None] = [None]
    trace: Trace | DecoderTrace | None = None
    new = torch.tensor([list(ids)])
    for depth in range(1, length + 1):
        with torch.inference_mode():
            read = None if memory is None else memory.expand(len(new), *memory.shape)
            trace = model(new, trace, memory=read)
            words = trace.out[:, -1].log_softmax(-1)
        totals = torch.tensor([[0.0 if node is None else nodes[node].total] for node in running])
        sums = (words + totals).flatten()
        best = sums.topk(min(2 * beams, len(sums)))
        rows: list[int] = []
        going: list[int] = []
        for rank, (total, index) in enumerate(zip(best.values.tolist(), best.indices.tolist(), strict=True)):
            row, id_ = divmod(index, words.shape[-1])
            fate: Literal["kept", "dropped", "finished"] = "dropped"
            if id_ == end or depth == length:
                fate = "finished" if rank < beams else "dropped"
            elif len(going) < beams:
                fate = "kept"
            node = Node(id_, running[row], depth, float(words[row, id_]), total, total / depth**length_penalty, fate)
            if fate == "finished":
                found.append(len(nodes))
            elif fate == "kept":
                rows.append(row)
                going.append(len(nodes))
            nodes.append(node)
        found = sorted(found, key=lambda leaf: -nodes[leaf].score)[:beams]
        if not going or (len(found) == beams and nodes[going[0]].score <= nodes[found[-1]].score):
            break
        running = list(going)
        trace, new = _take(trace, torch.tensor(rows)), torch.tensor([[nodes[node].id] for node in going])
    return Tree(tuple(nodes), tuple(found))


def _take(part: Any, rows: Tensor) -> Any:
    """The trace of some rows of the batch: the cache of the beams that go on."""
    if isinstance(part, Tensor):
        return part[rows]
    if isinstance(part, tuple):
        return tuple(_take(item, rows) for item in part)
    if part is None:
        return None
    fields = {field.name: getattr(part, field.name) for field in dataclasses.fields(part) if field.name != "positions"}
    return dataclasses.replace(part, **{name: _take(value, rows) for name, value in fields.items()})
