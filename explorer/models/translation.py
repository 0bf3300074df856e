"""Five models that translate the small world, trained alike: one vector, three kinds of attention, a transformer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from explorer import ASSETS
from explorer.models import library, transformer, translator
from explorer.models.library import ModelError
from explorer.models.seq2seq import Seq2Seq, Seq2SeqTrace
from explorer.models.translator import Translator, TranslatorTrace
from explorer.saving import whole

NAMES = ("fixed", "dot", "additive", "scaled", "transformer")
MARKS = ("<pad>", "<s>", "</s>")
PAD, START, END = range(3)
CONTEXT = 40  # French words at most
SHARED = "decoder.embedding.weight"  # the encoder's, stored once


@dataclass(frozen=True)
class Card(library.Card):
    """`lengths` holds for each number of English words how many questions there were and the share of right answers."""

    lengths: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Model:
    name: str
    network: Translator | Seq2Seq
    vocabulary: tuple[str, ...]
    card: Card

    def ids(self, words: Sequence[str]) -> list[int]:
        return [self.vocabulary.index(word) for word in words]


@dataclass(frozen=True, eq=False)
class Translation:
    """One sentence and all that a model computed to translate it, greedily.

    `french` ends with MARKS[END], unless the model found no end. Row t of the decoder's trace belongs to French word t:
    it has read all words before it, and out[t] says what it may be.
    """

    model: Model
    english: tuple[str, ...]
    french: tuple[str, ...]
    trace: TranslatorTrace | Seq2SeqTrace

    @property
    def words(self) -> tuple[str, ...]:
        """The French words alone."""
        return tuple(word for word in self.french if word not in MARKS)

    @property
    def shown(self) -> tuple[str, ...]:
        """The French words, with a sign for the end."""
        return tuple(sign(word) for word in self.french)

    def next_words(self, step: int, count: int) -> list[tuple[str, float]]:
        """The likeliest words at a step, counted from 0, with their probabilities."""
        best = self.trace.decoder.out[step].softmax(-1).topk(count)
        return [(sign(self.model.vocabulary[int(i)]), float(p)) for p, i in zip(*best, strict=True)]


def sign(word: str) -> str:
    """A word as it is shown: the end is a square."""
    return "■" if word == MARKS[END] else word


def build(name: str, sizes: dict[str, Any]) -> Translator | Seq2Seq:
    """The network without weights. Raises KeyError, TypeError or ValueError where the sizes are not of this kind."""
    if name == "transformer":
        return Seq2Seq(transformer.Sizes(**sizes["encoder"]), transformer.Sizes(**sizes["decoder"]))
    return Translator(translator.Sizes(**sizes))


def file(name: str, folder: Path = ASSETS / "weights") -> Path:
    return folder / f"translator-{name}.safetensors"


def save(network: Translator | Seq2Seq, path: Path) -> None:
    """With 16 bits a number."""
    state = network.state_dict()
    with whole(path) as (weights,):
        save_file({key: value.half().contiguous() for key, value in state.items() if key != SHARED}, weights)


@lru_cache(maxsize=8)
def load(name: str) -> Model:
    """One of NAMES. Raises ModelError where its files are missing, broken, or do not belong together."""
    try:
        card = Card(**json.loads(file(name).with_suffix(".json").read_text("utf-8")))
        network = build(name, card.sizes)
        state = {key: value.float() for key, value in load_file(file(name)).items()}
        network.load_state_dict(state | {SHARED: state["encoder.embedding.weight"]})
    except FileNotFoundError as error:
        missing = file(name).name
        raise ModelError("The model {name} is not installed: {file} is missing.", name=name, file=missing) from error
    except (SafetensorError, RuntimeError, KeyError, ValueError, TypeError) as error:
        raise ModelError("The files of the model {name} are damaged; install Explorer again.", name=name) from error
    return Model(name, network.eval().requires_grad_(False), tuple(card.vocabulary), card)


@lru_cache(maxsize=256)
def translate(english: tuple[str, ...], name: str) -> Translation:
    """Greedily; raises ValueError where a word is not of the small world, or there is none."""
    model = load(name)
    with torch.inference_mode():
        source = torch.tensor(model.ids(english))
        ids = write(model.network, source[None])[0]
        trace = model.network(source, torch.tensor([START, *ids][: max(1, len(ids))]))
    return Translation(model, english, tuple(model.vocabulary[i] for i in ids), trace)


def write(network: Translator | Seq2Seq, source: Tensor, most: int = CONTEXT - 1) -> list[list[int]]:
    """The likeliest word again and again, for a batch of sentences of one length; each text up to its END."""
    memory = read(network, source)
    new, past = torch.full((len(source), 1), START, device=source.device), None
    texts: list[list[int]] = [[] for _ in source]
    for _ in range(most):
        past = network.decoder(new, past, memory=memory)
        new = past.out[:, -1].argmax(-1, keepdim=True)
        for text, id_ in zip(texts, new[:, 0].tolist(), strict=True):
            if not text or text[-1] != END:
                text.append(id_)
        if all(text[-1] == END for text in texts):
            break
    return texts


def read(network: Translator | Seq2Seq, source: Tensor) -> Float[Tensor, "*batch source width"]:
    """What the encoder hands to the decoder."""
    trace = network.encoder(source)
    return trace.states if isinstance(network, Translator) else trace.normed
