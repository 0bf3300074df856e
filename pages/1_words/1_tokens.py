"""Tokens

A model does not read letters or words, but tokens: pieces from a fixed list, each with a number.
"""

from explorer import ui
from explorer.figures import live, matrix
from explorer.models import library
from explorer.text import cuts, tokenizers
from explorer.ui import _

NAMES = {
    "characters": _("Characters"),
    "bytes": _("Bytes"),
    "words": _("Words"),
    "bpe": _("BPE"),
    "wordpiece": _("WordPiece"),
    "unigram": _("Unigram"),
}
HINTS = {
    "partial": _("a part of a character: shown as its bytes in hexadecimal, because alone it is no text"),
    "unknown": _("not in the list: the model sees only that something stood here"),
}
SENTENCES = {
    "English": "The little dog sleeps in the garden.",
    "Français": "Le petit chien dort dans le jardin.",
    "Español": "El perrito duerme en el jardín.",
    "Italiano": "Il cagnolino dorme in giardino.",
    "Deutsch": "Der kleine Hund schläft im Garten.",
    "中文": "小狗在花园里睡觉。",
    "العربية": "ينام الكلب الصغير في الحديقة.",
    "हिन्दी": "छोटा कुत्ता बगीचे में सोता है।",
    "Emoji": "🐶💤🌳🏡",
}
vocabulary = tuple(library.load().card.vocabulary)


def rows(found: tuple[cuts.Cut, ...]) -> live.Live:
    """The cuts of a text, each with its counts."""
    return live.cuts(
        [
            (
                NAMES[cut.name],
                _("{n} tokens, {ratio:.1f} characters each").format(n=len(cut.pieces), ratio=cut.per_token),
                [
                    (p.shown, p.id, p.start, p.end, "partial" if p.partial else "unknown" if p.unknown else "")
                    for p in cut.pieces[:200]
                ],
            )
            for cut in found
        ],
        HINTS,
    )


def six_cuts() -> None:
    """One sentence, six cuts

    Where should a text be cut? Point at a token: the same stretch of text lights up in every row, and below each
    token stands its number.

    Characters make long rows; whole words make a list that is never complete. The last three learn their pieces from
    text: frequent words stay whole, rare ones are put together from parts. They learned 4,000 pieces from thirty
    English children's books. A blank is shown as ␣.

    Notes (3 min): Type a word that the class calls out. Letters make long rows, whole words an endless list; pieces
    are the compromise of all large models.

    Ask: Into how many pieces does the longest word fall?
    """
    word = max(ui.typed().split(), key=len)
    if ui.vote(
        _("Into how many pieces does BPE cut “{word}”?").format(word=word),
        lambda: ui.count(len(cuts.cuts(f" {word}", vocabulary)[3].pieces)),
    ):
        return
    found = cuts.cuts(ui.typed(), vocabulary)
    by_name = {cut.name: cut for cut in found}
    ui.show(
        rows(found),
        key="cuts",
        caption=_("{characters} characters, {bpe} BPE tokens: {ratio:.1f} characters each.").format(
            characters=by_name["bpe"].characters, bpe=len(by_name["bpe"].pieces), ratio=by_name["bpe"].per_token
        ),
    )


def learning() -> None:
    """Byte-pair encoding learns before your eyes

    Start with single characters. Find the pair of neighbours that stands most often, make it one token, and begin
    again.

    Move the slider, one merge at a time. After a few hundred merges the frequent words are one token each.

    Notes (3 min): Move the slider slowly and read the first merges aloud. Nobody says what a word is: it only
    counts pairs of neighbours.

    Ask: Which pair comes next?
    """
    text, steps, byte_level = ui.text_to_learn()
    merges = ui.progress(
        tokenizers.learn(text, 10**9, byte_level, watched=min(steps, 200)), steps, _("Learning {n} of {all} merges")
    )
    course = tokenizers.course(text, merges, byte_level)
    ui.show(
        live.merges(
            [vars(merge) for merge in course.merges],
            course.frequent,
            cuts.spelling(course, byte_level),
            course.tokens,
            course.characters,
            course.alphabet,
            {
                "step": _("{n} of {all} merges"),
                "candidates": _("Which pair next? The most frequent one"),
                "only": _("{pair}, which stands {n} times (the rivals are listed for the first 200 merges)"),
                "end": _("Done: no further merge"),
                "stand": _("The most frequent words, as they stand"),
                "total": _(
                    "{tokens} tokens in the whole text · {size} tokens in the list · {ratio} characters a token"
                ),
            },
        ),
        key="learned",
        caption=_("{n} merges learned from {characters} characters; the first is {pair}.").format(
            n=len(course.merges),
            characters=course.characters,
            pair=" + ".join(f"“{cuts.visible(part)}”" for part in course.merges[0].pair) if course.merges else "–",
        ),
    )


def languages() -> None:
    """The same sentence, many languages

    A list of tokens learned from English serves English best. Other scripts fall apart into bytes: the same thought
    costs several times as much, and fills the model's context sooner.

    WordPiece and Unigram have few tokens for other scripts because they give up: a whole word becomes “unknown”.

    Notes (2 min): The same thought takes several times as many tokens in Hindi as in English. Who pays by the token
    pays for the language.

    Ask: Why is English the cheapest here?
    """
    found = {name: cuts.cuts(sentence, vocabulary) for name, sentence in SENTENCES.items()}
    counts = cuts.lengths(list(found.values()))
    ui.show(
        matrix.numbers(counts, list(found), [NAMES[cut.name] for cut in found["English"]], _("tokens")),
        key="languages",
        caption=_("In BPE, English takes {english} tokens, Hindi {hindi}.").format(
            english=int(counts[0, 3]), hindi=int(counts[7, 3])
        ),
        height=460,
    )


def one_of_them() -> None:
    """Look into one of them

    Choose a language. A token that is only a part of a character cannot be written, so it is shown as its bytes.

    Notes (1 min): Only if the class asks about a language of its own: choose it and count the bytes together.

    Ask: Why does a model with these tokens never meet an unknown character?
    """
    sentence = SENTENCES[ui.pick(_("Language of the sentence"), "sample", list(SENTENCES), "中文")]
    found = cuts.cuts(sentence, vocabulary)
    parts = sum(piece.partial for piece in found[3].pieces)
    ui.show(
        rows(found),
        key="sample-cuts",
        caption=_("{parts} of {all} BPE tokens are parts of a character.").format(
            parts=parts, all=len(found[3].pieces)
        ),
    )


def ids_mean_nothing() -> None:
    """A number carries no meaning

    Token 12 is not twice token 6: the numbers are only places in a list. So each token is written as a row of zeros
    with a single one at its place, a one-hot vector.

    Here is your sentence, one row a token, one column for each different token in it (the whole list has many more).

    Notes (2 min): A token's number is like the number on a football shirt: it names, it does not measure. So the
    model needs something better, and that is the next chapter.

    Ask: Is token 12 twice token 6?
    """
    tokens = ui.run().tokens[-30:]
    onehot = cuts.bags([[token] for token in tokens])
    ui.show(
        matrix.numbers(onehot.counts, tokens, onehot.words, ""),
        key="onehot",
        caption=_("{n} rows, {words} different tokens: a token that stands twice has the same row twice.").format(
            n=len(tokens), words=len(onehot.words)
        ),
        height=max(300, 90 + 22 * len(tokens)),
    )


def bags() -> None:
    """A bag of words forgets the order

    Add up the one-hot rows and a sentence becomes one row of counts, a bag of words. These two sentences say the
    opposite; their bags are the same.

    With 1 for every count above zero it becomes an occurrence vector, which forgets even more.

    Notes (1 min): Same words, opposite meaning, equal bags. Keep this for the chapter on positions.

    Ask: What is missing?
    """
    sentences = ["the dog bites the man", "the man bites the dog"]
    bag = cuts.bags([sentence.split() for sentence in sentences])
    ui.show(
        matrix.numbers(
            cuts.stack(bag),
            [*(_("count: {s}").format(s=s) for s in sentences), *(_("occurs: {s}").format(s=s) for s in sentences)],
            bag.words,
            "",
        ),
        key="bags",
        caption=_("The two bags are equal: what makes the difference is the order.")
        if bag.same
        else _("The two bags differ."),
        height=300,
    )


ui.steps(six_cuts, learning, languages, one_of_them, ids_mean_nothing, bags)
