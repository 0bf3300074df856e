"""From logits to the distribution that the next word is drawn from; every cut shows what it removed.

In the order of Hugging Face's `generate`: repetition penalty (Keskar et al. 2019), temperature, top-k (Fan et al.
2018), top-p or nucleus (Holtzman et al. 2020), min-p (Nguyen et al. 2024).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor


@dataclass(frozen=True)
class Controls:
    """How to draw; as it stands it changes nothing. Raises ValueError for a value without meaning."""

    temperature: float = 1.0  # 0 takes the likeliest (greedy)
    top_k: int = 0  # keep the k likeliest; 0 keeps all
    top_p: float = 1.0  # keep the likeliest that together reach p
    min_p: float = 0.0  # keep what has at least this share of the likeliest's probability
    penalty: float = 1.0  # of words that stand in the text already

    def __post_init__(self) -> None:
        for name, least, most in (
            ("temperature", 0.0, math.inf),
            ("top_k", 0, math.inf),
            ("top_p", 0.0, 1.0),
            ("min_p", 0.0, 1.0),
        ):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is {getattr(self, name)}, outside of {least} to {most}")
        if not 0 < self.penalty < math.inf:
            raise ValueError(f"a repetition penalty of {self.penalty} is not above zero")


@dataclass(frozen=True, eq=False)
class Cut:
    """One cut, and the distribution as it found it."""

    name: str  # of the control
    before: Float[Tensor, " vocabulary"]  # probabilities
    removed: Bool[Tensor, " vocabulary"]  # by this cut, not by one before

    @property
    def words(self) -> int:
        return int(self.removed.sum())

    @property
    def share(self) -> float:
        """The probability that it took away, of what there was before it."""
        return float(self.before[self.removed].sum())


@dataclass(frozen=True, eq=False)
class Shaped:
    """Logits on their way to the distribution that is drawn from; cuts that are off are left out."""

    logits: Float[Tensor, " vocabulary"]  # as the model gave them
    penalised: Float[Tensor, " vocabulary"]
    tempered: Float[Tensor, " vocabulary"]
    cuts: tuple[Cut, ...]
    probabilities: Float[Tensor, " vocabulary"]  # sum to one; zero where cut

    @property
    def before(self) -> Float[Tensor, " vocabulary"]:
        """The model's own distribution."""
        return self.logits.softmax(-1)

    @property
    def words(self) -> int:
        """How many can still be drawn."""
        return int((self.probabilities > 0).sum())


def shape(logits: Float[Tensor, " vocabulary"], controls: Controls | None = None, seen: Sequence[int] = ()) -> Shaped:
    """Apply the controls; `seen` are the ids of the text so far. Raises ValueError where a seen id is no word."""
    controls = controls or Controls()
    penalised = penalise(logits, seen, controls.penalty)
    cuts: list[Cut] = []
    if controls.temperature == 0:
        tempered = torch.full_like(logits, -torch.inf)
        likeliest = penalised.argmax()
        tempered[likeliest] = 0.0
        return Shaped(logits, penalised, tempered, (), torch.zeros_like(logits).scatter_(0, likeliest, 1.0))
    tempered = left = penalised / controls.temperature
    if 0 < controls.top_k < len(logits):
        left = _cut("top_k", left, left < left.topk(controls.top_k).values[-1], cuts)
    if controls.top_p < 1:
        left = _cut("top_p", left, outside_nucleus(left, controls.top_p), cuts)
    if controls.min_p > 0:
        shares = left.softmax(-1)
        left = _cut("min_p", left, shares < controls.min_p * shares.max(), cuts)
    return Shaped(logits, penalised, tempered, tuple(cuts), left.softmax(-1))


def penalise(logits: Float[Tensor, " vocabulary"], seen: Sequence[int], penalty: float) -> Float[Tensor, " vocabulary"]:
    """Logits of seen words divided by the penalty where positive, multiplied where negative: both make them smaller."""
    if penalty == 1 or not seen:
        return logits
    if not 0 <= min(seen) <= max(seen) < len(logits):
        raise ValueError(f"the text holds ids from {min(seen)} to {max(seen)}, the logits are {len(logits)}")
    ids = torch.tensor(sorted(set(seen)), device=logits.device)
    values, penalised = logits[ids], logits.clone()
    penalised[ids] = torch.where(values > 0, values / penalty, values * penalty)
    return penalised


def outside_nucleus(logits: Float[Tensor, " vocabulary"], p: float) -> Bool[Tensor, " vocabulary"]:
    """What does not belong to the smallest set of likeliest words that reaches p; the likeliest always does."""
    ascending, order = logits.sort()
    outside = ascending.softmax(-1).cumsum(-1) <= 1 - p
    outside[-1] = False
    return torch.empty_like(outside).scatter(0, order, outside)


def entropy(probabilities: Float[Tensor, "*batch vocabulary"]) -> Float[Tensor, "*batch"]:
    """Bits: on average nobody can guess the word with fewer questions of yes or no."""
    return torch.special.entr(probabilities).sum(-1) / math.log(2)


def _cut(name: str, logits: Tensor, removed: Tensor, cuts: list[Cut]) -> Tensor:
    new = removed & logits.isfinite()
    cuts.append(Cut(name, logits.softmax(-1), new))
    return logits.masked_fill(new, -torch.inf)
