"""The chain rule: a sentence's probability word by word, and sentences drawn word by word."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.text.ngrams import NGrams, counted, words
from explorer.text.smoothing import distribution

START = (".",)  # a sentence is read as if another had just ended
MOST = 30  # words of a sentence


@dataclass(frozen=True)
class Link:
    """One word of a sentence, after the words before it."""

    word: str
    context: tuple[str, ...]  # the most words before it that stand together in the text
    probability: float
    known: bool

    @property
    def logarithm(self) -> float:
        return math.log2(self.probability)


@dataclass(frozen=True)
class Sentence:
    links: tuple[Link, ...]

    @property
    def logarithm(self) -> float:
        """Base 2; the sum over the words, because the probabilities multiply."""
        return sum(link.logarithm for link in self.links)


@dataclass(frozen=True)
class Choice:
    """Two sentences, and which a text makes likelier: 0, 1, or None where both are alike."""

    sentences: tuple[Sentence, Sentence]

    @property
    def likelier(self) -> int | None:
        first, second = (sentence.logarithm for sentence in self.sentences)
        return None if math.isclose(first, second) else int(second > first)

    @property
    def times(self) -> str:
        """How many times likelier, as a number or as a power of ten."""
        first, second = (sentence.logarithm for sentence in self.sentences)
        power = abs(first - second) * math.log10(2)
        if power < 6:
            return f"{10**power:,.{1 if power < 1 else 0}f}"
        return "10" + str(round(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))

    @property
    def lengths(self) -> tuple[int, int]:
        first, second = (len(sentence.links) for sentence in self.sentences)
        return first, second


def sentence(model: NGrams, tokens: Sequence[str], order: int) -> Sentence:
    """Each word's probability by interpolated Kneser-Ney."""
    links, before = [], list(START)
    for token in tokens:
        id_ = int(model.encode([token])[0])
        seen = [length for length, number in enumerate(model.contexts(before)[:order]) if number >= 0]
        links.append(
            Link(
                token,
                tuple(before[len(before) - seen[-1] :]),
                float(distribution(model, before, order)[id_]),
                token in model.ids,
            )
        )
        before.append(token)
    return Sentence(tuple(links))


@lru_cache(maxsize=64)
def compare(text: str, one: str, two: str, order: int) -> Choice:
    """At most MOST words of each sentence."""
    model = counted(text)
    return Choice((sentence(model, words(one)[:MOST], order), sentence(model, words(two)[:MOST], order)))


def write(model: NGrams, order: int, length: int, seed: int) -> list[str]:
    """Words drawn by plain counts after the longest context that was seen; reproducible with the seed."""
    rng, written = random.Random(seed), list(START)
    for _ in range(length):
        for number, level in reversed(list(zip(model.contexts(written)[:order], model.levels, strict=False))):
            part = level.part(number)
            if part.stop > part.start:
                break
        else:
            break  # an empty text
        sums = np.cumsum(level.counts[part])
        drawn = int(np.searchsorted(sums, rng.random() * sums[-1], "right"))
        written.append(model.vocabulary[int(level.keys[part][drawn]) % model.size])
    return written[len(START) :]
