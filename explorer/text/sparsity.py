"""Why the window cannot simply be made longer: contexts, and how few of them come back."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.text.chain import write
from explorer.text.copying import Meter, meter
from explorer.text.ngrams import LONGEST, count, counted, words
from explorer.text.smoothing import along


@dataclass(frozen=True)
class Row:
    order: int
    contexts: int  # different ones in the text that was learned from
    unseen: float  # of the n-grams of the held-out text: the share that never stood there
    kneser_ney: float  # perplexity on the held-out text
    add_one: float


@dataclass(frozen=True)
class Sparsity:
    rows: tuple[Row, ...]
    learned: int  # words
    held_out: int

    @property
    def best(self) -> Row:
        return min(self.rows, key=lambda row: row.kneser_ney)

    @property
    def last(self) -> Row:
        return self.rows[-1]


@lru_cache(maxsize=16)
def measure(text: str) -> Sparsity:
    """Learn from the first nine tenths of a text and read the last.

    The list of words is that of the whole text, so that every word has a probability.
    """
    tokens = words(text)
    cut = len(tokens) * 9 // 10
    held = tokens[cut:]
    model = count(tokens[:cut], LONGEST, tokens)
    rows = []
    for order in range(1, LONGEST + 1):
        longest = model.along(held, order)[-1].counts[order - 1 :]
        rows.append(
            Row(
                order,
                int(model.levels[order - 2].keys.size) if order > 1 else 1,
                float((longest == 0).mean()) if len(longest) else 1.0,
                *(float(np.exp2(-np.log2(along(model, held, order, name)).mean())) for name in ("kneser-ney", "add-k")),
            )
        )
    return Sparsity(tuple(rows), cut, len(held))


@dataclass(frozen=True)
class Written:
    """A text that was drawn, and what of it is copied."""

    words: tuple[str, ...]
    meter: Meter
    sources: tuple[tuple[str, str, str], ...]  # of each copied run: words before, the run, words after, in the text


@dataclass(frozen=True)
class Copied:
    """How much is copied: by order, and in the same text's own last tenth."""

    shares: tuple[float, ...]  # of order 1, 2, ...: of DRAWN words, the windows that stand in the text
    longest: tuple[int, ...]
    real: float  # of DRAWN words of the last tenth: the windows that stand in the first nine


DRAWN = 400


@lru_cache(maxsize=64)
def draw(text: str, order: int, length: int, seed: int) -> Written:
    model = counted(text)
    written = write(model, order, length, seed)
    found = meter(written, model)

    def spell(start: int, stop: int) -> str:
        return " ".join(model.vocabulary[i] for i in model.text[max(0, start) : stop])

    return Written(
        tuple(written),
        found,
        tuple(
            (spell(at - 8, at), spell(at, at + run.length), spell(at + run.length, at + run.length + 8))
            for run in found.copied
            for at in [run.source]
        ),
    )


@lru_cache(maxsize=64)
def copied(text: str, seed: int) -> Copied:
    model = counted(text)
    meters = [meter(write(model, order, DRAWN, seed), model) for order in range(1, LONGEST + 1)]
    cut = len(model.text) * 9 // 10
    real = [model.vocabulary[i] for i in model.text[cut : cut + DRAWN]]
    return Copied(
        tuple(one.share for one in meters), tuple(one.longest for one in meters), meter(real, model, cut).share
    )
