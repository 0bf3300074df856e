"""The road's sums are exact, the norms are PyTorch's, and what is said of the neurons is counted."""

import dataclasses
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from explorer.models import blocks, library
from explorer.models.library import Run
from explorer.models.transformer import Sizes, Transformer
from tests.models.test_pretrained import MODELS, TEXT, make

RUN = library.run("anna had a ball . the ball was red . what colour was the ball ? the ball was")


def places(run: Run) -> list[tuple[int, int]]:
    return [(layer, token) for layer in range(1, len(run.trace.blocks) + 1) for token in (0, len(run.tokens) - 1)]


def check(run: Run) -> None:
    """All that the chapter claims of a road and of a norm, in each layer."""
    for layer, token in places(run):
        road = blocks.road(run, layer, token)
        assert road.difference < 1e-6
        names, vectors = zip(*road.stations, strict=True)
        assert names == (
            ("in", "attention", "between", "mlp", "out")
            if road.pre
            else ("in", "attention", "sum", "between", "mlp", "sum", "out")
        )
        assert torch.equal(vectors[0] + vectors[1], vectors[2])
        assert torch.equal(vectors[-1], run.trace.blocks[layer - 1].out[token])
        assert sum(share for _, share in road.read) <= 1 + 1e-5
        for part in ("attention", "MLP"):
            norm = blocks.normalised(run, layer, part)
            width = (norm.x.shape[-1],)
            expected = (
                F.rms_norm(norm.x, width, norm.gain, norm.epsilon)
                if norm.rms
                else F.layer_norm(norm.x, width, norm.gain, norm.bias, norm.epsilon)
            )
            assert torch.allclose(norm.out, expected, atol=1e-5)
            one = blocks.example(norm, token)
            if not norm.rms:
                divided = (one.x - one.before.mean) / (one.before.variance + norm.epsilon) ** 0.5
                assert one.gain * divided + one.bias == pytest.approx(one.out, abs=1e-4)
                assert one.scaled.mean == pytest.approx(0, abs=1e-5)


def test_the_story_models_road() -> None:
    check(RUN)


@pytest.mark.parametrize("family", MODELS)
def test_the_road_of_each_family(family: str, tmp_path: Path) -> None:
    make(family, tmp_path)
    run = library.run(TEXT, f"hf:{tmp_path}")
    check(run)
    assert blocks.road(run, 1, 0).pre == family.startswith(("gpt2", "t5"))


def test_with_no_norm_before_them_the_sum_of_all_parts_is_the_way_through_the_model() -> None:
    total = RUN.trace.blocks[0].x[-1]
    for layer in (1, 2):
        road = blocks.road(RUN, layer, len(RUN.tokens) - 1)
        total = total + road.attention.added + road.mlp.added
    assert torch.allclose(total, RUN.trace.blocks[-1].out[-1], atol=1e-5)


def test_a_sum_that_is_not_one_is_seen() -> None:
    block = RUN.trace.blocks[0]
    wrong = dataclasses.replace(block, between=block.between + 0.25)
    trace = dataclasses.replace(RUN.trace, blocks=(wrong, RUN.trace.blocks[1]))
    assert blocks.road(dataclasses.replace(RUN, trace=trace), 1, 3).difference == pytest.approx(0.25, abs=1e-5)


@pytest.mark.parametrize(("a", "b", "degrees"), [([2, 0], [0, 5], 90), ([1, 1], [3, 3], 0), ([1, 0], [-2, 0], 180)])
def test_angles_that_everybody_knows(a: list[int], b: list[int], degrees: int) -> None:
    assert blocks.angle(torch.tensor(a).float(), torch.tensor(b).float()) == pytest.approx(degrees, abs=1e-4)


def test_a_vector_of_zeros_has_no_angle() -> None:
    assert blocks.angle(torch.zeros(3), torch.ones(3)) == 0


def test_layer_norm_does_not_care_about_the_other_tokens_but_a_column_does() -> None:
    norm = blocks.normalised(RUN, 2, "attention")
    alone = F.layer_norm(norm.x[:3], (64,), norm.gain, norm.bias, norm.epsilon)
    assert torch.allclose(alone, norm.out[:3], atol=1e-6)
    assert norm.moved > 0.01
    same = dataclasses.replace(norm, x=norm.x[:1].repeat(5, 1), out=norm.out[:5])
    assert same.moved == pytest.approx(0, abs=1e-6)
    assert dataclasses.replace(norm, x=norm.x[:1], out=norm.out[:1]).moved == 0


def means(run: Run) -> torch.Tensor:
    return blocks.normalised(run, 2, "attention").x.mean(1)


def test_without_the_last_token_the_other_rows_stay_only_where_no_token_reads_a_later_one(tmp_path: Path) -> None:
    shorter = library.run(RUN.text.rpartition(" ")[0])
    assert len(shorter.tokens) == len(RUN.tokens) - 1
    assert torch.allclose(means(RUN)[:-1], means(shorter), atol=1e-5)
    assert RUN.model.transformer.sizes.causal
    blind, seeing = (library.run(text, causal=False) for text in (shorter.text, RUN.text))
    assert not torch.allclose(means(seeing)[:-1], means(blind), atol=1e-3), "with no mask, they would move too"
    make("bert", tmp_path)
    assert not library.load(f"hf:{tmp_path}").transformer.sizes.causal


def test_the_lengths_along_the_road_are_those_of_its_vectors() -> None:
    turn = blocks.Turn(*(torch.tensor(numbers) for numbers in ([3.0, 4.0], [0.0, 2.0], [3.0, 6.0], [1.0, 0.0])))
    assert turn.lengths == pytest.approx((5.0, 2.0, 45**0.5, 1.0))


def test_of_what_is_off_relu_lets_nothing_through_and_gelu_a_little() -> None:
    assert 0.16 < blocks.neurons(RUN, 1, 5).leak < 0.1701
    sizes = Sizes(vocabulary=len(RUN.model.card.vocabulary), context=32, width=8, heads=2, layers=1, hidden=40)
    relu = Transformer(dataclasses.replace(sizes, activation="relu")).initialise(0).eval()
    with torch.inference_mode():
        run = dataclasses.replace(RUN, trace=relu(torch.tensor(RUN.encoding.ids)))
    found = blocks.neurons(run, 1, 5)
    assert found.leak == 0
    assert found.off == int((run.trace.blocks[0].mlp.active[5] == 0).sum()) > 0
    best, value = found.best[0]
    assert blocks.active(run, 1, 5, best) == value == float(run.trace.blocks[0].mlp.active[5].max())
