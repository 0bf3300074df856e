"""Five models that translate English into French, each trained on the same sentences in the same order.

What had to be got right: the encoder reads in both directions, because an article needs the gender of a noun still to
come; its states carry the word itself, so that attention finds it at once; and sentences of every length are learned
from, short ones first, so that what is measured is length and not novelty.
"""

import copy
import dataclasses
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch

from explorer.models import translation, translator
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Sizes
from explorer.models.translation import CONTEXT, MARKS, NAMES, Card
from explorer.models.translation_exam import Report, by_length, loss, measure, rows
from explorer.models.translator import Score, Translator
from explorer.text import english_french
from explorer.text.english_french import LONGEST, Pair
from explorer.text.english_french_words import vocabulary
from explorer.training import Progress, train

EACH = 2_600
STEPS = EACH * len(NAMES)
RATES = {"fixed": 8e-3, "dot": 8e-3, "additive": 5e-3, "scaled": 6e-3, "transformer": 4e-3}
TOGETHER = 48
SHORT, GROWING = 4, 0.3  # English words at the beginning; until this share of the training the longest grow
PAIRS = 2_200  # of each length
LEAST_EXACT, LEAST_ALIGNED = 0.98, 0.8  # of everything that has attention


def words() -> list[str]:
    """The three marks, then every English and French word; what both languages write alike is one entry."""
    english, french = vocabulary()
    return [*MARKS, *sorted({*english, *french})]


def sizes(name: str) -> dict[str, Any]:
    if name != "transformer":
        score: Score = name  # type: ignore[assignment]
        return dataclasses.asdict(translator.Sizes(len(words()), width=128, context=CONTEXT, score=score))
    half = Sizes(len(words()), CONTEXT, 96, 4, 2, 256, "rotary", attention_bias=False, causal=False)
    decoder = dataclasses.replace(half, causal=True, cross=True)
    return {"encoder": dataclasses.asdict(half), "decoder": dataclasses.asdict(decoder)}


def initialise(network: Translator | Seq2Seq, seed: int) -> None:
    if isinstance(network, Translator):
        network.initialise(seed)
    else:
        network.decoder.initialise(seed + 1, 0.8)
        network.encoder.initialise(seed, 0.8)  # the table of words that both share is the encoder's


def batches(pairs: Sequence[Pair], seed: int, steps: int = EACH) -> Iterator[torch.Tensor]:
    """Endless batches of sentences of one length, translations of like length together; at first only short ones."""
    rng = random.Random(seed)
    ids = {word: index for index, word in enumerate(words())}
    waiting = {length: (group, _shuffled(group, rng)) for length, group in by_length(pairs)}
    for step in itertools.count():
        longest = SHORT + (LONGEST - SHORT) * min(1.0, step / (GROWING * steps))
        lengths = [length for length in waiting if length <= longest]
        (length,) = rng.choices(lengths, lengths)  # long ones more often: there is more to learn in them
        group, batch_list = waiting[length]
        if not batch_list:
            batch_list += _shuffled(group, rng)
        yield rows(batch_list.pop(), ids)


def _shuffled(group: Sequence[Pair], rng: random.Random) -> list[list[Pair]]:
    order, found = rng.sample(group, len(group)), []
    for at in range(0, len(order), 8 * TOGETHER):
        pool = sorted(order[at : at + 8 * TOGETHER], key=lambda pair: len(pair.french))
        found += [pool[i : i + TOGETHER] for i in range(0, len(pool), TOGETHER)]
    rng.shuffle(found)
    return found


def make(folder: Path, seed: int = 0) -> Iterator[Progress]:
    """Train, examine and save all five; yields the progress over them together.

    Raises ValueError, and saves nothing of it, where a model with attention falls short.
    """
    told = english_french.pairs(PAIRS, first=seed * 1_000_000)
    learned, held_out = english_french.divide(told)
    seconds = 0.0
    for number, name in enumerate(NAMES):
        network = translation.build(name, sizes(name))
        initialise(network, seed)
        progress = Progress(0, 0.0, 0.0, 0, 0.0)
        for progress in train(network, batches(learned, seed), loss, EACH, RATES[name], decay=0.01):
            yield dataclasses.replace(progress, step=number * EACH + progress.step, seconds=seconds + progress.seconds)
        seconds += progress.seconds
        _save(name, network, progress, (learned, held_out), folder, seed)


def _save(
    name: str,
    network: Translator | Seq2Seq,
    progress: Progress,
    pairs: tuple[list[Pair], list[Pair]],
    folder: Path,
    seed: int,
) -> None:
    learned, held_out = pairs
    final = copy.deepcopy(network).cpu().eval()
    final.load_state_dict({key: value.half().float() for key, value in network.state_dict().items()})
    report = measure(final, held_out, words())
    if name != "fixed" and (report.exact < LEAST_EXACT or (report.aligned or 0.0) < LEAST_ALIGNED):
        raise ValueError(f"{name} is not good enough to ship: {report.exact:.1%} exact, {report.aligned} aligned")
    lessons = {"exact": report.exact} | ({} if report.aligned is None else {"aligned": report.aligned})
    card = Card(
        name=f"translator-{name}",
        data=f"{len(learned)} English-French sentences of 2 to {LONGEST} words (seed {seed}); held out: "
        f"{len(held_out)} others",
        seed=seed,
        steps=EACH,
        tokens=progress.tokens,
        seconds=round(progress.seconds, 1),
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        loss={"train": round(measure(final, learned[:500], words()).loss, 4), "held_out": round(report.loss, 4)},
        lessons={key: round(value, 4) for key, value in lessons.items()},
        questions={"exact": len(held_out), "aligned": sum(len(pair.french) for pair in held_out)},
        heads=_best_head(report),
        sizes=sizes(name),
        vocabulary=words(),
        lengths=[
            {"words": length, "right": round(right / asked, 4), "questions": asked}
            for length, (right, asked) in report.right.items()
        ],
    )
    path = translation.file(name, folder)
    translation.save(final, path)
    text = json.dumps(dataclasses.asdict(card), ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def _best_head(report: Report) -> dict[str, dict[str, Any]]:
    found = [(mass, layer, head) for layer, row in enumerate(report.heads, 1) for head, mass in enumerate(row, 1)]
    if not found:
        return {}
    mass, layer, head = max(found)
    return {"aligned": {"layer": layer, "head": head, "mass": round(mass, 4)}}
