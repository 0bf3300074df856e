"""Alignment

To translate, a network first squeezed the whole sentence into one vector. Then it learned to look back: attention.
"""

from explorer import bertviews, ui
from explorer.figures import matrix
from explorer.models import translated
from explorer.models.translation import load, translate
from explorer.text.english_french import written
from explorer.ui import _, english, translating

english.examples(
    {
        _("The order changes"): "the red car",
        _("Negation"): "she does not see the red car",
        _("A pronoun moves"): "he does not see them",
        _("He or she?"): "I am happy",
        _("Vowels meet"): "the old man does not like this beautiful tree",
        _("A long one"): "the little girl who is reading a long story loves the old black dog but she does not see me",
    }
)
with ui.controls():
    typed = english.line()
    score = ui.pick(_("Attention"), "score", ["dot", "additive", "scaled"], "dot")
words = english.known(typed)
run = translate(words, score)
look = translated.look(run)
step = ui.given("word", 1, len(run.french), translated.opening(run)) - 1


def encoder() -> None:
    """A state for every word

    The encoder reads the English sentence once from the left and once from the right. Each row is what it keeps at that
    word: 64 numbers from either direction, and the word itself added.

    Two directions, because what a word needs may still be to come: “the” is “le” or “la”, and only the noun decides.
    The cells are GRUs; the chapter on recurrence opens them. The world of this chapter is small: 250 English words,
    sentences of 2 to 20 of them, no punctuation, always “tu” for “you”.

    Notes (2 min): Type a sentence of the class. Say that a row is all that the network keeps at this word, and that two
    readings meet in it.

    Ask: Why is it not enough to read from the left?
    """
    ripple = translated.ripple(words, score)
    ui.show(
        matrix.signed(run.trace.encoder.states, words, _("number of the state"), _("value")),
        key="states",
        caption=_(
            "With “{word}” as the last word instead, {left} of {n} states read from the left change, and of those read "
            "from the right {right}."
        ).format(word=ripple.word, left=ripple.left, right=ripple.right, n=ripple.of),
        height=max(360, 90 + 26 * len(words)),
    )


def context() -> None:
    """Everything through one vector

    The first neural translators handed one vector to the decoder: here, the two states where the readings end. It must
    hold the whole sentence, however long.

    The decoder is a recurrent network too: from its state, which has read the French words so far, and from this vector
    comes a probability for every next word. The likeliest is written, and read in its turn.

    Notes (2 min): Go through the French words: the state changes, the vector does not. Then press the long example and
    read its French aloud.

    Ask: How long may a sentence be for 128 numbers?
    """
    fixed = translate(words, "fixed")
    at = min(step, len(fixed.french) - 1)
    told = _("{n} numbers for {words} words. The model with one vector writes “{text}”.")
    ui.show(
        translating.decoder(fixed, None, at),
        key="context",
        caption=told.format(n=fixed.trace.decoder.context.shape[-1], words=len(words), text=written(fixed.words))
        + " "
        + (
            _("So does the one with attention.")
            if fixed.words == run.words
            else _("With attention it is “{text}”.").format(text=written(run.words))
        ),
        on_choice=ui.keep,
    )


def attention() -> None:
    r"""Attention: look back at every word

    Now the decoder asks at each word anew: its state is compared with every encoder state, softmax makes shares of the
    scores, and the context is the weighted sum. It looks where the next word comes from.

    Point at an English word to see its score. Three ways to compare a decoder state $s$ with an encoder state $h$: the
    dot product $s \cdot h$ (Luong 2015), a small network $v \cdot \tanh(Ws + b + Uh)$ (Bahdanau 2015), and
    $(Ws) \cdot (Uh) / \sqrt d$, where state and word are first turned into a query and a key: the transformer's own
    (Vaswani 2017). Each was trained alone; all else is the same. The values that are summed up are the encoder states.

    Notes (3 min): This is the idea that the transformer is made of. Walk through the French words and watch the thick
    line; then take one score apart.

    Ask: Where will it look for the next word?
    """
    best = int(look.weights[step].argmax())
    ui.show(
        translating.decoder(run, look, step),
        key="attention",
        caption=_("To write “{french}” the decoder puts {share:.0%} of its attention on “{english}”.").format(
            french=run.shown[step], share=float(look.weights[step, best]), english=words[best]
        ),
        on_choice=ui.keep,
    )


def alignment() -> None:
    """The alignment grows

    Every French word adds a row: where the decoder looked for it. Nobody told the model which words belong together;
    it found out, because looking there made its guesses better.

    The line follows the eye from word to word. Were the order the same in both languages, it would run down the
    diagonal; where it turns back, in orange, French has another order. The transformer's cross-attention does the same:
    the decoder's words ask, the encoder's words answer. Of its heads the one that looks most at the right words is
    shown.

    Attention says where a model looks, not why. A state has read its neighbours too: for “I see him” some models look
    at “see” twice, where both readings know that “him” follows.

    Notes (3 min): Let it write word by word, and stop at the first turn. Compare “the red car” with a sentence that
    never turns, as “he sleeps”.

    Ask: What does the matrix of a sentence look like whose order is the same in both languages?
    """
    with ui.controls("alignment"):
        by = ui.pick(_("Model"), "aligner", ["recurrent", "transformer"], "recurrent")
    model = load("transformer" if by == "transformer" else score)
    shown = translate(words, model.name)
    best = model.card.heads.get("aligned", {"layer": 1, "head": 1})
    seen = translated.look(shown, best["layer"], best["head"])
    back = translated.turns(seen.weights, shown.french)
    caption = (
        _("At “{words}” the eye turns back: French has another order.").format(
            words=", ".join(shown.french[turn] for turn in back)
        )
        if back
        else _("In this sentence the eye never turns back: both languages have the same order.")
    )
    ui.show(
        translating.alignment(shown, seen, ui.given("word", 1, len(shown.french), len(shown.french))),
        key="alignment",
        caption=caption
        + " "
        + _("On {n:,} held-out French words, {mass:.0%} of the attention lies on the words they come from.").format(
            n=model.card.questions["aligned"], mass=model.card.lessons["aligned"]
        ),
        on_choice=ui.keep,
    )


def bottleneck() -> None:
    """The bottleneck, measured

    How often is a translation right, word for word? One vector does well while sentences are short, then it fails;
    whatever can look back does not mind the length.

    Measured by `explorer train translator` on held-out sentences; all five saw the same sentences, the same number of
    times, and the recurrent ones have the same sizes. Where English leaves open who speaks (“I am happy”: heureux or
    heureuse), every correct translation counts. The sentence beside the curves is drawn anew by its length and seed;
    a short one may have been among those that were learned from.

    Notes (2 min): Go from short to long sentences. All models are as good up to five words; at twenty, one vector gets
    hardly any sentence right.

    Ask: Would a longer vector help?
    """
    length, seed = ui.given("length", 2, 20, 16), ui.given("seed", 0, translated.SEEDS - 1, 0)
    cards = {name: load(name).card for name in ("fixed", score, "transformer")}
    at = {name: dict(translated.curve(name))[length] for name in cards}
    ui.show(
        translating.bottleneck(length, seed),
        key="bottleneck",
        caption=_(
            "At {n} words: one vector {fixed:.0%} right, attention ({attention}) {own:.0%}, transformer "
            "{transformer:.0%}; in all {all:,} held-out sentences."
        ).format(
            n=length,
            fixed=at["fixed"],
            attention=translating.titles()[score],
            own=at[score],
            transformer=at["transformer"],
            all=cards["fixed"].questions["exact"],
        ),
        on_choice=ui.keep,
    )


def decoding() -> None:
    """Greedy or beam: which text to write

    Greedy writing takes the likeliest word and never looks back. A beam keeps the likeliest few texts at each step, and
    may find one that begins less well and ends better.

    The numbers are log-probabilities: the sum of the logarithms of all words so far, so nearer to zero is likelier. A
    text that has ended (■) is scored by this sum divided by its number of words. “I am happy” has two translations that
    are equally right; the beam shows both.

    Notes (2 min): “He or she?” shows two texts with nearly the same probability. With one vector and the long example
    the beam often finds a better text than greedy writing.

    Ask: Is the likeliest text always the best translation?
    """
    with ui.controls("decoding"):
        writer = ui.pick(_("Model"), "writer", ["attention", "fixed", "transformer"], "attention")
        width = ui.choice(_("Beams"), "beams", 8, 4)
    name = score if writer == "attention" else writer
    greedy, wide = (translated.search(words, name, beams) for beams in (1, width))
    last = max(len(greedy.steps), len(wide.steps))
    ui.show(
        translating.beams(greedy, wide, width, ui.given("written", 1, last, last)),
        key="decoding",
        caption=(
            _("Both find “{greedy}”.") if greedy.best == wide.best else _("Greedy: “{greedy}”; the beam: “{beam}”.")
        ).format(greedy=written(greedy.best), beam=written(wide.best))
        + (
            " "
            + _("Second in the beam, {n:,.1f} times less likely: “{text}”.").format(
                n=wide.second[1], text=written(wide.second[0])
            )
            if wide.second
            else ""
        ),
        on_choice=ui.keep,
    )


def original_tool() -> None:
    """BertViz: all of the transformer's attention

    The encoder-decoder transformer on your sentence, in the tool of many courses: English looks at English, French at
    French, and in the cross-attention French looks at English.

    Four heads in each of two layers. On the left of the cross-attention stands the French word that was read last; its
    lines lead to what the next word needs.

    Notes (1 min): Switch from Encoder to Cross. It is the same attention, with other keys and values.
    """
    shown = translate(words, "transformer")
    encoder, decoder = shown.trace.encoder, shown.trace.decoder
    drawn = bertviews.pair_view(
        tuple(block.attention.weights for block in encoder.blocks),
        tuple(block.attention.weights for block in decoder.blocks),
        tuple(block.cross.weights for block in decoder.blocks),
        words,
        ("<s>", *shown.french[: decoder.out.shape[0] - 1]),
        load("transformer").card.heads["aligned"]["layer"],
    )
    ui.show_html(
        drawn.html,
        "original_tool",
        _("Choose Encoder, Decoder or Cross; point at a word to see its lines."),
        drawn.height,
    )


ui.steps(encoder, context, attention, alignment, bottleneck, decoding, original_tool)
