"""Exercises on sizes and costs: parameters, the KV cache, operations of a layer and of a training."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from explorer.exercises import EXACT, TWO, WHOLE, Exercise, Given, Said, rounded, say, shown
from explorer.models.families import Family

_ = say


@dataclass(frozen=True)
class Part:
    """Matrices or vectors of one shape, and how many of them a model has."""

    name: str | Said
    symbol: str
    shape: tuple[int, ...]
    copies: int

    @property
    def size(self) -> int:
        return self.copies * math.prod(self.shape)


def parameters(question: Said, parts: Sequence[Part]) -> Exercise:
    """Numbers learned in training, part by part and together. Parts of which there are none are left out."""
    parts = [part for part in parts if part.size]
    sizes = [f"{part.size:,}" for part in parts]
    total = f"{sum(part.size for part in parts):,}"
    return Exercise(
        "parameters",
        question,
        (
            Given(
                (_("part"), "", _("shape"), _("how many")),
                tuple((part.name, part.symbol, _shape(part), f"{part.copies:,}") for part in parts),
            ),
        ),
        EXACT,
        (("Σ", total),),
        (
            *(
                f"{part.symbol}: {part.copies:,} × {_shape(part)} = {size}"
                for part, size in zip(parts, sizes, strict=True)
            ),
            f"{' + '.join(sizes)} = {total}",
        ),
    )


def recurrent(gates: int, width: int, d: int) -> list[Part]:
    """A recurrent layer as in PyTorch: each set of weights has two biases."""
    return [
        Part(_("from the word"), "W", (d, width), gates),
        Part(_("from the state before"), "U", (d, d), gates),
        Part(_("biases"), "b", (d,), 2 * gates),
    ]


def attention(family: Family, copies: int = 1) -> list[Part]:
    """Of one attention, or of `copies`."""
    name, inner, biased = _("attention"), family.inner or family.width, family.attention_bias
    return [
        Part(name, "W_Q, W_K, W_V", (family.width, inner), 3 * copies),
        Part(name, "W_O", (inner, family.width), copies),
        Part(_("biases"), "b_Q, b_K, b_V", (inner,), 3 * copies * biased),
        Part(_("bias"), "b_O", (family.width,), copies * biased),
    ]


def mlp(family: Family, copies: int = 1) -> list[Part]:
    """Of one MLP, or of `copies`; a gated one has two matrices upwards."""
    name, up = _("MLP"), 1 + family.gated
    return [
        Part(name, "W₁", (family.width, family.hidden), up * copies),
        Part(_("bias"), "b₁", (family.hidden,), up * copies * family.mlp_bias),
        Part(name, "W₂", (family.hidden, family.width), copies),
        Part(_("bias"), "b₂", (family.width,), copies * family.mlp_bias),
    ]


def whole(family: Family) -> list[Part]:
    """All parts of a model, as `families.count` counts them."""
    first, second = (*family.depths, 0)[:2]  # a second stack has two attentions and three norms in each layer
    norms = 2 * first + 3 * second + family.stacks * (family.embedding_norm + family.final_norm)
    rows = (family.context + family.spare) * (family.positions == "learned") + family.segments
    return [
        Part(_("embedding"), "E", (family.vocabulary, family.width), 1),
        Part(_("positions"), "P", (rows, family.width), family.stacks),
        Part(_("distances"), "P", (family.buckets, family.heads), family.stacks),
        *attention(family, first + 2 * second),
        *mlp(family, first + second),
        Part(_("norms"), "γ", (family.width,), norms),
        Part(_("norms"), "β", (family.width,), norms * family.norm_bias),
        Part(_("pooler"), "W", (family.width, family.width), int(family.pooler)),
        Part(_("pooler"), "b", (family.width,), int(family.pooler)),
        Part(_("unembedding"), "U", (family.vocabulary, family.width), int(not family.tied)),
        Part(_("unembedding"), "b", (family.vocabulary,), int(family.logit_bias)),
    ]


def cache(models: Sequence[Family], tokens: int, texts: int, bytes_each: int) -> Exercise:
    """Bytes of the keys and values that are kept to go on writing."""
    rows, sizes, working = [], [], []
    for model in models:
        kept, width = min(tokens, model.context or tokens), model.inner or model.width
        rows.append((model.name, f"{model.layers}", f"{width:,}", f"{model.context or tokens:,}"))
        sizes.append(2 * model.layers * kept * width * bytes_each * texts)
        terms = f"2 × {model.layers} × {kept:,} × {width:,} × {bytes_each} × {texts}"
        working.append(f"{model.name}: {terms} = {sizes[-1]:,}")
    return Exercise(
        "cache",
        _(
            "The KV cache: in every layer each token has a key and a value, both as wide as the model, and a number "
            "takes {bytes} bytes. Kept are {tokens} tokens of each conversation, but no more than a model can read; "
            "conversations at once: {texts}. How many bytes?"
        ).format(bytes=bytes_each, tokens=f"{tokens:,}", texts=texts),
        (Given((_("model"), _("layers"), _("width"), _("reads at most")), tuple(rows)),),
        EXACT,
        tuple((model.name, f"{size:,}") for model, size in zip(models, sizes, strict=True)),
        tuple(working),
    )


def doubled(name: str, tokens: int, width: int, hidden: int) -> Exercise:
    """The operations of one layer for a text and for one twice as long."""
    lengths = (tokens, 2 * tokens)
    attention_, rest = (
        [4 * n * n * width for n in lengths],
        [8 * n * width**2 + 4 * n * width * hidden for n in lengths],
    )
    times = [rounded(Decimal(after) / before) for before, after in (attention_, rest)]
    formulas = ("4n²d", "8nd² + 4ndh")
    return Exercise(
        "doubled",
        _(
            "For n tokens one layer of {name} (width d = {d}, hidden size h = {h}) needs 4n²d operations for the "
            "attention matrix, and 8nd² + 4ndh for all else. How many are these for n = {n} and for n = {twice}? And "
            "how many times as many for the longer text?"
        ).format(name=name, d=f"{width:,}", h=f"{hidden:,}", n=f"{tokens:,}", twice=f"{2 * tokens:,}"),
        (),
        TWO,
        tuple(
            answer
            for formula, counts, factor in zip(formulas, (attention_, rest), times, strict=True)
            for answer in (
                *((f"{formula} ({n:,})", f"{count:,}") for n, count in zip(lengths, counts, strict=True)),
                (f"{formula} ({lengths[1]:,}) / ({lengths[0]:,})", shown(factor)),
            )
        ),
        (
            *(f"4 × {n:,}² × {width:,} = {count:,}" for n, count in zip(lengths, attention_, strict=True)),
            *(
                f"8 × {n:,} × {width:,}² + 4 × {n:,} × {width:,} × {hidden:,} = {count:,}"
                for n, count in zip(lengths, rest, strict=True)
            ),
        ),
    )


def crossing(name: str, width: int, hidden: int) -> Exercise:
    """From which length on the attention matrix costs more than the MLP."""
    return Exercise(
        "crossing",
        _(
            "In {name} (width d = {d}, hidden size h = {h}) the attention matrix costs 4n²d operations in each layer, "
            "the MLP 4ndh. From how many tokens n on does the attention matrix cost more?"
        ).format(name=name, d=f"{width:,}", h=f"{hidden:,}"),
        (),
        WHOLE,
        (("n", f"{hidden + 1:,}"),),
        (f"4n²d > 4ndh  ⇔  n > h = {hidden:,}",),
    )


def training(names: Sequence[str], parameters_: Sequence[int], tokens: Sequence[int]) -> Exercise:
    """Six operations for each parameter and token (Kaplan et al. 2020)."""
    found = [_scientific(6 * n * d) for n, d in zip(parameters_, tokens, strict=True)]
    return Exercise(
        "training",
        _(
            "Training takes about six operations for each parameter and each token. How many did these trainings take? "
            "Write them with a power of ten, like 1.23 × 10^4."
        ),
        (
            Given(
                (_("model"), _("parameters"), _("tokens")),
                tuple((name, f"{n:,}", f"{d:,}") for name, n, d in zip(names, parameters_, tokens, strict=True)),
            ),
        ),
        TWO,
        tuple(zip(names, found, strict=True)),
        tuple(f"6 × {n:,} × {d:,} = {result}" for n, d, result in zip(parameters_, tokens, found, strict=True)),
    )


def _shape(part: Part) -> str:
    return " × ".join(f"{n:,}" for n in part.shape)


def _scientific(value: int) -> str:
    power = len(str(value)) - 1
    mantissa = rounded(Decimal(value).scaleb(-power))
    if mantissa >= 10:  # 9.995 and more
        mantissa, power = rounded(mantissa / 10), power + 1
    return f"{shown(mantissa)} × 10^{power}"
