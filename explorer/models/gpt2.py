"""Our model as Hugging Face's GPT-2 (Radford et al. 2019): the other direction of adapters.py, to compare speed."""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from explorer.models.transformer import Transformer

_LAYER = {  # our name -> GPT-2's; its Conv1D stores matrices input x output
    "norm1": "ln_1",
    "attention.output": "attn.c_proj",
    "norm2": "ln_2",
    "mlp.up": "mlp.c_fc",
    "mlp.down": "mlp.c_proj",
}


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
