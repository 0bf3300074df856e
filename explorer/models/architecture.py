"""The parts of an architecture in the order of the data's way, with the shapes and the parameters of each."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from explorer.models import families
from explorer.models.families import Family
from explorer.models.library import Run


@dataclass(frozen=True)
class Part:
    kind: str  # what it is: several parts may be of one kind
    name: str  # which one it is
    shape: tuple[int | str, ...]  # of its result; of an attention: heads x queries x keys
    formula: str = ""  # for its parameters, in numbers; empty where it learns nothing
    parameters: int = 0  # all layers together
    block: bool = False  # repeated in every layer
    counted: bool = True  # False for a head that `families.count` leaves out


def stacks(family: Family, tokens: int, written: int | str = "m") -> tuple[tuple[Part, ...], ...]:
    """The stacks of a family from below: one, or encoder and decoder.

    `tokens` is the length of what it reads. What a decoder beside an encoder has `written` is often not known before.
    """
    if family.stacks == 1:
        return (
            (*_bottom(family, tokens), *_block(family, tokens), *_last_norm(family, tokens), *_top(family, tokens)),
        )
    encoder = (*_bottom(family, tokens), *_block(family, tokens), *_last_norm(family, tokens))
    below = (*_bottom(family, written, shared=True), *_block(family, written, tokens))
    return encoder, (*below, *_last_norm(family, written), *_top(family, written))


def _bottom(family: Family, tokens: int | str, shared: bool = False) -> list[Part]:
    """`shared` where the table of embeddings is that of the encoder."""
    d, words = family.width, family.vocabulary
    parts = [Part("tokens", "tokens", (tokens,))]
    table = "" if shared else f"{words} × {d}"
    parts.append(Part("embedding", "embedding", (tokens, d), table, 0 if shared else words * d))
    if family.positions in ("learned", "sinusoidal"):  # the others enter in the attention
        rows = " + ".join(str(n) for n in (family.context, family.spare, family.segments) if n)
        formula = f"({rows}) × {d}" if "+" in rows else f"{rows} × {d}"
        learned = families.positions(family) // family.stacks
        parts.append(Part("positions", family.positions, (tokens, d), formula if learned else "", learned))
    return [*parts, *([_norm(family, tokens, "norm0", 1)] if family.embedding_norm else [])]


def _norm(family: Family, tokens: int | str, name: str, times: int, kind: str = "norm", block: bool = False) -> Part:
    each = f"2 × {family.width}" if family.norm_bias else str(family.width)
    formula = f"{times} × {each}" if block else each
    return Part(kind, name, (tokens, family.width), formula, times * families.norm(family), block)


def _block(family: Family, tokens: int | str, read: int | None = None) -> list[Part]:
    """One layer; `read` is the length of what an encoder hands over to it."""
    d, hidden, times = family.width, family.hidden, family.depths[0 if read is None else 1]
    inner, up = family.inner or d, 2 if family.gated else 1
    square = f"{d}²" if inner == d else f"{d} × {inner}"
    biases = f"{times} × (4 × {square} + 3 × {inner} + {d})"
    matrices = biases if family.attention_bias else f"{times} × 4 × {square}"
    numbers, distances = times * families.attention(family), family.buckets * family.heads
    first = f"{matrices} + {family.buckets} × {family.heads}" if distances else matrices  # T5, in one layer
    blind = family.kind == "decoder" or read is not None
    rest = f" + {'2 × ' if family.gated else ''}{hidden} + {d}" if family.mlp_bias else ""
    formula = f"{times} × ({up + 1} × {d} × {hidden}{rest})"
    sublayers = [
        Part(
            "masked" if blind else "attention",
            "attention",
            (family.heads, tokens, tokens),
            first,
            numbers + distances,
            True,
        )
    ]
    if read is not None:
        sublayers.append(Part("cross", "cross", (family.heads, tokens, read), matrices, numbers, True))
    sublayers.append(Part("mlp", "mlp", (tokens, hidden), formula, times * families.mlp(family), True))
    parts: list[Part] = []
    for index, sublayer in enumerate(sublayers, 1):
        if family.norm == "pre":
            add = Part("add", f"add{index}", (tokens, d), block=True)
            parts += [_norm(family, tokens, f"norm{index}", times, block=True), sublayer, add]
        else:
            parts += [sublayer, _norm(family, tokens, f"norm{index}", times, "add_norm", block=True)]
    return parts


def _last_norm(family: Family, tokens: int | str) -> list[Part]:
    return [_norm(family, tokens, "norm", 1)] if family.final_norm else []


def _top(family: Family, tokens: int | str) -> list[Part]:
    d, words = family.width, family.vocabulary
    parts = []
    if family.kind == "encoder" and family.predicts:
        formula = f"{d}² + {d} + 2 × {d} + {words}"
        parts.append(Part("head", "head", (tokens, words), formula, families.head(family), counted=False))
    elif family.predicts:
        formula = " + ".join([f"{d} × {words}"] * (not family.tied) + [str(words)] * family.logit_bias)
        parts.append(Part("unembedding", "unembedding", (tokens, words), formula, families.count(family).unembedding))
    if family.pooler:
        parts.append(Part("pooler", "pooler", (d,), f"{d}² + {d}", d * d + d))
    return [*parts, *([Part("softmax", "softmax", (tokens, words))] if family.predicts else [])]


ROWS, COLUMNS = 32, 256  # of a picture: the last tokens, the first numbers of each


def pictures(run: Run) -> dict[str, Float[Tensor, "picture row column"]]:
    """What the running model computed at each part, by the part's name; of a block in the first and the last layer.

    Of the attention a picture for each head. Only the last tokens, and the first numbers of each. Nothing for an
    encoder-decoder.
    """
    if run.written:
        return {}
    trace, sizes = run.trace, run.model.transformer.sizes
    ends = [trace.blocks[0], trace.blocks[-1]] if len(trace.blocks) > 1 else [trace.blocks[0]]
    pre = sizes.norm == "pre"
    every = {
        "embedding": trace.embedded[None],
        sizes.positions: trace.positions[None],
        "norm0": trace.blocks[0].x[None],
        "norm1": torch.stack([block.attention.x if pre else block.between for block in ends]),
        "attention": torch.cat([block.attention.weights for block in ends])[..., -ROWS:],
        "add1": torch.stack([block.between for block in ends]),
        "norm2": torch.stack([block.mlp.x if pre else block.out for block in ends]),
        "mlp": torch.stack([block.mlp.active for block in ends]),
        "add2": torch.stack([block.out for block in ends]),
        "norm": trace.normed[None],
        "unembedding" if sizes.causal else "head": trace.out[None],
    }
    return {name: picture[:, -ROWS:, :COLUMNS] for name, picture in every.items() if picture.shape[-1]}
