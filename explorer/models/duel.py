"""An n-gram and a transformer that learned from the same text, in the same tokens: what each writes, word by word."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import torch
from jaxtyping import Float, Int

from explorer.classroom import classroom
from explorer.models import apprentice, library
from explorer.models.transformer import Transformer
from explorer.models.writer import Writer
from explorer.recipes import microworld, storybook
from explorer.text import corpora, ngrams, smoothing
from explorer.text.microworld_teller import END
from explorer.text.ngrams import LONGEST, NGrams
from explorer.text.pieces import Pieces
from explorer.text.tokenizers import UNKNOWN, WordTokenizer

STORIES = 1_000  # the first of the 60,000 documents that the story model learned from: to tell all takes too long
SHAKESPEARE_FROM = 8_837_489  # storybook's corpus begins with that many characters of children's classics
EVERY, STRETCH = storybook.EVERY, storybook.STRETCH
ALL = microworld.STORIES
LENGTH, ROWS = 48, 6  # tokens to write; of each distribution the likeliest to show

Shares = Float[np.ndarray, " vocabulary"]


def divide(text: str, start: int = 0) -> tuple[str, str]:
    """What is learned from, and what is held out: every tenth stretch, shorter ones where the text is short.

    `start` is where the text begins in a corpus that was divided as a whole.
    """
    stretch = STRETCH if start else min(STRETCH, len(text) // (2 * EVERY))
    bounds = [0, *range(stretch - start % stretch, len(text), stretch), len(text)]
    parts: tuple[list[str], list[str]] = ([], [])
    for begin, end in pairwise(bounds):
        parts[(start + begin) // stretch % EVERY == EVERY - 1].append(text[begin:end])
    return "".join(parts[0]), "".join(parts[1])


def parts(text: str) -> tuple[str, str]:
    """Learned and held out: Shakespeare as storybook had it, any other text as it comes."""
    shakespeare = len(text) == corpora.BOOKS["shakespeare"].size and text.startswith("First Citizen:")
    return divide(text, SHAKESPEARE_FROM if shakespeare else 0)


@dataclass(frozen=True, eq=False)
class Match:
    """Two writers, and what neither has read."""

    model: Transformer
    tokenizer: WordTokenizer | Pieces
    names: tuple[str, ...]  # of the tokens, as the n-gram counts them
    counted: NGrams
    fitted: float  # seconds that the counting took
    trained: float  # seconds that the transformer learned
    learned: str  # the text that was counted
    held_out: tuple[int, ...]

    @cached_property
    def order(self) -> Int[np.ndarray, " token"]:
        """Where each token of the tokenizer stands in the n-gram's vocabulary."""
        return np.array([self.counted.ids[name] for name in self.names])

    def by_ngram(self, ids: Sequence[int], order: int) -> Shares:
        """Interpolated Kneser-Ney over the last order - 1 tokens."""
        context = [self.names[id_] for id_ in ids[len(ids) - order + 1 :]] if order > 1 else []
        shares = smoothing.distribution(self.counted, context, order)[self.order]
        return shares / shares.sum()

    def begin(self, prompt: str, length: int = LENGTH) -> list[int]:
        """The tokens of a prompt; of a long one the last, so that `length` more fit into the context."""
        if isinstance(self.tokenizer, WordTokenizer):
            ids = list(library.load().encode(prompt).ids)
        else:
            ids = [self.tokenizer.start, *self.tokenizer.ids(prompt)]
        most = self.model.sizes.context - length
        return ids if len(ids) <= most else [ids[0], *ids[1 - most :]]

    def show(self, id_: int) -> str:
        """A token as it stands in a text; nothing where it ends the text."""
        if isinstance(self.tokenizer, WordTokenizer):
            return "" if id_ == self.end else f" {self.tokenizer.vocabulary[id_]}"
        return self.tokenizer.decode([id_])

    def label(self, id_: int) -> str:
        """A token as it stands beside a figure: blanks and line breaks can be seen."""
        return self.tokenizer.vocabulary[id_]

    @property
    def end(self) -> int | None:
        """The token that ends a text."""
        return self.tokenizer.ids[END] if isinstance(self.tokenizer, WordTokenizer) else None


@lru_cache(maxsize=8)
def count_words(text: str) -> tuple[int, float]:
    """How many words a text has, and the seconds that it takes to count all their n-grams."""
    begun = time.perf_counter()
    return len(ngrams.count(ngrams.words(text), LONGEST).text), time.perf_counter() - begun


def match(name: str) -> Match:
    """stories, shakespeare, or apprentice-NUMBER-STEP: a checkpoint of a training in the classroom.

    Raises VisitorError where a model or a text is not here.
    """
    if name.startswith("apprentice-"):
        number, step = map(int, name.split("-")[1:])
        return _apprentice(number, step)
    return _stories() if name == "stories" else _book(name)


@lru_cache(maxsize=4)
def _apprentice(number: int, step: int) -> Match:
    training = classroom().find(number)
    job = training.job
    ids = tuple(job.learned.tolist()), tuple(job.held_out.tolist())
    return _pieces(training.model(step), apprentice.pieces(job.merges), *ids, training.spent)


@lru_cache(maxsize=1)
def _book(name: str) -> Match:
    model = library.load("storybook")
    assert isinstance(model.tokenizer, Pieces)
    learned, held_out = (tuple(model.tokenizer.ids(part)) for part in parts(corpora.read(name)))
    return _pieces(model.transformer, model.tokenizer, learned, held_out, model.card.seconds)


@lru_cache(maxsize=1)
def _stories() -> Match:
    model = library.load()
    vocabulary = model.card.vocabulary
    told = microworld.documents(STORIES, microworld.STORY_SEED, vocabulary[len(microworld.MARKERS) :])
    tokens = [token for document in told for token in document.tokens]
    assert isinstance(model.tokenizer, WordTokenizer)
    begun = time.perf_counter()
    counted = ngrams.count(tokens, LONGEST, [token for token in vocabulary if token != UNKNOWN])
    fitted = time.perf_counter() - begun
    text = "\n".join(" ".join(document.tokens[1:-1]) for document in told)
    return Match(model.transformer, model.tokenizer, tuple(vocabulary), counted, fitted, model.card.seconds, text, ())


def _pieces(
    model: Transformer, tokenizer: Pieces, learned: tuple[int, ...], held_out: tuple[int, ...], trained: float
) -> Match:
    names = tuple(map(str, range(len(tokenizer))))
    begun = time.perf_counter()
    counted = ngrams.count([names[id_] for id_ in learned], LONGEST, names)
    fitted = time.perf_counter() - begun
    return Match(model, tokenizer, names, counted, fitted, trained, tokenizer.decode(learned), held_out)


@dataclass(frozen=True)
class Word:
    """A token that was written, and what both writers held likely in its place, after the temperature."""

    shown: str
    shares: tuple[float, float]  # of this token: by the n-gram, by the transformer
    likely: tuple[tuple[str, float, float], ...]  # token, by the n-gram, by the transformer

    @property
    def label(self) -> str:
        """The token without the blank before it; a line break and a lone blank as signs, nothing for the end."""
        return self.shown.replace("\n", "↵").strip(" ") or (self.shown and "␣")


@dataclass(frozen=True)
class Duel:
    """The n-gram's text and the transformer's, from the same prompt with the same dice."""

    prompt: tuple[str, ...]
    texts: tuple[tuple[Word, ...], tuple[Word, ...]]

    @property
    def first(self) -> int | None:
        """Index of the first token that differs; None where the texts are the same."""
        left, right = ([word.shown for word in text] for text in self.texts)
        places = range(max(len(left), len(right)))
        return next((at for at in places if left[at : at + 1] != right[at : at + 1]), None)

    @property
    def parting(self) -> tuple[Word | None, Word | None]:
        """The first words that differ; None for a text that has ended, or where the texts are the same."""
        at = len(self.texts[0]) if self.first is None else self.first
        left, right = (text[at] if at < len(text) else None for text in self.texts)
        return left, right


@lru_cache(maxsize=64)
def fight(name: str, prompt: str, order: int, temperature: float, seed: int) -> Duel:
    """Both go on from the prompt, each with its own words; at every step each token has the same luck for both.

    The token with the largest log p / temperature + luck is written; with luck from Gumbel's distribution that is a
    draw from the tempered distribution (Maddison, Tarlow and Minka 2014), and writers who agree draw the same.
    """
    found = match(name)
    begin = found.begin(prompt)
    texts = tuple(tuple(_write(found, begin, side, order, temperature, seed)) for side in (0, 1))
    return Duel(tuple(found.show(id_) for id_ in begin[1:]), (texts[0], texts[1]))


def _write(found: Match, begin: list[int], side: int, order: int, temperature: float, seed: int) -> Iterator[Word]:
    writer, ids = Writer(found.model), list(begin)
    for turn in range(LENGTH):
        with torch.inference_mode():
            logits = writer.step(ids[-1]) if turn else writer.read(torch.tensor(ids))
        by_ngram = found.by_ngram(ids, order)
        both = temper(np.log(by_ngram), temperature), temper(logits.double().numpy(), temperature)
        luck = np.random.default_rng((seed, turn)).gumbel(size=len(by_ngram))
        with np.errstate(divide="ignore"):
            drawn = int((np.log(both[side]) + luck).argmax())
        best = np.argsort(-np.maximum(*both), kind="stable")[:ROWS]
        likely = tuple((found.show(int(id_)), float(both[0][id_]), float(both[1][id_])) for id_ in best)
        yield Word(found.show(drawn), (float(both[0][drawn]), float(both[1][drawn])), likely)
        if drawn == found.end:
            return
        ids.append(drawn)


def temper(logits: Shares, temperature: float) -> Shares:
    """Softmax of logits / temperature; all on the largest at temperature 0."""
    if temperature == 0:
        return (np.arange(len(logits)) == logits.argmax()).astype(float)
    sizes = np.exp((logits - logits.max()) / temperature)
    return sizes / sizes.sum()
