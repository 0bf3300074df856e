"""The drawing says what the model is: its shapes are those of the trace, its numbers those of the count."""

import pytest
import torch

from explorer.models import architecture, families, library
from explorer.models.families import FAMILIES, Family

RUN = library.run("anna had a ball . the ball was")
OURS = families.of(RUN.model)


def value(formula: str) -> int:
    """What a formula as it is drawn comes to."""
    return int(eval(formula.replace("×", "*").replace("²", "**2")))


@pytest.mark.parametrize("family", [*FAMILIES, OURS], ids=lambda family: family.name)
def test_the_parts_add_up_to_the_whole_and_each_formula_to_its_part(family: Family) -> None:
    parts = [part for stack in architecture.stacks(family, 9) for part in stack]
    assert sum(part.parameters for part in parts if part.counted) == families.count(family).total
    for part in parts:
        assert (value(part.formula) if part.formula else 0) == part.parameters, part


def test_the_shapes_are_those_of_the_trace() -> None:
    (stack,) = architecture.stacks(OURS, len(RUN.tokens))
    shapes = {part.name: part.shape for part in stack}
    trace, block = RUN.trace, RUN.trace.blocks[0]
    for name, tensor in {
        "embedding": trace.embedded,
        "sinusoidal": trace.positions,
        "norm1": block.attention.x,
        "attention": block.attention.weights,
        "add1": block.between,
        "mlp": block.mlp.active,
        "add2": block.out,
        "norm": trace.normed,
        "unembedding": trace.out,
        "softmax": trace.out.softmax(-1),
    }.items():
        assert shapes[name] == tuple(tensor.shape), name


def test_pictures_are_what_the_model_computed() -> None:
    shown = architecture.pictures(RUN)
    (stack,) = architecture.stacks(OURS, len(RUN.tokens))
    assert {part.name for part in stack} - {"tokens", "softmax"} < set(shown)
    last = RUN.model.transformer.blocks[1]
    assert torch.equal(shown["norm2"][1], last.norm2(RUN.trace.blocks[1].between))
    assert torch.equal(last.mlp(shown["norm2"][1]).active, shown["mlp"][1])
    assert torch.equal(shown["attention"][5], RUN.trace.blocks[1].attention.weights[1])
    assert torch.equal(shown["norm"] @ RUN.model.transformer.embedding.weight[:256].T, shown["unembedding"])


def test_a_long_sentence_is_drawn_in_part() -> None:
    shown = architecture.pictures(library.run("the king " * 40))
    assert shown["attention"].shape == (8, architecture.ROWS, architecture.ROWS)
    assert shown["mlp"].shape == (2, architecture.ROWS, architecture.COLUMNS)


def test_norms_stand_where_the_family_has_them() -> None:
    def order(name: str) -> list[str]:
        return [part.kind for part in architecture.stacks(families.NAMES[name], 9)[-1] if part.block]

    assert order("GPT-2-small") == ["norm", "masked", "add", "norm", "mlp", "add"]
    assert order("GPT-1") == ["masked", "add_norm", "mlp", "add_norm"]
    assert order("BERT-base") == ["attention", "add_norm", "mlp", "add_norm"]
    assert order("Transformer-base") == ["masked", "add_norm", "cross", "add_norm", "mlp", "add_norm"]


def test_only_the_decoder_reads_the_encoder_and_what_is_written_has_its_own_length() -> None:
    encoder, decoder = architecture.stacks(families.NAMES["T5-base"], 9)
    assert "cross" not in {part.kind for part in encoder}
    assert next(part.shape for part in decoder if part.kind == "cross") == (12, "m", 9)
