"""The model laid out for writing says what its trace ends in."""

import pytest
import torch

from explorer.models import library
from explorer.models.transformer import Sizes, Transformer
from explorer.models.writer import Writer


@pytest.mark.parametrize("positions", ["learned", "sinusoidal"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "relu"])
def test_each_step_gives_the_logits_of_the_whole_text(positions: str, bias: bool, activation: str) -> None:
    sizes = Sizes(11, 16, 8, 2, 3, 20, positions=positions, attention_bias=bias, activation=activation)  # type: ignore[arg-type]
    model = Transformer(sizes).initialise(0).eval().requires_grad_(False)
    ids = [1, 5, 2, 7, 7, 3, 9]
    whole = model(torch.tensor(ids)).out
    writer = Writer(model)
    assert torch.allclose(writer.read(torch.tensor(ids[:3])), whole[2], atol=1e-5)
    for at in range(3, len(ids)):
        assert torch.allclose(writer.step(ids[at]), whole[at], atol=1e-5)


def test_the_story_model_is_written_to_its_last_place() -> None:
    model = library.load().transformer
    ids = torch.arange(model.sizes.context) % 400
    writer = Writer(model)
    writer.read(ids[:1])
    for id_ in ids[1:].tolist():
        logits = writer.step(id_)
    assert torch.allclose(logits, model(ids).out[-1], atol=1e-3)


@pytest.mark.parametrize("other", [{"positions": "rotary"}, {"norm": "post"}, {"rms": True}, {"cross": True}])
def test_what_it_cannot_lay_out_it_says(other: dict[str, object]) -> None:
    assert not Writer.can(Transformer(Sizes(11, 16, 8, 2, 1, 20, **other)))  # type: ignore[arg-type]
    assert Writer.can(Transformer(Sizes(11, 16, 8, 2, 1, 20)))
