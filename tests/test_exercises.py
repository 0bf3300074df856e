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
from streamlit.testing.v1 import AppTest

from explorer.exercises import Exercise, Said, read, rounded, shown
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
from explorer.sheet import sheet
from explorer.text.tokenizers import BPE, learn
from explorer.ui import sheets

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
