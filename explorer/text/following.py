"""What followed a context, as counts and as probabilities."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.text.ngrams import counted, words
from explorer.text.smoothing import distribution


@dataclass(frozen=True)
class Rung:
    """A context, one word shorter than the one before."""

    words: tuple[str, ...]
    count: int  # how often it stands in the text with a word after it
    kinds: int  # how many different words these are


@dataclass(frozen=True)
class Next:
    word: str
    count: int
    share: float  # count / all counts
    smoothed: float


@dataclass(frozen=True)
class Following:
    """The longest context comes first; `rows` are the likeliest words, `seen` and `unseen` all others together."""

    ladder: tuple[Rung, ...]
    rows: tuple[Next, ...]
    seen: tuple[int, int, float]  # of the words not shown that were seen: how many, their counts, their probability
    unseen: tuple[int, float]
    total: float  # of all probabilities: 1, but for stupid backoff and for plain counts that are missing
    unknown: tuple[str, ...]  # words of the context that the text does not have

    @property
    def used(self) -> int:
        """How many words of the context, at most, were seen to be followed by anything."""
        return max((len(rung.words) for rung in self.ladder if rung.count), default=0)

    @property
    def wanted(self) -> int:
        return len(self.ladder) - 1


@lru_cache(maxsize=256)
def look(text: str, context: str, order: int, name: str, k: float, most: int = 12) -> Following:
    """What may follow `context`, of which the last order - 1 words count; `name` is one of smoothing.NAMES."""
    model = counted(text)
    tokens = tuple(words(context)[-(order - 1) :]) if order > 1 else ()
    seen = model.after(tokens, order)
    ladder = tuple(
        Rung(tokens[len(tokens) - length :], int(found.total[0]), int(found.kinds[0]))
        for length, found in enumerate(seen)
    )[::-1]
    counts = np.zeros(model.size, np.int64)
    counts[seen[-1].at] = seen[-1].counts
    shares = distribution(model, tokens, order, name, k)
    total = max(int(counts.sum()), 1)
    ranked = np.lexsort((-model.frequencies, -counts, -shares))[:most]  # among equals the more frequent word first
    best = [int(i) for i in ranked if shares[i] > 0]
    rows = tuple(Next(model.vocabulary[i], int(counts[i]), float(counts[i] / total), float(shares[i])) for i in best)
    rest = np.ones(model.size, bool)
    rest[best] = False
    others, never = rest & (counts > 0), rest & (counts == 0)
    return Following(
        ladder,
        rows,
        (int(others.sum()), int(counts[others].sum()), float(shares[others].sum())),
        (int(never.sum()), float(shares[never].sum())),
        float(shares.sum()),
        tuple(dict.fromkeys(token for token in tokens if token not in model.ids)),
    )
