"""What was measured of two writers, in words."""

from explorer.models import duel, held_out, library
from explorer.models.rivals import NGRAMS
from explorer.models.scores import Scores
from explorer.ui.i18n import _

Line = tuple[str, tuple[float, float], tuple[str, str], int | None, str]


def share(p: float) -> str:
    """A probability that is never rounded to zero."""
    return f"{p:.1%}" if p >= 0.0005 or p == 0 else _("under 0.1%")


def lines(found: Scores, order: int) -> list[Line]:
    """The table: a name, both values, both in words, who is better, and what the line says."""
    bits, perplexity = found.per_character, found.perplexity
    rows: list[Line] = [
        (
            _("bits per character, held out"),
            bits,
            (f"{bits[0]:.3f}", f"{bits[1]:.3f}"),
            found.better,
            _(
                "Less is better: the bits it takes, on average, to spell out the next character of {n:,} unread ones."
            ).format(n=found.characters),
        ),
        (
            _("perplexity per token, held out"),
            perplexity,
            (f"{perplexity[0]:.1f}", f"{perplexity[1]:.1f}"),
            found.better,
            _("Less is better: among so many equally likely tokens it is as unsure, on {n:,} tokens.").format(
                n=found.tokens
            ),
        ),
    ]
    if found.far:
        far = found.far
        rows.append(
            (
                _("right where a far word decides"),
                far.right,
                (f"{far.right[0]:.0%}", f"{far.right[1]:.0%}"),
                int(far.right[1] > far.right[0]),
                _(
                    "{n:,} choices of the held-out stories hang on a word outside of the n-gram's window; guessing "
                    "gets {chance:.0%}."
                ).format(n=far.choices, chance=far.chance),
            )
        )
    else:
        rows.append(
            (
                _("bits per character saved by looking far back"),
                (0.0, max(0.0, found.gain)),
                ("0", f"{found.gain:.3f}"),
                1 if found.gain > 0 else None,
                _("How many more it would need if it saw no more than the n-gram: the last {n} tokens.").format(
                    n=max(1, order - 1)
                ),
            )
        )
    return [
        *rows,
        (
            _("numbers stored"),
            (float(found.stored[0]), float(found.stored[1])),
            (f"{found.stored[0]:,}", f"{found.stored[1]:,}"),
            None,
            _("Counts of different n-grams up to order {n}; weights of the transformer.").format(n=order),
        ),
        (
            _("seconds of learning"),
            found.seconds,
            (f"{found.seconds[0]:.1f}", f"{found.seconds[1]:,.0f}"),
            int(found.seconds[1] < found.seconds[0]),
            _("Counting, measured on this machine; the training of a shipped model as its card has it, elsewhere."),
        ),
        (
            _("tokens per second"),
            found.speed,
            (f"{found.speed[0]:,.0f}", f"{found.speed[1]:,.0f}"),
            None,
            _("Writing one token after the other, measured on this machine when this page was drawn."),
        ),
    ]


def verdict(found: Scores, order: int) -> str:
    """Who predicts better, by how much."""
    ahead = _("The transformer needs {share:.0%} fewer bits per character than the n-gram of order {n}.")
    behind = _("The n-gram of order {n} needs {share:.0%} fewer bits per character than the transformer.")
    return (ahead if found.better else behind).format(share=found.ahead, n=order)


def terms(found: Scores, kind: str, order: int) -> str:
    """In what the fight is unequal."""
    if kind == "stories":
        name = list(NGRAMS)[min(order, len(NGRAMS)) - 1]
        return _(
            "The n-gram has counted {n:,} of the {all:,} documents that the transformer learned from. Counted on all, "
            "a {name} has a perplexity of {perplexity:.1f} (measured by our recipe)."
        ).format(n=duel.STORIES, all=duel.ALL, name=name, perplexity=held_out.load().perplexity(name))
    if kind == "shakespeare":
        loss = library.load("storybook").card.loss
        return _(
            "But the transformer has read eight times as much: children's classics too. Held out of all that text, its "
            "card has {own:.2f} nats per token; a 5-gram that read the same {other:.2f}."
        ).format(own=loss["held_out"], other=loss["5-gram"])
    return _("Both learned from the same text; the transformer for {seconds:.0f} seconds.").format(
        seconds=found.seconds[1]
    )
