import random
import time
from collections.abc import Sequence

import numpy as np
import pytest
from nltk.lm import KneserNeyInterpolated, Laplace, Lidstone, StupidBackoff
from nltk.util import everygrams

from explorer.text import copying, corpora, ngrams, smoothing
from explorer.text.tokenizers import UNKNOWN


def ring(letters: str, order: int) -> list[str]:
    """A text whose first words stand at its end again: every n-gram but the longest has something before it."""
    tokens = letters.split()
    return tokens + tokens[: order - 1]


def fitted(model: object, tokens: Sequence[str], order: int) -> object:
    model.fit([list(everygrams(tokens, max_len=order))], tokens)
    return model


TEXT = ring("a b a c a b d a b a b c c a d b d d a c b a a b e a e b c a", 4)
CONTEXTS = [
    (),
    ("a",),
    ("e",),
    ("a", "b"),
    ("d", "c"),
    ("zz", "a"),
    ("a", "zz"),
    ("b", "a", "b"),
    ("c", "c", "c"),
    ("x", "y", "z"),
]
WORDS = ["a", "b", "c", "d", "e", "never"]


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("discount", [0.1, 0.75])
def test_kneser_ney_is_nltks(order: int, discount: float) -> None:
    text = TEXT[: len(TEXT) - 4 + order]
    theirs = fitted(KneserNeyInterpolated(order, discount), text, order)
    model = ngrams.count(text, order)
    for context in CONTEXTS:
        ours = smoothing.kneser_ney(model.after(context, order, varied=True), model.size, discount)
        for word in WORDS:
            assert ours[model.encode([word])[0]] == pytest.approx(theirs.score(word, context), abs=1e-9)


@pytest.mark.parametrize("k", [1.0, 0.1])
def test_add_k_is_nltks_laplace_and_lidstone(k: float) -> None:
    theirs = fitted(Laplace(3) if k == 1 else Lidstone(k, 3), TEXT, 3)
    model = ngrams.count(TEXT, 3)
    for context in (context for context in CONTEXTS if len(context) < 3):
        ours = smoothing.distribution(model, context, 3, "add-k", k)
        for word in WORDS:
            assert ours[model.encode([word])[0]] == pytest.approx(theirs.score(word, context), abs=1e-9)


def test_stupid_backoff_is_nltks_and_no_probability() -> None:
    theirs = fitted(StupidBackoff(order=4), TEXT, 4)
    model = ngrams.count(TEXT, 4)
    for context in CONTEXTS:
        ours = smoothing.distribution(model, context, 4, "stupid-backoff")
        for word in WORDS:
            assert ours[model.encode([word])[0]] == pytest.approx(theirs.score(word, context), abs=1e-9)
    assert smoothing.distribution(model, ["a", "b"], 3, "stupid-backoff").sum() > 1.02


@pytest.mark.parametrize("order", range(1, 7))
@pytest.mark.parametrize("name", ["add-k", "kneser-ney"])
@pytest.mark.parametrize(
    "context", [[], ["once"], ["once", "there", "was", "a"], ["the", "zebra"], ["a", "a", "a", "a", "a", "a"]]
)
def test_probabilities_over_the_vocabulary_sum_to_one(order: int, name: str, context: list[str]) -> None:
    model = ngrams.count(ngrams.words(corpora.stories(20)), 6)
    shares = smoothing.distribution(model, context, order, name, 0.1)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares.min() > 0


def test_an_opening_that_never_returns_does_not_break_the_sum() -> None:
    text = "once upon a time a time a time".split()  # nothing stands before "once"
    model = ngrams.count(text, 3)
    for context in ([], ["once"], ["once", "upon"], ["a"]):
        shares = smoothing.kneser_ney(model.after(context, 3, varied=True), model.size, 0.1)
        assert shares.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("order", [1, 2, 4])
@pytest.mark.parametrize("name", ["add-k", "kneser-ney"])
def test_along_a_text_the_same_probabilities_as_one_by_one(order: int, name: str) -> None:
    model = ngrams.count(TEXT, 5)
    text = "b a zz d a b a c c b".split()
    together = smoothing.along(model, text, order, name)
    for i in range(order - 1, len(text)):
        alone = smoothing.distribution(model, text[:i], order, name)
        assert together[i] == pytest.approx(alone[model.encode([text[i]])[0]], abs=1e-12)


def test_counts_are_those_of_a_dictionary() -> None:
    rng = random.Random(0)
    text = [rng.choice("abcde") for _ in range(500)]
    model = ngrams.count(text, 4)
    for _ in range(200):
        context = [rng.choice("abcdef") for _ in range(rng.randrange(4))]
        seen = model.after(context, 4)
        found = {model.vocabulary[i]: int(n) for i, n in zip(seen[-1].at, seen[-1].counts, strict=True)}
        size = len(context)
        places = [i for i in range(size, len(text)) if text[i - size : i] == context]
        assert found == {word: sum(text[i] == word for i in places) for word in {text[i] for i in places}}


def test_the_estimated_discount() -> None:
    level = ngrams.count("a b a b c d e e".split(), 1).levels[0]  # once: c, d; twice: a, b, e
    assert level.discounts[0] == pytest.approx(2 / (2 + 2 * 3))


@pytest.mark.parametrize("text", ["", "a", "a b", "the the the the", "\x00", "?!"])
def test_a_text_that_is_hardly_one(text: str) -> None:
    model = ngrams.count(ngrams.words(text), 6)
    for name in smoothing.NAMES[1:]:
        shares = smoothing.distribution(model, ["the", "a", "b", "the", "the", "the"], 6, name)
        assert np.isfinite(shares).all()
    assert len(smoothing.along(model, ["a", "the"], 6)) == 2


def test_words() -> None:
    assert ngrams.words("Know’t? I'll—go_on, 'tis 'so'…") == [
        "know't",
        "?",
        "i'll",
        "—",
        "go",
        "_",
        "on",
        ",",
        "'",
        "tis",
        "'",
        "so",
        "'",
        "…",
    ]
    assert UNKNOWN not in ngrams.words("<unk>")


def test_fit_and_distribution_are_fast() -> None:
    """A smoke alarm with room for a busy machine: explorer bench measures."""
    text = ngrams.words(corpora.stories(1000))
    start = time.process_time()
    model = ngrams.count(text, 5)
    assert time.process_time() - start < 1.5
    smoothing.distribution(model, ["once", "there", "was"], 5)
    start = time.process_time()
    for _ in range(100):
        smoothing.distribution(model, ["once", "there", "was"], 5)
    assert (time.process_time() - start) / 100 < 0.003


def naive(written: Sequence[str], text: Sequence[str]) -> list[int]:
    spaced = " " + " ".join(text) + " "
    return [
        max(
            (n for n in range(1, len(written) - i + 1) if " " + " ".join(written[i : i + n]) + " " in spaced), default=0
        )
        for i in range(len(written))
    ]


def test_copied_runs_are_those_of_a_search() -> None:
    rng = random.Random(1)
    text = [rng.choice("abcd") for _ in range(400)]
    written = [rng.choice("abcdz") for _ in range(60)] + text[100:120] + ["z", *text[-5:]]
    model = ngrams.count(text, 2)
    assert copying.runs(written, model)[0].tolist() == naive(written, text)
    assert copying.runs(written, model, 90)[0].tolist() == naive(written, text[:90])


def test_the_plagiarism_meter() -> None:
    text = [f"w{i}" for i in range(100)]
    model = ngrams.count(text, 2)
    meter = copying.meter([*text[10:22], "new", *text[50:53]], model)
    assert meter.longest == 12
    assert meter.share == pytest.approx(5 / 9)  # 16 words hold 9 windows, 5 of them in the copied run
    assert [(run.start, run.length, run.source) for run in meter.copied] == [(0, 12, 10)]
    assert copying.meter(["w1", "new"] * 10, model).copied == ()
    assert copying.meter(["w1"], model).share == 0


def test_a_periodic_text_does_not_take_for_ever() -> None:
    model = ngrams.count(["the", "cat"] * 100_000, 2)
    start = time.process_time()
    assert copying.runs(["the", "cat"] * 200, model)[0].tolist() == list(range(400, 0, -1))
    assert time.process_time() - start < 3
