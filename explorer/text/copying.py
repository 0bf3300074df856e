"""The plagiarism meter: what stands word for word in the text that was learned from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from explorer.text.ngrams import NGrams

WINDOW = 8  # words


@dataclass(frozen=True)
class Run:
    """Words that were copied."""

    start: int
    length: int
    source: int  # where in the text they stand first


@dataclass(frozen=True)
class Meter:
    longest: int  # words
    share: float  # of windows of WINDOW words, those that stand in the text
    copied: tuple[Run, ...]  # of at least WINDOW words; they may overlap


def runs(
    words: Sequence[str], model: NGrams, stop: int | None = None
) -> tuple[Int[np.ndarray, " word"], Int[np.ndarray, " word"]]:
    """How many words from each place on stand in the text in this order, and where they stand first.

    Only the first `stop` words of the text count, where it is given. From the last word back: a word and the run behind
    it match at a place of the text where the word stands and the run matches behind it.
    """
    written, text = model.encode(words), model.text[:stop]
    lengths, sources = np.zeros(len(written), np.int64), np.zeros(len(written), np.int64)
    starts = np.append(0, np.cumsum(model.frequencies))
    behind, last = np.zeros(len(text) + 1, np.int32), np.zeros(0, np.int32)  # length of the match from each place
    for i, word in reversed(list(enumerate(written))):
        at = model.places[starts[word] : starts[word + 1]]
        at = at[: np.searchsorted(at, len(text))]
        matches = behind[at + 1] + 1
        behind[last] = 0
        behind[at], last = matches, at
        if len(at):
            lengths[i], sources[i] = matches.max(), at[matches.argmax()]
    return lengths, sources


def meter(words: Sequence[str], model: NGrams, stop: int | None = None) -> Meter:
    lengths, sources = runs(words, model, stop)
    windows = lengths[: max(0, len(words) - WINDOW + 1)] >= WINDOW
    longest = [
        Run(i, int(length), int(source))
        for i, (length, source) in enumerate(zip(lengths, sources, strict=True))
        if length >= WINDOW and (i == 0 or lengths[i - 1] <= length)  # not the end of the run before
    ]
    return Meter(int(lengths.max(initial=0)), float(windows.mean()) if len(windows) else 0.0, tuple(longest))
