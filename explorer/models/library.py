"""The models, loaded once, and their runs on sentences."""

import copy
import dataclasses
import json
import os
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
from explorer.errors import VisitorError
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes, Trace, Transformer
from explorer.saving import whole
from explorer.text.microworld_teller import START
from explorer.text.pieces import Pieces
from explorer.text.subwords import Subwords
from explorer.text.tokenizers import Encoding, WordTokenizer

Tokenizer = WordTokenizer | Pieces | Subwords
SHIPPED = ("microworld", "storybook")  # that any sentence can be given to


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
    samples: list[dict[str, str]] = field(default_factory=list)  # what it writes: prompt and text
    copied: float | None = None  # share of the 8-word windows it writes that stand in the text it learned from


def round_to_half(model: Transformer) -> Transformer:
    """The model as it will be after it was stored with 16 bits a number; what is not stored is not rounded."""
    rounded = copy.deepcopy(model).cpu().eval()
    rounded.load_state_dict({name: tensor.half().float() for name, tensor in model.state_dict().items()})
    return rounded


def _encode(tokenizer: Tokenizer, text: str, context: int) -> Encoding:
    return tokenizer.encode(text, context, START) if isinstance(tokenizer, WordTokenizer) else tokenizer.encode(text)


def reference(model: Transformer, tokenizer: Tokenizer, text: str = "the queen beside the king lost") -> dict[str, Any]:
    """What the model says after a sentence; kept on the card, so that another machine can check itself."""
    with torch.inference_mode():
        logits = model(torch.tensor(_encode(tokenizer, text, model.sizes.context).ids)).out[-1]
    return {"text": text, "logits": [round(float(value), 5) for value in logits[:40]]}


def save(model: Transformer, file: Path, card: Card | None = None) -> None:
    """Of several processes that train together only the first one writes."""
    if os.environ.get("RANK", "0") != "0":
        return
    with whole(file, file.with_suffix(".json")) as (weights, told):
        save_file({name: tensor.half().contiguous() for name, tensor in model.state_dict().items()}, weights)
        if card:
            text = json.dumps(dataclasses.asdict(card), indent=1, ensure_ascii=False)
            told.write_text(text + "\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class Model:
    name: str
    transformer: Transformer  # what reads the sentence: the encoder, where there is a decoder too
    tokenizer: Tokenizer
    card: Card
    seq2seq: Seq2Seq | None = None
    start: int = 0  # the first token of what a decoder writes
    end: int = 0

    def encode(self, text: str) -> Encoding:
        """The text as the model reads it: cut to its context, unknown words marked."""
        return _encode(self.tokenizer, text, self.transformer.sizes.context)

    def reads(self, text: str) -> bool:
        """Whether there is anything to read in a text."""
        return bool(self.tokenizer.reads(text))

    @property
    def predicts(self) -> bool:
        """Whether it has an output layer; an encoder for sentence vectors has none."""
        return self.seq2seq is not None or self.transformer.sizes.head != "none"


@dataclass(frozen=True, eq=False)
class Written:
    """What the decoder of an encoder-decoder wrote about the sentence, one token after the other."""

    tokens: tuple[str, ...]  # the first is the mark that it starts from
    ids: tuple[int, ...]
    trace: Trace  # the blocks hold the attention to its own tokens, and in `cross` to the sentence


@dataclass(frozen=True, eq=False)
class Run:
    """One sentence and all that the model computed from it."""

    text: str
    model: Model
    encoding: Encoding
    trace: Trace
    written: Written | None = None

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.encoding.tokens

    @property
    def last(self) -> int:
        """Index of the last token of the text itself, before the tokenizer's own marks."""
        return max(0, len(self.encoding.tokens) - 1 - self.encoding.marks[1])

    def next_words(self, count: int, position: int = -1) -> list[tuple[str, float]]:
        """The likeliest words at a position, with their probabilities; empty where the model predicts none.

        A decoder says what follows; a masked model what it would put there; an encoder-decoder what it writes.
        """
        if not self.model.predicts:
            return []
        return likeliest(self.model, (self.written.trace if self.written else self.trace).out[position], count)


def likeliest(model: Model, logits: Float[Tensor, " vocabulary"], count: int) -> list[tuple[str, float]]:
    best = logits.softmax(-1).topk(count)
    return [
        (model.tokenizer.vocabulary[int(index)], float(value))
        for value, index in zip(best.values, best.indices, strict=True)
    ]


class ModelError(VisitorError):
    """A model that cannot be used."""


def load(name: str = "microworld") -> Model:
    """A shipped model, or `hf:` and the id or folder of a pre-trained one that is here already.

    Raises ModelError where the files are missing, broken, or do not belong together.
    """
    if name.startswith("hf:"):
        from explorer.models import pretrained  # it needs this file

        return pretrained.load(name.removeprefix("hf:"))
    return _shipped(name)


@lru_cache
def _shipped(name: str) -> Model:
    file = ASSETS / "weights" / f"{name}.safetensors"
    try:
        card = Card(**json.loads(file.with_suffix(".json").read_text("utf-8")))
        transformer = Transformer(Sizes(**card.sizes))
        transformer.load_state_dict({key: value.float() for key, value in load_file(file).items()})
        tokenizer = WordTokenizer(card.vocabulary) if card.vocabulary else Pieces.shipped(transformer.sizes.context)
    except FileNotFoundError as error:
        raise ModelError("The model {name} is not installed: {file} is missing.", name=name, file=file.name) from error
    except (SafetensorError, OSError, RuntimeError, ValueError, TypeError, KeyError) as error:
        raise ModelError("The files of the model {name} are damaged; install Explorer again.", name=name) from error
    except VisitorError as error:
        raise ModelError(error.message, **error.values) from error
    return Model(name, transformer.eval().requires_grad_(False), tokenizer, card)


def run(text: str, name: str = "microworld", causal: bool | None = None) -> Run:
    """Run the model on the text; the trace has no batch dimension.

    `causal` overrides the model's own mask: what would it compute if every token could read all others?
    """
    if causal == load(name).transformer.sizes.causal:
        causal = None  # the same run
    return (_run_large if name.startswith("hf:") else _run)(text, name, causal)


def compute(text: str, name: str = "microworld", causal: bool | None = None) -> Run:
    """The same, always anew."""
    model = load(name)
    encoding = model.encode(text)
    with torch.inference_mode():
        trace = model.transformer(torch.tensor(encoding.ids), causal=causal)
        return Run(text, model, encoding, trace, _write(model, trace) if model.seq2seq else None)


_run = lru_cache(maxsize=64)(compute)
_run_large = lru_cache(maxsize=3)(compute)  # 1,024 tokens through GPT-2 leave a trace of more than a gigabyte


def forget() -> None:
    """Let go of the traces of pre-trained models, and so of models that are no longer loaded."""
    _run_large.cache_clear()


def _write(model: Model, read: Trace, most: int = 48) -> Written:
    assert model.seq2seq
    ids = [model.start, *model.seq2seq.write(read.normed, model.start, model.end, most)]
    tokens = tuple(model.tokenizer.vocabulary[i] for i in ids)
    return Written(tokens, tuple(ids), model.seq2seq.decoder(torch.tensor(ids), memory=read.normed))
