"""Word vectors: one for each word, whatever the sentence (Mikolov et al. 2013)."""

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from explorer import ASSETS
from explorer.models.library import ModelError

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Neighbour:
    word: str
    cosine: float
    distance: float  # Euclidean, between the vectors as they were trained
    asked: bool = False  # one of the question's own words


@dataclass(frozen=True, eq=False)
class Vectors:
    words: tuple[str, ...]  # the most frequent first
    matrix: Array  # word x dimension, as trained
    card: dict[str, Any]

    @cached_property
    def ids(self) -> dict[str, int]:
        return {word: index for index, word in enumerate(self.words)}

    @cached_property
    def directions(self) -> Array:
        """Each row brought to length 1."""
        return self.matrix / np.maximum(np.linalg.norm(self.matrix, axis=1, keepdims=True), 1e-9)

    def __getitem__(self, word: str) -> Array:
        """The vector of a word. Raises KeyError for a word that is not among them."""
        return self.matrix[self.ids[word]]

    def cosines(self, vector: Array) -> Array:
        """Between this vector and that of each word."""
        return self.directions @ (vector / max(float(np.linalg.norm(vector)), 1e-9))

    def nearest(
        self, vector: Array, count: int = 10, asked: Sequence[str] = (), euclid: bool = False
    ) -> list[Neighbour]:
        """The words whose vectors point the same way, or with `euclid` lie closest; `asked` words are marked."""
        cosines = self.cosines(vector)
        distances = np.linalg.norm(self.matrix - vector, axis=1)
        order = np.argsort(distances if euclid else -cosines, kind="stable")[:count]
        return [Neighbour(self.words[i], float(cosines[i]), float(distances[i]), self.words[i] in asked) for i in order]

    def analogy(self, a: str, b: str, c: str) -> Array:
        """a - b + c with each vector brought to length 1, as gensim and the original word2vec do (3CosAdd)."""
        ids = self.ids
        return self.directions[ids[a]] - self.directions[ids[b]] + self.directions[ids[c]]


def score(vectors: Vectors, questions: dict[str, list[tuple[str, str, str, str]]]) -> dict[str, tuple[int, int]]:
    """For each section how many questions a : b = c : d were answered right, and how many could be asked.

    The nearest word to b - a + c counts, the question's own words left out.
    """
    result = {}
    for section, rows in questions.items():
        known = np.array(
            [[vectors.ids[word] for word in row] for row in rows if all(word in vectors.ids for word in row)]
        )
        right = 0
        for start in range(0, len(known), 256):
            a, b, c, d = known[start : start + 256].T
            wanted = vectors.directions[b] - vectors.directions[a] + vectors.directions[c]
            likeness = wanted @ vectors.directions.T
            each = np.arange(len(a))
            for asked in (a, b, c):
                likeness[each, asked] = -np.inf
            right += int((likeness.argmax(1) == d).sum())
        result[section] = (right, len(known))
    return result


def quantise(matrix: Array) -> tuple[NDArray[np.int8], Array]:
    """Each row as whole numbers from -127 to 127 and one scale."""
    scale = np.abs(matrix).max(1, keepdims=True) / 127
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


@lru_cache
def load() -> Vectors:
    """Raises ModelError where the files are missing or broken."""
    file = ASSETS / "weights" / "vectors.safetensors"
    try:
        card = json.loads(file.with_suffix(".json").read_text("utf-8"))
        stored = load_file(file)
        return Vectors(tuple(card.pop("words")), stored["vectors"] * stored["scale"], card)
    except FileNotFoundError as error:
        raise ModelError("The word vectors are not installed: {file} is missing.", file=file.name) from error
    except (SafetensorError, ValueError, KeyError) as error:
        raise ModelError("The files of the word vectors are damaged; install Explorer again.") from error


@dataclass(frozen=True, eq=False)
class Plane:
    """Points in the few directions that show them best (Pearson 1901)."""

    points: Array  # point x direction
    share: tuple[float, ...]  # of the points' variance that each direction holds


def principal(matrix: Array, directions: int) -> Plane:
    """Principal components of the rows. Signs are fixed so that the largest weight of a direction is positive."""
    centred = matrix - matrix.mean(0)
    _, singular, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:directions]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]
    variance = singular**2
    total = float(variance.sum()) or 1.0
    return Plane(centred @ axes.T, tuple(float(v) / total for v in variance[: len(axes)]))


def among(vectors: Vectors, words: Sequence[str], count: int = 3) -> list[list[tuple[str, float]]]:
    """For each word those of the other `words` that point most its way, with their cosines, the nearest first.

    Raises KeyError for a word that is not in the table.
    """
    rows = vectors.directions[[vectors.ids[word] for word in words]]
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -np.inf)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, : min(count, len(words) - 1)]
    return [[(words[j], float(cosines[i, j])) for j in row] for i, row in enumerate(order)]


@dataclass(frozen=True, eq=False)
class Answer:
    """a - b + c, and what lies nearest to it."""

    with_own: tuple[Neighbour, ...]  # all words
    without_own: tuple[Neighbour, ...]  # the question's own three left out, as analogies are usually told
    plane: Plane  # a, b, c, the sum, and the best other word, in this order


def answer(vectors: Vectors, a: str, b: str, c: str, count: int = 10) -> Answer:
    target = vectors.analogy(a, b, c)
    found = vectors.nearest(target, count + 3, asked=(a, b, c))
    others = tuple(neighbour for neighbour in found if not neighbour.asked)[:count]
    corners = [vectors.directions[vectors.ids[word]] for word in (a, b, c)]
    best = vectors.directions[vectors.ids[others[0].word]]
    return Answer(tuple(found[:count]), others, principal(np.stack([*corners, target, best]), 2))


def along(vectors: Vectors, start: str, end: str, words: Sequence[str]) -> tuple[list[str], list[float]]:
    """Words by their place on the line from `start` (0) to `end` (1), the last first."""
    origin, axis = vectors[start], vectors[end] - vectors[start]
    length = float(axis @ axis) or 1.0
    places = {word: float((vectors[word] - origin) @ axis) / length for word in words}
    order = sorted(places, key=lambda word: -places[word])
    return order, [places[word] for word in order]


def lookup(vectors: Vectors, words: Sequence[str], dimensions: int) -> tuple[Array, Array]:
    """One-hot rows of these words among themselves, and the first dimensions of their vectors."""
    return np.eye(len(words), dtype=np.float32), np.stack([vectors[word][:dimensions] for word in words])


# Some that are known to work and some that are known to fail, on this and other tables: a - b + c should be d.
SHELF = (
    "king man woman queen",
    "uncle man woman aunt",
    "walked walk sing sang",
    "better good bad worse",
    "bigger big small smaller",
    "cats cat dog dogs",
    "berlin germany japan tokyo",
    "french france spain spanish",
    "went go come came",
    "paris france italy rome",
    "hot cold small big",
    "tuesday monday friday saturday",
    "palace king farmer farm",
    "doctor man woman doctor",
)


@dataclass(frozen=True)
class Question:
    a: str
    b: str
    c: str
    expected: str
    found: str
    cosine: float
    place: int  # of the expected word among all but the question's own, from 1
    right: bool


def shelf(vectors: Vectors, questions: Sequence[tuple[str, str, str, str]]) -> list[Question]:
    """Questions with a word that is not in the table are left out."""
    results = []
    for a, b, c, expected in questions:
        if not {a, b, c, expected} <= vectors.ids.keys():
            continue
        cosines = vectors.cosines(vectors.analogy(a, b, c))
        order = np.argsort(-cosines, kind="stable")
        order = order[~np.isin(order, [vectors.ids[word] for word in {a, b, c} - {expected}])]
        place = int(np.flatnonzero(order == vectors.ids[expected])[0]) + 1
        found = int(order[0])
        results.append(Question(a, b, c, expected, vectors.words[found], float(cosines[found]), place, place == 1))
    return results


def scores(vectors: Vectors) -> tuple[list[str], list[float], int, float]:
    """From the card: sections by their share of right answers, the number of questions, the share over all."""
    lessons: dict[str, float] = vectors.card["lessons"]
    questions: dict[str, int] = vectors.card["questions"]
    order = sorted(lessons, key=lambda section: -lessons[section])
    return (
        order,
        [lessons[section] for section in order],
        sum(questions.values()),
        vectors.card["overall"]["as_shipped"],
    )


def near(vectors: Vectors, word: str, count: int = 3) -> list[str]:
    """Words of the table that are spelt like `word`."""
    return difflib.get_close_matches(word[:40], vectors.words, count, cutoff=0.7)
