"""What a transformer knows of the order of its tokens, and from where."""

import random
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float
from torch import Tensor
from torch.func import functional_call

from explorer.models import library
from explorer.positions import rotate


@dataclass(frozen=True, eq=False)
class Shuffle:
    """The same tokens in two orders, each token's result compared with its own in the other order."""

    tokens: tuple[str, ...]
    shuffled: tuple[str, ...]
    without: Float[Tensor, " time"]  # largest difference of each token's vector where positions are left out
    with_positions: Float[Tensor, " time"]


@lru_cache(maxsize=64)
def shuffle(text: str, seed: int = 0) -> Shuffle:
    """Run the story model on the sentence and on its words shuffled, without the mask, which knows the order too."""
    run = library.run(text)
    model, ids = run.model.transformer, torch.tensor(run.encoding.ids)
    order = torch.tensor(random.Random(seed).sample(range(len(ids)), len(ids)))
    nowhere = {"position": torch.zeros_like(model.position)}
    with torch.inference_mode():
        differences = []
        for table in (nowhere, {}):
            straight, mixed = (
                functional_call(model, table, (sequence,), {"causal": False}).blocks[-1].out
                for sequence in (ids, ids[order])
            )
            back = torch.empty_like(mixed)
            back[order] = mixed
            differences.append((back - straight).abs().amax(-1))
    return Shuffle(tuple(run.tokens), tuple(run.tokens[i] for i in order), *differences)


@lru_cache
def likeness(kind: str, length: int = 64) -> Float[Tensor, "time time"]:
    """How alike each pair of positions is to a model: cosine of its position vectors.

    Rotary positions have no vectors: there it is the cosine of one query with itself, both rotated to their places.
    """
    model = library.load({"sinusoidal": "microworld"}.get(kind, kind)).transformer
    if kind == "rotary":
        d = model.sizes.width // model.sizes.heads
        table = rotate(torch.ones(1, length, d))[0]
    else:
        table = model.position[:length]
    directions = torch.nn.functional.normalize(table, dim=-1)
    return directions @ directions.mT
