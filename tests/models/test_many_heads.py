"""Heads added up, compared and taken out."""

import copy

import pytest
import torch

from explorer.models import library, many_heads, silence
from explorer.models.library import Run

TEXT = "anna had a ball . the ball was red . what colour was the ball ? the ball was"
RUN = library.run(TEXT)
MINILM = "hf:all-MiniLM-L6-v2"


@pytest.mark.parametrize("name", ["microworld", MINILM])
@pytest.mark.parametrize("most", [1, 3, 20])
def test_the_parts_of_the_heads_add_up_to_the_layers_result(name: str, most: int) -> None:
    run = library.run(TEXT, name)
    added = many_heads.together(run, 2, 5, most)
    assert torch.allclose(added.parts.sum(0), run.trace.blocks[1].attention.out[5], atol=1e-5)
    assert added.error < 1e-5
    assert len(added.heads) + added.others == run.model.transformer.sizes.heads
    assert list(added.sizes[: len(added.heads)]) == sorted(added.sizes[: len(added.heads)], reverse=True)


def test_masks_allow_what_they_should() -> None:
    decoder, encoder, both = many_heads.masks(4)
    assert decoder.tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    assert encoder.all()
    assert both.tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    assert many_heads.allowed(4) == {"decoder": 10, "encoder": 16, "both": 11}


def test_two_heads_overlap_fully_with_themselves_only() -> None:
    assert many_heads.pair(RUN, (2, 1), (2, 1)).numbers == (1,)
    assert torch.allclose(many_heads.pair(RUN, (2, 1), (2, 1)).overlap, torch.ones(len(RUN.tokens)), atol=1e-5)
    other = many_heads.pair(RUN, (2, 1), (1, 1))
    assert other.numbers == (1, 2)
    assert float(other.overlap[-1]) < 0.9


def test_without_the_sink_rows_still_sum_to_one() -> None:
    weights = many_heads.pair(RUN, (2, 1), (1, 1), leave_out=True).weights
    assert torch.allclose(weights.sum(-1), torch.ones(2, len(RUN.tokens)), atol=1e-5)
    assert weights[:, 1:, 0].abs().max() == 0
    assert weights[0, -1].argmax() == RUN.tokens.index("red")


def without_rows(run: Run, layer: int, heads: list[int]) -> torch.Tensor:
    """The referee: a copy of the model in which these heads' part of W_O is zero."""
    model = copy.deepcopy(run.model.transformer)
    d = run.model.transformer.sizes.inner
    with torch.no_grad():
        for head in heads:
            model.attention(layer - 1).output.weight[:, (head - 1) * d : head * d] = 0
        return model(torch.tensor(run.encoding.ids)).blocks[-1].out


@pytest.mark.parametrize("name", ["microworld", MINILM])
@pytest.mark.parametrize("heads", [[1], [1, 2, 3, 4]])
@pytest.mark.parametrize("layer", [1, 2])
def test_a_silent_head_is_a_head_without_its_rows_of_the_output_matrix(name: str, heads: list[int], layer: int) -> None:
    run = library.run(TEXT, name)
    trace = silence.without(run, frozenset((layer, head) for head in heads), "silent")
    assert torch.allclose(trace.blocks[-1].out, without_rows(run, layer, heads), atol=1e-4)
    assert not torch.allclose(trace.blocks[-1].out, run.trace.blocks[-1].out, atol=1e-2)


def test_a_head_made_even_looks_at_all_earlier_tokens_alike() -> None:
    trace = silence.without(RUN, frozenset({(2, 1)}), "even")
    weights = trace.blocks[1].attention.weights[0]
    assert torch.allclose(weights[5, :6], torch.full((6,), 1 / 6))
    assert weights[5, 6:].abs().max() == 0
    assert torch.equal(trace.blocks[1].attention.weights[1], RUN.trace.blocks[1].attention.weights[1])


def test_the_head_that_recalls_the_colour_matters_and_another_does_not() -> None:
    found = RUN.model.card.heads["recall_colour"]
    best = silence.effect(RUN, frozenset({(found["layer"], found["head"])}), "silent", -1)
    assert best.words[0] == "red"
    assert best.before[0] > 0.8
    assert best.after[0] < 0.4
    assert best.shift > 0.5
    other = silence.effect(RUN, frozenset({(2, 4)}), "silent", -1)
    assert other.shift < best.shift


def test_nothing_taken_out_changes_nothing() -> None:
    effect = silence.effect(RUN, frozenset(), "silent", 3)
    assert effect.shift == 0
    assert torch.equal(effect.before, effect.after)
    assert float(effect.cosines.min()) > 0.9999


def test_a_model_without_words_answers_in_cosines() -> None:
    effect = silence.effect(library.run("the queen lost her crown", MINILM), frozenset({(1, 1)}), "silent", 2)
    assert effect.words == ()
    assert len(effect.cosines) == 7
    assert 0 < float(effect.cosines.min()) < 0.99999


def test_the_looked_at_word_is_the_one_a_head_looks_at_most() -> None:
    found = many_heads.lookers(RUN, 2, RUN.last)
    weights = RUN.trace.blocks[1].attention.weights[:, RUN.last]
    assert found.target > 0
    assert float(weights[:, found.target].max()) == float(weights[:, 1:].max())
    assert len(found.shares) == 4
    assert [head for head, _ in found.shares] == sorted(head for head, _ in found.shares)
    assert all(share == float(weights[head - 1, found.target]) for head, share in found.shares)


def test_where_only_the_first_token_can_be_read_it_is_the_target() -> None:
    assert many_heads.lookers(library.run("king"), 1, 0).target == 0
