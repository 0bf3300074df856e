"""Recurrent networks against PyTorch's own, gradients against finite differences, cards against fresh texts."""

import math
import random
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from streamlit.testing.v1 import AppTest
from torch import nn

from explorer import PAGES
from explorer.figures import recurrence
from explorer.models import gradients, pace, recurrent, siblings, unrolled
from explorer.models.gradients import Reach
from explorer.models.library import ModelError
from explorer.models.recurrent import CELLS, KINDS, Recurrent, Sizes
from explorer.recipes import siblings as recipe
from explorer.text import microworld, recall
from explorer.text.microworld_words import COLOURS
from explorer.text.tokenizers import WordTokenizer
from tests.test_chapters import open_chapter

CHAPTER = PAGES / "2_before" / "2_recurrence.py"
TEXT = "anna had a ball . the ball was red . what colour was the ball ? the ball was"
REFEREES = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def cell(kind: recurrent.Kind, width: int = 5, d: int = 7) -> recurrent.Cell:
    torch.manual_seed(3)
    return CELLS[kind](width, d).double()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("batch", [(), (3,)])
def test_each_cell_computes_what_pytorch_computes(kind: recurrent.Kind, batch: tuple[int, ...]) -> None:
    ours, theirs = cell(kind), REFEREES[kind](5, 7, batch_first=True).double()
    names = {"weight_ih_l0": "word.weight", "weight_hh_l0": "state.weight"}
    names |= {"bias_ih_l0": "word.bias", "bias_hh_l0": "state.bias"}
    theirs.load_state_dict({name: ours.state_dict()[own] for name, own in names.items()})
    x = torch.randn(*batch, 11, 5, dtype=torch.float64)
    out, last = theirs(x)
    trace = ours(x)
    torch.testing.assert_close(trace.out, out, rtol=0, atol=1e-12)
    if kind == "lstm":
        torch.testing.assert_close(trace.memory[..., -1, :], last[1][0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", KINDS)
def test_the_rows_of_a_cell_are_its_equation(name: str) -> None:
    inside = unrolled.inside(siblings.read(TEXT, name))
    row = inside.row
    state = row("state")
    if name == "rnn":
        assert torch.allclose(torch.tanh(row("word") + row("carried")), state, atol=1e-6)
    elif name == "gru":
        mixed = row("update") * row("before") + (1 - row("update")) * row("candidate")
        assert torch.allclose(mixed, state, atol=1e-6)
    else:
        memory = row("forget") * row("before") + row("input") * row("candidate")
        assert torch.allclose(memory, row("memory"), atol=1e-6)
        assert torch.allclose(row("output") * torch.tanh(memory), state, atol=1e-6)
    assert all(float(r.values.min()) >= 0 and float(r.values.max()) <= 1 for r in inside.rows if r.share)
    if name != "rnn":
        assert torch.equal(row("before")[1:], row(inside.held)[:-1])
        most, least = unrolled.most_and_least_kept(inside)
        assert inside.kept(most) >= inside.kept(least) > 0


def test_a_transformer_has_no_gates() -> None:
    with pytest.raises(TypeError, match="no recurrent cell"):
        unrolled.inside(siblings.read(TEXT, "transformer"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_is_the_one_of_finite_differences(kind: recurrent.Kind) -> None:
    network, step = cell(kind, 3, 4), 1e-6
    x = torch.randn(6, 3, dtype=torch.float64)
    found = gradients.norms(lambda x: network(x).out, x)
    for word in range(6):
        columns = []
        for i in range(3):
            change = torch.zeros_like(x)
            change[word, i] = step
            with torch.no_grad():
                columns.append((network(x + change).out[-1] - network(x - change).out[-1]) / (2 * step))
        assert found[word] == pytest.approx(float(torch.stack(columns).norm()), rel=1e-5)


def test_of_a_linear_recurrence_the_gradient_is_a_power() -> None:
    factor = 0.5

    def read(x: torch.Tensor) -> torch.Tensor:
        states, h = [], torch.zeros(x.shape[-1])
        for step in x.unbind(-2):
            h = factor * h + step
            states.append(h)
        return torch.stack(states, -2)

    found = Reach({"rnn": gradients.norms(read, torch.randn(9, 4))[::-1]})
    assert found.norms["rnn"] == pytest.approx([2 * factor**n for n in range(9)])  # 2: the norm of four ones
    assert found.factors()["rnn"] == pytest.approx(factor)
    assert found.words == 9


def test_scale_and_gate_decide_between_vanishing_and_exploding() -> None:
    small, large = gradients.untrained(0.5, 40, 0, 2.0), gradients.untrained(3.0, 40, 0, 2.0)
    assert small.norms["rnn"][-1] < 1e-10 * small.norms["rnn"][0]
    assert large.norms["rnn"][-1] > 100 * large.norms["rnn"][0]
    shut, open_ = (gradients.untrained(1.0, 40, 0, keep).factors()["lstm"] for keep in (-2.0, 4.0))
    assert shut < 0.5 < 0.9 < open_
    assert np.array_equal(small.norms["transformer"], large.norms["transformer"]), "it has no recurrent weights"


def test_clipping_scales_the_whole_gradient_and_only_where_it_is_too_long() -> None:
    reach = Reach({"rnn": np.array([3.0, 4.0]), "lstm": np.array([0.3, 0.4])})
    clipped = reach.clipped(1.0)
    assert set(clipped) == {"rnn"}
    assert clipped["rnn"] == pytest.approx([0.6, 0.8])


def test_before_a_sentence_the_trained_models_answer_to_the_scale() -> None:
    plain, weak = gradients.trained(TEXT, 1.0), gradients.trained(TEXT, 0.2)
    assert plain.words == len(siblings.read(TEXT, "rnn").tokens)
    assert weak.factors()["rnn"] < plain.factors()["rnn"]
    network = siblings.load("rnn").network
    assert isinstance(network, Recurrent)
    before = network.cell.state.weight.clone()
    gradients.trained(TEXT, 3.0)
    assert torch.equal(network.cell.state.weight, before), "the shared model is left alone"


def test_a_text_asks_from_exactly_so_many_words_back() -> None:
    for distance in recall.distances():
        told = recall.text(random.Random(distance), distance)
        choice = told.choices[0]
        before = told.tokens[: choice.position]
        assert before[choice.source + 1 :].index("what") == distance
        assert told.tokens[choice.position] == before[choice.source]
        assert before[-2] == before[choice.source - 2], "the same thing is asked for"
        assert [token for token in before if token in COLOURS] == [told.tokens[choice.position]]
        assert len(told.tokens) <= microworld.LONGEST


def test_a_distance_that_no_sentences_fill_is_refused() -> None:
    with pytest.raises(ValueError, match="no whole sentences"):
        recall.text(random.Random(0), 3)


def test_the_answer_is_found_in_a_batch() -> None:
    tokenizer = WordTokenizer(siblings.load("rnn").card.vocabulary)
    told = recall.text(random.Random(4), 20)
    found = recipe.answers(torch.tensor([[tokenizer.ids[token] for token in told.tokens]]))[0]
    assert found.nonzero()[:, 0].tolist() == [told.choices[0].position]


def test_an_example_shows_the_fact_that_is_asked_for() -> None:
    for one, (first, last) in zip(unrolled.examples(3), unrolled.scores().bins, strict=True):
        assert first <= one.distance <= last
        assert one.tokens[slice(*one.fact)] == ("the", one.tokens[-2], "was", one.answer)
        assert len(one.answers) == 4


@pytest.mark.parametrize("name", siblings.NAMES)
def test_the_card_says_what_fresh_texts_say(name: str) -> None:
    card, rng = siblings.load(name).card, random.Random(31337)
    for row in card.recall:
        if row["from"] not in (1, 51):
            continue
        far = [d for d in recall.distances() if row["from"] <= d <= row["to"]]
        texts = [recall.text(rng, rng.choice(far)) for _ in range(80)]
        answers = unrolled.answers(name, texts)
        right = sum(
            word == told.tokens[told.choices[0].position] for (word, _), told in zip(answers, texts, strict=True)
        )
        share = row["right"]
        spread = 3.5 * math.sqrt(max(share * (1 - share), 0.02) * (1 / 80 + 1 / row["questions"]))
        assert abs(right / 80 - share) < spread, (row, right / 80)


def test_the_four_are_alike() -> None:
    cards = [siblings.load(name).card for name in siblings.NAMES]
    assert len({(card.data, card.seed, card.steps, card.tokens) for card in cards}) == 1
    sizes = [card.parameters for card in cards]
    assert max(sizes) < 1.02 * min(sizes)


def test_a_state_has_one_size_and_a_cache_grows() -> None:
    assert unrolled.holds("lstm", 1) == unrolled.holds("lstm", 100) == 200
    trace = siblings.read(TEXT, "transformer").trace
    kept = sum(block.attention.k.numel() + block.attention.v.numel() for block in trace.blocks)
    assert unrolled.holds("transformer", len(siblings.read(TEXT, "transformer").tokens)) == kept


@pytest.mark.parametrize("text", ["anna", TEXT, "zzz"])
def test_shapes_read_and_write_what_the_network_does(text: str) -> None:
    found = unrolled.shapes(text, "gru")
    reading = siblings.read(text, "gru")
    last = reading.next_words(1)[-1][0]
    assert (found["many_to_one"][-1].output, found["many_to_one"][-1].probability) == last
    assert all(step.output is None for step in found["many_to_one"][:-1])
    assert [step.input for step in found["many_to_many"]] == list(reading.tokens[1:][-6:])
    many = found["one_to_many"]
    assert len(found["one_to_one"]) == 1
    assert [step.input for step in many[1:]] == [step.output for step in many[:-1]], "each output is fed back"
    steps = [unrolled.Step("a", "a", "b"), unrolled.Step("a b", "b", "x"), unrolled.Step("a b c", "c", "d")]
    assert unrolled.foreseen(steps) == 1


def test_a_missing_or_broken_sibling_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siblings, "file", lambda name: tmp_path / f"siblings-{name}.safetensors")
    siblings.load.cache_clear()
    try:
        with pytest.raises(ModelError, match=r"siblings-gru\.safetensors is missing"):
            siblings.load("gru")
        (tmp_path / "siblings-gru.json").write_text("{}")
        with pytest.raises(ModelError, match="damaged"):
            siblings.load("gru")
    finally:
        siblings.load.cache_clear()


def test_time_is_measured_for_all_and_grows_with_the_text() -> None:
    found = list(pace.timings((16, 128, 256), runs=3))
    assert len(found) == pace.count((16, 128, 256))
    told = pace.compare(found)
    assert (told.half, told.last) == (128, 256)
    times = {(one.name, one.words): one.seconds for one in found}
    assert times["lstm", 256] > 1.5 * times["lstm", 16]


def test_a_gradient_of_zero_is_drawn_on_the_edge() -> None:
    words = {"clip": "clipped", "axis": "words", "unit": "size"}
    figure = recurrence.reach({"rnn": np.array([3.0, 0.0])}, {"rnn": np.array([1.5, 0.0])}, {"rnn": "RNN"}, words)
    low, high = figure.data["ends"]
    assert -20 < low < figure.data["powers"][0]
    assert 10**high >= 3.0, "the largest has room"
    assert figure.data["curves"][0]["values"] == [3.0, 0.0], "it is told as it is"
    assert figure.table["RNN, clipped"].tolist() == [1.5, 0.0]


def test_the_first_questions_are_near() -> None:
    told = list(recipe.documents(400, 5))
    asked = [[c.position - c.source - 10 for c in story.choices if c.lesson == "recall"] for story in told]
    assert max(max(far, default=0) for far in asked[:50]) <= 10
    assert max(max(far, default=0) for far in asked[-100:]) > 50


def shown(app: AppTest, start: str) -> str:
    return next(e.proto.body for e in app.get("html") if start in e.proto.body)


@pytest.mark.parametrize(("scale", "vanishes"), [("40", True), ("300", False)])
def test_the_caption_of_the_gradient_follows_the_scale(scale: str, vanishes: bool) -> None:
    app = open_chapter(CHAPTER, lecture="true", step="vanishing", scale=scale, clip="true")
    told = shown(app, "Each word farther back")
    factor = float(told.split("RNN × ")[1].split(",")[0])
    assert (factor < 1) == vanishes
    assert ("Clipped: " in told) != vanishes


def test_at_the_default_scale_nothing_is_clipped() -> None:
    app = open_chapter(CHAPTER, lecture="true", step="vanishing", clip="true")
    assert "Nothing is long enough to clip" in shown(app, "Each word farther back")


def test_no_blank_is_left_open_in_the_text() -> None:
    assert not re.search(r"\{\w+\}", " ".join(element.value for element in open_chapter(CHAPTER).markdown))


@pytest.mark.parametrize(("kind", "told"), [("rnn", "has no gate"), ("lstm", "of its memory"), ("gru", "of its state")])
def test_the_caption_of_the_gates_follows_the_network(kind: str, told: str) -> None:
    app = open_chapter(CHAPTER, lecture="true", step="gates", cell=kind, token="3")
    assert not app.exception
    assert any(told in element.proto.body for element in app.get("html"))


def test_one_word_alone_is_read_too() -> None:
    app = open_chapter(CHAPTER, text="anna", weights="trained")
    assert not app.exception


def test_an_untrained_network_is_made_from_its_seed() -> None:
    first, again = (Recurrent(Sizes("gru", 9, 4)).initialise(2) for _ in range(2))
    other = Recurrent(Sizes("gru", 9, 4)).initialise(3)
    ids = torch.arange(5)
    assert torch.equal(first(ids).out, again(ids).out)
    assert not torch.equal(first(ids).out, other(ids).out)
