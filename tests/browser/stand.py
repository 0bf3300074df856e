"""A stand to try figures on, without a chapter around them: ?view= chooses the figure, ?n= random weights of n tokens."""

import streamlit as st
import torch

from explorer import ASSETS, bertviews, ui
from explorer.figures.lines import lines
from explorer.models import library
from tests.test_bertviz import HOSTILE, heads

WORDS = {
    "heads": "Heads",
    "only": "only this head",
    "reads": "reads",
    "read": "is read",
    "none": "no one",
    "note": "none under {share}",
    "token": "“{token}” ({n})",
    "head": "head {n}: {list}",
    "from": "{token} reads {list}",
    "by": "{token} is read by {list}",
    "rest": "left out: {share}",
}
TEXT = "the queen beside the king lost"

st.set_page_config(layout="wide")
st.html(ASSETS / "app.css")
view, n = st.query_params.get("view", "lines"), int(st.query_params.get("n", "0"))
trace = [block.attention for block in library.run(TEXT).trace.blocks]
tokens = tuple(f"w{i}" for i in range(n)) or (HOSTILE if "hostile" in st.query_params else library.run(TEXT).tokens)
weights = tuple(layer.weights for layer in trace)
queries, keys = tuple(layer.q for layer in trace), tuple(layer.k for layer in trace)
if n or "hostile" in st.query_params:
    weights, queries = heads(1, 12, len(tokens)), heads(1, 12, len(tokens), 8)
    keys = queries
if "itself" in st.query_params:
    weights = (torch.eye(len(tokens))[None],)

numbers = list(range(1, len(weights[-1]) + 1))
if view == "lines":
    ui.show(lines(weights[-1], tokens, numbers, WORDS), key="lines", caption="Who reads whom.")
else:
    page = {
        "head": lambda: bertviews.head_view(weights, tokens),
        "model": lambda: bertviews.model_view(weights, tokens, tuple(range(1, len(weights) + 1))),
        "neuron": lambda: bertviews.neuron_view(queries, keys, weights, tokens, 1, 2),
    }[view]()
    ui.show_html(page.html, key="bertviz", caption=f"BertViz, {view} view", height=page.height)
