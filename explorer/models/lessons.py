"""What a model has learned, by name: its accuracy where exactly one word is right."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from explorer.models.transformer import Trace, Transformer
from explorer.text.microworld import Story
from explorer.text.microworld_teller import Choice
from explorer.text.tokenizers import WordTokenizer

FAR = 60  # tokens between a fact and the question for "far"


@dataclass(frozen=True)
class Report:
    loss: float  # nats per token
    lessons: dict[str, float]  # share of right answers
    counts: dict[str, int]  # how many questions each share was measured on


def names(choice: Choice) -> Iterator[str]:
    """A choice counts under its lesson, and again where it is one of the hard cases."""
    yield choice.lesson
    if choice.attractor:
        yield f"{choice.lesson}_attractor"
    distance = choice.position - choice.source
    if choice.lesson == "coreference" and distance >= 10:
        yield "coreference_far"
    if choice.lesson == "recall_colour" and distance >= FAR:
        yield "recall_colour_far"


def pad(stories: Sequence[Sequence[int]]) -> torch.Tensor:
    """Ids of equal length, padded at the end with 0."""
    width = max(map(len, stories))
    return torch.tensor([[*ids, *[0] * (width - len(ids))] for ids in stories])


def _traces(
    model: Transformer, tokenizer: WordTokenizer, told: Sequence[Story], together: int
) -> Iterator[tuple[list[Story], torch.Tensor, Trace]]:
    by_length = sorted(told, key=lambda story: len(story.tokens))
    model.eval()
    for at in range(0, len(by_length), together):
        group = by_length[at : at + together]
        ids = pad([[tokenizer.ids[token] for token in story.tokens] for story in group])
        with torch.inference_mode():
            yield group, ids, model(ids[:, :-1])


def measure(model: Transformer, tokenizer: WordTokenizer, told: Sequence[Story]) -> Report:
    """Loss over all tokens, and for each lesson how often the right option has the highest probability."""
    total = tokens = 0.0
    right: dict[str, list[bool]] = defaultdict(list)
    for group, ids, trace in _traces(model, tokenizer, told, together=64):
        logits = trace.out
        mask = ids[:, 1:] != 0
        total += float(F.cross_entropy(logits[mask], ids[:, 1:][mask], reduction="sum"))
        tokens += int(mask.sum())
        for row, story in zip(logits, group, strict=True):
            for choice in story.choices:
                options = [tokenizer.ids[option] for option in choice.options]
                best = choice.options[int(row[choice.position - 1, options].argmax())]
                for name in names(choice):
                    right[name].append(best == story.tokens[choice.position])
    lessons = {name: round(sum(answers) / len(answers), 4) for name, answers in sorted(right.items())}
    return Report(total / tokens, lessons, {name: len(answers) for name, answers in sorted(right.items())})


def heads(model: Transformer, tokenizer: WordTokenizer, told: Sequence[Story]) -> dict[str, dict[str, Any]]:
    """For each lesson the head (counted from 1) that looks most at the deciding word, and its `mass` there.

    That is the mean attention from the word before the choice to the word that decides; `chance` is what a head
    that looks at all words alike would put there.
    """
    sums: dict[str, list[np.ndarray]] = defaultdict(list)
    chance: dict[str, list[float]] = defaultdict(list)
    for group, _, trace in _traces(model, tokenizer, told, together=32):
        weights = torch.stack([block.attention.weights for block in trace.blocks], dim=1).numpy()
        for story, maps in zip(group, weights, strict=True):
            for choice in story.choices:
                for name in names(choice):
                    sums[name].append(maps[:, :, choice.position - 1, choice.source])
                    chance[name].append(1 / choice.position)
    result = {}
    for name, masses in sorted(sums.items()):
        mean = np.mean(masses, axis=0)
        layer, head = np.unravel_index(mean.argmax(), mean.shape)
        result[name] = {
            "layer": int(layer) + 1,
            "head": int(head) + 1,
            "mass": round(float(mean.max()), 3),
            "chance": round(float(np.mean(chance[name])), 3),
        }
    return result


def bits(nats: float) -> float:
    return nats / math.log(2)


def nats(bits: float) -> float:
    return bits * math.log(2)
