"""Our count of parameters against the models themselves, built without memory, and against what is published."""

from dataclasses import replace
from typing import Any

import pytest
import torch
import transformers as hf
from torch import nn

from explorer.models import architecture, families, library
from explorer.models.families import FAMILIES, NAMES, Family
from explorer.models.library import Model
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes, Transformer


def parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def bert(family: Family, config: type, **more: Any) -> Any:
    return config(
        vocab_size=family.vocabulary,
        hidden_size=family.width,
        num_hidden_layers=family.layers,
        num_attention_heads=family.heads,
        intermediate_size=family.hidden,
        max_position_embeddings=family.context + family.spare,
        type_vocab_size=family.segments,
        **more,
    )


def referee(family: Family) -> tuple[nn.Module, nn.Module | None]:
    """The model itself on the meta device, and with its head for masked words where it has one."""
    sizes = {"n_embd": family.width, "n_layer": family.layers, "n_head": family.heads}
    words = {"vocab_size": family.vocabulary, "n_positions": family.context}
    if family.name.startswith("Transformer"):
        layer = (family.width, family.heads, family.hidden)
        return nn.ModuleList(
            [
                nn.Embedding(family.vocabulary, family.width),
                nn.TransformerEncoder(nn.TransformerEncoderLayer(*layer), family.layers, enable_nested_tensor=False),
                nn.TransformerDecoder(nn.TransformerDecoderLayer(*layer), family.layers),
            ]
        ), None
    if family.name.startswith("RoBERTa"):
        config = bert(family, hf.RobertaConfig, pad_token_id=1)
        return hf.RobertaModel(config), hf.RobertaForMaskedLM(config)
    if family.name.startswith("BERT"):
        config = bert(family, hf.BertConfig)
        return hf.BertModel(config), hf.BertForMaskedLM(config)
    if family.name == "DistilBERT":
        config = hf.DistilBertConfig(
            vocab_size=family.vocabulary,
            max_position_embeddings=family.context,
            n_layers=family.layers,
            n_heads=family.heads,
            dim=family.width,
            hidden_dim=family.hidden,
        )
        return hf.DistilBertModel(config), hf.DistilBertForMaskedLM(config)
    if family.name == "GPT-1":
        return hf.OpenAIGPTLMHeadModel(hf.OpenAIGPTConfig(**sizes, **words)), None
    if family.name.startswith("GPT"):
        return hf.GPT2LMHeadModel(hf.GPT2Config(**sizes, **words, n_inner=family.hidden)), None
    return hf.T5ForConditionalGeneration(
        hf.T5Config(
            vocab_size=family.vocabulary,
            d_model=family.width,
            d_kv=family.width // family.heads,
            d_ff=family.hidden,
            num_layers=family.layers,
            num_heads=family.heads,
        )
    ), None


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_formula_counts_what_the_model_has(family: Family) -> None:
    with torch.device("meta"):
        body, with_head = referee(family)
    count = families.count(family)
    assert count.total == parameters(body)
    if with_head:  # it has no pooler
        assert count.total - count.pooler + families.head(family) == parameters(with_head)
    else:
        assert families.head(family) == 0


@pytest.mark.parametrize(
    ("name", "published"),
    [("GPT-2-small", 124_439_808), ("BERT-base", 109_482_240), ("DistilBERT", 66_362_880), ("T5-small", 60_506_624)],
)
def test_the_sizes_are_those_of_the_released_models(name: str, published: int) -> None:
    assert families.count(NAMES[name]).total == published


@pytest.mark.parametrize(
    ("name", "configuration"),
    [("BERT-base", hf.BertConfig()), ("T5-small", hf.T5Config()), ("GPT-1", hf.OpenAIGPTConfig())],
)
def test_the_default_configurations_are_these_families(name: str, configuration: Any) -> None:
    family = NAMES[name]
    assert configuration.vocab_size == family.vocabulary
    assert configuration.hidden_size == family.width
    assert configuration.num_hidden_layers == family.layers
    assert configuration.num_attention_heads == family.heads


@pytest.mark.parametrize("name", ["microworld", "learned", "rotary"])
def test_our_own_models_are_counted_too(name: str) -> None:
    model = library.load(name)
    assert families.count(families.of(model)).total == parameters(model.transformer) == model.card.parameters


PLAIN = Sizes(vocabulary=30, context=16, width=8, heads=2, layers=3, hidden=20)
BERT_LIKE = replace(PLAIN, causal=False, norm="post", embedding_norm=True, head="masked", logit_bias=True)
T5_LIKE = replace(
    PLAIN, positions="relative", rms=True, attention_bias=False, mlp_bias=False, d=6, scaled=False, gated=True
)
BART_LIKE = replace(PLAIN, norm="post", embedding_norm=True)
STACKS = [
    PLAIN,
    replace(PLAIN, tied=False),
    replace(PLAIN, d=6, gated=True),
    BERT_LIKE,
    replace(BERT_LIKE, head="none", logit_bias=False),
]
PAIRS = [
    (replace(T5_LIKE, causal=False, head="none"), replace(T5_LIKE, cross=True, tied=False)),
    (replace(BART_LIKE, causal=False, head="none"), replace(BART_LIKE, cross=True, logit_bias=True, layers=2)),
]


def model_of(encoder: Sizes, decoder: Sizes | None = None) -> Model:
    given = library.load()
    both = Seq2Seq(encoder, decoder) if decoder else None
    return Model("tiny", both.encoder if both else Transformer(encoder), given.tokenizer, given.card, both)


@pytest.mark.parametrize("sizes", [*((one, None) for one in STACKS), *PAIRS], ids=range(len(STACKS) + len(PAIRS)))
def test_every_kind_of_model_that_can_be_loaded_is_counted(sizes: tuple[Sizes, Sizes | None]) -> None:
    model = model_of(*sizes)
    family = families.of(model)
    assert families.count(family).total + families.head(family) == parameters(model.seq2seq or model.transformer)
    parts = [part for stack in architecture.stacks(family, 5) for part in stack]
    assert sum(part.parameters for part in parts) == families.count(family).total + families.head(family)
    for part in parts:
        assert (eval(part.formula.replace("×", "*").replace("²", "**2")) if part.formula else 0) == part.parameters


def test_gpt_3_is_so_many_times_gpt_2() -> None:
    assert round(families.times(NAMES["GPT-3"], NAMES["GPT-2-XL"])) == round(174_604_259_328 / 1_557_611_200) == 112


def test_names_are_unique_and_say_the_kind_of_mask() -> None:
    assert len(NAMES) == len(FAMILIES)
    assert {family.kind for family in FAMILIES} == {"encoder", "decoder", "encoder-decoder"}
