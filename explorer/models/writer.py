"""The same transformer laid out for writing: one token at a time, nothing kept but keys and values."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from explorer.models.transformer import Transformer, activate


class Writer:
    """Gives the logits that the model's trace would end in, without keeping the trace.

    A step of a small model is a matter of how many calls it takes, not of multiplying: query, key and value come from
    one matrix, the cache is written in place, and no module stands between. Not for rotary positions, post-norm models
    or cross-attention, see `can`.
    """

    def __init__(self, model: Transformer) -> None:
        sizes = model.sizes
        self._model, self._length = model, 0
        self._layers: list[tuple[tuple[Any, Any], ...]] = []  # weight and bias of each map, in order
        for index in range(sizes.layers):
            block = model.block(index)
            a = block.attention
            maps = (a.query, a.key, a.value)
            bias = None if a.query.bias is None else torch.cat([m.bias for m in maps])
            self._layers.append(
                (
                    (block.norm1.weight, block.norm1.bias),
                    (torch.cat([m.weight for m in maps]), bias),
                    (a.output.weight, a.output.bias),
                    (block.norm2.weight, block.norm2.bias),
                    (block.mlp.up.weight, block.mlp.up.bias),
                    (block.mlp.down.weight, block.mlp.down.bias),
                )
            )
        shape = (sizes.layers, sizes.heads, sizes.context, sizes.inner)
        self._keys, self._values = torch.empty(shape), torch.empty(shape)

    @staticmethod
    def can(model: Transformer) -> bool:
        """Whether the model is built as this class lays it out."""
        s = model.sizes
        return s.norm == "pre" and s.positions in ("learned", "sinusoidal") and not (s.rms or s.gated or s.cross)

    def read(self, ids: Tensor) -> Float[Tensor, " vocabulary"]:
        """Begin with a prompt; the logits after its last token."""
        trace = self._model(ids)
        self._length = len(ids)
        for index, block in enumerate(trace.blocks):
            self._keys[index, :, : self._length] = block.attention.k
            self._values[index, :, : self._length] = block.attention.v
        logits: Tensor = trace.out[-1]
        return logits

    def step(self, id_: int) -> Float[Tensor, " vocabulary"]:
        """One more token; the logits after it."""
        model, sizes, now = self._model, self._model.sizes, self._length
        heads, shape, width = sizes.heads, (3, sizes.heads, 1, sizes.inner), (sizes.width,)
        x = model.embedding.weight[id_] + model.position[now]
        self._length = end = now + 1
        for (norm1, maps, output, norm2, up, down), keys, values in zip(
            self._layers, self._keys, self._values, strict=True
        ):
            q, k, v = F.linear(F.layer_norm(x, width, *norm1, sizes.epsilon), *maps).view(shape)
            keys[:, now], values[:, now] = k[:, 0], v[:, 0]
            scores = torch.baddbmm(_ZERO, q, keys[:, :end].mT, beta=0, alpha=sizes.inner**-0.5)
            mixed = torch.bmm(scores.softmax(-1), values[:, :end])
            x = x + F.linear(mixed.view(heads * sizes.inner), *output)
            hidden = F.linear(F.layer_norm(x, width, *norm2, sizes.epsilon), *up)
            x = x + F.linear(activate(hidden, sizes.activation), *down)
        return model.logits(model.norm(x))


_ZERO = torch.zeros(1)
