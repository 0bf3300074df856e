"""The inside of a recurrent cell with its words: the name of each vector, and what becomes of the past."""

from explorer.figures import recurrence
from explorer.figures.live import Live
from explorer.models import unrolled
from explorer.models.siblings import Reading
from explorer.ui.i18n import _

FORMULAS = {
    "rnn": "tanh({word} + {carried}) = {state}",
    "gru": "{update} · {before} + (1 − {update}) · {candidate} = {state}",
    "lstm": "{forget} · {before} + {input} · {candidate} = {memory};   {output} · tanh({memory}) = {state}",
}


def picture(reading: Reading, kind: str, word: int, at: str) -> Live:
    """All vectors of the cell at a word; `at` names the word."""
    inside, names = unrolled.inside(reading), _names(kind)
    return recurrence.gates(
        kind,
        reading.tokens,
        [(row.key, *names[row.key], row.values, row.share) for row in inside.rows],
        inside.held,
        inside.gate,
        inside.latch,
        FORMULAS[kind],
        word,
        {
            "at": at,
            "mean": _("mean"),
            "number": _("Number {i}:"),
            "course": _("Number {i} through the sentence"),
            "gate": names[inside.gate][1] if inside.gate else "",
        },
    )


def _names(kind: str) -> dict[str, tuple[str, str]]:
    """For each vector the sign before it and its name."""
    return {
        "word": ("", _("from the word")),
        "carried": ("+", _("from the state before")),
        "before": ("", _("memory before") if kind == "lstm" else _("state before")),
        "forget": ("×", _("forget gate")),
        "input": ("+", _("input gate")),
        "reset": ("", _("reset gate")),
        "update": ("×", _("update gate")),
        "candidate": ("×" if kind == "lstm" else "", _("candidate")),
        "memory": ("=", _("memory")),
        "output": ("×", _("output gate")),
        "state": ("=", _("state")),
    }


def what_is_kept(reading: Reading, kind: str, word: int) -> str:
    """How much of the past a word leaves."""
    inside = unrolled.inside(reading)
    if not inside.gate:
        return _("The RNN has no gate: nothing in it is made to keep a number as it is.")
    most, least = unrolled.most_and_least_kept(inside)
    return _(
        "At “{token}” the {name} keeps {share:.0%} of its {held}, on average; most at “{most}” ({high:.0%}), least at "
        "“{least}” ({low:.0%})."
    ).format(
        token=reading.tokens[word],
        name=kind.upper(),
        share=inside.kept(word),
        held=_("memory") if kind == "lstm" else _("state"),
        most=reading.tokens[most],
        high=inside.kept(most),
        least=reading.tokens[least],
        low=inside.kept(least),
    )
