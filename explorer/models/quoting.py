"""Does it write, or does it quote? What n-grams of words and a transformer copy from the text that they learned."""

from dataclasses import dataclass
from functools import lru_cache

from explorer.models import duel
from explorer.models.generate import generate
from explorer.text import copying, ngrams, sparsity
from explorer.text.copying import Meter
from explorer.text.microworld_teller import START
from explorer.text.ngrams import NGrams
from explorer.text.sparsity import Copied, Written
from explorer.text.tokenizers import WordTokenizer

DRAWN, SHOWN, TOGETHER = 300, 80, 200  # words measured, words shown, tokens written in one go
PROMPT = 24  # tokens of held-out text that each go begins after; they are not counted


@dataclass(frozen=True)
class Quoted:
    """The two texts, and the share of 8-word windows that stand in the text that was learned from."""

    texts: tuple[Written, Written]  # an n-gram's and the transformer's: the first SHOWN words of each
    ngrams: Copied  # by order, each over sparsity.DRAWN words; and real text
    transformer: float  # over DRAWN words
    longest: int  # words copied in one run by the transformer
    words: int  # that it wrote


@lru_cache(maxsize=32)
def quote(name: str, order: int, seed: int) -> Quoted:
    found = duel.match(name)
    counted = ngrams.counted(found.learned)
    parts, meters = _written(name, seed)
    windows = [max(0, len(part) - copying.WINDOW + 1) for part in parts]
    share = sum(n * meter.share for n, meter in zip(windows, meters, strict=True)) / max(1, sum(windows))
    return Quoted(
        (sparsity.draw(found.learned, order, SHOWN, seed), _passages(parts, meters, counted)),
        sparsity.copied(found.learned, seed),
        share,
        max(meter.longest for meter in meters),
        sum(map(len, parts)),
    )


@lru_cache(maxsize=8)
def _written(name: str, seed: int) -> tuple[tuple[tuple[str, ...], ...], tuple[Meter, ...]]:
    """DRAWN words by the transformer at temperature 1, in several goes, and what each of them copies."""
    found = duel.match(name)
    counted = ngrams.counted(found.learned)
    parts: list[tuple[str, ...]] = []
    go = 0
    while sum(map(len, parts)) < DRAWN and go < DRAWN:
        part = tuple(_go(found, seed * DRAWN + go)[: DRAWN - sum(map(len, parts))])
        parts.append(part)
        go += 1
    return tuple(parts), tuple(copying.meter(part, counted) for part in parts)


def _go(found: duel.Match, seed: int) -> list[str]:
    tokenizer = found.tokenizer
    if isinstance(tokenizer, WordTokenizer):
        steps = generate(found.model, [tokenizer.ids[START]], found.model.sizes.context - 1, seed=seed)
        ids = [step.id for step in steps]
        text = tokenizer.decode(ids[: ids.index(found.end)] if found.end in ids else ids)
    else:
        at = seed * 997 % max(1, len(found.held_out) - PROMPT)
        begin = [tokenizer.start, *found.held_out[at : at + PROMPT]]
        length = min(TOGETHER, found.model.sizes.context - len(begin))
        text = tokenizer.decode([step.id for step in generate(found.model, begin, length, seed=seed)])
    return ngrams.words(text)


def _passages(parts: tuple[tuple[str, ...], ...], meters: tuple[Meter, ...], counted: NGrams) -> Written:
    """The goes one after the other, cut to SHOWN words, with the passages that their copies stand in."""
    words = [word for part in parts for word in part][:SHOWN]
    starts = [sum(map(len, parts[:number])) for number in range(len(parts))]
    runs = [
        copying.Run(start + run.start, run.length, run.source)
        for start, meter in zip(starts, meters, strict=True)
        for run in meter.copied
        if start + run.start + run.length <= len(words)
    ]

    def spell(start: int, stop: int) -> str:
        return " ".join(counted.vocabulary[i] for i in counted.text[max(0, start) : stop])

    sources = [
        (spell(at - 8, at), spell(at, at + run.length), spell(at + run.length, at + run.length + 8))
        for run in runs
        for at in [run.source]
    ]
    longest = max((run.length for run in runs), default=0)
    return Written(tuple(words), Meter(longest, 0.0, tuple(runs)), tuple(sources))
