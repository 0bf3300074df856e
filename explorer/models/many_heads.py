"""Several attention heads together: added up, compared, and who may read whom."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import heads, library


@dataclass(frozen=True, eq=False)
class Together:
    """How the heads of a layer are put together at one token: the parts add up to the layer's own result."""

    heads: tuple[int, ...]  # counted from 1, the largest first
    parts: Float[Tensor, "part width"]  # one for each of these heads, then the other heads together, then the bias
    others: int  # how many other heads there are; no part where there are none
    biased: bool
    total: Float[Tensor, " width"]
    error: float  # largest difference between the sum of the parts and the layer's own result
    sizes: tuple[float, ...]  # length of each part


def together(run: library.Run, layer: int, query: int, most: int = 6) -> Together:
    """Each head's d numbers times its own rows of W_O: the same as all heads side by side times the whole of W_O."""
    trace, module = run.trace.blocks[layer - 1].attention, run.model.transformer.attention(layer - 1)
    shares = torch.stack([module.share(trace.mixed, head)[query] for head in range(module.heads)])
    order = shares.norm(dim=-1).argsort(descending=True)
    named, others = order[:most], order[most:]
    parts = [*shares[named]]
    if len(others):
        parts.append(shares[others].sum(0))
    if module.output.bias is not None:
        parts.append(module.output.bias)
    stacked = torch.stack(parts)
    return Together(
        tuple(int(head) + 1 for head in named),
        stacked,
        len(others),
        module.output.bias is not None,
        trace.out[query],
        float((stacked.sum(0) - trace.out[query]).abs().max()),
        tuple(map(float, stacked.norm(dim=-1))),
    )


def masks(tokens: int) -> list[Float[Tensor, "query query"]]:
    """Who may read whom: decoder, encoder, and an encoder-decoder that reads the first half and writes the rest."""
    decoder, encoder, both = (
        torch.ones(tokens, tokens).tril(),
        torch.ones(tokens, tokens),
        torch.ones(tokens, tokens).tril(),
    )
    read = (tokens + 1) // 2
    both[:read, :read] = 1.0
    return [decoder, encoder, both]


def allowed(tokens: int) -> dict[str, int]:
    """How many pairs each mask allows."""
    return dict(zip(("decoder", "encoder", "both"), (int(mask.sum()) for mask in masks(tokens)), strict=True))


@dataclass(frozen=True, eq=False)
class Pair:
    """Two heads on one sentence."""

    weights: Float[Tensor, "head query key"]
    numbers: tuple[int, ...]  # 1 and 2; only 1 where both are the same head
    overlap: Float[Tensor, " query"]  # what the two give to the same tokens: 0 nothing in common, 1 the same


def pair(run: library.Run, one: tuple[int, int], other: tuple[int, int], leave_out: bool = False) -> Pair:
    """Heads are (layer, head), counted from 1; `leave_out` takes the first token, the sink, out of sight."""
    looks = [heads.look(run, *at) for at in dict.fromkeys((one, other))]
    weights = torch.stack([(heads.left_out(head) if leave_out else head).weights for head in looks])
    return Pair(weights, tuple(range(1, len(weights) + 1)), weights.amin(0).sum(-1))


@dataclass(frozen=True)
class Lookers:
    """Who of a layer looks from one token at another."""

    target: int  # the token that one of the heads looks at most; the first one, the sink, only where nothing else is
    shares: tuple[tuple[int, float], ...]  # (head, its attention there), the heads that look there most, by number


def lookers(run: library.Run, layer: int, query: int, most: int = 4) -> Lookers:
    """The word that a head of this layer looks at most strongly from `query`, and how strongly which heads do."""
    weights = run.trace.blocks[layer - 1].attention.weights[:, query]
    target = int(weights[:, 1:].amax(0).argmax()) + 1 if float(weights[:, 1:].sum()) > 0 else 0
    best = weights[:, target].argsort(descending=True)[:most]
    return Lookers(target, tuple((int(head) + 1, float(weights[head, target])) for head in sorted(best.tolist())))


@dataclass(frozen=True, eq=False)
class Shortened:
    """The first tokens of a run, all layers: what a tool gets that cannot draw long texts."""

    tokens: tuple[str, ...]
    queries: tuple[Float[Tensor, "head query d"], ...]
    keys: tuple[Float[Tensor, "head query d"], ...]
    weights: tuple[Float[Tensor, "head query key"], ...]


def shortened(run: library.Run, most: int) -> Shortened:
    """Without a causal mask the rows no longer sum to one: what they gave to the rest of the text is missing."""
    traces = [block.attention for block in run.trace.blocks]
    return Shortened(
        run.tokens[:most],
        tuple(trace.q[:, :most] for trace in traces),
        tuple(trace.k[:, :most] for trace in traces),
        tuple(trace.weights[:, :most, :most] for trace in traces),
    )
