"""Two writers measured on text that neither has read: bits, long range, size and speed."""

import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Float

from explorer.models import duel, library, rivals
from explorer.models.duel import Match
from explorer.models.transformer import Transformer
from explorer.models.writer import Writer
from explorer.perplexity import perplexity, surprise
from explorer.recipes import microworld as recipe
from explorer.text import microworld, smoothing
from explorer.text.tokenizers import WordTokenizer

STORIES, TOKENS, NARROW = 80, 4096, 512  # held out: stories, tokens of a text, of these with a narrow view
WRITTEN = 50  # tokens that the speed is measured on

Pair = tuple[float, float]  # the n-gram's, the transformer's


@dataclass(frozen=True)
class Far:
    """Choices that a word outside of the n-gram's window decides."""

    choices: int
    right: Pair  # shares
    chance: float


@dataclass(frozen=True)
class Scores:
    tokens: int  # predicted
    characters: int  # of these tokens
    bits: Pair  # per token
    far: Far | None  # where it is known which word decides
    gain: float  # bits per character that the transformer gets from tokens outside of the n-gram's window; else 0
    stored: tuple[int, int]  # numbers
    seconds: Pair  # of learning
    speed: Pair  # tokens per second

    @property
    def per_character(self) -> Pair:
        return self.bits[0] * self.tokens / self.characters, self.bits[1] * self.tokens / self.characters

    @property
    def perplexity(self) -> Pair:
        left, right = (float(perplexity(torch.tensor(each))) for each in self.bits)
        return left, right

    @property
    def better(self) -> int:
        """Who pays fewer bits: 0 the n-gram, 1 the transformer."""
        return int(self.bits[1] < self.bits[0])

    @property
    def ahead(self) -> float:
        """By which share of the other's bits."""
        return 1 - min(self.bits) / max(self.bits)


@lru_cache(maxsize=16)
def measure(name: str, order: int) -> Scores:
    found = duel.match(name)
    stored = sum(len(level.keys) for level in found.counted.levels[:order])
    size = sum(parameter.numel() for parameter in found.model.parameters())
    rest = (stored, size), (found.fitted, found.trained), _speed(found, order)
    if isinstance(found.tokenizer, WordTokenizer):
        told = microworld.stories(STORIES, recipe.HELD_OUT_SEED)
        reads = (
            rivals.by_ngrams(found.counted, told, order),
            rivals.by_transformer(library.load(), told),
        )
        choices = [choice for story in told for choice in story.choices]
        far = np.array([choice.position - choice.source >= order for choice in choices])
        chance = np.array([1 / len(choice.options) for choice in choices])[far].mean()
        right = tuple(float(read.right[far].mean()) for read in reads)
        bits = tuple(float(read.bits.mean()) for read in reads)
        characters = sum(len(" ".join(story.tokens[1:-1])) + 1 for story in told)  # and the end of the line
        apart = Far(int(far.sum()), (right[0], right[1]), float(chance))
        return Scores(len(reads[0].bits), characters, (bits[0], bits[1]), apart, 0.0, *rest)
    ids = found.held_out[: TOKENS + 1]
    characters = len(found.tokenizer.decode(ids[1:]))
    names = [found.names[id_] for id_ in ids]
    left = -np.log2(smoothing.along(found.counted, names, order))[1:]
    right_bits = losses(found.model, torch.tensor(ids))
    places = slice(max(1, order - 1), NARROW)
    seen = narrow(found.model, torch.tensor(ids[:NARROW]), max(1, order - 1))
    per_token = characters / (len(ids) - 1)
    gain = float(seen.mean() - right_bits[places.start - 1 : places.start - 1 + len(seen)].mean()) / per_token
    return Scores(len(ids) - 1, characters, (float(left.mean()), float(right_bits.mean())), None, gain, *rest)


def losses(model: Transformer, ids: torch.Tensor) -> Float[np.ndarray, " token"]:
    """Bits of each token but the first; each is predicted from at least half a context where there is as much."""
    half = model.sizes.context // 2
    bits = np.zeros(len(ids) - 1)
    with torch.inference_mode():
        for start in range(0, max(1, len(ids) - 1 - half), half):
            window = ids[start : start + model.sizes.context + 1]
            found = surprise(model(window[:-1]).out, window[1:]).numpy()
            fresh = half if start else 0
            bits[start + fresh : start + len(found)] = found[fresh:]
    return bits


def narrow(model: Transformer, ids: torch.Tensor, view: int) -> Float[np.ndarray, " token"]:
    """Bits of each token that has `view` tokens before it, if the model sees no more than these."""
    windows = ids.unfold(0, view + 1, 1)
    with torch.inference_mode():
        return np.concatenate(
            [surprise(model(part[:, :-1]).out[:, -1], part[:, -1]).numpy() for part in windows.split(128)]
        )


def _speed(found: Match, order: int) -> Pair:
    """Tokens per second on this machine, now."""
    begin = found.begin("")
    rng, ids = np.random.default_rng(0), list(begin)
    begun = time.perf_counter()
    for _ in range(WRITTEN):
        shares = found.by_ngram(ids, order)
        ids.append(int(rng.choice(len(shares), p=shares)))
    middle = time.perf_counter()
    writer = Writer(found.model)
    with torch.inference_mode():
        logits = writer.read(torch.tensor(begin))
        for _ in range(WRITTEN):
            logits = writer.step(int(torch.multinomial(logits.softmax(-1), 1)))
    return WRITTEN / (middle - begun), WRITTEN / (time.perf_counter() - middle)
