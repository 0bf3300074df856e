"""Positions

Attention by itself does not see in which order the words stand: the order has to be written into the vectors.
"""

from explorer import positions, ui
from explorer.figures import curves, hands, live, matrix
from explorer.models import library, order
from explorer.ui import _


def waves() -> None:
    r"""A pattern of waves for each place

    Each place gets its own pattern: sines and cosines, from very fast on the left to very slow on the right. It is
    added to the word's vector.

    Point at a cell and the formula shows its numbers. $\text{PE}(pos, 2i) = \sin(pos / base^{2i/d})$, and the cosine
    of the same angle for $2i + 1$. Blue is above zero, red below.

    Notes (2 min): Each row is the fingerprint of one place. Fast waves tell neighbours apart, slow waves the two
    ends of a text.

    Ask: Can you find two equal rows?
    """
    ui.show(
        live.waves(
            {
                "length": (_("places:"), [8, 16, 32, 64, 128, 256], 64),
                "width": (_("width d:"), [4, 8, 16, 32, 64, 128, 256], 64),
                "base": (_("base:"), [10, 100, 1000, 10000, 100000], 10000),
            },
            positions.sinusoids(64, 64),
        ),
        key="waves",
        caption=_("Rows are places, columns are dimensions. Move the sliders: a small base makes all waves fast."),
    )


def pairs() -> None:
    """One pair of dimensions is a clock hand

    Dimension 2i is the sine and 2i + 1 the cosine of one angle: together the tip of a hand that turns as you walk
    through the sentence. The first hand turns quickly, the last hardly moves.

    Notes (1 min): Show pair 0, then the last: the second hand and the hour hand of one clock.

    Ask: How many hands does this clock have?
    """
    pair = ui.given("pair", 0, 31, 4)
    sliders = {
        "pair": (_("Pair i"), 0, 31, pair),
        "place": (_("Place"), 0, 63, ui.given("place", 0, 63, 9)),
    }
    words = {
        "sine": _("sine: dimension {n}"),
        "cosine": _("cosine: dimension {n}"),
        "is_sine": _("sine {value}"),
        "is_cosine": _("cosine {value}"),
        "axis": _("place in the sentence"),
        "turn": _("Hand {pair} makes a full turn in {turn} places."),
        "angle": _("At place {place} its angle is {place} · {speed} = {angle}:"),
    }
    ui.show(
        hands.waving(positions.speeds(64), positions.waves(pair, 64, 64), sliders, words),
        key="pair-curves",
        caption=_(
            "All {n} hands at one place. The first turns once in {first:.1f} places, the last once in {last:,.0f}."
        ).format(n=32, first=positions.period(0, 64), last=positions.period(31, 64)),
        on_choice=ui.keep,
    )


def distance() -> None:
    """Only the distance counts

    Compare two places by their dot product: it depends on how far apart they are, not on where they stand. That is
    why sines were chosen.

    Notes (1 min): The curve is one line although all pairs of places are in it: only how far apart they stand
    counts.

    Ask: What is the largest value, and where?
    """
    found = positions.distances(64, 64)
    ui.show(
        curves.lines([found.by_distance], [_("dot product")], _("distance between two places"), _("dot product")),
        key="distance",
        caption=_(
            "Over all {n} pairs of 64 places, no pair differs from this curve by more than {deviation:.0e}."
        ).format(n=64 * 64, deviation=found.deviation),
    )


def shift() -> None:
    """A step to the right is one fixed rotation

    Walking k places on turns each pair of dimensions by its own fixed angle. So one and the same matrix moves every
    place by k.

    A model can learn such a matrix, and with it to look “three words back”.

    Notes (1 min): For those who like linear algebra: one matrix for “three further on”, wherever one stands.

    Ask: Why is that practical for a head that looks at its neighbour?
    """
    k = ui.given("k", 1, 32, 3)
    sliders = {
        "k": (_("Step k"), 1, 32, k),
        "place": (_("Place"), 0, 63, ui.given("place", 0, 63, 9)),
        "hand": ("", 0, 7, ui.given("hand", 0, 7, 1)),
    }
    words = {
        "axis": _("dimension (width 16)"),
        "hand": _("hand {i}"),
        "pair": _("Hand {i}, from place {from} to {to}:"),
        "is_sine": _("sine {value}"),
        "is_cosine": _("cosine {value}"),
    }
    ui.show(
        hands.turning(positions.speeds(16), 64, positions.shift(k, 64, 16).matrix, sliders, words),
        key="shift",
        caption=_(
            "Move the place: the angles stay, and so does the matrix. PE(pos) times it is PE(pos + k); over {n} places "
            "and all steps the largest error is {error:.0e}."
        ).format(n=64, error=positions.largest_error(32, 64, 16)),
        on_choice=ui.keep,
    )


def three_ways() -> None:
    """Fixed, learned, rotated

    Our model adds fixed waves, made smaller by 0.3. GPT-2 learns a table of places like its words; newer models
    rotate queries and keys instead.

    All three were trained here on the same stories (the last two for a third of the time). One picture each: how alike
    is every place to every other? In all of them, near places are alike.

    Notes (1 min): Three answers to one question. Look for the bright diagonal: in all of them the neighbours are
    alike.

    Ask: Which of the three knows a place that it has never seen in training?
    """
    kinds = ("sinusoidal", "learned", "rotary")
    cards = [library.load("microworld" if kind == "sinusoidal" else kind).card for kind in kinds]
    ui.show(
        matrix.alike(
            [order.likeness(kind) for kind in kinds],
            [_("fixed waves (ours)"), _("learned table"), _("rotary")],
            _("place"),
            _("place"),
        ),
        key="three-ways",
        caption=_(
            "Held-out loss in nats per token, after steps of training: fixed {0}, learned {1}, rotary {2}."
        ).format(*(f"{card.loss['held_out']:.3f} ({card.steps:,})" for card in cards)),
    )


def proof() -> None:
    """The proof: shuffle the words

    Without positions, shuffled words give the same vectors, only shuffled: the model cannot see the difference. With
    positions they change.

    The mask is left out here, because it too tells the model what comes first.

    Notes (2 min): Ask first and press on afterwards. Without positions a shuffled sentence is the same to the
    model, up to rounding.

    Ask: Will the vectors change if we shuffle the words?
    """
    found = order.shuffle(ui.sentence())
    ui.show(
        curves.bars(
            [found.without, found.with_positions],
            [_("without positions"), _("with positions")],
            found.tokens,
            _("largest change of the token's vector"),
            logarithmic=True,
        ),
        key="proof",
        caption=_("Shuffled: “{words}”. Largest change without positions {without:.0e}, with them {with_:.1f}.").format(
            words=" ".join(found.shuffled), without=float(found.without.max()), with_=float(found.with_positions.max())
        ),
    )


ui.steps(waves, pairs, distance, shift, three_ways, proof)
