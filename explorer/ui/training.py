"""The training that a visitor starts: its buttons, its news every second, and whether its visitor is still there."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
import torch
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.classroom import Training, classroom
from explorer.errors import VisitorError
from explorer.models import apprentice, duel, library
from explorer.models.apprentice import Job
from explorer.ui import inputs, reading
from explorer.ui.i18n import _, told

SECONDS = ("30", "60", "180", "600")


def mine(text: str) -> Training | None:
    """This visitor's training, where it is one on this text."""
    training = st.session_state.get("_training")
    return training if training and training.state != "gone" and st.session_state["_trained_on"] == text else None


def writers(text: str, corpus: str) -> tuple[str, str]:
    """Which pair fights over a text, as duel.match names it, and whose prompts suit it; stories where there is none."""
    training = mine(text)
    latest = training.steps[-1] if training and not training.busy and training.steps else 0
    own = f"apprentice-{training.number}-{latest}" if training and latest else None
    if corpus == "own":
        if own:
            return own, corpus
        inputs.say(
            _("No transformer has learned this text yet. Train one in the step below; until then stories are read.")
        )
        return "stories", "stories"
    if own and inputs.pick(_("Transformer"), "fighter", ["shipped", "trained"], "shipped") == "trained":
        return own, corpus
    if corpus != "stories":
        try:
            library.load("storybook")
        except VisitorError as error:
            inputs.say(told(error) + " " + _("Until then stories are read."))
            return "stories", "stories"
    return corpus, corpus


def prompt(text: str, corpus: str, ask: bool) -> str:
    """The visitor's sentence before stories; before any other text a line of its own, drawn where it is to be asked."""
    if corpus == "stories":
        return reading.sentence()
    key, start = f"prompt_{corpus}", "ROMEO:" if corpus == "shakespeare" else " ".join(text[:2000].split()[:6])
    if ask:
        return inputs.line(_("Prompt"), key, start)
    return str(st.session_state.get(key) or st.query_params.get(key) or start)[:300]


def controls(text: str) -> Training | None:
    """Buttons to train, stop and resume; the training as it is now."""
    with inputs.controls("train"):
        seconds = inputs.pick(_("Seconds"), "seconds", SECONDS, "60")
        training = mine(text)
        state = training.state if training else ""
        busy = training is not None and training.busy
        begin = st.button(_("Train"), key="train-start", type="primary", disabled=busy)
        stop = st.button(_("Stop"), key="train-stop", disabled=state not in ("waiting", "running"))
        resume = st.button(_("Resume"), key="train-resume", disabled=state != "stopped")
    if begin and not _start(text, float(seconds)):
        return training
    if stop and training:
        classroom().stop(training)
    if resume and training:
        classroom().resume(training)
    if begin or stop or resume:  # the buttons above were drawn before
        st.rerun()
    return training


def _start(text: str, seconds: float) -> bool:
    try:
        apprentice.check(text)
    except VisitorError as error:
        inputs.say(told(error))
        return False
    if old := st.session_state.pop("_training", None):
        classroom().forget(old)
    with st.spinner(_("Learning the vocabulary …")):
        job = prepare(text, seconds)
    st.session_state["_trained_on"] = text
    st.session_state["_training"] = classroom().start(job, _here())
    return True


def prepare(text: str, seconds: float, seed: int = 0) -> Job:
    merges = apprentice.merges(text)
    tokens = apprentice.pieces(merges)
    learned, held_out = (torch.tensor(tokens.ids(part), dtype=torch.int32) for part in duel.parts(text))
    return Job(merges, learned, held_out, seconds, seed)


def _here() -> Callable[[], bool]:
    """Whether this visitor's browser is connected; without a server, as in a test, it is."""
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    return lambda: not runtime.exists() or runtime.get_instance().is_active_session(session)


@dataclass(frozen=True)
class News:
    """A training at this moment, in numbers and in words."""

    share: float
    losses: list[tuple[int, float]]
    looks: list[tuple[int, float, str]]
    told: str
    caption: str


def news(training: Training | None, text: str) -> News:
    words, seconds = duel.count_words(text)
    ready = _("The n-gram is ready: {n:,} words counted in {seconds:.2f} seconds.").format(n=words, seconds=seconds)
    if training is None:
        return News(0.0, [], [], _("Choose how long, then press Train."), ready)
    looks = [(look.step, look.held_out, look.text) for look in training.looks]
    told_ = _told(training)
    if len(looks) > 1:
        (_first, start, _text), (step, last, _said) = looks[0], looks[-1]
        ready = _(
            "Held-out loss after {step:,} steps: {last:.2f} nats per token; with random numbers {start:.2f}. {ready}"
        ).format(step=step, last=last, start=start, ready=ready)
    return News(training.share, list(training.losses), looks, told_, ready)


def _told(training: Training) -> str:
    left = training.job.seconds - training.spent
    sentences = {
        "waiting": _("Two others are training. Your place in the row: {place}."),
        "running": _("{left:.0f} seconds left · step {step:,}")
        if training.looks
        else _("The transformer is being built …"),
        "stopping": _("Stopping …"),
        "stopped": _("Stopped at step {step:,}, {left:.0f} seconds left. Resume goes on from here."),
        "finished": _("Finished: {step:,} steps in {all:.0f} seconds."),
        "failed": _("The training ended unexpectedly; press Train to begin anew."),
    }
    return sentences.get(training.state, "").format(
        place=classroom().place(training), left=left, step=training.step, all=training.job.seconds
    )


def follow(training: Training | None, draw: Callable[[], None]) -> None:
    """Draw; every second anew as long as it trains, and then the whole page once, which now has another writer."""
    if training is None or not training.busy:
        draw()
        return

    def again() -> None:
        draw()
        if not training.busy:
            st.rerun()

    st.fragment(again, run_every=1.0)()
