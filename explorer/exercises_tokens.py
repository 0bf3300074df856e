"""Exercises on tokens: byte-pair encoding by hand, and counting."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from explorer.exercises import EXACT, TWO, Exercise, Given, rounded, say, shown

_ = say
Pair = tuple[str, str]


def first_merge(words: Sequence[tuple[Sequence[str], int]]) -> Exercise | None:
    """Which pair of neighbours stands most often in these words? None where two pairs are equally frequent."""
    counts: Counter[Pair] = Counter()
    for pieces, count in words:
        for pair in pairwise(pieces):
            counts[pair] += count
    best = counts.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    pair, count = best[0]
    inside = [(pieces, n) for pieces, n in words if pair in pairwise(pieces)]
    return Exercise(
        "first merge",
        _(
            "Byte-pair encoding looks at these words and their counts. Which pair is merged next, and how often is it "
            "there?"
        ),
        (Given((_("tokens"), _("count")), tuple((" ".join(pieces), str(n)) for pieces, n in words)),),
        EXACT,
        ((" + ".join(pair), str(count)),),
        (
            *(f"{' '.join(pieces)}: {_times(pieces, pair)} × {n}" for pieces, n in inside),
            " · ".join(f"{' + '.join(other)}: {n}" for other, n in counts.most_common(4)),
        ),
    )


def encode(word: str, merges: Sequence[Pair]) -> Exercise:
    """Cut a word with these merges, the earliest first."""
    pieces = list(word)
    working = [" ".join(pieces)]
    for number, pair in enumerate(merges, 1):
        if pair in pairwise(pieces):
            pieces = merged(pieces, pair)
            working.append(f"{number}. {' + '.join(pair)} → {' '.join(pieces)}")
    return Exercise(
        "encode",
        _("Cut “{word}” into tokens: start with single characters and apply these merges in their order.").format(
            word=word
        ),
        (Given(("", _("merge")), tuple((str(i), " + ".join(pair)) for i, pair in enumerate(merges, 1))),),
        EXACT,
        ((word, " ".join(pieces)), ("n", str(len(pieces)))),
        tuple(working),
    )


def merged(pieces: Sequence[str], pair: Pair) -> list[str]:
    """The pair as one token, from the left."""
    out: list[str] = []
    at = 0
    while at < len(pieces):
        both = tuple(pieces[at : at + 2]) == pair
        out.append("".join(pair) if both else pieces[at])
        at += 1 + both
    return out


def per_token(text: str, tokens: int, name: str) -> Exercise:
    """Characters for each token."""
    result = rounded(Decimal(len(text)) / tokens)
    return Exercise(
        "per token",
        _("“{text}” has {n} characters; {name} cuts it into {tokens} tokens. How many characters has a token?").format(
            text=text, n=len(text), name=name, tokens=tokens
        ),
        (),
        TWO,
        (("", shown(result)),),
        (f"{len(text)} / {tokens} = {shown(result)}",),
    )


def bag(sentence: Sequence[str]) -> Exercise:
    """The bag of words of a sentence."""
    counts = Counter(sentence)
    return Exercise(
        "bag",
        _("Write “{sentence}” as a bag of words: each different word with its count, in alphabetical order.").format(
            sentence=" ".join(sentence)
        ),
        (),
        EXACT,
        tuple((word, str(counts[word])) for word in sorted(counts)),
        (f"{' + '.join(str(counts[word]) for word in sorted(counts))} = {len(sentence)}",),
    )


def _times(pieces: Sequence[str], pair: Pair) -> int:
    return sum(both == pair for both in pairwise(pieces))
