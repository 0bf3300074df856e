"""What a visitor takes along from a page: its link, the page itself as one file, and exercises on it."""

import re
from collections.abc import Callable

import streamlit as st

from explorer import handout
from explorer.ui import shelf, sight
from explorer.ui.chapters import contents
from explorer.ui.components import component
from explorer.ui.i18n import _, language

File = tuple[str, str]  # name and text


def row() -> None:
    """A quiet row of buttons at the end of a chapter. What they ask for is made when it is asked for."""
    st.fragment(_row, key="takeaway")()


def _row() -> None:
    makers: dict[str, tuple[str, str, Callable[[], File | None]]] = {}
    if shelf.here():
        makers["page"] = (
            _("Take this page home"),
            _("This chapter as you see it now, as one file that works without Explorer"),
            _page,
        )
        makers["all"] = (
            _("All I have seen"),
            _("Every step that you have opened since you came, as one file"),
            _all,
        )
        makers["sheet"] = (_("Exercises"), _("A sheet to print, with the numbers of this page and a key"), _sheet)

    def ask() -> None:
        said = st.session_state["takeaway"].get("make")
        st.session_state["_wanted"] = str(said.get("what")) if isinstance(said, dict) else ""
        st.rerun([*sight.late(everything=True), "takeaway"])  # what goes home is as it would be in sight

    # The browser names what it wants; what is made for this one question goes with it.
    wanted = st.session_state.pop("_wanted", "")
    made = makers[wanted][2]() if wanted in makers else None
    data = {
        "makers": [{"name": name, "label": label, "hint": hint} for name, (label, hint, _make) in makers.items()],
        "file": {"name": made[0], "text": made[1]} if made else None,
        "words": {
            "copy": _("Copy link"),
            "hint": _("The link to this page with all that is set here"),
            "copied": _("Copied"),
            "by_hand": _("Copy this link:"),
            "making": _("Is being made …"),
            "made": _("{name}, {size} MB"),
            "empty": _("There is nothing to take along yet."),
            "missed": made is None and bool(wanted),
        },
    }
    component("takeaway")(key="takeaway", data=data, on_make_change=ask)


def _page() -> File | None:
    chapter = shelf.here()
    visits = [visit for visit in shelf.shelf().all() if chapter and visit.place.split("/")[0] == chapter.address]
    return _file(_(chapter.title), chapter.address, visits) if chapter and visits else None


def _all() -> File | None:
    visits = shelf.shelf().all()
    return _file(_("What I have seen"), "explorer", visits) if visits else None


def _file(title: str, name: str, visits: list[handout.Visit]) -> File:
    order = [f"{chapter.address}/{step}" for chapter in contents() for step in chapter.steps]
    visits = sorted(visits, key=lambda visit: order.index(visit.place) if visit.place in order else -1)
    words = {
        "intro": _(
            "From Explorer, which explains the transformer by running one. All numbers are the model's own, computed "
            "from the sentences below. The figures still answer to the pointer; what would need the model to run "
            "again stays as it was."
        ),
        "numbers": _("The numbers"),
        "rows": _("The first ones; there are {rows} rows and {columns} columns."),
        "back": _("Open this in Explorer, as it stands here"),
        "sentence": _("Sentence: “{text}”"),
        "script": _("The figures need JavaScript; captions and numbers do not."),
    }
    return f"{name}.html", handout.page(title, language(), visits, words)


def _sheet() -> File | None:
    """Another sheet at each press, the first with the seed of the address."""
    from explorer.ui import sheets  # with it come the models of all chapters

    chapter = shelf.here()
    asked = st.query_params.get("sheet", "")
    seed = st.session_state.get("_sheet", int(asked) if re.fullmatch(r"[0-9]{1,4}", asked) else 1)
    st.session_state["_sheet"] = seed % 9999 + 1
    made = sheets.sheet(chapter, seed) if chapter else None
    return (f"{chapter.address}-{_('exercises')}-{seed}.html", made) if chapter and made else None
