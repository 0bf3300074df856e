"""Short texts that ask for a fact told a known number of words before: what a model still knows, it can answer."""

import random
from functools import lru_cache

from explorer.text import microworld
from explorer.text.microworld import Story
from explorer.text.microworld_teller import END, START, Choice
from explorer.text.microworld_words import COLOURS, OBJECTS

LEARNED = 60  # words between a fact and its question, at most, in the texts that the models learn from
FARTHEST = 100  # in those they are measured on
_SHORTEST = 5  # words of a sentence in between


@lru_cache(maxsize=1)
def _sentences() -> dict[int, tuple[tuple[str, ...], ...]]:
    """Sentences of stories by their length: none holds a colour, a thing that could have one, or a question."""
    taken = {*COLOURS, *OBJECTS, "?", START, END}
    found: dict[int, list[tuple[str, ...]]] = {}
    for told in microworld.stories(600, seed=11):
        sentence: list[str] = []
        for token in told.tokens[1:]:
            sentence.append(token)
            if token == ".":
                if _SHORTEST <= len(sentence) <= 16 and not taken & set(sentence):
                    found.setdefault(len(sentence), []).append(tuple(sentence))
                sentence = []
    return {length: tuple(sentences) for length, sentences in found.items()}


def filler(rng: random.Random, words: int) -> list[str]:
    """Whole sentences of exactly so many words: none, or at least five."""
    text: list[str] = []
    while left := words - len(text):
        lengths = [n for n in _sentences() if left == n or left - n >= _SHORTEST]
        text += rng.choice(_sentences()[rng.choice(lengths)])
    return text


def distances() -> list[int]:
    """The distances that can be told in whole sentences: 1, and from 6 words to the farthest."""
    return [1, *range(1 + _SHORTEST, FARTHEST + 1)]


def text(rng: random.Random, distance: int) -> Story:
    """A thing and its colour, other sentences, and the question for it: `distance` words stand in between.

    Raises ValueError where no whole sentences are so long.
    """
    if distance not in distances():
        raise ValueError(f"no whole sentences fill a distance of {distance} words")
    thing, colour = rng.choice(OBJECTS), rng.choice(COLOURS)
    tokens = [START, *filler(rng, rng.choice((0, 0, 5, 8))), "the", thing, "was", colour, "."]
    told = len(tokens) - 2
    tokens += filler(rng, distance - 1)
    tokens += f"what colour was the {thing} ? the {thing} was".split()
    choice = Choice("recall", len(tokens), COLOURS, told)
    return Story((*tokens, colour, ".", END), 0.0, (choice,))
