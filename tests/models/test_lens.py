"""The last column of the lens is the model's own answer, in every family that gives one."""

from pathlib import Path

import pytest
import torch

from explorer.models import library
from explorer.models.lens import Lens, lens
from tests.models.test_pretrained import MODELS, TEXT, make

STORY = "anna had a ball . the ball was red . what colour was the ball ? the ball was"


def test_it_ends_with_the_models_prediction_and_begins_with_its_embedding() -> None:
    run = library.run(STORY)
    seen = lens(run, 19)
    assert seen
    assert len(seen.guesses[0]) == 3
    for row, guesses in enumerate(seen.guesses):
        assert list(guesses[-1]) == run.next_words(5, seen.first + row)
    transformer = run.model.transformer
    first = transformer.logits(transformer.norm(run.trace.embedded + run.trace.positions))
    assert seen.words[0] == library.likeliest(run.model, first[19], 1)[0][0]
    assert seen.words[-1] == "red"


@pytest.mark.parametrize("family", MODELS)
def test_each_family(family: str, tmp_path: Path) -> None:
    make(family, tmp_path)
    run = library.run(TEXT, f"hf:{tmp_path}")
    seen = lens(run, 2)
    if family == "bert-without-head":
        assert seen is None
        assert not run.model.predicts
        return
    assert seen
    out, tokens = (run.written.trace.out, run.written.tokens) if run.written else (run.trace.out, run.tokens)
    assert seen.tokens == tokens[seen.first : seen.first + len(seen.tokens)]
    for row, guesses in enumerate(seen.guesses):
        shares = out[seen.first + row].softmax(-1)
        assert guesses[-1][0][1] == pytest.approx(float(shares.max()), abs=1e-6)
        assert torch.allclose(torch.tensor([share for _, share in guesses[-1]]), shares.topk(5).values, atol=1e-6)


@pytest.mark.parametrize("token", range(20))
def test_the_window_holds_the_chosen_token(token: int) -> None:
    run = library.run(STORY)
    seen = lens(run, token, rows=6)
    assert seen
    assert len(seen.tokens) == 6
    assert seen.first + seen.chosen == token
    assert seen.tokens[seen.chosen] == run.tokens[token]


@pytest.mark.parametrize(
    ("words", "stage"), [("abc", 2), ("acc", 1), ("ccc", 0), ("cac", 2), ("cca", 2)], ids=lambda value: str(value)
)
def test_a_word_has_settled_only_where_it_stays(words: str, stage: int) -> None:
    seen = Lens(("x",), 0, 0, (tuple(((word, 0.5),) for word in words),))
    assert seen.settled == stage
