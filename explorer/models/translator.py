"""A recurrent network that reads one language and another that writes the next, with or without attention.

The encoder reads in both directions (Schuster and Paliwal 1997); the decoder writes word by word. What the decoder sees
of the sentence is one vector, always the same (Sutskever, Vinyals and Le 2014; Cho et al. 2014), or a new mixture of
all encoder states at each word: attention (Bahdanau, Cho and Bengio 2015). It asks with the state that it has after the
last word written, as in Luong, Pham and Manning (2015), whose plain dot product is one of the scores.
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

Score = Literal["fixed", "dot", "additive", "scaled"]


@dataclass(frozen=True)
class Sizes:
    """All that must be known to build the model, besides its weights."""

    vocabulary: int
    width: int  # of the word vectors, and of the states
    context: int  # words that it writes at most
    score: Score


@dataclass(frozen=True, eq=False)
class EncoderTrace:
    embedded: Float[Tensor, "*batch source width"]
    left: Float[Tensor, "*batch source half"]  # after each word, read from the left
    right: Float[Tensor, "*batch source half"]  # after each word, read from the right
    states: Float[Tensor, "*batch source width"]  # both side by side, the word itself added


@dataclass(frozen=True, eq=False)
class LookTrace:
    """What the decoder asked at each of its words, and what it got."""

    queries: Float[Tensor, "*batch time width"]
    keys: Float[Tensor, "*batch source width"]
    scores: Float[Tensor, "*batch time source"]
    weights: Float[Tensor, "*batch time source"]  # softmax of scores: rows sum to 1
    mixed: Float[Tensor, "*batch time width"]  # weights @ encoder states


@dataclass(frozen=True, eq=False)
class DecoderTrace:
    states: Float[Tensor, "*batch time width"]
    look: LookTrace | None  # None where it sees one fixed vector
    context: Float[Tensor, "*batch time width"]  # what it sees of the sentence: look.mixed, or the fixed vector
    combined: Float[Tensor, "*batch time width"]  # tanh of a linear map of state and context
    out: Float[Tensor, "*batch time vocabulary"]  # logits


@dataclass(frozen=True, eq=False)
class TranslatorTrace:
    encoder: EncoderTrace
    decoder: DecoderTrace


class GRU(nn.Module):
    """Gated recurrent unit (Cho et al. 2014); gates in PyTorch's order, so that its weights are PyTorch's."""

    def __init__(self, width: int, d: int) -> None:
        super().__init__()
        self.word, self.state = nn.Linear(width, 3 * d), nn.Linear(d, 3 * d)

    def forward(
        self, x: Float[Tensor, "*batch time width"], start: Float[Tensor, "*batch d"]
    ) -> Float[Tensor, "*batch time d"]:
        """The state after each word."""
        h, states = start, []
        for step in self.word(x).unbind(-2):
            word, carried = step.chunk(3, -1), self.state(h).chunk(3, -1)
            reset, update = torch.sigmoid(word[0] + carried[0]), torch.sigmoid(word[1] + carried[1])
            candidate = torch.tanh(word[2] + reset * carried[2])
            h = candidate + update * (h - candidate)
            states.append(h)
        return torch.stack(states, -2)


class Encoder(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.width
        self.embedding = nn.Embedding(sizes.vocabulary, width)
        self.left, self.right = GRU(width, width // 2), GRU(width, width // 2)
        self.word = nn.Linear(width, width, bias=False)

    def forward(self, ids: Int[Tensor, "*batch source"]) -> EncoderTrace:
        embedded = self.embedding(ids)
        start = embedded.new_zeros(*ids.shape[:-1], embedded.shape[-1] // 2)
        left, right = self.left(embedded, start), self.right(embedded.flip(-2), start).flip(-2)
        return EncoderTrace(embedded, left, right, torch.cat([left, right], -1) + self.word(embedded))


class Scorer(nn.Module):
    """How well a decoder state s (the query) and an encoder state h (the key) fit together.

    dot: s·h; additive: v·tanh(W s + b + U h); scaled: (W s)·(U h) / √d.
    """

    def __init__(self, width: int, score: Score) -> None:
        super().__init__()
        self.score = score
        if score != "dot":
            self.query, self.key = nn.Linear(width, width, score == "additive"), nn.Linear(width, width, bias=False)
        if score == "additive":
            self.v = nn.Parameter(torch.zeros(width))

    def forward(
        self, states: Float[Tensor, "*batch time width"], memory: Float[Tensor, "*batch source width"]
    ) -> LookTrace:
        dot = self.score == "dot"
        queries, keys = (states, memory) if dot else (self.query(states), self.key(memory))
        if self.score == "additive":
            scores = torch.tanh(queries[..., :, None, :] + keys[..., None, :, :]) @ self.v
        else:
            scores = queries @ keys.mT / (1.0 if dot else math.sqrt(queries.shape[-1]))
        weights = scores.softmax(-1)
        return LookTrace(queries, keys, scores, weights, weights @ memory)


class Decoder(nn.Module):
    """Writes with the same table of words with which the encoder reads."""

    def __init__(self, sizes: Sizes, embedding: nn.Embedding) -> None:
        super().__init__()
        self.sizes, self.embedding = sizes, embedding
        width = sizes.width
        self.first = nn.Linear(width, width)
        self.cell = GRU(width, width)
        self.scorer = None if sizes.score == "fixed" else Scorer(width, sizes.score)
        self.combine = nn.Linear(2 * width, width)
        self.bias = nn.Parameter(torch.zeros(sizes.vocabulary))

    def forward(
        self,
        ids: Int[Tensor, "*batch time"],
        past: DecoderTrace | None = None,
        memory: Float[Tensor, "*batch source width"] | None = None,
    ) -> DecoderTrace:
        """`memory` are the encoder's states; `past` is the trace of the words that stand before `ids`."""
        if memory is None:
            raise ValueError("a decoder needs a sentence to translate")
        whole = in_one(memory)
        start = torch.tanh(self.first(whole)) if past is None else past.states[..., -1, :]
        states = self.cell(self.embedding(ids), start)
        look = None if self.scorer is None else self.scorer(states, memory)
        context = whole[..., None, :].expand_as(states) if look is None else look.mixed
        combined = torch.tanh(self.combine(torch.cat([states, context], -1)))
        return DecoderTrace(states, look, context, combined, F.linear(combined, self.embedding.weight, self.bias))


class Translator(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder(sizes)
        self.decoder = Decoder(sizes, self.encoder.embedding)

    def forward(self, source: Int[Tensor, "*batch source"], target: Int[Tensor, "*batch time"]) -> TranslatorTrace:
        read = self.encoder(source)
        return TranslatorTrace(read, self.decoder(target, memory=read.states))

    @torch.no_grad()
    def initialise(self, seed: int) -> "Translator":
        generator = torch.Generator().manual_seed(seed)
        for name, parameter in self.named_parameters():
            parameter.zero_()
            if parameter.dim() == 2 or name.endswith("scorer.v"):
                size = 1.0 if "embedding" in name else 0.6
                parameter.normal_(0.0, size / math.sqrt(parameter.shape[-1]), generator=generator)
        return self


def in_one(memory: Float[Tensor, "*batch source width"]) -> Float[Tensor, "*batch width"]:
    """The whole sentence in one vector: where reading from the left ends, and where reading from the right ends."""
    half = memory.shape[-1] // 2
    return torch.cat([memory[..., -1, :half], memory[..., 0, half:]], -1)
