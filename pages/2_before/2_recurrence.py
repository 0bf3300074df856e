"""Recurrence

A recurrent network reads one word at a time and keeps what it has read in one state, a list of numbers of fixed size.
"""

from explorer import ui
from explorer.figures import recurrence
from explorer.models import gradients, pace, siblings, unrolled
from explorer.ui import _, cells
from explorer.ui.press import press

TITLES = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "transformer": _("transformer")}

text = ui.sentence()
with ui.controls():
    kind = ui.pick(_("Network"), "cell", list(siblings.NAMES[:3]), "lstm")
readings = siblings.read_all(text)
reading = readings[kind]
tokens = reading.tokens
word = ui.given("token", 1, len(tokens), len(tokens)) - 1
at = _("word {n} of {all}: “{token}”")


def one_word_at_a_time() -> None:
    """One word at a time

    The network mixes each new word into its state, and hands the state on to the next word. Move through the sentence:
    a column is the state after that word.

    Blue numbers are above zero, red ones below; all lie between -1 and 1. The word before the first is `<s>`, the start
    of a text. On the right is what each of four models expects next: three recurrent networks and a transformer, each
    with about 130,000 parameters, trained on the same texts in the same order (their cards tell more). For GRU and LSTM
    the state is no plain sum; the next step opens them.

    Notes (2 min): Walk through the sentence slowly. Whatever the network will still know at the end has to stand in
    this one column.

    Ask: How many numbers carry the whole sentence?
    """
    ui.show(
        recurrence.strip(
            kind,
            tokens,
            unrolled.states(reading),
            unrolled.parts(reading),
            [
                (name, TITLES[name], one.next_words(2), [unrolled.holds(name, n + 1) for n in range(len(tokens))])
                for name, one in readings.items()
            ],
            word,
            {
                "at": at,
                "next": _("Next after “{token}”?"),
                "holds": _("{n} numbers"),
                "cell": _("Number {i} of the state after “{token}”: {value}"),
                "sum": _(
                    "Number {i} after “{token}”: tanh({word} from the word + {state} from the state before) = {value}"
                ),
            },
        ),
        key="strip",
        caption=_(
            "After all {n} words the {name} still carries {own:,} numbers, as after the first. The transformer carries "
            "{all:,}: a key and a value for every word in each layer."
        ).format(
            n=len(tokens),
            name=TITLES[kind],
            own=unrolled.holds(kind, len(tokens)),
            all=unrolled.holds("transformer", len(tokens)),
        ),
        on_choice=ui.keep,
    )


def gates() -> None:
    r"""What happens inside the cell

    An RNN writes over its whole state at every word. GRU and LSTM have gates, numbers between 0 and 1, which decide
    for each number of the state how much of the past stays.

    Point at a number to see its sum. The LSTM (Hochreiter and Schmidhuber 1997) carries a memory beside its state,
    $c_t = f_t c_{t-1} + i_t g_t$, and shows a part of it, $h_t = o_t \tanh c_t$. The GRU (Cho et al. 2014) does with
    two gates, $h_t = z_t h_{t-1} + (1 - z_t) g_t$. Every gate is computed from the new word and the state before. The
    bars below follow the chosen number through the sentence.

    Notes (2 min): First the RNN, which overwrites all; then the LSTM. A gate near 1 keeps, a gate near 0 forgets.

    Ask: Which number of the state is kept longest in our sentence?
    """
    caption = cells.what_is_kept(reading, kind, word)
    ui.show(cells.picture(reading, kind, word, at), key="gates", caption=caption, on_choice=ui.keep)


def shapes() -> None:
    """Four shapes, one network

    The same cell can read one word or many, and answer once or at every word. The thick arrows are the state; nothing
    else passes from one word to the next.

    Blue goes in, green comes out, orange is an output that is fed back as the next input. Every answer here is the next
    word; a network could be trained to answer something else in the same shape: what a picture shows (one to many), how
    a review feels (many to one), which kind of word each word is (many to many). To translate, one network reads all
    and a second one writes: that is the next chapter.

    Notes (1 min): Read one word, answer many times; read many, answer once. Only the wiring changes.

    Ask: Which shape translates, which one judges a review?
    """
    found = unrolled.shapes(text, kind)
    titles = {
        "one_to_one": _("one to one"),
        "one_to_many": _("one to many"),
        "many_to_one": _("many to one"),
        "many_to_many": _("many to many"),
    }
    hits = unrolled.foreseen(found["many_to_many"])
    ui.show(
        recurrence.shapes(
            TITLES[kind],
            [
                (name, titles[name], [(s.before, s.input, s.output, s.probability, s.fed) for s in found[name]])
                for name in ("one_to_one", "one_to_many", "many_to_one", "many_to_many")
            ],
            {
                "answer": _("{title}: after “{input}” the likeliest next word is “{word}”, {share}."),
                "hint": _("Point at a green word to see how sure the network is."),
            },
        ),
        key="shapes",
        caption=_(
            "After the whole sentence the {name} answers “{word}” ({share:.0%}). Of the last {n} words it had expected "
            "{hits}: they were its likeliest next word."
        ).format(
            name=TITLES[kind],
            word=found["many_to_one"][-1].output,
            share=found["many_to_one"][-1].probability,
            n=len(found["many_to_many"]) - 1,
            hits=hits,
        ),
    )


def vanishing() -> None:
    """Why it forgets: the gradient vanishes

    To learn from a word far back, a network needs a gradient from there. In an RNN it is multiplied once more for every
    word on the way: by less than one it vanishes, by more than one it explodes.

    Drawn is a real backward pass: the size of the derivative of the last output, a vector, with respect to each input
    vector (the Frobenius norm of that matrix). “random” are networks of width 32 before any training, with random
    inputs; “trained” are our four before your sentence. The recurrent scale multiplies the recurrent weights; the
    transformer has none. Gate bias opens the gate that keeps the past: LSTM and GRU forget too while it is half open.

    Clipping multiplies a whole gradient by one number so that it is no longer than 10: it tames an explosion and keeps
    the training alive, but makes no curve flatter. In training, the gradient of the weights is what is clipped
    (Pascanu, Mikolov and Bengio 2013).

    Notes (3 min): Start with “trained”, then “random”, and move the recurrent scale below and above one. What you
    see is a real backward pass, on a logarithmic axis.

    Ask: What does a network learn from a word whose gradient is a millionth?
    """
    with ui.controls("vanishing"):
        weights = ui.pick(_("Weights"), "weights", ["random", "trained"], "random")
        scale = ui.slide(_("Recurrent scale, %"), "scale", 10, 300, 100)
        if weights == "random":
            length = ui.slide(_("Length"), "length", 2, gradients.LONGEST, 50)
            bias = ui.slide(_("Gate bias"), "bias", -2, 5, 2)
            seed = ui.slide(_("Seed"), "seed", 0, 99, 0)
        clip = ui.switch(_("Clip at 10"), "clip")
    if weights == "random":
        found = gradients.untrained(scale / 100, length, seed, float(bias))
    else:
        found = gradients.trained(text, scale / 100)
    ui.show(
        recurrence.reach(
            found.norms,
            found.clipped() if clip else {},
            TITLES,
            {
                "clip": _("clipped"),
                "axis": _("words back from the last one"),
                "unit": _("size of the gradient"),
            },
        ),
        key="reach",
        caption=what_arrives(found, clip),
    )


def what_arrives(found: gradients.Reach, clip: bool) -> str:
    """The sentence under the gradients: what one word more does to each of them."""
    told = _(
        "Each word farther back multiplies the gradient, on average: RNN × {rnn:.2f}, GRU × {gru:.2f}, "
        "LSTM × {lstm:.2f}, transformer × {transformer:.2f}."
    ).format(**found.factors())
    if found.words < 3:
        return _("These are too few words: nothing lies between them and the end.")
    if clip:
        clipped = [TITLES[name] for name in found.clipped()]
        told += " " + (
            _("Clipped: {names}.").format(names=", ".join(clipped)) if clipped else _("Nothing is long enough to clip.")
        )
    return told


def memory() -> None:
    """What is still known, so many words later

    A text tells what colour something is, goes on with other things, and asks for the colour. Measured is how often
    each model still knows it.

    All four were trained alike: the same texts in the same order, as many steps, about as many parameters. Each point
    of the curves comes from texts that none of them had seen; the numbers are those of the models' cards. On the right
    is one such text, read live. Point at a distance to see another.

    The RNN had to choose. Started with random recurrent weights it learned the language and no fact at all; started so
    that it hands its state on unchanged, it kept the fact and learned the language badly. Shown is a start in between.
    One fact is little: that a state of fixed size fills up with many is not measured here.

    Notes (2 min): Follow one curve from left to right: that is what the vanishing gradient costs. Then read the
    text on the right.

    Ask: At which distance would you no longer trust the RNN?
    """
    with ui.controls("memory"):
        seed = ui.slide(_("Text"), "sample", 0, 99, 0)
    scores = unrolled.scores()
    ui.show(
        recurrence.recall(
            scores.bins,
            [(name, TITLES[name], shares) for name, shares in scores.right.items()],
            scores.chance,
            scores.learned,
            [(one.tokens, one.fact, one.distance, one.answer, one.answers) for one in unrolled.examples(seed)],
            {
                "axis": _("words between the fact and the question, up to"),
                "beyond": _("farther than in training"),
                "chance": _("guessing"),
                "example": _("A text with {n} words in between"),
            },
        ),
        key="recall",
        caption=_(
            "From {first} to {last} words back: RNN {rnn:.0%}, GRU {gru:.0%}, LSTM {lstm:.0%}, transformer "
            "{transformer:.0%} right answers, of {n} questions each."
        ).format(
            first=scores.bins[-1][0],
            last=scores.bins[-1][1],
            n=scores.questions,
            **{name: shares[-1] for name, shares in scores.right.items()},
        ),
    )


def waiting() -> None:
    """Who has to wait

    A recurrent network cannot read word 10 before it has read word 9. A transformer computes all words of a layer at
    once, and only its layers wait for each other.

    Move the slider: one moment is one word of the recurrent network, or one layer of the transformer. The moments are
    not equally long: a layer has many more calculations than a word, but they can be done side by side, and that is
    what graphics processors are made for. When a transformer writes, it too must wait for each of its own words.

    Notes (1 min): Press on moment by moment. The recurrent network stands in a queue, the transformer works side by
    side.

    Ask: What must the transformer, too, wait for?
    """
    layers = unrolled.layers()
    ui.show(
        recurrence.waiting(
            tokens,
            layers,
            {
                "tick": _("after {n} moments"),
                "recurrent": _("RNN, GRU, LSTM"),
                "transformer": _("Transformer"),
                "done": _("{n} of {all} words read"),
                "layers": _("{n} of {all} layers, all words at once"),
            },
        ),
        key="waiting",
        caption=_(
            "Your sentence: {n} moments that must wait for each other, against {layers}. With 1,024 words: 1,024 "
            "against {layers}."
        ).format(n=len(tokens), layers=layers),
    )


def clock() -> None:
    """The same on the clock

    Measured here, on one processor core, which does one thing after the other anyway. So the transformer's advantage
    is smaller than on a graphics processor, and its attention, which grows with the square of the length, begins to
    show.

    Timed is one forward pass through the layers, without word vectors and output layer, in the sizes of our four
    models; the median of five runs, torch on one thread. Our recurrent networks loop in Python, so every word costs
    the interpreter's time too; “LSTM (torch)” is PyTorch's own with a loop in C++, at the same size.

    Notes (1 min): Measured on this very machine, so the numbers differ from those in the book. The square of the
    length shows at the right end.

    Ask: Who wins at length 1,024, and why?
    """
    titles = {**TITLES, "lstm_torch": _("LSTM (torch)")}
    found = press(_("Measure here"), "clock", pace.timings, pace.count(), _("{n} of {all} measured"))
    caption = _("Press “Measure here”: five networks read texts of {first} to {last:,} words.").format(
        first=pace.LENGTHS[0], last=pace.LENGTHS[-1]
    )
    if found:
        caption = _(
            "{last:,} words: LSTM {lstm:.0f} ms ({torch:.0f} in PyTorch's loop), transformer {transformer:.0f} ms; "
            "twice the {half} words: LSTM {grows:.1f} times the time, transformer {grows_too:.1f} times."
        ).format(**vars(pace.compare(found)))
    ui.show(
        recurrence.clock(
            [(one.name, one.words, one.seconds) for one in found],
            titles,
            _("words"),
            _("milliseconds"),
            pace.LENGTHS,
        ),
        key="clock",
        caption=caption,
    )


ui.steps(one_word_at_a_time, gates, shapes, vanishing, memory, waiting, clock)
