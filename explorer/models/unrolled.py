"""The four siblings word by word: their states, their gates, the four shapes they can be used in, what they recall."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from explorer.models import siblings
from explorer.models.lessons import pad
from explorer.models.recurrent import GRUTrace, LSTMTrace, RNNTrace
from explorer.models.siblings import NAMES, Reading
from explorer.models.transformer import Transformer
from explorer.text import recall
from explorer.text.microworld import Story
from explorer.text.microworld_words import COLOURS

WRITTEN = 6  # words of each long shape


@dataclass(frozen=True, eq=False)
class Row:
    """One vector of a cell at every word. `share`: a gate, between 0 and 1."""

    key: str
    values: Float[Tensor, "time d"]
    share: bool = False


@dataclass(frozen=True, eq=False)
class Inside:
    """All vectors of a cell in the order of its equation."""

    rows: list[Row]
    held: str  # the row that is carried on
    gate: str  # the row that says how much of it is kept; empty where there is none

    def row(self, key: str) -> Float[Tensor, "time d"]:
        return next(row.values for row in self.rows if row.key == key)

    def kept(self, word: int) -> float:
        """How far the gate that keeps the past is open at a word, on average over all numbers."""
        return float(self.row(self.gate)[word].mean())

    @property
    def latch(self) -> int:
        """The number, from 0, that is worth a look: it changes much in the first half, and little after that."""
        changes = self.row(self.held).diff(dim=0).abs()
        if len(changes) < 3:
            return 0
        after = changes.flip(0).cumsum(0).flip(0)[1:]  # all later changes together
        early = len(changes) // 2 + 1
        return int((changes[:early] - after[:early]).amax(0).argmax())


def inside(reading: Reading) -> Inside:
    """Raises TypeError for a transformer: it carries no state."""
    cell = reading.trace.cell if hasattr(reading.trace, "cell") else None
    if isinstance(cell, RNNTrace):
        rows = [Row("word", cell.from_word), Row("carried", cell.from_state), Row("state", cell.out)]
        return Inside(rows, "state", "")
    if isinstance(cell, GRUTrace):
        rows = [Row("before", _before(cell.out)), Row("reset", cell.reset, True), Row("candidate", cell.candidate)]
        return Inside([*rows, Row("update", cell.update, True), Row("state", cell.out)], "state", "update")
    if isinstance(cell, LSTMTrace):
        rows = [Row("before", _before(cell.memory)), Row("forget", cell.forget, True), Row("input", cell.input, True)]
        rows += [Row("candidate", cell.candidate), Row("memory", cell.memory), Row("output", cell.output, True)]
        return Inside([*rows, Row("state", cell.out)], "memory", "forget")
    raise TypeError(f"{reading.name} has no recurrent cell")


def most_and_least_kept(inside: Inside) -> tuple[int, int]:
    """The words, after the start mark where there are any, at which the gate is open widest and least."""
    kept = inside.row(inside.gate).mean(-1)
    start = int(len(kept) > 1)
    return start + int(kept[start:].argmax()), start + int(kept[start:].argmin())


def states(reading: Reading) -> Float[Tensor, "time d"]:
    """What is handed on after each word and shown to the output layer."""
    return reading.trace.cell.out


def parts(reading: Reading) -> tuple[Float[Tensor, "time d"], Float[Tensor, "time d"]] | None:
    """What the word and the state before put into each number, where they are simply added: in the RNN."""
    cell = reading.trace.cell
    return (cell.from_word, cell.from_state) if isinstance(cell, RNNTrace) else None


def _before(values: Float[Tensor, "time d"]) -> Float[Tensor, "time d"]:
    """The same one word earlier; zeros before the first."""
    return F.pad(values, (0, 0, 1, 0))[:-1]


def holds(name: str, words: int) -> int:
    """How many numbers a model carries on after so many words: a state of fixed size, or all keys and values."""
    network = siblings.load(name).network
    if isinstance(network, Transformer):
        return 2 * network.sizes.layers * network.sizes.width * words
    return network.sizes.width * (2 if name == "lstm" else 1)


def layers() -> int:
    """Layers of the transformer: so many results must wait for each other, however long the text is."""
    network = siblings.load("transformer").network
    assert isinstance(network, Transformer)
    return network.sizes.layers


@dataclass(frozen=True)
class Step:
    """One column of a shape: a word that goes in, a word that comes out, or only one of them."""

    before: str  # all that was read so far
    input: str | None
    output: str | None
    probability: float = 0.0
    fed: bool = False  # the input is the output of the step before


@lru_cache(maxsize=32)
def shapes(text: str, name: str) -> dict[str, list[Step]]:
    """The sentence in four shapes; of a long one the last words are shown."""
    words = siblings.read(text, name).tokens[1:]
    first, shown = words[0], words[-WRITTEN:]
    guesses = [row[0] for row in siblings.read(text, name).next_words(1)][-len(shown) :]
    before = [" ".join(words[: len(words) - len(shown) + i + 1]) for i in range(len(shown))]
    written = _write(first, name, WRITTEN)
    fed = [first, *(word for word, _ in written)]
    many = [Step(" ".join(fed[: i + 1]), fed[i], *guess, fed=i > 0) for i, guess in enumerate(written)]
    last = len(shown) - 1
    return {
        "one_to_one": [many[0]],
        "one_to_many": many,
        "many_to_one": [Step(before[i], word, *(guesses[i] if i == last else (None,))) for i, word in enumerate(shown)],
        "many_to_many": [Step(before[i], word, *guesses[i]) for i, word in enumerate(shown)],
    }


def foreseen(steps: Sequence[Step]) -> int:
    """At how many of the steps the likeliest next word is the one that came next."""
    return sum(step.output == after.input for step, after in pairwise(steps))


def _write(word: str, name: str, count: int) -> list[tuple[str, float]]:
    """The likeliest words after one word, each fed back."""
    written: list[tuple[str, float]] = []
    for _ in range(count):
        text = " ".join([word, *(w for w, _ in written)])
        written.append(siblings.read(text, name).next_words(1)[-1][0])
        if written[-1][0].startswith("<"):
            break
    return written


@dataclass(frozen=True)
class Scores:
    """Shares of right answers, from the models' cards."""

    bins: list[tuple[int, int]]  # of distances, both ends included
    right: dict[str, list[float]]
    questions: int  # for each point
    learned: int  # so many of the ranges were asked in training
    chance: float


def scores() -> Scores:
    rows = {name: siblings.load(name).card.recall for name in NAMES}
    first = rows[NAMES[0]]
    return Scores(
        [(row["from"], row["to"]) for row in first],
        {name: [row["right"] for row in found] for name, found in rows.items()},
        int(first[0]["questions"]),
        sum(row["to"] <= recall.LEARNED for row in first),
        1 / len(COLOURS),
    )


@dataclass(frozen=True)
class Example:
    """A text that asks for a fact, and for each model its answer, the share it gives it, in the order of NAMES."""

    tokens: tuple[str, ...]
    fact: tuple[int, int]  # from the first token of its sentence to before its full stop
    distance: int
    answer: str
    answers: tuple[tuple[str, float], ...]


@lru_cache(maxsize=32)
def examples(seed: int) -> tuple[Example, ...]:
    """One held-out text for each range of distances on the cards, read by all four."""
    rng = random.Random(seed)
    texts = []
    for first, last in scores().bins:
        far = [distance for distance in recall.distances() if first <= distance <= last]
        texts.append(recall.text(rng, rng.choice(far)))
    said = [answers(name, texts) for name in NAMES]
    return tuple(_example(told, tuple(model[i] for model in said)) for i, told in enumerate(texts))


def _example(told: Story, found: tuple[tuple[str, float], ...]) -> Example:
    choice = told.choices[0]
    tokens = told.tokens[1 : choice.position]
    between = choice.position - 9 - choice.source - 1  # the question has nine words
    return Example(tokens, (choice.source - 4, choice.source), between, told.tokens[choice.position], found)


def answers(name: str, texts: Sequence[Story]) -> list[tuple[str, float]]:
    """What a sibling answers to the first question of each text: its likeliest colour, and the share it gives it."""
    model = siblings.load(name)
    ids = pad([[model.tokenizer.ids[token] for token in told.tokens] for told in texts])
    with torch.inference_mode():
        shares = model.network(ids[:, :-1]).out.softmax(-1)
    colours = [model.tokenizer.ids[colour] for colour in COLOURS]
    found = []
    for row, told in zip(shares, texts, strict=True):
        values = row[told.choices[0].position - 1, colours]
        found.append((COLOURS[int(values.argmax())], float(values.max())))
    return found
