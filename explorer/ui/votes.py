"""Predict, then reveal: a step asks the class before it shows what the model says."""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from explorer import room
from explorer.room import Question, Room, shared
from explorer.ui import inputs, seat, wall
from explorer.ui.components import component
from explorer.ui.i18n import _

Answers = tuple[Sequence[str], Sequence[float]]  # options, and the model's share for each


def vote(question: str, answers: Callable[[], Answers]) -> bool:
    """Ask the class a question at this step. True while its answer must stay hidden: then the step draws nothing.

    The question opens when the lecturer, who has let a class in, comes to the step on the wall. For everybody else the
    step is as it is.
    """
    here, now = wall.place(), shared().read()
    if seat.lecturer():
        if not now.code or not inputs.lecture():
            return False
        asked = now.question if now.question and now.question.name == here else None
        if here not in now.asked or (asked and _other(asked, question, answers)):
            _ask(here, question, answers)
            seat.saw(shared().read())  # drawn with the question already: another run would close the QR code
            asked = shared().read().question
        if asked:
            _run(asked.number)
            return True
        with st.container(key="again"):
            st.button(
                "",
                key="ask-again",
                icon=":material/how_to_vote:",
                help=_("Ask the class again"),
                on_click=_ask,
                args=(here, question, answers),
            )
        return False
    if seat.member() and now.question and now.question.name == here and not now.question.revealed:
        inputs.say(_("Hidden until the lecturer reveals it: vote above."))
        return True
    return False


def choices(words: Iterable[tuple[str, float]], most: int = 4) -> Answers:
    """The likeliest different words of (word, share), in alphabetical order, so that their order tells nothing.

    Equal words are added up; what is left of one hundred percent stands last as another one.
    """
    together: dict[str, float] = {}
    for word, share in words:
        together[word] = together.get(word, 0.0) + float(share)
    options = sorted(sorted(together, key=lambda word: -together[word])[:most])
    shares = [together[word] for word in options]
    rest = 1.0 - sum(shares)
    if rest < 0.0005 and len(together) <= most:
        return options, shares
    return [*options, _("another one")], [*shares, max(0.0, rest)]


def count(number: int, most: int = 4) -> Answers:
    """The numbers from 1 to `most` and "more"; all of the answer is the right one."""
    options = [*(str(n) for n in range(1, most + 1)), _("more")]
    return options, [float(place == min(number, most + 1)) for place in range(1, most + 2)]


def _change(how: Callable[[Room], Room]) -> None:
    shared().change(how)


def _ask(here: str, question: str, answers: Callable[[], Answers]) -> None:
    text, options, shares = _short(question, answers)
    shared().change(lambda now: room.ask(now, here, text, options, shares))


def _short(question: str, answers: Callable[[], Answers]) -> tuple[str, tuple[str, ...], tuple[float, ...]]:
    options, shares = answers()
    return question[:200], tuple(option[:60] for option in options), tuple(float(share) for share in shares)


def _other(asked: Question, question: str, answers: Callable[[], Answers]) -> bool:
    """Whether the lecturer has meanwhile changed what the answer depends on."""
    return (asked.text, asked.options, asked.shares) != _short(question, answers)


def _run(number: int) -> None:
    def stage() -> None:
        asked = shared().read().question
        if asked is None or asked.number != number:  # over: the step is drawn as always
            st.rerun()
        press()
        tally(shared().read())

    st.fragment(stage, run_every=1.0)()


def press() -> None:
    """The question with the one button of a vote: reveal, then go on."""
    asked = shared().read().question
    if asked is None:
        return
    with st.container(key="asked", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="asked" role="heading" aria-level="3">{html.escape(asked.text)}</p>')
        label = _("Go on to the figure") if asked.revealed else _("Reveal")
        change = room.finish if asked.revealed else room.reveal
        with st.container(key="reveal", width="content"):  # two keys: a press that comes twice must not do both
            key = "reveal-done" if asked.revealed else "reveal-now"
            st.button(label, key=key, type="primary", on_click=_change, args=(change,))


def tally(now: Room) -> None:
    """The growing votes; once the question is revealed, beside the model's own answer."""
    asked = now.question
    if asked is None:
        return
    votes, most = room.tally(now), asked.shares.index(max(asked.shares))
    note = _("{n} votes").format(n=sum(votes))
    if asked.revealed:
        note = _("The model: “{word}”, {share:.0%}.").format(word=asked.options[most], share=asked.shares[most])
        if sum(votes):
            note += " " + _("Of {n} votes, {k} said so.").format(n=sum(votes), k=votes[most])
    data = _data(asked, votes, note, ballot=False)
    component("votes")(key=f"tally-{asked.number}", data={**data, "text": ""})


def ballot(now: Room) -> None:
    """The open question on a phone; once it is revealed, what all have said and what the model says."""
    asked = now.question
    if asked is None:
        return
    key = f"ballot-{asked.number}"

    def take() -> None:
        given = st.session_state[key].get("choice")
        if isinstance(given, dict) and isinstance(given.get("option"), int) and isinstance(given.get("device"), str):
            shared().change(lambda now: room.vote(now, asked.number, given["device"], given["option"]))

    note = _("One vote for each device. Tap another option to change your mind.")
    if asked.revealed:
        note = _("{n} votes").format(n=sum(room.tally(now)))
    data = _data(asked, room.tally(now) if asked.revealed else None, note, ballot=True)
    component("votes")(key=key, data=data, on_choice_change=take)


def _data(asked: Question, votes: tuple[int, ...] | None, note: str, ballot: bool) -> dict[str, Any]:
    """What the script draws; the model's answer goes out only once it is revealed."""
    return {
        "number": asked.number,
        "text": asked.text,
        "options": list(asked.options),
        "votes": None if votes is None else list(votes),
        "shares": list(asked.shares) if asked.revealed else None,
        "revealed": asked.revealed,
        "ballot": ballot,
        "mine": None,
        "note": note,
        "words": {
            "class": _("the class"),
            "model": _("the model"),
            "hidden": _("the model, hidden"),
            "voted": _("Your vote is counted; tap another option to change it."),
        },
    }
