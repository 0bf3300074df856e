"""One training loop for every model: a generator of steps. Nothing in this file knows what is trained.

Accelerate spreads it over processes and GPUs: `accelerate launch -m explorer.cli train NAME`. Each process takes its
share of every batch, so that the losses are those of one process, up to rounding.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Progress:
    step: int  # steps done
    loss: float  # of this step's batch, nats per token
    rate: float  # learning rate of this step
    tokens: int  # seen so far
    seconds: float  # since the start


def train(
    model: nn.Module,
    batches: Iterable[Tensor],
    loss: Callable[[nn.Module, Tensor], tuple[Tensor, int]],
    steps: int,
    rate: float,
    warm_up: int = 100,
    decay: float = 0.1,
    embedding_decay: float = 0.1,
) -> Iterator[Progress]:
    """Yield after each step. AdamW with warm-up and a cosine that ends at 5 % of `rate` (Loshchilov and Hutter 2019).

    A batch has a row for each text; `loss` gives the mean loss of the model on one and how many tokens it was taken
    over.
    """
    matrices: list[nn.Parameter] = []
    embeddings: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        kind = name.split(".")[0]
        if kind == "embedding":
            embeddings.append(parameter)
        else:
            (rest if parameter.dim() < 2 or kind == "position" else matrices).append(parameter)
    optimizer = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": decay},
            {"params": embeddings, "weight_decay": embedding_decay},
            {"params": rest, "weight_decay": 0.0},
        ],
        lr=rate,
        betas=(0.9, 0.98),
        eps=1e-9,
    )
    from accelerate import Accelerator  # its import takes as long as a tenth of the whole start

    accelerator = Accelerator()
    model, optimizer = accelerator.prepare(model, optimizer)
    index, all_ = accelerator.process_index, accelerator.num_processes
    started, seen = time.perf_counter(), 0
    for step, batch in zip(range(1, steps + 1), batches, strict=False):
        now = rate * min(1.0, step / warm_up) * (0.05 + 0.475 * (1 + math.cos(math.pi * step / steps)))
        for group in optimizer.param_groups:
            group["lr"] = now
        value, own = loss(model, batch[index::all_].to(accelerator.device))
        tokens = int(accelerator.reduce(torch.tensor(own, device=accelerator.device)))
        share = value * own / tokens  # of the mean over all tokens; gradients are averaged over the processes
        optimizer.zero_grad(set_to_none=True)
        accelerator.backward(share * all_)
        accelerator.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        seen += tokens
        yield Progress(step, float(accelerator.reduce(share.detach())), now, seen, time.perf_counter() - started)
