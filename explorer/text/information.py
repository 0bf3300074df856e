"""What the source itself would bet on each word of a story: its exact surprise, the floor word by word.

A story is told by a chain of draws. Here every chain that begins as the story does is followed; their probabilities
add up to that of the beginning, and the beginnings of a story give the probability of each of its words.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

import numpy as np
from jaxtyping import Float

from explorer.text import microworld
from explorer.text.microworld_teller import Teller

T = TypeVar("T")


class _BranchError(Exception):
    """A draw that the chain does not cover yet; the shares of what it could bring."""

    def __init__(self, shares: list[float]) -> None:
        self.shares = shares


class _OtherStoryError(Exception):
    """The chain leads to other words."""


class _Retelling(Teller):
    """Tells by a given chain of draws, as long as the words are those of the story."""

    def __init__(self, story: Sequence[str], chain: Sequence[int]) -> None:
        super().__init__(Random(0))
        self.story, self.chain, self.drawn = story, chain, 0

    def pick(self, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        if self.drawn == len(self.chain):
            shares = weights or [1.0] * len(options)
            raise _BranchError([share / sum(shares) for share in shares])
        self.drawn += 1
        return options[self.chain[self.drawn - 1]]

    def write(self, text: str) -> int:
        for word in text.split():
            if len(self.tokens) == len(self.story) or self.story[len(self.tokens)] != word:
                raise _OtherStoryError
            self.tokens.append(word)
        return len(self.tokens) - 1


def information(story: Sequence[str]) -> Float[np.ndarray, " word"]:
    """Bits of every word after the first, START. Raises ValueError where the source never tells this."""
    reaching = np.zeros(len(story))  # at i: the probability of all chains whose words agree up to the i-th, no further
    chains: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    while chains:
        chain, probability = chains.pop()
        retelling = _Retelling(story, chain)
        try:
            microworld.tell(retelling)
        except _BranchError as branch:
            chains += [((*chain, index), probability * share) for index, share in enumerate(branch.shares)]
        except _OtherStoryError:
            reaching[len(retelling.tokens) - 1] += probability
        else:
            reaching[len(retelling.tokens) - 1] += probability
    beginnings = np.cumsum(reaching[::-1])[::-1]
    if not beginnings[-1] > 0:
        raise ValueError("the source never tells this story")
    return np.log2(beginnings[:-1]) - np.log2(beginnings[1:])
