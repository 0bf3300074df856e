"""A decoder-only transformer, pre-norm, as GPT-2 (Radford et al. 2019), small enough to read every number of.

Knows nothing of words: token ids in, a trace that ends in logits out.
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from explorer.models.attention import Attention, AttentionTrace
from explorer.positions import sinusoids


@dataclass(frozen=True)
class Sizes:
    """All that must be known to build the model, besides its weights."""

    vocabulary: int
    context: int
    width: int
    heads: int
    layers: int
    hidden: int
    positions: Literal["learned", "sinusoidal", "rotary"] = "learned"
    position_scale: float = 1.0  # of the sinusoids
    tied: bool = True  # the output layer is the embedding table
    attention_bias: bool = True
    activation: Literal["gelu", "gelu_tanh"] = "gelu"


@dataclass(frozen=True, eq=False)
class MLPTrace:
    hidden: Float[Tensor, "*batch time hidden"]
    active: Float[Tensor, "*batch time hidden"]  # after GELU
    out: Float[Tensor, "*batch time width"]


@dataclass(frozen=True, eq=False)
class BlockTrace:
    x: Float[Tensor, "*batch time width"]
    attention: AttentionTrace
    between: Float[Tensor, "*batch time width"]  # x + attention.out
    mlp: MLPTrace
    out: Float[Tensor, "*batch time width"]  # between + mlp.out


@dataclass(frozen=True, eq=False)
class Trace:
    embedded: Float[Tensor, "*batch time width"]
    positions: Float[Tensor, "time width"]  # zeros where positions are rotary
    blocks: tuple[BlockTrace, ...]
    normed: Float[Tensor, "*batch time width"]
    out: Float[Tensor, "*batch time vocabulary"]  # logits


class MLP(nn.Module):
    """Each token thinks alone."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.up = nn.Linear(sizes.width, sizes.hidden)
        self.down = nn.Linear(sizes.hidden, sizes.width)
        self.approximate = "tanh" if sizes.activation == "gelu_tanh" else "none"

    def forward(self, x: Float[Tensor, "*batch time width"]) -> MLPTrace:
        hidden = self.up(x)
        active = F.gelu(hidden, approximate=self.approximate)
        return MLPTrace(hidden, active, self.down(active))


class Block(nn.Module):
    """Talk to the other tokens, then think alone."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(sizes.width)
        self.attention = Attention(sizes.width, sizes.heads, sizes.attention_bias, sizes.positions == "rotary")
        self.norm2 = nn.LayerNorm(sizes.width)
        self.mlp = MLP(sizes)

    def forward(
        self, x: Float[Tensor, "*batch time width"], past: BlockTrace | None = None, causal: bool = True
    ) -> BlockTrace:
        attention = self.attention(self.norm1(x), past.attention if past else None, causal)
        between = x + attention.out
        mlp = self.mlp(self.norm2(between))
        return BlockTrace(x, attention, between, mlp, between + mlp.out)


class Transformer(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.embedding = nn.Embedding(sizes.vocabulary, sizes.width)
        if sizes.positions == "learned":
            self.position = nn.Parameter(torch.zeros(sizes.context, sizes.width))
        else:
            wave = sizes.positions == "sinusoidal"
            table = sinusoids(sizes.context, sizes.width) * (sizes.position_scale if wave else 0.0)
            self.register_buffer("position", table, persistent=False)
        self.blocks = nn.ModuleList(Block(sizes) for _ in range(sizes.layers))
        self.norm = nn.LayerNorm(sizes.width)
        self.unembedding = None if sizes.tied else nn.Linear(sizes.width, sizes.vocabulary, bias=False)

    def forward(self, ids: Int[Tensor, "*batch time"], past: Trace | None = None, causal: bool = True) -> Trace:
        """`past` is the trace of the tokens that stand before `ids` (the key-value cache).

        Raises ValueError where past and ids together are longer than the context.
        """
        start = past.blocks[0].attention.k.shape[-2] if past else 0
        end = start + ids.shape[-1]
        if end > self.sizes.context:
            raise ValueError(f"{end} tokens do not fit into a context of {self.sizes.context}")
        embedded = self.embedding(ids)
        positions = self.position[start:end]
        x = embedded + positions
        blocks: list[BlockTrace] = []
        for index, block in enumerate(self.blocks):
            blocks.append(block(x, past.blocks[index] if past else None, causal))
            x = blocks[-1].out
        normed = self.norm(x)
        return Trace(embedded, positions, tuple(blocks), normed, self.logits(normed))

    def logits(self, normed: Float[Tensor, "*batch time width"]) -> Float[Tensor, "*batch time vocabulary"]:
        return F.linear(normed, self.embedding.weight) if self.unembedding is None else self.unembedding(normed)

    def attention(self, layer: int) -> Attention:
        """The attention layer of a block, counted from 0."""
        module = self.blocks[layer].attention
        assert isinstance(module, Attention)
        return module

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
