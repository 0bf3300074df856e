"""Attention

Every token asks a question, and reads from the tokens that answer it best.
"""

from explorer import ui
from explorer.figures import curves, formula, matrix, theme
from explorer.figures.live import Words, products, projections, saturation, shares
from explorer.models import habits, heads
from explorer.ui import _

ui.examples("colour", "place", "her", "dogs", "song", "language")
run = ui.run()
best_layer, best_head = ui.best_head(run.model, "recall_colour")
with ui.controls():
    layer = ui.choice(_("Layer"), "layer", len(run.trace.blocks), best_layer)
    head_number = ui.choice(_("Head"), "head", run.model.transformer.sizes.heads, best_head)
    token = ui.token(run.tokens, run.last)

tokens = run.tokens
head = heads.look(run, layer, head_number)
d = head.q.shape[-1]
habit = habits.habit(head.weights, tokens, head.causal)
mix = heads.mix(head, token)
chosen, source = tokens[token], tokens[mix.sources[0]]
share = float(head.weights[token, mix.sources[0]])
start = (token, mix.sources[0])
words = Words(_("asks: query"), _("answers: key"), _("score"), _("the other {n} together"), _("later: masked"))


def what_it_does() -> str:
    """The sentence under a head's picture: computed, never guessed."""
    sentences = {
        "previous": _(
            "This head puts {share:.0%} of its attention on the token just before (an even look: {chance:.0%})."
        ),
        "next": _("This head puts {share:.0%} of its attention on the token just after (an even look: {chance:.0%})."),
        "owner": _(
            "Where a pronoun is due, this head puts {share:.0%} of its attention on whom it may stand for "
            "(an even look: {chance:.0%})."
        ),
        "last": _("Over the whole sentence, the head rests {share:.0%} of its attention on the last token."),
        "first": _("Over the whole sentence, the head rests {share:.0%} of its attention on the first token."),
        "itself": _("This head puts {share:.0%} of its attention on the token itself (an even look: {chance:.0%})."),
        "same": _("This head puts {share:.0%} of its attention on the same word earlier (an even look: {chance:.0%})."),
        "after_same": _(
            "This head puts {share:.0%} of its attention on what followed the same word last time "
            "(an even look: {chance:.0%}): it copies."
        ),
        "none": _("Over the whole sentence this head follows no simple rule."),
    }
    here = _("“{token}” looks mostly at “{source}”: {share:.0%}.").format(token=chosen, source=source, share=share)
    return here + " " + sentences[habit.pattern].format(share=habit.share, chance=habit.chance)


def vectors() -> None:
    """The vectors that come in

    Each token arrives as a vector: its meaning, its place, and what earlier layers added. Shown is what the head
    reads; where the model normalises before each layer, the vectors are already rescaled.

    One row is one token. Two rows that look alike are, for this layer, alike.

    Notes (1 min): Say only what a row is: one token, one vector. All that follows is done with these rows.
    """
    ui.show(
        matrix.signed(head.x, tokens, _("dimension of the vector"), _("value"), chosen=token),
        key="vectors",
        caption=_("The framed row, number {n}, is “{token}”: the token that asks in the next steps.").format(
            n=token + 1, token=chosen
        ),
        height=max(260, 60 + 20 * len(tokens)),
    )


def similarity() -> None:
    r"""Plain dot products are not enough

    Why not simply compare the vectors with each other, $x_i \cdot x_j$? Because then nearly every token finds itself
    most interesting, and the comparison has no weights of its own to learn what to look for.

    A dot product multiplies two vectors number by number and adds up. Point at a cell to see its sum.

    Notes (2 min): Let the class guess the largest cell of a row before you explain: compared with itself a vector
    usually wins.

    Ask: Which cell will be the darkest?
    """
    same = Words(_("token"), _("token"), _("product"), words.rest, words.masked)
    ui.show(
        products(head.x, head.x, head.similarity, tokens, tokens, same, start=(token, token)),
        key="similarity",
        caption=_(
            "In {n} of {all} rows the largest number stands on the diagonal: the token compared with itself."
        ).format(n=heads.on_the_diagonal(head.similarity), all=len(tokens)),
    )


def queries_keys_values() -> None:
    r"""Three learned views of one token

    So the head learns three matrices. They turn the same vector $x$ into a query $q = xW_Q$ (what I look for), a key
    $k = xW_K$ (what I can be found by) and a value $v = xW_V$ (what I hand over).

    Each number at the bottom is the vector on the left times one column of the matrix. Point at one.

    Notes (3 min): A library helps: the query is what you look for, the key is what stands on the spine, the value
    is what stands in the book.

    Ask: Why three vectors, and not one?
    """
    ui.show(
        projections(
            head.inputs[token],
            [
                (_("W_Q → query"), theme.QUERY, head.query_map, head.q[token]),
                (_("W_K → key"), theme.KEY, head.key_map, head.k[token]),
                (_("W_V → value"), theme.VALUE, head.value_map, head.v[token]),
            ],
            {"sum": _("{name}, number {index}"), "rest": words.rest, "bias": _("bias")},
            biased=head.biased,
        ),
        key="projections",
        caption=_("“{token}” goes in on the left; its query, key and value of {d} numbers each come out below.").format(
            token=chosen, d=d
        ),
    )


def scores() -> None:
    r"""Compare every query with every key

    A score is a dot product, $q_i \cdot k_j$: large when token $i$ looks for what token $j$ offers.
    Point at any cell: here is every number of the sum.

    Notes (3 min): Follow one row with the finger: this token asks, all those before it answer. Point at the largest
    cell and read its sum aloud.

    Ask: Which word does the last token need?
    """
    if ui.vote(
        _("“{token}” asks: which word does this head read most?").format(token=chosen),
        lambda: ui.choices(zip(tokens, head.weights[token].tolist(), strict=True)),
    ):
        return
    ui.show(
        products(head.q, head.k, head.dots, tokens, tokens, words, start=start),
        key="scores",
        caption=_(
            "“{token}” asks, “{source}” answers: {score:.2f}. Blue cells are above zero, red cells below."
        ).format(token=chosen, source=source, score=float(head.dots[start])),
    )


def scaling() -> None:
    r"""Why divide by the root of d

    The longer the vectors, the larger their dot products: softmax then tends to give everything to one token, and its
    gradient dies. Dividing by $\sqrt d$ keeps the size the same.

    Move the slider. A simplification: queries and keys are random numbers with variance 1, as in the argument of the
    original paper. The bars are the shares of 8 keys from the largest to the smallest, averaged over 100 draws (seed
    0). The sentence below them is about the real head.

    Notes (2 min): Move the slider to the right and watch one bar eat all the others. The root of d is there against
    this, and for nothing else.

    Ask: What can still be learned where one share is 100 %?
    """
    widths = tuple(2**n for n in range(11))
    ui.show(
        saturation(
            widths,
            *heads.saturation(widths, keys=8, draws=100, seed=0),
            {
                "width": _("width d = {d}"),
                "plain": _("softmax(q·k)"),
                "scaled": _("softmax(q·k / √d)"),
                "largest": _("largest share: {share}"),
                "gradient": _("gradient at the largest, mean of p(1 − p): {gradient}"),
            },
        ),
        key="scaling",
        caption=_(
            "Here d = {d}: “{token}” gives {divided:.0%} to “{source}”; undivided it would be {undivided:.0%}."
        ).format(d=d, token=chosen, source=source, divided=share, undivided=float(head.undivided[start])),
    )


def mask() -> None:
    """No token reads the future

    A model that learns to predict the next word may not look at later ones: their scores become minus infinity, their
    weights zero. The test: change the last word, and see which earlier results notice.

    Without the mask, the words still to be guessed would lie open. A model that fills gaps, as BERT, has no mask: it
    reads both ways.

    Notes (2 min): Whoever may look ahead need not learn: the answer lies open. The zero in the caption is the
    proof.

    Ask: How would you test that nobody cheats?
    """
    ripple = heads.ripple(run.text, run.model.name)
    trained = (
        _("This model was trained with the mask.") if head.causal else _("This model was trained without the mask.")
    )
    ui.show(
        matrix.side_by_side(
            heads.masked_and_free(run, layer, head_number),
            [_("with the mask"), _("without")],
            tokens,
            _("reads"),
            _("is read (same order)"),
        ),
        key="mask",
        caption=_(
            "“{word}” replaced by “{instead}”: with the mask, earlier results change by {masked:.1f}; "
            "without it, those of {touched} of {earlier} tokens change, by up to {unmasked:.1f}."
        ).format(**vars(ripple))
        + " "
        + (
            _("Of this long text the last {n} tokens were read for it.").format(n=heads.LATEST) + " "
            if ripple.cut
            else ""
        )
        + trained,
        height=max(320, 120 + 18 * len(tokens)),
    )


def softmax() -> None:
    r"""Scores become shares

    Softmax raises $e$ to each score and divides by the sum of the row. Every row now adds up to one: a token has
    100 % of attention to give, no more and no less.

    A head that finds nothing to read often rests on the first token, the attention sink. Leave it out to see the rest:
    softmax over the other tokens.

    Notes (2 min): Every row is a budget of 100 %. Leave out the first token, and you see what the head was resting
    from.

    Ask: Can a token attend to nothing at all?
    """
    with ui.controls("softmax"):
        left_out = ui.switch(_("Leave out the first token"), "sink")
    seen = heads.left_out(head) if left_out else head
    ui.show(
        shares(seen.scores, seen.weights, tokens, words, start=start),
        key="softmax",
        caption=what_it_does(),
    )


def mixing() -> None:
    """Read: the weighted sum of values

    The token now collects the values of itself and all earlier tokens, each multiplied by its share. Most of the
    result comes from what it reads most.

    Each bar is one number of the result, built from those who contributed. The diamond is the sum that the model
    computed.

    Notes (2 min): Only attention moves information from one token to another, and this is the step that does it.

    Ask: Which words is this token made of now?
    """
    names = [f"{tokens[i]} ({i + 1}) {float(head.weights[token, i]):.0%}" for i in mix.sources]
    if len(mix.parts) > len(names):
        names.append(_("all others"))
    ui.show(
        curves.contributions(mix.parts, names, mix.total, _("result"), _("dimension of the value"), _("share × value")),
        key="mixing",
        caption=_("“{token}” takes {share:.0%} of what it reads from {n} tokens; the diamonds are the result.").format(
            token=chosen, share=mix.share, n=len(mix.sources)
        ),
    )


def formula_and_code() -> None:
    r"""The whole formula, with your numbers

    All eight steps in one line; M is the mask. The program computes the same and runs as it stands.

    Notes (1 min): Nothing new: every sign of the formula was a step. The program runs as it stands; let them copy
    it.
    """
    formulas, code = ui.beside("formula")
    formulas.latex(r"\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{QK^\top}{\sqrt{d}} + M\right)V")
    numbers = heads.equation(head, token)
    formulas.latex(
        formula.softmax_of_scores(numbers.score, source, mix.sources[0] + 1, numbers.weights[0], numbers.exponentials)
    )
    formulas.latex(
        formula.weighted_sum(
            numbers.weights, [(tokens[i], i + 1) for i in mix.sources[:3]], (chosen, token + 1), numbers.rest
        )
    )
    code.code(heads.program(run, layer, head_number, token), "python")


ui.steps(vectors, similarity, queries_keys_values, scores, scaling, mask, softmax, mixing, formula_and_code)
