"""A visit without a browser: a page opened by its link, and what stands on it."""

from pathlib import Path

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from explorer.ui.chapters import contents

APP = Path(__file__).parent.parent / "explorer" / "app.py"
ATTENTION = next(chapter for chapter in contents() if chapter.address == "attention")
# Explorer registers its components itself. Left alone, each AppTest looks for some in every installed package, which
# takes five times as long as most pages.
COMPONENTS = BidiComponentManager()
# What stands on pages besides their figures.
FRAME = (
    "changed",
    "clock",
    "download",
    "exports",
    "go",
    "keys",
    "lang",
    "scroll",
    "seat",
    "sight",
    "stage",
    "takeaway",
    "tokens",
)


def open_chapter(file: Path | None, **parameters: str) -> AppTest:
    """A chapter by its link, or the home page: as a browser opens it, without another page before."""
    app = AppTest.from_file(str(APP), default_timeout=300)
    app._bidi_component_manager = COMPONENTS
    for name, value in parameters.items():
        app.query_params[name] = value
    return turn_to(app, file).run()


def turn_to(app: AppTest, file: Path | None) -> AppTest:
    """The page that the next run shows. `AppTest.switch_page` needs a run of the home page first."""
    app._page_hash = calc_hash(next((c.address for c in contents() if c.file == file), "home" if file else ""))
    return app


def drawn(app: AppTest) -> int:
    """How many figures, tables, frames and programs there are, without the components that belong to every page."""
    figures = [one for one in app.get("bidi_component") if one.proto.component_name.split("_")[1] not in FRAME]
    tables = [body for body in html(app) if '<div class="words"' in body]
    return sum(map(len, (figures, tables, app.get("plotly_chart"), app.get("iframe"), app.code)))


def html(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]
