"""Heads

One attention head asks one question. A model asks many at once, and adds up the answers.
"""

from explorer import bertviews, ui
from explorer.figures import curves, matrix
from explorer.figures.heads import heads as grid
from explorer.figures.lines import lines
from explorer.models import habits, many_heads, silence
from explorer.ui import _

ui.examples("colour", "her-crown", "dogs", "song")
run = ui.run()
tokens, blocks = run.tokens, run.trace.blocks
count = run.model.transformer.sizes.heads
best_layer, best_head = ui.best_head(run.model, "recall_colour")
with ui.controls():
    layer = ui.choice(_("Layer"), "layer", len(blocks), best_layer)
    head = ui.choice(_("Head"), "head", count, best_head)
    token = ui.token(tokens, run.last)

NAMES = {
    "previous": ("←", _("token before")),
    "next": ("→", _("token after")),
    "after_same": ("↷", _("what followed the same word")),
    "owner": ("♟", _("whom a pronoun stands for")),
    "same": ("=", _("same word")),
    "itself": ("•", _("itself")),
    "first": ("⇤", _("mostly rests on the first token")),
    "last": ("⇥", _("mostly rests on the last token")),
    "none": ("", _("no simple rule")),
}


def all_heads() -> None:
    """All heads at once

    Each picture is one head on your sentence: rows read, columns are read, violet is attention. Press one to choose it.

    A sign names what a head does on this text, where at least half of its attention obeys a simple rule, and twice as
    much as an even look would give. A head that mostly rests on the first token may still do its work at a few tokens.

    Notes (2 min): Let the class look for the line just below the diagonal. Names stand where a head keeps to a rule
    on this sentence, not where we would like one.

    Ask: Which head looks at the word before?
    """
    found = habits.habits(run.text, run.model.name)
    ui.show(
        grid(
            [block.attention.weights for block in blocks],
            [[(habit.pattern, habit.share, habit.chance) for habit in row] for row in found],
            (layer, head),
            NAMES,
            {
                "layer": _("Layer"),
                "head": _("Head"),
                "named": _("Layer {layer}, head {head}: {name}, {share} of the attention (an even look: {chance})"),
                "none": _("Layer {layer}, head {head}: no simple rule on this text"),
            },
        ),
        key="all_heads",
        caption=_(
            "{named} of {all} heads have a name here; {sink:.0%} of all attention rests on the first token."
        ).format(
            named=sum(habit.pattern != "none" for row in found for habit in row),
            all=len(blocks) * count,
            sink=habits.sink(run),
        ),
        on_choice=ui.put,
    )


def compare() -> None:
    """Two heads on one sentence

    Lines show who reads whom, one colour for each head. Point at a word on the left to see what it reads, at one on the
    right to see who reads it.

    Notes (2 min): Two colours, two questions about the same word. Point at one token and read both answers aloud.

    Ask: What is each of the two looking for?
    """
    found = many_heads.lookers(run, layer, token)
    names = [_("head {n}").format(n=number) for number, _share in found.shares]
    question = _("Which head of layer {layer} looks most from “{token}” at “{target}”?")
    if ui.vote(
        question.format(layer=layer, token=tokens[token], target=tokens[found.target]),
        lambda: (names, [share for _number, share in found.shares]),
    ):
        return
    with ui.controls("compare"):
        other = ui.choice(_("Other layer"), "layer2", len(blocks), 1)
        second = ui.choice(_("Other head"), "head2", count, 1)
        left_out = ui.switch(_("Leave out the first token"), "sink")
    pair = many_heads.pair(run, (layer, head), (other, second), left_out)
    ui.show(
        lines(
            pair.weights,
            tokens,
            pair.numbers,
            {
                "heads": _("Heads"),
                "only": _("only this"),
                "reads": _("reads"),
                "read": _("is read"),
                "none": _("no line"),
                "note": _("Lines under {share} are not drawn."),
                "token": _("{token} ({n})"),
                "head": _("Head {n}: {list}"),
                "from": _("{token} reads: {list}"),
                "by": _("{token} is read by: {list}"),
                "rest": _("all others {share}"),
            },
            start=token,
        ),
        key="compare",
        caption=_(
            "1 is layer {layer}, head {head}; 2 is layer {other}, head {second}. "
            "At “{token}” they share {overlap:.0%} of their attention."
        ).format(
            layer=layer, head=head, other=other, second=second, token=tokens[token], overlap=float(pair.overlap[token])
        ),
    )


def switch_off() -> None:
    """Take a head out

    Does the head matter? Silence it, or make it look everywhere alike, and the rest of the model computes on with what
    is left.

    Notes (3 min): Take out a head with a name first, then one without. A head that looks busy is not always one
    that matters.

    Ask: Will the next word change?
    """
    with ui.controls("switch_off"):
        whole = ui.pick(_("What"), "what", ["head", "layer"], "head") == "layer"
        how = ui.pick(_("How"), "how", ["silent", "even"], "silent")
    chosen = frozenset((layer, number) for number in (range(1, count + 1) if whole else [head]))
    effect = silence.effect(run, chosen, "even" if how == "even" else "silent", token)
    if effect.words:
        ui.show(
            curves.bars(
                [effect.before, effect.after], [_("with all heads"), _("changed")], effect.words, _("probability")
            ),
            key="switch_off",
            caption=_(
                "“{token}”: {shift:.0%} of the probability moves; “{word}” goes from {before:.0%} to {after:.0%}."
            ).format(
                token=_("first word it writes") if run.written else tokens[token],
                shift=effect.shift,
                word=effect.words[0],
                before=float(effect.before[0]),
                after=float(effect.after[0]),
            ),
        )
    else:
        ui.show(
            curves.bars([effect.cosines], [_("cosine")], tokens, _("cosine of the last vector, before and after")),
            key="switch_off",
            caption=_(
                "This model predicts no word. The last vector of “{token}” keeps a cosine of {cosine:.3f}."
            ).format(token=tokens[token], cosine=float(effect.cosines[token])),
        )


def together() -> None:
    r"""How heads are put together

    The results of all heads stand side by side, and one matrix $W_O$ mixes them: $[h_1; h_2; …]\,W_O$. That is the
    same as a sum in which each head has its own rows of $W_O$.

    Each bar is one number of the layer's result at the chosen token, built from the heads. The diamond is what the
    layer itself computed. Of a wide model the first 32 dimensions are drawn.

    Notes (1 min): The heads do not vote, they are added. The diamond proves it: it is what the layer itself
    computed.

    Ask: Which head pushes hardest here?
    """
    added = many_heads.together(run, layer, token)
    names = [_("head {n}").format(n=number) for number in added.heads]
    if added.others:
        names.append(_("the other {n} heads").format(n=added.others))
    if added.biased:
        names.append(_("bias"))
    ui.show(
        curves.contributions(
            added.parts[:, :32], names, added.total[:32], _("result"), _("dimension"), _("number added")
        ),
        key="together",
        caption=_(
            "The longest head is {name}, with {size:.2f}. Sum and result differ by {error:.0e} at most: rounding."
        ).format(name=names[0], size=added.sizes[0], error=added.error),
    )


def masks() -> None:
    """Who may read whom

    A decoder (GPT) reads backwards only, an encoder (BERT) both ways. An encoder-decoder (T5) reads one text both
    ways and writes another, which reads backwards and all of the first.

    Your sentence serves as an example: for the third picture its first half is read, its second half written. That
    picture puts three matrices into one square: top left the encoder's, bottom right the decoder's, bottom left the
    cross-attention between them.

    Notes (2 min): GPT, BERT and T5 in one look: they differ in who may read whom.

    Ask: Which one may look at the end of the sentence?
    """
    ui.show(
        matrix.side_by_side(
            many_heads.masks(len(tokens)),
            [_("decoder"), _("encoder"), _("encoder-decoder")],
            tokens,
            _("reads"),
            _("may be read (same order)"),
        ),
        key="masks",
        caption=_("Of {all} pairs a decoder allows {decoder}, an encoder {encoder}, an encoder-decoder {both}.").format(
            all=len(tokens) ** 2, **many_heads.allowed(len(tokens))
        ),
        height=max(320, 120 + 18 * len(tokens)),
    )


def original_tool() -> None:
    """BertViz, as people know it

    BertViz (Vig 2019) is the tool of many courses: here it draws this model's numbers, without a network.

    Head view: all heads of a layer as lines. Model view: all heads of some layers as small pictures. Neuron view: how
    query and key make a weight. It gets the first 64 tokens, the model view only as many layers as it draws quickly.

    Notes (1 min): For those who know BertViz: the same numbers, without a network. Everybody else may skip it.

    Ask: Do the thick lines agree with the heat map?
    """
    with ui.controls("original_tool"):
        view = ui.pick(_("View"), "view", ["head", "model", "neuron"], "head")
    shown = many_heads.shortened(run, ui.fitting(wall=9, page=64))
    if view == "model":
        fitting = max(1, bertviews.fitting(shown.weights))
        first = min(layer, len(blocks) - fitting + 1)
        drawn = bertviews.model_view(shown.weights, shown.tokens, tuple(range(first, first + fitting)))
        caption = _("Layers {first} to {last} of {all}; press a picture to enlarge it.").format(
            first=first, last=first + fitting - 1, all=len(blocks)
        )
    elif view == "neuron":
        drawn = bertviews.neuron_view(
            shown.queries, shown.keys, shown.weights, shown.tokens, layer, head, run.model.transformer.sizes.causal
        )
        caption = _("Point at a word and press the plus: query × key, number by number.")
    else:
        drawn = bertviews.head_view(shown.weights, shown.tokens, layer)
        caption = _("Point at a word to see its lines; double-click a colour to see one head alone.")
    if len(shown.tokens) < len(tokens):
        caption += " " + _("The first {n} of {all} tokens.").format(n=len(shown.tokens), all=len(tokens))
    ui.show_html(drawn.html, "original_tool", caption, drawn.height)


ui.steps(all_heads, compare, switch_off, together, masks, original_tool)
