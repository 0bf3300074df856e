"""What the chapter on alignment asks of the five translators."""

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import translation
from explorer.models.beam import beam_search
from explorer.models.seq2seq import Seq2SeqTrace
from explorer.models.translation import CONTEXT, END, NAMES, START, Translation
from explorer.models.translator import TranslatorTrace
from explorer.text import english_french
from explorer.text.english_french import Pair
from explorer.text.english_french_words import vocabulary

EXAMPLES_FROM = 500_000_000  # numbers of sentences that no training has used
SHOWN = 6  # likeliest next words
SEEDS = 100  # sentences of each length to be looked at


@dataclass(frozen=True, eq=False)
class Look:
    """Who looks where while a sentence is written: one row for each French word, one column for each English one.

    `v` belongs to additive attention alone. A transformer's are those of one head.
    """

    queries: Float[Tensor, "time d"]
    keys: Float[Tensor, "source d"]
    v: Float[Tensor, " d"] | None
    scores: Float[Tensor, "time source"]
    weights: Float[Tensor, "time source"]


@dataclass(frozen=True)
class Ripple:
    """How many encoder states notice that the last English word is another one."""

    word: str
    left: int  # of those read from the left
    right: int
    of: int


@dataclass(frozen=True)
class Answer:
    """What models wrote for a sentence with known translations; `right` says it of every word."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    right: tuple[bool, ...]
    correct: bool


def look(run: Translation, layer: int = 0, head: int = 0) -> Look | None:
    """Of the recurrent models, or of one head of the transformer, counted from 1; None with one fixed vector."""
    if isinstance(run.trace, Seq2SeqTrace):
        cross = run.trace.decoder.blocks[layer - 1].cross
        assert cross
        return Look(cross.q[head - 1], cross.k[head - 1], None, cross.scores[head - 1], cross.weights[head - 1])
    found = run.trace.decoder.look
    if found is None:
        return None
    v = run.model.network.state_dict().get("decoder.scorer.v")
    return Look(found.queries, found.keys, v, found.scores, found.weights)


def likeliest(run: Translation) -> list[list[tuple[str, float]]]:
    """The words that may come next, at every step."""
    return [run.next_words(step, SHOWN) for step in range(len(run.french))]


def turns(weights: Float[Tensor, "time source"], french: Sequence[str]) -> list[int]:
    """The French words, counted from 0, that look at an English word before the one that the last word looked at."""
    eyes = [int(row.argmax()) for row, word in zip(weights, french, strict=True) if word not in translation.MARKS]
    return [place for place, (before, now) in enumerate(pairwise(eyes), 1) if now < before]


def opening(run: Translation) -> int:
    """The French word to begin with, counted from 1: the last one where the order changes, or the first."""
    found = look(run)
    back = [] if found is None else turns(found.weights, run.french)
    return back[-1] + 1 if back else 1


@lru_cache(maxsize=64)
def ripple(english: tuple[str, ...], name: str) -> Ripple:
    """Replace the last word, and see which states change."""
    other = next(word for word in ("tree", "car") if word != english[-1])
    traces = [translation.translate(words, name).trace for words in (english, (*english[:-1], other))]
    before, after = (trace.encoder for trace in traces if isinstance(trace, TranslatorTrace))
    left, right = (
        int(((a - b).abs().amax(-1) > 1e-6).sum()) for a, b in ((before.left, after.left), (before.right, after.right))
    )
    return Ripple(other, left, right, len(english))


@lru_cache(maxsize=64)
def example(length: int, seed: int) -> Pair:
    """A sentence of so many English words that has more than one number to be drawn by."""
    return next(
        pair
        for number in count(EXAMPLES_FROM + 100_000 * seed)
        if len((pair := english_french.tell(number)).english) == length
    )


@lru_cache(maxsize=64)
def answers(length: int, seed: int) -> tuple[Answer, ...]:
    """What all models make of the example; those that write the same stand together."""
    pair = example(length, seed)
    correct = pair.translations()
    texts: dict[tuple[str, ...], list[str]] = {}
    for name in NAMES:
        texts.setdefault(translation.translate(pair.english, name).words, []).append(name)
    return tuple(
        Answer(tuple(names), words, marked(words, sorted(correct)), words in correct) for words, names in texts.items()
    )


def marked(words: Sequence[str], correct: Sequence[Sequence[str]]) -> tuple[bool, ...]:
    """Which words stand where they belong, by the correct translation that is nearest."""
    matchers = [difflib.SequenceMatcher(None, list(words), list(one), autojunk=False) for one in correct]
    best = max(matchers, key=lambda matcher: matcher.ratio())
    right = [False] * len(words)
    for block in best.get_matching_blocks():
        right[block.a : block.a + block.size] = [True] * block.size
    return tuple(right)


def curve(name: str) -> list[tuple[int, float]]:
    """Number of English words, and the share of held-out sentences translated word for word, from the model's card."""
    return [(int(row["words"]), float(row["right"])) for row in translation.load(name).card.lengths]


@dataclass(frozen=True)
class Beam:
    """At every step the texts so far: words without the end, log-probability, score, fate; the likeliest first."""

    steps: tuple[tuple[tuple[tuple[str, ...], float, float, str], ...], ...]
    found: tuple[tuple[tuple[str, ...], float, float], ...]  # the best texts: words, log-probability, score

    @property
    def best(self) -> tuple[str, ...]:
        return self.found[0][0]

    @property
    def second(self) -> tuple[tuple[str, ...], float] | None:
        """The second best text, and how many times less likely it is than the best."""
        if len(self.found) < 2:
            return None
        (_, total, _), (words, other, _) = self.found[:2]
        return words, math.exp(total - other)


@lru_cache(maxsize=64)
def search(english: tuple[str, ...], name: str, beams: int) -> Beam:
    """Beam search; with one beam this is greedy writing."""
    model = translation.load(name)
    with torch.inference_mode():
        memory = translation.read(model.network, torch.tensor(model.ids(english)))
    tree = beam_search(model.network.decoder, [START], beams, CONTEXT - 1, end=END, memory=memory)

    def text(node: int) -> tuple[str, ...]:
        return tuple(model.vocabulary[id_] for id_ in tree.ids(node) if id_ != END)

    depth = max(node.depth for node in tree.nodes)
    steps = tuple(
        tuple((text(i), node.total, node.score, node.fate) for i, node in enumerate(tree.nodes) if node.depth == at)
        for at in range(1, depth + 1)
    )
    return Beam(steps, tuple((text(i), tree.nodes[i].total, tree.nodes[i].score) for i in tree.found))


def unknown(words: Sequence[str]) -> list[str]:
    """Words that are not English of the small world, each once."""
    known = set(vocabulary()[0])
    return [word for word in dict.fromkeys(words) if word not in known]


def near(word: str, most: int = 2) -> list[str]:
    """English words of the small world that are spelt like it."""
    return difflib.get_close_matches(word[:40], vocabulary()[0], most, cutoff=0.7)
