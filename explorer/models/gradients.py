"""How much the last output of a network depends on each earlier input, by backward passes.

Bengio, Simard and Frasconi (1994) and Pascanu, Mikolov and Bengio (2013): in a recurrent network this gradient is a
product with one factor for each word in between, so that it vanishes or explodes with the distance.
"""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from explorer.models import recurrent, siblings
from explorer.models.recurrent import CELLS, KINDS, Cell
from explorer.models.transformer import Sizes, Transformer

WIDTH = 32  # of the networks with random weights
LONGEST = 100
INPUT = 1.0  # standard deviation of each of their numbers

Vectors = Float[Tensor, "*batch time width"]
Read = Callable[[Vectors], Float[Tensor, "*batch time d"]]


def norms(read: Read, x: Float[Tensor, "time width"]) -> Float[np.ndarray, " time"]:
    """For each input the size of the gradient of the last output with respect to it.

    The last output is a vector, so its gradient is a matrix for each input, the Jacobian; its size is the root of the
    sum of its squares (Frobenius norm). Every number of the output has a copy of the inputs of its own, and so one
    backward pass gives all rows at once.
    """
    width = read(x.detach())[-1].shape[-1]
    copies = x.detach().repeat(width, 1, 1).requires_grad_()
    rows = torch.autograd.grad(read(copies)[:, -1].diagonal().sum(), copies)[0]
    return rows.double().square().sum((0, 2)).sqrt().numpy()


@dataclass(frozen=True, eq=False)
class Reach:
    """The gradient of each network by distance: the first number belongs to the last word itself."""

    norms: dict[str, Float[np.ndarray, " distance"]]

    @property
    def words(self) -> int:
        return len(next(iter(self.norms.values())))

    def factors(self) -> dict[str, float]:
        """What one word more multiplies each gradient with: the geometric mean from the last word but one to the first.

        The last word itself is left out: it reaches the output without any word in between.
        """
        steps = max(1, self.words - 2)
        return {
            name: float((values[-1] / values[min(1, len(values) - 1)]) ** (1 / steps))
            for name, values in self.norms.items()
        }

    def clipped(self, most: float = 10.0) -> dict[str, Float[np.ndarray, " distance"]]:
        """The same where the whole gradient is longer than `most`: scaled down to just that (Pascanu et al. 2013)."""
        whole = {name: float(np.sqrt((values**2).sum())) for name, values in self.norms.items()}
        return {name: values * (most / whole[name]) for name, values in self.norms.items() if whole[name] > most}


@lru_cache(maxsize=64)
def trained(text: str, scale: float) -> Reach:
    """The four siblings before a text; the recurrent weights of three of them are multiplied by `scale`."""
    found = {}
    for name in siblings.NAMES:
        network, ids = siblings.load(name).network, torch.tensor(siblings.read(text, name).ids)
        if isinstance(network, Transformer):
            found[name] = norms(_blocks(network), network.embedding(ids))[::-1]
        else:
            found[name] = norms(_states(scaled(network.cell, scale)), network.embedding(ids))[::-1]
    return Reach(found)


@lru_cache(maxsize=64)
def untrained(scale: float, length: int, seed: int, keep: float) -> Reach:
    """Networks that have learned nothing yet, all of width 32, before the same random inputs.

    `scale` is about the factor by which the recurrent weights alone stretch the state: its matrix has entries of
    deviation scale / √width. `keep` is the bias of the gate that keeps the past (LSTM: forget, GRU: update).
    """
    generator = torch.Generator().manual_seed(seed)
    x = _inputs(length, generator)
    found: dict[str, Float[np.ndarray, " distance"]] = {}
    for kind in KINDS:
        found[kind] = norms(_states(_random_cell(CELLS[kind](WIDTH, WIDTH), scale, keep, generator)), x)[::-1]
    return Reach(found | {"transformer": _untrained_transformer(length, seed)})


@lru_cache(maxsize=64)
def _untrained_transformer(length: int, seed: int) -> Float[np.ndarray, " distance"]:
    """It has no recurrent weights and no such gate: only the inputs and its own weights change it."""
    x = _inputs(length, torch.Generator().manual_seed(seed))
    sizes = Sizes(1, LONGEST, WIDTH, 4, 2, 4 * WIDTH, positions="sinusoidal", position_scale=0.3, attention_bias=False)
    return norms(_blocks(Transformer(sizes).initialise(seed)), x)[::-1]


def _inputs(length: int, generator: torch.Generator) -> Float[Tensor, "time width"]:
    return INPUT * torch.randn(length, WIDTH, generator=generator)


@torch.no_grad()
def _random_cell(cell: Cell, scale: float, keep: float, generator: torch.Generator) -> Cell:
    for parameter in cell.parameters():
        parameter.zero_()
    cell.word.weight.normal_(0.0, 1 / math.sqrt(WIDTH), generator=generator)
    cell.state.weight.normal_(0.0, scale / math.sqrt(WIDTH), generator=generator)
    recurrent.open_gate(cell, keep)
    return cell.requires_grad_(False)  # only the inputs are asked about


def scaled(cell: nn.Module, scale: float) -> Cell:
    """A copy with its recurrent weights multiplied."""
    changed = copy.deepcopy(cell)
    assert isinstance(changed, Cell)
    with torch.no_grad():
        changed.state.weight.mul_(scale)
    return changed


def _states(cell: Cell) -> Read:
    return lambda x: cell(x).out


def _blocks(model: Transformer) -> Read:
    def read(x: Vectors) -> Vectors:
        x = x + model.position[: x.shape[-2]]
        for index in range(len(model.blocks)):
            x = model.block(index)(x).out
        return model.norm(x)

    return read
