"""What Streamlit lacks. With app.py and the chapters the only code that imports Streamlit."""

from explorer.ui.i18n import _
from explorer.ui.inputs import beside, best_head, choice, controls, examples, run, sentence, token
from explorer.ui.show import show
from explorer.ui.steps import steps

__all__ = ["_", "beside", "best_head", "choice", "controls", "examples", "run", "sentence", "show", "steps", "token"]
