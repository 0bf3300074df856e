"""One attention head on one sentence: its numbers, and what it can be seen to do."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import library
from explorer.models.attention import future

Pattern = Literal["first", "itself", "previous", "same", "after_same", "none"]


@dataclass(frozen=True, eq=False)
class Head:
    """A head's share of an attention layer. Row i of each matrix belongs to token i."""

    x: Float[Tensor, "query width"]
    similarity: Float[Tensor, "query query"]  # x·x, what plain dot products would compare
    query_map: Float[Tensor, "width d"]
    key_map: Float[Tensor, "width d"]
    value_map: Float[Tensor, "width d"]
    q: Float[Tensor, "query d"]
    k: Float[Tensor, "query d"]
    v: Float[Tensor, "query d"]
    dots: Float[Tensor, "query query"]  # q·k
    scaled: Float[Tensor, "query query"]  # q·k / √d, before the mask
    scores: Float[Tensor, "query query"]  # after the mask
    weights: Float[Tensor, "query query"]
    undivided: Float[Tensor, "query query"]  # what the weights would be without dividing by √d
    mixed: Float[Tensor, "query d"]


def look(run: library.Run, layer: int, head: int) -> Head:
    """Head `head` of layer `layer`, both counted from 1. The model must have neither rotary positions nor biases."""
    trace = run.trace.blocks[layer - 1].attention
    module = run.model.transformer.attention(layer - 1)
    d = trace.q.shape[-1]
    own = slice((head - 1) * d, head * d)
    q, k, v = (tensor[head - 1] for tensor in (trace.q, trace.k, trace.v))
    dots = q @ k.mT
    masked = future(len(run.tokens))
    return Head(
        x=trace.x,
        similarity=trace.x @ trace.x.mT,
        query_map=module.query.weight[own].mT,
        key_map=module.key.weight[own].mT,
        value_map=module.value.weight[own].mT,
        q=q,
        k=k,
        v=v,
        dots=dots,
        scaled=dots / d**0.5,
        scores=trace.scores[head - 1],
        weights=trace.weights[head - 1],
        undivided=dots.masked_fill(masked, -torch.inf).softmax(-1),
        mixed=trace.mixed[head - 1],
    )


@dataclass(frozen=True)
class Habit:
    """What a head does on a text, where that has a name."""

    pattern: Pattern
    share: float  # of the attention that goes where the pattern says, mean over the tokens it speaks of
    chance: float  # the same for a head that looks at all tokens alike
    tokens: int  # how many tokens the pattern speaks of


def habit(weights: Float[Tensor, "query query"], tokens: Sequence[str]) -> Habit:
    """Name a causal head's pattern: it must take at least half of the attention and twice what chance would give."""
    best = Habit("none", 0.0, 0.0, 0)
    patterns: tuple[Pattern, ...] = ("previous", "after_same", "same", "itself", "first")
    for pattern in patterns:
        shares, chances = [], []
        for query in range(2, len(tokens)):  # before that, there is next to nothing to choose from
            targets = _targets(pattern, query, tokens)
            if targets:
                shares.append(float(weights[query, targets].sum()))
                chances.append(len(targets) / (query + 1))
        if len(shares) < 2:
            continue
        share, chance = sum(shares) / len(shares), sum(chances) / len(chances)
        if share >= 0.5 and share >= 2 * chance and share > best.share:
            best = Habit(pattern, share, chance, len(shares))
    return best


def _targets(pattern: Pattern, query: int, tokens: Sequence[str]) -> list[int]:
    earlier = [i for i in range(query) if tokens[i] == tokens[query]]
    if pattern == "first":
        return [0]
    if pattern == "itself":
        return [query]
    if pattern == "previous":
        return [query - 1]
    return earlier if pattern == "same" else [i + 1 for i in earlier if i + 1 < query]


@dataclass(frozen=True, eq=False)
class Mix:
    """Who contributed what to one token's result: parts add up to total."""

    sources: tuple[int, ...]  # positions, the largest weight first; the last part is all the others together
    parts: Float[Tensor, "part d"]
    total: Float[Tensor, " d"]
    share: float  # of the attention that the named sources have


def mix(head: Head, query: int, most: int = 5) -> Mix:
    weights = head.weights[query]
    order = weights[: query + 1].argsort(descending=True)
    named, others = order[:most], order[most:]
    parts = [weights[i] * head.v[i] for i in named]
    if len(others):
        parts.append(weights[others] @ head.v[others])
    return Mix(tuple(map(int, named)), torch.stack(parts), head.mixed[query], float(weights[named].sum()))


def on_the_diagonal(matrix: Float[Tensor, "query query"]) -> int:
    """In how many rows the largest number stands on the diagonal."""
    return int((matrix.argmax(-1) == torch.arange(len(matrix))).sum())


@dataclass(frozen=True)
class Equation:
    """The numbers of the formula for one token; the source it looks at most comes first."""

    score: float
    exponentials: float  # sum over the row
    weights: tuple[float, ...]  # of the sources that look largest
    rest: float


def equation(head: Head, query: int, most: int = 3) -> Equation:
    weights = head.weights[query]
    best = weights.argsort(descending=True)[: min(most, query + 1)]
    return Equation(
        float(head.scores[query, best[0]]),
        float(head.scores[query].exp().sum()),
        tuple(float(weights[i]) for i in best),
        float(1 - weights[best].sum()),
    )


@dataclass(frozen=True)
class Ripple:
    """How far a change of the last word reaches back into the results of the earlier tokens."""

    word: str
    instead: str
    masked: float  # largest change of any number of an earlier token, with the causal mask
    unmasked: float
    touched: int  # how many earlier tokens change without the mask
    earlier: int


@lru_cache(maxsize=64)
def ripple(text: str) -> Ripple:
    run = library.run(text)
    word = run.tokens[-1]
    instead = "queen" if word != "queen" else "king"
    ids = torch.tensor([*run.encoding.ids[:-1], run.model.tokenizer.ids[instead]])
    with torch.inference_mode():
        masked = (run.model.transformer(ids).out - run.trace.out)[:-1].abs()
        free = library.run_seeing_the_future(text).trace.out
        unmasked = (run.model.transformer(ids, causal=False).out - free)[:-1].abs().amax(-1)
    return Ripple(
        word, instead, float(masked.max()), float(unmasked.max()), int((unmasked > 1e-4).sum()), len(unmasked)
    )


def random_dots(widths: Sequence[int], keys: int, draws: int, seed: int) -> list[Float[Tensor, "draw key"]]:
    """q·k of random queries with `keys` random keys each, for each width; components have mean 0 and variance 1.

    The setting of Vaswani et al. (2017), section 3.2.1, footnote 4: the dot products then have variance d.
    """
    generator = torch.Generator().manual_seed(seed)
    results = []
    for d in widths:
        q = torch.randn(draws, 1, d, generator=generator)
        k = torch.randn(draws, keys, d, generator=generator)
        results.append((q * k).sum(-1))
    return results


def program(text: str, layer: int, head: int, d: int, query: int) -> str:
    """The head in plain PyTorch; runs as it stands and prints the row of token `query`, counted from 0."""
    first = (head - 1) * d
    lines = textwrap.wrap(text, 48, drop_whitespace=False, replace_whitespace=False, expand_tabs=False) or [""]
    quoted = "\n    ".join(map(repr, lines))
    return f"""\
import torch
from explorer.models import library

run = library.run(
    {quoted}
)
x = run.trace.blocks[{layer - 1}].attention.x
layer = run.model.transformer.attention({layer - 1})
maps = layer.query, layer.key, layer.value
q, k, v = (x @ m.weight[{first}:{first + d}].T for m in maps)
scores = q @ k.T / {d} ** 0.5
future = torch.ones_like(scores).triu(1).bool()
scores[future] = -torch.inf
weights = scores.softmax(-1)
mixed = weights @ v
print(weights[{query}], mixed[{query}])
"""
