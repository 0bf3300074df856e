"""BertViz draws our own numbers, letter for letter, and asks for nothing from outside."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import bertviz as original
import pytest
import torch

from explorer import bertviews
from explorer.bertviews import View
from explorer.models import library

HOSTILE = (
    "</script>",
    "<script>top.hacked=1</script>",
    "<!--",
    "-->",
    "<b>",
    "&lt;",
    "\"'`",
    "\\",
    "\\u003c",
    "\u2028\u2029",
    "${top.hacked=1}",
    "PYTHON_PARAMS",
    "token 0",
    "Ġthe",
    "▁the",
    "</w>",
    "$1",
    "\\1",
    "😀",
    "  ",
)


def heads(layers: int, number: int, count: int, d: int | None = None) -> tuple[torch.Tensor, ...]:
    """Causal weights, or vectors of d numbers, of so many tokens."""
    generator = torch.Generator().manual_seed(layers + number + count)
    if d:
        return tuple(torch.randn(layers, number, count, d, generator=generator))
    scores = torch.randn(layers, number, count, count, generator=generator)
    return tuple(scores.masked_fill(torch.ones(count, count).triu(1).bool(), -torch.inf).softmax(-1))


def views(tokens: tuple[str, ...]) -> dict[str, View]:
    weights, vectors = heads(2, 3, len(tokens)), heads(2, 3, len(tokens), 4)
    return {
        "head": bertviews.head_view(weights, tokens),
        "model": bertviews.model_view(weights, tokens, (1, 2)),
        "neuron": bertviews.neuron_view(vectors, vectors, weights, tokens),
    }


class Tags(HTMLParser):
    """The tags of a page as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


def data(view: View) -> Any:
    """What the script of BertViz is given; of the neuron view its only picture, called "all"."""
    found = re.search(r"(?:const params|window\.bertviz_params) = (\{.*?\})(?:;|\n)", view.html)
    assert found
    attention = json.loads(found[1])["attention"]
    return attention["all"] if isinstance(attention, dict) else attention[0]


@pytest.mark.parametrize("name", ["head", "model", "neuron"])
def test_no_script_is_fetched(name: str) -> None:
    tags = Tags(views(("a", "b"))[name].html).found
    assert [
        attributes
        for tag, attributes in tags
        if tag in ("script", "link", "img") and attributes.keys() & {"src", "href"}
    ] == []
    assert "cdnjs" not in views(("a", "b"))[name].html


def test_bertviz_itself_would_fetch_three() -> None:
    page = original.head_view([torch.eye(2)[None, None]], ["a", "b"], html_action="return").data
    assert "src" in next(attributes for tag, attributes in Tags(page).found if tag == "script")
    assert page.count("cdnjs") == 3


def test_a_release_that_loads_in_another_way_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    page = original.head_view([torch.eye(2)[None, None]], ["token 0", "token 1"], html_action="return").data
    other = type("HTML", (), {"data": page.replace("cdnjs", "unpkg")})
    monkeypatch.setattr(original, "head_view", lambda *_, **__: other)
    with pytest.raises(ValueError, match="another way"):
        bertviews.head_view(heads(1, 1, 2), ("a", "b"))


@pytest.mark.parametrize("name", ["head", "model", "neuron"])
def test_no_token_leaves_the_script_and_none_is_rewritten(name: str) -> None:
    hostile, plain = views(HOSTILE)[name], views(tuple("abcdefghijklmnopqrst"))[name]
    assert [tag for tag, _ in Tags(hostile.html).found] == [tag for tag, _ in Tags(plain.html).found]
    assert hostile.html.count("</script") == plain.html.count("</script")
    assert "<!--" not in hostile.html
    assert data(hostile)["left_text"] == data(hostile)["right_text"] == list(HOSTILE)


def test_the_weights_are_the_models_to_three_decimals() -> None:
    run = library.run("the queen beside the king lost")
    layers = [block.attention for block in run.trace.blocks]
    weights = tuple(layer.weights for layer in layers)
    drawn = torch.tensor(data(bertviews.head_view(weights, run.tokens))["attn"])
    assert torch.allclose(drawn, torch.stack(weights), atol=5.01e-4)
    view = bertviews.neuron_view(tuple(x.q for x in layers), tuple(x.k for x in layers), weights, run.tokens, 2, 3)
    neuron = data(view)
    assert torch.allclose(torch.tensor(neuron["queries"]), torch.stack([x.q for x in layers]), atol=5.01e-4)
    assert torch.allclose(torch.tensor(neuron["keys"]), torch.stack([x.k for x in layers]), atol=5.01e-4)
    assert '"layer": 1, "head": 2' in view.html, "layer 2 and head 3, as BertViz counts"


def test_the_model_view_draws_the_chosen_layers_and_counts_from_one() -> None:
    weights = heads(4, 2, 5)
    view = bertviews.model_view(weights, tuple("abcde"), (2, 4))
    assert '"include_layers": [2, 4], "include_heads": [1, 2]' in view.html
    drawn = data(view)["attn"]
    assert len(drawn) == 2
    for matrix, layer in zip(drawn, (2, 4), strict=True):
        for head, expected in zip(matrix, weights[layer - 1], strict=True):
            for query, row in enumerate(head):
                assert len(row) == query + 1, "masked zeros are not drawn"
                assert torch.allclose(torch.tensor(row), expected[query, : query + 1], atol=5.01e-4)


def test_as_many_layers_as_can_be_drawn_in_time() -> None:
    few = heads(6, 4, 20)
    assert bertviews.fitting(few) == 6
    lines = 8 * 64 * 65 // 2
    assert bertviews.fitting(heads(6, 8, 64)) == bertviews.LINES // lines == 4
    assert bertviews.fitting((torch.full((1, 300, 300), 1 / 300),)) == 0, "90,000 lines"


def test_the_same_numbers_give_the_same_page() -> None:
    weights = heads(1, 2, 3)
    first = bertviews.head_view(weights, ("a", "b", "c"))
    assert bertviews.head_view(tuple(layer.clone() for layer in weights), ("a", "b", "c")) == first
    assert bertviews.head_view(weights, ("a", "b", "d")) != first


def test_a_longer_text_gets_a_higher_frame() -> None:
    short, long = views(("a",) * 5), views(("a",) * 30)
    assert all(short[name].height < long[name].height for name in short)


def test_queries_of_other_layers_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        bertviews.neuron_view(heads(1, 1, 3, 4), heads(2, 1, 3, 4), heads(2, 1, 3), ("a", "b", "c"))
