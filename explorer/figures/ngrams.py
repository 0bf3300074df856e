"""N-grams: what followed a context, a sentence word by word, a text with what it copied, and the price of length."""

from collections.abc import Sequence
from functools import partial

import pandas as pd

from explorer.figures.live import Live


def continuations(
    ladder: Sequence[tuple[Sequence[str], int, int]],
    rows: Sequence[tuple[str, int, float, float]],
    notes: Sequence[str],
    words: dict[str, str],
) -> Live:
    """The context and its shorter forms, each with how often it was seen and how many different words followed.

    A row is a word, how often it followed, that as a share, and its probability; `notes` stand below.
    """
    data = {
        "ladder": [[list(context), count, kinds] for context, count, kinds in ladder],
        "rows": [[word, count, round(share, 6), round(smoothed, 8)] for word, count, share, smoothed in rows],
        "notes": list(notes),
        "words": words,
    }
    columns = [words["word"], words["count"], words["share"], words["smoothed"]]
    return Live("continuations", data, partial(pd.DataFrame, rows, columns=columns))


def chain(
    sentences: Sequence[Sequence[tuple[str, Sequence[str], float, float, bool]]],
    sums: Sequence[float],
    likelier: int | None,
    words: dict[str, str],
) -> Live:
    """Sentences word by word: the word, the context that was used, its probability and logarithm, whether known."""
    data = {
        "sentences": [
            [[word, list(context), probability, round(log, 4), known] for word, context, probability, log, known in one]
            for one in sentences
        ],
        "sums": [round(total, 4) for total in sums],
        "likelier": likelier,
        "words": words,
    }
    rows = [
        (number, word, " ".join(context), probability, logarithm)
        for number, one in enumerate(sentences, 1)
        for word, context, probability, logarithm, _ in one
    ]
    return Live(
        "chain", data, partial(pd.DataFrame, rows, columns=["sentence", "word", "after", "probability", "log2"])
    )


def copied(
    text: Sequence[str],
    runs: Sequence[tuple[int, int, tuple[str, str, str]]],
    shares: Sequence[tuple[str, float]],
    chosen: int,
    orders: int,
    words: dict[str, str],
) -> Live:
    """A written text, its copied runs marked: where they start, how long they are, and the passage they stand in.

    `shares` are named bars: how much is copied elsewhere; the first `orders` are those of order 1, 2, ...,
    and the one with the index `chosen` is this text's.
    """
    data = {
        "text": list(text),
        "runs": [[start, length, list(source)] for start, length, source in runs],
        "shares": [[name, round(share, 5)] for name, share in shares],
        "chosen": chosen,
        "orders": orders,
        "words": words,
    }
    rows = [(start + 1, length, source[1]) for start, length, source in runs]
    return Live("copied", data, partial(pd.DataFrame, rows, columns=["from word", "words", "copied"]))


def orders(
    rows: Sequence[tuple[int, int, float, float, float]], heads: Sequence[str], best: int, words: dict[str, str]
) -> Live:
    """A table with bars: order, contexts, unseen share, two perplexities; `best` is the row that predicts best."""
    data = {"rows": [list(row) for row in rows], "heads": list(heads), "best": best, "words": words}
    return Live("orders", data, partial(pd.DataFrame, rows, columns=list(heads)))
