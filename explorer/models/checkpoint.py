"""What stands in a checkpoint of Hugging Face: names, counts and shapes, which may be false."""

import re
from typing import Any

import torch
from torch import Tensor

from explorer.errors import VisitorError
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes, Transformer

State = dict[str, Tensor]
ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
    "swish": "silu",
    "silu": "silu",
}


class UnsupportedError(VisitorError):
    """What about a model our code does not run: the reason inside a sentence."""

    def bare(self) -> "UnsupportedError":
        """The same without the frames that it was raised in: they hold the weights."""
        return UnsupportedError(self.message, **self.values)


def empty_stack(sizes: Sizes) -> Transformer:
    """Without memory: a configuration may claim any size, the shapes of the weights tell whether it is true."""
    with torch.device("meta"):
        return Transformer(sizes)


def empty_pair(encoder: Sizes, decoder: Sizes) -> Seq2Seq:
    with torch.device("meta"):
        return Seq2Seq(encoder, decoder)


def layer_count(config: dict[str, Any], state: State, key: str) -> int:
    count = config[key]
    if not isinstance(count, int) or not 1 <= count <= len(state):
        raise UnsupportedError(
            "{key} is {count}, with {n} tensors in the file", key=key, count=repr(count), n=len(state)
        )
    return count


def plain_name(name: str) -> str:
    """Their name without the prefix of the model around it, and as it is written today."""
    name = re.sub(r"^(bert|roberta|distilbert|model)\.|^transformer\.(?!layer\.)", "", name)
    return name.removesuffix("gamma") + "weight" if name.endswith("gamma") else re.sub(r"beta$", "bias", name)


def activation(name: str) -> Any:
    if name not in ACTIVATIONS:
        raise UnsupportedError(
            "its activation is “{name}”; these can be shown: {names}", name=name, names=", ".join(ACTIVATIONS)
        )
    return ACTIVATIONS[name]


def renamed(state: State, names: dict[str, str], layers: int, prefix: str = "") -> State:
    """`names` maps our modules to theirs; {} stands for the number of the layer."""
    found: State = {}
    for ours, theirs in names.items():
        for index in range(layers) if "{}" in ours else (0,):
            for kind in ("weight", "bias"):
                source = f"{theirs.format(index)}.{kind}"
                if source in state:
                    found[f"{prefix}{ours.format(index)}.{kind}"] = state[source]
    return found
