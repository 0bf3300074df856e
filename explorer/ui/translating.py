"""The figures of a translation with their words."""

from explorer.figures import translation as figures
from explorer.figures.live import Live
from explorer.models import translated
from explorer.models.translated import Beam, Look
from explorer.models.translation import NAMES, Translation, load
from explorer.models.translator import TranslatorTrace
from explorer.text.english_french import written
from explorer.ui.i18n import _

FORMULAS = {"dot": "s · h", "additive": "v · tanh(W s + b + U h)", "scaled": "(W s) · (U h) / √d"}


def titles() -> dict[str, str]:
    """The five models as a visitor reads them."""
    return {
        "fixed": _("one vector"),
        "dot": _("dot"),
        "additive": _("additive"),
        "scaled": _("scaled"),
        "transformer": _("transformer"),
    }


def decoder(run: Translation, look: Look | None, step: int) -> Live:
    """A recurrent decoder at one French word, counted from 0; without a look where it has one fixed vector."""
    name, trace = run.model.name, run.trace
    assert isinstance(trace, TranslatorTrace)
    return figures.decoder(
        run.english,
        run.shown,
        trace.encoder.states,
        trace.decoder.states,
        trace.decoder.context,
        translated.likeliest(run),
        step,
        {
            "french": _("French:"),
            "read": _("encoder states h"),
            "asks": _("decoder state s"),
            "sees": _("context") if look else _("the one vector"),
            "next": _("next word"),
            "step": _("word {n} of {all}"),
            "query": _("asks, about to be written"),
            "key": _("answers"),
            "rest": _("the other {n} together"),
            "softmax": _("share"),
            "formula": f"{_('score')} = {FORMULAS[name]}" if look else "",
        },
        {"kind": name, **vars(look)} if look else None,
    )


def alignment(run: Translation, look: Look, rows: int) -> Live:
    return figures.alignment(
        run.english,
        run.shown,
        look.scores,
        look.weights,
        translated.turns(look.weights, run.french),
        rows,
        {
            "written": _("{n} of {all} written"),
            "play": _("Write it word by word"),
            "query": _("asks, about to be written"),
            "key": _("answers"),
            "score": _("score"),
            "weight": _("share"),
            "turn": _("Here the eye turns back."),
        },
    )


def bottleneck(length: int, seed: int) -> Live:
    """The curves of all five, and what they make of the sentence of this length with this seed."""
    pair = translated.example(length, seed)
    return figures.bottleneck(
        {name: translated.curve(name) for name in NAMES},
        {name: load(name).card.lessons["exact"] for name in NAMES},
        titles(),
        length,
        seed,
        translated.SEEDS,
        pair.english,
        pair.french,
        [(answer.names, answer.words, answer.right, answer.correct) for answer in translated.answers(length, seed)],
        {
            "axis": _("English words in the sentence"),
            "right": _("translated without a mistake"),
            "at": _("{n} words"),
            "sentence": _("A sentence of {n} words, seed {seed}"),
            "another": _("Another one"),
            "correct": _("correct"),
        },
    )


def beams(greedy: Beam, wide: Beam, width: int, step: int) -> Live:
    one, two = (
        [[(written(text), total, score, fate) for text, total, score, fate in row] for row in search.steps]
        for search in (greedy, wide)
    )
    return figures.beams(
        one,
        two,
        step,
        {
            "greedy": _("greedy"),
            "beam": _("{n} beams").format(n=width),
            "step": _("step {n} of {all}"),
            "play": _("Write it word by word"),
            "kept": _("kept"),
            "dropped": _("dropped"),
            "finished": _("finished"),
            "legend": _("… goes on, ■ has ended, struck out: dropped."),
            "best": _("Best: “{text}”, log-probability {total}, score {score}."),
        },
    )
