"""What was measured on held-out stories by `explorer train held_out`, and one of these stories read again, live."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float

from explorer import ASSETS
from explorer.errors import VisitorError
from explorer.models import library, rivals
from explorer.models.lessons import bits
from explorer.text import microworld
from explorer.text.information import information

FEWEST = 10  # questions in a group; smaller ones say too little
ALL = "all"
STORIES = 40  # that can be read word by word
SEEN = {"bigram": 1, "trigram": 2, "5-gram": 4}  # words that each looks back at


@dataclass(frozen=True)
class Group:
    """Choices decided by a word between `least` and `most` words before them."""

    least: int
    most: int
    n: int
    chance: float  # what guessing among the options gets right
    right: dict[str, float]  # the share that each model gets right


@dataclass(frozen=True)
class Measured:
    """The card of the recipe, in bits."""

    bits: dict[str, float]  # per word; the n-grams by order, then the transformer
    floor: float  # the entropy of the source
    words: int  # read by each
    stored: dict[str, int]  # n-grams kept
    parameters: int  # of the transformer
    data: str
    day: str
    seconds: float
    torch: str
    memory: tuple[dict[str, Any], ...]
    stories: dict[str, list[list[float]]]  # n-gram model, story, word: bits
    seed: int  # of the stories

    @property
    def lessons(self) -> list[str]:
        return list(dict.fromkeys(row["lesson"] for row in self.memory))

    def perplexity(self, name: str) -> float:
        return float(2 ** self.bits[name])

    def excess(self, name: str) -> float:
        """Bits per word above the floor."""
        return self.bits[name] - self.floor

    def groups(self, lesson: str) -> list[Group]:
        """By distance, the nearest first; groups of fewer than FEWEST questions are left out."""
        rows = [row for row in self.memory if lesson in (ALL, row["lesson"])]
        found = []
        for number, (least, most) in enumerate(rivals.BINS):
            here = [row for row in rows if row["bin"] == number]
            n = sum(row["n"] for row in here)
            if n >= FEWEST:
                right = {name: sum(row["n"] * row["right"][name] for row in here) / n for name in self.bits}
                found.append(Group(least, most, n, sum(row["n"] * row["chance"] for row in here) / n, right))
        return found


@lru_cache(maxsize=1)
def load() -> Measured:
    """Raises VisitorError where the file is missing or damaged."""
    file = ASSETS / "weights" / "held_out.json"
    try:
        card = json.loads(file.read_text("utf-8"))
        losses = {name: bits(loss) for name, loss in card["loss"].items()}
        return Measured(
            bits={name: loss for name, loss in losses.items() if name != "floor"},
            floor=losses["floor"],
            words=card["held_out_tokens"],
            stored=card["stored"],
            parameters=card["parameters"],
            data=card["data"],
            day=card["measured"],
            seconds=card["seconds"],
            torch=card["with"]["torch"],
            memory=tuple(card["memory"]),
            stories=card["stories"],
            seed=card["held_out_seed"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise VisitorError(
            "The measurements in {file} are missing or damaged; install Explorer again.", file=file.name
        ) from error


@dataclass(frozen=True)
class Decided:
    """A word of a story that another word decides."""

    position: int
    source: int
    lesson: str

    @property
    def distance(self) -> int:
        return self.position - self.source


@dataclass(frozen=True, eq=False)
class Told:
    """A held-out story. Its first token, the start, is no word to predict: the bits begin with the second."""

    tokens: tuple[str, ...]
    bits: dict[str, Float[np.ndarray, " word"]]  # the source's exact ones first, the transformer's, the n-grams'
    choices: tuple[Decided, ...]

    def mean(self, name: str) -> float:
        return float(self.bits[name].mean())

    def gap(self, choice: Decided, name: str = "5-gram") -> float:
        """By how many bits this model is more surprised by the decided word than the transformer is."""
        return float(self.bits[name][choice.position - 1] - self.bits["transformer"][choice.position - 1])

    @property
    def widest(self) -> Decided | None:
        """Of what is decided beyond the 5-gram's window the choice with the largest gap; None where there is no gap."""
        widest = max(
            (choice for choice in self.choices if choice.distance > SEEN["5-gram"]), key=self.gap, default=None
        )
        return widest if widest and self.gap(widest) > 0 else None

    @property
    def lucky(self) -> list[str]:
        """Who paid less than the source did, in this one story."""
        return [name for name in self.bits if self.mean(name) < self.mean("source") - 1e-9]


@lru_cache(maxsize=STORIES)
def story(number: int) -> Told:
    """One of the first held-out stories, from 1: the source and the transformer live, the n-grams from the card."""
    card, model = load(), library.load()
    told = microworld.stories(number, card.seed)[-1]
    found = {"source": information(told.tokens), "transformer": rivals.by_transformer(model, [told]).bits}
    for name, stories in sorted(card.stories.items()):
        found[name] = np.array(stories[number - 1], dtype=float)
    choices = tuple(Decided(choice.position, choice.source, choice.lesson) for choice in told.choices)
    return Told(told.tokens, found, choices)


def questions(groups: Sequence[Group]) -> int:
    return sum(group.n for group in groups)


def above(groups: Sequence[Group], name: str, within: int = 10**9, beyond: int = 0) -> int | None:
    """Percentage points above guessing, over all questions whose deciding word stands so far back; None without any."""
    here = [group for group in groups if group.most <= within and group.least > beyond]
    n = questions(here)
    return round(100 * sum(group.n * (group.right[name] - group.chance) for group in here) / n) if n else None
