"""Telling a model where a token stands."""

import math

import torch
from jaxtyping import Float
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
