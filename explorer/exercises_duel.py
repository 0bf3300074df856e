"""Exercises on two writers, an n-gram and a transformer: how sure they are, what they draw, what they copy."""

import math
from collections.abc import Sequence
from decimal import Decimal

from explorer.exercises import EXACT, STEPS, TWO, Exercise, Given, Number, Said, inside, rounded, say, shown, vector
from explorer.exercises_chances import LOG2, WORD, log2, positive

_ = say
NGRAM, TRANSFORMER = _("n-gram"), _("transformer")


def perplexities(labels: Sequence[str], left: Sequence[Number], right: Sequence[Number]) -> Exercise:
    """2 to the mean of the bits, of both for the same words."""
    sides = [positive(left), positive(right)]
    results: list[tuple[Said, str]] = []
    working: list[str | Said] = []
    for name, p in zip((NGRAM, TRANSFORMER), sides, strict=True):
        found = [rounded(-log2(value), 3) for value in p]
        mean = rounded(sum(found, Decimal(0)) / len(found), 3)
        results.append((name, shown(rounded((mean * LOG2).exp()))))
        working += [
            name,
            "; ".join(f"−log₂ {shown(value)} = {shown(bit)}" for value, bit in zip(p, found, strict=True)),
            f"({' + '.join(map(inside, found))}) / {len(found)} = {shown(mean)}; 2^{inside(mean)} = {results[-1][1]}",
        ]
    return Exercise(
        "perplexities",
        _(
            "Both read the same text and gave each next word, before they saw it, this probability. What is the "
            "perplexity of each, 2 to the mean of the bits?"
        ),
        (
            Given(
                (WORD, NGRAM, TRANSFORMER),
                tuple((label, shown(a), shown(b)) for label, a, b in zip(labels, *sides, strict=True)),
            ),
        ),
        STEPS,
        tuple(results),
        tuple(working),
    )


def per_character(tokens: int, characters: int, left: Number, right: Number) -> Exercise:
    """Bits for each character: comparable, however a text is cut into tokens."""
    sums = vector((left, right), 1)
    shares = [rounded(total / characters) for total in sums]
    return Exercise(
        "per character",
        _(
            "The whole text has {tokens} tokens, which are {characters} characters with blanks. The n-gram needs "
            "{left} bits for it, the transformer {right}. How many bits for each character are that? This measure "
            "is fair however a text is cut into tokens."
        ).format(tokens=tokens, characters=characters, left=shown(sums[0]), right=shown(sums[1])),
        (),
        TWO,
        tuple((name, shown(share)) for name, share in zip((NGRAM, TRANSFORMER), shares, strict=True)),
        tuple(f"{shown(total)} / {characters} = {shown(share)}" for total, share in zip(sums, shares, strict=True)),
    )


def drawn(
    labels: Sequence[str],
    left: Sequence[Number],
    right: Sequence[Number],
    luck: Sequence[Number],
    temperature: Number,
    written: tuple[str, str],
) -> Exercise | None:
    """Which word each writer draws with the same luck (Maddison, Tarlow and Minka 2014).

    Of `left` and `right`, the probabilities of these words by both, the logarithms are printed. None where rounding
    makes another word than the one that was `written` the first.
    """
    dice = vector(luck)
    sides = [vector([math.log(share) for share in shares]) for shares in (left, right)]
    sums = [[p + chance for p, chance in zip(side, dice, strict=True)] for side in sides]
    for side, word in zip(sums, written, strict=True):
        if side.count(max(side)) > 1 or labels[side.index(max(side))] != word:
            return None
    working: list[str | Said] = []
    for name, logs, found in zip((NGRAM, TRANSFORMER), sides, sums, strict=True):
        rows = zip(labels, logs, dice, found, strict=True)
        working += [name, "; ".join(f"{label}: {shown(p)} + {inside(by)} = {shown(s)}" for label, p, by, s in rows)]
    return Exercise(
        "drawn",
        _(
            "Both have read the same words, and write the next one with the same dice (temperature {t}): each adds "
            "the luck of a word to the logarithm of its probability, and writes the word with the largest sum. Which "
            "word does each write?"
        ).format(t=shown(rounded(temperature, 1))),
        (
            Given(
                (WORD, _("ln p, n-gram"), _("ln p, transformer"), _("luck")),
                tuple((label, *map(shown, row)) for label, *row in zip(labels, *sides, dice, strict=True)),
            ),
        ),
        EXACT,
        ((NGRAM, written[0]), (TRANSFORMER, written[1])),
        tuple(working),
    )


def copied(texts: Sequence[tuple[str | Said, int]], words: int, window: int) -> Exercise:
    """Of all windows of a text the share that stands in what was learned from; the copied ones are counted."""
    windows = words - window + 1
    shares = [rounded(100 * Decimal(count) / windows) for _name, count in texts]
    return Exercise(
        "copied",
        _(
            "Each of these texts has {words} words. {window} words in a row make a window; one begins at each word "
            "that has enough words behind it. How many windows has a text? The copied ones stand word for word in the "
            "text that was learned from: what share of all windows is that, in per cent?"
        ).format(words=words, window=window),
        (Given(("", _("copied windows")), tuple((name, str(count)) for name, count in texts)),),
        TWO,
        (
            (_("windows"), str(windows)),
            *((name, shown(share)) for (name, _n), share in zip(texts, shares, strict=True)),
        ),
        (
            f"{words} − {window} + 1 = {windows}",
            *(
                f"100 × {count} / {windows} = {shown(share)}"
                for (_name, count), share in zip(texts, shares, strict=True)
            ),
        ),
    )
