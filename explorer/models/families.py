"""The transformer families: the sizes their papers give, and the number of parameters that follows from them."""

from dataclasses import dataclass, replace
from typing import Literal

from explorer.models.library import Model

Kind = Literal["encoder", "decoder", "encoder-decoder"]
Objective = Literal[
    "translation", "next word", "masked words and next sentence", "masked words", "teacher and masked words", "gaps"
]


@dataclass(frozen=True)
class Family:
    """What must be known of a model to count its parameters, and to tell it from the others."""

    name: str
    year: int
    kind: Kind
    objective: Objective
    layers: int  # of each stack: an encoder-decoder has two
    width: int
    heads: int
    hidden: int
    vocabulary: int
    context: int  # tokens; 0 where the positions set no limit
    positions: Literal["learned", "sinusoidal", "relative", "rotary"] = "learned"
    norm: Literal["pre", "post"] = "post"  # before each sublayer, or after the sum
    tied: bool = True  # the output layer is the embedding table
    attention_bias: bool = True
    mlp_bias: bool = True
    norm_bias: bool = True
    embedding_norm: bool = False
    final_norm: bool = False
    pooler: bool = False  # BERT's extra layer on the first token
    segments: int = 0  # rows of the table that says: first or second sentence
    spare: int = 0  # rows of the position table that no token uses
    buckets: int = 0  # of relative distances, one number for each head
    inner: int = 0  # all heads together, where that is not the width
    gated: bool = False  # the MLP has a second matrix upwards
    predicts: bool = True  # False for an encoder without a head
    logit_bias: bool = False
    decoder_layers: int = 0  # where the decoder has another number than the encoder

    @property
    def stacks(self) -> int:
        return 2 if self.kind == "encoder-decoder" else 1

    @property
    def depths(self) -> tuple[int, ...]:
        """Layers of each stack."""
        return (self.layers, self.decoder_layers or self.layers)[: self.stacks]


@dataclass(frozen=True)
class Count:
    """Numbers learned in training, by part; all layers together."""

    embedding: int
    positions: int
    attention: int
    mlp: int
    norms: int
    pooler: int
    unembedding: int  # 0 where it is the embedding table again

    @property
    def total(self) -> int:
        return sum(vars(self).values())

    @property
    def embedding_share(self) -> float:
        return self.embedding / self.total


def attention(family: Family) -> int:
    """One attention: four matrices, width x width where the heads share the width."""
    inner = family.inner or family.width
    return 4 * family.width * inner + family.attention_bias * (3 * inner + family.width)


def mlp(family: Family) -> int:
    """One MLP: up to the hidden layer, perhaps twice, and down again."""
    up = 1 + family.gated
    return (up + 1) * family.width * family.hidden + family.mlp_bias * (up * family.hidden + family.width)


def norm(family: Family) -> int:
    """One normalisation: a gain for each dimension, and mostly a shift."""
    return (1 + family.norm_bias) * family.width


def positions(family: Family) -> int:
    """In each stack: a table of places, of segments, or of relative distances (T5: in the first layer only)."""
    rows = family.context + family.spare if family.positions == "learned" else 0
    return family.stacks * ((rows + family.segments) * family.width + family.buckets * family.heads)


def count(family: Family) -> Count:
    """All parameters of the model without a head of its own (see `head`); a tied output layer is counted once.

    A decoder layer that also reads an encoder has a second attention and a third normalisation.
    """
    first, second = (*family.depths, 0)[:2]  # a second stack has two attentions and three norms in each layer
    norms = 2 * first + 3 * second + family.stacks * (family.embedding_norm + family.final_norm)
    return Count(
        embedding=family.vocabulary * family.width,
        positions=positions(family),
        attention=(first + 2 * second) * attention(family),
        mlp=(first + second) * mlp(family),
        norms=norms * norm(family),
        pooler=family.pooler * (family.width**2 + family.width),
        unembedding=family.vocabulary * ((not family.tied) * family.width + family.logit_bias),
    )


def times(large: Family, small: Family) -> float:
    """How many times the parameters of the small one the large one has."""
    return count(large).total / count(small).total


def head(family: Family) -> int:
    """What an encoder has on top to guess masked words, besides the tied table: a layer, its norm, a bias per word."""
    if family.kind != "encoder" or not family.predicts:
        return 0
    return family.width**2 + family.width + norm(family) + family.vocabulary


def of(model: Model) -> Family:
    """A model that runs here, among the families."""
    sizes = model.seq2seq.decoder.sizes if model.seq2seq else model.transformer.sizes
    masked = sizes.head == "masked"
    return Family(
        model.name,
        0,
        "encoder-decoder" if model.seq2seq else "decoder" if sizes.causal else "encoder",
        "masked words" if masked else "next word",
        model.transformer.sizes.layers,
        sizes.width,
        sizes.heads,
        sizes.hidden,
        sizes.vocabulary,
        sizes.context,
        sizes.positions,
        sizes.norm,
        sizes.tied,
        sizes.attention_bias,
        sizes.mlp_bias,
        norm_bias=not sizes.rms,
        embedding_norm=sizes.embedding_norm,
        final_norm=sizes.norm == "pre",
        buckets=32 if sizes.positions == "relative" else 0,
        inner=sizes.heads * sizes.inner,
        gated=sizes.gated,
        predicts=model.predicts,
        logit_bias=sizes.logit_bias and not masked,  # a masked head has its own
        decoder_layers=sizes.layers if model.seq2seq else 0,
    )


# Vaswani et al. 2017, table 3; the paper's vocabulary is "about 37000". Biases as torch.nn.Transformer has them.
TRANSFORMER = Family(
    "Transformer-base",
    2017,
    "encoder-decoder",
    "translation",
    layers=6,
    width=512,
    heads=8,
    hidden=2048,
    vocabulary=37000,
    context=0,
    positions="sinusoidal",
)
# Radford et al. 2018
GPT1 = Family(
    "GPT-1", 2018, "decoder", "next word", layers=12, width=768, heads=12, hidden=3072, vocabulary=40478, context=512
)
# Devlin et al. 2019
BERT = Family(
    "BERT-base",
    2018,
    "encoder",
    "masked words and next sentence",
    layers=12,
    width=768,
    heads=12,
    hidden=3072,
    vocabulary=30522,
    context=512,
    embedding_norm=True,
    pooler=True,
    segments=2,
)
# Radford et al. 2019, table 2
GPT2 = replace(GPT1, name="GPT-2-small", year=2019, vocabulary=50257, context=1024, norm="pre", final_norm=True)
# Raffel et al. 2020; the released list of tokens is filled up to 32128
T5 = Family(
    "T5-small",
    2019,
    "encoder-decoder",
    "gaps",
    layers=6,
    width=512,
    heads=8,
    hidden=2048,
    vocabulary=32128,
    context=0,
    positions="relative",
    norm="pre",
    attention_bias=False,
    mlp_bias=False,
    norm_bias=False,
    final_norm=True,
    buckets=32,
)

FAMILIES = (
    TRANSFORMER,
    replace(TRANSFORMER, name="Transformer-big", width=1024, heads=16, hidden=4096),
    GPT1,
    BERT,
    replace(BERT, name="BERT-large", layers=24, width=1024, heads=16, hidden=4096),
    GPT2,
    replace(GPT2, name="GPT-2-medium", layers=24, width=1024, heads=16, hidden=4096),
    replace(GPT2, name="GPT-2-large", layers=36, width=1280, heads=20, hidden=5120),
    replace(GPT2, name="GPT-2-XL", layers=48, width=1600, heads=25, hidden=6400),
    # Liu et al. 2019: its places are counted from 2
    replace(BERT, name="RoBERTa-base", year=2019, objective="masked words", vocabulary=50265, segments=1, spare=2),
    # Sanh et al. 2019: half of BERT's layers, without segments and pooler
    replace(
        BERT, name="DistilBERT", year=2019, objective="teacher and masked words", layers=6, segments=0, pooler=False
    ),
    T5,
    replace(T5, name="T5-base", layers=12, width=768, heads=12, hidden=3072),
    # Brown et al. 2020, table 2.1; every second layer reads only a part of the text, which changes no parameter
    replace(GPT2, name="GPT-3", year=2020, layers=96, width=12288, heads=96, hidden=49152, context=2048),
)
NAMES = {family.name: family for family in FAMILIES}
# One of each design, where sizes do not matter.
DESIGNS = tuple(
    family for family in FAMILIES if family.name.endswith(("-base", "-small", "GPT-1", "GPT-3", "DistilBERT"))
    and family.name != "T5-base"
)  # fmt: skip


def ranked(*more: Family) -> list[tuple[Family, Count]]:
    """All families, and more, from the smallest to the largest."""
    return sorted(((family, count(family)) for family in (*FAMILIES, *more)), key=lambda pair: pair[1].total)
