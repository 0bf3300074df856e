"""How long a forward pass takes here, by the length of the text: networks that wait, and one that need not."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from explorer.models import recurrent, siblings
from explorer.models.recurrent import Recurrent
from explorer.models.transformer import Transformer

LENGTHS = (16, 32, 64, 128, 256, 512, 1024)
RUNS = 5
NAMES = (*siblings.NAMES, "lstm_torch")


@dataclass(frozen=True)
class Timing:
    """The median of several runs on one thread."""

    name: str  # one of NAMES; lstm_torch is PyTorch's own LSTM, whose loop is not Python
    words: int
    seconds: float


def count(lengths: Sequence[int] = LENGTHS) -> int:
    """How many timings there will be."""
    return len(lengths) * len(NAMES)


def timings(lengths: Sequence[int] = LENGTHS, runs: int = RUNS) -> Iterator[Timing]:
    """The siblings' layers on vectors of random words, the shortest first; times do not depend on the weights."""
    networks = {name: _layers(name, max(lengths)) for name in NAMES}
    for words in lengths:
        for name, (layers, width) in networks.items():
            x = torch.randn(words, width, generator=torch.Generator().manual_seed(0))
            yield Timing(name, words, _median(lambda x=x, layers=layers: layers(x), runs))  # type: ignore[misc]


def _layers(name: str, longest: int) -> tuple[Callable[[Tensor], object], int]:
    """What stands between the word vectors and the output layer, which is the same for all."""
    network = siblings.load(name.removesuffix("_torch")).network
    if isinstance(network, Transformer):
        model = Transformer(replace(network.sizes, context=longest)).initialise(0)
        return lambda x: _through(model, x), network.sizes.width
    width = network.sizes.width
    if name == "lstm_torch":
        return nn.LSTM(width, width, batch_first=True), width
    return Recurrent(recurrent.Sizes(network.sizes.kind, 1, width)).initialise(0).cell, width


def _through(model: Transformer, x: Tensor) -> Tensor:
    for layer in range(len(model.blocks)):
        x = model.block(layer)(x).out
    return x


def _median(run: Callable[[], object], runs: int) -> float:
    seconds = []
    with torch.inference_mode():
        run()  # the first one pays for what all others find ready
        for _ in range(runs):
            started = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


@dataclass(frozen=True)
class Comparison:
    """Milliseconds at the longest text, and how many times those at half of it they are."""

    half: int
    last: int
    lstm: float
    torch: float
    transformer: float
    grows: float
    grows_too: float


def compare(found: Sequence[Timing]) -> Comparison:
    """Raises KeyError where the longest text or the one half as long was not timed by all."""
    seconds = {(one.name, one.words): one.seconds for one in found}
    last = max(one.words for one in found)
    half = last // 2

    def grows(name: str) -> float:
        return seconds[name, last] / seconds[name, half]

    lstm, own, transformer = (1000 * seconds[name, last] for name in ("lstm", "lstm_torch", "transformer"))
    return Comparison(half, last, lstm, own, transformer, grows("lstm"), grows("transformer"))
