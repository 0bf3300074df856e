"""The home page: one sentence on its whole way through the model, in one picture."""

import streamlit as st

from explorer.figures.live import journey
from explorer.models import library
from explorer.models.library import Card
from explorer.ui import inputs, reading, twice
from explorer.ui.chapters import Chapter, contents
from explorer.ui.i18n import _, in_both
from explorer.ui.show import show, table

MOST = 20  # tokens in the picture


def home() -> None:
    run = library.run(reading.sentence())
    (word, share), *_others = run.next_words(1)
    title, other = in_both("A transformer reads your sentence")
    st.title(title, anchor=False)
    twice.also(other, "title")
    lede = in_both(
        "Each word becomes a vector, the words look at each other, and the model bets on the next one. "
        "Every strip, line and bar is drawn from numbers it has just computed."
    )
    twice.paragraph(lede, "lede")
    chapters = {chapter.address: chapter for chapter in contents()}
    first = max(0, len(run.tokens) - MOST)
    trace = run.trace
    layer, head = reading.best_head(run.model, "recall_colour")
    figure = journey(
        run.tokens[first:],
        run.encoding.ids[first:],
        (trace.embedded + trace.positions)[first:],
        trace.blocks[layer - 1].attention.weights[head - 1, first:, first:],
        trace.blocks[-1].out[first:],
        [run.next_words(1, position)[0] for position in range(first, len(run.tokens))],
        _stations(chapters, layer, head, len(trace.blocks)),
        {"alt": _("The way of each token through the model, from word to prediction")},
    )
    caption = _(
        "After “{token}” the model bets {share:.0%} on “{word}”. Point at a line to see where it looked."
    ).format(token=run.tokens[-1], share=share, word=word)
    if first:
        caption += " " + _(
            "Shown are the last {shown} of {all} tokens; attention to earlier ones is not drawn."
        ).format(shown=MOST, all=len(run.tokens))
    show(figure, "journey", caption)
    with st.container(key="contents"):  # the stations of the figure press these links
        for chapter in contents():
            st.page_link(chapter.file, label=f"**{_(chapter.title)}** · {_(chapter.lede)}")
    if not inputs.lecture():
        with st.expander(_("What this model can do, measured"), key="lessons"):
            _lessons(run.model.card)


def _lessons(card: Card) -> None:
    """The card's lessons, the one that it has not learned among them."""
    table(
        [_("lesson"), _("right answers"), _("questions")],
        [(name.replace("_", " "), f"{share:.1%}", f"{card.questions[name]:,}") for name, share in card.lessons.items()],
        key="lessons-table",
        caption=_(
            "Measured on stories it has never seen. It has not learned “owner” (who had the ball?): "
            "with two people, guessing is right half of the time."
        ),
    )


def _stations(chapters: dict[str, Chapter], layer: int, head: int, layers: int) -> list[dict[str, str]]:
    """Title, short title, note and chapter of each column of the picture."""
    columns = [
        (_("Token"), _("Token"), "", "tokens"),
        (_("Id"), _("Id"), "", "tokens"),
        (_("Vector"), _("Vector"), _("meaning and place"), "embeddings"),
        (_("Attention"), _("Attention"), _("layer {layer}, head {head}").format(layer=layer, head=head), "attention"),
        (_("Vector, {n} layers later").format(n=layers), "", _("changed by the others"), "block"),
        (_("Next word"), _("Next word"), _("its best bet"), "next"),
    ]
    return [
        {"title": title, "short": short, "note": note, "address": address if address in chapters else ""}
        for title, short, note, address in columns
    ]
