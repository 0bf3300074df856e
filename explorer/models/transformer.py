"""A stack of transformer blocks, small enough to read every number of: token ids in, a trace that ends in logits out.

One class for the decoder of GPT-2 (Radford et al. 2019), the encoder of BERT (Devlin et al. 2019) and both halves of an
encoder-decoder (Vaswani et al. 2017; seq2seq.py joins them): they differ in the mask, in where they normalise, and in
whether they read a second text.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.attention import Attention, AttentionTrace
from explorer.positions import relative_buckets, sinusoids


@dataclass(frozen=True)
class Sizes:
    """All that must be known to build the model, besides its weights."""

    vocabulary: int
    context: int
    width: int
    heads: int
    layers: int
    hidden: int
    positions: Literal["learned", "sinusoidal", "rotary", "relative"] = "learned"
    position_scale: float = 1.0  # of the sinusoids
    tied: bool = True  # the output layer is the embedding table
    attention_bias: bool = True
    activation: Literal["gelu", "gelu_tanh", "relu", "silu"] = "gelu"
    # What follows is at its default in our own models; the pre-trained families need it.
    causal: bool = True  # no token reads a later one
    norm: Literal["pre", "post"] = "pre"  # before each part, or after adding it
    rms: bool = False  # divide by the root mean square only, as T5
    epsilon: float = 1e-5
    embedding_norm: bool = False
    embedding_scale: float = 1.0
    mlp_bias: bool = True
    gated: bool = False  # the hidden neurons are multiplied by a second set (Shazeer 2020)
    d: int | None = None  # of a head, where it is not width / heads
    scaled: bool = True
    cross: bool = False  # reads an encoder's result too
    head: Literal["plain", "masked", "none"] = "plain"  # masked: BERT's, with a layer of its own
    logit_scale: float = 1.0
    logit_bias: bool = False

    def __post_init__(self) -> None:
        for name in ("vocabulary", "context", "width", "heads", "layers", "hidden"):
            if not isinstance(value := getattr(self, name), int) or value < 1:
                raise ValueError(f"{name} must be a number from 1 on, not {value!r}")

    @property
    def inner(self) -> int:
        """Width of one head."""
        return self.d or self.width // self.heads


@dataclass(frozen=True, eq=False)
class MLPTrace:
    x: Float[Tensor, "*batch time width"]  # what came in
    hidden: Float[Tensor, "*batch time hidden"]
    active: Float[Tensor, "*batch time hidden"]  # after GELU
    out: Float[Tensor, "*batch time width"]


@dataclass(frozen=True, eq=False)
class BlockTrace:
    """Pre-norm: between = x + attention.out; post-norm: the norm of that sum. The same for out."""

    x: Float[Tensor, "*batch time width"]
    attention: AttentionTrace
    between: Float[Tensor, "*batch time width"]
    cross: AttentionTrace | None
    crossed: Float[Tensor, "*batch time width"]  # between, and what cross-attention added where there is one
    mlp: MLPTrace
    out: Float[Tensor, "*batch time width"]


@dataclass(frozen=True, eq=False)
class Trace:
    embedded: Float[Tensor, "*batch time width"]
    positions: Float[Tensor, "time width"]  # zeros where positions are rotary or relative
    blocks: tuple[BlockTrace, ...]
    normed: Float[Tensor, "*batch time width"]
    out: Float[Tensor, "*batch time vocabulary"]  # logits; a vocabulary of 0 where the model has no output layer


class MLP(nn.Module):
    """Each token thinks alone."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.up = nn.Linear(sizes.width, sizes.hidden, sizes.mlp_bias)
        self.gate = nn.Linear(sizes.width, sizes.hidden, sizes.mlp_bias) if sizes.gated else None
        self.down = nn.Linear(sizes.hidden, sizes.width, sizes.mlp_bias)
        self.activation = sizes.activation

    def forward(self, x: Float[Tensor, "*batch time width"]) -> MLPTrace:
        hidden = self.up(x)
        active = activate(hidden, self.activation)
        if self.gate is not None:
            active = active * self.gate(x)
        return MLPTrace(x, hidden, active, self.down(active))


def activate(x: Tensor, name: str) -> Tensor:
    if name == "gelu_tanh":
        return F.gelu(x, approximate="tanh")
    functions: dict[str, Callable[[Tensor], Tensor]] = {"gelu": F.gelu, "relu": F.relu, "silu": F.silu}
    return functions[name](x)


def norm(sizes: Sizes) -> nn.Module:
    return (nn.RMSNorm if sizes.rms else nn.LayerNorm)(sizes.width, sizes.epsilon)


class Block(nn.Module):
    """Talk to the other tokens, then think alone."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        bias, d, scaled = sizes.attention_bias, sizes.d, sizes.scaled
        self.pre = sizes.norm == "pre"
        self.norm1 = norm(sizes)
        self.attention = Attention(sizes.width, sizes.heads, bias, sizes.positions == "rotary", d, scaled)
        self.norm_cross = norm(sizes) if sizes.cross else None
        self.cross = Attention(sizes.width, sizes.heads, bias, False, d, scaled) if sizes.cross else None
        self.norm2 = norm(sizes)
        self.mlp = MLP(sizes)

    def forward(
        self,
        x: Float[Tensor, "*batch time width"],
        past: BlockTrace | None = None,
        causal: bool = True,
        memory: Float[Tensor, "*batch source width"] | None = None,
        bias: Float[Tensor, "head time key"] | None = None,
        attention: AttentionTrace | None = None,
    ) -> BlockTrace:
        """`attention` replaces what the attention layer would have computed."""
        if attention is None:
            attention = self.attention(self._before(self.norm1, x), past.attention if past else None, causal, bias=bias)
        crossed = between = self._after(self.norm1, x + attention.out)
        cross = None
        if self.cross is not None:
            cross = self.cross(self._before(self.norm_cross, between), past.cross if past else None, False, memory)
            crossed = self._after(self.norm_cross, between + cross.out)
        mlp = self.mlp(self._before(self.norm2, crossed))
        return BlockTrace(x, attention, between, cross, crossed, mlp, self._after(self.norm2, crossed + mlp.out))

    def _before(self, layer: nn.Module | None, x: Tensor) -> Tensor:
        return layer(x) if self.pre and layer is not None else x

    def _after(self, layer: nn.Module | None, x: Tensor) -> Tensor:
        return x if self.pre or layer is None else layer(x)


class Transformer(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.embedding = nn.Embedding(sizes.vocabulary, sizes.width)
        if sizes.positions == "learned":
            self.position = nn.Parameter(torch.zeros(sizes.context, sizes.width))
        else:
            self.register_buffer("position", self.waves(), persistent=False)
        self.relative = nn.Embedding(32, sizes.heads) if sizes.positions == "relative" else None
        self.norm0 = norm(sizes) if sizes.embedding_norm else None
        self.blocks = nn.ModuleList(Block(sizes) for _ in range(sizes.layers))
        self.norm = norm(sizes) if sizes.norm == "pre" else nn.Identity()
        self.rewrite = nn.Linear(sizes.width, sizes.width) if sizes.head == "masked" else None
        self.norm_rewritten = norm(sizes) if sizes.head == "masked" else None
        untied = sizes.head != "none" and not sizes.tied
        self.unembedding = nn.Linear(sizes.width, sizes.vocabulary, bias=False) if untied else None
        self.logit_bias = nn.Parameter(torch.zeros(sizes.vocabulary)) if sizes.logit_bias else None

    def waves(self) -> Float[Tensor, "time width"]:
        """The positions that nobody learns: sinusoids, or zeros where positions are rotary or relative."""
        scale = self.sizes.position_scale if self.sizes.positions == "sinusoidal" else 0.0
        return sinusoids(self.sizes.context, self.sizes.width) * scale

    def forward(
        self,
        ids: Int[Tensor, "*batch time"],
        past: Trace | None = None,
        causal: bool | None = None,
        memory: Float[Tensor, "*batch source width"] | None = None,
    ) -> Trace:
        """`past` is the trace of the tokens that stand before `ids` (the key-value cache).

        `causal` overrides the model's own mask; `memory` is an encoder's result. Raises ValueError where past and ids
        together are longer than the context.
        """
        start = past.blocks[0].attention.k.shape[-2] if past else 0
        end = start + ids.shape[-1]
        if end > self.sizes.context:
            raise ValueError(f"{end} tokens do not fit into a context of {self.sizes.context}")
        causal = self.sizes.causal if causal is None else causal
        embedded = self.embedding(ids)
        if self.sizes.embedding_scale != 1:
            embedded = embedded * self.sizes.embedding_scale
        positions = self.position[start:end]
        x = embedded + positions
        if self.norm0 is not None:
            x = self.norm0(x)
        blocks: list[BlockTrace] = []
        bias = self.distances(ids.shape[-1], start)
        for index, block in enumerate(self.blocks):
            blocks.append(block(x, past.blocks[index] if past else None, causal, memory, bias))
            x = blocks[-1].out
        normed = self.norm(x)
        return Trace(embedded, positions, tuple(blocks), normed, self.logits(normed))

    def resume(
        self,
        trace: Trace,
        layer: int,
        attention: AttentionTrace,
        causal: bool | None = None,
        memory: Float[Tensor, "*batch source width"] | None = None,
    ) -> Trace:
        """What would have come out if this layer's attention, counted from 0, had been `attention`."""
        causal = self.sizes.causal if causal is None else causal
        blocks, bias = list(trace.blocks[:layer]), self.distances(trace.embedded.shape[-2])
        for index in range(layer, len(self.blocks)):
            x = blocks[-1].out if blocks else trace.blocks[0].x
            instead = attention if index == layer else None
            blocks.append(self.block(index)(x, None, causal, memory, bias, instead))
        normed = self.norm(blocks[-1].out)
        return Trace(trace.embedded, trace.positions, tuple(blocks), normed, self.logits(normed))

    def distances(self, queries: int, start: int = 0) -> Float[Tensor, "head query key"] | None:
        """What T5 adds to the scores: to each head, being so far apart is worth so much. None in all other models."""
        if self.relative is None:
            return None
        found: Tensor = self.relative(relative_buckets(queries, start + queries, start, self.sizes.causal))
        return found.permute(2, 0, 1)

    def logits(self, normed: Float[Tensor, "*batch width"]) -> Float[Tensor, "*batch vocabulary"]:
        """The output layer; also what makes a logit lens of any vector of the stream."""
        if self.sizes.head == "none":
            return normed[..., :0]
        if self.rewrite is not None and self.norm_rewritten is not None:
            normed = self.norm_rewritten(activate(self.rewrite(normed), self.sizes.activation))
        if self.sizes.logit_scale != 1:
            normed = normed * self.sizes.logit_scale
        table = self.embedding if self.unembedding is None else self.unembedding
        return F.linear(normed, table.weight, self.logit_bias)

    def block(self, layer: int) -> Block:
        """A block, counted from 0."""
        module = self.blocks[layer]
        assert isinstance(module, Block)
        return module

    def attention(self, layer: int) -> Attention:
        """The attention layer of a block, counted from 0."""
        return self.block(layer).attention

    @torch.no_grad()
    def initialise(self, seed: int, embedding_scale: float = 0.3) -> "Transformer":
        """Start values under which small models learn to look back early.

        GPT-2's 0.02 is far too small at width 64: no induction after 5 million tokens. Variance 0.64 per input keeps
        the signal's size from layer to layer; small embeddings leave room for what is learned.
        """
        generator = torch.Generator().manual_seed(seed)
        for name, parameter in self.named_parameters():
            if parameter.dim() < 2:
                parameter.fill_(float("norm" in name and name.endswith("weight")))  # gains one, biases zero
                continue
            deviation = 0.8 / math.sqrt(parameter.shape[1])
            if name == "embedding.weight":
                deviation = embedding_scale / math.sqrt(parameter.shape[1])
            elif name.endswith(("output.weight", "down.weight")):  # each block adds to the stream twice
                deviation /= math.sqrt(2 * self.sizes.layers)
            elif name == "position":
                deviation = 0.1
            parameter.normal_(0.0, deviation, generator=generator)
        return self
