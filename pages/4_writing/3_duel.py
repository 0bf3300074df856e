"""N-gram against transformer

Two writers learn from one text, and both only ever guess the next token: see where they part, and why.
"""

from explorer import ui
from explorer.figures import duel as figures
from explorer.models import duel, film, quoting, scores
from explorer.text import copying
from explorer.ui import _, measures, training

with ui.controls():
    wanted = ui.corpus()
    order = ui.choice(_("Order n"), "order", 6, 4)
    text, corpus = ui.corpus_text(*wanted)
    name, corpus = training.writers(text, corpus)
SHOWN = 10  # tokens of the prompt
seed = ui.given("seed", 0, 99, 0)
kind = name.split("-")[0]
names = (_("n-gram, order {n}").format(n=order), _("transformer"))
ended = _("(has ended)")


def side_by_side() -> None:
    """Same prompt, same dice

    Both go on from the same prompt. At every step each token has the same luck in both columns, so they differ only
    where their distributions do.

    The line under a token is its probability; framed is where the two part. Point at a token: the bars are both
    distributions in its place, after the words of its own column. Up to the parting both have the same words before
    them. The n-gram is smoothed by Kneser-Ney, and temperature acts on both alike.

    The luck is a number for each token, added to log p / temperature; the largest sum is written. With Gumbel's
    distribution that is the same as drawing (Maddison, Tarlow and Minka 2014). Story models read whole words, the
    others pieces of words; the two writers of a pair always read the same tokens.

    Notes (2 min): Read both columns aloud up to the frame: until there they agree. Then ask who has lost the thread
    first.

    Ask: Which of the two is the transformer, if I hide the titles?
    """
    with ui.controls("side_by_side"):
        start = training.prompt(text, corpus, ask=True)
        temperature = float(ui.pick(_("Temperature"), "temperature", ["0", "0.5", "0.8", "1", "1.2"], "0.8"))
        chosen = ui.slide(_("Seed"), "seed", 0, 99, 0)
    found = duel.fight(name, start, order, temperature, chosen)
    left, right = found.texts
    ui.show(
        figures.duel(
            found.prompt[-SHOWN:],
            names,
            (
                [(word.shown, word.shares, word.likely) for word in left],
                [(word.shown, word.shares, word.likely) for word in right],
            ),
            found.first,
            {"end": ended, "after": _("After “… {context}”"), "own": _("(as the {name} wrote)")},
            cut=len(found.prompt) > SHOWN,
        ),
        key="duel",
        caption=parting(found),
    )


def parting(found: duel.Duel) -> str:
    """The sentence under the two texts: where they part, and how sure both were there."""
    if found.first is None:
        return _("With these dice both write the same {n} tokens.").format(n=len(found.texts[0]))
    left, right = found.parting
    if left is None or right is None:
        return _("They agree for {n} tokens; then one of them ends.").format(n=found.first)
    return _(
        "They part at token {n}. The n-gram writes “{left}” ({a}; the transformer gives it {b}), the transformer "
        "“{right}” ({d}; the n-gram gives it {c})."
    ).format(
        n=found.first + 1,
        left=left.label or ended,
        right=right.label or ended,
        a=measures.share(left.shares[0]),
        b=measures.share(left.shares[1]),
        c=measures.share(right.shares[0]),
        d=measures.share(right.shares[1]),
    )


def quotes() -> None:
    """Who writes, and who quotes?

    Marked is every run of at least 8 words that stands word for word in the text that both learned. A longer window
    makes an n-gram fluent, because it copies.

    Here the n-grams are those of whole words, drawn by plain counts as in the chapter N-grams; each bar is measured on
    400 words, the transformer's on 300 at temperature 1, written in several goes. Of natural text an 8-word window is
    seldom copied by chance. The stories are another matter: their world is so small that new stories repeat old
    windows too. “Real text” is how much, measured between the text's last tenth and the rest of it.

    Notes (2 min): Go through the orders from 2 to 5: the better the n-gram sounds, the more it copies.

    Ask: Is what is copied from one sentence plagiarism?
    """
    with ui.controls("quotes"):
        chosen = ui.slide(_("Seed"), "seed_quotes", 0, 99, 0)
    found = quoting.quote(name, order, chosen)
    runs = [
        (
            one.words,
            [(run.start, run.length, source) for run, source in zip(one.meter.copied, one.sources, strict=True)],
        )
        for one in found.texts
    ]
    shares = [(_("order {n}").format(n=n), share) for n, share in enumerate(found.ngrams.shares, 1)]
    ui.show(
        figures.quotes(
            (_("n-gram of words, order {n}").format(n=order), names[1]),
            runs,
            [*shares, (names[1], found.transformer), (_("real text"), found.ngrams.real)],
            (order - 1, len(shares)),
            len(shares),
            {
                "shares": _("Copied stretches of {n} words").format(n=copying.WINDOW),
                "source": _("{n} words, from here:"),
                "none": _("Nothing is copied here: no run of {n} words.").format(n=copying.WINDOW),
            },
        ),
        key="quotes",
        caption=_(
            "Of all stretches of 8 words the transformer copies {own:.1%} (longest run: {run} words), an n-gram of "
            "order 4 {four:.0%}, of order 5 {five:.0%}; real text {real:.1%}. Seed {seed}."
        ).format(
            own=found.transformer,
            run=found.longest,
            four=found.ngrams.shares[3],
            five=found.ngrams.shares[4],
            real=found.ngrams.real,
            seed=chosen,
        )
        + (" " + _("In so small a world even real text repeats: try Shakespeare.") if kind == "stories" else ""),
        on_choice=ui.put,
    )


def measured() -> None:
    """Measured on text that neither has read

    Both predict the same tokens of the same held-out text. Bits per character is the fair measure: it does not depend
    on how a text is cut into tokens.

    Perplexity is 2 to the power of the bits per token; it may be compared within this pair only. The n-gram's numbers
    are the different n-grams it has counted, up to its order; the transformer's are its weights. Speed is measured
    here and now, one token after the other. A star is at whoever is better where one is.

    Notes (1 min): Say who wins and on what. Where the n-gram wins, say that too: a small model with little training
    has no magic.

    Ask: Which of these numbers would you decide by?
    """
    found = scores.measure(name, order)
    ui.show(
        figures.measured(names, measures.lines(found, order)),
        key="measured",
        caption=measures.verdict(found, order) + " " + measures.terms(found, kind, order),
    )


def train() -> None:
    """Train one here and now

    The n-gram is ready at once: it only counts. The transformer starts from random numbers and reads the text for as
    long as you choose; watch its loss fall and its words come.

    It is a small one, with byte-pair tokens learned from this text, and it learns in the background on one processor:
    at most two at a time, the others wait for their turn. Every tenth stretch of the text is held out; where the green
    line rises again, the model has begun to learn by heart. Close the page, and the training ends. The seed fixes the
    start, but not how far a machine comes in the time. A text needs at least 20 kB, and may have up to 5 MB. What you
    bring is held in memory only.

    Notes (3 min): Start it at the beginning of the hour with a text of the class, go on teaching, and come back at
    the end.

    Ask: What will it learn first: letters, words or sense?
    """
    running = training.controls(text)

    def draw() -> None:
        news = training.news(running, text)
        ui.show(
            figures.learning(
                news.share,
                news.losses,
                news.looks,
                {
                    "state": news.told,
                    "loss": _("loss, nats per token"),
                    "step": _("step {step}"),
                    "train": _("what it reads"),
                    "held": _("held out"),
                    "wrote": _("Step {step}, it writes:"),
                    "text": _("text"),
                    "nothing": _("What it writes will stand here."),
                },
            ),
            key="learning",
            caption=news.caption,
        )

    training.follow(running, draw)


def watch() -> None:
    """Watch it learn

    Drag the slider from random numbers to the end. On the left what the model wrote at that step, on the right where
    one of its heads looked: find the step at which either begins to make sense.

    The prompt, the seed and the temperature of 0.8 stay the same; only the weights change. A row of the map is a token
    that looks, a column one that it looks at; strength is attention. Of a long prompt the last 18 tokens are drawn, in
    place of a very short one a line of the held-out text. The
    story model shows its shipped checkpoints, a transformer trained here its own. Held-out loss is in nats per token,
    as the model's card or the training has it.

    Notes (2 min): Drag slowly from the left. First the frequent words come, then pairs of them, then the order of a
    sentence.

    Ask: At which step would you call it a language model?
    """
    if name == "shakespeare":
        ui.say(
            _("Storybook's checkpoints are not kept: this is the story model's film. Train one here to see its own.")
        )
    shown = "stories" if name == "shakespeare" else name
    with ui.controls("watch"):
        layer = ui.choice(_("Layer"), "layer", 2, 2)
        head = ui.choice(_("Head"), "head", 4, 1)
    start = training.prompt(text, "stories" if shown == "stories" else corpus, ask=False)
    found = film.film(shown, start, seed)
    last = len(found.frames)
    at = min(ui.given("checkpoint", 1, 20, last), last) - 1
    first, end = found.frames[0], found.frames[-1]
    ui.show(
        figures.film(
            found.tokens,
            [
                (frame.step, frame.held_out, frame.written, frame.shares, frame.weights[layer - 1, head - 1])
                for frame in found.frames
            ],
            found.prompt,
            at,
            {
                "slider": _("Checkpoint"),
                "step": _("Step {step}"),
                "stand": _("Step {step} · held-out loss {loss} nats per token"),
                "loss": _("held-out loss"),
                "text": _("text"),
                "end": ended,
                "looks": _("“{token}” looks mostly at “{target}”: {share}"),
            },
        ),
        key="film",
        caption=_(
            "Layer {layer}, head {head}: at step {first:,} the last token, “{token}”, looks mostly at “{a}” ({x:.0%}), "
            "at step {last:,} at “{b}” ({y:.0%})."
        ).format(
            layer=layer,
            head=head,
            first=first.step,
            last=end.step,
            token=found.tokens[-1],
            a=found.target(0, layer, head),
            x=found.sharpest(0, layer, head),
            b=found.target(-1, layer, head),
            y=found.sharpest(-1, layer, head),
        ),
        on_choice=ui.keep,
    )


ui.steps(side_by_side, quotes, measured, train, watch)
