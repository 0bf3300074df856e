"""The families of transformers as tables: their sizes, and how they are built."""

from explorer.models.families import DESIGNS, FAMILIES, Family, count
from explorer.ui.i18n import _
from explorer.ui.show import table


def sizes(ours: Family) -> None:
    """The model that runs, and the families, with the numbers that make them."""
    table(
        [_("model"), _("layers"), _("width"), _("heads"), _("hidden"),
         _("vocabulary"), _("context"), _("parameters")],
        [
            (
                family.name,
                " + ".join(map(str, family.depths)),
                *(f"{n:,}" for n in (family.width, family.heads, family.hidden, family.vocabulary)),
                f"{family.context:,}" if family.context else "–",
                f"{count(family).total:,}",
            )
            for family in (ours, *FAMILIES)
        ],
        key="sizes",
        caption=_("Layers of encoder + decoder; – where the positions set no limit to the length."),
    )  # fmt: skip


def designs() -> None:
    """What each learned to do, and who may read whom in it."""
    objectives = {
        "translation": _("translate"),
        "next word": _("guess the next word"),
        "masked words and next sentence": _("guess hidden words; judge pairs"),
        "masked words": _("guess hidden words"),
        "teacher and masked words": _("guess hidden words as BERT does"),
        "gaps": _("fill in gaps"),
    }
    masks = {
        "encoder": _("each token reads all"),
        "decoder": _("each token reads earlier ones"),
        "encoder-decoder": _("input: all; output: earlier ones, and the input"),
    }
    table(
        [_("model"), _("learned to"), _("who may read whom"), _("positions"), _("norm")],
        [
            (family.name, objectives[family.objective], masks[family.kind], family.positions, family.norm)
            for family in DESIGNS
        ],
        key="design",
        caption=_("Norm: before each sublayer (pre) or after the sum (post)."),
    )  # fmt: skip
