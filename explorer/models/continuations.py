"""Where a model goes on from a text, and how its next word is chosen."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import library
from explorer.models.library import Run, Tokenizer
from explorer.models.transformer import Transformer
from explorer.sampling import Controls, Shaped, shape
from explorer.text.tokenizers import WordTokenizer


@dataclass(frozen=True, eq=False)
class Start:
    """A text and a model that can go on from it."""

    text: str
    name: str  # of the model
    own: bool  # False where the chosen model cannot write, and the story model does
    model: Transformer
    tokenizer: Tokenizer
    ids: tuple[int, ...]  # what the writing model has before it
    logits: Float[Tensor, " vocabulary"]
    end: int | None  # the token that ends a text
    memory: Float[Tensor, "source width"] | None  # what the encoder read, where there is one

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(self.word(id_) for id_ in self.ids)

    def word(self, id_: int) -> str:
        return self.tokenizer.vocabulary[id_]


def start(run: Run) -> Start:
    """Where writing goes on: after the text, or after what an encoder-decoder has written about it already."""
    model, tokenizer = run.model, run.model.tokenizer
    if model.seq2seq and run.written:
        decoder, logits = model.seq2seq.decoder, run.written.trace.out[-1]
        return Start(
            run.text, model.name, True, decoder, tokenizer, run.written.ids, logits, model.end, run.trace.normed
        )
    if not model.predicts or not model.transformer.sizes.causal:
        other = start(library.run(run.text))
        return Start(**{**vars(other), "own": False})
    ids, logits = run.encoding.ids[: run.last + 1], run.trace.out[run.last]
    end = tokenizer.ids.get("</s>") if isinstance(tokenizer, WordTokenizer) else None
    return Start(run.text, model.name, True, model.transformer, tokenizer, ids, logits, end, None)


def ranked(found: Start, most: int = 16) -> list[tuple[int, str]]:
    """The likeliest next words, id and word."""
    best = found.logits.topk(min(most, len(found.logits))).indices.tolist()
    return [(id_, found.word(id_)) for id_ in best]


def repeated(found: Start, most: int = 8, least: float = 0.0005) -> list[tuple[int, str]]:
    """The likeliest words that stand in the text already and the likeliest that do not, in turn.

    Of the former at least three, else only those with a probability of at least `least`.
    """
    seen, shares = set(found.ids), found.logits.softmax(-1)
    order = found.logits.argsort(descending=True).tolist()
    old = [id_ for id_ in order if id_ in seen][:most]
    old = [id_ for rank, id_ in enumerate(old) if rank < 3 or float(shares[id_]) >= least]
    new = [id_ for id_ in order if id_ not in seen][:most]
    mixed = [id_ for pair in zip(old, new, strict=False) for id_ in pair] + old[len(new) :] + new[len(old) :]
    return [(id_, found.word(id_)) for id_ in mixed]


def kept(found: Start, controls: Controls) -> tuple[int, float]:
    """How many words stay under these controls, and how likely they were together."""
    shaped = shape(found.logits, controls)
    left = shaped.probabilities > 0
    return int(left.sum()), float(shaped.before[left].sum())


def shaped(found: Start, controls: Controls) -> Shaped:
    return shape(found.logits, controls, found.ids)


def most_bits(found: Start) -> float:
    """The entropy if all words were equally likely."""
    return math.log2(len(found.logits))


@dataclass(frozen=True)
class Punished:
    """What a penalty does to the words that stand in the text."""

    word: str  # the likeliest of them
    before: float
    after: float
    all_before: float  # all of them together
    all_after: float


def punished(found: Start, penalty: float) -> Punished:
    result = shaped(found, Controls(penalty=penalty))
    seen = torch.tensor(sorted(set(found.ids)))
    before, after = result.before[seen], result.probabilities[seen]
    best = int(before.argmax())
    return Punished(
        found.word(int(seen[best])),
        float(before[best]),
        float(after[best]),
        float(before.sum()),
        float(after.sum()),
    )


@dataclass(frozen=True)
class Draws:
    """Drawn words against the theory; the last row holds all other words together."""

    words: tuple[str, ...]
    counts: tuple[int, ...]
    expected: tuple[float, ...]  # draws x probability
    deviations: tuple[float, ...]  # √(draws · p · (1 − p)), the binomial's
    others: int  # how many words the last row stands for; 0 where there is no such row

    @property
    def within(self) -> int:
        """Rows whose count lies at most two deviations from what was expected."""
        rows = zip(self.counts, self.expected, self.deviations, strict=True)
        return sum(abs(count - mean) <= 2 * deviation + 1e-9 for count, mean, deviation in rows)


def draws(found: Start, controls: Controls, count: int, seed: int, most: int = 9) -> Draws:
    """Draw the next word `count` times; the `most` likeliest words have a row each."""
    probabilities = shape(found.logits, controls).probabilities
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.multinomial(probabilities, count, replacement=True, generator=generator)
    counts = drawn.bincount(minlength=len(probabilities))
    best = probabilities.topk(min(most, int((probabilities > 0).sum()))).indices
    shares = [float(probabilities[id_]) for id_ in best]
    numbers = [int(counts[id_]) for id_ in best]
    words = [found.word(int(id_)) for id_ in best]
    others = int((probabilities > 0).sum()) - len(words)
    if others:
        shares.append(max(0.0, 1 - sum(shares)))
        numbers.append(count - sum(numbers))
    return Draws(
        tuple(words),
        tuple(numbers),
        tuple(count * p for p in shares),
        tuple(math.sqrt(count * p * max(0.0, 1 - p)) for p in shares),
        others,
    )
