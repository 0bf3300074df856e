"""Our trained models, loaded once."""

import copy
import dataclasses
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from explorer import ASSETS
from explorer.models.transformer import Sizes, Trace, Transformer
from explorer.text.microworld_teller import START
from explorer.text.tokenizers import Encoding, WordTokenizer


@dataclass(frozen=True)
class Card:
    """What a visitor should know of a model before believing it; stored as JSON beside the weights."""

    name: str
    data: str
    seed: int
    steps: int
    tokens: int
    seconds: float
    parameters: int
    loss: dict[str, float]  # nats per token: train, held_out, floor (the entropy of the source)
    lessons: dict[str, float]
    sizes: dict[str, Any]
    vocabulary: list[str]
    questions: dict[str, int] = field(default_factory=dict)  # how many questions each lesson was measured on
    heads: dict[str, dict[str, Any]] = field(default_factory=dict)  # which head does it, and with what mass
    checkpoints: list[dict[str, Any]] = field(default_factory=list)  # the training as a film
    reference: dict[str, Any] = field(default_factory=dict)  # a sentence, and the first logits after it


def round_to_half(model: Transformer) -> Transformer:
    """The model as it will be after it was stored with 16 bits a number; what is not stored is not rounded."""
    rounded = copy.deepcopy(model).eval()
    rounded.load_state_dict({name: tensor.half().float() for name, tensor in model.state_dict().items()})
    return rounded


def reference(
    model: Transformer, tokenizer: WordTokenizer, text: str = "the queen beside the king lost"
) -> dict[str, Any]:
    """What the model says after a sentence; kept on the card, so that another machine can check itself."""
    encoding = tokenizer.encode(text, model.sizes.context, START)
    with torch.inference_mode():
        logits = model(torch.tensor(encoding.ids)).out[-1]
    return {"text": text, "logits": [round(float(value), 5) for value in logits[:40]]}


def save(model: Transformer, file: Path, card: Card | None = None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}, file)
    if card:
        text = json.dumps(dataclasses.asdict(card), indent=1, ensure_ascii=False)
        file.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class Model:
    name: str
    transformer: Transformer
    tokenizer: WordTokenizer
    card: Card


@dataclass(frozen=True, eq=False)
class Run:
    """One sentence and all that the model computed from it."""

    model: Model
    encoding: Encoding
    trace: Trace

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.encoding.tokens

    def next_words(self, count: int, position: int = -1) -> list[tuple[str, float]]:
        """The likeliest next words after a position, with their probabilities."""
        best = self.trace.out[position].softmax(-1).topk(count)
        return [
            (self.model.tokenizer.vocabulary[int(index)], float(value))
            for value, index in zip(best.values, best.indices, strict=True)
        ]


class ModelError(Exception):
    """A model that cannot be used, in one sentence for the visitor."""


@lru_cache
def load(name: str = "microworld") -> Model:
    """Raises ModelError where the files are missing, broken, or do not belong together."""
    file = ASSETS / "weights" / f"{name}.safetensors"
    try:
        card = Card(**json.loads(file.with_suffix(".json").read_text("utf-8")))
        transformer = Transformer(Sizes(**card.sizes))
        transformer.load_state_dict({key: value.float() for key, value in load_file(file).items()})
    except FileNotFoundError as error:
        raise ModelError(f"The model {name} is not installed: {file.name} is missing.") from error
    except (SafetensorError, RuntimeError, ValueError, TypeError) as error:
        raise ModelError(f"The files of the model {name} are damaged; install Explorer again.") from error
    return Model(name, transformer.eval().requires_grad_(False), WordTokenizer(card.vocabulary), card)


def read(text: str, name: str = "microworld") -> Encoding:
    """The text as the model reads it: cut to its context, unknown words marked."""
    model = load(name)
    return model.tokenizer.encode(text, model.transformer.sizes.context, START)


@lru_cache(maxsize=64)
def run(text: str, name: str = "microworld") -> Run:
    """Run the model on the text; the trace has no batch dimension."""
    model = load(name)
    encoding = read(text, name)
    with torch.inference_mode():
        return Run(model, encoding, model.transformer(torch.tensor(encoding.ids)))


@lru_cache(maxsize=16)
def run_seeing_the_future(text: str, name: str = "microworld") -> Run:
    """The same without the causal mask: what the model would compute if every token could read all others."""
    model = load(name)
    encoding = read(text, name)
    with torch.inference_mode():
        return Run(model, encoding, model.transformer(torch.tensor(encoding.ids), causal=False))
