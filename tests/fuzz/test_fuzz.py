"""Visitors by the hundred who type, press and paste what they like: `make nightly` sends ten thousand.

A failure names the visitor; `python -m tests.fuzz 17` sends number 17 once more, and says what it does.
"""

import os
import time
from functools import cache

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1.element_tree import Button, Widget

from explorer import room
from explorer.ui.chapters import Chapter, contents
from tests.fuzz.page import faults
from tests.fuzz.visitor import SHARED, Visitor
from tests.fuzz.watch import forbidden, watched
from tests.visiting import open_chapter

pytestmark = pytest.mark.timeout(600)  # on a machine that does much else; what counts is processor time
VISITORS = int(os.environ.get("EXPLORER_CASES", 300))
MOST = 2.0  # processor seconds that a page may take: everybody's pages share one process


def visit(number: int, environment: pytest.MonkeyPatch) -> tuple[str, list[str]]:
    """What this visitor did, and what went wrong.

    Who waits too long comes again with other texts: what a server reads only once has then been read.
    """
    story, wrong, spent = once(Visitor(number), environment)
    if not wrong and spent > MOST:
        story, wrong, spent = once(Visitor(number, again=True), environment)
    return story, wrong or [f"{spent:.1f} processor seconds for one page"] * (spent > MOST)


def once(visitor: Visitor, environment: pytest.MonkeyPatch) -> tuple[str, list[str], float]:
    """The same, and the processor seconds of the slowest page."""
    room.shared.cache_clear()
    environment.delenv("EXPLORER_MODELS", raising=False)
    if not visitor.alone:
        environment.setenv("EXPLORER_MODELS", "")
    prepare(visitor.chapter)
    slowest = 0.0
    for do in [visitor.arrive] + [visitor.act] * visitor.rng.randint(0, 3):
        start = time.process_time()
        with watched() as seen:
            do()
        slowest = max(slowest, time.process_time() - start)
        wrong = faults(visitor.app, visitor.mark) + [f"{event} {what}" for event, what in forbidden(seen)]
        if wrong:
            return visitor.story, wrong, slowest
    return visitor.story, [], slowest


@cache
def prepare(chapter: Chapter | None) -> None:
    """What a running server has read before: models, texts, counts, and what Plotly reads at the first array it checks."""
    go.Figure(go.Heatmap(z=np.zeros((1, 1))))
    assert not open_chapter(chapter.file if chapter else None).exception


def group(address: str) -> pytest.MarkDecorator:
    """One process for all that opens a chapter: what it needs is then read and computed once."""
    return pytest.mark.xdist_group(address)


PAGES = [*(chapter.address for chapter in contents()), "home"]  # as Visitor goes through them


@pytest.mark.parametrize("number", [pytest.param(n, marks=group(PAGES[n % len(PAGES)])) for n in range(VISITORS)])
def test_whatever_a_visitor_does_the_page_answers(
    number: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    story, wrong = visit(number, monkeypatch)
    assert not wrong, "\n".join([story, *wrong])
    out, err = capfd.readouterr()
    assert f"xss-{number}" not in out + err, "a visitor's text in the log"


STEPS = [
    pytest.param(chapter, step, marks=group(chapter.address), id=f"{chapter.address}-{step}")
    for chapter in contents()
    for step in chapter.steps
]


@pytest.mark.parametrize(("chapter", "step"), STEPS)
def test_every_control_of_every_step_can_be_moved_on_the_wall(chapter: Chapter, step: str) -> None:
    visitor = Visitor(0)
    visitor.app = open_chapter(chapter.file, lecture="true", step=step)

    def controls() -> dict[str, Widget]:
        nodes = [node for node in visitor.app._tree if isinstance(node, Widget) and not isinstance(node, Button)]
        return {str(node.key): node for node in nodes if node.key not in SHARED and not node.proto.disabled}

    for key in controls():
        if node := controls().get(key):  # another control may have taken it away
            visitor.use(node)
            assert not faults(visitor.app, visitor.mark), visitor.done
