"""A chart is a figure of Plotly's that nobody has checked yet."""

import json
import pickle

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest

from explorer.export import numbers
from explorer.figures import curves, theme
from explorer.figures.chart import Chart, upright

PARTS = np.array([[1.5, -2.0, 0.1], [0.5, 1.0, 0.2]])


def chart() -> Chart:
    return curves.contributions(PARTS, ["a", "b"], PARTS.sum(0), "sum", "dimension", "share")


def test_what_is_sent_is_what_plotly_itself_would_send() -> None:
    ours = json.loads(plotly.io.to_json(chart().to_dict(), validate=False))
    theirs = json.loads(go.Figure(chart()).to_json())
    assert ours["layout"] == theirs["layout"]
    for mine, other in zip(go.Figure(ours).data, go.Figure(theirs).data, strict=True):
        assert mine.type == other.type
        assert np.array_equal(np.asarray(mine.y), np.asarray(other.y))
        assert mine.hovertemplate == other.hovertemplate


def test_numbers_travel_in_four_bytes_only_where_nothing_is_lost() -> None:
    exact, inexact = Chart([{"type": "bar", "y": PARTS[0][:2]}], {}), Chart([{"type": "bar", "y": PARTS[0]}], {})
    assert exact.to_dict()["data"][0]["y"]["dtype"] == "f4"
    assert inexact.to_dict()["data"][0]["y"]["dtype"] == "f8"
    assert [list(go.Figure(each).data[0].y) for each in (exact, inexact)] == [[1.5, -2.0], [1.5, -2.0, 0.1]]


def test_a_chart_that_was_changed_sends_what_it_is_now() -> None:
    changed = chart()
    changed.update_layout(title="now")
    assert changed.to_dict()["layout"]["title"]["text"] == "now"


def test_what_plotly_does_not_know_is_found_by_asking() -> None:
    wrong = Chart([{"type": "bar", "y": [1], "colour": "red"}], {})
    with pytest.raises(ValueError, match="colour"):
        _ = wrong.data


def test_a_chart_fits_the_wall_without_changing_itself_and_can_be_packed() -> None:
    before = chart()
    sent = json.dumps(before.to_dict(), default=str)
    fitted = theme.fit(before, theme.LECTURE, 300)
    assert fitted.layout.font.size == theme.LECTURE
    assert json.dumps(before.to_dict(), default=str) == sent
    packed = pickle.loads(pickle.dumps(fitted))
    assert packed.layout == fitted.layout
    assert numbers(packed).equals(numbers(fitted))


def test_a_line_upwards_is_plotlys_own() -> None:
    theirs = go.Figure()
    theirs.add_vline(x=3, line={"color": "red"})
    ours = go.Figure(Chart([], {"shapes": [upright(3, {"color": "red"})]}))
    assert ours.layout.shapes[0].update(xref="x") == theirs.layout.shapes[0]
