"""The drawing of an architecture with its words: what each part does, and which chapter explains it."""

from explorer.figures.architecture import Box, architecture
from explorer.figures.live import Live
from explorer.models.architecture import Part, pictures, stacks
from explorer.models.families import Family, count
from explorer.models.library import Run
from explorer.ui.chapters import contents
from explorer.ui.i18n import _

CHAPTERS = {
    "tokens": "tokens",
    "embedding": "embeddings",
    "positions": "positions",
    "attention": "heads",
    "masked": "attention",
    "cross": "alignment",
    "mlp": "block",
    "norm": "block",
    "add": "block",
    "add_norm": "block",
    "unembedding": "next",
    "softmax": "sampling",
}


def drawing(family: Family, run: Run, own: bool) -> Live:
    """The parts of a family, with shapes for the sentence of the run; its numbers too where the model is the `own`."""
    lines = _lines(run) if own else {}
    written = len(run.written.tokens) if own and run.written else "m"
    return architecture(
        [
            [_box(part, lines, rms=not family.norm_bias) for part in stack]
            for stack in stacks(family, len(run.tokens), written)
        ],
        pictures(run) if own else {},
        family.depths,
        {
            "alt": _("The parts of the model and how they are connected"),
            "shape": _("comes out"),
            "parameters": _("parameters"),
            "none": _("none"),
            "computed": _("Computed from your sentence:"),
            "layers": _("From your sentence, first and last layer:"),
            "heads": _("From your sentence, heads of the first and the last layer:"),
            "layer": _("layer {n}"),
        },
    )


def described(family: Family, own: bool) -> str:
    """What to see in the drawing of a family, the `own` one that runs or another: its size, and what is special."""
    number = count(family)
    sentences = [
        _("{name}: {total:,} parameters, {share:.0%} of them in the embedding table.").format(
            name=family.name, total=number.total, share=number.embedding_share
        )
    ]
    if own and family.kind == "encoder":  # all of these come from a file
        sentences.append(_("What its file may hold besides and takes no part here, such as a pooler, is not counted."))
    if not family.predicts:
        sentences.append(_("It has no output layer: at the top stand vectors, not probabilities."))
    if family.kind == "encoder-decoder" and not own:
        sentences.append(_("m: the tokens written so far."))
    if family.positions in ("relative", "rotary"):
        sentences.append(_("Positions enter inside the attention."))
    return " ".join(sentences)


def _lines(run: Run) -> dict[str, list[tuple[str, str, float]]]:
    """The last tokens with their ids, and the likeliest next words."""
    last = list(zip(run.tokens, run.encoding.ids, strict=True))[-8:]
    return {
        "tokens": [(token, str(id_), 0.0) for token, id_ in last],
        "softmax": [(word, f"{share:.1%}", share) for word, share in run.next_words(8)],
    }


def _box(part: Part, lines: dict[str, list[tuple[str, str, float]]], rms: bool) -> Box:
    title, does = _words("rms" if rms and part.kind == "norm" else part.name if part.kind == "positions" else part.kind)
    known = {chapter.address for chapter in contents()}
    address = CHAPTERS.get(part.kind, "")
    return Box(
        part.kind,
        part.name,
        title,
        does,
        part.shape,
        part.formula,
        part.parameters,
        part.counted,
        part.block,
        address if address in known else "",
        lines.get(part.kind, []),
    )


def _words(kind: str) -> tuple[str, str]:
    """Title of a kind of part, and what it does."""
    words = {
        "tokens": (_("Tokens"), _("The text, cut into pieces; each piece is a number in a list.")),
        "embedding": (_("Embedding"), _("Looks up a vector for each token: a table with one learned row for each.")),
        "learned": (_("+ Positions"), _("Adds a learned vector for each place: attention alone does not see order.")),
        "sinusoidal": (_("+ Positions"), _("Adds waves that tell each place: computed, so nothing is learned.")),
        "norm": (_("Layer norm"), _("Brings each vector to the same size; learns a gain for each dimension.")),
        "rms": (_("RMS norm"), _("Brings each vector to the same size, subtracts no mean; a gain for each dimension.")),
        "add_norm": (_("Add & norm"), _("Adds what was found to what came in, then brings vectors to the same size.")),
        "attention": (_("Attention"), _("Every token reads from all the others, those before it and those after it.")),
        "masked": (_("Masked attention"), _("Every token reads from itself and earlier ones, never from the future.")),
        "cross": (_("Cross-attention"), _("The decoder asks, the encoder answers: keys and values come from there.")),
        "mlp": (_("MLP"), _("Each token thinks alone: up to a wider layer, a bend, and down again.")),
        "add": (_("Sum"), _("What was found is added to what came in; the way around keeps the token's own vector.")),
        "unembedding": (_("Unembedding"), _("Compares each vector with every word: one number each, a logit.")),
        "head": (_("Word head"), _("One more layer, then a logit for each word. Not counted in the total.")),
        "pooler": (_("Pooler"), _("A layer on the first token alone, for questions about the whole text.")),
        "softmax": (_("Softmax"), _("Turns the logits into probabilities, which add up to one.")),
    }  # fmt: skip
    return words[kind]
