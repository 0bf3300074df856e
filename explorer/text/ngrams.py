"""Counting n-grams, every length at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from jaxtyping import Int

from explorer.text.tokenizers import UNKNOWN

LONGEST = 6
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|-{2,}|[^\w\s]|_")
Numbers = Int[np.ndarray, "_"]


def words(text: str) -> list[str]:
    """Lower-case words and single punctuation marks; an apostrophe within a word belongs to it, "--" is a dash."""
    found: list[str] = _WORD.findall(text.lower().replace("’", "'"))
    once: dict[str, str] = {}
    return [once.setdefault(word, word) for word in found]  # equal words as one object: less memory, found faster


@dataclass(frozen=True, eq=False)
class Seen:
    """How often words followed a context: the words of the vocabulary after one, or one word each after many."""

    items: int  # size of the vocabulary, or length of the running text
    at: Int[np.ndarray, " seen"] | slice  # which items the counts are of; all others have none
    counts: Int[np.ndarray, " seen"]
    total: Int[np.ndarray, "#item"]  # of all words after this context; 0 where the context was never seen
    kinds: Int[np.ndarray, "#item"]  # how many different words these are
    discount: float  # Ney, Essen and Kneser 1994: n₁ / (n₁ + 2 n₂), from the n-grams that stand once and twice


@dataclass(frozen=True, eq=False)
class Level:
    """All different n-grams of one length. Sorted, so that those with the same context stand together."""

    keys: Int[np.ndarray, " gram"]  # number of the context times the size of the vocabulary, plus the word
    starts: Int[np.ndarray, " bound"]  # where the n-grams of each context begin
    counts: Int[np.ndarray, " gram"]
    before: Int[np.ndarray, " gram"]  # how many different words stand before it; unknown, 0, in the longest

    @cached_property
    def discounts(self) -> tuple[float, float]:
        """By occurrences, and by words before."""
        return _discount(self.counts), _discount(self.before)

    def find(self, contexts: Numbers, ids: Numbers, size: int) -> Numbers:
        """The number of each n-gram, -1 where there is none. Contexts are numbers too, or -1."""
        keys = contexts.astype(np.int64) * size + ids
        at = np.searchsorted(self.keys, keys)
        there = (np.searchsorted(self.keys, keys, "right") > at) & (contexts >= 0)
        return np.where(there, at, -1)

    def find_one(self, context: int, id_: int, size: int) -> int:
        """The same for a single n-gram, without the cost of small arrays."""
        key = context * size + id_
        at = int(np.searchsorted(self.keys, key))
        return at if context >= 0 and at < len(self.keys) and self.keys[at] == key else -1

    def part(self, context: int) -> slice:
        """Where the n-grams with this context stand."""
        return slice(self.starts[context], self.starts[context + 1]) if context >= 0 else slice(0, 0)

    def tally(self, contexts: Numbers, varied: bool) -> tuple[Numbers, Numbers]:
        """Total and kinds of what follows each context."""
        weights, known = self.before if varied else self.counts, contexts >= 0
        total, kinds = (np.concatenate([[0], np.cumsum(each)]) for each in (weights, weights > 0))
        start, stop = self.starts[contexts * known], self.starts[contexts * known + known]
        return total[stop] - total[start], kinds[stop] - kinds[start]


def _discount(counts: Numbers) -> float:
    once, twice = (int(np.count_nonzero(counts == n)) for n in (1, 2))
    return once / (once + 2 * twice) if once and twice else 0.75  # the usual value where nothing can be estimated


@dataclass(frozen=True, eq=False)
class NGrams:
    """A text counted. The vocabulary holds its words in alphabetical order, UNKNOWN last."""

    vocabulary: tuple[str, ...]
    ids: dict[str, int]
    text: Int[np.ndarray, " token"]
    levels: tuple[Level, ...]  # of length 1, 2, ...

    @property
    def size(self) -> int:
        return len(self.vocabulary)

    @cached_property
    def places(self) -> Int[np.ndarray, " token"]:
        """Every place of the text, those of the same word together, in the order of the text."""
        return np.argsort(self.text, kind="stable").astype(np.int32)

    @cached_property
    def frequencies(self) -> Int[np.ndarray, " vocabulary"]:
        return np.bincount(self.text, minlength=self.size)

    def encode(self, tokens: Sequence[str]) -> Int[np.ndarray, " token"]:
        unknown = self.size - 1
        return np.array([self.ids.get(token, unknown) for token in tokens], np.int32)

    def contexts(self, tokens: Sequence[str]) -> list[int]:
        """The numbers of the last 0, 1, 2, ... words as contexts, -1 where they never stood in this order."""
        ids, numbers = [int(id_) for id_ in self.encode(tokens[-len(self.levels) :])], [0]
        for length in range(1, min(len(ids), len(self.levels) - 1) + 1):
            number = 0
            for level, id_ in zip(self.levels, ids[len(ids) - length :], strict=False):
                number = level.find_one(number, id_, self.size)
            numbers.append(number)
        return numbers

    def after(self, tokens: Sequence[str], order: int, varied: bool = False) -> list[Seen]:
        """What followed the last 0, 1, ... order - 1 of these words.

        `varied` is for Kneser-Ney: all but the longest n-grams count in how many different words stood before them.
        """
        seen = []
        for n, number in enumerate(self.contexts(tokens)[:order], 1):
            level, lower = self.levels[n - 1], varied and n < order
            part = level.part(number)
            ids, counts = level.keys[part] - number * self.size, (level.before if lower else level.counts)[part]
            total, kinds = np.array([counts.sum(dtype=np.int64)]), np.array([np.count_nonzero(counts)])
            seen.append(Seen(self.size, ids, counts, total, kinds, level.discounts[lower]))
        return seen

    def along(self, tokens: Sequence[str], order: int, varied: bool = False) -> list[Seen]:
        """The same for each word of a running text, after the words that stand there before it."""
        ids = self.encode(tokens)
        contexts, seen = np.zeros(len(ids), np.int64), []
        for n, level in enumerate(self.levels[:order], 1):
            lower = varied and n < order
            found = level.find(contexts, ids, self.size)
            counts = np.append(level.before if lower else level.counts, 0)[found]  # -1 is the zero at the end
            seen.append(Seen(len(ids), slice(None), counts, *level.tally(contexts, lower), level.discounts[lower]))
            contexts = np.concatenate([[-1], found[:-1]])  # the n-gram that ends one word earlier
        return seen


def count(tokens: Sequence[str], order: int, vocabulary: Sequence[str] = ()) -> NGrams:
    """All n-grams of 1 to `order` words of a text read as one stream; `vocabulary` adds words that it lacks.

    An n-gram is one whole number, made of the number of its context and its last word: sorting these numbers counts
    them. So the work is a few sorts, whatever the order.
    """
    listed = (*sorted(set(tokens).union(vocabulary)), UNKNOWN)
    ids = {word: index for index, word in enumerate(listed)}
    text = np.fromiter(map(ids.__getitem__, tokens), np.int32, len(tokens))
    levels: list[Level] = []
    numbers, total = np.zeros(len(text) + 1, np.int32), 1  # of each place's n-gram; that of no words is everywhere
    for n in range(1, order + 1):
        contexts, suffixes = numbers[:-1], numbers[1:]
        keys = contexts.astype(np.int64)
        keys *= len(listed)
        keys += text[n - 1 :]
        keys, numbers, counts, example = _distinct(keys)
        if levels:  # an n-gram without its first word is one of the shorter ones
            levels[-1].before[:] = np.bincount(suffixes[example], minlength=total)
        starts = np.zeros(total + 1, np.int32)
        np.cumsum(np.bincount(contexts[example], minlength=total), out=starts[1:])
        levels.append(Level(keys, starts, counts, np.zeros(len(keys), np.int32)))
        total = len(keys)
    return NGrams(listed, ids, text, tuple(levels))


@lru_cache(maxsize=3)
def counted(text: str) -> NGrams:
    """All n-grams of up to LONGEST words of a text; the last three texts are kept."""
    return count(words(text), LONGEST)


def _distinct(keys: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The different keys, sorted; for each key its number among them; how often each stands; and a place of each."""
    ordered, order = _sorted(keys)
    new = np.ones(len(keys) + 1, bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:-1])
    bounds = np.flatnonzero(new)
    first = bounds[:-1]
    numbers = np.empty(len(keys), np.int32)
    numbers[order] = np.cumsum(new[:-1], dtype=np.int32) - np.int32(1)
    return ordered[first], numbers, (bounds[1:] - first).astype(np.int32), order[first]


def _sorted(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The keys in order, and where each came from; key and place packed into one number sort twice as fast."""
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)).bit_length() + bits > 62:
        order = np.argsort(keys)
        return keys[order], order
    keys <<= bits  # in place: new arrays of this size cost more than the sum itself
    keys |= np.arange(len(keys))
    keys.sort()
    order = keys & (1 << bits) - 1
    keys >>= bits
    return keys, order
