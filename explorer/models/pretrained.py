"""Weights in Hugging Face's form, adapted to our transformer, and back."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from explorer.models.transformer import Sizes, Transformer

_LAYER = {  # our name -> GPT-2's; its Conv1D stores matrices input x output
    "norm1": "ln_1",
    "attention.output": "attn.c_proj",
    "norm2": "ln_2",
    "mlp.up": "mlp.c_fc",
    "mlp.down": "mlp.c_proj",
}


def from_gpt2(model: GPT2LMHeadModel) -> Transformer:
    """The same model in our form: equal logits and attention maps."""
    config, theirs = model.config, model.state_dict()
    sizes = Sizes(
        vocabulary=config.vocab_size,
        context=config.n_positions,
        width=config.n_embd,
        heads=config.n_head,
        layers=config.n_layer,
        hidden=config.n_inner or 4 * config.n_embd,
        activation="gelu_tanh" if config.activation_function in ("gelu_new", "gelu_pytorch_tanh") else "gelu",
    )
    ours = {
        "embedding.weight": theirs["transformer.wte.weight"],
        "position": theirs["transformer.wpe.weight"],
        "norm.weight": theirs["transformer.ln_f.weight"],
        "norm.bias": theirs["transformer.ln_f.bias"],
    }
    for index in range(sizes.layers):
        mine, other = f"blocks.{index}.", f"transformer.h.{index}."
        for name, their_name in _LAYER.items():
            weight = theirs[f"{other}{their_name}.weight"]
            ours[f"{mine}{name}.weight"] = weight if weight.dim() == 1 else weight.mT
            ours[f"{mine}{name}.bias"] = theirs[f"{other}{their_name}.bias"]
        for kind in ("weight", "bias"):
            joined = theirs[f"{other}attn.c_attn.{kind}"].split(sizes.width, dim=-1)
            for name, part in zip(("query", "key", "value"), joined, strict=True):
                ours[f"{mine}attention.{name}.{kind}"] = part.mT if kind == "weight" else part
    result = Transformer(sizes)
    result.load_state_dict(ours)
    return result.eval()


def to_gpt2(model: Transformer) -> GPT2LMHeadModel:
    """Our model as Hugging Face's GPT-2, so that both can be timed on the same weights. Not for rotary positions."""
    sizes, ours = model.sizes, model.state_dict()
    theirs = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=sizes.vocabulary,
            n_positions=sizes.context,
            n_embd=sizes.width,
            n_layer=sizes.layers,
            n_head=sizes.heads,
            n_inner=sizes.hidden,
            activation_function="gelu_new" if sizes.activation == "gelu_tanh" else "gelu",
            bos_token_id=0,
            eos_token_id=None,
        )
    )
    state = {
        "transformer.wte.weight": ours["embedding.weight"],
        "lm_head.weight": ours["embedding.weight"],
        "transformer.wpe.weight": model.position,
        "transformer.ln_f.weight": ours["norm.weight"],
        "transformer.ln_f.bias": ours["norm.bias"],
    }
    for index in range(sizes.layers):
        mine, other = f"blocks.{index}.", f"transformer.h.{index}."
        for name, their_name in _LAYER.items():
            weight = ours[f"{mine}{name}.weight"]
            state[f"{other}{their_name}.weight"] = weight if weight.dim() == 1 else weight.mT
            bias = ours.get(f"{mine}{name}.bias")
            state[f"{other}{their_name}.bias"] = torch.zeros(weight.shape[0]) if bias is None else bias
        parts = [ours[f"{mine}attention.{name}.weight"].mT for name in ("query", "key", "value")]
        state[f"{other}attn.c_attn.weight"] = torch.cat(parts, -1)
        biases = [
            ours.get(f"{mine}attention.{name}.bias", torch.zeros(sizes.width)) for name in ("query", "key", "value")
        ]
        state[f"{other}attn.c_attn.bias"] = torch.cat(biases)
    theirs.load_state_dict(state, strict=True)
    theirs.set_attn_implementation("eager")
    return theirs.eval()
