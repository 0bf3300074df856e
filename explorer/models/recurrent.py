"""Recurrent networks: one state, carried from word to word. Each forward returns all that was computed on the way.

The vanilla RNN is Elman's (1990), the LSTM that of Hochreiter and Schmidhuber (1997) with the forget gate of Gers,
Schmidhuber and Cummins (2000), the GRU that of Cho et al. (2014). Order of the gates, biases and the place of the
GRU's reset gate are PyTorch's, so that the same weights give the same numbers there.
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

Kind = Literal["rnn", "gru", "lstm"]
KINDS: tuple[Kind, ...] = ("rnn", "gru", "lstm")
HANDED_ON = 0.9  # of each number of the state, at the start of an RNN
EMBEDDING = 0.3  # deviation of untrained word vectors; three times smaller, and their words are hardly told apart


@dataclass(frozen=True, eq=False)
class RNNTrace:
    """For each word its part of the sum and the part of the state before it; `out` is tanh of both together."""

    from_word: Float[Tensor, "*batch time d"]
    from_state: Float[Tensor, "*batch time d"]
    out: Float[Tensor, "*batch time d"]


@dataclass(frozen=True, eq=False)
class GRUTrace:
    """out = update · before + (1 - update) · candidate, where before is the state one word earlier."""

    reset: Float[Tensor, "*batch time d"]
    update: Float[Tensor, "*batch time d"]
    candidate: Float[Tensor, "*batch time d"]
    out: Float[Tensor, "*batch time d"]


@dataclass(frozen=True, eq=False)
class LSTMTrace:
    """memory = forget · memory before + input · candidate; out = output · tanh(memory)."""

    input: Float[Tensor, "*batch time d"]
    forget: Float[Tensor, "*batch time d"]
    candidate: Float[Tensor, "*batch time d"]
    output: Float[Tensor, "*batch time d"]
    memory: Float[Tensor, "*batch time d"]  # the cell state, carried beside the hidden state
    out: Float[Tensor, "*batch time d"]


class Cell(nn.Module):
    """What reads one word after the other. `gates` stacked linear maps of the word, and as many of the state."""

    gates = 1

    def __init__(self, width: int, d: int) -> None:
        super().__init__()
        self.word = nn.Linear(width, self.gates * d)
        self.state = nn.Linear(d, self.gates * d)

    def start(self, x: Float[Tensor, "*batch time width"]) -> Float[Tensor, "*batch d"]:
        """The state before the first word: zeros."""
        return x.new_zeros(*x.shape[:-2], self.state.in_features)


class RNN(Cell):
    """h = tanh(W x + U h before)."""

    def forward(self, x: Float[Tensor, "*batch time width"]) -> RNNTrace:
        from_word, h = self.word(x), self.start(x)
        carried, states = [], []
        for step in from_word.unbind(-2):
            carried.append(self.state(h))
            h = torch.tanh(step + carried[-1])
            states.append(h)
        return RNNTrace(from_word, torch.stack(carried, -2), torch.stack(states, -2))


class GRU(Cell):
    """Two gates: how much of the past to use for something new, and how much of it to keep."""

    gates = 3

    def forward(self, x: Float[Tensor, "*batch time width"]) -> GRUTrace:
        h, steps = self.start(x), []
        for step in self.word(x).unbind(-2):
            word, carried = step.chunk(3, -1), self.state(h).chunk(3, -1)
            reset, update = torch.sigmoid(word[0] + carried[0]), torch.sigmoid(word[1] + carried[1])
            candidate = torch.tanh(word[2] + reset * carried[2])
            h = candidate + update * (h - candidate)
            steps.append((reset, update, candidate, h))
        return GRUTrace(*(torch.stack(part, -2) for part in zip(*steps, strict=True)))


class LSTM(Cell):
    """Three gates around a memory that is only ever multiplied by the forget gate and added to."""

    gates = 4

    def forward(self, x: Float[Tensor, "*batch time width"]) -> LSTMTrace:
        h = memory = self.start(x)
        steps = []
        for step in self.word(x).unbind(-2):
            raw = (step + self.state(h)).chunk(4, -1)
            into, forget, output = torch.sigmoid(raw[0]), torch.sigmoid(raw[1]), torch.sigmoid(raw[3])
            candidate = torch.tanh(raw[2])
            memory = forget * memory + into * candidate
            h = output * torch.tanh(memory)
            steps.append((into, forget, candidate, output, memory, h))
        return LSTMTrace(*(torch.stack(part, -2) for part in zip(*steps, strict=True)))


CELLS: dict[Kind, type[Cell]] = {"rnn": RNN, "gru": GRU, "lstm": LSTM}
CellTrace = RNNTrace | GRUTrace | LSTMTrace


@dataclass(frozen=True)
class Sizes:
    """All that must be known to build the model, besides its weights."""

    kind: Kind
    vocabulary: int
    width: int  # of the word vectors, and of the state


@dataclass(frozen=True, eq=False)
class Trace:
    embedded: Float[Tensor, "*batch time width"]
    cell: CellTrace
    out: Float[Tensor, "*batch time vocabulary"]  # logits


class Recurrent(nn.Module):
    """A language model with one recurrent layer: word vectors in, a state, logits out by the same table."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.embedding = nn.Embedding(sizes.vocabulary, sizes.width)
        self.cell = CELLS[sizes.kind](sizes.width, sizes.width)
        self.bias = nn.Parameter(torch.zeros(sizes.vocabulary))

    def forward(self, ids: Int[Tensor, "*batch time"]) -> Trace:
        embedded = self.embedding(ids)
        cell = self.cell(embedded)
        return Trace(embedded, cell, F.linear(cell.out, self.embedding.weight, self.bias))

    @torch.no_grad()
    def initialise(self, seed: int, keep: float = 1.0) -> "Recurrent":
        """Start values that let a network learn to keep what it has read.

        `keep` opens the gate that keeps the past (Jozefowicz, Zaremba and Sutskever 2015). The RNN, which has none,
        starts by handing on nine tenths of each number (after the identity of Le, Jaitly and Hinton 2015).
        """
        generator = torch.Generator().manual_seed(seed)
        for parameter in self.parameters():
            parameter.zero_()
            if parameter.dim() == 2:
                parameter.normal_(0.0, 1 / math.sqrt(parameter.shape[1]), generator=generator)
        self.embedding.weight.mul_(EMBEDDING * math.sqrt(self.sizes.width))
        open_gate(self.cell, keep)
        if isinstance(self.cell, RNN):
            nn.init.eye_(self.cell.state.weight).mul_(HANDED_ON)
        return self


@torch.no_grad()
def open_gate(cell: nn.Module, keep: float) -> None:
    """Set the bias of the gate that keeps the past: the LSTM's forget gate, the GRU's update gate."""
    assert isinstance(cell, Cell)
    if cell.gates > 1:
        d = cell.state.in_features
        cell.word.bias[d : 2 * d] = keep
