"""An RNN, a GRU, an LSTM and a transformer with 0.13 million parameters each, trained alike and in turn.

All four read the same documents in the same order: stories of the microworld, and short texts that tell a fact and ask
for it later. What had to be got right: the answers count as much as all words together, the first questions come soon
after the fact, and word vectors start large enough to be told apart. The learning rates are the best of the few that
were tried for each. The RNN is a compromise. With a random start it learns the language about as well as the GRU and
recalls nothing; if it starts by handing its state on unchanged, it recalls nearly everything and its language is poor.
"""

import dataclasses
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from explorer.models import lessons, library, siblings
from explorer.models.recurrent import Recurrent
from explorer.models.transformer import Transformer
from explorer.recipes import microworld as stories
from explorer.saving import whole
from explorer.text import microworld, recall
from explorer.text.microworld import Story
from explorer.text.tokenizers import WordTokenizer
from explorer.training import Progress, train

EACH = 704
STEPS = EACH * len(siblings.NAMES)
RATES = {"rnn": 1e-3, "gru": 4e-3, "lstm": 4e-3, "transformer": 4e-3}
WIDTHS = {"rnn": 160, "gru": 112, "lstm": 100}  # so that each has about 130,000 parameters
RECALL = 0.7  # share of documents that ask for a fact
STORY_SEED, HELD_OUT_SEED = 2000, 7
TOGETHER = 32
# From which share of the training on the questions come so many words after the fact, at most.
STAGES = ((0.0, 10), (0.15, 20), (0.3, 40), (0.45, recall.LEARNED))
BIN = 10  # distances that are measured together
QUESTIONS = 400  # for each range of distances


def sizes(name: str, vocabulary: int) -> dict[str, Any]:
    if name == "transformer":
        return dataclasses.asdict(stories.sizes())
    return {"kind": name, "vocabulary": vocabulary, "width": WIDTHS[name]}


def documents(count: int, seed: int) -> Iterator[Story]:
    """Stories and questions in the order they are read: at first the facts are near."""
    rng = random.Random(seed)
    for number in range(count):
        farthest = next(far for start, far in reversed(STAGES) if number >= start * count)
        told = [distance for distance in recall.distances() if distance <= farthest]
        yield recall.text(rng, rng.choice(told)) if rng.random() < RECALL else microworld.story(rng)


def batches(told: Sequence[Story], tokenizer: WordTokenizer) -> Iterator[torch.Tensor]:
    """In order; eight batches at a time are made of texts of like length."""
    rng = random.Random(0)
    for at in range(0, len(told) - 8 * TOGETHER + 1, 8 * TOGETHER):
        pool = sorted(told[at : at + 8 * TOGETHER], key=lambda story: len(story.tokens))
        groups = [pool[i : i + TOGETHER] for i in range(0, len(pool), TOGETHER)]
        rng.shuffle(groups)
        for group in groups:
            yield lessons.pad([[tokenizer.ids[token] for token in story.tokens] for story in group])


def start(name: str, vocabulary: int, seed: int) -> Recurrent | Transformer:
    """The untrained network. The transformer's words start as large as its positions: else it hardly sees them."""
    model = siblings.build(name, sizes(name, vocabulary))
    if isinstance(model, Transformer):
        return model.initialise(seed, embedding_scale=2.0)
    return model.initialise(seed)


def make(folder: Path, seed: int = 0) -> Iterator[Progress]:
    """Train and save all four; yields the progress over them together."""
    tokenizer = WordTokenizer(stories.vocabulary())
    told = list(documents(EACH * TOGETHER, STORY_SEED + seed))
    seconds = 0.0
    for number, name in enumerate(siblings.NAMES):
        model = start(name, len(tokenizer.vocabulary), seed)
        progress = Progress(0, 0.0, 0.0, 0, 0.0)
        for progress in train(model, batches(told, tokenizer), _loss, EACH, RATES[name], embedding_decay=0.3):
            yield dataclasses.replace(progress, step=number * EACH + progress.step, seconds=seconds + progress.seconds)
        seconds += progress.seconds
        _save(name, model, tokenizer, progress, told, folder, seed)


def _loss(model: nn.Module, batch: torch.Tensor) -> tuple[torch.Tensor, int]:
    """The mean over all words, and once more the mean over the answers alone."""
    logits, targets = model(batch[:, :-1]).out, batch[:, 1:]
    value = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=0)
    asked = answers(batch)[:, 1:]
    if asked.any():
        value = value + F.cross_entropy(logits[asked], targets[asked])
    return value, int((targets != 0).sum())


def answers(batch: torch.Tensor) -> torch.Tensor:
    """Where a batch of ids holds the answer to a question: after "? the ball was"."""
    words = stories.vocabulary()
    asked = torch.zeros_like(batch, dtype=torch.bool)
    asked[:, 4:] = (batch[:, :-4] == words.index("?")) & (batch[:, 3:-1] == words.index("was"))
    return asked


def exam(seed: int) -> list[tuple[int, list[Story]]]:
    """Held-out texts with a question, for each range of distances (its first)."""
    rng = random.Random(seed)
    found = []
    for first in range(1, recall.FARTHEST, BIN):
        far = [distance for distance in recall.distances() if first <= distance < first + BIN]
        found.append((first, [recall.text(rng, rng.choice(far)) for _ in range(QUESTIONS)]))
    return found


def _save(
    name: str,
    model: nn.Module,
    tokenizer: WordTokenizer,
    progress: Progress,
    told: list[Story],
    folder: Path,
    seed: int,
) -> None:
    final = library.round_to_half(model)  # type: ignore[arg-type]
    held_out = microworld.stories(500, HELD_OUT_SEED)
    report = lessons.measure(final, tokenizer, held_out)
    remembered = [
        {
            "from": first,
            "to": first + BIN - 1,
            "right": lessons.measure(final, tokenizer, texts).lessons["recall"],
            "questions": len(texts),
        }
        for first, texts in exam(HELD_OUT_SEED)
    ]
    card = siblings.Card(
        name=f"siblings-{name}",
        data=f"{len(told)} documents (seed {STORY_SEED + seed}), {RECALL:.0%} of them short texts that ask for a fact, "
        f"the others microworld stories; held out: 500 stories and {QUESTIONS} questions for each range of "
        f"distances (seed {HELD_OUT_SEED})",
        seed=seed,
        steps=EACH,
        tokens=progress.tokens,
        seconds=round(progress.seconds, 1),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        loss={
            "train": round(progress.loss, 4),
            "held_out": round(report.loss, 4),
            "floor": round(lessons.nats(microworld.entropy(held_out)), 4),
        },
        lessons=report.lessons,
        questions=report.counts,
        sizes=dataclasses.asdict(model.sizes),  # type: ignore[call-overload]
        vocabulary=list(tokenizer.vocabulary),
        recall=remembered,
    )
    target = siblings.file(name, folder)
    text = json.dumps(dataclasses.asdict(card), indent=1, ensure_ascii=False)
    with whole(target, target.with_suffix(".json")) as (weights, told_of):
        save_file({key: tensor.half().contiguous() for key, tensor in final.state_dict().items()}, weights)
        told_of.write_text(text + "\n", encoding="utf-8")
