"""The three views of BertViz (Vig 2019), drawn from our own numbers and without a network.

BertViz is written for notebooks and fetches require.js, jQuery and d3 when it draws. Here d3 is the copy inside the
package mpld3 (5.7.0, the version that BertViz asks for), and assets/bertviz.js stands in for the other two.
"""

import importlib.util
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bertviz
import bertviz.neuron_view
from jaxtyping import Float
from torch import Tensor

from explorer import ASSETS

LINES = 70_000  # what the model view may draw: about two seconds in a browser
STYLE = """
body { margin: 0; }
.dark body { filter: invert(1) hue-rotate(180deg); }
[id^="bertviz-"] { background: none !important; width: max-content; min-width: 100%; }
.attn_background { fill: none; }
svg { overflow: visible; }
svg text { white-space: pre; }
"""

Weights = tuple[Float[Tensor, "head query key"], ...]


@dataclass(frozen=True)
class View:
    """A page of its own, for a frame of this height in pixels."""

    html: str
    height: int


def head_view(weights: Weights, tokens: tuple[str, ...], layer: int = 1) -> View:
    """One layer, all its heads, as lines between two columns. `weights` holds one tensor for each layer.

    Layers are counted from 1, here and in the menu. The same tensors give the same page.
    """
    html = bertviz.head_view(
        [_rounded(matrix)[None] for matrix in weights], _names(tokens), layer=layer - 1, html_action="return"
    ).data
    return View(_offline(html, tokens), round(22.5 * len(tokens)) + 70)


def model_view(weights: Weights, tokens: tuple[str, ...], layers: tuple[int, ...]) -> View:
    """All heads of the chosen layers, counted from 1, as small pictures; how many layers to choose says `fitting`."""
    heads = len(weights[0])
    chosen = [_rounded(weights[layer - 1]) for layer in layers]
    html = bertviz.model_view(
        [matrix[None] for matrix in chosen], _names(tokens), display_mode="light", html_action="return"
    ).data
    html = _swap(html, f'"include_layers": {json.dumps(list(range(len(layers))))}', f'"include_layers": {list(layers)}')
    html = _swap(
        html, f'"include_heads": {json.dumps(list(range(heads)))}', f'"include_heads": {list(range(1, heads + 1))}'
    )
    every = [matrix.tolist() for matrix in chosen]
    html = _swap(html, json.dumps(every), json.dumps([[_drawn(head) for head in matrix] for matrix in every]))
    # BertViz makes a row 84 / heads pixels high: few heads would not fit a screen.
    row = max(2.5, min(84 / heads, (340 / len(layers) - 10) / len(tokens)))
    html = _swap(html, "7 * (12 / config.totalHeads)", f"{row:.2f}")
    pictures, enlarged = len(layers) * (row * len(tokens) + 10) + 38, 18 * len(tokens) + 55
    return View(_offline(html, tokens), round(max(pictures, enlarged)) + 10)


def neuron_view(
    queries: tuple[Float[Tensor, "head query d"], ...],
    keys: tuple[Float[Tensor, "head query d"], ...],
    weights: Weights,
    tokens: tuple[str, ...],
    layer: int = 1,
    head: int = 1,
    causal: bool = True,
) -> View:
    """How one head comes to its weights: query times key, number by number. Layer and head are counted from 1.

    Where it is causal, BertViz leaves out what comes after the chosen token.
    """
    numbers = [
        {"queries": _rounded(q)[None], "keys": _rounded(k)[None], "attn": _rounded(w)[None]}
        for q, k, w in zip(queries, keys, weights, strict=True)
    ]
    tokenizer = SimpleNamespace(tokenize=lambda text: _names(tokens), convert_tokens_to_ids=lambda names: [0])
    html = bertviz.neuron_view.show(
        _Ready(numbers),
        "gpt2" if causal else "bert",
        tokenizer,
        "-",
        None,
        "light",
        layer - 1,
        head - 1,
        html_action="return",
    ).data
    return View(_offline(html, tokens), 26 * len(tokens) + 160)


def pair_view(
    encoder: Weights,
    decoder: tuple[Float[Tensor, "head written written"], ...],
    cross: tuple[Float[Tensor, "head written read"], ...],
    read: tuple[str, ...],
    written: tuple[str, ...],
    layer: int = 1,
) -> View:
    """The head view of an encoder-decoder: one text that is read, one that is written, and who looks from it to that.

    It opens with the cross-attention; the layer, for all three, is counted from 1.
    """
    html = bertviz.head_view(
        encoder_attention=[_rounded(matrix)[None] for matrix in encoder],
        decoder_attention=[_rounded(matrix)[None] for matrix in decoder],
        cross_attention=[_rounded(matrix)[None] for matrix in cross],
        encoder_tokens=_names(read),
        decoder_tokens=(names := [f"written {i}" for i, _ in enumerate(written)]),
        layer=layer - 1,
        html_action="return",
    ).data
    html = _swap(html, json.dumps(names), json.dumps(written).replace("<", r"\u003c"))
    html = _swap(html, '"default_filter": "0"', '"default_filter": "2"')
    html = _swap(html, '<option value="2">', '<option value="2" selected>')
    return View(_offline(html, read), round(22.5 * max(len(read), len(written))) + 70)


class _Ready:
    """What BertViz takes for a model: it has run already."""

    def __init__(self, numbers: list[dict[str, Tensor]]) -> None:
        self.numbers = numbers

    def eval(self) -> None:
        pass

    def __call__(self, ids: Tensor) -> list[Any]:
        return [self.numbers]


def fitting(weights: Weights) -> int:
    """How many layers, from the first, the model view can draw in about two seconds; 0 where one is too much."""
    lines, layers = 0, 0
    for matrix in weights:
        lines += sum(len(row) for head in _rounded(matrix).tolist() for row in _drawn(head))
        if lines > LINES:
            break
        layers += 1
    return layers


def _drawn(head: list[list[float]]) -> list[list[float]]:
    """Rows without the zeros at their end: BertViz draws a line for each number, and for masked zeros too."""
    return [row[: max((key for key, share in enumerate(row, 1) if share), default=0)] for row in head]


def _rounded(numbers: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """Three decimals, as doubles: floats would be written with 17 digits."""
    return numbers.detach().double().round(decimals=3)


def _names(tokens: Iterable[str]) -> list[str]:
    """What BertViz is given in place of the tokens: it would rewrite them, and write them into a script as they are."""
    return [f"token {i}" for i, _ in enumerate(tokens)]


def _offline(html: str, tokens: tuple[str, ...]) -> str:
    """A page that asks for nothing. The same numbers give the same page, which the browser then keeps."""
    for fetched in (r'<script src="https://cdnjs[^"]*"></script>', r"require\.config\(\{.*?\}\s*\}\);"):
        html, found = re.subn(fetched, "", html, flags=re.DOTALL)
        if found != 1:
            raise ValueError("this release of BertViz loads its scripts in another way")
    words = json.dumps(tokens).replace("<", r"\u003c")  # no token can end the script or open a comment in it
    html = _swap(html, json.dumps(_names(tokens)), words)
    html = re.sub("bertviz-[0-9a-f]{32}", "bertviz-view", html)
    html = re.sub(r"(\w+): <select ", r'\1: <select aria-label="\1" ', html)  # a name for screen readers
    return f"<style>{STYLE}</style><script>{_d3()}</script><script>{_shim()}</script>{html}"


def _swap(html: str, old: str, new: str) -> str:
    if old not in html:
        raise ValueError(f"this release of BertViz does not write {old[:60]}")
    return html.replace(old, new)


@lru_cache
def _d3() -> str:
    package = importlib.util.find_spec("mpld3")  # its place only: it would import matplotlib
    if package is None or package.origin is None:
        raise ModuleNotFoundError("BertViz needs d3, which comes with the package mpld3: pip install mpld3")
    return (Path(package.origin).parent / "js" / "d3.v5.min.js").read_text("utf-8")


@lru_cache
def _shim() -> str:
    return (ASSETS / "bertviz.js").read_text("utf-8")
