"""Taking a head out, and seeing what the model says without it."""

import dataclasses
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from explorer.models.attention import AttentionTrace, future
from explorer.models.library import Model, Run
from explorer.models.transformer import Trace

How = Literal["silent", "even"]


@dataclass(frozen=True, eq=False)
class Effect:
    """What the model says at one token with all heads, and with some replaced."""

    words: tuple[str, ...]  # the likeliest with all heads, then those that only the change makes likely
    before: Float[Tensor, " word"]
    after: Float[Tensor, " word"]
    shift: float  # half the sum of all changes of probability: 0 nothing changed, 1 everything
    cosines: Float[Tensor, " time"]  # of each token's last vector before and after


def without(run: Run, heads: frozenset[tuple[int, int]], how: How) -> Trace:
    """The run with heads (layer, head), counted from 1, giving nothing, or looking at all tokens alike.

    Later layers are computed anew from what the earlier ones then give.
    """
    stack, trace = run.model.transformer, run.trace
    for layer in sorted({layer for layer, _ in heads}):
        block = trace.blocks[layer - 1]
        changed = _changed(run, block.attention, [head - 1 for at, head in heads if at == layer], how)
        output = stack.attention(layer - 1).join(changed.mixed)
        trace = stack.resume(trace, layer - 1, dataclasses.replace(changed, out=output))
    return trace


def _changed(run: Run, attention: AttentionTrace, heads: list[int], how: How) -> AttentionTrace:
    weights, mixed = attention.weights.clone(), attention.mixed.clone()
    even = torch.ones_like(weights[0])
    if run.model.transformer.sizes.causal:
        even = even.masked_fill(future(len(even)), 0.0)
    weights[heads] = even / even.sum(-1, keepdim=True) if how == "even" else torch.zeros_like(even)
    mixed[heads] = weights[heads] @ attention.v[heads]
    return dataclasses.replace(attention, weights=weights, mixed=mixed)


def effect(run: Run, heads: frozenset[tuple[int, int]], how: How, token: int, most: int = 8) -> Effect:
    """Compare at one token. An encoder-decoder is compared at the first word that it writes."""
    with torch.inference_mode():
        after = without(run, heads, how) if heads else run.trace
        cosines = F.cosine_similarity(run.trace.normed, after.normed, dim=-1)
        if not run.model.predicts:
            return Effect((), torch.empty(0), torch.empty(0), 0.0, cosines)
        one, other = (_said(run.model, trace, token) for trace in (run.trace, after))
    shift = float((one.softmax(-1) - other.softmax(-1)).abs().sum() / 2)
    chosen = list(dict.fromkeys([*one.topk(most - 2).indices.tolist(), *other.topk(most).indices.tolist()]))[:most]
    vocabulary = run.model.tokenizer.vocabulary
    p, q = one.softmax(-1), other.softmax(-1)
    return Effect(tuple(vocabulary[i] for i in chosen), p[chosen], q[chosen], shift, cosines)


def _said(model: Model, trace: Trace, token: int) -> Float[Tensor, " vocabulary"]:
    if model.seq2seq is None:
        return trace.out[token]
    out: Tensor = model.seq2seq.decoder(torch.tensor([model.start]), memory=trace.normed).out[-1]
    return out
