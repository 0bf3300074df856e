"""Writing on, one token at a time, with a key-value cache. Knows nothing of words: ids in, ids out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models.transformer import Transformer
from explorer.models.writer import Writer
from explorer.sampling import Controls, shape


@dataclass(frozen=True, eq=False)
class Step:
    """One token and the distribution that it was drawn from."""

    id: int
    logits: Float[Tensor, " vocabulary"]
    probabilities: Float[Tensor, " vocabulary"]  # after temperature, cuts and penalty


def generate(
    model: Transformer,
    ids: Sequence[int],
    tokens: int,
    temperature: float = 1.0,
    seed: int = 0,
    controls: Controls | None = None,
    memory: Float[Tensor, "source width"] | None = None,
) -> Iterator[Step]:
    """Yield at most `tokens` steps; ends earlier where the context is full. Temperature 0 takes the likeliest token.

    `controls` say more than the temperature, and replace it. A model that writer.py can lay out is written with it;
    for the others the cache is the trace of the step before: attention finds the keys and values of all earlier tokens
    in it. `memory` is what a decoder's encoder has read.
    """
    if not ids:
        raise ValueError("generation needs at least one token to go on from")
    controls = controls or Controls(temperature)
    generator = torch.Generator().manual_seed(seed)
    written = list(ids)
    writer = Writer(model) if Writer.can(model) else None
    trace = None
    for turn in range(min(tokens, model.sizes.context - len(ids) + 1)):
        with torch.inference_mode():
            new = written if turn == 0 else written[-1:]
            if writer:
                logits = writer.step(new[0]) if turn else writer.read(torch.tensor(new))
            else:
                trace = model(torch.tensor(new), past=trace, memory=memory)
                logits = trace.out[-1]
            probabilities = shape(logits, controls, written).probabilities
            drawn = (
                probabilities.argmax()
                if controls.temperature == 0
                else torch.multinomial(probabilities, 1, generator=generator)
            )
        written.append(int(drawn))
        yield Step(written[-1], logits, probabilities)
