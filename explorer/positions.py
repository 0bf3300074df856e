"""Telling a model where a token stands."""

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float, Int
from torch import Tensor


def sinusoids(length: int, width: int, base: float = 10000.0) -> Float[Tensor, "time width"]:
    """PE(pos, 2i) = sin(pos / base^(2i/width)), PE(pos, 2i+1) = cos of the same (Vaswani et al. 2017, section 3.5)."""
    angles = _angles(torch.arange(length), width, base)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


def rotate(
    x: Float[Tensor, "*batch head time d"], start: int = 0, base: float = 10000.0
) -> Float[Tensor, "*batch head time d"]:
    """Turn each pair of components by an angle that grows with the position (Su et al. 2021, section 3.4.2).

    The dot product of two rotated vectors then depends on how far apart they stand, not on where.
    """
    time, d = x.shape[-2:]
    angles = _angles(torch.arange(start, start + time, device=x.device), d, base)
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(-2)


def _angles(positions: Tensor, width: int, base: float) -> Float[Tensor, "time half"]:
    frequencies = torch.exp(-math.log(base) * torch.arange(0, width, 2, device=positions.device) / width)
    return positions[:, None] * frequencies


def speeds(width: int, base: float = 10000.0) -> Float[Tensor, " half"]:
    """By what angle each pair of dimensions 2i, 2i + 1 turns from one place to the next, in radians (double)."""
    return base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)


def period(pair: int, width: int, base: float = 10000.0) -> float:
    """After how many places the pair of dimensions 2i, 2i + 1 has made a full turn."""
    return 2 * math.pi / float(speeds(width, base)[pair])


def waves(pair: int, length: int, width: int) -> Float[Tensor, "time 2"]:
    """The sine and the cosine of one pair of dimensions, in double precision."""
    return _exact(length, width, 10000.0)[:, 2 * pair : 2 * pair + 2]


@dataclass(frozen=True, eq=False)
class Distances:
    """Dot products of sinusoidal positions: they depend on the distance alone."""

    products: Float[Tensor, "time time"]
    by_distance: Float[Tensor, " time"]  # mean over all pairs at that distance
    deviation: float  # largest difference of a pair from the mean of its distance


def distances(length: int, width: int, base: float = 10000.0) -> Distances:
    """In double precision, so that what is left is rounding alone."""
    table = _exact(length, width, base)
    products = table @ table.mT
    diagonals = [products.diagonal(offset) for offset in range(length)]
    means = torch.stack([diagonal.mean() for diagonal in diagonals])
    deviation = max(float((diagonal - mean).abs().max()) for diagonal, mean in zip(diagonals, means, strict=True))
    return Distances(products.float(), means.float(), deviation)


@dataclass(frozen=True, eq=False)
class Shift:
    """Moving every position on by k is one fixed matrix: each pair of dimensions turns by its own angle."""

    matrix: Float[Tensor, "width width"]
    error: float  # largest difference between PE(pos) @ matrix and PE(pos + k)


@lru_cache
def largest_error(most: int, length: int, width: int) -> float:
    """Of all shifts by 1 to `most` places."""
    return max(shift(k, length, width).error for k in range(1, most + 1))


def shift(k: int, length: int, width: int, base: float = 10000.0) -> Shift:
    """The matrix for k places, tried on every place below `length`; in double precision."""
    table = _exact(length + k, width, base)
    angles = k * speeds(width, base)
    blocks = [torch.tensor([[a.cos(), -a.sin()], [a.sin(), a.cos()]], dtype=torch.float64) for a in angles]
    matrix = torch.block_diag(*blocks)
    error = float((table[:length] @ matrix - table[k:]).abs().max())
    return Shift(matrix.float(), error)


def _exact(length: int, width: int, base: float) -> Float[Tensor, "time width"]:
    """The sinusoids in double precision."""
    position = torch.arange(length, dtype=torch.float64)[:, None]
    angles = position * speeds(width, base)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)


def relative_buckets(
    queries: int, keys: int, start: int, causal: bool, buckets: int = 32, furthest: int = 128
) -> Int[Tensor, "query key"]:
    """The class of each pair's distance: near distances have one each, far ones share, logarithmically.

    Raffel et al. 2020, section 2.1. The first query stands at `start`; without `causal` half of the classes are for
    later keys.
    """
    distance = torch.arange(start, start + queries)[:, None] - torch.arange(keys)
    if causal:
        side, distance = torch.zeros_like(distance), distance.clamp(min=0)
    else:
        buckets //= 2
        side, distance = (distance < 0).long() * buckets, distance.abs()
    near = buckets // 2
    far = near + (torch.log(distance.clamp(min=1) / near) / math.log(furthest / near) * (buckets - near)).long()
    return side + torch.where(distance < near, distance, far.clamp(max=buckets - 1))
