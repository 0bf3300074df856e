"""N-grams

Before neural networks, a language model was a table of counts: which words followed these few words, how often.
"""

from explorer import ui
from explorer.figures import ngrams
from explorer.text import chain, copying, following, smoothing, sparsity
from explorer.ui import _

PAIRS = {
    "stories": {
        "red / read": ("the ball was red", "the ball was read"),
        "to / two": ("he went to work", "he went two work"),
        "walk / walks": ("the dogs near the cat walk", "the dogs near the cat walks"),
    },
    "shakespeare": {
        "know / no": ("I know not what to say", "I no not what to say"),
        "son / sun": ("my son and heir", "my sun and heir"),
        "dear / deer": ("the dear is slain", "the deer is slain"),
    },
}

with ui.controls():
    wanted = ui.corpus()
    order = ui.choice(_("Order n"), "order", 6, 4)
text, corpus = ui.corpus_text(*wanted)
pairs = PAIRS.get(corpus, PAIRS["stories"])


def counts() -> None:
    r"""From counts to probabilities

    An n-gram model looks back at $n - 1$ words only: it counts what followed them in its text, and divides. Choose a
    word to go on.

    What was never seen would have probability zero, and one such word makes a whole sentence impossible. Smoothing
    takes a little from what was seen. *Add-k* pretends that every word was seen k times more. *Stupid backoff* forgets
    the first word of the context and multiplies by 0.4; its scores do not add up to one. *Kneser-Ney* takes a discount
    D from every count, D = n₁ / (n₁ + 2 n₂) estimated from the n-grams seen once and twice, and gives it to words that
    follow many different words. *Counts* does nothing.

    Notes (3 min): Read the ladder aloud: the whole context, then one word less each time. Counting is all the
    learning that there is here.

    Ask: Which word follows most often?
    """
    with ui.controls("counts"):
        start = {"stories": "once there was a", "shakespeare": "my lord , I"}.get(corpus, "the")
        context = ui.line(_("Context"), "context", start)
        name = ui.pick(_("Smoothing"), "smoothing", smoothing.NAMES, "kneser-ney")
        k = float(ui.pick("k", "k", ["1", "0.1", "0.01"], "1")) if name == "add-k" else 1.0
    found = following.look(text, context, order, name, k)
    notes = [
        _("The {n:,} words never seen after this context: {share:.1%} together.").format(
            n=found.unseen[0], share=found.unseen[1]
        ),
        _("All words together: {total:.1%}.").format(total=found.total),
    ]
    if name == "stupid-backoff":
        notes[1] = _("All scores together: {total:.2f}. They are no probabilities.").format(total=found.total)
    if found.unknown:
        notes.append(_("Not in this text: {words}").format(words=", ".join(found.unknown)))
    ui.show(
        ngrams.continuations(
            [(rung.words, rung.count, rung.kinds) for rung in found.ladder],
            [(row.word, row.count, row.share, row.smoothed) for row in found.rows],
            notes,
            {
                "ladder": _("The context, and shorter ones"),
                "nothing": _("(no context)"),
                "seen": _("seen {n} ×, then {kinds} different words"),
                "short": _("{n} ×, {kinds} words"),
                "never": _("never seen"),
                "word": _("next word"),
                "count": _("count"),
                "share": _("count / sum"),
                "smoothed": _("score") if name == "stupid-backoff" else _("probability"),
                "add": _("add “{word}” to the context"),
                "silent": _("Never seen: counts alone have no answer."),
            },
        ),
        key="continuations",
        caption=what_happened(found, name),
        on_choice=lambda word: ui.put(context=f"{context} {word}"),
    )


def what_happened(found: following.Following, name: str) -> str:
    """The sentence under the counts: what the smoothing did with this context."""
    if found.used == found.wanted:
        return _("The whole context was seen {n:,} times; “{word}” comes first with {share:.1%}.").format(
            n=found.ladder[0].count, word=found.rows[0].word, share=found.rows[0].smoothed
        )
    sentences = {
        "counts": _("These {n} words never stand together in the text: counts alone say nothing, not even zero."),
        "add-k": _("These {n} words never stand together in the text: add-k holds every word for equally likely."),
        "stupid-backoff": _("These {n} words never stand together: the score comes from the last {used}, times 0.4."),
        "kneser-ney": _("These {n} words never stand together: Kneser-Ney answers from the last {used}."),
    }  # fmt: skip
    return sentences[name].format(n=found.wanted, used=found.used)


def which_sentence() -> None:
    r"""Which sentence would a person rather say?

    The chain rule, $P(w_1 \dots w_m) = \prod_i P(w_i \mid w_1 \dots w_{i-1})$, lets us add logarithms word by word.
    The longer a bar, the more its word surprises.

    An n-gram model looks at the last $n - 1$ of these words only. This is how speech recognition chose between
    sentences that sound alike. The model is interpolated Kneser-Ney; a sentence is read as if another had just ended.
    A longer sentence has more factors and so tends to be less likely: compare sentences of about the same length.

    Notes (2 min): Both sentences sound the same. Bar by bar you see which one would surprise a reader of this text
    less.

    Ask: Which one would you have written down?
    """
    first = next(iter(pairs.values()))
    with ui.controls("which"):
        one = ui.line(_("One sentence"), "one", first[0])
        two = ui.line(_("Another"), "two", first[1])
        ui.offer("pair", {label: {"one": a, "two": b} for label, (a, b) in pairs.items()})
    found = chain.compare(text, one, two, order)
    ui.show(
        ngrams.chain(
            [
                [(link.word, link.context, link.probability, link.logarithm, link.known) for link in sentence.links]
                for sentence in found.sentences
            ],
            [sentence.logarithm for sentence in found.sentences],
            found.likelier,
            {
                "one": _("One sentence"),
                "two": _("Another"),
                "likelier": _("likelier"),
                "sum": _("sum of log₂"),
                "link": _("P({word} | {context}) = {p}, log₂ = {log}. Longer contexts were never seen here."),
                "alone": _("P({word}) = {p}, log₂ = {log}. No word before it was ever seen here."),
                "unknown": _("The word is not in this text."),
                "empty": _("There is no word here to read."),
            },
        ),
        key="chain",
        caption=verdict(found, (one, two)),
    )


def verdict(found: chain.Choice, written: tuple[str, str]) -> str:
    """The sentence under the chains: the likelier one, and what to keep in mind."""
    if found.likelier is None:
        return _("Both are equally likely.")
    told = _("“{sentence}” is {times} times as likely in this text.").format(
        sentence=written[found.likelier], times=found.times
    )
    if found.lengths[0] != found.lengths[1]:
        told += " " + _("But they have {0} and {1} words: each word more is a factor more.").format(*found.lengths)
    return told


def writing() -> None:
    """Does it write, or does it quote?

    Draw each next word by its counts. A longer window writes better, until you notice why: it copies.

    Marked is every run of at least 8 words that stands word for word in the text; a second colour tells neighbouring
    runs apart. A word is drawn by plain counts after the longest context that has been seen. The bars on the right
    measure 400 words for each order, with the same seed: how many of all stretches of 8 words are copies. “Real text”
    is the text's own last tenth, compared with the rest of it.

    Notes (3 min): Set the order to 2, then to 6, and let somebody read aloud. It gets better because it copies:
    marked runs stand word for word in the text.

    Ask: From which order on does it quote?
    """
    with ui.controls("writing"):
        seed = ui.slide(_("Seed"), "seed", 0, 99, 0)
    written = sparsity.draw(text, order, 120, seed)
    copied = sparsity.copied(text, seed)
    ui.show(
        ngrams.copied(
            written.words,
            [
                (run.start, run.length, source)
                for run, source in zip(written.meter.copied, written.sources, strict=True)
            ],
            [(_("order {n}").format(n=n), share) for n, share in enumerate(copied.shares, 1)]
            + [(_("real text"), copied.real)],
            order - 1,
            len(copied.shares),
            {
                "shares": _("Copied stretches of {n} words").format(n=copying.WINDOW),
                "source": _("{n} words, from here:"),
                "none": _("No run of {n} words is copied here.").format(n=copying.WINDOW),
            },
        ),
        key="copied",
        caption=_(
            "Order {n}, seed {seed}: the longest copied run has {longest} words; {share:.0%} of 8-word stretches are "
            "copies. In real text: {real:.0%}."
        ).format(n=order, seed=seed, longest=written.meter.longest, share=written.meter.share, real=copied.real),
        on_choice=ui.put,
    )


def why_not_longer() -> None:
    """Why not simply look back further?

    Each word more in the window multiplies what could be stored, and hardly anything of it ever comes back. So a longer
    window needs more memory and soon predicts no better.

    The model learned from the first nine tenths of the text and reads the last tenth, which it has never seen.
    Perplexity is how many words it is as unsure as between, on average: fewer is better. The list of words is that of
    the whole text. Kneser-Ney saves what can be saved; add-one shows what happens without care. What no n-gram can do
    is to see a word outside its window.

    Notes (2 min): Each word more in the window needs far more text than there is. This is the wall that neural
    networks had to get over.

    Ask: How many of the long contexts have been seen before?
    """
    found = sparsity.measure(text)
    ui.show(
        ngrams.orders(
            [(row.order, row.contexts, row.unseen, row.kneser_ney, row.add_one) for row in found.rows],
            [
                _("order"),
                _("different contexts stored"),
                _("held-out n-grams never seen"),
                _("perplexity, Kneser-Ney"),
                _("perplexity, add-one"),
            ],
            found.best.order - 1,
            {
                "line": _(
                    "Order {n} keeps {contexts} contexts; {unseen} of the held-out n-grams were never seen. "
                    "Perplexity: {kn} with Kneser-Ney, {one} with add-one."
                )
            },
        ),
        key="orders",
        caption=_(
            "{learned:,} words learned, {held:,} held out: at order {last}, {unseen:.1%} of the n-grams are new. The "
            "lowest perplexity is {best:.1f}, at order {order}; order 3 has {third:.1f}."
        ).format(
            learned=found.learned,
            held=found.held_out,
            last=found.last.order,
            unseen=found.last.unseen,
            best=found.best.kneser_ney,
            order=found.best.order,
            third=found.rows[2].kneser_ney,
        ),
    )


ui.steps(counts, which_sentence, writing, why_not_longer)
