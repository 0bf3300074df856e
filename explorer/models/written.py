"""What a model then writes: two texts of which one control differs, and the likeliest that a search finds."""

import dataclasses
import math
from dataclasses import dataclass
from functools import lru_cache

from explorer.models import library
from explorer.models.beam import Tree, beam_search
from explorer.models.continuations import Start, start
from explorer.models.generate import generate
from explorer.sampling import Controls

# What one control can be changed to, and which of it first: far enough from what is usual to matter.
CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "temperature": (("0", "0.5", "0.8", "1", "1.2", "1.5"), "0.5"),
    "top_k": (("1", "3", "10", "50", "all"), "3"),
    "top_p": (("0.5", "0.8", "0.9", "0.95", "1"), "0.8"),
    "min_p": (("0", "0.02", "0.1", "0.3"), "0.1"),
    "penalty": (("1", "1.1", "1.2", "1.5"), "1.2"),
}


@dataclass(frozen=True)
class Word:
    """One written word, its probability, and what else was likely."""

    word: str
    probability: float  # with the controls
    others: tuple[tuple[str, float], ...]


def change(controls: Controls, name: str, to: str) -> Controls:
    """The same controls but for one; `to` as written in CHANGES."""
    number = "0" if to == "all" else to
    return dataclasses.replace(controls, **{name: type(getattr(controls, name))(number)})


def value(controls: Controls, name: str) -> str:
    """As it is written in CHANGES."""
    number = getattr(controls, name)
    return "all" if name == "top_k" and not number else f"{number:g}"


def words_to_write(found: Start) -> int:
    """Fewer for a large model, so that the page does not wait."""
    return 45 if found.model.sizes.layers * found.model.sizes.width < 2000 else 12


@lru_cache(maxsize=64)
def _write(text: str, name: str, length: int, controls: Controls, seed: int) -> tuple[Word, ...]:
    found = start(library.run(text, name))
    written = []
    for step in generate(found.model, found.ids, length, seed=seed, controls=controls, memory=found.memory):
        best = step.probabilities.topk(4)
        pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
        others = tuple((found.word(id_), share) for id_, share in pairs if share > 0)
        written.append(Word(found.word(step.id), float(step.probabilities[step.id]), others))
        if step.id == found.end:
            break
    return tuple(written)


@dataclass(frozen=True)
class Pair:
    """Two texts from the same seed."""

    texts: tuple[tuple[Word, ...], tuple[Word, ...]]
    first: int | None  # index of the first word that differs; None where the texts are the same

    @property
    def length(self) -> int:
        """Number of the first word that differs, counted from 1; else of all words."""
        return len(self.texts[0]) if self.first is None else self.first + 1

    @property
    def parting(self) -> tuple[str, str]:
        """The first words that differ; empty where a text has ended or the texts are the same."""
        at = len(self.texts[0]) if self.first is None else self.first
        one, other = ("".join(word.word for word in text[at : at + 1]) for text in self.texts)
        return one, other


def compare(found: Start, controls: tuple[Controls, Controls], seed: int) -> Pair:
    length = words_to_write(found)
    one, other = (_write(found.text, found.name, length, c, seed) for c in controls)
    places = range(max(len(one), len(other)))
    differs = [i for i in places if [w.word for w in one[i : i + 1]] != [w.word for w in other[i : i + 1]]]
    return Pair((one, other), differs[0] if differs else None)


@dataclass(frozen=True, eq=False)
class Search:
    """A beam search beside greedy writing."""

    tree: Tree
    words: tuple[str, ...]  # of each node, as Tree.nodes
    best: tuple[int, ...]  # path of the winner, as indices of nodes
    greedy: tuple[int, ...]  # the part of the greedy path that stands in the tree
    greedy_words: tuple[str, ...]
    greedy_total: float  # log-probability, nats
    greedy_score: float

    @property
    def branches(self) -> list[tuple[str, int | None, int, float, float, float, str]]:
        """Word, parent, depth, log-probability, sum, score and fate of each node."""
        rows = zip(self.words, self.tree.nodes, strict=True)
        return [(word, n.parent, n.depth, n.log_probability, n.total, n.score, n.fate) for word, n in rows]

    @property
    def best_words(self) -> tuple[str, ...]:
        return tuple(self.words[index] for index in self.best)

    @property
    def total(self) -> float:
        return self.tree.nodes[self.best[-1]].total

    @property
    def score(self) -> float:
        return self.tree.nodes[self.best[-1]].score


def one_in(log_probability: float) -> float:
    """How many texts one would have to draw, on average, to get this one once."""
    return math.exp(min(700.0, -log_probability))


def search(found: Start, beams: int, length: int) -> Search:
    return _search(found.text, found.name, beams, length)


@lru_cache(maxsize=64)
def _search(text: str, name: str, beams: int, length: int) -> Search:
    found = start(library.run(text, name))
    tree, alone = (
        beam_search(found.model, found.ids, count, length, end=found.end, memory=found.memory) for count in (beams, 1)
    )
    leaf = alone.found[0]
    at: dict[tuple[int, ...], int] = {tree.ids(index): index for index in range(len(tree.nodes))}
    ids = alone.ids(leaf)
    stretch = [at[ids[:depth]] for depth in range(1, len(ids) + 1) if ids[:depth] in at]
    return Search(
        tree,
        tuple(found.word(node.id) for node in tree.nodes),
        tuple(tree.path(tree.found[0])),
        tuple(stretch),
        tuple(found.word(id_) for id_ in ids),
        alone.nodes[leaf].total,
        alone.nodes[leaf].score,
    )
