"""What Streamlit lacks. With app.py and the chapters the only code that imports Streamlit."""

from explorer.ui.i18n import _
from explorer.ui.inputs import (
    beside,
    best_head,
    choice,
    controls,
    examples,
    line,
    pick,
    pick_some,
    progress,
    run,
    say,
    sentence,
    slide,
    text_to_learn,
    token,
    typed,
    word,
    words,
)
from explorer.ui.show import show, table
from explorer.ui.steps import steps

__all__ = [
    "_",
    "beside",
    "best_head",
    "choice",
    "controls",
    "examples",
    "line",
    "pick",
    "pick_some",
    "progress",
    "run",
    "say",
    "sentence",
    "show",
    "slide",
    "steps",
    "table",
    "text_to_learn",
    "token",
    "typed",
    "word",
    "words",
]
