"""Held-out sentences translated: how many word for word, and how much attention lies on the right words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
from torch.nn import functional as F

from explorer.models.seq2seq import Seq2Seq
from explorer.models.translation import END, PAD, START, write
from explorer.models.translator import Translator
from explorer.text.english_french import Pair


@dataclass(frozen=True)
class Report:
    right: dict[int, tuple[int, int]]  # number of English words: right answers and questions
    loss: float  # nats per French word, END counted
    # share of attention on the English words that a French word comes from; of a transformer, of its best head
    aligned: float | None
    heads: tuple[tuple[float, ...], ...] = ()  # the same for each layer and head of a transformer

    @property
    def exact(self) -> float:
        return sum(right for right, _ in self.right.values()) / max(1, sum(asked for _, asked in self.right.values()))


def by_length(pairs: Sequence[Pair]) -> Iterator[tuple[int, list[Pair]]]:
    """Sentences of one length together, because then no padding comes between the words and their reader."""
    for length, group in groupby(sorted(pairs, key=lambda pair: len(pair.english)), lambda pair: len(pair.english)):
        yield length, list(group)


def rows(pairs: Sequence[Pair], ids: dict[str, int]) -> torch.Tensor:
    """Sentences of one length as a batch: English, START, French, END, and PAD up to the longest."""
    texts = [
        [*(ids[word] for word in pair.english), START, *(ids[word] for word in pair.french), END] for pair in pairs
    ]
    longest = max(map(len, texts))
    return torch.tensor([text + [PAD] * (longest - len(text)) for text in texts])


def loss(network: torch.nn.Module, batch: torch.Tensor) -> tuple[torch.Tensor, int]:
    """Mean loss of the French words of a batch of `rows`, and how many there are."""
    at = int((batch[0] == START).nonzero()[0])
    targets = batch[:, at + 1 :]
    logits = network(batch[:, :at], batch[:, at:-1]).decoder.out
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD), int((targets != PAD).sum())


@torch.inference_mode()
def measure(network: Translator | Seq2Seq, pairs: Sequence[Pair], vocabulary: Sequence[str]) -> Report:
    """An answer is right where it is one of the sentence's correct translations, word for word."""
    ids = {word: index for index, word in enumerate(vocabulary)}
    right: dict[int, tuple[int, int]] = {}
    total, words = 0.0, 0
    masses: list[torch.Tensor] = []  # of each French word: one number, or one for each layer and head
    for length, group in by_length(pairs):
        batch = rows(group, ids)
        written = write(network, batch[:, :length])
        answers = [tuple(vocabulary[id_] for id_ in text if id_ != END) for text in written]
        right[length] = sum(a in pair.translations() for a, pair in zip(answers, group, strict=True)), len(group)
        mean, count = loss(network, batch)
        total, words = total + float(mean) * count, words + count
        looks = _looks(network, batch, length)
        if looks is not None:
            for row, pair in zip(looks, group, strict=True):
                masses += [row[..., t, list(at)].sum(-1) for t, at in enumerate(pair.sources)]
    if not masses:
        return Report(right, total / words, None)
    mean_masses = torch.stack(masses).mean(0)
    if mean_masses.dim() == 0:
        return Report(right, total / words, float(mean_masses))
    heads = tuple(tuple(layer) for layer in mean_masses.tolist())
    return Report(right, total / words, max(map(max, heads)), heads)


def _looks(network: Translator | Seq2Seq, batch: torch.Tensor, length: int) -> torch.Tensor | None:
    """Who looks where: batch x French x English, of a transformer batch x layer x head x French x English."""
    trace = network(batch[:, :length], batch[:, length:-1])
    if isinstance(network, Translator):
        look = trace.decoder.look
        return None if look is None else look.weights
    return torch.stack([block.cross.weights for block in trace.decoder.blocks], 1)
