"""From counts to probabilities: what a word gets that was never seen after these words."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from explorer.text.ngrams import NGrams, Seen

NAMES = ("counts", "add-k", "stupid-backoff", "kneser-ney")
FACTOR = 0.4  # of stupid backoff, as its authors have it

Shares = Float[np.ndarray, "_"]


def add_k(seen: Sequence[Seen], size: int, k: float = 1.0) -> Shares:
    """Every word of the vocabulary gets k counts more (Laplace: k = 1; Lidstone: any k).

    With k = 0 these are the plain shares: zeros where the context was never seen.
    """
    found = seen[-1]
    shares = np.full(found.items, float(k))
    shares[found.at] += found.counts
    return shares / np.maximum(found.total + k * size, 1e-300)


def stupid_backoff(seen: Sequence[Seen], factor: float = FACTOR) -> Shares:
    """Where a word was not seen, its share after one word less, times `factor` (Brants et al. 2007).

    These are scores: they need not add up to one.
    """
    scores = np.zeros(seen[0].items)
    for found in seen:
        scores *= factor
        shares = found.counts / np.maximum(found.total, 1)
        scores[found.at] = np.where(found.counts > 0, shares, scores[found.at])
    return scores


def kneser_ney(seen: Sequence[Seen], size: int, discount: float | None = None) -> Shares:
    """Interpolated Kneser-Ney: every count gives a little away, to words that were seen after many different words.

    `seen` is what NGrams gives with `varied`. Kneser and Ney 1995; interpolated as in Chen and Goodman 1999. Without a
    `discount` each length has its own estimate, and single words give some to those never seen. With one, single words
    give nothing, as in nltk. (nltk also counts an n-gram that only opens the text, with nothing before it, among the
    kinds: its probabilities then add up to more than one. Here they add up to one.)
    """
    shares = np.full(seen[0].items, 1 / size)
    for n, found in enumerate(seen):
        given = found.discount if discount is None else discount * (n > 0)
        total = np.maximum(found.total, 1)
        shares *= np.where(found.total > 0, given * found.kinds / total, 1)  # what all gave away
        shares[found.at] += np.maximum(found.counts - given, 0) / total
    return shares


def distribution(
    model: NGrams, context: Sequence[str], order: int, name: str = "kneser-ney", k: float = 1.0
) -> Float[np.ndarray, " vocabulary"]:
    """The share of every word of the vocabulary after these words, by one of NAMES."""
    seen = model.after(context, order, varied=name == "kneser-ney")
    if name in ("counts", "add-k"):
        return add_k(seen, model.size, k if name == "add-k" else 0.0)
    if name == "stupid-backoff":
        return stupid_backoff(seen)
    return kneser_ney(seen, model.size)


def along(model: NGrams, tokens: Sequence[str], order: int, name: str = "kneser-ney") -> Float[np.ndarray, " token"]:
    """The probability of each word of a running text, by Kneser-Ney or by adding one."""
    seen = model.along(tokens, order, varied=name == "kneser-ney")
    return kneser_ney(seen, model.size) if name == "kneser-ney" else add_k(seen, model.size)
