import pytest
import torch

from explorer.models.gpt2 import to_gpt2
from explorer.models.transformer import Sizes, Transformer

SMALL = Sizes(vocabulary=11, context=16, width=8, heads=2, layers=2, hidden=32)


def test_our_model_as_gpt2_gives_the_same_logits() -> None:
    model = Transformer(SMALL).initialise(0).eval()
    ids = torch.randint(11, (1, 9))
    with torch.inference_mode():
        assert torch.allclose(to_gpt2(model)(ids).logits, model(ids).out, atol=1e-5)


@pytest.mark.parametrize("positions", ["learned", "sinusoidal", "rotary"])
@pytest.mark.parametrize("tied", [True, False])
def test_a_later_token_changes_nothing_before_it(positions: str, tied: bool) -> None:
    sizes = Sizes(11, 16, 8, 2, 2, 32, positions=positions, tied=tied)  # type: ignore[arg-type]
    model = Transformer(sizes).initialise(0).eval()
    a, b = torch.tensor([1, 2, 3, 4]), torch.tensor([1, 2, 3, 9])
    assert torch.allclose(model(a).out[:3], model(b).out[:3], atol=1e-6)
    assert not torch.allclose(model(a).out[3], model(b).out[3], atol=1e-3)
    assert not torch.allclose(model(a, causal=False).out[:3], model(b, causal=False).out[:3], atol=1e-3)


def test_the_residual_stream_adds_up() -> None:
    trace = Transformer(SMALL).initialise(0)(torch.tensor([1, 2, 3]))
    parts = trace.embedded + trace.positions
    for block in trace.blocks:
        parts = parts + block.attention.out + block.mlp.out
    assert torch.allclose(parts, trace.blocks[-1].out, atol=1e-5)


@pytest.mark.parametrize("positions", ["learned", "sinusoidal", "rotary"])
def test_without_position_order_would_not_matter(positions: str) -> None:
    model = Transformer(Sizes(11, 16, 8, 2, 1, 32, positions=positions)).initialise(0).eval()  # type: ignore[arg-type]
    order = torch.tensor([2, 0, 1])
    ids = torch.tensor([4, 5, 6])
    straight, shuffled = model(ids, causal=False).out, model(ids[order], causal=False).out
    assert not torch.allclose(straight[order], shuffled, atol=1e-4)


@pytest.mark.parametrize("layer", [0, 1])
def test_resuming_with_the_same_attention_changes_nothing(layer: int) -> None:
    model = Transformer(SMALL).initialise(0).eval()
    trace = model(torch.tensor([1, 2, 3]))
    again = model.resume(trace, layer, trace.blocks[layer].attention)
    assert torch.allclose(again.out, trace.out, atol=1e-6)


def test_too_many_tokens_are_refused_with_both_numbers() -> None:
    with pytest.raises(ValueError, match="17 tokens do not fit into a context of 16"):
        Transformer(SMALL)(torch.zeros(17, dtype=torch.long))
