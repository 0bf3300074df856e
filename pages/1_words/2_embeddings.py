"""Embeddings

A number says nothing about a word; a vector can. Words that keep the same company point the same way.
"""

from explorer import ui
from explorer.errors import VisitorError
from explorer.figures import curves, map, space
from explorer.figures.live import Words, products
from explorer.models import contexts, vectors
from explorer.ui import _

table = vectors.load()
FAMILIES = {
    "royalty": "king queen prince princess emperor empress duke duchess lord lady",
    "family": "father mother brother sister son daughter uncle aunt husband wife",
    "countries": "france germany italy spain england russia china japan greece egypt",
    "capitals": "paris berlin rome madrid london moscow beijing tokyo athens cairo",
    "animals": "dog cat horse cow sheep lion wolf bird fish mouse",
    "verbs": "walk walked run ran sing sang swim swam go went",
    "adjectives": "good better best big bigger biggest small smaller smallest bad worse worst",
}


def lookup() -> None:
    """From one-hot to lookup

    A one-hot vector times a table of numbers picks out one row: all other rows are multiplied by zero. That row is the
    word's embedding.

    So nobody multiplies: the model looks the row up. Point at a cell to see it. Shown are the first 10 of 100
    dimensions.

    Notes (2 min): In the end nothing is multiplied: a row is looked up. All that a model knows of a word at the
    start stands in this row.

    Ask: How many numbers describe one word here?
    """
    words = ["king", "queen", "man", "woman", "paris", "france", "dog"]
    one_hot, first = vectors.lookup(table, words, 10)
    ui.show(
        products(
            one_hot,
            first.T,
            one_hot @ first,
            words,
            [str(i) for i in range(1, 11)],
            Words(_("its one-hot row"), _("dimension"), _("value"), _("the other {n} together"), ""),
            start=(1, 0),
        ),
        key="lookup",
        caption=_("{n:,} words × {d} dimensions: the whole table has {all:,} numbers.").format(
            n=len(table.words), d=table.matrix.shape[1], all=table.matrix.size
        ),
    )


def neighbours() -> None:
    """A word is known by its neighbours

    Which vectors point the same way? The cosine asks for the direction only; the Euclidean distance also for the
    length, which tells mostly how frequent a word is.

    Notes (2 min): Take a word from the class. Nobody told the model what it means; the company that it keeps in
    texts did.

    Ask: Which word will lie nearest to yours?
    """
    with ui.controls("neighbours"):
        word = ui.word(_("Word"), "word", "music", table)
        euclid = ui.pick(_("Measure"), "measure", ["cosine", "euclid"], "cosine") == "euclid"
    found = table.nearest(table[word], 11, asked=[word], euclid=euclid)[1:]
    values = [neighbour.distance if euclid else neighbour.cosine for neighbour in found]
    ui.show(
        space.ranking(
            [neighbour.word for neighbour in found],
            values,
            [False] * 10,
            _("Euclidean distance") if euclid else _("cosine"),
        ),
        key="neighbours",
        caption=_("Nearest to “{word}” is “{best}”.").format(word=word, best=found[0].word),
    )


def arithmetic() -> None:
    """Arithmetic with words

    Take king, subtract man, add woman: where do you arrive? The ten words that lie nearest are listed.

    The question's own words usually lie nearest of all (hatched). Analogies are told without them; here you see both.

    Notes (3 min): First king − man + woman, then one that the class proposes. Point at the hatched bars: told
    honestly, a word of the question often comes first.

    Ask: Where do you expect to arrive?
    """
    with ui.controls("arithmetic"):
        a = ui.word(_("take"), "a", "king", table)
        b = ui.word(_("subtract"), "b", "man", table)
        c = ui.word(_("add"), "c", "woman", table)
    found = vectors.answer(table, a, b, c)
    left, right = ui.beside("arithmetic")
    with left:
        ui.show(
            space.ranking(
                [neighbour.word for neighbour in found.with_own],
                [neighbour.cosine for neighbour in found.with_own],
                [neighbour.asked for neighbour in found.with_own],
                _("cosine"),
            ),
            key="arithmetic",
            caption=_(
                "{a} − {b} + {c}: nearest is “{any}”; without the question's own words, “{other}” ({cosine:.2f})."
            ).format(
                a=a,
                b=b,
                c=c,
                any=found.with_own[0].word,
                other=found.without_own[0].word,
                cosine=found.without_own[0].cosine,
            ),
        )
    with right:
        ui.show(
            map.parallelogram(
                found.plane.points,
                [a, b, c, found.without_own[0].word],
                f"{a} − {b} + {c}",
                found.plane.share,
                _("direction"),
            ),
            key="parallelogram",
            caption=_("In the plane that shows these five points best: it holds {share:.0%} of their variance.").format(
                share=sum(found.plane.share)
            ),
        )


def shelf() -> None:
    """What works, and what does not

    Famous analogies work; many others fail. All of these are computed now.

    A tick: the word asked for comes first, the question's own words left out.

    Notes (2 min): Show the failures with the same care as the successes: whoever shows only the first line tells
    half of the truth.

    Ask: Which of these would you have got right?
    """
    asked = [line.split() for line in vectors.SHELF]
    results = vectors.shelf(table, [(a, b, c, d) for a, b, c, d in asked])
    ui.table(
        [_("question"), _("expected"), _("found"), _("cosine"), _("place of the expected word")],
        [
            (
                f"{r.a} − {r.b} + {r.c}",
                r.expected,
                ("✓ " if r.right else "✗ ") + r.found,
                f"{r.cosine:.2f}",
                str(r.place),
            )
            for r in results
        ],
        key="shelf",
        caption=_("{right} of {all} are right.").format(right=sum(r.right for r in results), all=len(results)),
    )


def score() -> None:
    """How often it works

    The Google analogy test asks thousands of such questions in fourteen sections. Grammar and family relations
    work well; currencies do not.

    Notes (1 min): After the beautiful example, the sober number. Read the best and the worst section aloud.

    Ask: Which relations do you expect to fail?
    """
    sections, shares, asked, overall = vectors.scores(table)
    ui.show(
        space.ranking(sections, shares, [False] * len(sections), _("share of right answers")),
        key="score",
        caption=_("Over all sections {overall:.1%} of {asked:,} questions.").format(overall=overall, asked=asked),
        height=480,
    )


def word_map() -> None:
    """A map of words

    A hundred dimensions cannot be drawn. Principal components find the two or three directions in which these words
    differ most.

    Notes (2 min): What lies far apart on the map is far apart in truth; what lies together may still differ in a
    direction that is not shown.

    Ask: Which family will fall apart first?
    """
    with ui.controls("word_map"):
        chosen = ui.pick_some(_("Families"), "families", list(FAMILIES), ["royalty", "capitals", "animals"])
        own = ui.words(_("Your own words"), "words", table)
        solid = ui.pick(_("Directions"), "directions", ["2", "3"], "2") == "3"
    groups = {word: family for family in chosen for word in FAMILIES[family].split() if word in table.ids}
    groups = {word: family for word, family in groups.items() if word not in own} | dict.fromkeys(own, _("yours"))
    if len(groups) < 4:
        ui.say(_("Choose a family, or type at least four words: a map needs something to compare."))
        return
    words = list(groups)
    plane = vectors.principal(table.directions[[table.ids[word] for word in words]], 3 if solid else 2)
    if solid:
        figure = space.points(plane.points, words, list(groups.values()), plane.share, _("direction"))
    else:
        figure = map.plane(
            plane.points,
            words,
            list(groups.values()),
            vectors.among(table, words),
            plane.share,
            _("direction"),
            {
                "hint": _("Point at a word, or walk from word to word with the arrow keys."),
                "near": _("nearest by cosine, in all dimensions: {near}"),
                "waiting": _("{n} names find no free room here: point at a dot to read its word."),
            },
        )
    ui.show(
        figure,
        key="map",
        caption=_("These {n} directions hold {share:.0%} of the variance of {words} words.").format(
            n=len(plane.share), share=sum(plane.share), words=len(words)
        ),
        height=560,
    )


def own_axis() -> None:
    """An axis of your own

    Two words span an axis, for example from small to large. Every other word has a place on it.

    Notes (2 min): Let the class name two ends and five words. The order often surprises: the axis knows how words
    are used, not what they are.

    Ask: Where does “dangerous” stand between “small” and “big”?
    """
    with ui.controls("own_axis"):
        start = ui.word(_("from"), "from", "cold", table)
        end = ui.word(_("to"), "to", "hot", table)
        others = ui.words(_("Words"), "on", table) or "ice snow winter rain spring sun summer fire desert".split()
    order, places = vectors.along(table, start, end, others)
    ui.show(
        space.ranking(order, places, [False] * len(order), _("0 = {start}, 1 = {end}").format(start=start, end=end)),
        key="axis",
        caption=_("Nearest to “{end}” on this axis is “{best}”.").format(end=end, best=order[0]),
    )


def in_context() -> None:
    """One word, two sentences

    These vectors are the same in every sentence. In a transformer they are only the beginning: each layer mixes in the
    other words.

    Here the microworld model reads the same word in two sentences, and the cosine of its two vectors falls from 1.

    Notes (2 min): In the table a word has one vector for all sentences. The curve falls because every layer mixes
    in its neighbours.

    Ask: Where do the two meanings part?
    """
    with ui.controls("in_context"):
        first = ui.line(_("First sentence"), "first", "the queen beside the king lost")
        second = ui.line(_("Second sentence"), "other", "the king beside the queen lost")
        word = ui.line(_("Word in both"), "both", "lost")
    try:
        found = contexts.compare(first, second, word.strip().lower())
    except VisitorError as error:
        ui.say(ui.told(error))
        return
    stages = [
        _("embedding"),
        _("with its place"),
        *(_("after layer {n}").format(n=n) for n in range(1, len(found.cosines) - 1)),
    ]
    ui.show(
        curves.bars([found.cosines], [_("cosine")], stages, _("cosine of the two vectors")),
        key="contexts",
        caption=_("After “{word}” the model expects “{one}” in the first sentence and “{two}” in the second.").format(
            word=word, one=found.next_words[0], two=found.next_words[1]
        ),
    )


ui.steps(lookup, neighbours, arithmetic, shelf, score, word_map, own_axis, in_context)
