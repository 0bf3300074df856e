"""Exercises on how words become vectors: tokens, embeddings, positions."""

from collections.abc import Sequence
from random import Random

import streamlit as st

from explorer import exercises_positions as on_positions
from explorer import exercises_tokens as on_tokens
from explorer import exercises_vectors as on_vectors
from explorer.exercises import Exercise
from explorer.models import library, vectors
from explorer.text import corpora, cuts, tokenizers
from explorer.text.ngrams import words as cut_words
from explorer.ui import reading
from explorer.ui import sheets_settings as settings


def tokens(chance: Random) -> list[Exercise]:
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
        if exercise := on_tokens.first_merge(spelled):
            found = [*found[:1], exercise]
            pair = str(exercise.answer[0][0]).split(" + ")
        elif done < len(learned):
            pair = list(learned[done])
        else:
            break
        spelled = [(tuple(on_tokens.merged(pieces, (pair[0], pair[-1]))), n) for pieces, n in spelled]
    known = {character for pair in learned for character in "".join(pair)}
    words = [word for word in reading.typed().lower().split() if word.isalpha() and len(word) <= 9]
    word = max(words or ["lowest"], key=lambda word: (len(known & set(word)), chance.random()))
    cut = cuts.cuts(reading.typed()[:120], tuple(library.load().card.vocabulary))
    by_name = {each.name: len(each.pieces) for each in cut}
    return [
        *found,
        on_tokens.encode("lowest" if text == corpora.CLASSIC else word, learned),
        *([on_tokens.encode(word, learned)] if text == corpora.CLASSIC and word != "lowest" else []),
        on_tokens.per_token(reading.typed()[:120], by_name["bpe"], "BPE"),
        on_tokens.bag([w for w in cut_words(reading.typed()) if w[0].isalnum()][:12] or ["…"]),
    ]


def embeddings(chance: Random) -> list[Exercise]:
    table = vectors.load()
    word = settings.word("word", "music", table)
    near = table.nearest(table[word], 6, asked=[word])[1:]
    first, second = near[0].word, chance.choice(near[1:]).word
    a, b, c = settings.word("a", "king", table), settings.word("b", "man", table), settings.word("c", "woman", table)
    return [
        on_vectors.cosine(word, table[word], first, table[first]),
        on_vectors.distance(word, table[word], second, table[second]),
        on_vectors.analogy(a, table[a], b, table[b], c, table[c]),
        on_vectors.cosine(a, table[a], c, table[c], 3),
    ]


def positions(chance: Random) -> list[Exercise]:
    run = library.run(reading.sentence())
    width, base = run.trace.positions.shape[-1], 10000
    place = chance.randrange(1, len(run.tokens)) if len(run.tokens) > 1 else 0
    pair, step = min(settings.number("pair", 4, 0), 31), settings.number("k", 3)
    near = min(pair, 4 + chance.randrange(3))
    return [
        on_positions.encoding(place, pair, width, base, run.tokens[place]),
        on_positions.period(pair, width, base),
        on_positions.moved(place, step, near, width, base),
        on_positions.alike(place, place + step, 3, width, base),
        on_vectors.added(run.tokens[place], run.trace.embedded[place], run.trace.positions[place]),
    ]
