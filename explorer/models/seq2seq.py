"""An encoder that reads one text and a decoder that writes another (Vaswani et al. 2017, section 3)."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor, nn

from explorer.models.transformer import Sizes, Trace, Transformer


@dataclass(frozen=True, eq=False)
class Seq2SeqTrace:
    encoder: Trace
    decoder: Trace  # its blocks hold cross-attention: decoder tokens ask, encoder tokens answer


class Seq2Seq(nn.Module):
    """Both halves share one table of embeddings."""

    def __init__(self, encoder: Sizes, decoder: Sizes) -> None:
        super().__init__()
        self.encoder, self.decoder = Transformer(encoder), Transformer(decoder)
        self.decoder.embedding = self.encoder.embedding

    def forward(self, source: Int[Tensor, "*batch source"], target: Int[Tensor, "*batch time"]) -> Seq2SeqTrace:
        read = self.encoder(source)
        return Seq2SeqTrace(read, self.decoder(target, memory=read.normed))

    def write(self, memory: Tensor, start: int, end: int, most: int) -> Iterator[int]:
        """The likeliest token again and again, at most `most`; ends before the token `end`."""
        past, new = None, start
        for _ in range(min(most, self.decoder.sizes.context - 1)):
            past = self.decoder(torch.tensor([new], device=memory.device), past, memory=memory)
            new = int(past.out[-1].argmax())
            if new == end:
                return
            yield new
