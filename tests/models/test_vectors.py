"""The word vectors, with gensim and scikit-learn as referees."""

import json

import numpy as np
import pytest
from gensim.models import KeyedVectors
from sklearn.decomposition import PCA

from explorer import ASSETS
from explorer.errors import VisitorError
from explorer.models import contexts, vectors
from explorer.recipes import vectors as recipe

TABLE = vectors.load()


@pytest.fixture(scope="module")
def gensim() -> KeyedVectors:
    keyed = KeyedVectors(TABLE.matrix.shape[1])
    keyed.add_vectors(list(TABLE.words), TABLE.matrix)
    return keyed


@pytest.mark.parametrize(
    ("a", "b", "c"), [("king", "man", "woman"), ("walked", "walk", "sing"), ("paris", "france", "italy")]
)
def test_arithmetic_equals_gensims(gensim: KeyedVectors, a: str, b: str, c: str) -> None:
    expected = gensim.most_similar(positive=[a, c], negative=[b], topn=10)
    found = vectors.answer(TABLE, a, b, c).without_own
    assert [neighbour.word for neighbour in found] == [word for word, _ in expected]
    assert np.allclose([neighbour.cosine for neighbour in found], [cosine for _, cosine in expected], atol=1e-5)


def test_neighbours_equal_gensims(gensim: KeyedVectors) -> None:
    found = TABLE.nearest(TABLE["music"], 11)[1:]
    assert [neighbour.word for neighbour in found] == [word for word, _ in gensim.most_similar("music", topn=10)]


def test_the_nearest_among_a_few_words_are_gensims(gensim: KeyedVectors) -> None:
    words = "king queen dog cat paris rome".split()
    for word, found in zip(words, vectors.among(TABLE, words), strict=True):
        others = sorted((other for other in words if other != word), key=lambda other: -gensim.similarity(word, other))
        assert [other for other, _ in found] == others[:3]
        assert [cosine for _, cosine in found] == pytest.approx(
            [gensim.similarity(word, o) for o in others[:3]], abs=1e-5
        )
    assert vectors.among(TABLE, ["king", "dog"])[0] == [
        ("dog", pytest.approx(gensim.similarity("king", "dog"), abs=1e-5))
    ]


def test_euclidean_neighbours_are_sorted_by_their_distance() -> None:
    distances = [neighbour.distance for neighbour in TABLE.nearest(TABLE["music"], 10, euclid=True)]
    assert distances == sorted(distances)
    assert distances[0] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("directions", [2, 3])
def test_principal_components_equal_scikit_learns(directions: int) -> None:
    rows = TABLE.directions[:40]
    ours, theirs = vectors.principal(rows, directions), PCA(directions).fit(rows)
    expected = theirs.transform(rows)
    assert np.allclose(np.abs(ours.points), np.abs(expected), atol=1e-4)
    assert np.allclose(ours.share, theirs.explained_variance_ratio_, atol=1e-4)


def test_the_card_says_what_is_measured_again() -> None:
    scored = vectors.score(TABLE, recipe.questions())
    right, asked = (sum(numbers) for numbers in zip(*scored.values(), strict=True))
    assert right / asked == pytest.approx(TABLE.card["overall"]["as_shipped"], abs=1e-3)
    assert right / asked >= 0.70
    assert TABLE.card["overall"]["before_rounding"] - right / asked < 0.005


def test_famous_analogies_work_and_famous_failures_fail() -> None:
    results = {(r.a, r.b, r.c): r for r in vectors.shelf(TABLE, [tuple(q.split()) for q in vectors.SHELF])}  # type: ignore[misc]
    for question in (("king", "man", "woman"), ("walked", "walk", "sing"), ("uncle", "man", "woman")):
        assert results[question].right
    assert not results["paris", "france", "italy"].right
    assert len(results) == len(vectors.SHELF)


def test_the_table_is_small() -> None:
    assert len(TABLE.words) == 10_000
    assert (ASSETS / "weights" / "vectors.safetensors").stat().st_size < 1_100_000
    assert {"data", "seed", "steps", "seconds", "parameters", "loss", "lessons"} <= set(
        json.loads((ASSETS / "weights" / "vectors.json").read_text("utf-8"))
    )


def test_looking_up_is_multiplying_by_a_one_hot_row() -> None:
    one_hot, rows = vectors.lookup(TABLE, ["king", "dog"], 5)
    assert np.allclose((one_hot @ rows)[1], TABLE["dog"][:5])


def test_an_axis_runs_from_its_start_to_its_end() -> None:
    order, places = vectors.along(TABLE, "cold", "hot", ["cold", "hot", "ice"])
    assert dict(zip(order, places, strict=True))["cold"] == pytest.approx(0, abs=1e-5)
    assert dict(zip(order, places, strict=True))["hot"] == pytest.approx(1, abs=1e-5)


def test_rounding_to_a_byte_keeps_the_direction() -> None:
    whole, scale = vectors.quantise(TABLE.matrix[:50])
    assert whole.dtype == np.int8
    assert np.allclose(whole * scale, TABLE.matrix[:50], atol=float(scale.max()))


def test_a_word_begins_the_same_and_ends_different_in_two_sentences() -> None:
    found = contexts.compare("the queen beside the king lost", "the king beside the queen lost", "lost")
    assert float(found.cosines[0]) == pytest.approx(1, abs=1e-5)
    assert found.cosines[-1] < 0.95
    assert found.next_words == ("her", "his")


def test_a_word_that_is_missing_is_named() -> None:
    with pytest.raises(VisitorError, match="“dragon” does not stand in “the king”"):
        contexts.compare("the king", "the queen", "dragon")
