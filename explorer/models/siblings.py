"""Four models trained alike, on the same texts in the same order: an RNN, a GRU, an LSTM and a transformer."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from explorer import ASSETS
from explorer.models import library, recurrent
from explorer.models.library import ModelError
from explorer.models.recurrent import Recurrent
from explorer.models.transformer import Sizes, Transformer
from explorer.text.microworld_teller import START
from explorer.text.tokenizers import Encoding, WordTokenizer

NAMES = ("rnn", "gru", "lstm", "transformer")
CONTEXT = 128


@dataclass(frozen=True)
class Card(library.Card):
    """`recall` holds for each range of distances, `from` and `to`, the share of right answers."""

    recall: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Sibling:
    name: str
    network: Recurrent | Transformer
    tokenizer: WordTokenizer
    card: Card

    def encode(self, text: str) -> Encoding:
        return self.tokenizer.encode(text, CONTEXT, START)


def build(name: str, sizes: dict[str, Any]) -> Recurrent | Transformer:
    """The network without weights. Raises TypeError or ValueError where the sizes are not those of this kind."""
    return Transformer(Sizes(**sizes)) if name == "transformer" else Recurrent(recurrent.Sizes(**sizes))


def file(name: str, folder: Path = ASSETS / "weights") -> Path:
    return folder / f"siblings-{name}.safetensors"


@lru_cache(maxsize=8)
def load(name: str) -> Sibling:
    """One of NAMES. Raises ModelError where its files are missing, broken, or do not belong together."""
    try:
        card = Card(**json.loads(file(name).with_suffix(".json").read_text("utf-8")))
        network = build(name, card.sizes)
        network.load_state_dict({key: value.float() for key, value in load_file(file(name)).items()})
    except FileNotFoundError as error:
        missing = file(name).name
        raise ModelError("The model {name} is not installed: {file} is missing.", name=name, file=missing) from error
    except (SafetensorError, RuntimeError, ValueError, TypeError) as error:
        raise ModelError("The files of the model {name} are damaged; install Explorer again.", name=name) from error
    return Sibling(name, network.eval().requires_grad_(False), WordTokenizer(card.vocabulary), card)


@dataclass(frozen=True, eq=False)
class Reading:
    """A sentence read by one of the four."""

    name: str
    tokens: tuple[str, ...]
    ids: tuple[int, ...]
    trace: Any  # of the network: recurrent.Trace or transformer.Trace
    logits: Float[Tensor, "time vocabulary"]
    vocabulary: tuple[str, ...]

    def next_words(self, count: int) -> list[list[tuple[str, float]]]:
        """After every word the likeliest next ones, with their probabilities."""
        best = self.logits.softmax(-1).topk(count)
        return [
            [(self.vocabulary[i], p) for i, p in zip(ids, values, strict=True)]
            for ids, values in zip(best.indices.tolist(), best.values.tolist(), strict=True)
        ]


@lru_cache(maxsize=64)
def read(text: str, name: str) -> Reading:
    model = load(name)
    encoding = model.encode(text)
    with torch.inference_mode():
        trace = model.network(torch.tensor(encoding.ids))
    return Reading(name, encoding.tokens, encoding.ids, trace, trace.out, model.tokenizer.vocabulary)


def read_all(text: str) -> dict[str, Reading]:
    return {name: read(text, name) for name in NAMES}
