"""Multi-head scaled dot-product attention (Vaswani et al. 2017, section 3.2)."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from explorer.positions import rotate


@dataclass(frozen=True, eq=False)
class AttentionTrace:
    """What an attention layer computed, in the order it computed it."""

    x: Float[Tensor, "*batch query width"]  # what came in
    q: Float[Tensor, "*batch head query d"]
    k: Float[Tensor, "*batch head key d"]
    v: Float[Tensor, "*batch head key d"]
    scores: Float[Tensor, "*batch head query key"]  # q·k / √d, -inf where masked
    weights: Float[Tensor, "*batch head query key"]  # softmax of scores: rows sum to 1
    mixed: Float[Tensor, "*batch head query d"]  # weights @ v
    out: Float[Tensor, "*batch query width"]  # heads side by side, projected


class Attention(nn.Module):
    """Each token asks (query), each token is found (key), each token gives (value)."""

    def __init__(self, width: int, heads: int, bias: bool = True, rotary: bool = False) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"a width of {width} cannot be shared evenly by {heads} heads")
        self.heads, self.rotary = heads, rotary
        self.query = nn.Linear(width, width, bias)
        self.key = nn.Linear(width, width, bias)
        self.value = nn.Linear(width, width, bias)
        self.output = nn.Linear(width, width, bias)

    def forward(
        self, x: Float[Tensor, "*batch query width"], past: AttentionTrace | None = None, causal: bool = True
    ) -> AttentionTrace:
        """`past` is the trace of the tokens before x: its keys and values are the cache."""
        q, k, v = (self._split(project(x)) for project in (self.query, self.key, self.value))
        start = past.k.shape[-2] if past else 0
        if self.rotary:
            q, k = rotate(q, start), rotate(k, start)
        if past:
            k, v = torch.cat([past.k, k], -2), torch.cat([past.v, v], -2)
        scores = q @ k.mT / math.sqrt(q.shape[-1])
        if causal and x.shape[-2] > 1:  # a single new token may read everything
            scores = scores.masked_fill(future(x.shape[-2], start, x.device), -torch.inf)
        weights = scores.softmax(-1)
        mixed = weights @ v
        return AttentionTrace(x, q, k, v, scores, weights, mixed, self.output(mixed.transpose(-3, -2).flatten(-2)))

    def _split(self, x: Float[Tensor, "*batch time width"]) -> Float[Tensor, "*batch head time d"]:
        return x.unflatten(-1, (self.heads, -1)).transpose(-3, -2)


def future(queries: int, start: int = 0, device: torch.device | None = None) -> Tensor:
    """True where a key stands after its query; the first query stands at `start`."""
    return torch.ones(queries, start + queries, dtype=torch.bool, device=device).triu(start + 1)
