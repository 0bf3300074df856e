"""Exercises on what was before the transformer: n-grams, recurrence, alignment."""

from dataclasses import replace
from random import Random
from typing import Any

import streamlit as st
import torch

from explorer import exercises_alignment as on_alignment
from explorer import exercises_chances as on_chances
from explorer import exercises_recurrence as on_recurrence
from explorer import exercises_sizes as on_sizes
from explorer import exercises_vectors as on_vectors
from explorer.exercises import Exercise, Said, say
from explorer.models import gradients, siblings, translated, unrolled
from explorer.models.recurrent import Recurrent
from explorer.models.translation import MARKS, Translation, translate
from explorer.models.translator import TranslatorTrace
from explorer.text import chain, english_french, following
from explorer.text.ngrams import counted as counted_text
from explorer.text.ngrams import words as cut_words
from explorer.ui import reading
from explorer.ui import sheets_settings as settings
from explorer.ui.english import EXAMPLE

_ = say
PLAIN = ("add-k", 0.0)  # shares of counts, with nothing added
SURE = 0.98  # who gives one word more than this leaves nothing to compute
TOO_SURE = _("{question} (Of the model with additive attention: the chosen one is too sure where to look.)")


def ngrams(chance: Random) -> list[Exercise]:
    text, _name = settings.corpus()
    order = min(max(settings.number("order", 4), 2), 6)
    context = str(st.session_state.get("context") or "once there was a")
    found = following.look(text, context, order, *PLAIN)
    rung = next(rung for rung in found.ladder if rung.count)
    shown = following.look(text, " ".join(rung.words), len(rung.words) + 1, *PLAIN).rows[: settings.LISTED]
    said, size = " ".join(rung.words) or "…", counted_text(text).size
    first, other = shown[0], chance.choice(shown)
    exercises = [
        on_chances.counted(said, other.word, other.count, rung.count),
        on_chances.add_k(said, other.word, other.count, rung.count, size, settings.real("k", 1.0)),
    ]
    model, shorter = counted_text(text), rung.words[1:]
    if shorter:
        known = {row.word for row in following.look(text, " ".join(rung.words), len(rung.words) + 1, *PLAIN, 9999).rows}
        after = following.look(text, " ".join(shorter), len(shorter) + 1, *PLAIN, 200)
        total = next(rung.count for rung in after.ladder)
        exercises += [on_chances.backoff(row.word, row.count, total, 1) for row in after.rows if row.word not in known][
            :1
        ]
    sentence = cut_words(str(st.session_state.get("one") or "") or " ".join((*rung.words, first.word)))[
        : settings.LISTED
    ]
    links = chain.sentence(model, sentence, order).links
    labels, shares = [link.word for link in links], [link.probability for link in links]
    return [*exercises, on_chances.bits(labels, shares), on_chances.perplexity(labels, shares)]


def recurrence(chance: Random) -> list[Exercise]:
    kind = settings.choice("cell", ("lstm", "rnn", "gru"))
    one = siblings.read(reading.sentence(), kind)
    word = settings.place("token", len(one.tokens), len(one.tokens)) - 1
    token, inside = one.tokens[word], unrolled.inside(one)
    network = siblings.load(kind).network
    assert isinstance(network, Recurrent)
    width = network.sizes.width
    drawn = chance.sample(range(width), 6)
    opened, stepped = sorted(drawn[:3]), sorted(drawn[3:])  # others, so that no answer stands in the next question
    numbers = [place + 1 for place in stepped]

    def row(key: str) -> Any:
        return inside.row(key)[word, stepped]

    before = one.trace.cell.out[word - 1] if word else network.cell.start(one.trace.embedded)
    gates = network.cell.gates
    with torch.inference_mode():  # of the gates the second one keeps the past, in the order of PyTorch
        terms = network.cell.word(one.trace.embedded[word]), network.cell.state(before)
    from_word, from_state = (term.chunk(gates)[min(1, gates - 1)][opened] for term in terms)
    found: list[Exercise | None] = []
    if kind == "rnn":
        found.append(on_recurrence.rnn(token, [place + 1 for place in opened], from_word, from_state))
        question = _(
            "The {name} reads word vectors of {width} numbers and carries a state of {d}. It has one set of weights. "
            "How many parameters has this layer?"
        )
    else:
        found.append(on_recurrence.gate(kind, token, [place + 1 for place in opened], from_word, from_state))
        question = _(
            "The {name} reads word vectors of {width} numbers and carries a state of {d}. It has one set of weights "
            "for each gate and one for the candidate: {n} in all. How many parameters has this layer?"
        )
    if kind == "gru":
        found.append(on_recurrence.gru(token, numbers, row("before"), row("update"), row("candidate")))
    if kind == "lstm":
        rows = [row(key)[:2] for key in ("before", "forget", "input", "candidate", "output")]
        found.append(on_recurrence.lstm(token, numbers[:2], *rows))
    factors = _reach().factors()
    names: dict[str, str | Said] = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "transformer": _("transformer")}
    return [
        *filter(None, found),
        on_recurrence.faded([names[name] for name in factors], list(factors.values()), chance.choice([5, 10, 20])),
        *filter(None, [on_recurrence.hundredth(kind.upper(), factors[kind])]),
        on_sizes.parameters(
            question.format(name=kind.upper(), width=width, d=width, n=gates), on_sizes.recurrent(gates, width, width)
        ),
    ]


def _reach() -> gradients.Reach:
    """The gradients of the page; those of random networks where the sentence is too short for a factor."""
    scale = settings.number("scale", 100, 10) / 100
    if settings.value("weights") == "trained":
        found = gradients.trained(reading.sentence(), scale)
        if found.words >= 3:
            return found
    length, bias = settings.place("length", gradients.LONGEST, 50, 2), settings.value("bias")
    keep = float(bias) if bias in map(str, range(-2, 6)) else 2.0
    return gradients.untrained(scale, length, settings.place("seed", 99, 0, 0), keep)


def english() -> tuple[str, ...]:
    """The sentence that is translated; the example where it has no word of the small world."""
    typed = english_french.read(settings.value("english"))
    strange = translated.unknown(typed)
    return tuple(w for w in typed if w not in strange)[: english_french.LONGEST] or english_french.read(EXAMPLE)


def alignment(chance: Random) -> list[Exercise]:
    words, score = english(), settings.choice("score", ("dot", "additive", "scaled"))
    run = translate(words, score)
    look = translated.look(run)
    assert look
    step = settings.place("word", len(run.french), translated.opening(run)) - 1
    names = [f"{word} ({place})" for place, word in enumerate(words, 1)]
    answers = int(look.weights[step].argmax())
    pair = run.shown[step], look.queries[step], names[answers], look.keys[answers]
    compared = on_vectors.dot(*pair) if look.v is None else on_alignment.additive(*pair, look.v)
    last = [*filter(None, [_eyes(run, look, chance), _beams(words, score)])]
    return [compared, *_context(run, look), *([chance.choice(last)] if last else [])]


def _context(run: Translation, look: translated.Look) -> list[Exercise]:
    """Weights and context at the word where the model is least sure where to look; of another model if it always is."""
    shares = look.weights[: max(1, len(run.words))].amax(-1)  # without the end of the text
    if float(shares.min()) > SURE and run.model.name != "additive":
        other = translate(run.english, "additive")
        found = translated.look(other)
        assert found
        return [replace(made, question=TOO_SURE.format(question=made.question)) for made in _context(other, found)]
    row, words = int(shares.argmin()), range(len(run.english))
    scores, weights = look.scores[row], look.weights[row]
    listed = sorted(sorted(words, key=lambda place: -float(weights[place]))[: settings.LISTED - 1])
    others = [place for place in words if place not in listed]
    names = [f"{run.english[place]} ({place + 1})" for place in listed]
    assert isinstance(run.trace, TranslatorTrace)
    states, asks = run.trace.encoder.states, run.shown[row]
    return [
        on_chances.softmax(names, scores[listed].tolist(), scores[others].tolist(), asks=asks),
        on_vectors.mix(asks, names, weights[listed].tolist(), states[listed], weights[others] @ states[others]),
    ]


def _eyes(run: Translation, look: translated.Look, chance: Random) -> Exercise | None:
    """Some neighbouring French words, where there is one with one at which the eye turns back."""
    french = [word for word in run.french if word not in MARKS]
    back = translated.turns(look.weights, run.french)
    middle = chance.choice(back) if back else chance.randrange(len(french)) if french else 0
    start = max(0, min(middle - 2, len(french) - settings.LISTED))
    rows = look.weights[start : start + settings.LISTED][: len(french)]
    eyes = rows.argmax(-1)
    first, last = (int(eyes.min()), int(eyes.max())) if len(rows) else (0, 0)
    if last - first > 7:  # too wide for paper
        return None
    names = [f"{word} ({place})" for place, word in enumerate(run.english, 1)][first : last + 1]
    return on_alignment.aligned(french[start : start + settings.LISTED], names, rows[:, first : last + 1])


def _beams(words: tuple[str, ...], score: str) -> Exercise | None:
    writer = settings.choice("writer", ("attention", "fixed", "transformer"))
    wide = translated.search(words, score if writer == "attention" else writer, max(2, settings.place("beams", 8, 4)))
    if len(wide.found) < 2:
        return None
    best = wide.found[:2]
    texts = [f"{english_french.written(text)} ■" for text, _total, _score in best]
    return on_alignment.searched(texts, [total for _t, total, _s in best], [len(text) + 1 for text, _t, _s in best])
