"""A student with nothing but the sheet and a calculator finds exactly what the key says."""

import html
import math
import random
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest

from explorer import exercises_alignment as on_alignment
from explorer import exercises_duel as on_duel
from explorer import exercises_layers as on_layers
from explorer import exercises_recurrence as on_recurrence
from explorer import exercises_sizes as on_sizes
from explorer.exercises import Exercise, Said, read, rounded, say, shown
from explorer.exercises_chances import (
    add_k,
    backoff,
    bits,
    counted,
    entropy,
    penalty,
    perplexity,
    softmax,
    times,
    top_k,
    top_p,
)
from explorer.exercises_positions import alike, encoding, moved, period
from explorer.exercises_tokens import bag, encode, first_merge, per_token
from explorer.exercises_vectors import added, analogy, cosine, distance, dot, mix, scaled
from explorer.models import cost, families, library, siblings
from explorer.models.recurrent import LSTMTrace, Recurrent
from explorer.sheet import sheet
from explorer.text.tokenizers import BPE, learn
from explorer.ui import sheets
from explorer.ui.chapters import contents

SEEDS = range(25)


def r(value: float, digits: int) -> float:
    """The referee rounds with other means: floats, nudged to where a decimal half lies."""
    return float(Decimal(f"{value:.12f}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def column(exercise: Exercise, at: int = 1, table: int = 0) -> list[float]:
    return [float(read(row[at])) for row in exercise.given[table].rows if row[at]]


def row(exercise: Exercise, at: int) -> list[float]:
    return [float(read(cell)) for cell in exercise.given[0].rows[at][1:]]


def said(exercise: Exercise, name: str) -> float:
    """A number out of the question's own words."""
    value: object = exercise.question

    def find(node: object) -> object:
        if isinstance(node, Said):
            for key, inner in node.values.items():
                if key == name:
                    return inner
                if isinstance(inner, Said) and (found := find(inner)) is not None:
                    return found
        return None

    found = find(value)
    assert found is not None, name
    return float(read(str(found)))


def key(exercise: Exercise) -> list[float]:
    return [float(read(result)) for _label, result in exercise.answer]


def numbers(seed: int, count: int, size: float = 4.0) -> list[float]:
    chance = random.Random(seed)
    return [chance.gauss(0, size) for _ in range(count)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("temperature", [1.0, 0.5, 2.0, 0.7])
def test_softmax_from_the_printed_scores(seed: int, temperature: float) -> None:
    values = numbers(seed, 9)
    exercise = softmax(list("abcd"), values[:4], values[4:] if seed % 3 else (), temperature)
    powers = [r(math.exp(r(z / temperature, 3)), 3) for z in column(exercise)]
    rest = said(exercise, "rest") if "rest" in str(exercise.question.values) else 0.0
    assert key(exercise) == [r(power / (sum(powers) + rest), 2) for power in powers]
    exact = np.exp(np.array(values if seed % 3 else values[:4]) / temperature)
    assert np.allclose(key(exercise), (exact / exact.sum())[:4], atol=0.02), "and it is the model's own, rounded"


@pytest.mark.parametrize("seed", SEEDS)
def test_cuts_surprise_and_entropy_from_the_printed_probabilities(seed: int) -> None:
    exact = np.sort(np.exp(numbers(seed, 8, 1.5)))[::-1]
    shares = (exact / exact.sum()).tolist()[:5]
    labels = list("abcde")
    two = top_k(labels, shares, 2)
    p = column(two)
    assert key(two) == [r(value / (p[0] + p[1]), 2) for value in p[:2]]
    nucleus = top_p(labels, shares, 0.6)
    if nucleus:
        p = column(nucleus)
        kept = next(n for n in range(1, 6) if r(sum(p[:n]), 6) >= 0.6)
        assert key(nucleus) == [r(value / sum(p[:kept]), 2) for value in p[:kept]]
    found = entropy(labels[:3], shares[:3])
    p = column(found)
    assert sum(p) == pytest.approx(1, abs=1e-9)
    assert key(found) == [r(sum(r(-x * math.log2(x), 3) for x in p if x), 2)]
    surprise, unsure = bits(labels, shares), perplexity(labels, shares)
    p = column(surprise)
    assert key(surprise) == [r(-math.log2(x), 2) for x in p]
    mean = r(sum(r(-math.log2(x), 3) for x in column(unsure)) / 5, 3)
    assert key(unsure) == [r(2**mean, 2)]


@pytest.mark.parametrize("seed", SEEDS)
def test_logits_from_print(seed: int) -> None:
    z = numbers(seed, 3, 6)
    punished = penalty(list("abc"), z, 1.3)
    assert key(punished) == [r(x / 1.3 if x > 0 else x * 1.3, 2) for x in column(punished)]
    compared = times("a", max(z), "b", min(z))
    first, second = column(compared)
    assert key(compared)[0] == pytest.approx(math.exp(first - second), abs=0.005001)


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_from_print(seed: int) -> None:
    chance = random.Random(seed)
    total = chance.randrange(1, 900)
    count = chance.randrange(0, total + 1)
    assert key(counted("a b", "c", count, total)) == [r(count / total, 4)]
    assert key(add_k("a b", "c", count, total, 477, 0.1)) == [r((count + 0.1) / (total + 47.7), 4)]
    assert key(backoff("c", count, total, 2)) == [r(0.16 * count / total, 4)]


@pytest.mark.parametrize("seed", SEEDS)
def test_vectors_from_print(seed: int) -> None:
    q, k = np.array(numbers(seed, 16, 1.5)), np.array(numbers(seed + 1000, 16, 1.5))
    score = dot("a", q, "b", k)
    a, b = row(score, 0), row(score, 1)
    assert key(score) == [r(sum(x * y for x, y in zip(a, b, strict=True)) + said(score, "rest"), 2)]
    assert key(score)[0] == pytest.approx(float(q @ k), abs=0.12), "the model's own score, but for the rounding"
    likeness = cosine("a", q, "b", k)
    a, b = row(likeness, 0), row(likeness, 1)
    product = r(sum(x * y for x, y in zip(a, b, strict=True)) + said(likeness, "rest"), 3)
    lengths = [r(math.sqrt(sum(x * x for x in v) + said(likeness, n)), 3) for v, n in ((a, "one"), (b, "two"))]
    assert key(likeness) == [r(product / r(lengths[0] * lengths[1], 3), 2)]
    assert key(likeness)[0] == pytest.approx(float(q @ k / np.linalg.norm(q) / np.linalg.norm(k)), abs=0.02)
    apart = distance("a", q, "b", k)
    a, b = row(apart, 0), row(apart, 1)
    assert key(apart) == [r(math.sqrt(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) + said(apart, "rest")), 2)]
    away = analogy("a", q, "b", k, "c", q[::-1])
    assert key(away) == [r(x - y + z, 2) for x, y, z in zip(*(row(away, i) for i in range(3)), strict=True)]
    both = added("a", q, k)
    assert key(both) == [r(x + y, 2) for x, y in zip(row(both, 0), row(both, 1), strict=True)]
    root = scaled("a", list("abc"), q[:3].tolist(), 16)
    assert key(root) == [r(x / 4, 2) for x in column(root)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weighted_sum_from_print(seed: int) -> None:
    values = np.array(numbers(seed, 24, 1)).reshape(4, 6)
    weights = np.exp(numbers(seed, 6, 1))
    weights = weights / weights.sum()
    others = values[:2].sum(0) * weights[4] if seed % 2 else np.zeros(6)
    exercise = mix("a", list("bcde"), weights[:4].tolist(), values, others)
    w = column(exercise)
    table = [[float(read(cell)) for cell in line[2:]] for line in exercise.given[0].rows]
    rest = table[4] if len(table) > 4 else [0.0] * 3
    assert key(exercise) == [r(sum(x * v[i] for x, v in zip(w, table, strict=False)) + rest[i], 2) for i in range(3)]


@pytest.mark.parametrize("seed", SEEDS)
def test_positions_from_print(seed: int) -> None:
    chance = random.Random(seed)
    place, pair, step = chance.randrange(0, 60), chance.randrange(0, 32), chance.randrange(1, 9)
    wave = encoding(place, pair, 64, 10000, "word")
    angle = r(place / said(wave, "divisor"), 3)
    assert key(wave) == [r(math.sin(angle), 2), r(math.cos(angle), 2)]
    assert key(wave)[0] == pytest.approx(math.sin(place / 10000 ** (pair / 32)), abs=0.03)
    turn = period(pair, 64, 10000)
    assert key(turn) == [r(2 * 3.1416 * said(turn, "divisor"), 2)]
    shifted = moved(place, step, pair, 64, 10000)
    (s, c), (t, d) = row(shifted, 0), row(shifted, 1)
    assert key(shifted) == [r(s * d + c * t, 2), r(c * d - s * t, 2)]
    assert key(shifted)[0] == pytest.approx(math.sin((place + step) / 10000 ** (pair / 32)), abs=0.01)
    near = alike(place, place + step, 3, 64, 10000)
    assert key(near) == [r(sum(r(math.cos(r(step / x, 3)), 3) for x in column(near)), 2)]


@pytest.mark.parametrize("seed", SEEDS)
def test_gates_and_cells_from_print(seed: int) -> None:
    places, size = [3, 7], 2
    opened = on_recurrence.gate("gru" if seed % 2 else "lstm", "a", places, numbers(seed, 2), numbers(seed + 99, 2))
    sums = [a + b for a, b in zip(column(opened), column(opened, 2), strict=True)]
    assert key(opened) == [r(float(torch.tensor(x, dtype=torch.float64).sigmoid()), 2) for x in sums]
    elman = on_recurrence.rnn("a", places, numbers(seed, 2, 1), numbers(seed + 99, 2, 1))
    sums = [a + b for a, b in zip(column(elman), column(elman, 2), strict=True)]
    assert key(elman) == [r(math.tanh(x), 2) for x in sums]
    gates = [torch.tensor(numbers(seed + n, size)).sigmoid() for n in range(3)]
    before, new = numbers(seed, size, 1), torch.tensor(numbers(seed + 5, size)).tanh()
    mixed = on_recurrence.gru("a", places, before, gates[0], new)
    h, z, g = (np.array([float(read(cell)) for cell in line[2:]]) for line in mixed.given[0].rows)
    assert key(mixed) == [r(x, 2) for x in z * h + (1 - z) * g]
    stepped = on_recurrence.lstm("a", places, before, gates[0], gates[1], new, gates[2])
    c, f, i, g, o = (np.array([float(read(cell)) for cell in line[2:]]) for line in stepped.given[0].rows)
    memory = [r(x, 3) for x in f * c + i * g]
    state = [r(x * r(math.tanh(y), 3), 2) for x, y in zip(o, memory, strict=True)]
    assert key(stepped) == [memory[0], state[0], memory[1], state[1]]


def test_a_step_of_a_cell_is_the_models_own() -> None:
    """What is printed of the LSTM's gates gives its memory and its state, but for the rounding."""
    one = siblings.read("the queen beside the king lost", "lstm")
    cell = one.trace.cell
    assert isinstance(cell, LSTMTrace)
    parts = (cell.memory[3], *(each[4] for each in (cell.forget, cell.input, cell.candidate, cell.output)))
    found = key(on_recurrence.lstm("king", range(1, 101), *parts))
    assert np.allclose(found[::2], cell.memory[4], atol=0.05)
    assert np.allclose(found[1::2], cell.out[4], atol=0.05)


@pytest.mark.parametrize("factor", [0.1, 0.3, 0.604, 0.92, 0.99, 1.0, 1.3])
def test_what_is_left_of_a_gradient_from_print(factor: float) -> None:
    faded = on_recurrence.faded(["RNN", "LSTM"], [factor, 0.5], 10)
    by = column(faded)
    assert key(faded) == [r(x**10, 4) for x in by]
    found = on_recurrence.hundredth("RNN", factor)
    if by[0] >= 1:
        assert found is None
    else:
        assert found
        left, words = 1.0, 0
        while left >= 0.01 - 1e-12:  # 0.1 · 0.1 is a hundredth, and not less
            left, words = left * by[0], words + 1
        assert key(found) == [words]


@pytest.mark.parametrize("seed", SEEDS)
def test_alignment_from_print(seed: int) -> None:
    q, k, v = (np.array(numbers(seed + n, 16, 1.5)) for n in (0, 100, 200))
    score = on_alignment.additive("a", q, "b", k, v)
    rows = [row(score, i) for i in range(3)]
    total = sum(w * r(math.tanh(x + y), 3) for x, y, w in zip(*rows, strict=True)) + said(score, "rest")
    assert key(score) == [r(total, 2)]
    assert key(score)[0] == pytest.approx(float(v @ np.tanh(q + k)), abs=0.1)
    weights = torch.tensor(numbers(seed, 20)).view(4, 5).softmax(-1)
    eyes = on_alignment.aligned(list("wxyz"), list("abcde"), weights.tolist())
    assert eyes
    seen = [[float(read(cell)) for cell in line[1:]] for line in eyes.given[0].rows]
    at = [int(np.argmax(line)) for line in seen]
    assert [found for _label, found in eyes.answer[:-1]] == ["abcde"[n] for n in at]
    back = [word for word, (before, now) in zip("xyz", pairwise(at), strict=True) if now < before]
    assert eyes.answer[-1][1] == (", ".join(back) or "–")
    totals = sorted((-abs(x) for x in numbers(seed, 2, 2)), reverse=True)
    beam = on_alignment.searched(["one", "two"], totals, [4, 7])
    one, two = column(beam)
    assert key(beam) == [r(one / 4, 3), r(two / 7, 3), r(math.exp(one - two), 3)]


def test_two_equal_weights_have_no_largest() -> None:
    assert on_alignment.aligned(["x"], ["a", "b"], [[0.5, 0.5]]) is None
    close = on_alignment.aligned(["x"], ["a", "b"], [[0.5004, 0.4996]])
    assert close
    assert close.given[0].rows == (("x", "0.5004", "0.4996"),)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mask_from_print(seed: int) -> None:
    scores, others = numbers(seed, 5, 3), numbers(seed + 50, 4, 1)
    hidden = [False, False, seed % 2 == 1, True, True]
    exercise = on_layers.masked("b", list("abcde"), scores, hidden, others if seed % 3 else ())
    z = torch.tensor(column(exercise), dtype=torch.float64).masked_fill(torch.tensor(hidden), -torch.inf)
    powers = [r(float(power), 3) for power in z.exp()]
    rest = said(exercise, "rest") if "rest" in str(exercise.question.values) else 0.0
    assert key(exercise) == [r(power / (sum(powers) + rest), 2) for power in powers]
    assert [share for share, hides in zip(key(exercise), hidden, strict=True) if hides] == [0.0] * sum(hidden)


@pytest.mark.parametrize("far", [-30.0, 30.0])
def test_scores_far_from_zero_are_moved_there(far: float) -> None:
    for exercise in (
        on_layers.masked("b", list("abc"), [far, far + 1, 0.0], [False, False, True]),
        softmax(list("abc"), [far, far + 1, far - 99], asks="b"),
    ):
        assert key(exercise) == [0.27, 0.73, 0.0]
        assert column(exercise)[:2] == [-1.0, 0.0]


@pytest.mark.parametrize("tokens", [1, 2, 7, 20])
def test_pairs_that_a_mask_allows(tokens: int) -> None:
    """A decoder's, an encoder's, and that of a text whose first half is read: counted cell by cell."""
    half, every = (tokens + 1) // 2, range(tokens)
    counts = [
        sum(there <= here for here in every for there in every),
        tokens**2,
        sum(there <= here or max(here, there) < half for here in every for there in every),
    ]
    assert key(on_layers.pairs(tokens)) == counts


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_of_a_layer_from_print(seed: int) -> None:
    h, w = np.array(numbers(seed, 16, 1)), np.array(numbers(seed + 1, 16, 0.3))
    head = on_layers.projected("a", 2, h, w, 30)
    total = sum(x * y for x, y in zip(row(head, 0), row(head, 1), strict=True)) + said(head, "rest")
    assert key(head) == [r(total, 3)]
    assert key(head)[0] == pytest.approx(float(h @ w), abs=0.01)
    added = on_layers.summed(say("?"), ["a", "b", "c"], np.stack([h, w, h - w]), [1, 5, 16])
    assert key(added) == [r(sum(column(added, n)), 3) for n in (1, 2, 3)]
    for activation in ("gelu", "gelu_tanh", "relu", "silu"):
        neuron = on_layers.neuron("a", 7, h, 3 * w, 0.5, activation)
        total = sum(x * y for x, y in zip(row(neuron, 0), row(neuron, 1), strict=True)) + said(neuron, "rest")
        z, active = key(neuron)
        assert z == r(total, 2)
        slope = {"relu": None, "silu": 1.0}.get(activation, 1.702)
        assert active == r(max(0.0, z) if slope is None else z / (1 + math.exp(-slope * z)), 2)
        exact = {"relu": torch.relu, "silu": torch.nn.functional.silu}.get(activation, torch.nn.functional.gelu)
        assert active == pytest.approx(float(exact(torch.tensor(z))), abs=0.026), "nearly the function itself"


@pytest.mark.parametrize("seed", SEEDS)
def test_norms_from_print(seed: int) -> None:
    x = np.array(numbers(seed, 64, 0.5)) + 0.3
    gain, bias = np.array(numbers(seed + 1, 64, 1)), np.array(numbers(seed + 2, 64, 0.5))
    exercise = on_layers.normalised("a", x, gain, bias)
    assert exercise
    a, place = row(exercise, 0), int(said(exercise, "place")) - 1
    assert abs(a[place]) == max(map(abs, a))
    mean = r((sum(a) + said(exercise, "more")) / 64, 4)
    square = r((sum(v * v for v in a) + said(exercise, "squares")) / 64, 4)
    variance = r(square - r(mean * mean, 4), 4)
    scaled = r((a[place] - mean) / r(math.sqrt(variance), 4), 4)
    assert key(exercise) == [mean, variance, r(scaled * said(exercise, "gain") + said(exercise, "bias"), 2)]
    vectors = (torch.tensor(v) for v in (x, gain, bias))
    own = torch.nn.functional.layer_norm(next(vectors), (64,), *vectors)
    assert key(exercise)[-1] == pytest.approx(float(own[place]), abs=0.02), "PyTorch's own"
    rms = on_layers.normalised("a", x, gain, bias, rms=True)
    assert rms
    root = r(math.sqrt(square), 4)
    assert key(rms) == [root, r(r(a[place] / root, 4) * said(rms, "gain"), 2)]


def test_a_vector_without_spread_has_no_norm() -> None:
    assert on_layers.normalised("a", [0.5] * 8, [1.0] * 8, [0.0] * 8) is None


def product(exercise: Exercise) -> int:
    """Parameters from print: numbers of each shape, times how many."""
    rows = [[str(cell) for cell in line[2:]] for line in exercise.given[0].rows]
    return sum(math.prod(int(n) for n in shape.replace(",", "").split(" × ")) * int(read(n)) for shape, n in rows)


@pytest.mark.parametrize("family", families.FAMILIES, ids=lambda family: family.name)
def test_parameters_of_the_families(family: families.Family) -> None:
    exercise = on_sizes.parameters(say("?"), on_sizes.whole(family))
    assert key(exercise) == [product(exercise)] == [families.count(family).total]


@pytest.mark.parametrize("name", library.SHIPPED)
def test_parameters_are_those_of_the_running_model(name: str) -> None:
    model = library.load(name)
    exercise = on_sizes.parameters(say("?"), on_sizes.whole(families.of(model)))
    assert key(exercise) == [product(exercise)] == [sum(p.numel() for p in model.transformer.parameters())]
    for part, module in (("attention", model.transformer.attention(0)), ("mlp", model.transformer.block(0).mlp)):
        one = on_sizes.parameters(say("?"), getattr(on_sizes, part)(families.of(model)))
        assert key(one) == [sum(p.numel() for p in module.parameters())]


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_parameters_of_a_recurrent_layer(kind: str) -> None:
    network = siblings.load(kind).network
    assert isinstance(network, Recurrent)
    exercise = on_sizes.parameters(say("?"), on_sizes.recurrent(network.cell.gates, 100, 60))
    torch_own = getattr(torch.nn, kind.upper())(100, 60)
    assert key(exercise) == [product(exercise)] == [sum(p.numel() for p in torch_own.parameters())]


def test_costs_from_print() -> None:
    gpt2, gpt3 = families.NAMES["GPT-2-small"], families.NAMES["GPT-3"]
    cache = on_sizes.cache([gpt2, gpt3], 2048, 3, 2)
    terms = [[int(read(cell)) for cell in line[1:]] for line in cache.given[0].rows]
    assert key(cache) == [2 * layers * min(2048, most) * width * 2 * 3 for layers, width, most in terms]
    assert key(cache) == [cost.cache(family, 2048, 3, "float16") for family in (gpt2, gpt3)]
    doubled = key(on_sizes.doubled("x", 512, gpt2.width, gpt2.hidden))
    parts = [cost.operations(gpt2, n) for n in (512, 1024)]
    assert doubled[:2] == [one.attention / 12 for one in parts]
    assert doubled[3:5] == [(one.projections + one.mlp) / 12 for one in parts]
    assert (doubled[2], doubled[5]) == (4.0, 2.0)
    assert key(on_sizes.crossing("x", gpt2.width, gpt2.hidden)) == [cost.crossing(gpt2, "operations")]
    trained = on_sizes.training(["a", "b", "c"], [1000, 340, 333], [999, 10**12, 5_000_000])
    found = [result.split(" × 10^") for _label, result in trained.answer]
    assert [float(m) * 10 ** int(power) for m, power in found] == pytest.approx([5.99e6, 2.04e15, 9.99e9])
    assert on_sizes.training(["a"], [1], [16_666_000]).answer[0][1] == "1.00 × 10^8", "9.9996 is rounded to ten"


@pytest.mark.parametrize("seed", SEEDS)
def test_two_writers_from_print(seed: int) -> None:
    left, right = (np.exp(-np.abs(numbers(seed + n, 5, 1.5))).tolist() for n in (0, 9))
    both = on_duel.perplexities(list("abcde"), left, right)
    for found, at in zip(key(both), (1, 2), strict=True):
        mean = r(sum(r(-math.log2(p), 3) for p in column(both, at)) / 5, 3)
        assert found == r(2**mean, 2)
    fair = on_duel.per_character(19, 76, 44.94, 22.2)
    assert key(fair) == [r(said(fair, "left") / 76, 2), r(said(fair, "right") / 76, 2)]
    luck = np.random.default_rng(seed).gumbel(size=5)
    drawn = ["abcde"[int((np.log(side) + luck).argmax())] for side in (left, right)]
    exercise = on_duel.drawn(list("abcde"), left, right, luck.tolist(), 0.8, (drawn[0], drawn[1]))
    if exercise:  # else rounding leaves two sums alike
        dice = column(exercise, 3)
        for at, (_name, word) in zip((1, 2), exercise.answer, strict=True):
            sums = [p + by for p, by in zip(column(exercise, at), dice, strict=True)]
            assert word == "abcde"[int(np.argmax(sums))]
    other = "a" if drawn[0] != "a" else "b"
    assert on_duel.drawn(list("abcde"), left, right, luck.tolist(), 0.8, (other, drawn[1])) is None
    copied = on_duel.copied([("order 2", seed), ("order 3", 160)], 400, 8)
    assert key(copied) == [393, *(r(100 * n / 393, 2) for n in column(copied))]


def test_new_kinds_by_hand() -> None:
    """Small enough to do in one's head."""
    assert key(on_recurrence.gate("lstm", "a", [1], [2.0], [-2.0])) == [0.5]
    assert key(on_recurrence.rnn("a", [1], [0.3], [-0.3])) == [0.0]
    assert key(on_recurrence.gru("a", [1], [0.8], [0.25], [0.4])) == [0.5]
    assert key(on_recurrence.lstm("a", [1], [1.0], [0.5], [0.5], [-1.0], [1.0])) == [0.0, 0.0]
    assert key(on_recurrence.faded(["RNN"], [0.5], 4)) == [0.0625]
    assert key(on_alignment.additive("a", [1.0], "b", [-1.0], [5.0])) == [0.0]
    assert key(on_alignment.searched(["a", "b"], [-2.0, -2.0], [4, 5])) == [-0.5, -0.4, 1.0]
    assert key(on_layers.masked("b", list("abc"), [0.0, 0.0, 9.0], [False, False, True])) == [0.5, 0.5, 0.0]
    assert key(on_layers.projected("a", 1, [1.0, 2.0], [0.5, -0.25], 1)) == [0.0]
    assert key(on_layers.summed(say("?"), ["a", "b"], [[1.0], [0.25]], [1])) == [1.25]
    four = on_layers.normalised("a", [1.0, 3.0, 1.0, 3.0], [2.0] * 4, [0.5] * 4)
    assert four
    assert key(four) == [2.0, 1.0, 2.5]
    assert key(on_layers.neuron("a", 1, [1.0], [-2.0], 0.5, "relu")) == [-1.5, 0.0]
    assert key(
        on_sizes.parameters(say("?"), [on_sizes.Part("a", "W", (2, 3), 4), on_sizes.Part("a", "b", (3,), 0)])
    ) == [24]
    assert key(on_duel.perplexities(["a"], [0.5], [0.25])) == [2.0, 4.0]


def test_merges_are_those_of_the_tokenizer() -> None:
    text = "low low lower newest newest newest widest widest"
    words = [(tuple(word), n) for word, n in Counter(text.split()).items()]
    exercise = first_merge(words)
    first = next(learn(text, 10**9, False))
    if exercise:  # else two pairs are equally frequent, and no answer is the only one
        assert exercise.answer[0][1] == str(first.count)
    tie = first_merge([(("a", "b"), 2), (("c", "d"), 2)])
    assert tie is None
    merges = [merge.pair for merge in learn(text * 3, 10**9, False)]
    for word in ("lowest", "newer", "wide", "slow", "x"):
        assert encode(word, merges).answer[0][1].split() == BPE(sorted(set(text) | set(word)), merges, False).merge(
            word
        )


def test_the_most_frequent_pair_is_counted_with_the_words() -> None:
    exercise = first_merge([(tuple("aab"), 2), (tuple("ab"), 3), (tuple("bc"), 4)])
    assert exercise
    counts: Counter[tuple[str, str]] = Counter()
    for pieces, n in ((line[0].split(), int(line[1])) for line in exercise.given[0].rows):
        for pair in pairwise(pieces):
            counts[pair] += n
    (pair, count), *_others = counts.most_common()
    assert exercise.answer == ((" + ".join(pair), str(count)),)


def test_counting_exercises() -> None:
    assert key(per_token("abcdefg", 3, "BPE")) == [2.33]
    assert bag("the dog bites the man".split()).answer == (("bites", "1"), ("dog", "1"), ("man", "1"), ("the", "2"))


def test_halves_go_away_from_zero_and_zero_has_no_sign() -> None:
    assert [shown(rounded(value)) for value in (0.125, -0.125, -0.001, 2)] == ["0.13", "−0.13", "0.00", "2.00"]
    assert read("−1,234.5") == Decimal("-1234.5")


def test_what_a_visitor_typed_stays_text_on_the_sheet() -> None:
    exercise = counted("<b>{x}</b> &", "<script>alert(1)</script>", 1, 3)
    made = sheet(
        "t", "en", "<i>", "http://x/?a=1&b=<", [exercise], {"key": "k", "answer": "a", "open": "o"}, sheets.tell
    )
    assert "<script>alert" not in made
    assert "<b>" not in made
    assert html.escape("“<b>{x}</b> &” stands 3 times") in made


def _made(address: str, seed: int, texts: list[str]) -> None:
    import streamlit as st

    from explorer.ui import sheets
    from explorer.ui.chapters import contents

    chapter = next(chapter for chapter in contents() if chapter.address == address)
    st.session_state["_chapter"], st.session_state["_made"] = address, []
    for text in texts:
        st.session_state["text"] = text
        st.session_state["_made"].append(sheets.sheet(chapter, seed))


def made(address: str, seed: int, *texts: str) -> list[str]:
    app = AppTest.from_function(_made, args=(address, seed, list(texts)), default_timeout=60).run()
    assert not app.exception
    return list(app.session_state["_made"])


def test_every_chapter_has_exercises() -> None:
    assert sheets.CHAPTERS.keys() == {chapter.address for chapter in contents()}


@pytest.mark.parametrize("address", sheets.CHAPTERS)
def test_every_chapter_makes_a_sheet_of_any_sentence(address: str) -> None:
    texts = ["", "king", "the queen beside the king lost", "🙂 <b>$x$</b> {token} %s", "a " * 300]
    for found in made(address, 3, *texts):
        count = found.count('class="answer"')
        assert 2 <= count <= 6
        assert found.count('class="room"') == count
        assert "<b>" not in found
        assert found.count('class="key"') == 1


def test_the_same_seed_makes_the_same_sheet_and_another_seed_another() -> None:
    first, again = made("attention", 4, "the queen beside the king lost", "the queen beside the king lost")
    (other,) = made("attention", 5, "the queen beside the king lost")
    assert first == again
    assert re.sub("Sheet 5|sheet=5", "", other) != re.sub("Sheet 4|sheet=4", "", first)


def test_the_sheet_is_about_the_visitors_sentence() -> None:
    (found,) = made("attention", 1, "the queen beside the king lost")
    assert "lost (7)" in found
    assert "anna" not in found
