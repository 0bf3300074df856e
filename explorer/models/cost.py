"""What running and training a transformer costs: operations, bytes and seconds, by formula and by the clock."""

import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from threading import Lock

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from explorer.models.families import NAMES, Count, Family, count
from explorer.models.library import Run, load
from explorer.models.transformer import Block, Sizes

LENGTHS = (16, 32, 64, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048)
GRID = tuple(int(2 ** (step / 2)) for step in range(8, 33))  # lengths of the curves: 16 to 65,536
LARGEST = 2**25  # numbers in one attention matrix: more would crowd out other visitors' memory
SECONDS = 2.5  # for one measurement, altogether
BYTES = {"float32": 4, "float16": 2, "int8": 1}
_alone = Lock()  # two clocks at once would measure each other


@dataclass(frozen=True)
class Cost:
    """What one reading of a text costs, in operations or in bytes, all layers together."""

    projections: float  # queries, keys, values, output
    attention: float  # scores, shares and weighted sum: the part that grows with the square
    mlp: float
    unembedding: float


def operations(family: Family, tokens: int) -> Cost:
    """Floating point operations: two, a product and a sum, for each number of each matrix product.

    Small change is left out: norms, softmax, GELU, biases, an encoder's head. The masked half of the scores is
    computed, as here. Of one stack: an encoder-decoder is not meant.
    """
    n, d, inner = tokens, family.width, family.inner or family.width
    return Cost(
        projections=family.layers * 8.0 * n * d * inner,
        attention=family.layers * 4.0 * n * n * inner,
        mlp=family.layers * 2.0 * (2 + family.gated) * n * d * family.hidden,
        unembedding=2.0 * n * d * family.vocabulary * family.predicts,
    )


def written(family: Family, tokens: int, bytes_each: int = 4) -> Cost:
    """Bytes of the results of each part, as our trace keeps them."""
    n, d, inner = tokens, family.width, family.inner or family.width
    return Cost(
        projections=family.layers * (3.0 * n * inner + n * d) * bytes_each,
        attention=family.layers * (2.0 * family.heads * n * n + n * inner) * bytes_each,
        mlp=family.layers * (2.0 * n * family.hidden + n * d) * bytes_each,
        unembedding=1.0 * n * family.vocabulary * bytes_each * family.predicts,
    )


def crossing(family: Family, counted: str, longest: int = 10**6) -> int | None:
    """The first length at which the attention costs more than the MLP; None where that is never the case."""
    lengths = range(1, longest)

    def above(n: int) -> bool:
        (found,) = parts(family, [n], counted)
        return found.attention > found.mlp

    at = bisect_left(lengths, True, key=above)
    return lengths[at] if at < len(lengths) else None


def parts(family: Family, lengths: Sequence[int], counted: str) -> list[Cost]:
    """The cost at each length, of what is counted: "operations" or "bytes"."""
    formula = operations if counted == "operations" else written
    return [formula(family, n) for n in lengths]


def curves(family: Family, counted: str) -> dict[str, list[float]]:
    """The cost of each part at the lengths of `GRID`, from the one that grows fastest."""
    found = parts(family, GRID, counted)
    return {part: [getattr(one, part) for one in found] for part in ("attention", "mlp", "projections", "unembedding")}


def doubled(family: Family, counted: str) -> dict[str, int | float]:
    """From a `short` text, half the context, to one twice as `long`: the factors of `attention` matrix and `rest`."""
    short, long = family.context // 2, 2 * (family.context // 2)
    before, after = parts(family, [short, long], counted)
    rest = [one.projections + one.mlp + one.unembedding for one in (before, after)]
    return {"short": short, "long": long, "attention": after.attention / before.attention, "rest": rest[1] / rest[0]}


@dataclass(frozen=True)
class Point:
    tokens: int
    seconds: float


@lru_cache(maxsize=8)
def _block(width: int, heads: int, hidden: int) -> Block:
    """A layer with these sizes; its weights do not matter to the clock."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        block = Block(Sizes(1, 1, width, heads, 1, hidden))
    return block.eval().requires_grad_(False)


def _seconds(block: Block, tokens: int) -> float:
    x = torch.randn(tokens, block.mlp.up.in_features, generator=torch.Generator().manual_seed(0))
    start = time.perf_counter()
    with torch.inference_mode():
        block(x)
    return time.perf_counter() - start


def measure(family: Family, lengths: Sequence[int] = LENGTHS, budget: float = SECONDS) -> Iterator[Point]:
    """Seconds of one layer at each length: the fastest of 2 to 20 runs.

    The lengths stop before the time is used up, though not before the third: the next one is expected to take four
    times as long for twice the tokens. Others' measurements wait in between, not on the same clock.
    """
    block = _block(family.width, family.heads, family.hidden)
    _seconds(block, lengths[0])
    left, last = budget, Point(lengths[0], 0.0)
    for index, n in enumerate(lengths):
        expected = 2 * last.seconds * (n / last.tokens) ** 2
        if index >= 3 and (expected > left or family.heads * n * n > LARGEST):
            return
        runs: list[float] = []
        share = left / (len(lengths) - index)
        with _alone:
            while len(runs) < 2 or (len(runs) < 20 and sum(runs) + runs[-1] < share):
                runs.append(_seconds(block, n))
        left -= sum(runs)
        last = Point(n, min(runs))
        yield last


@dataclass(frozen=True, eq=False)
class Fit:
    """seconds = a + b·n + c·n², none of them below zero."""

    a: float
    b: float
    c: float
    deviation: float  # the largest, as a share of the measured time

    def at(self, tokens: ArrayLike) -> NDArray[np.float64]:
        n = np.asarray(tokens, dtype=np.float64)
        return self.a + self.b * n + self.c * n * n

    @property
    def formula(self) -> str:
        terms = [f"{self.a * 1e3:.3g} ms", f"{self.b * 1e6:.3g} µs·n", f"{self.c * 1e9:.3g} ns·n²"]
        return " + ".join(term for term, value in zip(terms, (self.a, self.b, self.c), strict=True) if value)

    @property
    def square_from(self) -> float | None:
        """From this length on the square is the larger part; None where there is no square."""
        return max(self.a / self.c, 0.0) ** 0.5 if self.c and not self.b else self.b / self.c if self.c else None


def fit(points: Sequence[Point]) -> Fit:
    """Non-negative least squares of the relative errors, so that short texts count as much as long ones.

    With three coefficients all choices of which are zero can be tried. All are zero where nothing was measured.
    Raises ValueError for one point or two.
    """
    if not points:
        return Fit(0.0, 0.0, 0.0, 0.0)
    if len(points) < 3:
        raise ValueError("a fit of three coefficients needs three points")
    n = np.array([point.tokens for point in points], dtype=np.float64)
    seconds = np.array([point.seconds for point in points])
    columns = np.stack([np.ones_like(n), n, n * n], 1) / seconds[:, None]
    best, smallest = np.zeros(3), np.inf
    for size in (1, 2, 3):
        for chosen in combinations(range(3), size):
            some = columns[:, list(chosen)]
            scale = np.abs(some).max(0)
            found = np.linalg.lstsq(some / scale, np.ones_like(n), rcond=None)[0] / scale
            error = float(((some @ found - 1) ** 2).sum())
            if (found >= 0).all() and error < smallest:
                best, smallest = np.zeros(3), error
                best[list(chosen)] = found
    a, b, c = map(float, best)
    return Fit(a, b, c, float(np.abs(columns @ best - 1).max()))


def cache(family: Family, tokens: int, texts: int = 1, form: str = "float16") -> int:
    """Bytes of the keys and values of `texts` texts; a model that reads less keeps less."""
    read = min(tokens, family.context or tokens)
    return 2 * family.layers * read * (family.inner or family.width) * BYTES[form] * texts


def times(large: Family, small: Family, tokens: int) -> float:
    """How many times the cache of the small one that of the large one is."""
    return cache(large, tokens) / cache(small, tokens)


def weights(family: Family, form: str = "float16") -> int:
    """Bytes of the parameters."""
    return count(family).total * BYTES[form]


def kept(run: Run) -> int:
    """Bytes of all keys and values in the trace of a run: its cache."""
    return sum(block.attention.k.nbytes + block.attention.v.nbytes for block in run.trace.blocks)


@dataclass(frozen=True)
class Training:
    """What a training cost: 6 operations for each parameter and token, two to read forwards and four backwards.

    Kaplan et al. 2020, section 2.1; Hoffmann et al. 2022. Leaves out the attention matrix.
    """

    name: str
    parameters: int
    tokens: int
    seconds: float | None = None  # where we trained it ourselves

    @property
    def operations(self) -> float:
        return 6.0 * self.parameters * self.tokens

    @property
    def speed(self) -> float | None:
        """Operations a second on the machine that trained it."""
        return self.operations / self.seconds if self.seconds else None

    def times(self, other: "Training") -> float:
        """How many times the operations of the other one it took."""
        return self.operations / other.operations


def trainings(own: Sequence[str] = ("microworld", "learned", "rotary", "overfitted")) -> dict[str, Training]:
    """Our own trainings, from the models' cards, and those whose number of tokens stands in the paper."""
    cards = [load(name).card for name in own]
    published = [
        # Devlin et al. 2019, A.2: 128,000 tokens a step, 1,000,000 steps (most of them with shorter texts: at most)
        Training("BERT-base", count(NAMES["BERT-base"]).total, 128_000 * 1_000_000),
        Training("BERT-large", count(NAMES["BERT-large"]).total, 128_000 * 1_000_000),
        Training("GPT-3", count(NAMES["GPT-3"]).total, 300_000_000_000),  # Brown et al. 2020, table 2.1
        Training("Chinchilla", 70_000_000_000, 1_400_000_000_000),  # Hoffmann et al. 2022
    ]
    ours = [Training(card.name, card.parameters, card.tokens, card.seconds) for card in cards]
    return {training.name: training for training in (*ours, *published)}


def years(training: Training, like: Training) -> float:
    """How long a training would take on the machine that did the other one."""
    if like.speed is None:
        raise ValueError(f"it is not known how long {like.name} took")
    return training.operations / like.speed / (365.25 * 24 * 3600)


def rough(value: float) -> float:
    """Two digits: what a rule of thumb can answer for."""
    return float(f"{value:.1e}")


@dataclass(frozen=True)
class Halved:
    """A model and the same with half its layers: what stays and what goes."""

    whole: Count
    half: Count

    @property
    def smaller(self) -> float:
        """The share of the parameters that is gone."""
        return 1 - self.half.total / self.whole.total

    @property
    def parts(self) -> dict[str, list[int]]:
        """Parameters of each part that one of the two has: in the whole, in the half."""
        both = {name: [number, getattr(self.half, name)] for name, number in vars(self.whole).items()}
        return {name: pair for name, pair in both.items() if any(pair)}

    @property
    def in_layers(self) -> int:
        """Parameters in the layers that are gone."""
        return sum(getattr(self.whole, name) - getattr(self.half, name) for name in ("attention", "mlp", "norms"))


def halved() -> Halved:
    return Halved(count(NAMES["BERT-base"]), count(NAMES["DistilBERT"]))
