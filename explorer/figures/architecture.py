"""The transformer as one drawing: stacks of parts, each with its shape, its parameters and its chapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from explorer.figures.live import Live


@dataclass(frozen=True)
class Box:
    """One part as it is drawn; the words are translated."""

    kind: str  # decides its colour and its place
    name: str
    title: str
    does: str  # in one sentence
    shape: Sequence[int | str]
    formula: str
    parameters: int
    counted: bool = True  # False where the total leaves it out
    repeated: bool = False  # stands inside the frame that is repeated for each layer
    address: str = ""  # of its chapter; empty where there is none
    lines: Sequence[tuple[str, str, float]] = field(default=())  # name, value, share of a bar


def architecture(
    stacks: Sequence[Sequence[Box]],
    pictures: Mapping[str, ArrayLike],
    layers: Sequence[int],
    words: Mapping[str, str],
    start: str = "attention",
) -> Live:
    """Stacks from below upwards; encoder and decoder where there are two.

    `pictures` holds for the name of a part what was computed there, picture x row x column; of "attention" shares from
    0 to 1, else signed numbers. Only colours are drawn from it, so it is sent in hundredths: of 1, or of the number
    that 98 of 100 stay below. `layers` says how often each stack repeats its frame.
    """
    data: dict[str, Any] = {
        "stacks": [[{**vars(box), "shape": list(box.shape), "lines": list(box.lines)} for box in s] for s in stacks],
        "pictures": {name: _hundredths(values, name == "attention") for name, values in pictures.items()},
        "layers": list(layers),
        "words": dict(words),
        "start": start,
    }
    rows = [
        (number, box.title, " × ".join(map(str, box.shape)), box.formula, box.parameters)
        for number, stack in enumerate(stacks, 1)
        for box in stack
    ]
    return Live(
        "architecture", data, partial(pd.DataFrame, rows, columns=["stack", "part", "shape", "formula", "parameters"])
    )


def _hundredths(values: ArrayLike, shares: bool) -> list[Any]:
    array = np.asarray(values, dtype=float)
    most = 1.0 if shares else float(np.percentile(np.abs(array), 98))
    return np.rint(np.clip(100 * array / (most or 1.0), -100, 100)).astype(int).tolist()
