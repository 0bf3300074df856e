"""Writing on, one token at a time, with a key-value cache. Knows nothing of words: ids in, ids out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models.transformer import Transformer


@dataclass(frozen=True, eq=False)
class Step:
    """One token and the distribution that it was drawn from."""

    id: int
    logits: Float[Tensor, " vocabulary"]
    probabilities: Float[Tensor, " vocabulary"]  # after the temperature


def generate(
    model: Transformer, ids: Sequence[int], tokens: int, temperature: float = 1.0, seed: int = 0
) -> Iterator[Step]:
    """Yield at most `tokens` steps; ends earlier where the context is full. Temperature 0 takes the likeliest token.

    The cache is the trace of the step before: attention finds the keys and values of all earlier tokens in it.
    """
    if not ids:
        raise ValueError("generation needs at least one token to go on from")
    generator = torch.Generator().manual_seed(seed)
    trace, new = None, list(ids)
    for _ in range(min(tokens, model.sizes.context - len(ids) + 1)):
        with torch.inference_mode():
            trace = model(torch.tensor(new), past=trace)
            logits = trace.out[-1]
            if temperature == 0:
                probabilities = torch.zeros_like(logits)
                probabilities[logits.argmax()] = 1.0
            else:
                probabilities = (logits / temperature).softmax(-1)
            new = [int(torch.multinomial(probabilities, 1, generator=generator))]
        yield Step(new[0], logits, probabilities)
