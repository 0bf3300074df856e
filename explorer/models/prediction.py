"""What a model expects at each place of a text, and how much what comes surprises it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import library
from explorer.models.library import Model, Run
from explorer.perplexity import perplexity, running, surprise
from explorer.text.tokenizers import UNKNOWN, WordTokenizer

Kind = Literal["text", "written", "encoder", "masked"]


@dataclass(frozen=True, eq=False)
class Prediction:
    """A text and, at each of its tokens, what the model expects next."""

    # text: the visitor's; written: what an encoder-decoder wrote about it. An encoder and a masked model have no next
    # word: there the story model reads instead.
    kind: Kind
    model: Model  # that reads
    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    logits: Float[Tensor, "token vocabulary"]

    @property
    def size(self) -> int:
        """How many words it chooses among."""
        return self.logits.shape[-1]

    def word(self, id_: int) -> str:
        return self.model.tokenizer.vocabulary[id_]

    def knows(self, position: int) -> bool:
        """Whether it learned to predict this token: a word that is not in its list has no probability to speak of."""
        return not (isinstance(self.model.tokenizer, WordTokenizer) and self.tokens[position] == UNKNOWN)


def read(run: Run) -> Prediction:
    """What was expected at each place, the tokenizer's marks after the text left out."""
    if run.written:
        return Prediction("written", run.model, run.written.tokens, run.written.ids, run.written.trace.out)
    if not run.model.predicts or not run.model.transformer.sizes.causal:
        kind: Kind = "masked" if run.model.predicts else "encoder"
        return Prediction(**{**vars(read(library.run(run.text))), "kind": kind})
    end = run.last + 1
    return Prediction("text", run.model, run.tokens[:end], run.encoding.ids[:end], run.trace.out[:end])


class Row(NamedTuple):
    """One word that may come next."""

    word: str
    logit: float
    share: float
    rank: int  # 1 is the likeliest


@dataclass(frozen=True)
class Place:
    """What may come after one token: the likeliest words, and the word that does come."""

    rows: tuple[Row, ...]
    comes: Row | None  # in the text; None after its last token, and where the model does not know the word
    log_sum: float  # logarithm of the sum of e^logit over all words

    @property
    def lead(self) -> float:
        """By how much the first logit is higher than the second."""
        return self.rows[0].logit - self.rows[1].logit

    @property
    def times(self) -> str:
        """How many times likelier the first is than the second."""
        times = math.exp(self.lead)
        return f"{times:,.{1 if times < 10 else 0}f}"


def places(found: Prediction, most: int = 10) -> list[Place]:
    """For each token of the text."""
    best = found.logits.topk(min(most, found.size))
    log_sums = found.logits.logsumexp(-1).tolist()
    own = found.logits[:-1].gather(1, torch.tensor(found.ids[1:], dtype=torch.long)[:, None])  # of the tokens that come
    ranks = (1 + (found.logits[:-1] > own).sum(-1)).tolist()
    result = []
    for position, (ids, logits, log_sum) in enumerate(
        zip(best.indices.tolist(), best.values.tolist(), log_sums, strict=True)
    ):

        def row(id_: int, logit: float, rank: int, log_sum: float = log_sum) -> Row:
            return Row(found.word(id_), logit, math.exp(logit - log_sum), rank)

        comes = None
        if position + 1 < len(found.tokens) and found.knows(position + 1):
            comes = row(found.ids[position + 1], float(own[position]), ranks[position])
        rows = tuple(row(id_, logit, rank) for rank, (id_, logit) in enumerate(zip(ids, logits, strict=True), 1))
        result.append(Place(rows, comes, log_sum))
    return result


@dataclass(frozen=True, eq=False)
class Surprised:
    """A text's bits, token by token. Nothing stands before the first token, and unknown words have no bits."""

    counted: tuple[int, ...]  # positions of the tokens that have bits
    bits: Float[Tensor, " token"]  # one for each of them
    means: Float[Tensor, " token"]  # of the first 1, 2, ... of them

    @property
    def most(self) -> int:
        """Position of the token that surprised most."""
        return self.counted[int(self.bits.argmax())]

    @property
    def perplexity(self) -> float:
        return float(perplexity(self.means[-1]))

    @property
    def mean(self) -> float:
        return float(self.means[-1])

    @property
    def sum(self) -> float:
        return float(self.bits.sum())

    @property
    def half(self) -> int:
        """How many tokens, the most surprising first, have half of all bits."""
        ordered = self.bits.sort(descending=True).values.cumsum(0)
        return 1 + int((ordered < self.sum / 2).sum())

    def at(self, position: int) -> float:
        return float(self.bits[self.counted.index(position)])

    def along(self, values: Float[Tensor, " token"], length: int) -> list[float | None]:
        """`bits` or `means` for each token of the text, None where it has none."""
        placed: list[float | None] = [None] * length
        for position, value in zip(self.counted, values.tolist(), strict=True):
            placed[position] = value
        return placed


def surprised(found: Prediction) -> Surprised | None:
    """None where no token can be counted: a text of one token, or of unknown words only."""
    counted = tuple(position for position in range(1, len(found.tokens)) if found.knows(position))
    if not counted:
        return None
    bits = torch.cat(  # a few at a time: a long text over a large vocabulary has gigabytes of shares
        [surprise(found.logits[i - 1 : i], torch.tensor(found.ids[i : i + 1])) for i in counted]
    )
    return Surprised(counted, bits, running(bits))


def expected(found: Sequence[Place], most: int = 3) -> list[list[tuple[str, float]]]:
    """For each token what had been expected in its place; nothing for the first."""
    return [[], *([(row.word, row.share) for row in place.rows[:most]] for place in found[:-1])]
