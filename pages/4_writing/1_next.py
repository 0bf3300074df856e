"""The next word

At each place the model bets on every word it knows. How good its bets are, can be counted in bits.
"""

from explorer import ui
from explorer.figures import surprise as figures
from explorer.models import held_out as measured
from explorer.models import prediction
from explorer.ui import _

LESSONS = ["coreference", "possession", "agreement", "quotes", "language", "recall_colour", "recall_place", "owner"]

ui.examples("colour", "place", "her-crown", "song")
found = prediction.read(ui.run())
if found.kind == "encoder":
    ui.say(_("This model has no next word: it only turns texts into vectors. The story model reads instead."))
elif found.kind == "masked":
    ui.say(
        _("This model fills gaps and sees the words after them: it has no next word. The story model reads instead.")
    )
elif found.kind == "written":
    ui.say(_("This model does not go on with your sentence, it writes about it: here is what it wrote."))
places = prediction.places(found)
bits = prediction.surprised(found)
card = measured.load()
NOTHING = _("There is no word here whose surprise can be measured. Type a few more words.")


def scores() -> None:
    r"""From logits to probabilities

    The model ends with one number for each word it knows, the logit. Softmax raises e to each and divides by their sum:
    $p_i = e^{z_i} / \sum_j e^{z_j}$.

    Choose any token: the bars show what the model expects after it. Underlined is the word that does come. Only
    differences between logits count: a word with one more than another is e ≈ 2.72 times as likely, and adding the
    same to all of them changes nothing.

    Notes (2 min): Point at the underlined word: was the model surprised? Then change one word before it and watch
    all bars move.

    Ask: What would the bars look like if all logits were equal?
    """
    token = ui.given("token", 1, len(found.tokens), len(found.tokens)) - 1
    place = places[token]
    first, second = place.rows[:2]
    words = {
        "choose": _("Choose a token"), "word": _("next word"), "logit": _("logit z"), "power": _("e to the z"),
        "share": _("divided by the sum: probability"), "others": _("{n} others"),
        "line": _("“{word}”: e to the {z} is {power}; all {size} have {sum}. {power} / {sum} = {share}."),
        "comes": _("In the text comes “{word}” ({share}, place {rank})."),
    }  # fmt: skip
    ui.show(
        figures.logits(
            found.tokens,
            [(place.rows, place.comes, place.log_sum) for place in places],
            found.size,
            token,
            words,
        ),
        key="logits",
        caption=_(
            "After “{token}” the model bets {share:.1%} on “{word}”. The logit of “{other}” is {less:.1f} lower: it is "
            "{times} times less likely."
        ).format(
            token=found.tokens[token],
            share=first.share,
            word=first.word,
            other=second.word,
            less=place.lead,
            times=place.times,
        ),
        on_choice=ui.keep,
    )


def surprise() -> None:
    r"""Surprise, in bits

    A word of probability $p$ surprises by $-\log_2 p$ bits. The outcome of a coin toss has 1 bit, one of eight has 3,
    and a word that was certain has 0.

    Point at a word to see what the model had expected instead. Surprise is what training makes smaller: the loss is
    its mean, in natural logarithms (1 bit = 0.69 nats). The first token has none, because nothing stands before it;
    neither has a word that the model does not know.

    Notes (2 min): Read the sentence aloud and let the class clap where they are surprised. Compare with the bars.

    Ask: How many bits has a word of which you are certain?
    """
    if not bits:
        ui.say(NOTHING)
        return
    ui.show(
        _bars({"line": _("“{word}” got {share}, 1 in {n}: {bits} bits. Expected: {expected}.")}, bits.most),
        key="surprise",
        caption=_(
            "The most surprising of {n} tokens is “{word}”: {most:.1f} bits. Together they have {sum:.1f} bits, and "
            "{half} of them make up half of that."
        ).format(
            n=len(bits.counted), word=found.tokens[bits.most], most=bits.at(bits.most), sum=bits.sum, half=bits.half
        ),
    )


def perplexity() -> None:
    r"""Perplexity: a choice among how many?

    Take the mean of the bits so far, and raise 2 to it. This perplexity says: as unsure as a fair choice among so many
    words.

    Move along the sentence: the line is the mean of all bars up to there. A model that knew nothing would have as many
    as its vocabulary; one that was always certain and right would have 1. A model that is sure and wrong can even get
    more than its vocabulary. Perplexities can only be compared between models that cut a text into the same tokens.

    Notes (1 min): Say it as a choice: as if it had to guess among so many words, all equally likely.

    Ask: What is the perplexity of a fair die?
    """
    if not bits:
        ui.say(NOTHING)
        return
    told = _("After all {n} tokens the mean is {mean:.2f} bits: as unsure as a fair choice among {p:.2f} words.")
    blind = _(
        "After all {n} tokens the mean is {mean:.2f} bits: perplexity {p:,.0f}. That is more than the {size:,} tokens "
        "it knows: it was sure, and wrong."
    )
    line = _("“{word}”: {bits} bits. So far {sum} bits for {k} tokens: mean {mean}, and 2 to the {mean} is {n}.")
    many = _("of {size} tokens") if found.size <= 600 else _("of {size} tokens (600 drawn)")
    words = {"line": line, "unsure": _("as unsure as a fair choice among"), "of": many}
    ui.show(
        _bars(words, bits.counted[-1], found.size),
        key="perplexity",
        caption=(told if bits.perplexity <= found.size else blind).format(
            n=len(bits.counted), mean=bits.mean, p=bits.perplexity, size=found.size
        ),
    )


def _bars(words: dict[str, str], start: int, size: int = 0) -> figures.Live:
    """The bits of the text; with a size, that of the vocabulary, their running mean too."""
    assert bits
    shared = {
        "axis": _("{bits} bits: 1 in {n}"),
        "short": _("{bits} bits"),
        "first": _("“{word}” stands first: nothing was expected before it."),
        "unknown": _("The model does not know this word: it has no probability."),
    }
    each, means = (bits.along(values, len(found.tokens)) for values in (bits.bits, bits.means))
    return figures.bits(found.tokens, each, means, prediction.expected(places), shared | words, start, size)


def _models() -> dict[str, str]:
    """All that were measured."""
    return {
        "unigram": _("unigram"), "bigram": _("bigram"), "trigram": _("trigram"), "4-gram": _("4-gram"),
        "5-gram": _("5-gram"), "transformer": _("transformer"),
    }  # fmt: skip


def held_out() -> None:
    """The same stories for all

    The story model and five n-gram models learned from the same 60,000 documents; here is what each pays for stories
    that none has seen. Hatched is what nobody can know: the stories are drawn at random, by chances that we know.

    A story is a chain of draws, so its exact information is known; its mean is the entropy of the source (Shannon
    1948), and on average no model can pay less. What stands above it, is what a model has not understood. The n-grams
    are interpolated Kneser-Ney; a model of order n keeps all n-grams of 1 to n words. Behind the bits stands the
    perplexity, as a fair choice.

    Notes (2 min): The hatched part cannot be known by anybody, because it was drawn at random. What stands above it
    is lack of understanding.

    Ask: Why does the 5-gram gain so little over the trigram?
    """
    ui.show(
        figures.against_floor(
            [(key, name, card.bits[key], card.perplexity(key)) for key, name in _models().items()],
            card.floor,
            {
                "floor": _("what nobody can know"),
                "excess": _("what this model does not know"),
                "bits": _("bits"),
                "row": _("{bits}: 1 of {n}"),
            },
            _("bits per word"),
        ),
        key="floor",
        caption=_(
            "The floor is {floor:.2f} bits. The transformer with {numbers:,} numbers stays {t:.2f} above it, the "
            "5-gram with {stored:,} n-grams {five:.2f}. Measured on {words:,} words by “explorer train held_out” "
            "({day}, torch {torch})."
        ).format(
            floor=card.floor,
            numbers=card.parameters,
            t=card.excess("transformer"),
            stored=card.stored["5-gram"],
            five=card.excess("5-gram"),
            words=card.words,
            day=card.day,
            torch=card.torch,
        ),
    )


def story() -> None:
    """One held-out story, word by word

    Where the source draws a new word, nobody can know it: all bars are high. Where an earlier word decides
    (underlined), a model that remembers it need not guess.

    Point at a word, or walk from one underlined word to the next with the arrow keys up and down: the word that decides
    lights up. At “she” a part stays open, because the source draws between the name and the pronoun; he or she is
    decided. The source's bits are exact: every way to tell a story that begins like this was followed, and the
    probabilities added up. They and the transformer's are computed now; the n-grams' are from the card of the recipe,
    because it takes half a minute to count 60,000 documents.

    Notes (2 min): Jump from one underlined word to the next. Each is decided by an earlier word, and only some
    models saw it.

    Ask: Where do the n-grams pay most?
    """
    with ui.controls("story"):
        number = ui.choice(_("Story"), "seed", measured.STORIES, 3)
    told = measured.story(number)
    names = {"source": _("source")} | _models()
    widest = told.widest
    if widest:
        caption = _(
            "At “{word}”, decided {n} words earlier, the 5-gram is {gap:.1f} bits more surprised than the transformer."
        ).format(word=told.tokens[widest.position], n=widest.distance, gap=told.gap(widest))
    else:
        caption = _("In this story no word is decided beyond the window of the 5-gram, or it guessed them all.")
    if told.lucky:
        caption += " " + _(
            "On a single story, a model may be luckier than the source; on average none is: {who}."
        ).format(who=", ".join(names[name] for name in told.lucky))
    ui.show(
        figures.story(
            told.tokens,
            {key: (names[key], values) for key, values in told.bits.items()},
            [(choice.position, choice.source) for choice in told.choices],
            widest.position if widest else 1,
            {
                "mean": _("Bits per word:"),
                "bits": _("{n} bits"),
                "decided": _("Decided by “{word}”, {n} words before."),
            },
        ),
        key="story",
        caption=caption,
    )


def memory() -> None:
    """Who remembers?

    Some words are settled by one further back: he or she, the colour of the ball, where the key is. Shown is how often
    a model prefers the right one, by that distance; dotted is how far trigram and 5-gram look back.

    Each question offers the possible words, and the likeliest for the model is its answer; dashed is blind guessing.
    An n-gram model of order n sees n - 1 words; beyond them it can only profit from what is usual. “owner” (who had the
    ball?) is what the transformer has learned least well. Groups of fewer than 10 questions are left out.

    Notes (2 min): Follow the n-gram curves over the dotted line: there they fall to guessing, while the transformer
    stays.

    Ask: What would a 10-gram do, and why does nobody build one?
    """
    with ui.controls("memory"):
        lesson = ui.pick(_("Question"), "lesson", [*LESSONS, measured.ALL], LESSONS[0])
    groups = card.groups(lesson)
    shown = {key: _models()[key] for key in (*measured.SEEN, "transformer")}
    words = {
        "chance": _("guessing"), "count": _("{n} questions"), "axis": _("distance in words"), "unit": _("right answers")
    }  # fmt: skip
    ui.show(
        figures.memory(
            [(group.least, group.most) for group in groups],
            [group.chance for group in groups],
            {key: (name, [group.right[key] for group in groups]) for key, name in shown.items()},
            [group.n for group in groups],
            [(measured.SEEN[key], shown[key]) for key in ("trigram", "5-gram")],
            words,
        ),
        key="memory",
        caption=f"{_asked(lesson)} {_remembered(groups)}",
    )


def _asked(lesson: str) -> str:
    """The question, and what decides it."""
    questions = {
        "coreference": _("He or she? Decided where the person was last named."),
        "possession": _("His or her? Decided by the one who lost something."),
        "agreement": _("Walk or walks? Decided by the noun."),
        "quotes": _("Closed, or a full stop? Decided by the opening quotation mark."),
        "language": _("Which language? Decided by the country."),
        "recall_colour": _("Which colour? Decided where it was said."),
        "recall_place": _("Where? Decided where the place was said."),
        "owner": _("Who had it? Decided where the owner was named."),
    }
    return questions.get(lesson, _("All {n} kinds of questions together.").format(n=len(card.lessons)))


def _remembered(groups: list[measured.Group]) -> str:
    """The sentence under the memory curves: how far above guessing, inside and outside the window of the 5-gram."""
    seen = measured.SEEN["5-gram"]
    near, far = measured.above(groups, "5-gram", within=seen), measured.above(groups, "5-gram", beyond=seen)
    told = _(
        "Up to 4 words back the 5-gram is {near:+d} points from guessing, beyond {far:+d} (transformer {model:+d})."
    )
    if near is None:
        told = _("A 5-gram sees 4 words, too few: it is {far:+d} points from guessing, the transformer {model:+d}.")
    source = _("{n:,} questions, measured by “explorer train held_out” on {day}.")
    model, n = measured.above(groups, "transformer", beyond=seen), measured.questions(groups)
    return f"{told} {source}".format(near=near, far=far, model=model, n=n, day=card.day)


ui.steps(scores, surprise, perplexity, held_out, story, memory)
