"""What models keep of their conversations beside what they are: bytes under sliders."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

import pandas as pd

from explorer.figures.live import Live, Sliders, controls


@dataclass(frozen=True)
class Keeper:
    """A model with a cache."""

    name: str
    layers: int
    width: int  # of all keys of a token in a layer
    context: int  # tokens it keeps at most; 0 where there is no limit
    bytes: int  # of a number
    each: int  # bytes of the keys and values of one token
    weights: int  # bytes of its parameters


def memory(models: Sequence[Keeper], kept: Sequence[int], sliders: Sliders, words: dict[str, str]) -> Live:
    """Bars of the cache and of the parameters of each model, on one logarithmic axis.

    `kept` are the bytes of their caches where the sliders "kept", tokens, and "conversations" stand.
    """
    data = {"rows": [asdict(model) for model in models], "controls": controls(sliders), "words": words}
    columns = {words["cache"]: list(kept), words["weights"]: [model.weights for model in models]}
    return Live("memory", data, partial(pd.DataFrame, columns, [model.name for model in models]))
