"""What excites a neuron: the places in many texts where it answers most."""

import copy
import dataclasses
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from explorer.models import library
from explorer.models.transformer import Transformer
from explorer.text import microworld

SEED = 7
STORIES = 200
WORK = 6e7  # parameters times stories: a large model reads fewer, so that nobody waits


@dataclass(frozen=True, eq=False)
class Answers:
    """All neurons of one layer on the same texts. `places` counts through all tokens of all texts."""

    texts: tuple[tuple[str, ...], ...]
    where: tuple[tuple[int, int], ...]  # text and position of each place
    best: Int[Tensor, "rank hidden"]  # places, the strongest answer first
    values: Float[Tensor, "rank hidden"]
    words: tuple[str, ...]  # those that stand at five places or more
    means: Float[Tensor, "word hidden"]


@dataclass(frozen=True)
class Place:
    before: tuple[str, ...]
    word: str
    after: tuple[str, ...]
    value: float


def places(answers: Answers, neuron: int, most: int = 14, around: int = 9) -> list[Place]:
    """Where a neuron, counted from 1, answers most; the same words before it are shown once."""
    found: dict[tuple[str, ...], Place] = {}
    for at, value in zip(answers.best[:, neuron - 1].tolist(), answers.values[:, neuron - 1].tolist(), strict=True):
        text, i = answers.texts[answers.where[at][0]], answers.where[at][1]
        place = Place(text[max(0, i - around) : i], text[i], text[i + 1 : i + 1 + around], value)
        found.setdefault((*place.before[-4:], place.word), place)
    return list(found.values())[:most]


def favourites(answers: Answers, neuron: int, most: int = 3) -> list[tuple[str, float]]:
    """The words with the largest mean over all their places."""
    best = answers.means[:, neuron - 1].topk(min(most, len(answers.words)))
    return [(answers.words[i], value) for i, value in zip(best.indices.tolist(), best.values.tolist(), strict=True)]


@lru_cache(maxsize=8)
def answers(name: str, layer: int) -> Answers:
    """Every neuron of a layer, counted from 1, on up to 200 stories that the model may never have seen."""
    model = library.load(name)
    stack = lower(model.transformer, layer)
    size = sum(parameter.numel() for parameter in stack.blocks.parameters())
    count = int(max(6, min(STORIES, WORK / size)))
    told = [" ".join(story.tokens[1:-1]) for story in microworld.stories(count, SEED)]
    return read(model, stack, tuple(told))


def lower(transformer: Transformer, layers: int) -> Transformer:
    """The same model, with the same weights, without its upper layers and its output."""
    short = copy.copy(transformer)
    short._modules = dict(transformer._modules)  # else the shared model would lose its layers
    short.blocks = transformer.blocks[:layers]
    short.sizes = dataclasses.replace(transformer.sizes, head="none")
    return short


@torch.inference_mode()
def read(model: library.Model, stack: Transformer, told: tuple[str, ...], most: int = 100) -> Answers:
    """The hidden neurons of the last block of `stack` at all places of these texts."""
    encodings = [model.encode(text) for text in told]
    # Behind a causal mask, filling up the shorter texts changes nothing; a wide model is busy enough with one.
    batch = 50 if stack.sizes.causal and stack.sizes.width <= 128 else 1
    active = []
    for start in range(0, len(encodings), batch):
        ids = [torch.tensor(encoding.ids) for encoding in encodings[start : start + batch]]
        out = stack(pad_sequence(ids, batch_first=True)).blocks[-1].mlp.active
        active += [row[: len(own)] for row, own in zip(out, ids, strict=True)]
    values = torch.cat(active)
    tokens = [token for encoding in encodings for token in encoding.tokens]
    often = tuple(word for word, count in Counter(tokens).items() if count >= 5)
    best = values.topk(min(most, len(values)), dim=0)
    return Answers(
        tuple(encoding.tokens for encoding in encodings),
        tuple((text, i) for text, encoding in enumerate(encodings) for i in range(len(encoding.tokens))),
        best.indices,
        best.values,
        often,
        _means(values, tokens, often),
    )


def _means(
    values: Float[Tensor, "place hidden"], tokens: list[str], words: tuple[str, ...]
) -> Float[Tensor, "word hidden"]:
    index = {word: i for i, word in enumerate(words)}
    kept = [place for place, token in enumerate(tokens) if token in index]
    rows = torch.tensor([index[tokens[place]] for place in kept], dtype=torch.long)
    sums = values.new_zeros(len(words), values.shape[1]).index_add(0, rows, values[kept])
    return sums / rows.bincount(minlength=len(words))[:, None]
