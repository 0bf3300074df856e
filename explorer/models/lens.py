"""The logit lens: what the model would say if it stopped after each layer (nostalgebraist 2020)."""

from dataclasses import dataclass

import torch

from explorer.models import library

Guess = tuple[str, float]


@dataclass(frozen=True)
class Lens:
    """Guesses at a window of positions: row x stage x rank, the likeliest first. The last stage is the model's own."""

    tokens: tuple[str, ...]  # of the window
    first: int  # position of the first row
    chosen: int  # row of the chosen token
    guesses: tuple[tuple[tuple[Guess, ...], ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What is on top at the chosen token, stage by stage."""
        return tuple(stage[0][0] for stage in self.guesses[self.chosen])

    @property
    def settled(self) -> int:
        """The stage from which the final word stays on top at the chosen token; 0 is before the first layer."""
        words = self.words
        return max((i + 1 for i, word in enumerate(words) if word != words[-1]), default=0)


@torch.inference_mode()
def lens(run: library.Run, token: int, rows: int = 14, most: int = 5) -> Lens | None:
    """A window of positions around a token, counted from 0; None where the model has no output layer.

    Of an encoder-decoder it is the decoder's, at what it wrote: only that predicts.
    """
    stack, trace, tokens = run.model.transformer, run.trace, run.tokens
    if run.written and run.model.seq2seq:
        stack, trace, tokens = run.model.seq2seq.decoder, run.written.trace, run.written.tokens
        token = len(tokens) - 1
    if stack.sizes.head == "none":
        return None
    first = max(0, min(token - rows // 2, len(tokens) - rows))
    window = slice(first, first + rows)
    stages = [trace.blocks[0].x, *(block.out for block in trace.blocks)]
    said = [stack.logits(stack.norm(x[window])) for x in stages]
    guesses = zip(*([tuple(library.likeliest(run.model, row, most)) for row in logits] for logits in said), strict=True)
    return Lens(tokens[window], first, token - first, tuple(guesses))
