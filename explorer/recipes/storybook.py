"""A model of natural English: 4 layers, 8 heads, width 256, 4.2 million parameters, 4,000 pieces of words.

It learns from children's classics and Shakespeare's plays, in one file: `(cat childrens-classics.txt; echo; cat
tinyshakespeare.txt) > books.txt`. Every tenth stretch of 5,000 characters is held out.
"""

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Int
from torch.nn import functional as F

from explorer.models.generate import generate
from explorer.models.library import Card, reference, round_to_half, save
from explorer.models.transformer import Sizes, Transformer
from explorer.sampling import Controls
from explorer.text import copying, ngrams, smoothing
from explorer.text.pieces import Pieces
from explorer.training import Progress, train

CONTEXT, TOGETHER = 256, 4


@dataclasses.dataclass(frozen=True)
class Stage:
    """A part of the training with a warm-up and a falling rate of its own."""

    steps: int  # done
    planned: int  # the rate falls as if so many were done
    rate: float
    long: float  # how much likelier a long paragraph is to be begun: by its length to this power


STAGES = (Stage(6_000, 8_000, 1.2e-3, 0.0), Stage(3_295, 4_500, 8e-4, 1.0))
STEPS = sum(stage.steps for stage in STAGES)
STRETCH, EVERY = 5_000, 10  # characters; one stretch in EVERY is held out
EXAMINED = 60_000  # tokens, of the held-out text and of the one learned from
AT_NEWLINE = 0.25  # of the windows begin where a paragraph does, as every text of a visitor
COPIED = 0.02  # the share of 8-word windows copied from the books above which the model is not shipped
PROMPTS = ("Once upon a time", "The king said to his daughter", "ROMEO:", "It was a dark night, and")


def sizes(tokens: int) -> Sizes:
    return Sizes(vocabulary=tokens, context=CONTEXT, width=256, heads=8, layers=4, hidden=1024, attention_bias=False)


def divide(text: str) -> tuple[str, str]:
    """What is learned from, and what is held out."""
    parts = [text[at : at + STRETCH] for at in range(0, len(text), STRETCH)]
    return (
        "".join(part for number, part in enumerate(parts) if number % EVERY != EVERY - 1),
        "".join(part for number, part in enumerate(parts) if number % EVERY == EVERY - 1),
    )


def batches(ids: Int[torch.Tensor, " token"], newline: int, seed: int, long: float = 0.0) -> Iterator[torch.Tensor]:
    """Endless windows of the text, some of them from the beginning of a paragraph on."""
    rng = np.random.default_rng(seed)
    beginnings = (ids[: -CONTEXT - 1] == newline).nonzero().flatten().numpy()
    weights = np.diff(beginnings, append=len(ids) - CONTEXT) ** long
    while True:
        anywhere = rng.integers(0, len(ids) - CONTEXT - 1, TOGETHER)
        starts = np.where(
            rng.random(TOGETHER) < AT_NEWLINE, rng.choice(beginnings, TOGETHER, p=weights / weights.sum()), anywhere
        )
        yield torch.stack([ids[start : start + CONTEXT + 1] for start in starts])


def loss(model: torch.nn.Module, batch: torch.Tensor) -> tuple[torch.Tensor, int]:
    targets = batch[:, 1:].flatten()
    return F.cross_entropy(model(batch[:, :-1]).out.flatten(0, 1), targets), len(targets)


def spread(ids: Int[torch.Tensor, " token"], length: int = 2_000) -> Int[torch.Tensor, " examined"]:
    """Stretches of a text, evenly spread over all of it, of about EXAMINED tokens."""
    rows = ids[: len(ids) // length * length].view(-1, length)
    return rows[:: max(1, len(rows) // (EXAMINED // length))].flatten()


def nats(model: Transformer, ids: Int[torch.Tensor, " token"]) -> float:
    """Mean loss per token; each token is predicted from at least half a context."""
    half, total, count = CONTEXT // 2, 0.0, 0
    with torch.inference_mode():
        for start in range(0, len(ids) - CONTEXT, half):
            window = ids[start : start + CONTEXT + 1]
            losses = F.cross_entropy(model(window[:-1]).out, window[1:], reduction="none")
            scored = losses if start == 0 else losses[half:]
            total, count = total + float(scored.sum()), count + len(scored)
    return total / count


def ngram_nats(train_ids: Int[torch.Tensor, " _"], held_out: Int[torch.Tensor, " _"], tokens: int) -> dict[str, float]:
    """The same for n-grams of the same tokens: interpolated Kneser-Ney."""
    names = [str(number) for number in range(tokens)]
    counted = ngrams.count([names[i] for i in train_ids.tolist()], 5, names)
    text = [names[i] for i in held_out.tolist()]
    return {
        name: float(-np.log(smoothing.along(counted, text, order)).mean())
        for name, order in (("trigram", 3), ("5-gram", 5))
    }


def make(folder: Path, corpus: Path, seed: int = 0) -> Iterator[Progress]:
    """Train, examine and save; yields the progress. Raises ValueError, and ships nothing, where the model copies."""
    tokenizer = Pieces.shipped(CONTEXT)
    ids = torch.tensor(tokenizer.ids(divide(corpus.read_text("utf-8"))[0]))
    model = Transformer(sizes(len(tokenizer))).initialise(seed)
    done = Progress(0, 0.0, 0.0, 0, 0.0)
    for number, stage in enumerate(STAGES):
        before = done
        windows = batches(ids, tokenizer.start, seed + number, stage.long)
        course = train(model, windows, loss, stage.planned, stage.rate, warm_up=200)
        for progress in itertools.islice(course, stage.steps):
            done = after(before, progress)
            yield done
            if done.step % 500 == 0:  # so that a machine that stops does not cost everything
                save(round_to_half(model), folder / "checkpoints" / "storybook-latest.safetensors")
        model = round_to_half(model).train()
    save(model.eval(), folder / "storybook.safetensors", examine(model, corpus, seed, done))


def after(before: Progress, now: Progress) -> Progress:
    """The progress of a stage, counted from the first one's start."""
    return dataclasses.replace(
        now,
        step=before.step + now.step,
        tokens=before.tokens + now.tokens,
        seconds=before.seconds + now.seconds,
    )


def examine(model: Transformer, corpus: Path, seed: int, progress: Progress) -> Card:
    """What is to be known of the model that the training ended with. Raises ValueError where it copies."""
    learned, held_out = divide(corpus.read_text("utf-8"))
    tokenizer = Pieces.shipped(CONTEXT)
    ids, others = (torch.tensor(tokenizer.ids(text)) for text in (learned, held_out))
    samples, copied = write(model, tokenizer, learned)
    if copied > COPIED:
        raise ValueError(f"this model is not good enough to ship: it copies {copied:.1%} of its 8-word windows")
    seen, unseen = spread(ids), spread(others)
    losses = {"train": nats(model, seen), "held_out": nats(model, unseen), **ngram_nats(ids, unseen, len(tokenizer))}
    return Card(
        name="storybook",
        data=f"{corpus.name}: children's classics and Shakespeare's plays, {len(learned):,} characters, "
        f"{len(ids):,} tokens; held out: {len(held_out):,} characters, {len(others):,} tokens, "
        f"of which {len(unseen):,} are measured",
        seed=seed,
        steps=progress.step,
        tokens=progress.tokens,
        seconds=round(progress.seconds, 1),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        loss={key: round(value, 4) for key, value in losses.items()},
        lessons={},
        sizes=dataclasses.asdict(model.sizes),
        vocabulary=[],
        samples=samples,
        copied=round(copied, 5),
        reference=reference(model, tokenizer, "Once upon a time"),
    )


def write(model: Transformer, tokenizer: Pieces, learned: str, texts: int = 25) -> tuple[list[dict[str, str]], float]:
    """A sample for each prompt, and the share of 8-word windows in many more that stand in the books."""
    counted = ngrams.count(ngrams.words(learned), 1)
    samples: list[dict[str, str]] = []
    windows = copied = 0.0
    for number in range(len(PROMPTS) * texts):
        prompt = PROMPTS[number % len(PROMPTS)]
        start = tokenizer.encode(prompt).ids
        written = [step.id for step in generate(model, start, 200, seed=number, controls=Controls(1.0, top_p=0.95))]
        words = ngrams.words(tokenizer.decode(written))
        here = max(0, len(words) - copying.WINDOW + 1)
        windows, copied = windows + here, copied + here * copying.meter(words, counted).share
        if number < len(PROMPTS):
            samples.append({"prompt": prompt, "text": tokenizer.decode(written)})
    return samples, copied / windows
