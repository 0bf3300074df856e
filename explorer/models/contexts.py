"""One word in two sentences: the same vector on the way in, two different ones on the way out."""

from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from explorer.errors import VisitorError
from explorer.models import library


@dataclass(frozen=True, eq=False)
class Contexts:
    cosines: Float[Tensor, " stage"]  # of the word's two vectors: embedding, with position, after each layer
    next_words: tuple[str, str]  # what the model expects after the word in each sentence
    shares: tuple[float, float]


@lru_cache(maxsize=64)
def compare(first: str, second: str, word: str) -> Contexts:
    """Raises VisitorError where the word is not in both sentences."""
    runs = [library.run(text) for text in (first, second)]
    for run, text in zip(runs, (first, second), strict=True):
        if word not in run.tokens:
            raise VisitorError("The word “{word}” does not stand in “{text}”.", word=word, text=text)
    places = [len(run.tokens) - 1 - run.tokens[::-1].index(word) for run in runs]
    stages = [
        [run.trace.embedded[at], run.trace.blocks[0].x[at], *(block.out[at] for block in run.trace.blocks)]
        for run, at in zip(runs, places, strict=True)
    ]
    cosines = torch.stack([F.cosine_similarity(a, b, dim=0) for a, b in zip(*stages, strict=True)])
    best = [run.next_words(1, at)[0] for run, at in zip(runs, places, strict=True)]
    return Contexts(cosines, (best[0][0], best[1][0]), (best[0][1], best[1][1]))
