"""The block

A vector runs straight through the model. Attention and MLP read it on the way, and each only adds to it.
"""

from explorer import ui
from explorer.figures import firing, norms
from explorer.figures.lens import lens as lens_table
from explorer.figures.road import road as road_map
from explorer.models import blocks
from explorer.models import neurons as excitement
from explorer.models.lens import lens as look_through
from explorer.ui import _

run = ui.run()
sizes = run.model.transformer.sizes
with ui.controls():
    layer = ui.choice(_("Layer"), "layer", sizes.layers)
    token = ui.token(run.tokens, run.last)
chosen = run.tokens[token]
trace = run.trace.blocks[layer - 1]
hidden = blocks.neurons(run, layer, token)


def road() -> None:
    """A road with two turn-offs

    A token's vector drives straight on. Each turn-off reads a copy of it, attention together with the other tokens
    and the MLP alone, and what comes back is added to the road.

    Each lane is one dimension; point at one to see its sum. Blue is above zero, red below; the strongest 3 % are all
    drawn in full colour. The dark line under the road and the arrows back onto it are as thick as the vectors are
    long. Above the attention stand the tokens that it reads most, on average over its heads.

    The road is called the residual stream. In some models, as the original transformer and BERT, a norm stands on the
    road itself, behind each plus (see the next step). Because there is a way around every part, even a deep model can
    be trained: the error finds its way back along the road (He et al. 2016).

    Notes (3 min): Nothing on this road is overwritten, everything is added. That is why even deep models can be
    trained.

    Ask: Which turn-off changes the vector more?
    """
    way = blocks.road(run, layer, token)
    (before, attention, first, between), (_between, mlp, second, after) = (turn.lengths for turn in way.turns)
    names = {"in": _("in"), "attention": _("Attention"), "mlp": _("MLP"), "sum": _("sum")}
    names |= {"between": _("between"), "out": _("out")}
    words = {
        "attention": _("talks to others"),
        "mlp": _("thinks alone"),
        "norm": _("norm"),
        "length": _("length {length}"),
        "dimension": _("dimension {i}"),
        "alt": _("Dimension of the vector"),
    }
    if way.pre:
        caption = _(
            "Nothing is overwritten. Layer {layer} turns the vector of “{token}” by {angle:.0f}°: attention adds a "
            "vector of length {attention:.1f}, the MLP one of {mlp:.1f}, and the length of {before:.1f} becomes "
            "{after:.1f}."
        )
    else:
        caption = _(
            "Layer {layer} turns the vector of “{token}” by {angle:.0f}°: attention adds a vector of length "
            "{attention:.1f}, the sum is {first:.1f} long, and its norm makes {between:.1f} of it; the MLP adds "
            "{mlp:.1f}, the sum is {second:.1f} long, and its norm makes {after:.1f} of it."
        )
    exact = _("Largest difference between the road and the sums, over all {width} dimensions: {difference:.1g}.")
    if sizes.width > 64:
        exact += " " + _("Drawn are the first 64.")
    ui.show(
        road_map(
            [(name, names[name], vector) for name, vector in way.stations],
            [(run.tokens[i], share) for i, share in way.read],
            words,
        ),
        key="road",
        caption=(caption + " " + exact).format(
            layer=layer,
            token=chosen,
            angle=way.angle,
            attention=attention,
            mlp=mlp,
            before=before,
            first=first,
            between=between,
            second=second,
            after=after,
            width=sizes.width,
            difference=way.difference,
        ),
    )


def norm() -> None:
    """Every vector brought to one scale

    A norm takes one token's vector, subtracts its mean and divides by its spread; a learned gain and bias follow.
    Layer norm goes along a row, each token for itself; batch norm would go down a column.

    GPT-2 and our own model normalise what a turn-off reads and leave the road alone (pre-norm). The original
    transformer and BERT normalise the road itself after each sum (post-norm), which is harder to train when deep.
    T5's RMS norm subtracts no mean and has no bias.

    Why not batch norm? A token's result would depend on the other tokens, later ones and other sentences included.
    And who writes word by word has a column of one number: averages kept from training would have to stand in. The
    batch here is a simplification: it is your one sentence.

    Notes (2 min): Two actions are enough: subtract the mean, divide by the spread. Where a slide says batch, show
    the caption.

    Ask: Which of the two needs other tokens?
    """
    with ui.controls("norm"):
        part = ui.pick(_("Norm"), "norm", ["attention", "MLP"], "attention")
    found = blocks.normalised(run, layer, part)
    one = blocks.example(found, token)
    formulas, figure = ui.beside("norm")
    formulas.latex(norms.definition(found.rms))
    if found.rms:
        filled = norms.rms_norm(one.place, one.x, one.before.square, found.epsilon, one.gain, one.out)
    else:
        before = one.before
        filled = norms.layer_norm(
            one.place, one.x, before.mean, before.variance, found.epsilon, one.gain, one.bias, one.out
        )
    formulas.latex(filled)
    stages = [(_("before"), one.before), (_("divided"), one.scaled), (_("with gain, bias"), one.after)]
    formulas.latex(norms.moments([(name, numbers.mean, numbers.variance) for name, numbers in stages]))
    words = {
        "layer": _("Layer norm, along the row"),
        "rms": _("RMS norm, along the row"),
        "batch": _("Batch norm, not in this model"),
        "row": _("the {n} numbers of “{token}”"),
        "column": _("dimension {i} of all {n} tokens"),
        "moments": _("mean {mean}, variance {variance}"),
        "square": _("mean square {square}"),
    }
    if len(run.tokens) > 1 and sizes.causal:
        caption = _(
            "Leave out the last token, and the mean of a column moves by up to {moved:.2f}; the other rows keep theirs."
        )
    elif len(run.tokens) > 1:
        caption = _(
            "Take the last row out of the average, and the mean of a column moves by up to {moved:.2f}; each other "
            "row's mean is its own. (Without that token the rows would differ too: here every token reads all.)"
        )
    else:
        caption = _("With one token each column is a single number: its variance is zero, and nothing would be left.")
    if found.rms:
        caption += " " + _("This model's RMS norm subtracts no mean and adds no bias.")
    with figure:
        ui.show(
            norms.directions(found.x, found.out, found.epsilon, found.rms, run.tokens, words, (token + 1, one.place)),
            key="directions",
            caption=caption.format(moved=found.moved),
        )


def feed_forward() -> None:
    """The MLP: many neurons, few awake

    The MLP reads one token at a time. Each hidden neuron compares the vector with a pattern that it has learned; the
    activation lets through what is above zero and nearly nothing below.

    One cell is one neuron; point at it. In the middle each neuron is a point: that is the activation function, drawn
    by this model's own numbers. What is awake writes its own vector onto the road, as strongly as it is awake.

    Notes (2 min): Attention was talk, this is thinking alone. Read aloud how many neurons are off for this token.

    Ask: How many of these neurons would you keep?
    """
    words = {
        "before": _("before the activation"),
        "curve": _("activation"),
        "after": _("after it"),
        "before_axis": _("before →"),
        "after_axis": _("↑ after"),
        "best": _("most active"),
        "neuron": _("neuron {i}: {before} before the activation, {after} after it"),
    }
    caption = _(
        "At “{token}”, {off} of {all} neurons are off: below zero before the activation, and at most {leak:.2f} in "
        "size after it. The most active is number {best}: {value:.2f}."
    )
    if sizes.gated:
        caption += " " + _("In this model each neuron is also multiplied by a second one, its gate.")
    best, value = hidden.best[0]
    ui.show(
        firing.firing(trace.mlp.hidden[token], trace.mlp.active[token], hidden.best, words),
        key="firing",
        caption=caption.format(
            token=chosen, off=hidden.off, all=sizes.hidden, leak=hidden.leak, best=best, value=value
        ),
    )


def neurons() -> None:
    """What excites a neuron?

    The model reads other texts, and here stand the places where the chosen neuron answers most. Some neurons follow a
    word, some what comes next, and many nothing that has a name.

    The first choice is the neuron most active at your token. Careful: the strongest places are not the whole neuron.
    Read its mean over all places too, before you give it a name.

    Notes (2 min): Give the neuron a name together, then look at all its places, and take the name back where it
    does not fit.

    Ask: What would you call it?
    """
    with ui.controls("neurons"):
        neuron = ui.slide(_("Neuron"), "neuron", 1, sizes.hidden, hidden.best[0][0])
    heard = excitement.answers(run.model.name, layer)
    rows = excitement.places(heard, neuron)
    caption = _(
        "Neuron {neuron} of layer {layer} has {here:.2f} at your “{token}” (most active there: {best}). By its mean it "
        "answers most to {words}. Read were {texts} generated stories, {places:,} tokens (seed {seed})."
    )
    ui.show(
        firing.contexts(
            [(place.before, place.word, place.after, place.value) for place in rows],
            {"alt": _("Places where the neuron answers most")},
        ),
        key="contexts",
        caption=caption.format(
            neuron=neuron,
            layer=layer,
            here=blocks.active(run, layer, token, neuron),
            token=chosen,
            best=hidden.best[0][0],
            words=", ".join(f"“{word}” {mean:.2f}" for word, mean in excitement.favourites(heard, neuron)),
            texts=len(heard.texts),
            places=len(heard.where),
            seed=excitement.SEED,
        ),
    )


def lens() -> None:
    """What would it say if it stopped here?

    The output layer can read the road anywhere. So each column shows what the model would say if that layer were its
    last: watch the guess change.

    This is the logit lens (nostalgebraist 2020): the final norm and the output layer, applied too early. The last
    column is the model's real answer; in bold, where the earlier guess is already that. Early layers were not trained
    to be read like this.

    Notes (3 min): Read one row from left to right: first guesses, then the answer. The early columns look through
    glasses that were not made for them.

    Ask: In which layer does the model make up its mind?
    """
    seen = look_through(run, token)
    if seen is None:
        ui.say(
            _(
                "This model has no output layer: it makes vectors of sentences and says no words, so there is nothing "
                "to read. Choose the story model."
            )
        )
        return
    stages = [_("start"), *(_("layer {n}").format(n=n) for n in range(1, len(seen.words)))]
    settled = _("“{token}”: at the start the guess is “{first}”, at the end “{last}”; it stays on top from {stage} on.")
    always = _("“{token}”: the guess is “{last}” from the start to the end.")
    ui.show(
        lens_table(
            seen.tokens,
            seen.first,
            seen.chosen,
            stages,
            seen.guesses,
            {
                "token": _("token"),
                "where": _("{place} “{token}”, {stage}:"),
                "alt": _("The likeliest word after each layer"),
            },
        ),
        key="lens",
        caption=(settled if seen.settled else always).format(
            token=seen.tokens[seen.chosen], first=seen.words[0], last=seen.words[-1], stage=stages[seen.settled]
        ),
    )


ui.steps(road, norm, feed_forward, neurons, lens)
