"""The story model: 2 layers, 4 heads, width 64, 0.13 million parameters, trained on microworld stories.

What had to be got right: start values (Transformer.initialise), small batches, parrot drills (they bring looking back
forward), and stories cropped at a random sentence, so that a sentence typed without an introduction is at home too.
"""

import dataclasses
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from torch.nn import functional as F

from explorer.models import lessons
from explorer.models.library import Card, reference, round_to_half, save
from explorer.models.transformer import Sizes, Transformer
from explorer.text import microworld
from explorer.text.microworld import Story
from explorer.text.microworld_teller import END, START
from explorer.text.tokenizers import PAD, UNKNOWN, WordTokenizer
from explorer.training import Progress, train

STEPS, RATE, TOGETHER = 12_000, 4e-3, 24
STORIES, STORY_SEED, HELD_OUT_SEED = 60_000, 1000, 7
DRILLS, CROPPED, BLURRED = 0.12, 0.25, 0.05
CHECKPOINTS = (0, 250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 6000)

# Below any of these, or further than EXCESS bits per token above the entropy of the source, the model is not shipped.
EXCESS = 0.05
LEAST = {
    "agreement": 0.99,
    "agreement_attractor": 0.99,
    "brackets": 0.98,
    "capital": 0.98,
    "coreference": 0.99,
    "coreference_far": 0.99,
    "induction": 0.98,
    "language": 0.95,
    "possession": 0.98,
    "possession_attractor": 0.95,
    "quotes": 0.99,
    "recall_colour": 0.98,
    "recall_colour_far": 0.98,
    "recall_place": 0.93,
    "song": 0.99,
    "sums": 0.97,
    "tense": 0.98,
}


# PAD must come first: batches are filled up with id 0.
MARKERS = (PAD, UNKNOWN, START, END, *'.,?:"()[]', "again", "parrot")


def vocabulary() -> list[str]:
    """Markers, then the words of the stories."""
    return [*MARKERS, *microworld.words()]


def sizes(positions: Literal["learned", "sinusoidal", "rotary"] = "sinusoidal") -> Sizes:
    return Sizes(
        vocabulary=len(vocabulary()),
        context=microworld.LONGEST,
        width=64,
        heads=4,
        layers=2,
        hidden=256,
        positions=positions,
        position_scale=0.3,
        attention_bias=False,
    )


def documents(count: int, seed: int, words: Sequence[str] = ()) -> list[Story]:
    """Stories, and between them a parrot's lists. Collecting the words for these takes a second, if not given."""
    rng, words = random.Random(seed), words or microworld.words()
    return [microworld.drill(rng, words) if rng.random() < DRILLS else microworld.story(rng) for _ in range(count)]


def batches(told: Sequence[Story], tokenizer: WordTokenizer, seed: int) -> Iterator[torch.Tensor]:
    """Endless batches of documents of like length, some cropped at a sentence, some with words made unknown."""
    rng = random.Random(seed)
    texts = [[tokenizer.ids[token] for token in document.tokens] for document in told]
    while True:
        order = rng.sample(range(len(texts)), len(texts))
        for at in range(0, len(order) - 8 * TOGETHER + 1, 8 * TOGETHER):
            pool = sorted((texts[i] for i in order[at : at + 8 * TOGETHER]), key=len)
            groups = [pool[i : i + TOGETHER] for i in range(0, len(pool), TOGETHER)]
            rng.shuffle(groups)
            for group in groups:
                yield lessons.pad([_vary(ids, tokenizer, rng) for ids in group])


def _vary(ids: list[int], tokenizer: WordTokenizer, rng: random.Random) -> list[int]:
    if rng.random() < CROPPED:
        ends = [i for i, token in enumerate(ids[:-8]) if token == tokenizer.ids["."]]
        if ends:
            ids = [tokenizer.ids[START], *ids[rng.choice(ends) + 1 :]]
    if rng.random() < BLURRED:
        ids = [tokenizer.ids[UNKNOWN] if i and rng.random() < 0.1 else token for i, token in enumerate(ids)]
    return ids


def make(folder: Path, seed: int = 0) -> Iterator[Progress]:
    """Train, examine and save the model with its checkpoints; yields the progress.

    Raises ValueError, and saves no card, where a lesson falls short.
    """
    yield from fit("microworld", folder, seed, STEPS, STORIES, CHECKPOINTS, LEAST)


def fit(
    name: str,
    folder: Path,
    seed: int,
    steps: int,
    stories: int,
    checkpoints: Sequence[int] = (),
    least: dict[str, float] | None = None,
    positions: Literal["learned", "sinusoidal", "rotary"] = "sinusoidal",
) -> Iterator[Progress]:
    """The training itself; `least` is the examination, None where the model is meant to fail it."""
    tokenizer = WordTokenizer(vocabulary())
    model = Transformer(sizes(positions)).initialise(seed)
    told = documents(stories, STORY_SEED + seed)
    held_out = microworld.stories(1500, HELD_OUT_SEED)
    rng = random.Random(HELD_OUT_SEED)
    drills = [microworld.drill(rng, microworld.words()) for _ in range(150)]

    def loss(model: torch.nn.Module, batch: torch.Tensor) -> tuple[torch.Tensor, int]:
        targets = batch[:, 1:].masked_fill(batch[:, 1:] == tokenizer.ids[UNKNOWN], 0)  # never to be predicted
        value = F.cross_entropy(model(batch[:, :-1]).out.flatten(0, 1), targets.flatten(), ignore_index=0)
        return value, int((targets != 0).sum())

    film: list[dict[str, Any]] = []

    def keep(step: int, tokens: int) -> None:
        then = round_to_half(model)
        report = lessons.measure(then, tokenizer, held_out[:300])
        learned = lessons.measure(then, tokenizer, drills[:30]).lessons | report.lessons
        film.append({"step": step, "tokens": tokens, "held_out": round(report.loss, 4), "lessons": learned})
        save(then, folder / "checkpoints" / f"{name}-{step}.safetensors")

    if 0 in checkpoints:
        keep(0, 0)
    progress = Progress(0, 0.0, 0.0, 0, 0.0)
    for progress in train(model, batches(told, tokenizer, seed), loss, steps, RATE, embedding_decay=0.3):
        yield progress
        if progress.step in checkpoints:
            keep(progress.step, progress.tokens)

    final = round_to_half(model)
    report, drilled = lessons.measure(final, tokenizer, held_out), lessons.measure(final, tokenizer, drills)
    trained_on = [document for document in told if document.tokens[1] != "parrot"][:1500]
    losses = {
        "train": lessons.measure(final, tokenizer, trained_on).loss,
        "held_out": report.loss,
        "floor": lessons.nats(microworld.entropy(held_out)),
    }
    learned = drilled.lessons | report.lessons
    if least is not None:
        _examine(learned, losses, least)
    card = Card(
        name=name,
        data=f"{stories} microworld documents (seed {STORY_SEED + seed}), {DRILLS:.0%} of them parrot drills; "
        f"held out: 1500 stories and 150 drills (seed {HELD_OUT_SEED})",
        seed=seed,
        steps=steps,
        tokens=progress.tokens,
        seconds=round(progress.seconds, 1),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        loss={key: round(value, 4) for key, value in losses.items()},
        lessons=learned,
        questions=drilled.counts | report.counts,
        heads=lessons.heads(final, tokenizer, held_out[:400] + drills[:40]),
        checkpoints=film,
        sizes=dataclasses.asdict(model.sizes),
        vocabulary=list(tokenizer.vocabulary),
        reference=reference(final, tokenizer),
    )
    save(final, folder / f"{name}.safetensors", card)


def _examine(learned: dict[str, float], losses: dict[str, float], least: dict[str, float]) -> None:
    short = [f"{name} {learned[name]:.3f} < {share}" for name, share in least.items() if learned[name] < share]
    excess = lessons.bits(losses["held_out"] - losses["floor"])
    if excess > EXCESS:
        short.append(f"{excess:.4f} bits per token above the entropy of the source, allowed are {EXCESS}")
    if short:
        raise ValueError("this model is not good enough to ship: " + "; ".join(short))
