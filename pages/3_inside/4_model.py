"""The whole model

All parts in one drawing: what each does, what it weighs, and what it costs to run.
"""

from explorer import ui
from explorer.figures import growth, memory
from explorer.models import cost as costs
from explorer.models.families import NAMES, Family, count, of, ranked, times
from explorer.ui import _
from explorer.ui.drawing import described, drawing
from explorer.ui.families import designs, sizes
from explorer.ui.press import press

SHOWN = {
    "decoder": ["GPT-1", "GPT-2-small", "GPT-2-XL", "GPT-3"],
    "encoder": ["BERT-base", "BERT-large", "RoBERTa-base", "DistilBERT"],
    "encoder-decoder": ["Transformer-base", "Transformer-big", "T5-small", "T5-base"],
}
LOGARITHMIC = _("{quantity} (logarithmic: each line is {factor:,} times the one before)")
UPWARDS = "{quantity}<br>" + _("logarithmic, from line to line × {factor:,}")
run = ui.run()
ours = of(run.model)


def architecture() -> None:
    """The transformer in one drawing

    From below upwards: tokens become vectors, and the framed layers repeat. Point at a part to see what it does; a
    click opens its chapter.

    Beside a part stand the numbers it has learned, where there is room for them, and the shape of what comes out. In
    the running model you see a picture of that too, computed from your sentence: its last 32 tokens, the first 256
    numbers of each. The line around a sublayer is the residual connection. A simplification: for the other families
    too, your sentence is cut into the running model's tokens.

    Notes (2 min): All parts of the lecture in one drawing. Let the class name them from below upwards.

    Ask: Where do the tokens talk to each other?
    """
    with ui.controls("architecture"):
        kind = ui.pick(_("Architecture"), "architecture", ["decoder", "encoder", "encoder-decoder"], ours.kind)
        names = ["this-model"] * (kind == ours.kind) + SHOWN[kind]
        family = NAMES.get(ui.pick(_("Sizes"), f"{kind}-sizes", names, names[0]), ours)
    ui.show(drawing(family, run, family is ours), key="drawing", caption=described(family, family is ours))


def families() -> None:
    """The families side by side

    All are built from the same parts, and differ in who may read whom, in what they learned, and in size.

    The parameters are counted part by part. The output layer is the embedding table again in all of these families,
    and counted once; the head on which an encoder guesses hidden words is left out. The chapter Heads draws the masks.

    Notes (2 min): The same bricks in another order. Look at the sizes first, then at who reads whom.

    Ask: Which of them would you ask to go on with a text?
    """
    with ui.controls("families"):
        view = ui.pick(_("Show"), "view", ["parameters", "sizes", "design"], "parameters")
    if view == "parameters":
        order = ranked(ours)
        texts = [f"{number.total:,} · {family.kind}" for family, number in order]
        totals, names = [number.total for _family, number in order], [family.name for family, _number in order]
        ui.show(
            growth.ranks(names, [totals], [_("parameters")], [texts], _axis(_("parameters"))),
            key="parameters",
            caption=_(
                "GPT-3 has {times:,.0f} times the parameters of GPT-2-XL. The paper on GPT-2 calls its smallest model "
                "“117M”; counted, it has {n:,}."
            ).format(times=times(NAMES["GPT-3"], NAMES["GPT-2-XL"]), n=count(NAMES["GPT-2-small"]).total),
            height=560,
        )
    elif view == "sizes":
        sizes(ours)
    else:
        designs()


def cost() -> None:
    r"""Twice the text, four times the attention

    Every token is compared with every other, so the attention matrix grows with the square of the length; the rest
    grows in step with it. Choose “seconds” to measure it on this machine.

    For $n$ tokens, width $d$ and hidden size $h$, one layer needs $8nd^2$ operations for queries, keys, values and
    output, $4n^2d$ for the attention matrix, $4ndh$ for the MLP; the unembedding, once, $2ndV$ for $V$ words. Bytes
    are those of the results, four for each number. Seconds are those of one layer of these sizes with random weights:
    the time does not depend on the weights.

    Notes (2 min): Double the length and see which curve bends. Every long context is paid for here.

    Ask: Twice the text: how many times the attention?
    """
    with ui.controls("cost"):
        counted = ui.pick(_("Count"), "count", ["operations", "bytes", "seconds"], "operations")
        names = ["this-model"] * (ours.stacks == 1) + ["GPT-2-small"]
        name = ui.pick(_("Sizes"), "sized", names, "GPT-2-small")
        family = NAMES.get(name, ours)
        if counted == "seconds":
            label, waiting = _("Measure here"), _("{n} of {all} lengths")
            points = press(label, f"clock-{name}", lambda: costs.measure(family), len(costs.LENGTHS), waiting)
    if counted == "seconds":
        _clock(points, family)
    else:
        _curves(family, counted)


def _curves(family: Family, counted: str) -> None:
    at = costs.crossing(family, counted)
    caption = _(
        "From {short:,} to {long:,} tokens: {attention:.3g} times the attention matrix, {rest:.3g} times the rest."
    )
    within = _("From {n:,} tokens on, the attention matrix costs more than the MLP; the model reads up to {context:,}.")
    beyond = _(
        "The attention matrix costs more than the MLP from {n:,} tokens on, but the model reads only {context:,}."
    )
    caption += " " + (within if at <= family.context else beyond)
    ui.show(
        growth.growth(
            costs.GRID, costs.curves(family, counted),
            [_("attention matrix"), _("MLP"), _("queries, keys, values, output"), _("unembedding")],
            _axis(_("tokens")),
            _axis(_("operations") if counted == "operations" else _("bytes"), UPWARDS),
            (at, f"{at:,}"),
        ),
        key="growth",
        caption=caption.format(n=at, context=family.context, **costs.doubled(family, counted)),
    )  # fmt: skip


def _axis(quantity: str, template: str = LOGARITHMIC) -> str:
    """The title of a logarithmic axis; its figure knows the factor."""
    return template.replace("{quantity}", quantity)


def _clock(points: list[costs.Point], family: Family) -> None:
    """What was measured and the curve through it; the axes alone before."""
    fit, lengths = costs.fit(points), [point.tokens for point in points]
    caption = _("Press “Measure here”: one layer, {width} wide, reads longer and longer texts for at most 3 seconds.")
    if points:
        caption = _(
            "Longest text: {most:,} tokens in {seconds:.3g} s. The curve misses no point by more than {deviation:.0%}."
        )
        if fit.square_from:
            caption += " " + _("From {n:,.0f} tokens on, the square is its larger part.")
    ui.show(
        growth.measured(
            lengths,
            [point.seconds for point in points],
            _("measured on this machine"),
            fit.at(lengths),
            fit.formula,
            _axis(_("tokens")),
            _axis(_("seconds"), UPWARDS),
        ),
        key="clock",
        caption=caption.format(
            width=family.width,
            most=max(lengths, default=0),
            seconds=max((point.seconds for point in points), default=0.0),
            deviation=fit.deviation,
            n=fit.square_from or 0.0,
        ),
    )


def cache() -> None:
    """The memory of a conversation

    To write the next word, a model needs the keys and values of all earlier tokens, so it keeps them: the KV cache.
    With many conversations at once, the caches outweigh the model: move the second slider.

    Bytes of the cache: 2 (key and value) · layers · tokens · width · bytes of a number. A model keeps no more tokens
    than its context.

    Notes (2 min): What the model has read it keeps, for every conversation of its own. Move the second slider until
    the caches outweigh the model.

    Ask: What fills the memory first?
    """
    with ui.controls("cache"):
        form = ui.pick(_("Number format"), "format", list(costs.BYTES), "float16")
    tokens, texts = ui.given("kept", 1, 2048, 1024), ui.given("conversations", 1, 100, 1)
    shown = [ours] * (ours.kind == "decoder") + [NAMES[name] for name in SHOWN["decoder"]]
    larger = _("At {kept:,} tokens the cache of GPT-3 is {times:,.0f} times that of GPT-2-small.")
    caption = _(
        "Your sentence: 2 · {layers} layers · {tokens} tokens · width {width} · 4 bytes = {bytes:,} bytes here."
    )
    if ours.kind != "decoder":
        caption = _("The running model is no decoder, and not drawn here.")
    sliders = {
        "kept": (_("Tokens"), 1, 2048, tokens),
        "conversations": (_("Conversations at once"), 1, 100, texts),
    }
    words = {
        "cache": _("KV cache"),
        "weights": _("parameters"),
        "axis": _axis(_("bytes")).format(factor=1000),
        "product": _(
            "{name}: 2 · {layers} layers · {tokens} tokens · width {width} · {bytes} B = {one} for a conversation."
        ),
        "even": _("Its parameters, {weights}, are outweighed from conversation {n} on."),
    }
    ui.show(
        memory.memory(
            [_keeper(family, form) for family in shown],
            [costs.cache(family, tokens, texts, form) for family in shown],
            sliders,
            words,
        ),
        key="caches",
        caption=f"{larger} {caption}".format(
            kept=tokens,
            times=costs.times(NAMES["GPT-3"], NAMES["GPT-2-small"], tokens),
            layers=ours.layers,
            tokens=len(run.tokens),
            width=ours.width,
            bytes=costs.kept(run),
        ),
        on_choice=ui.keep,
    )


def _keeper(family: Family, form: str) -> memory.Keeper:
    """What must be known of a model to count its cache."""
    each, weights = costs.cache(family, 1, 1, form), costs.weights(family, form)
    width = family.inner or family.width
    return memory.Keeper(family.name, family.layers, width, family.context, costs.BYTES[form], each, weights)


def training() -> None:
    r"""What training costs

    A rule of thumb: six operations for each parameter and each token, $6 \cdot N \cdot D$. Two of them read the
    token, four learn from it.

    The rule is that of Kaplan et al. (2020) and Hoffmann et al. (2022); it leaves out the attention matrix. Tokens:
    BERT from Devlin et al. (2019), A.2 (at most: most steps had shorter texts); GPT-3 from Brown et al. (2020), table
    2.1; Chinchilla, with 70 billion parameters, from Hoffmann et al. (2022). Our own from the models' cards.

    Notes (2 min): The axis is in powers of ten: from each number to the next it is a thousand times as much. Our own
    model stands at the top.

    Ask: How long would this machine need for GPT-3?
    """
    found = costs.trainings()
    mine, gpt3 = found["microworld"], found["GPT-3"]
    size = _("{parameters} parameters × {tokens} tokens")
    amounts = [(growth.amount(one.parameters), growth.amount(one.tokens)) for one in found.values()]
    sizes = [size.format(parameters=first, tokens=second) for first, second in amounts]
    totals = [one.operations for one in found.values()]
    ui.show(
        growth.ranks(list(found), [totals], [_("operations")], [sizes], _axis(_("operations"))),
        key="training",
        caption=_(
            "GPT-3 took {times:,.0f} times the operations of BERT-large. {name} took {seconds:,.0f} s, so its machine "
            "did {speed} (operations a second). GPT-3 would take it about {years:,.0f} years."
        ).format(
            times=gpt3.times(found["BERT-large"]),
            name=mine.name,
            seconds=mine.seconds,
            speed=growth.amount(mine.speed, "FLOP/s"),
            years=costs.rough(costs.years(gpt3, like=mine)),
        ),
        height=460,
    )


def distilled() -> None:
    """“60 % smaller, 97 % as good”?

    The paper on DistilBERT says 40 % smaller, 60 % faster, and 97 % of the result: slides often mix them up. Half the
    layers are gone, but the embedding table stays, so it is more than half the model.

    97 % is a ratio of two scores on GLUE, a set of tests: 77.0, where BERT has 79.5. And 60 % faster means 1.6 times
    as many texts in the same time, which is 39 % less time: 410 s instead of 668 s (Sanh et al. 2019, tables 1 and 3).

    Notes (1 min): A lesson in reading papers: three numbers, three meanings. Ask where the missing 40 % were.

    Ask: 60 % faster: how much less time is that?
    """
    found, bert, distil = costs.halved(), NAMES["BERT-base"], NAMES["DistilBERT"]
    names = {"embedding": _("embedding"), "positions": _("positions"), "attention": _("attention"), "mlp": _("MLP")}
    names |= {"norms": _("norms"), "pooler": _("pooler")}
    layers = [bert.layers, distil.layers]
    seconds = press(_("Time 12 and 6 layers here"), "halved", lambda: costs.stacks(bert, layers, 128), 2, "{n} / {all}")
    caption = _("{whole:,} parameters become {half:,}: {smaller:.0%} smaller. The missing layers held {layers:,}.")
    if seconds:
        caption = _("128 tokens take {first:.2f} s through 12 layers, {second:.2f} s through 6, on this machine.")
    ui.show(
        growth.stacked([bert.name, distil.name], found.parts, [names[part] for part in found.parts], _("parameters")),
        key="distilled",
        caption=caption.format(
            whole=found.whole.total,
            half=found.half.total,
            smaller=found.smaller,
            layers=found.in_layers,
            first=max(seconds, default=0.0),
            second=min(seconds, default=0.0),
        ),
        height=340,
    )


ui.steps(architecture, families, cost, cache, training, distilled)
