"""What Streamlit lacks. With app.py and the chapters the only code that imports Streamlit."""

from explorer.ui.i18n import _, told
from explorer.ui.inputs import (
    choice,
    controls,
    fitting,
    given,
    keep,
    line,
    offer,
    pick,
    pick_some,
    progress,
    put,
    say,
    slide,
    switch,
    token,
    word,
    words,
)
from explorer.ui.reading import best_head, examples, run, sentence, typed
from explorer.ui.shelf import beside
from explorer.ui.show import show, show_html, table
from explorer.ui.steps import steps
from explorer.ui.texts import corpus, corpus_text, text_to_learn
from explorer.ui.votes import choices, count, vote

__all__ = [
    "_",
    "beside",
    "best_head",
    "choice",
    "choices",
    "controls",
    "corpus",
    "corpus_text",
    "count",
    "examples",
    "fitting",
    "given",
    "keep",
    "line",
    "offer",
    "pick",
    "pick_some",
    "progress",
    "put",
    "run",
    "say",
    "sentence",
    "show",
    "show_html",
    "slide",
    "steps",
    "switch",
    "table",
    "text_to_learn",
    "token",
    "told",
    "typed",
    "vote",
    "word",
    "words",
]
