"""N-grams counted on the documents that the story model learned from, and both on the same held-out stories.

Nothing is learned here but counts. The card holds what each pays in bits, what it gets right where one word is right,
by the distance to the word that decides, and the n-grams' bits for the first stories, word by word.
"""

import json
import platform
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import torch

from explorer.models import library, rivals
from explorer.models.lessons import nats
from explorer.models.rivals import BINS, NGRAMS, Read
from explorer.recipes import microworld as recipe
from explorer.saving import whole
from explorer.text import microworld, ngrams
from explorer.text.microworld import Story
from explorer.training import Progress

STEPS = len(NGRAMS) + 2
HELD_OUT = 1500  # stories
KEPT = 40  # stories whose bits are kept word by word
SHOWN = ("trigram", "5-gram")  # for these models


def make(folder: Path, seed: int = 0, documents: int = recipe.STORIES, held_out: int = HELD_OUT) -> Iterator[Progress]:
    """The seed chooses the documents, as it did for the story model; yields a step for each model."""
    start = time.perf_counter()
    told = recipe.documents(documents, recipe.STORY_SEED + seed)
    tokens = [token for document in told for token in document.tokens]
    counted = ngrams.count(tokens, max(NGRAMS.values()))
    yield Progress(1, 0.0, 0.0, len(tokens), time.perf_counter() - start)
    stories = microworld.stories(held_out, recipe.HELD_OUT_SEED)
    found: dict[str, Read] = {}
    for step, (name, order) in enumerate(NGRAMS.items(), 2):
        found[name] = rivals.by_ngrams(counted, stories, order)
        yield Progress(step, nats(float(found[name].bits.mean())), 0.0, len(tokens), time.perf_counter() - start)
    model = library.load()
    found["transformer"] = rivals.by_transformer(model, stories)
    losses = {name: nats(float(read.bits.mean())) for name, read in found.items()}
    losses["floor"] = nats(microworld.entropy(stories))
    kept = [len(story.tokens) - 1 for story in stories[:KEPT]]
    card = {
        "data": f"counted on the story model's {documents} microworld documents (seed {recipe.STORY_SEED + seed}); "
        f"held out: {held_out} stories (seed {recipe.HELD_OUT_SEED})",
        "seed": seed,
        "steps": STEPS,
        "tokens": len(tokens),
        "held_out_seed": recipe.HELD_OUT_SEED,
        "held_out_tokens": sum(len(story.tokens) - 1 for story in stories),
        "parameters": model.card.parameters,
        "stored": {name: sum(len(level.keys) for level in counted.levels[:order]) for name, order in NGRAMS.items()},
        "loss": {name: round(loss, 4) for name, loss in losses.items()},
        "lessons": _lessons(stories, found["transformer"]),
        "memory": rivals.by_distance(stories, found),
        "bins": [list(ends) for ends in BINS],
        "stories": {name: _split(found[name], kept) for name in SHOWN},
        "measured": date.today().isoformat(),
        "with": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
        "seconds": round(time.perf_counter() - start, 1),
    }
    with whole(folder / "held_out.json") as (file,):
        file.write_text(json.dumps(card, ensure_ascii=False) + "\n", encoding="utf-8")
    yield Progress(STEPS, losses["transformer"], 0.0, len(tokens), time.perf_counter() - start)


def _lessons(stories: list[Story], read: Read) -> dict[str, float]:
    names = np.array([choice.lesson for story in stories for choice in story.choices])
    return {str(name): round(float(read.right[names == name].mean()), 4) for name in np.unique(names)}


def _split(read: Read, lengths: list[int]) -> list[list[float]]:
    """The bits of the first stories, one list for each."""
    ends = np.cumsum(lengths)
    return [np.round(part, 3).tolist() for part in np.split(read.bits[: ends[-1]], ends[:-1])]
