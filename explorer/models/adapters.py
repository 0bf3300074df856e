"""The weights of Hugging Face's model families under our names, so that our own code runs them.

GPT-2 (Radford et al. 2019), BERT (Devlin et al. 2019), RoBERTa (Liu et al. 2019), DistilBERT (Sanh et al. 2019),
T5 (Raffel et al. 2020), BART (Lewis et al. 2020) and Marian (Junczys-Dowmunt et al. 2018).
"""

import math
import re
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes, Transformer

State = dict[str, Tensor]
ACTIVATIONS = {
    "gelu": "gelu",
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "relu": "relu",
    "swish": "silu",
    "silu": "silu",
}


class UnsupportedError(ValueError):
    """What about a model our code does not run, in words for the visitor."""


def adapt(config: dict[str, Any], state: State) -> Transformer | Seq2Seq:
    """The model of this configuration with these weights.

    Raises UnsupportedError, naming what is missing or different.
    """
    kind = str(config.get("model_type"))
    if kind not in FAMILIES:
        raise UnsupportedError(f"its architecture is “{kind}”; these can be shown: {', '.join(FAMILIES)}")
    state = {_plain(name): tensor.float() for name, tensor in state.items()}
    try:
        model, ours = FAMILIES[kind](config, state)
    except KeyError as error:
        raise UnsupportedError(f"its files do not hold {error.args[0]}") from error
    needed = {name: tensor.shape for name, tensor in model.state_dict().items()}
    for name, shape in needed.items():
        if name not in ours:
            raise UnsupportedError(f"its weights do not hold what we call {name}")
        if ours[name].shape != shape:
            raise UnsupportedError(
                f"{name} has the shape {tuple(ours[name].shape)}, its configuration says {tuple(shape)}"
            )
    model.load_state_dict({name: ours[name] for name in needed})
    return model.eval().requires_grad_(False)


def _plain(name: str) -> str:
    """Their name without the prefix of the model around it, and as it is written today."""
    name = re.sub(r"^(bert|roberta|distilbert|model)\.|^transformer\.(?!layer\.)", "", name)
    return name.removesuffix("gamma") + "weight" if name.endswith("gamma") else re.sub(r"beta$", "bias", name)


def _activation(name: str) -> Any:
    if name not in ACTIVATIONS:
        raise UnsupportedError(f"its activation is “{name}”; these can be shown: {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]


def _renamed(state: State, names: dict[str, str], layers: int, prefix: str = "") -> State:
    """`names` maps our modules to theirs; {} stands for the number of the layer."""
    found: State = {}
    for ours, theirs in names.items():
        for index in range(layers) if "{}" in ours else (0,):
            for kind in ("weight", "bias"):
                source = f"{theirs.format(index)}.{kind}"
                if source in state:
                    found[f"{prefix}{ours.format(index)}.{kind}"] = state[source]
    return found


def _gpt2(config: dict[str, Any], state: State) -> tuple[Transformer, State]:
    if config.get("scale_attn_by_inverse_layer_idx") or config.get("add_cross_attention"):
        raise UnsupportedError("its attention is scaled or crossed in a way that is not shown here")
    layers, width = config["n_layer"], config["n_embd"]
    untied = "lm_head.weight" in state and not config.get("tie_word_embeddings", True)
    sizes = Sizes(
        vocabulary=config["vocab_size"],
        context=config["n_positions"],
        width=width,
        heads=config["n_head"],
        layers=layers,
        hidden=config.get("n_inner") or 4 * width,
        tied=not untied,
        activation=_activation(config.get("activation_function", "gelu_new")),
        epsilon=config.get("layer_norm_epsilon", 1e-5),
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
    ours = _renamed(state, names, layers) | {"position": state["wpe.weight"]}
    for name in [name for name in ours if re.search(r"(output|up|down)\.weight$", name)]:
        ours[name] = ours[name].mT  # its Conv1D keeps matrices input x output
    for index in range(layers):
        for kind in ("weight", "bias"):
            parts = state[f"h.{index}.attn.c_attn.{kind}"].split(width, dim=-1)
            for name, part in zip(("query", "key", "value"), parts, strict=True):
                ours[f"blocks.{index}.attention.{name}.{kind}"] = part.mT if kind == "weight" else part
    return Transformer(sizes), ours


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
    layers = config["n_layers" if distil else "num_hidden_layers"]
    sizes = Sizes(
        vocabulary=config["vocab_size"],
        context=len(position),
        width=config["dim" if distil else "hidden_size"],
        heads=config["n_heads" if distil else "num_attention_heads"],
        layers=layers,
        hidden=config["hidden_dim" if distil else "intermediate_size"],
        activation=_activation(config.get("activation" if distil else "hidden_act", "gelu")),
        causal=False,
        norm="post",
        epsilon=config.get("layer_norm_eps", 1e-12),
        embedding_norm=True,
        head="masked" if predicts else "none",
        logit_bias=predicts,
    )
    ours = _renamed(state, names, layers) | {"position": position}
    if predicts:
        ours["logit_bias"] = state[bias]
    return Transformer(sizes), ours


def _t5(config: dict[str, Any], state: State) -> tuple[Seq2Seq, State]:
    form = config.get("feed_forward_proj", "relu")
    activation, gated = form.removeprefix("gated-"), form.startswith("gated-")
    scaled = config.get("scale_decoder_outputs", config.get("tie_word_embeddings") is not False)
    tied = "lm_head.weight" not in state
    shared: dict[str, Any] = {
        "vocabulary": config["vocab_size"],
        "context": 1024,  # relative positions set no limit; this one keeps figures and memory bounded
        "width": config["d_model"],
        "heads": config["num_heads"],
        "hidden": config["d_ff"],
        "positions": "relative",
        "attention_bias": False,
        "activation": "gelu_tanh" if gated and activation == "gelu" else _activation(activation),
        "rms": True,
        "epsilon": config.get("layer_norm_epsilon", 1e-6),
        "mlp_bias": False,
        "gated": gated,
        "d": config["d_kv"],
        "scaled": False,
    }
    depth = config["num_layers"], config.get("num_decoder_layers") or config["num_layers"]
    encoder = Sizes(layers=depth[0], causal=False, head="none", **shared)
    scale = config["d_model"] ** -0.5 if scaled else 1.0
    decoder = Sizes(layers=depth[1], cross=True, tied=tied, logit_scale=scale, **shared)
    ours: State = {}
    for side, layers, parts in (("encoder", depth[0], 2), ("decoder", depth[1], 3)):
        attentions = {"attention": "0.SelfAttention"} | ({"cross": "1.EncDecAttention"} if parts == 3 else {})
        letters = zip(("query", "key", "value", "output"), "qkvo", strict=True)
        names = {
            "embedding": "shared",
            "relative": f"{side}.block.0.layer.0.SelfAttention.relative_attention_bias",
            "norm": f"{side}.final_layer_norm",
            "blocks.{}.norm1": f"{side}.block.{{}}.layer.0.layer_norm",
            "blocks.{}.norm_cross": f"{side}.block.{{}}.layer.1.layer_norm",
            "blocks.{}.norm2": f"{side}.block.{{}}.layer.{parts - 1}.layer_norm",
            "blocks.{}.mlp.up": f"{side}.block.{{}}.layer.{parts - 1}.DenseReluDense.wi{'_0' if gated else ''}",
            "blocks.{}.mlp.gate": f"{side}.block.{{}}.layer.{parts - 1}.DenseReluDense.wi_1",
            "blocks.{}.mlp.down": f"{side}.block.{{}}.layer.{parts - 1}.DenseReluDense.wo",
            "unembedding": "lm_head",
        } | {
            f"blocks.{{}}.{mine}.{name}": f"{side}.block.{{}}.layer.{theirs}.{letter}"
            for name, letter in letters
            for mine, theirs in attentions.items()
        }
        ours |= _renamed(state, names, layers, f"{side}.")
    return Seq2Seq(encoder, decoder), ours


def _bart(config: dict[str, Any], state: State) -> tuple[Seq2Seq, State]:
    marian = config["model_type"] == "marian"
    width, context = config["d_model"], config["max_position_embeddings"]
    shared: dict[str, Any] = {
        "vocabulary": config["vocab_size"],
        "context": context,
        "width": width,
        "activation": _activation(config.get("activation_function", "gelu")),
        "norm": "post",
        "embedding_norm": not marian,
        "embedding_scale": math.sqrt(width) if config.get("scale_embedding") else 1.0,
    }
    ours: State = {}
    sizes = []
    for side in ("encoder", "decoder"):
        layers, cross = config[f"{side}_layers"], side == "decoder"
        own = {"layers": layers, "heads": config[f"{side}_attention_heads"], "hidden": config[f"{side}_ffn_dim"]}
        head = {"cross": True, "logit_bias": True} if cross else {"causal": False, "head": "none"}
        sizes.append(Sizes(**shared, **own, **head))
        attentions = {"attention": "self_attn"} | ({"cross": "encoder_attn"} if cross else {})
        parts = zip(("query", "key", "value", "output"), ("q_proj", "k_proj", "v_proj", "out_proj"), strict=True)
        names = {
            "embedding": "shared",
            "norm0": f"{side}.layernorm_embedding",
            "blocks.{}.norm1": f"{side}.layers.{{}}.self_attn_layer_norm",
            "blocks.{}.norm_cross": f"{side}.layers.{{}}.encoder_attn_layer_norm",
            "blocks.{}.norm2": f"{side}.layers.{{}}.final_layer_norm",
            "blocks.{}.mlp.up": f"{side}.layers.{{}}.fc1",
            "blocks.{}.mlp.down": f"{side}.layers.{{}}.fc2",
        } | {
            f"blocks.{{}}.{mine}.{name}": f"{side}.layers.{{}}.{theirs}.{part}"
            for name, part in parts
            for mine, theirs in attentions.items()
        }
        ours |= _renamed(state, names, layers, f"{side}.")
        # BART leaves two places to its padding; Marian keeps sines in one half of the width and cosines in the other.
        ours[f"{side}.position"] = _halves(context, width) if marian else state[f"{side}.embed_positions.weight"][2:]
    ours["decoder.logit_bias"] = state.get("final_logits_bias", torch.zeros(1, config["vocab_size"]))[0]
    return Seq2Seq(*sizes), ours


def _halves(length: int, width: int) -> Tensor:
    frequencies = 10000 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * frequencies
    return torch.cat([angles.sin(), angles.cos()], -1).float()


FAMILIES: dict[str, Callable[[dict[str, Any], State], tuple[Any, State]]] = {
    "gpt2": _gpt2,
    "bert": _encoder,
    "roberta": _encoder,
    "distilbert": _encoder,
    "t5": _t5,
    "bart": _bart,
    "marian": _bart,
}
