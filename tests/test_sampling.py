"""Referee: Hugging Face's logits processors on the same logits."""

import math

import pytest
import torch
from torch import Tensor
from transformers.generation import logits_process as theirs

from explorer.sampling import Controls, entropy, penalise, shape

GENERATOR = torch.Generator().manual_seed(0)
LOGITS = torch.randn(6, 50, generator=GENERATOR) * 3
SEEN = [3, 7, 7, 12]
ALL = [
    Controls(),
    Controls(temperature=0.6),
    Controls(temperature=1e-4),
    Controls(top_k=1),
    Controls(top_k=7),
    Controls(top_p=0.01),
    Controls(top_p=0.9),
    Controls(min_p=0.1),
    Controls(min_p=1.0),
    Controls(penalty=1.3),
    Controls(1.4, 20, 0.8, 0.05, 1.2),
    Controls(0.7, 5, 0.95, 0.2, 0.8),
]


def hugging_face(logits: Tensor, controls: Controls) -> Tensor:
    ids, scores = torch.tensor([SEEN]), logits[None].clone()
    for process in (
        theirs.RepetitionPenaltyLogitsProcessor(controls.penalty),
        theirs.TemperatureLogitsWarper(controls.temperature),
        theirs.TopKLogitsWarper(controls.top_k or len(logits)),
        theirs.TopPLogitsWarper(controls.top_p),
        theirs.MinPLogitsWarper(controls.min_p),
    ):
        scores = process(ids, scores)
    return scores[0].softmax(-1)


@pytest.mark.parametrize("controls", ALL, ids=str)
@pytest.mark.parametrize("row", range(len(LOGITS)))
def test_hugging_face_shapes_the_same_distribution(row: int, controls: Controls) -> None:
    shaped = shape(LOGITS[row], controls, SEEN)
    expected = hugging_face(LOGITS[row], controls)
    assert torch.equal(shaped.probabilities > 0, expected > 0)
    assert torch.allclose(shaped.probabilities, expected, atol=1e-7)


@pytest.mark.parametrize("controls", [*ALL, Controls(temperature=0.0)], ids=str)
def test_what_remains_sums_to_one(controls: Controls) -> None:
    shaped = shape(LOGITS[0], controls, SEEN)
    assert float(shaped.probabilities.sum()) == pytest.approx(1.0, abs=1e-6)
    assert shaped.words >= 1


def test_towards_temperature_zero_the_likeliest_gets_all() -> None:
    greedy = shape(LOGITS[1], Controls(temperature=0.0)).probabilities
    assert int(greedy.argmax()) == int(LOGITS[1].argmax())
    assert float(greedy.max()) == 1.0
    assert torch.allclose(shape(LOGITS[1], Controls(temperature=1e-3)).probabilities, greedy)
    assert not torch.allclose(shape(LOGITS[1], Controls(temperature=1.0)).probabilities, greedy, atol=0.01)


def test_the_greedy_choice_obeys_the_penalty() -> None:
    logits = torch.tensor([2.0, 1.9, -1.0])
    assert shape(logits, Controls(temperature=0.0, penalty=2.0), [0]).probabilities.tolist() == [0.0, 1.0, 0.0]


def test_each_cut_shows_what_it_removed_and_no_other_did() -> None:
    probabilities = torch.tensor([0.4, 0.3, 0.15, 0.1, 0.05])
    shaped = shape(probabilities.log(), Controls(top_k=4, top_p=0.8, min_p=0.5))
    k, p, m = shaped.cuts
    assert [cut.name for cut in shaped.cuts] == ["top_k", "top_p", "min_p"]
    assert k.removed.tolist() == [False, False, False, False, True]
    assert k.share == pytest.approx(0.05)
    assert p.removed.tolist() == [False, False, False, True, False]
    assert p.share == pytest.approx(0.1 / 0.95)
    assert m.removed.tolist() == [False, False, True, False, False]
    assert m.share == pytest.approx(0.15 / 0.85)
    assert shaped.probabilities.tolist() == pytest.approx([4 / 7, 3 / 7, 0, 0, 0])
    assert torch.allclose(shaped.before, probabilities)


def test_equal_words_are_not_told_apart_by_top_k() -> None:
    assert shape(torch.tensor([1.0, 1.0, 0.0]), Controls(top_k=1)).words == 2


def test_entropy_is_in_bits() -> None:
    assert float(entropy(torch.full((8,), 1 / 8))) == pytest.approx(3.0)
    assert float(entropy(torch.tensor([1.0, 0.0]))) == 0.0
    skewed = torch.tensor([0.9, 0.1])
    assert float(entropy(skewed)) == pytest.approx(-0.9 * math.log2(0.9) - 0.1 * math.log2(0.1))


def test_a_penalty_makes_every_seen_word_less_likely() -> None:
    logits = torch.tensor([2.0, -2.0, 0.5])
    assert penalise(logits, [0, 1, 0], 2.0).tolist() == [1.0, -4.0, 0.5]
    assert logits.tolist() == [2.0, -2.0, 0.5]


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": -1.0},
        {"top_k": -1},
        {"top_p": 1.1},
        {"min_p": -0.1},
        {"penalty": 0.0},
        {"temperature": math.nan},
    ],
)
def test_a_value_without_meaning_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Controls(**wrong)  # type: ignore[arg-type]


def test_ids_that_are_no_words_are_refused() -> None:
    with pytest.raises(ValueError, match="ids from 0 to 3"):
        shape(torch.zeros(3), Controls(penalty=2.0), [0, 3])
