"""Writing a story while keeping the account of its probability."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from explorer.text.microworld_words import ANIMALS, PRONOUNS

T = TypeVar("T")

START, END = "<s>", "</s>"


@dataclass(frozen=True)
class Choice:
    """A place where exactly one of several words is right."""

    lesson: str
    position: int  # of the word to be predicted
    options: tuple[str, ...]
    source: int  # position of the word that decides
    attractor: bool = False  # a nearer word misleads


@dataclass
class Person:
    name: str
    sex: str
    habits: tuple[str, ...]
    last: int  # where the person was last mentioned
    country: tuple[str, ...] | None = None
    country_at: int = 0
    spoke: bool = False


@dataclass
class Fact:
    owner: Person
    owner_at: int
    object: str
    colour: str
    colour_at: int
    place: str | None = None
    place_at: int = 0


@dataclass
class Teller:
    """Writes a story and keeps the account of its probability."""

    rng: random.Random
    tokens: list[str] = field(default_factory=lambda: [START])
    bits: float = 0.0
    choices: list[Choice] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    dragon: tuple[str, int, str, int] | None = None

    def pick(self, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        weights = weights or [1.0] * len(options)
        (index,) = self.rng.choices(range(len(options)), weights)
        self.bits -= math.log2(weights[index] / sum(weights))
        return options[index]

    def write(self, text: str) -> int:
        """Append words; the position of the last one."""
        self.tokens += text.split()
        return len(self.tokens) - 1

    def write_choice(self, lesson: str, word: str, options: Sequence[str], source: int, attractor: bool = False) -> int:
        self.choices.append(Choice(lesson, len(self.tokens), tuple(options), source, attractor))
        return self.write(word)

    def subject(self, person: Person) -> None:
        """Name the person, or write the pronoun where it can only mean this person."""
        alone = len(self.people) == 1
        if not alone and self.people[0].sex == self.people[1].sex:
            person.last = self.write(person.name)
        elif self.pick(("name", "pronoun"), (0.45, 0.55)) == "name":
            person.last = self.write(person.name)
        elif alone:
            person.last = self.write_choice("coreference", PRONOUNS[person.sex][0], ("he", "she"), person.last)
        else:
            person.last = self.write(PRONOUNS[person.sex][0])

    def someone(self) -> Person:
        return self.people[0] if len(self.people) == 1 else self.pick(self.people)

    def animal(self) -> tuple[str, bool]:
        """An animal's word and whether it is plural."""
        animal, plural = self.pick(ANIMALS), self.pick((False, True))
        return (animal[1] if plural else animal[0]), plural
