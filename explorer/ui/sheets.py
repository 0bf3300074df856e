"""Exercises on what a chapter shows at this moment: the visitor's sentence, layer, head, temperature, text."""

import math
import random
from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from explorer.exercises import Exercise, Said
from explorer.exercises_chances import (
    add_k,
    backoff,
    bits,
    counted,
    entropy,
    penalty,
    perplexity,
    softmax,
    times,
    top_k,
    top_p,
)
from explorer.exercises_positions import alike, encoding, moved, period
from explorer.exercises_tokens import bag, encode, first_merge, merged, per_token
from explorer.exercises_vectors import added, analogy, cosine, distance, dot, mix, scaled
from explorer.models import continuations, heads, library, prediction, vectors
from explorer.sampling import shape
from explorer.sheet import sheet as document
from explorer.text import chain, corpora, cuts, following, tokenizers
from explorer.text.ngrams import counted as counted_text
from explorer.text.ngrams import words as cut_words
from explorer.ui import reading, shelf
from explorer.ui.chapters import Chapter
from explorer.ui.i18n import _, language

Chance = random.Random
PLAIN = ("add-k", 0.0)  # shares of counts, with nothing added
LISTED = 5  # tokens or words that stand in a table


def sheet(chapter: Chapter, seed: int) -> str:
    """The sheet as an HTML document; the seed chooses rows and words."""
    exercises = CHAPTERS[chapter.address](random.Random(seed))
    about = _("Sheet {seed}, made from this page as it stood.").format(seed=seed)
    if chapter.address not in ("ngrams", "embeddings"):
        about = _("Sheet {seed}, made from “{text}”.").format(seed=seed, text=reading.sentence())
    about += " " + _(
        "Every number comes from the running model. It is rounded before it is printed, and the key is computed from "
        "the printed numbers."
    )
    words = {"key": _("Key"), "answer": _("Answer:"), "open": _("Open this page in Explorer")}
    title = _("Exercises: {chapter}").format(chapter=_(chapter.title))
    return document(title, language(), about, shelf.address(sheet=str(seed)), exercises, words, tell)


def tell(said: str | Said) -> str:
    """A sentence of an exercise in the visitor's language; its values may be sentences too."""
    if isinstance(said, str):
        return said
    values = {name: tell(value) if isinstance(value, Said) else value for name, value in said.values.items()}
    return _(said.message).format(**values) if values else _(said.message)


def attention(chance: Chance) -> list[Exercise]:
    run = reading.run()
    layer = min(_number("layer", 1), len(run.trace.blocks))
    number = min(_number("head", 1), run.model.transformer.sizes.heads)
    head = heads.look(run, layer, number)
    names = [f"{token} ({place})" for place, token in enumerate(run.tokens, 1)]
    asks = min(_number("token", run.last + 1), len(names)) - 1
    rows = range(min(2, run.last), run.last + 1)
    row = chance.choice([r for r in rows if r != asks] or [asks])
    seen = [int(place) for place in np.flatnonzero(~head.scores[row].isinf().numpy())]
    listed = sorted(sorted(seen, key=lambda place: -float(head.weights[row, place]))[:LISTED])
    others = [place for place in seen if place not in listed]
    answers = int(head.weights[asks].argmax())
    found = [
        dot(names[asks], head.q[asks], names[answers], head.k[answers]),
        softmax(
            [names[place] for place in listed],
            [float(head.scores[row, place]) for place in listed],
            [float(head.scores[row, place]) for place in others],
            asks=names[row],
        ),
        mix(
            names[row],
            [names[place] for place in listed],
            [float(head.weights[row, place]) for place in listed],
            head.v[listed],
            head.weights[row, others] @ head.v[others],
        ),
    ]
    if head.divisor != 1:
        some = [names[place] for place in listed[:4]]
        found.insert(
            1, scaled(names[row], some, [float(head.dots[row, place]) for place in listed[:4]], head.q.shape[-1])
        )
    return found


def sampling(chance: Chance) -> list[Exercise]:
    start = continuations.start(reading.run())
    best = continuations.ranked(start, LISTED - 1)
    ids, names = [id_ for id_, _word in best], [word for _id, word in best]
    logits = [float(start.logits[id_]) for id_ in ids]
    others = np.delete(start.logits.double().numpy(), ids).tolist()
    shares = [float(share) for share in shape(start.logits).before[ids]]
    after, temperature = " ".join(start.tokens[-4:]), _real("temperature", 1.0)
    hot = temperature if temperature != 1 else 2.0 if shares[0] > 0.6 else chance.choice([0.5, 2.0])
    wanted = _real("top_p", 1.0)
    limit = wanted if wanted <= sum(shares) else (shares[0] + sum(shares)) / 2  # so that more than one word stays
    old = [(word, float(start.logits[id_])) for id_, word in continuations.repeated(start) if id_ in start.ids][:3]
    return [
        softmax(names, logits, others, after=after),
        softmax(names, logits, others, hot, after=after),
        top_k(names, shares, chance.choice([2, 3])),
        *_some(top_p(names, shares, limit)),
        entropy(names[:3], shares[:3]),
        penalty([word for word, _logit in old], [logit for _word, logit in old], _real("penalty", 1.3)),
    ]


def ngrams(chance: Chance) -> list[Exercise]:
    text = _corpus()
    order = min(max(_number("order", 4), 2), 6)
    context = str(st.session_state.get("context") or "once there was a")
    found = following.look(text, context, order, *PLAIN)
    rung = next(rung for rung in found.ladder if rung.count)
    shown = following.look(text, " ".join(rung.words), len(rung.words) + 1, *PLAIN).rows[:LISTED]
    said, size = " ".join(rung.words) or "…", counted_text(text).size
    first, other = shown[0], chance.choice(shown)
    exercises = [
        counted(said, other.word, other.count, rung.count),
        add_k(said, other.word, other.count, rung.count, size, _real("k", 1.0)),
    ]
    model, shorter = counted_text(text), rung.words[1:]
    if shorter:
        known = {row.word for row in following.look(text, " ".join(rung.words), len(rung.words) + 1, *PLAIN, 9999).rows}
        after = following.look(text, " ".join(shorter), len(shorter) + 1, *PLAIN, 200)
        total = next(rung.count for rung in after.ladder)
        exercises += [backoff(row.word, row.count, total, 1) for row in after.rows if row.word not in known][:1]
    sentence = cut_words(str(st.session_state.get("one") or "") or " ".join((*rung.words, first.word)))[:LISTED]
    links = chain.sentence(model, sentence, order).links
    labels, chances = [link.word for link in links], [link.probability for link in links]
    return [*exercises, bits(labels, chances), perplexity(labels, chances)]


def positions(chance: Chance) -> list[Exercise]:
    run = library.run(reading.sentence())
    width, base = run.trace.positions.shape[-1], 10000
    place = chance.randrange(1, len(run.tokens)) if len(run.tokens) > 1 else 0
    pair, step = min(_number("pair", 4, 0), 31), _number("k", 3)
    near = min(pair, 4 + chance.randrange(3))
    return [
        encoding(place, pair, width, base, run.tokens[place]),
        period(pair, width, base),
        moved(place, step, near, width, base),
        alike(place, place + step, 3, width, base),
        added(run.tokens[place], run.trace.embedded[place], run.trace.positions[place]),
    ]


def tokens(chance: Chance) -> list[Exercise]:
    source = str(st.session_state.get("source") or "")
    text = {"stories": corpora.stories(300), "own": str(st.session_state.get("own") or "")}.get(
        source
    ) or corpora.CLASSIC
    learned = [merge.pair for _n, merge in zip(range(12), tokenizers.learn(text, 10**9, False), strict=False)]
    course = tokenizers.course(text, (), False, 40)
    spelled: list[tuple[Sequence[str], int]] = [(tuple(word), n) for word, n in course.frequent if 2 <= len(word) <= 9]
    spelled = spelled[:4]
    found: list[Exercise] = []
    for done in range(chance.randrange(1, 3) + 2):
        if exercise := first_merge(spelled):
            found = [*found[:1], exercise]
            pair = exercise.answer[0][0].split(" + ")
        elif done < len(learned):
            pair = list(learned[done])
        else:
            break
        spelled = [(tuple(merged(pieces, (pair[0], pair[-1]))), n) for pieces, n in spelled]
    known = {character for pair in learned for character in "".join(pair)}
    words = [word for word in reading.typed().lower().split() if word.isalpha() and len(word) <= 9]
    word = max(words or ["lowest"], key=lambda word: (len(known & set(word)), chance.random()))
    cut = cuts.cuts(reading.typed()[:120], tuple(library.load().card.vocabulary))
    by_name = {each.name: len(each.pieces) for each in cut}
    return [
        *found,
        encode("lowest" if text == corpora.CLASSIC else word, learned),
        *([encode(word, learned)] if text == corpora.CLASSIC and word != "lowest" else []),
        per_token(reading.typed()[:120], by_name["bpe"], "BPE"),
        bag([w for w in cut_words(reading.typed()) if w[0].isalnum()][:12] or ["…"]),
    ]


def embeddings(chance: Chance) -> list[Exercise]:
    table = vectors.load()
    word = _word("word", "music", table)
    near = table.nearest(table[word], 6, asked=[word])[1:]
    first, second = near[0].word, chance.choice(near[1:]).word
    a, b, c = _word("a", "king", table), _word("b", "man", table), _word("c", "woman", table)
    return [
        cosine(word, table[word], first, table[first]),
        distance(word, table[word], second, table[second]),
        analogy(a, table[a], b, table[b], c, table[c]),
        cosine(a, table[a], c, table[c], 3),
    ]


def next_word(chance: Chance) -> list[Exercise]:
    found = prediction.read(reading.run())
    at = min(_number("token", len(found.tokens)), len(found.tokens)) - 1
    place = prediction.places(found)[at]
    rows = place.rows[: LISTED - 1]
    names = [row.word for row in rows]
    others = [place.log_sum + math.log(max(1e-9, 1 - sum(row.share for row in rows)))]  # together as one score
    exercises = [
        softmax(names, [row.logit for row in rows], others, after=" ".join(found.tokens[max(0, at - 3) : at + 1])),
        times(names[0], rows[0].logit, names[1], rows[1].logit),
    ]
    surprised = prediction.surprised(found)
    if surprised:
        counted, n = surprised.counted, max(1, len(surprised.counted) - LISTED + 1)
        most = sorted(sorted(counted, key=lambda i: -surprised.at(i))[:LISTED])
        starts = [chance.randrange(n) for _time in range(3)]  # of three pieces the one that surprises most
        start = max(starts, key=lambda k: sum(surprised.at(i) for i in counted[k : k + LISTED]))
        for make, part in ((bits, most), (perplexity, counted[start : start + LISTED])):
            exercises.append(
                make([f"{found.tokens[i]} ({i + 1})" for i in part], [2.0 ** -surprised.at(i) for i in part])
            )
    return exercises


CHAPTERS: dict[str, Callable[[Chance], list[Exercise]]] = {
    "attention": attention,
    "sampling": sampling,
    "ngrams": ngrams,
    "positions": positions,
    "tokens": tokens,
    "embeddings": embeddings,
    "next": next_word,
}


def _some(found: Exercise | None) -> list[Exercise]:
    return [found] if found else []


def _value(key: str) -> str:
    value = st.session_state.get(key)
    return str(st.query_params.get(key, "") if value is None else value)


def _number(key: str, default: int, least: int = 1) -> int:
    value = _value(key)[:6]
    return max(least, int(value)) if value.isdecimal() and value.isascii() else default


def _real(key: str, default: float) -> float:
    try:
        value = float(_value(key))
    except ValueError:
        return default
    return value if 0 < value <= 2 else default


def _word(key: str, default: str, table: vectors.Vectors) -> str:
    word = _value(key).strip().lower()
    return word if word in table.ids else default


def _corpus() -> str:
    """The text of the chapter as it stands; the stories where it is not here."""
    name, own = _value("corpus"), _value("own")
    if name == "own" and cut_words(own[:1000]):
        return own[: corpora.LARGEST]
    try:
        return corpora.read(name) if name in corpora.BOOKS else corpora.stories(1000)
    except corpora.NotHereError:
        return corpora.stories(1000)
