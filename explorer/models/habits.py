"""What an attention head can be seen to do on a text, where that has a name, with the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import library
from explorer.text.microworld_words import NAMES, ROLES

Pattern = Literal["previous", "next", "after_same", "same", "owner", "itself", "first", "last", "none"]
LEAST, TIMES = 0.5, 2.0  # a name needs half of the attention, and twice what looking evenly would give

# Whom a pronoun may stand for. Words of the stories and of everyday English, as a list can know them.
_HE = {he for he, _ in ROLES} | {*NAMES["masculine"], "husband", "son", "wizard", "john", "peter", "mr"}
_SHE = {she for _, she in ROLES} | {*NAMES["feminine"], "wife", "daughter", "witch", "mary", "alice", "mrs"}
_PEOPLE = {
    **dict.fromkeys(("he", "his", "him", "himself"), frozenset(_HE)),
    **dict.fromkeys(("she", "her", "hers", "herself"), frozenset(_SHE)),
}


@dataclass(frozen=True)
class Habit:
    pattern: Pattern
    share: float  # of the attention that goes where the pattern says, mean over the tokens it speaks of
    chance: float  # the same for a head that looks at all tokens alike
    tokens: int  # how many tokens the pattern speaks of


def habit(weights: Float[Tensor, "query query"], tokens: Sequence[str], causal: bool = True) -> Habit:
    """The pattern that takes the largest share of the attention, if it takes enough to be named.

    Weights are rows that sum to one. Two tokens are needed for a habit; one pronoun is enough for "owner".
    """
    best = Habit("none", 0.0, 0.0, 0)
    for pattern, targets, chance, rows in _claims(tuple(tokens), causal):
        share = float((weights * targets).sum(-1)[rows].mean())
        if share >= LEAST and share >= TIMES * chance and share > best.share:
            best = Habit(pattern, share, chance, len(rows))
    return best


_PATTERNS: tuple[Pattern, ...] = ("previous", "next", "after_same", "owner", "same", "itself", "first", "last")


@lru_cache(maxsize=64)
def _claims(tokens: tuple[str, ...], causal: bool) -> list[tuple[Pattern, Tensor, float, list[int]]]:
    """For each pattern that speaks of enough tokens: where it looks, what chance would give, and of which tokens."""
    words = [token.strip("␣").lower() for token in tokens]
    claims: list[tuple[Pattern, Tensor, float, list[int]]] = []
    for pattern in _PATTERNS:
        if causal and pattern in ("next", "last"):
            continue
        found = {
            query: targets
            for query in range(2 if causal else 0, len(words))  # before that, there is next to nothing to choose from
            if (targets := _targets(pattern, query, words, causal))
        }
        if len(found) < (1 if pattern == "owner" else 2):
            continue
        matrix = torch.zeros(len(words), len(words))
        for query, targets in found.items():
            matrix[query, targets] = 1.0
        chances = [len(targets) / (query + 1 if causal else len(words)) for query, targets in found.items()]
        claims.append((pattern, matrix, sum(chances) / len(chances), list(found)))
    return claims


def _targets(pattern: Pattern, query: int, words: Sequence[str], causal: bool) -> list[int]:
    places = range(query) if causal else range(len(words))
    same = [i for i in places if words[i] == words[query] and i != query]
    if pattern in ("first", "itself", "last"):
        return [{"first": 0, "itself": query, "last": len(words) - 1}[pattern]]
    if pattern in ("previous", "next"):
        at = query + (1 if pattern == "next" else -1)
        return [at] if 0 <= at < len(words) else []
    if pattern == "owner":  # where a decoder is about to say a pronoun; where an encoder reads it
        at = query + 1 if causal else query
        people = _PEOPLE.get(words[at], frozenset()) if at < len(words) else frozenset()
        return [i for i in range(at) if words[i] in people]
    return same if pattern == "same" else [i + 1 for i in same if i + 1 < (query if causal else len(words))]


@lru_cache(maxsize=16)
def habits(text: str, name: str) -> tuple[tuple[Habit, ...], ...]:
    """The habit of each head on a text, layer by layer."""
    run = library.run(text, name)
    causal = run.model.transformer.sizes.causal
    return tuple(
        tuple(habit(weights, run.tokens, causal) for weights in block.attention.weights) for block in run.trace.blocks
    )


def sink(run: library.Run) -> float:
    """How much of all attention rests on the first token; the first query is left out: it has no choice."""
    if len(run.tokens) < 2:
        return 1.0
    return float(torch.stack([block.attention.weights[:, 1:, 0].mean() for block in run.trace.blocks]).mean())
