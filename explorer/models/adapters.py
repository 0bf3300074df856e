"""The weights of Hugging Face's model families under our names, so that our own code runs them.

GPT-2 (Radford et al. 2019), BERT (Devlin et al. 2019), RoBERTa (Liu et al. 2019), DistilBERT (Sanh et al. 2019),
T5 (Raffel et al. 2020), BART (Lewis et al. 2020) and Marian (Junczys-Dowmunt et al. 2018).
"""

import re
from collections.abc import Callable
from typing import Any

from explorer.models.adapters_pairs import bart, t5
from explorer.models.checkpoint import (
    State,
    UnsupportedError,
    activation,
    empty_stack,
    layer_count,
    plain_name,
    renamed,
)
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes, Transformer


def adapt(config: dict[str, Any], state: State) -> Transformer | Seq2Seq:
    """The model of this configuration with these weights.

    Raises UnsupportedError, naming what is missing or different.
    """
    kind = str(config.get("model_type"))
    if kind not in FAMILIES:
        raise UnsupportedError(
            "its architecture is “{name}”; these can be shown: {names}", name=kind, names=", ".join(FAMILIES)
        )
    state = {plain_name(name): tensor.float() for name, tensor in state.items()}
    try:
        model, ours = FAMILIES[kind](config, state)
    except KeyError as error:
        raise UnsupportedError("its files do not hold {name}", name=error.args[0]) from error
    for name, empty in model.state_dict().items():
        if name not in ours:
            raise UnsupportedError("its weights do not hold what we call {name}", name=name)
        if ours[name].shape != empty.shape:
            raise UnsupportedError(
                "{name} has the shape {one}, its configuration says {other}",
                name=name,
                one=tuple(ours[name].shape),
                other=tuple(empty.shape),
            )
        if not ours[name].isfinite().all():
            raise UnsupportedError("{name} holds what is no number", name=name)
    model.load_state_dict({name: ours[name] for name in model.state_dict()}, assign=True)
    for stack in (model.encoder, model.decoder) if isinstance(model, Seq2Seq) else (model,):
        if stack.sizes.positions != "learned":
            stack.position = stack.waves()
    return model.eval().requires_grad_(False)


def _gpt2(config: dict[str, Any], state: State) -> tuple[Transformer, State]:
    if config.get("scale_attn_by_inverse_layer_idx") or config.get("add_cross_attention"):
        raise UnsupportedError("its attention is scaled or crossed in a way that is not shown here")
    layers, width = layer_count(config, state, "n_layer"), config["n_embd"]
    untied = "lm_head.weight" in state and not config.get("tie_word_embeddings", True)
    sizes = Sizes(
        vocabulary=config["vocab_size"],
        context=config["n_positions"],
        width=width,
        heads=config["n_head"],
        layers=layers,
        hidden=config.get("n_inner") or 4 * width,
        tied=not untied,
        activation=activation(config.get("activation_function", "gelu_new")),
        epsilon=float(config.get("layer_norm_epsilon", 1e-5)),
    )
    names = {
        "embedding": "wte",
        "norm": "ln_f",
        "blocks.{}.norm1": "h.{}.ln_1",
        "blocks.{}.norm2": "h.{}.ln_2",
        "blocks.{}.attention.output": "h.{}.attn.c_proj",
        "blocks.{}.mlp.up": "h.{}.mlp.c_fc",
        "blocks.{}.mlp.down": "h.{}.mlp.c_proj",
        "unembedding": "lm_head",
    }
    ours = renamed(state, names, layers) | {"position": state["wpe.weight"]}
    for name in [name for name in ours if re.search(r"(output|up|down)\.weight$", name)]:
        ours[name] = ours[name].mT  # its Conv1D keeps matrices input x output
    for index in range(layers):
        for kind in ("weight", "bias"):
            parts = state[f"h.{index}.attn.c_attn.{kind}"].split(width, dim=-1)
            for name, part in zip(("query", "key", "value"), parts, strict=True):
                ours[f"blocks.{index}.attention.{name}.{kind}"] = part.mT if kind == "weight" else part
    return empty_stack(sizes), ours


_BERT = {
    "embedding": "embeddings.word_embeddings",
    "norm0": "embeddings.LayerNorm",
    **{
        f"blocks.{{}}.attention.{name}": f"encoder.layer.{{}}.attention.self.{name}"
        for name in ("query", "key", "value")
    },
    "blocks.{}.attention.output": "encoder.layer.{}.attention.output.dense",
    "blocks.{}.norm1": "encoder.layer.{}.attention.output.LayerNorm",
    "blocks.{}.mlp.up": "encoder.layer.{}.intermediate.dense",
    "blocks.{}.mlp.down": "encoder.layer.{}.output.dense",
    "blocks.{}.norm2": "encoder.layer.{}.output.LayerNorm",
    "rewrite": "cls.predictions.transform.dense",
    "norm_rewritten": "cls.predictions.transform.LayerNorm",
}
_ROBERTA = _BERT | {"rewrite": "lm_head.dense", "norm_rewritten": "lm_head.layer_norm"}
_DISTILBERT = {
    "embedding": "embeddings.word_embeddings",
    "norm0": "embeddings.LayerNorm",
    "blocks.{}.attention.query": "transformer.layer.{}.attention.q_lin",
    "blocks.{}.attention.key": "transformer.layer.{}.attention.k_lin",
    "blocks.{}.attention.value": "transformer.layer.{}.attention.v_lin",
    "blocks.{}.attention.output": "transformer.layer.{}.attention.out_lin",
    "blocks.{}.norm1": "transformer.layer.{}.sa_layer_norm",
    "blocks.{}.mlp.up": "transformer.layer.{}.ffn.lin1",
    "blocks.{}.mlp.down": "transformer.layer.{}.ffn.lin2",
    "blocks.{}.norm2": "transformer.layer.{}.output_layer_norm",
    "rewrite": "vocab_transform",
    "norm_rewritten": "vocab_layer_norm",
}


def _encoder(config: dict[str, Any], state: State) -> tuple[Transformer, State]:
    kind = config["model_type"]
    distil = kind == "distilbert"
    if config.get("is_decoder") or config.get("position_embedding_type", "absolute") != "absolute":
        raise UnsupportedError("it is a BERT with a causal mask or relative positions")
    names, bias = {
        "bert": (_BERT, "cls.predictions.bias"),
        "roberta": (_ROBERTA, "lm_head.bias"),
        "distilbert": (_DISTILBERT, "vocab_projector.bias"),
    }[kind]
    first = config["pad_token_id"] + 1 if kind == "roberta" else 0  # RoBERTa leaves places to its padding
    position = state["embeddings.position_embeddings.weight"][first:]
    if "embeddings.token_type_embeddings.weight" in state:  # one sentence only: its mark is a part of each position
        position = position + state["embeddings.token_type_embeddings.weight"][0]
    predicts = f"{names['rewrite']}.weight" in state
    layers = layer_count(config, state, "n_layers" if distil else "num_hidden_layers")
    sizes = Sizes(
        vocabulary=config["vocab_size"],
        context=len(position),
        width=config["dim" if distil else "hidden_size"],
        heads=config["n_heads" if distil else "num_attention_heads"],
        layers=layers,
        hidden=config["hidden_dim" if distil else "intermediate_size"],
        activation=activation(config.get("activation" if distil else "hidden_act", "gelu")),
        causal=False,
        norm="post",
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        embedding_norm=True,
        head="masked" if predicts else "none",
        logit_bias=predicts,
    )
    ours = renamed(state, names, layers) | {"position": position}
    if predicts:
        ours["logit_bias"] = state[bias]
    return empty_stack(sizes), ours


FAMILIES: dict[str, Callable[[dict[str, Any], State], tuple[Any, State]]] = {
    "gpt2": _gpt2,
    "bert": _encoder,
    "roberta": _encoder,
    "distilbert": _encoder,
    "t5": t5,
    "bart": bart,
    "marian": bart,
}
