"""A small world told in English and in French: every sentence with its correct translations and who translates whom.

The same draws give the same English sentence; what English leaves open (is "I" a man or a woman?) is drawn apart, and
every way to settle it is a correct translation.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from explorer.text.english_french_teller import Teller, spell

LONGEST = 20  # English words
SHORT = {  # contracted English
    r"\bcan't\b": "can not",
    r"n't\b": " not",
    r"\bi'm\b": "i am",
    r"\b(you|we|they)'re\b": r"\1 are",
    r"\b(he|she|it|that|who)'s\b": r"\1 is",
    r"\bgray\b": "grey",
}
OPEN = ("I", "you", "we", "they")  # whether these are women, English does not say


@dataclass(frozen=True)
class Pair:
    """A sentence, one correct translation, and for each of its words the places of the English words it comes from."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    sources: tuple[tuple[int, ...], ...]
    seed: int

    def translations(self) -> frozenset[tuple[str, ...]]:
        """All that are correct."""
        asked = [word for word in OPEN if word in self.english]
        settled = product((False, True), repeat=len(asked))
        return frozenset(tell(self.seed, dict(zip(asked, women, strict=True))).french for women in settled)


def tell(seed: int, women: Mapping[str, bool] | None = None) -> Pair:
    """The sentence with this number; `women` settles which of OPEN are women, else chance does."""
    if women is None:
        drawn = random.Random(2 * seed + 1)
        women = {word: drawn.random() < 0.5 for word in OPEN}
    teller = Teller(random.Random(2 * seed), women)
    french, sources = zip(*spell(teller.sentence()), strict=True)
    return Pair(tuple(teller.english), french, sources, seed)


def pairs(each: int, first: int = 0) -> list[Pair]:
    """At most `each` different sentences of every length from 2 to LONGEST, numbers from `first` on, in mixed order."""
    found: dict[tuple[str, ...], Pair] = {}
    counts = dict.fromkeys(range(2, LONGEST + 1), 0)
    for seed in range(first, first + each * 60):
        pair = tell(seed)
        if pair.english not in found and counts.get(len(pair.english), each) < each:
            found[pair.english] = pair
            counts[len(pair.english)] += 1
    mixed = list(found.values())
    random.Random(first).shuffle(mixed)
    return mixed


def divide(told: Sequence[Pair], share: float = 0.1, most: int = 100) -> tuple[list[Pair], list[Pair]]:
    """What is learned from, and what is held out: of every length this share, at most so many."""
    learned: list[Pair] = []
    held_out: list[Pair] = []
    counts = Counter(len(pair.english) for pair in told)
    left = {length: min(most, int(share * count)) for length, count in counts.items()}
    for pair in told:
        length = len(pair.english)
        (held_out if left[length] > 0 else learned).append(pair)
        left[length] -= 1
    return learned, held_out


def read(text: str) -> tuple[str, ...]:
    """The words of an English text as this world writes them: small letters, "do not" for "don't", no punctuation."""
    plain = text.lower().replace("’", "'")
    for short, long in SHORT.items():
        plain = re.sub(short, long, plain)
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain)
    return tuple({"i": "I"}.get(word, word) for word in words)


def written(words: Sequence[str]) -> str:
    """French words as a text: nothing after an apostrophe."""
    return " ".join(words).replace("' ", "'")
