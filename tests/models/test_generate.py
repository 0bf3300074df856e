import pytest
import torch

from explorer.models.generate import generate
from explorer.models.transformer import Sizes, Transformer

MODEL = Transformer(Sizes(vocabulary=23, context=24, width=8, heads=2, layers=2, hidden=16)).initialise(0).eval()


def test_prompt_and_cache_give_the_full_forwards_logits() -> None:
    ids = [3, 1, 4]
    for step in generate(MODEL, ids, tokens=12, seed=5):
        expected = MODEL(torch.tensor(ids)).out[-1]
        assert torch.allclose(step.logits, expected, atol=1e-5)
        assert torch.allclose(step.probabilities, expected.softmax(-1), atol=1e-6)
        ids.append(step.id)


def test_temperature_zero_takes_the_likeliest() -> None:
    ids = [3, 1]
    for step in generate(MODEL, ids, tokens=8, temperature=0.0):
        assert step.id == int(step.logits.argmax())


def test_the_same_seed_writes_the_same_text_and_another_a_different_one() -> None:
    def text(seed: int) -> list[int]:
        return [step.id for step in generate(MODEL, [1], tokens=15, seed=seed)]

    assert text(4) == text(4)
    assert text(4) != text(5)


def test_it_stops_where_the_context_is_full() -> None:
    assert len(list(generate(MODEL, [1] * 20, tokens=50))) == 5  # the last one needs no place


def test_it_needs_something_to_go_on_from() -> None:
    with pytest.raises(ValueError, match="at least one token"):
        next(generate(MODEL, [], tokens=1))
