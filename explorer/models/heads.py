"""One attention head on one sentence: its numbers, and what it can be seen to do."""

import dataclasses
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float, Int
from torch import Tensor

from explorer.models import library

LATEST = 128  # tokens that a ripple is looked for in


@dataclass(frozen=True, eq=False)
class Head:
    """A head's share of an attention layer. Row i of each matrix belongs to token i."""

    x: Float[Tensor, "query width"]
    similarity: Float[Tensor, "query query"]  # x·x, what plain dot products would compare
    inputs: Float[Tensor, "query input"]  # x, and a 1 where the maps have a bias
    biased: bool
    causal: bool
    divisor: float  # √d; 1 in T5
    query_map: Float[Tensor, "input d"]
    key_map: Float[Tensor, "input d"]
    value_map: Float[Tensor, "input d"]
    q: Float[Tensor, "query d"]
    k: Float[Tensor, "query d"]
    v: Float[Tensor, "query d"]
    dots: Float[Tensor, "query query"]  # q·k
    scores: Float[Tensor, "query query"]  # q·k / √d, after the mask
    weights: Float[Tensor, "query query"]
    undivided: Float[Tensor, "query query"]  # what the weights would be without dividing by √d
    mixed: Float[Tensor, "query d"]


def look(run: library.Run, layer: int, head: int) -> Head:
    """Head `head` of layer `layer`, both counted from 1. The model must not have rotary positions.

    Where the maps have a bias it is their last row, and x ends in a 1 that it is multiplied by.
    """
    trace = run.trace.blocks[layer - 1].attention
    module = run.model.transformer.attention(layer - 1)
    d = trace.q.shape[-1]
    own = slice((head - 1) * d, head * d)
    q, k, v = (tensor[head - 1] for tensor in (trace.q, trace.k, trace.v))
    dots, scores = q @ k.mT, trace.scores[head - 1]
    maps = [_with_bias(linear, own) for linear in (module.query, module.key, module.value)]
    biased = module.query.bias is not None
    return Head(
        x=trace.x,
        inputs=torch.cat([trace.x, trace.x.new_ones(len(trace.x), 1)], -1) if biased else trace.x,
        biased=biased,
        causal=run.model.transformer.sizes.causal,
        divisor=module.divisor,
        similarity=trace.x @ trace.x.mT,
        query_map=maps[0],
        key_map=maps[1],
        value_map=maps[2],
        q=q,
        k=k,
        v=v,
        dots=dots,
        scores=scores,
        weights=trace.weights[head - 1],
        undivided=dots.masked_fill(scores.isinf(), -torch.inf).softmax(-1),
        mixed=trace.mixed[head - 1],
    )


def _with_bias(linear: torch.nn.Linear, own: slice) -> Float[Tensor, "input d"]:
    weight = linear.weight[own].mT
    return weight if linear.bias is None else torch.cat([weight, linear.bias[own][None]])


def masked_and_free(run: library.Run, layer: int, head: int) -> list[Float[Tensor, "query query"]]:
    """The head's weights with the causal mask and without; one of the two is how the model works."""
    runs = [library.run(run.text, run.model.name, causal) for causal in (True, False)]
    return [each.trace.blocks[layer - 1].attention.weights[head - 1] for each in runs]


def left_out(head: Head) -> Head:
    """The same with the first token, the attention sink, out of sight: softmax over the other scores."""
    scores = head.scores.clone()
    scores[1:, 0] = -torch.inf  # the first token has nobody else
    return dataclasses.replace(head, scores=scores, weights=scores.softmax(-1))


@dataclass(frozen=True, eq=False)
class Mix:
    """Who contributed what to one token's result: parts add up to total."""

    sources: tuple[int, ...]  # positions, the largest weight first; the last part is all the others together
    parts: Float[Tensor, "part d"]
    total: Float[Tensor, " d"]
    share: float  # of the attention that the named sources have


def mix(head: Head, query: int, most: int = 5) -> Mix:
    weights = head.weights[query]
    order = weights.argsort(descending=True)
    order = order[: int((~head.scores[query].isinf()).sum())]  # what the mask hides comes last
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
    best = weights.argsort(descending=True)[: min(most, int((~head.scores[query].isinf()).sum()))]
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
    masked: float  # largest change of any number of an earlier token's result, with the causal mask
    unmasked: float
    touched: int  # how many earlier tokens change without the mask
    earlier: int
    cut: bool  # whether the text is longer than what was read


@lru_cache(maxsize=16)
def ripple(text: str, name: str = "microworld") -> Ripple:
    """Change the last token that is no mark of the tokenizer, with the causal mask and without.

    Of a long text the last LATEST tokens are read: each of four readings would take a large model a third of a second.
    """
    model = library.load(name)
    encoding = model.encode(text)
    ids = torch.tensor(encoding.ids[-LATEST:])
    at = len(ids) - 1 - encoding.marks[1]
    word = encoding.tokens[len(encoding.ids) - len(ids) + at]
    other = model.encode("queen" if word.strip("␣") != "queen" else "king")
    changed = ids.clone()
    changed[at] = other.ids[len(other.ids) - 1 - other.marks[1]]

    def result(ids: Int[Tensor, " time"], causal: bool) -> Float[Tensor, "time width"]:
        return model.transformer(ids, causal=causal).blocks[-1].out

    with torch.inference_mode():
        masked, unmasked = (
            (result(changed, causal) - result(ids, causal))[:at].abs().amax(-1) for causal in (True, False)
        )
    return Ripple(
        word,
        model.tokenizer.vocabulary[int(changed[at])],
        float(masked.max()) if at else 0.0,
        float(unmasked.max()) if at else 0.0,
        int((unmasked > 1e-4).sum()),
        at,
        len(ids) < len(encoding.ids),
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


@lru_cache(maxsize=4)
def saturation(
    widths: tuple[int, ...], keys: int, draws: int, seed: int
) -> tuple[Float[Tensor, "width 2 key"], Float[Tensor, "width 2"]]:
    """How softmax shares out among `random_dots`, undivided and divided by √d: the means over `draws` draws.

    The shares from the largest to the smallest, and the gradient p(1 − p) at the largest.
    """
    # In double precision: a share of nearly 1 has a gradient all the same.
    dots = torch.stack(random_dots(widths, keys, draws, seed)).double()
    divided = dots / torch.tensor(widths).sqrt()[:, None, None]
    shares = torch.stack([dots, divided], 1).softmax(-1).sort(descending=True).values
    largest = shares[..., 0]
    return shares.mean(2), (largest * (1 - largest)).mean(2)


def program(run: library.Run, layer: int, head: int, query: int) -> str:
    """The head in plain PyTorch; runs as it stands and prints the row of token `query`, counted from 0."""
    d = run.model.transformer.sizes.inner
    own = f"{(head - 1) * d}:{head * d}"
    lines = textwrap.wrap(run.text, 48, drop_whitespace=False, replace_whitespace=False, expand_tabs=False) or [""]
    quoted = "\n    ".join(map(repr, lines))
    model = "" if run.model.name == "microworld" else f",\n    name={run.model.name!r},"
    divided = f" / {d} ** 0.5" if run.model.transformer.sizes.scaled else ""
    near = f"scores += run.model.transformer.distances(len(x))[{head - 1}]\n" if not divided else ""
    mask = """\
future = torch.ones_like(scores).triu(1).bool()
scores[future] = -torch.inf
"""
    return f"""\
import torch
from explorer.models import library

run = library.run(
    {quoted}{model}
)
x = run.trace.blocks[{layer - 1}].attention.x
layer = run.model.transformer.attention({layer - 1})
maps = layer.query, layer.key, layer.value
q, k, v = (m(x)[:, {own}] for m in maps)
scores = q @ k.T{divided}
{near}{mask if run.model.transformer.sizes.causal else ""}weights = scores.softmax(-1)
mixed = weights @ v
print(weights[{query}], mixed[{query}])
"""
