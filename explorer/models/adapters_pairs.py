"""Encoder-decoders under our names: T5 (Raffel et al. 2020), BART (Lewis et al. 2020) and Marian."""

import math
from typing import Any

import torch
from torch import Tensor

from explorer.models.checkpoint import State, activation, empty_pair, layer_count, renamed
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes


def t5(config: dict[str, Any], state: State) -> tuple[Seq2Seq, State]:
    form = config.get("feed_forward_proj", "relu")
    kind, gated = form.removeprefix("gated-"), form.startswith("gated-")
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
        "activation": "gelu_tanh" if gated and kind == "gelu" else activation(kind),
        "rms": True,
        "epsilon": float(config.get("layer_norm_epsilon", 1e-6)),
        "mlp_bias": False,
        "gated": gated,
        "d": config["d_kv"],
        "scaled": False,
    }
    depth = [layer_count(config, state, key) for key in ("num_layers", "num_decoder_layers") if config.get(key)]
    depth = [depth[0], depth[-1]]
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
        ours |= renamed(state, names, layers, f"{side}.")
    return empty_pair(encoder, decoder), ours


def bart(config: dict[str, Any], state: State) -> tuple[Seq2Seq, State]:
    marian = config["model_type"] == "marian"
    width, context = config["d_model"], config["max_position_embeddings"]
    shared: dict[str, Any] = {
        "vocabulary": config["vocab_size"],
        "context": context,
        "width": width,
        "activation": activation(config.get("activation_function", "gelu")),
        "norm": "post",
        "embedding_norm": not marian,
        "embedding_scale": math.sqrt(width) if config.get("scale_embedding") else 1.0,
    }
    ours: State = {}
    sizes = []
    for side in ("encoder", "decoder"):
        layers, cross = layer_count(config, state, f"{side}_layers"), side == "decoder"
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
        ours |= renamed(state, names, layers, f"{side}.")
        # BART leaves two places to its padding; Marian keeps sines in one half of the width and cosines in the other.
        ours[f"{side}.position"] = _halves(context, width) if marian else state[f"{side}.embed_positions.weight"][2:]
    ours["decoder.logit_bias"] = state.get("final_logits_bias", torch.zeros(1, config["vocab_size"]))[0]
    return empty_pair(*sizes), ours


def _halves(length: int, width: int) -> Tensor:
    frequencies = 10000 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * frequencies
    return torch.cat([angles.sin(), angles.cos()], -1).float()
