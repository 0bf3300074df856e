"""How surprised a model is by a text: bits for each token, their mean, and perplexity.

Shannon 1948: a token of probability p carries -log₂ p bits. Perplexity (Jelinek et al. 1977) is 2 to the power of the
mean: among how many equally likely words a fair choice would be as hard.
"""

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor


def surprise(
    logits: Float[Tensor, "*batch token vocabulary"], ids: Int[Tensor, "*batch token"]
) -> Float[Tensor, "*batch token"]:
    """Bits of each token: -log₂ of the probability that the logits before it gave it."""
    return -logits.double().log_softmax(-1).gather(-1, ids.long()[..., None])[..., 0] / math.log(2)


def running(bits: Float[Tensor, " token"]) -> Float[Tensor, " token"]:
    """The mean of the first 1, 2, ... tokens."""
    return bits.cumsum(0) / torch.arange(1, len(bits) + 1)


def perplexity(mean: Float[Tensor, "*"]) -> Float[Tensor, "*"]:
    """From bits per token to the number of equally likely words."""
    return 2.0**mean
