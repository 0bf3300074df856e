"""Exercises on probabilities: softmax and temperature, cuts, surprise, and counts of n-grams."""

import math
from collections.abc import Sequence
from decimal import Decimal

from explorer.exercises import FOUR, STEPS, TWO, Exercise, Given, Number, Said, inside, rounded, say, shown, vector

_ = say
LOG2 = Decimal(2).ln()
WORD, SCORE, SHARE = _("word"), _("score"), _("probability")
MOVED = _("{question} (The largest was moved to 0, and all others with it: that changes no share.)")


def softmax(
    labels: Sequence[str],
    scores: Sequence[Number],
    others: Sequence[Number] = (),
    temperature: Number = 1,
    asks: str = "",
    after: str = "",
) -> Exercise:
    """Shares of these scores: a row of attention, of the token that `asks`, or the logits `after` a text.

    Of the `others` only the sum of their powers of e is given.
    Where the largest is above 6 or below −2, it is moved to zero and all others with it: that changes no share.
    """
    t, top = max(rounded(temperature, 1), Decimal("0.1")), too_far(scores)
    z = vector([float(score) - top for score in scores])
    rest = rounded(sum(math.exp((float(score) - top) / float(t)) for score in others), 3)
    divided = [rounded(value / t, 3) for value in z]
    powers = [rounded(value.exp(), 3) for value in divided]
    total = sum(powers, rest)
    shares = [rounded(power / total) for power in powers]
    if asks:
        question = _(
            "This is the row of “{asks}” in the matrix of scores. Compute its row of attention weights: softmax."
        )
    elif t == 1:
        question = _(
            "After “… {after}” these are the logits of the likeliest words. Turn them into probabilities: softmax."
        )
    else:
        question = _(
            "After “… {after}” these are the logits of the likeliest words. Turn them into probabilities with softmax "
            "at temperature {t}: first divide by {t}."
        )
    question = question.format(asks=asks, after=after, t=shown(t))
    if rest:
        question = _("{question} For all others together, these powers of e add up to {rest}.").format(
            question=question, rest=shown(rest)
        )
    if top:
        question = MOVED.format(question=question)
    working = []
    for label, value, by, power in zip(labels, z, divided, powers, strict=True):
        first = f"{inside(value)} / {shown(t)} = {shown(by)}; " if t != 1 else ""
        working.append(f"{label}: {first}e^{inside(by if t != 1 else value)} = {shown(power)}")
    terms = [shown(power) for power in powers] + ([shown(rest)] if rest else [])
    working.append(f"{' + '.join(terms)} = {shown(total)}")
    working += [
        f"{label}: {shown(power)} / {shown(total)} = {shown(share)}"
        for label, power, share in zip(labels, powers, shares, strict=True)
    ]
    return Exercise(
        "softmax",
        question,
        (_table(labels, SCORE, z),),
        STEPS,
        _answers(labels, shares),
        tuple(working),
    )


def too_far(scores: Sequence[Number]) -> float:
    """The largest score, where its power of e would be large or would vanish in print; else 0."""
    top = max(map(float, scores))
    return 0.0 if -2 <= top <= 6 else top


def top_k(labels: Sequence[str], probabilities: Sequence[Number], k: int) -> Exercise:
    """Keep the k likeliest, scale to one. Labels come in falling order."""
    p = vector(probabilities, 3)
    kept, total = p[:k], sum(p[:k], Decimal(0))
    shares = [rounded(value / total) for value in kept]
    return Exercise(
        "top-k",
        _("Top-k with k = {k}: which words stay, and with which probabilities?").format(k=k),
        (_table(labels, SHARE, p),),
        TWO,
        _answers(labels[:k], shares),
        (
            f"{' + '.join(map(shown, kept))} = {shown(total)}",
            *(
                f"{label}: {shown(value)} / {shown(total)} = {shown(share)}"
                for label, value, share in zip(labels[:k], kept, shares, strict=True)
            ),
        ),
    )


def top_p(labels: Sequence[str], probabilities: Sequence[Number], p: Number) -> Exercise | None:
    """The fewest likeliest words that reach p; None where the listed ones do not."""
    shares, limit = vector(probabilities, 3), rounded(p)
    sums: list[Decimal] = []
    for share in shares:
        sums.append(share + (sums[-1] if sums else 0))
        if sums[-1] >= limit:
            break
    else:
        return None
    kept, total = shares[: len(sums)], sums[-1]
    return Exercise(
        "top-p",
        _("Top-p with p = {p}: add up from the top. Which words stay, and with which probabilities?").format(
            p=shown(limit)
        ),
        (_table(labels, SHARE, shares),),
        TWO,
        _answers(labels, [rounded(share / total) for share in kept]),
        (
            *(f"{label}: {shown(value)}" for label, value in zip(labels, sums, strict=False)),
            f"{shown(total)} ≥ {shown(limit)}",
            *(
                f"{label}: {shown(share)} / {shown(total)} = {shown(rounded(share / total))}"
                for label, share in zip(labels, kept, strict=False)
            ),
        ),
    )


def penalty(labels: Sequence[str], logits: Sequence[Number], factor: Number) -> Exercise:
    """Positive logits are divided, negative ones multiplied (Keskar et al. 2019)."""
    z, by = vector(logits), rounded(factor, 1)
    results = [rounded(value / by if value > 0 else value * by) for value in z]
    return Exercise(
        "penalty",
        _("These words stand in the text already. Apply a repetition penalty of {by} to their logits.").format(
            by=shown(by)
        ),
        (_table(labels, _("logit"), z),),
        TWO,
        _answers(labels, results),
        tuple(
            f"{label}: {shown(value)} {'/' if value > 0 else '×'} {shown(by)} = {shown(result)}"
            for label, value, result in zip(labels, z, results, strict=True)
        ),
    )


def entropy(labels: Sequence[str], probabilities: Sequence[Number]) -> Exercise:
    """Bits of a distribution. What rounding takes from the sum of one, the first word gets."""
    total = sum(float(p) for p in probabilities)
    p = [rounded(float(value) / total) for value in probabilities]
    p[0] += 1 - sum(p)
    parts = [rounded(-value * log2(value), 3) if value else Decimal(0) for value in p]
    result = rounded(sum(parts, Decimal(0)))
    return Exercise(
        "entropy",
        _("Only these words are left, scaled to one. How many bits is the entropy of this distribution?"),
        (_table(labels, SHARE, p),),
        STEPS,
        (("H", shown(result)),),
        (
            *(
                f"{label}: −{shown(value)} × log₂ {shown(value)} = {shown(part)}"
                for label, value, part in zip(labels, p, parts, strict=True)
            ),
            f"{' + '.join(map(shown, parts))} = {shown(sum(parts, Decimal(0)))}",
        ),
    )


def bits(labels: Sequence[str], probabilities: Sequence[Number]) -> Exercise:
    """The surprise of each word; a probability that would be printed as zero is printed as the least one."""
    p = positive(probabilities)
    found = [rounded(-log2(value)) for value in p]
    return Exercise(
        "bits",
        _("The model gave these words, when they came, these probabilities. How many bits did each surprise?"),
        (_table(labels, SHARE, p),),
        TWO,
        _answers(labels, found),
        tuple(
            f"{label}: −log₂ {shown(value)} = {shown(bit)}" for label, value, bit in zip(labels, p, found, strict=True)
        ),
    )


def perplexity(labels: Sequence[str], probabilities: Sequence[Number]) -> Exercise:
    """2 to the mean of the bits."""
    p = positive(probabilities)
    found = [rounded(-log2(value), 3) for value in p]
    mean = rounded(sum(found, Decimal(0)) / len(found), 3)
    result = rounded((mean * LOG2).exp())
    return Exercise(
        "perplexity",
        _("The words of a text had these probabilities. What is its perplexity, 2 to the mean of the bits?"),
        (_table(labels, SHARE, p),),
        STEPS,
        (("PP", shown(result)),),
        (
            *(f"{label}: −log₂ {shown(v)} = {shown(bit)}" for label, v, bit in zip(labels, p, found, strict=True)),
            f"({' + '.join(map(inside, found))}) / {len(found)} = {shown(mean)}",
            f"2^{shown(mean)} = {shown(result)}",
        ),
    )


def times(first: str, higher: Number, second: str, lower: Number) -> Exercise:
    """How many times likelier one word is than another, from their logits alone."""
    a, b = rounded(higher), rounded(lower)
    result = rounded((a - b).exp())
    return Exercise(
        "times",
        _("How many times likelier is “{first}” than “{second}”? Their logits are all that you need.").format(
            first=first, second=second
        ),
        (_table([first, second], _("logit"), [a, b]),),
        TWO,
        ((f"{first} / {second}", shown(result)),),
        (f"{shown(a)} − {inside(b)} = {shown(a - b)}", f"e^{inside(a - b)} = {shown(result)}"),
    )


def counted(context: str, word: str, count: int, total: int) -> Exercise:
    """A share of counts."""
    result = rounded(Decimal(count) / total, 4)
    return Exercise(
        "count",
        _(
            "“{context}” stands {total} times in the text; after it comes “{word}” {count} times. Its probability?"
        ).format(context=context, word=word, count=count, total=total),
        (),
        FOUR,
        ((f"P({word} | {context})", shown(result)),),
        (f"{count} / {total} = {shown(result)}",),
    )


def add_k(context: str, word: str, count: int, total: int, size: int, k: Number) -> Exercise:
    """Lidstone: (count + k) / (total + k · size)."""
    extra = Decimal(repr(float(k))).normalize()
    top, bottom = count + extra, total + extra * size
    result = rounded(top / bottom, 4)
    return Exercise(
        "add-k",
        _(
            "Smooth by adding k = {k} to every count: “{word}” after “{context}” was counted {count} times of {total}, "
            "and the text has {size} different words. Its probability?"
        ).format(context=context, word=word, count=count, total=total, size=size, k=shown(extra)),
        (),
        FOUR,
        ((f"P({word} | {context})", shown(result)),),
        (
            f"{count} + {shown(extra)} = {shown(top)}",
            f"{total} + {shown(extra)} × {size} = {shown(bottom)}",
            f"{shown(top)} / {shown(bottom)} = {shown(result)}",
        ),
    )


def backoff(word: str, count: int, total: int, steps: int) -> Exercise:
    """Stupid backoff: 0.4 for each word that the context lost (Brants et al. 2007)."""
    factor = Decimal("0.4") ** steps
    result = rounded(factor * count / total, 4)
    return Exercise(
        "backoff",
        _(
            "Stupid backoff: “{word}” was never seen after the whole context. After leaving out {steps} of its words "
            "it was counted {count} times of {total}. What is its score?"
        ).format(word=word, steps=steps, count=count, total=total),
        (),
        FOUR,
        ((word, shown(result)),),
        (f"0.4^{steps} × {count} / {total} = {shown(result)}",),
    )


def log2(value: Decimal) -> Decimal:
    """The logarithm that counts bits."""
    return value.ln() / LOG2


def positive(probabilities: Sequence[Number]) -> list[Decimal]:
    """To 3 decimals; small ones to two digits that are not zero."""
    return [rounded(p, max(3, 1 - math.floor(math.log10(max(float(p), 1e-12))))) for p in probabilities]


def _table(labels: Sequence[str], name: Said, values: Sequence[Decimal]) -> Given:
    return Given((WORD, name), tuple((label, shown(value)) for label, value in zip(labels, values, strict=True)))


def _answers(labels: Sequence[str], values: Sequence[Decimal]) -> tuple[tuple[str, str], ...]:
    return tuple((label, shown(value)) for label, value in zip(labels, values, strict=False))
