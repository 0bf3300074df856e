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
    """Each token asks (query), each token is found (key), each token gives (value).

    `scaled` is False in T5 alone, which divides its start values instead; `d` is width / heads where not given.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        bias: bool = True,
        rotary: bool = False,
        d: int | None = None,
        scaled: bool = True,
    ) -> None:
        super().__init__()
        if d is None and width % heads:
            raise ValueError(f"a width of {width} cannot be shared evenly by {heads} heads")
        d = d or width // heads
        self.heads, self.rotary, self.divisor = heads, rotary, math.sqrt(d) if scaled else 1.0
        self.query = nn.Linear(width, heads * d, bias)
        self.key = nn.Linear(width, heads * d, bias)
        self.value = nn.Linear(width, heads * d, bias)
        self.output = nn.Linear(heads * d, width, bias)

    def forward(
        self,
        x: Float[Tensor, "*batch query width"],
        past: AttentionTrace | None = None,
        causal: bool = True,
        memory: Float[Tensor, "*batch key width"] | None = None,
        bias: Float[Tensor, "head query key"] | None = None,
    ) -> AttentionTrace:
        """`past` is the trace of the tokens before x: its keys and values are the cache.

        With a `memory`, x asks and the memory answers (cross-attention). `bias` is added to the scores.
        """
        q = self._split(self.query(x))
        start = past.k.shape[-2] if past and memory is None else 0
        if memory is not None and past:  # the memory does not grow: its keys and values are known
            k, v = past.k, past.v
        else:
            source = x if memory is None else memory
            k, v = self._split(self.key(source)), self._split(self.value(source))
        if self.rotary:
            q, k = rotate(q, start), rotate(k, start)
        if past and memory is None:
            k, v = torch.cat([past.k, k], -2), torch.cat([past.v, v], -2)
        scores = q @ k.mT / self.divisor
        if bias is not None:
            scores = scores + bias
        if causal and memory is None and x.shape[-2] > 1:  # a single new token may read everything
            scores = scores.masked_fill(future(x.shape[-2], start, x.device), -torch.inf)
        weights = scores.softmax(-1)
        mixed = weights @ v
        return AttentionTrace(x, q, k, v, scores, weights, mixed, self.join(mixed))

    def join(self, mixed: Float[Tensor, "*batch head query d"]) -> Float[Tensor, "*batch query width"]:
        """The heads' results side by side, times W_O."""
        return self.output(mixed.transpose(-3, -2).flatten(-2))

    def share(self, mixed: Float[Tensor, "*batch head query d"], head: int) -> Float[Tensor, "*batch query width"]:
        """What one head, counted from 0, adds to the layer's result: its rows of W_O. The bias belongs to no head."""
        d = mixed.shape[-1]
        return mixed[..., head, :, :] @ self.output.weight[:, head * d : (head + 1) * d].mT

    def _split(self, x: Float[Tensor, "*batch time width"]) -> Float[Tensor, "*batch head time d"]:
        return x.unflatten(-1, (self.heads, -1)).transpose(-3, -2)


def future(queries: int, start: int = 0, device: torch.device | None = None) -> Tensor:
    """True where a key stands after its query; the first query stands at `start`."""
    return torch.ones(queries, start + queries, dtype=torch.bool, device=device).triu(start + 1)
