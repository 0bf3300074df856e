"""Exercises on writing the next word: prediction, sampling, and the duel."""

import math
from random import Random

import numpy as np
import streamlit as st
import torch

from explorer import exercises_chances as on_chances
from explorer import exercises_duel as on_duel
from explorer.errors import VisitorError
from explorer.exercises import Exercise
from explorer.models import continuations, duel, library, prediction, scores
from explorer.sampling import shape
from explorer.text import copying, corpora, smoothing, sparsity
from explorer.ui import reading, training
from explorer.ui import sheets_settings as settings
from explorer.ui.i18n import _


def next_word(chance: Random) -> list[Exercise]:
    found = prediction.read(reading.run())
    at = min(settings.number("token", len(found.tokens)), len(found.tokens)) - 1
    place = prediction.places(found)[at]
    rows = place.rows[: settings.LISTED - 1]
    names = [row.word for row in rows]
    others = [place.log_sum + math.log(max(1e-9, 1 - sum(row.share for row in rows)))]  # together as one score
    exercises = [
        on_chances.softmax(
            names, [row.logit for row in rows], others, after=" ".join(found.tokens[max(0, at - 3) : at + 1])
        ),
        on_chances.times(names[0], rows[0].logit, names[1], rows[1].logit),
    ]
    surprised = prediction.surprised(found)
    if surprised:
        counted, n = surprised.counted, max(1, len(surprised.counted) - settings.LISTED + 1)
        most = sorted(sorted(counted, key=lambda i: -surprised.at(i))[: settings.LISTED])
        starts = [chance.randrange(n) for _time in range(3)]  # of three pieces the one that surprises most
        start = max(starts, key=lambda k: sum(surprised.at(i) for i in counted[k : k + settings.LISTED]))
        for make, part in ((on_chances.bits, most), (on_chances.perplexity, counted[start : start + settings.LISTED])):
            exercises.append(
                make([f"{found.tokens[i]} ({i + 1})" for i in part], [2.0 ** -surprised.at(i) for i in part])
            )
    return exercises


def sampling(chance: Random) -> list[Exercise]:
    start = continuations.start(reading.run())
    best = continuations.ranked(start, settings.LISTED - 1)
    ids, names = [id_ for id_, _word in best], [word for _id, word in best]
    logits = [float(start.logits[id_]) for id_ in ids]
    others = np.delete(start.logits.double().numpy(), ids).tolist()
    shares = [float(share) for share in shape(start.logits).before[ids]]
    after, temperature = " ".join(start.tokens[-4:]), settings.real("temperature", 1.0)
    hot = temperature if temperature != 1 else 2.0 if shares[0] > 0.6 else chance.choice([0.5, 2.0])
    wanted = settings.real("top_p", 1.0)
    limit = wanted if wanted <= sum(shares) else (shares[0] + sum(shares)) / 2  # so that more than one word stays
    old = [(word, float(start.logits[id_])) for id_, word in continuations.repeated(start) if id_ in start.ids][:3]
    return [
        on_chances.softmax(names, logits, others, after=after),
        on_chances.softmax(names, logits, others, hot, after=after),
        on_chances.top_k(names, shares, chance.choice([2, 3])),
        *filter(None, [on_chances.top_p(names, shares, limit)]),
        on_chances.entropy(names[:3], shares[:3]),
        on_chances.penalty(
            [word for word, _logit in old], [logit for _word, logit in old], settings.real("penalty", 1.3)
        ),
    ]


def prompt() -> str:
    """The text from which both writers go on."""
    return _writers()[1]


def against(chance: Random) -> list[Exercise]:
    """The chapter N-gram against transformer."""
    name, start = _writers()
    order = settings.place("order", 6, 4)
    match = duel.match(name)
    ids = match.begin(start)
    found: list[Exercise | None] = []
    if len(ids) > 1:
        labels = [f"{_spelled(match.show(id_))} ({i})" for i, id_ in enumerate(ids[1:], 1)]
        left = -np.log2(smoothing.along(match.counted, [match.names[id_] for id_ in ids], order))[1:]
        right = scores.losses(match.model, torch.tensor(ids))
        starts = [chance.randrange(max(1, len(left) - settings.LISTED + 1)) for _time in range(3)]
        at = max(starts, key=lambda k: float(abs(left - right)[k : k + settings.LISTED].sum()))
        part = slice(at, at + settings.LISTED)
        text = "".join(map(match.show, ids[1:])).strip()
        found = [
            on_duel.perplexities(labels[part], (2.0 ** -left[part]).tolist(), (2.0 ** -right[part]).tolist()),
            on_duel.per_character(len(left), len(text), float(left.sum()), float(right.sum())),
        ]
    seed = settings.place("seed_quotes", 99, 0, 0)
    copies = sparsity.copied(match.learned, seed)
    windows = sparsity.DRAWN - copying.WINDOW + 1
    texts = [(_("order {n}").format(n=n), round(copies.shares[n - 1] * windows)) for n in (2, 3, 4, 5)]
    texts.append((_("real text"), round(copies.real * windows)))
    found += [_dice(match, name, start, order), on_duel.copied(texts, sparsity.DRAWN, copying.WINDOW)]
    return [*filter(None, found)]


def _dice(match: duel.Match, name: str, start: str, order: int) -> Exercise | None:
    """The step at which the two part; the first where they never do."""
    temperature, seed = settings.real("temperature", 0.8), settings.place("seed", 99, 0, 0)
    fought = duel.fight(name, start, order, temperature, seed)
    turn = fought.first or 0
    if turn >= min(map(len, fought.texts)):
        return None
    both = [text[turn] for text in fought.texts]
    shares = {word.shown: word.shares for word in both}
    for shown, left, right in both[0].likely:
        if len(shares) < settings.LISTED:
            shares.setdefault(shown, (left, right))
    ids = {match.show(id_): id_ for id_ in reversed(range(len(match.names)))}
    luck = np.random.default_rng((seed, turn)).gumbel(size=len(match.names))  # as the fight has drawn it
    listed = [shown for shown in shares if min(shares[shown]) > 0]
    return on_duel.drawn(
        [_spelled(shown) for shown in listed],
        [shares[shown][0] for shown in listed],
        [shares[shown][1] for shown in listed],
        [float(luck[ids[shown]]) for shown in listed],
        temperature,
        (_spelled(both[0].shown), _spelled(both[1].shown)),
    )


def _spelled(shown: str) -> str:
    return duel.Word(shown, (0.0, 0.0), ()).label or _("(has ended)")


def _writers() -> tuple[str, str]:
    """The pair as the page has it, and what it goes on from; the stories where the pair cannot be had."""
    wanted, (text, corpus) = settings.value("corpus"), settings.corpus()
    if wanted == "own" != corpus:  # it came as a file
        text = str(st.session_state.get("_trained_on", ""))
    trained = training.mine(text)
    latest = trained.steps[-1] if trained and not trained.busy and trained.steps else 0
    if trained and latest and (wanted == "own" or settings.value("fighter") == "trained"):
        return f"apprentice-{trained.number}-{latest}", training.prompt(text, wanted or corpus, ask=False)
    if corpus in corpora.BOOKS:
        try:
            library.load("storybook")
            return corpus, training.prompt(text, corpus, ask=False)
        except VisitorError:
            pass
    return "stories", reading.sentence()
