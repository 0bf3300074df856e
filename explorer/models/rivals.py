"""N-grams and the transformer before the same held-out stories: the bits each pays, and the choices each gets right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float

from explorer.models.library import Model
from explorer.perplexity import surprise
from explorer.text import smoothing
from explorer.text.microworld import Story
from explorer.text.microworld_teller import END, START
from explorer.text.ngrams import NGrams
from explorer.text.tokenizers import WordTokenizer

NGRAMS = {"unigram": 1, "bigram": 2, "trigram": 3, "4-gram": 4, "5-gram": 5}
BINS = ((1, 2), (3, 4), (5, 8), (9, 16), (17, 32), (33, 64), (65, 127))  # words from the one that decides to the choice

Bits = Float[np.ndarray, " word"]
Right = Float[np.ndarray, " choice"]


@dataclass(frozen=True, eq=False)
class Read:
    """What one model made of stories, one after the other, in their order."""

    bits: Bits  # of every token but START, which nobody has to predict
    right: Right  # of every forced choice: 1 or 0; where several options tie for the first place, a share


def by_ngrams(model: NGrams, told: Sequence[Story], order: int) -> Read:
    """Interpolated Kneser-Ney that looks at the last `order` - 1 words."""
    stream = [token for story in told for token in story.tokens]
    bits = -np.log2(smoothing.along(model, stream, order))
    windows = [window for story in told for window in _windows(story, order)]
    shares = smoothing.along(model, [token for window in windows for token in window], order)[order - 1 :: order]
    right, at = [], 0
    for story in told:
        for choice in story.choices:
            options = shares[at : at + len(choice.options)]
            right.append(_share(options, choice.options.index(story.tokens[choice.position])))
            at += len(options)
    return Read(bits[np.array([token != START for token in stream])], np.array(right))


def _windows(story: Story, order: int) -> list[list[str]]:
    """For every option of every choice the last `order` - 1 words, and the option."""
    before = [END] * order + list(story.tokens)
    return [
        [*before[choice.position + 1 : choice.position + order], option]
        for choice in story.choices
        for option in choice.options
    ]


def by_transformer(model: Model, told: Sequence[Story]) -> Read:
    """A model of whole words."""
    tokenizer = model.tokenizer
    assert isinstance(tokenizer, WordTokenizer)
    bits, right = [], []
    for story in told:
        ids = torch.tensor([tokenizer.ids[token] for token in story.tokens])
        with torch.inference_mode():
            logits = model.transformer(ids[:-1]).out
        bits.append(surprise(logits, ids[1:]).numpy())
        for choice in story.choices:
            options = logits[choice.position - 1, [tokenizer.ids[option] for option in choice.options]]
            right.append(_share(options.numpy(), choice.options.index(story.tokens[choice.position])))
    return Read(np.concatenate(bits).astype(float), np.array(right))


def _share(values: Float[np.ndarray, " option"], wanted: int) -> float:
    """1 where the wanted option alone comes first, 0 where another does, 1/k where k come first together."""
    best = np.isclose(values, values.max(), rtol=1e-9, atol=0)
    return float(best[wanted] / best.sum())


def by_distance(told: Sequence[Story], found: dict[str, Read]) -> list[dict[str, Any]]:
    """For each lesson and each of BINS: how many choices, the share that guessing gets right, and each model's."""
    choices = [choice for story in told for choice in story.choices]
    lessons = np.array([choice.lesson for choice in choices])
    distances = np.array([choice.position - choice.source for choice in choices])
    chances = np.array([1 / len(choice.options) for choice in choices])
    rows = []
    for lesson in np.unique(lessons):
        for number, (least, most) in enumerate(BINS):
            here = (lessons == lesson) & (distances >= least) & (distances <= most)
            if here.any():
                right = {name: round(float(read.right[here].mean()), 4) for name, read in found.items()}
                chance = round(float(chances[here].mean()), 4)
                rows.append(
                    {"lesson": str(lesson), "bin": number, "n": int(here.sum()), "chance": chance, "right": right}
                )
    return rows
