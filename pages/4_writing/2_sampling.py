"""Sampling

The model gives every word a probability. Which word is written, someone must still decide.
"""

from explorer import ui
from explorer.figures import sampling, texts, tree
from explorer.models import continuations, written
from explorer.sampling import Controls, entropy
from explorer.ui import _

ui.examples("unsure", "sure", "astray")
run = ui.run()
start = continuations.start(run)
if not start.own:
    ui.say(_("This model cannot write: it reads in both directions. The story model goes on from your sentence."))

labels = {
    "temperature": _("Temperature"),
    "top_k": "top-k",
    "top_p": "top-p",
    "min_p": "min-p",
    "penalty": _("Penalty"),
}
controls = Controls(
    ui.given("temperature", 0.0, 2.0, 1.0),
    ui.given("top_k", 0, 1000, 0),
    ui.given("top_p", 0.01, 1.0, 1.0),
    ui.given("min_p", 0.0, 1.0, 0.0),
)
penalty = ui.given("penalty", 1.0, 2.0, 1.3)
prompt = " ".join(start.tokens[-3:])
ranked = continuations.ranked(start)
likeliest = ranked[0][1]
own = continuations.shaped(start, Controls())
words = {
    "all": _("all"),
    "removed": _("removes {n} words, {share}"),
    "entropy": _("Entropy:"),
    "bits": _("bits"),
    "left": _("Words left:"),
    "others": _("{n} others"),
    "change": _("before → after"),
}


def temperature() -> None:
    r"""Temperature: bolder or safer

    Before softmax, every logit is divided by the temperature. Below 1 the likely words gain, above 1 the unlikely
    ones; at 0 the likeliest takes all, and that is greedy writing.

    Move the slider: the outline is the model's own distribution, the filled bar what is drawn from. No word is ever
    forbidden by a temperature above 0, and the order of the words stays the same: $p_i \propto e^{z_i / T}$.

    Entropy is the uncertainty in bits. With questions of yes or no, nobody can guess the word in fewer on average.

    Notes (3 min): Move the thumb from cold to hot and let the class say what changes: never the order of the words,
    only their distances.

    Ask: Which word comes next?
    """
    if ui.vote(
        _("“… {prompt}”: which word comes next?").format(prompt=prompt),
        lambda: ui.choices((word, float(own.before[id_])) for id_, word in ranked),
    ):
        return
    ui.show(
        sampling.sampling(start.logits, ranked, {"temperature": (labels["temperature"], controls.temperature)}, words),
        key="bars",
        caption=_(
            "After “… {prompt}” the model itself gives “{word}” {share:.0%}; its entropy is {bits:.2f} bits. "
            "If all {n:,} tokens were equally likely, it would be {most:.2f}."
        ).format(
            prompt=prompt,
            word=likeliest,
            share=float(own.before.max()),
            bits=float(entropy(own.before)),
            n=len(start.logits),
            most=continuations.most_bits(start),
        ),
        on_choice=ui.keep,
    )


def cuts() -> None:
    """Three ways to cut the tail

    Many unlikely words are likely together, and one of them can spoil a text. So cut them off: keep the k likeliest
    (top-k), the fewest that reach a share p (top-p), or those not too far behind the first (min-p).

    Hatched is what was removed, with the name of the cut that did it; what remains is scaled up to 100 %. The controls
    act in this order, each on what the one before has left. The order and the arithmetic are those of Hugging Face's
    library.

    Top-k always keeps as many words, however sure the model is. The nucleus of top-p (Holtzman et al. 2020) shrinks
    where the model is sure and grows where it is not; min-p (Nguyen et al. 2024) measures each word against the
    likeliest.

    Notes (3 min): Three pairs of scissors for one tail. Change the sentence and see which of them notices that the
    model has become sure.

    Ask: Which of the three always keeps the same number of words?
    """
    sliders = {name: (labels[name], value) for name, value in vars(controls).items() if name != "penalty"}
    caption = _(
        "On the model's own distribution, at temperature 1, top-k 10 keeps {k} words (together {k_share:.0%}), "
        "top-p 0.9 keeps {p} ({p_share:.0%}), min-p 0.1 keeps {m} ({m_share:.0%})."
    )
    k, p, m = (continuations.kept(start, c) for c in (Controls(top_k=10), Controls(top_p=0.9), Controls(min_p=0.1)))
    ui.show(
        sampling.sampling(start.logits, ranked, sliders, words),
        key="cut-bars",
        caption=caption.format(k=k[0], k_share=k[1], p=p[0], p_share=p[1], m=m[0], m_share=m[1]),
        on_choice=ui.keep,
    )


def draws() -> None:
    """200 draws against the theory

    A probability is a promise about many draws: of 200, about 200 · p should fall on a word. The bars are what was
    drawn, the diamonds what was expected, and the orange lines show two standard deviations to each side.

    About 19 of 20 counts should lie within. The controls set above are at work here. Another seed draws other words;
    the same seed draws the same ones.

    Notes (2 min): A probability is a promise about many draws. Change the seed: the bars jump, the diamonds stay.

    Ask: How many of 200 draws should fall on the first word?
    """
    with ui.controls("draws"):
        seed = ui.slide(_("Seed"), "seed", 0, 99, 0)
    drawn = continuations.draws(start, controls, 200, seed)
    names = list(drawn.words)
    if drawn.others:
        names.append(_("{n} others").format(n=drawn.others))
    ui.show(
        sampling.draws(
            names,
            drawn.counts,
            drawn.expected,
            drawn.deviations,
            (_("drawn"), _("expected, ± 2 deviations")),
            _("of 200 draws"),
        ),
        key="draws",
        caption=_(
            "“{word}”: expected {expected:.1f} ± {spread:.1f}, drawn {count}. Of {rows} bars, {within} lie within two "
            "deviations (seed {seed})."
        ).format(
            word=names[0],
            expected=drawn.expected[0],
            spread=drawn.deviations[0],
            count=drawn.counts[0],
            rows=len(names),
            within=drawn.within,
            seed=seed,
        ),
    )


def two_texts() -> None:
    """Same seed, one control changed

    Both texts are drawn with the same dice: the seed fixes all chance. Only one control differs, and yet the texts
    usually part, because each word becomes part of the next question.

    The left text obeys the controls set above, the right one the same but for one. The line under a word is its
    probability; what follows the first difference is in italics. The same seed and controls write the same text again,
    word for word.

    Notes (2 min): The dice are the same, one control differs. Go to the first word in italics: from there on
    everything is another question.

    Ask: At which word will the two part?
    """
    with ui.controls("texts"):
        seed = ui.slide(_("Seed"), "seed_texts", 0, 99, 6)  # with the example they part at a name
        changed = ui.pick(_("Changed"), "changed", list(written.CHANGES), "temperature")
        to = ui.pick(_("to"), f"to_{changed}", *written.CHANGES[changed])
    pair = written.compare(start, (controls, written.change(controls, changed, to)), seed)
    value = written.value(controls, changed)
    names = [f"{labels[changed]} {shown}" for shown in (value, to)]
    ended = _("(has ended)")
    parted = _("With seed {seed} the texts part at word {n}: “{left}” or “{right}”.")
    same = _("With seed {seed} both texts are the same, all {n} words: this change never mattered.")
    if value == to:
        same = _("Nothing was changed: with seed {seed} the same {n} words are written again, one for one.")
    ui.show(
        texts.texts(
            prompt,
            names,
            [[(w.word, w.probability, w.others) for w in text] for text in pair.texts],
            pair.first,
            {"others": _("else {list}"), "end": ended},
        ),
        key="texts",
        caption=(same if pair.first is None else parted).format(
            seed=seed, n=pair.length, left=pair.parting[0] or ended, right=pair.parting[1] or ended
        ),
    )


def repetition() -> None:
    """Punishing repetition

    Models like to repeat themselves. The repetition penalty lowers the logit of every word that stands in the text
    already: positive ones are divided by it, negative ones multiplied.

    Underlined words stand in the text. The penalty (Keskar et al. 2019) does not ask whether a repetition is right: a
    fact from the text and a full stop are repetitions too.

    Notes (1 min): Raise the penalty until the full stop disappears: a blunt tool hits what it should not.

    Ask: Which repetitions are right?
    """
    rows = continuations.repeated(start)
    effect = continuations.punished(start, penalty)
    caption = _(
        "Words of the text have {all_before:.1%} of the probability; with a penalty of {penalty:g} they keep "
        "{all_after:.1%}. The likeliest of them, “{word}”, goes from {before:.1%} to {after:.1%}."
    )
    ui.show(
        sampling.sampling(start.logits, rows, {"penalty": (labels["penalty"], penalty)}, words, start.ids),
        key="repetition",
        caption=caption.format(penalty=penalty, **vars(effect)),
        on_choice=ui.keep,
    )


def beam() -> None:
    """Beam search: look before you leap

    The likeliest word now may lead to an unlikely text. Beam search writes several texts at once: it tries every next
    word, keeps the likeliest few texts, and drops the rest.

    Each word shows its probability after its path, and its line is as thick. Dashed is what was dropped; at each step
    all words are tried, but only twice as many as there are beams are drawn. Finished is a text that has come to its
    end or has all its words. The violet path is the best text found, underlined in orange are the words that greedy
    writing takes. A text's score is its log-probability, the sum over its words, divided by the number of its words.

    One beam is greedy writing. More beams usually find likelier texts, never surely the likeliest of all. And likelier
    is not always better: people seldom say what is likeliest (Holtzman et al. 2020).

    Notes (3 min): Where the orange and the violet path part, the likeliest word was not the best beginning.

    Ask: Would you want to read the likeliest text of all?
    """
    with ui.controls("beam"):
        beams = ui.choice(_("Beams"), "beams", 4, 3)
        length = ui.slide(_("Words"), "length", 2, 6, 5)
    found = written.search(start, beams, length)
    caption = _(
        "Drawing word by word, the best of {beams} beams, “{best}”, would come up once in {n:,.0f} times (score "
        "{score:.2f}), the greedy text, “{greedy}”, once in {m:,.0f} ({other:.2f})."
    )
    same = _(
        "Here greedy writing finds the best of {beams} beams too, “{best}”. Drawing word by word, it would come up "
        "once in {n:,.0f} times (score {score:.2f})."
    )
    ui.show(
        tree.tree(
            prompt,
            found.branches,
            found.best,
            found.greedy,
            {
                "kept": _("kept"),
                "dropped": _("dropped"),
                "finished": _("finished"),
                "path": _("log-probability {sum} = {total}, that is {probability}; divided by {n}: score {score}"),
            },
        ),
        key="tree",
        caption=(same if found.best_words == found.greedy_words else caption).format(
            beams=beams,
            best=" ".join(found.best_words),
            n=written.one_in(found.total),
            score=found.score,
            greedy=" ".join(found.greedy_words),
            m=written.one_in(found.greedy_total),
            other=found.greedy_score,
        ),
    )


ui.steps(temperature, cuts, draws, two_texts, repetition, beam)
