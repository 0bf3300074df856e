"""One token's vector on its way through one block: what each part read, what it added, how it was normalised."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from explorer.models import library


@dataclass(frozen=True, eq=False)
class Turn:
    """One turn-off of the road. Pre-norm: after = sum; post-norm: after = norm(sum)."""

    before: Float[Tensor, " width"]
    added: Float[Tensor, " width"]
    sum: Float[Tensor, " width"]
    after: Float[Tensor, " width"]

    @property
    def lengths(self) -> tuple[float, float, float, float]:
        """Of the vector before, of what was added, of the sum, and of what drives on."""
        before, added, total, after = (float(v.norm()) for v in (self.before, self.added, self.sum, self.after))
        return before, added, total, after


@dataclass(frozen=True, eq=False)
class Road:
    """The attention's turn-off, then the MLP's."""

    pre: bool
    attention: Turn
    mlp: Turn
    read: tuple[tuple[int, float], ...]  # the tokens that attention reads most, with their shares, over all heads
    angle: float  # in degrees, between what came in and what went out
    difference: float  # the largest between the model's result and the sum, done again

    @property
    def turns(self) -> tuple[Turn, Turn]:
        return self.attention, self.mlp

    @property
    def stations(self) -> list[tuple[str, Float[Tensor, " width"]]]:
        """What stands on the road from left to right, by name; a "sum" is what a norm on the road receives."""
        (first, second), between = self.turns, [] if self.pre else ["sum"]
        names = ["in", "attention", *between, "between", "mlp", *between, "out"]
        vectors = [first.before]
        for turn in (first, second):
            vectors += [turn.added, turn.after] if self.pre else [turn.added, turn.sum, turn.after]
        return list(zip(names, vectors, strict=True))


def road(run: library.Run, layer: int, token: int, most: int = 3) -> Road:
    """The way of one token, counted from 0, through one layer, counted from 1."""
    trace, block = run.trace.blocks[layer - 1], run.model.transformer.block(layer - 1)
    pre = run.model.transformer.sizes.norm == "pre"
    first, error = _turn(trace.x[token], trace.attention.out[token], trace.between[token], None if pre else block.norm1)
    second, late = _turn(trace.crossed[token], trace.mlp.out[token], trace.out[token], None if pre else block.norm2)
    shares = trace.attention.weights[:, token].mean(0)
    best = shares.topk(min(most, len(shares)))
    return Road(
        pre,
        first,
        second,
        read=tuple((int(i), float(share)) for i, share in zip(best.indices, best.values, strict=True)),
        angle=angle(trace.x[token], trace.out[token]),
        difference=max(error, late),
    )


def _turn(before: Tensor, added: Tensor, after: Tensor, norm: nn.Module | None) -> tuple[Turn, float]:
    """The turn-off, and how far the model's result is from the sum done again."""
    total = before + added
    expected = total if norm is None else norm(total)
    return Turn(before, added, total, after), float((expected - after).abs().max())


def angle(a: Float[Tensor, " width"], b: Float[Tensor, " width"]) -> float:
    """Between two vectors, in degrees; 0 where one of them is zero."""
    lengths = a.double().norm() * b.double().norm()
    return float((a.double() @ b.double() / lengths).clamp(-1, 1).arccos().rad2deg()) if lengths else 0.0


@dataclass(frozen=True)
class Statistics:
    """Over the numbers of one vector."""

    mean: float
    variance: float  # of these numbers themselves: divided by their count, as in PyTorch's layer norm
    square: float  # the mean of the squares, which RMS norm divides by


def statistics(vector: Float[Tensor, " number"]) -> Statistics:
    exact = vector.double()
    return Statistics(float(exact.mean()), float(exact.var(correction=0)), float((exact**2).mean()))


@dataclass(frozen=True, eq=False)
class Norm:
    """A block's norm on all tokens: statistics along the rows are layer norm's, along the columns batch norm's."""

    x: Float[Tensor, "time width"]
    out: Float[Tensor, "time width"]
    gain: Float[Tensor, " width"]
    bias: Float[Tensor, " width"]  # zeros where it has none
    epsilon: float
    rms: bool  # no mean is subtracted

    @property
    def moved(self) -> float:
        """How far the mean of a column moves, at most, when the last token is left out; 0 where it is the only one."""
        return float((self.x.mean(0) - self.x[:-1].mean(0)).abs().max()) if len(self.x) > 1 else 0.0


def normalised(run: library.Run, layer: int, part: str) -> Norm:
    """The norm of a layer, counted from 1, that belongs to its "attention" or to its "MLP"."""
    trace, block = run.trace.blocks[layer - 1], run.model.transformer.block(layer - 1)
    if part == "attention":
        norm, before, added, read, after = block.norm1, trace.x, trace.attention.out, trace.attention.x, trace.between
    else:
        norm, before, added, read, after = block.norm2, trace.crossed, trace.mlp.out, trace.mlp.x, trace.out
    sizes = run.model.transformer.sizes
    x, out = (before, read) if sizes.norm == "pre" else (before + added, after)
    gain, bias = norm.weight, getattr(norm, "bias", None)
    assert isinstance(gain, Tensor)
    return Norm(x, out, gain, torch.zeros_like(gain) if bias is None else bias, sizes.epsilon, sizes.rms)


@dataclass(frozen=True)
class Example:
    """One number of one token's vector through the norm."""

    place: int  # dimension, counted from 1
    x: float
    gain: float
    bias: float
    out: float
    before: Statistics  # of the token's whole vector
    scaled: Statistics  # without gain and bias
    after: Statistics


def example(norm: Norm, token: int, among: int = 64) -> Example:
    """The largest of the first numbers."""
    x, out = norm.x[token], norm.out[token]
    before, i = statistics(x), int(x[:among].abs().argmax())
    scaled = (
        x / (before.square + norm.epsilon) ** 0.5
        if norm.rms
        else (x - before.mean) / (before.variance + norm.epsilon) ** 0.5
    )
    return Example(
        i + 1,
        float(x[i]),
        float(norm.gain[i]),
        float(norm.bias[i]),
        float(out[i]),
        before,
        statistics(scaled),
        statistics(out),
    )


@dataclass(frozen=True)
class Neurons:
    """What the hidden layer of the MLP did for one token."""

    off: int  # below zero before the activation: next to nothing comes through
    leak: float  # the largest size of what comes through of those
    best: tuple[tuple[int, float], ...]  # the most active, counted from 1


def neurons(run: library.Run, layer: int, token: int, most: int = 8) -> Neurons:
    trace = run.trace.blocks[layer - 1].mlp
    hidden, active = trace.hidden[token], trace.active[token]
    off, best = hidden <= 0, active.topk(min(most, len(active)))
    return Neurons(
        int(off.sum()),
        float(active[off].abs().max()) if off.any() else 0.0,
        tuple((int(i) + 1, float(value)) for i, value in zip(best.indices, best.values, strict=True)),
    )


def active(run: library.Run, layer: int, token: int, neuron: int) -> float:
    """What a neuron, counted from 1, hands on at a token, counted from 0."""
    return float(run.trace.blocks[layer - 1].mlp.active[token, neuron - 1])
