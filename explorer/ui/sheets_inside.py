"""Exercises on the inside of the transformer: attention, heads, the block, the whole model."""

from random import Random

import numpy as np

from explorer import exercises_chances as on_chances
from explorer import exercises_layers as on_layers
from explorer import exercises_sizes as on_sizes
from explorer import exercises_vectors as on_vectors
from explorer.exercises import Exercise, say
from explorer.models import blocks, cost, families, many_heads
from explorer.models import heads as one_head
from explorer.models.library import Run
from explorer.ui import reading
from explorer.ui import sheets_settings as settings

_ = say


def attention(chance: Random) -> list[Exercise]:
    run = reading.run()
    layer = min(settings.number("layer", 1), len(run.trace.blocks))
    number = min(settings.number("head", 1), run.model.transformer.sizes.heads)
    head = one_head.look(run, layer, number)
    names = [f"{token} ({place})" for place, token in enumerate(run.tokens, 1)]
    asks = min(settings.number("token", run.last + 1), len(names)) - 1
    rows = range(min(2, run.last), run.last + 1)
    row = chance.choice([r for r in rows if r != asks] or [asks])
    seen = [int(place) for place in np.flatnonzero(~head.scores[row].isinf().numpy())]
    listed = sorted(sorted(seen, key=lambda place: -float(head.weights[row, place]))[: settings.LISTED])
    others = [place for place in seen if place not in listed]
    answers = int(head.weights[asks].argmax())
    found = [
        on_vectors.dot(names[asks], head.q[asks], names[answers], head.k[answers]),
        on_chances.softmax(
            [names[place] for place in listed],
            [float(head.scores[row, place]) for place in listed],
            [float(head.scores[row, place]) for place in others],
            asks=names[row],
        ),
        on_vectors.mix(
            names[row],
            [names[place] for place in listed],
            [float(head.weights[row, place]) for place in listed],
            head.v[listed],
            head.weights[row, others] @ head.v[others],
        ),
    ]
    if head.divisor != 1:
        some = [names[place] for place in listed[:4]]
        found.insert(
            1,
            on_vectors.scaled(
                names[row], some, [float(head.dots[row, place]) for place in listed[:4]], head.q.shape[-1]
            ),
        )
    return found


def heads(chance: Random) -> list[Exercise]:
    run = reading.run()
    best_layer, best_head = reading.best_head(run.model, "recall_colour")
    layer = settings.place("layer", len(run.trace.blocks), best_layer)
    number = settings.place("head", run.model.transformer.sizes.heads, best_head)
    token = settings.place("token", len(run.tokens), run.last + 1) - 1
    name, family = _token(run, token), families.of(run.model)
    trace, module = run.trace.blocks[layer - 1].attention, run.model.transformer.attention(layer - 1)
    d, width = trace.mixed.shape[-1], trace.out.shape[-1]
    added = many_heads.together(run, layer, token)
    place = chance.choice(added.total[:32].abs().argsort(descending=True)[:4].tolist())
    places = sorted(n + 1 for n in chance.sample([n for n in range(min(32, width)) if n != place], 3))
    names = [_("head {n}").format(n=n) for n in added.heads]
    names += [_("the other {n} heads").format(n=added.others)] if added.others else []
    names += [_("bias")] if added.biased else []
    return [
        on_layers.projected(
            name,
            number,
            trace.mixed[number - 1, token],
            module.output.weight[place, (number - 1) * d : number * d],
            place + 1,
        ),
        on_layers.summed(
            _(
                "These are the numbers that the heads of layer {layer} add at “{token}”. What are these numbers of the "
                "layer's result?"
            ).format(layer=layer, token=name),
            names,
            added.parts,
            places,
        ),
        _mask(run, layer, number, chance),
        on_layers.pairs(len(run.tokens)),
        on_sizes.parameters(
            _(
                "The attention of one layer of {name}: {heads} heads of {d} numbers each, {inner} side by side. How "
                "many parameters has it?"
            ).format(name=run.model.name, heads=module.heads, d=d, inner=module.heads * d),
            on_sizes.attention(family),
        ),
    ]


def _mask(run: Run, layer: int, number: int, chance: Random) -> Exercise:
    """A row of scores in the middle of the sentence, with what stands after it."""
    head = one_head.look(run, layer, number)
    scores = head.scores.where(~head.scores.isinf(), head.dots / head.divisor)
    last = len(run.tokens) - 1
    row = chance.randrange(min(2, last), max(last - 1, min(2, last)) + 1)
    best = sorted(range(row + 1), key=lambda place: -float(scores[row, place]))
    seen, later = sorted(best[:3]), range(row + 1, min(row + 3, last + 1))
    listed = [*seen, *later]
    return on_layers.masked(
        _token(run, row),
        [_token(run, place) for place in listed],
        [float(scores[row, place]) for place in listed],
        [place > row for place in listed],
        [float(scores[row, place]) for place in best[3:]],
    )


def block(chance: Random) -> list[Exercise]:
    run = reading.run()
    sizes, family = run.model.transformer.sizes, families.of(run.model)
    layer = settings.place("layer", sizes.layers, 1)
    token = settings.place("token", len(run.tokens), run.last + 1) - 1
    name, trace = _token(run, token), run.trace.blocks[layer - 1]
    norm = blocks.normalised(run, layer, settings.choice("norm", ("attention", "MLP")))
    way = blocks.road(run, layer, token)
    rows, names = [way.attention.before, way.attention.added], [_("in"), _("attention")]
    question = _(
        "Before its norm, layer {layer} adds at “{token}” what comes back from attention to what came in. What are "
        "these numbers of the sum?"
    )
    if way.pre:
        rows, names = [*rows, way.mlp.added], [*names, _("MLP")]
        question = _(
            "On the road through layer {layer} at “{token}”: what came in, what attention adds, and what the MLP adds. "
            "What are these numbers when they leave the layer?"
        )
    best = blocks.neurons(run, layer, token).best[0][0]
    number = settings.place("neuron", sizes.hidden, best)
    up = run.model.transformer.block(layer - 1).mlp.up
    places = [n + 1 for n in sorted(chance.sample(range(min(64, sizes.width)), 4))]
    found = [
        on_layers.normalised(name, norm.x[token], norm.gain, norm.bias, norm.rms),
        on_layers.summed(question.format(layer=layer, token=name), names, [row.tolist() for row in rows], places),
        on_layers.neuron(
            name,
            number,
            trace.mlp.x[token],
            up.weight[number - 1],
            0.0 if up.bias is None else float(up.bias[number - 1]),
            sizes.activation,
        ),
        on_sizes.parameters(
            _(
                "The MLP of one layer of {name} goes from {width} numbers up to {hidden} neurons and down again. How "
                "many parameters has it?"
            ).format(name=run.model.name, width=sizes.width, hidden=sizes.hidden),
            on_sizes.mlp(family),
        ),
    ]
    return [*filter(None, found)]


def model(chance: Random) -> list[Exercise]:
    run = reading.run()
    ours, gpt2 = families.of(run.model), families.NAMES["GPT-2-small"]
    trainings = cost.trainings()
    names = [run.model.name if run.model.name in trainings else "microworld", chance.choice(["BERT-large", "GPT-3"])]
    chosen = [trainings[name] for name in names]
    counted = ours if settings.value("sized") == "this-model" and ours.stacks == 1 else gpt2
    kept, texts = settings.place("kept", 2048, 1024), settings.place("conversations", 100, 1)
    shown = [ours] * (ours.kind == "decoder") + [gpt2, families.NAMES["GPT-3"]]
    half = (counted.context or 512) // chance.choice([2, 4, 8])
    return [
        on_sizes.parameters(
            _("These are all parts of {name}, with all layers together. How many parameters has it?").format(
                name=run.model.name
            ),
            on_sizes.whole(ours),
        ),
        on_sizes.doubled(counted.name, half, counted.width, counted.hidden),
        on_sizes.crossing(counted.name, counted.width, counted.hidden),
        on_sizes.cache(shown, kept, texts, cost.BYTES[settings.choice("format", ("float16", "float32", "int8"))]),
        on_sizes.training(names, [one.parameters for one in chosen], [one.tokens for one in chosen]),
    ]


def _token(run: Run, place: int) -> str:
    return f"{run.tokens[place]} ({place + 1})"
