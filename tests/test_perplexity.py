"""Surprise and perplexity, the next word, the source's own bets, and the models before the same stories."""

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from nltk.lm import Laplace
from nltk.util import everygrams
from torch.nn import functional as F

from explorer import ASSETS
from explorer.errors import VisitorError
from explorer.models import held_out, library, prediction, rivals
from explorer.models.held_out import Decided, Group, Told
from explorer.perplexity import perplexity, running, surprise
from explorer.recipes import held_out as recipe
from explorer.text import microworld, ngrams, smoothing
from explorer.text.information import information
from tests.models.test_pretrained import make

BALL = "anna had a ball . the ball was red . what colour was the ball ? the ball was"
FOUND = prediction.read(library.run(BALL))


def test_surprise_is_torchs_cross_entropy_in_bits() -> None:
    torch.manual_seed(0)
    logits, ids = 5 * torch.randn(7, 11), torch.randint(11, (7,))
    bits = surprise(logits, ids)
    theirs = F.cross_entropy(logits.double(), ids, reduction="none") / math.log(2)
    assert torch.allclose(bits, theirs, atol=1e-12)
    assert float(running(bits)[-1]) == pytest.approx(float(theirs.mean()))
    assert float(running(bits)[2]) == pytest.approx(float(theirs[:3].mean()))


def test_perplexity_is_nltks() -> None:
    text = list("abacabadabacabaeab")
    theirs = Laplace(2)
    theirs.fit([list(everygrams(text, max_len=2))], text)
    held = list("abacad")
    pairs = list(pairwise(held))
    ours = smoothing.along(ngrams.count(text, 2), held, 2, "add-k")[1:]
    bits = torch.from_numpy(-np.log2(ours))
    assert float(perplexity(running(bits)[-1])) == pytest.approx(theirs.perplexity(pairs), rel=1e-9)


def test_a_fair_choice_among_n_words_has_perplexity_n() -> None:
    for n in (1, 2, 6, 482):
        bits = surprise(torch.zeros(4, n), torch.zeros(4, dtype=torch.long))
        assert float(perplexity(running(bits)[-1])) == pytest.approx(n)


def test_the_mean_surprise_of_a_handmade_source_is_its_entropy() -> None:
    shares = torch.tensor([0.5, 0.25, 0.125, 0.125])
    ids = torch.arange(4).repeat_interleave((shares * 64).long())
    bits = surprise(shares.log().expand(64, 4), ids)
    assert float(bits.mean()) == pytest.approx(1.75)  # 1/2·1 + 1/4·2 + 2·1/8·3
    assert float(surprise(torch.zeros(64, 4), ids).mean()) > 1.75  # any other bet costs more


# The next word


def test_shares_are_torchs_softmax_and_the_word_that_comes_is_found() -> None:
    places = prediction.places(FOUND, 5)
    softmax = FOUND.logits.softmax(-1)
    assert len(places) == len(FOUND.tokens)
    for position, place in enumerate(places):
        best = softmax[position].topk(5)
        assert [row.share for row in place.rows] == pytest.approx(best.values.tolist(), abs=1e-6)
        assert [row.word for row in place.rows] == [FOUND.word(id_) for id_ in best.indices.tolist()]
        assert math.exp(place.log_sum) == pytest.approx(float(FOUND.logits[position].double().exp().sum()), rel=1e-6)
        if place.comes:
            assert place.comes.word == FOUND.tokens[position + 1]
            ordered = softmax[position].argsort(descending=True).tolist()
            assert ordered[place.comes.rank - 1] == FOUND.ids[position + 1]
    assert places[-1].comes is None
    assert places[-1].rows[0].word == "red"
    expected = prediction.expected(places)
    assert expected[0] == []
    assert expected[5][0] == (places[4].rows[0].word, places[4].rows[0].share)


def test_the_lead_of_the_first_is_how_much_likelier_it_is() -> None:
    place = prediction.places(FOUND)[-1]
    first, second = place.rows[:2]
    assert math.exp(place.lead) == pytest.approx(first.share / second.share, rel=1e-4)
    assert place.times == f"{first.share / second.share:,.0f}"
    close = prediction.Place(
        (prediction.Row("a", 1.0, 0.5, 1), prediction.Row("b", 1 - math.log(3), 0.2, 2)), None, 0.0
    )
    assert close.times == "3.0"


def test_the_most_surprising_token_and_half_of_all_bits() -> None:
    found = prediction.surprised(FOUND)
    assert found
    loss = F.cross_entropy(FOUND.logits[:-1].double(), torch.tensor(FOUND.ids[1:]), reduction="none") / math.log(2)
    assert torch.allclose(found.bits, loss)
    assert FOUND.tokens[found.most] == "anna"
    assert found.at(found.most) == pytest.approx(float(loss.max()))
    assert found.perplexity == pytest.approx(2 ** float(loss.mean()))
    largest = sorted(loss.tolist(), reverse=True)
    assert sum(largest[: found.half]) >= found.sum / 2 > sum(largest[: found.half - 1])
    even = prediction.Surprised((1, 2, 3, 4), torch.full((4,), 2.0), torch.full((4,), 2.0))
    assert even.half == 2
    assert even.along(even.bits, 6) == [None, 2.0, 2.0, 2.0, 2.0, None]


def test_unknown_words_have_no_bits() -> None:
    found = prediction.read(library.run("the zebra saw the cat"))
    measured = prediction.surprised(found)
    assert measured
    assert measured.counted == (1, 3, 4, 5)
    assert prediction.places(found)[1].comes is None
    assert prediction.surprised(prediction.read(library.run("zebra"))) is None


@pytest.mark.parametrize(("family", "kind"), [("gpt2", "text"), ("t5", "written"), ("bert", "masked")])
def test_only_a_model_that_goes_on_has_a_next_word(family: str, kind: str, tmp_path: Path) -> None:
    make(family, tmp_path)
    run = library.run("the queen lost her", f"hf:{tmp_path}")
    found = prediction.read(run)
    assert found.kind == kind
    assert (found.model.name == "microworld") == (kind == "masked")
    assert len(found.tokens) == len(found.ids) == len(found.logits)
    if kind == "written":
        assert run.written
        assert found.tokens == run.written.tokens
    assert len(prediction.places(found)) == len(found.tokens)


def test_an_encoder_lets_the_story_model_read() -> None:
    found = prediction.read(library.run(BALL, "hf:all-MiniLM-L6-v2"))
    assert found.kind == "encoder"
    assert torch.equal(found.logits, FOUND.logits)


# The source's own bets


SHORT = [story for story in microworld.stories(30, 7) if len(story.tokens) < 60]


@pytest.mark.parametrize("story", SHORT, ids=range(len(SHORT)))
def test_the_bits_of_the_words_add_up_to_the_storys(story: microworld.Story) -> None:
    found = information(story.tokens)
    assert found.sum() == pytest.approx(story.bits, abs=1e-9)
    assert found.min() >= -1e-12
    assert len(found) == len(story.tokens) - 1


def test_the_sources_bet_is_how_often_it_happens() -> None:
    """The article of the first person, by counting 1,500 stories and by the exact sum."""
    article, found = SHORT[0].tokens[4], information(SHORT[0].tokens)
    assert article in ("a", "an")
    share = np.mean([story.tokens[4] == article for story in microworld.stories(1500, 3)])
    assert 2 ** -found[3] == pytest.approx(share, abs=0.05)


def test_what_the_source_never_tells_is_refused() -> None:
    with pytest.raises(ValueError, match="never tells"):
        information(("<s>", "the", "zebra", "</s>"))


# N-grams and the transformer before the same stories

STORIES = microworld.stories(8, 7)
COUNTED = ngrams.count([token for story in microworld.stories(150, 1) for token in story.tokens], 5)


@pytest.mark.parametrize("order", [1, 3, 5])
def test_choices_of_ngrams_are_those_made_one_by_one(order: int) -> None:
    read = rivals.by_ngrams(COUNTED, STORIES, order)
    expected = []
    for story in STORIES:
        for choice in story.choices:
            shares = smoothing.distribution(COUNTED, story.tokens[: choice.position], order)
            options = [shares[COUNTED.encode([option])[0]] for option in choice.options]
            right = choice.options.index(story.tokens[choice.position])
            best = [index for index, share in enumerate(options) if share == pytest.approx(max(options), rel=1e-9)]
            expected.append(1 / len(best) if right in best else 0.0)
    assert read.right.tolist() == pytest.approx(expected)
    assert len(read.bits) == sum(len(story.tokens) - 1 for story in STORIES)


def test_the_transformer_reads_as_its_lessons_were_measured() -> None:
    from explorer.models import lessons

    model = library.load()
    read, report = rivals.by_transformer(model, STORIES), lessons.measure(model.transformer, model.tokenizer, STORIES)
    assert read.bits.mean() == pytest.approx(lessons.bits(report.loss), abs=1e-5)
    right = [r for r, c in zip(read.right, [c for s in STORIES for c in s.choices], strict=True) if c.lesson == "owner"]
    assert np.mean(right) == pytest.approx(report.lessons["owner"])


def test_a_tie_is_a_share_of_a_right_answer() -> None:
    assert rivals._share(np.array([0.2, 0.2, 0.1]), 0) == 0.5
    assert rivals._share(np.array([0.2, 0.2, 0.1]), 2) == 0.0
    assert rivals._share(np.array([0.1, 0.2]), 1) == 1.0


def test_the_recipe_makes_a_card_that_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "KEPT", 4)
    monkeypatch.setattr(microworld, "words", lambda: ("king", "queen"))  # for the parrot; listing all takes a while
    steps = [step.step for step in recipe.make(tmp_path / "weights", documents=60, held_out=8)]
    assert steps == list(range(1, recipe.STEPS + 1))
    card = json.loads((tmp_path / "weights" / "held_out.json").read_text("utf-8"))
    assert {"data", "seed", "steps", "seconds", "parameters", "loss", "lessons", "measured"} <= set(card)
    monkeypatch.setattr(held_out, "ASSETS", tmp_path)
    held_out.load.cache_clear()
    try:
        measured = held_out.load()
        assert measured.bits["transformer"] < measured.bits["5-gram"]
        assert [len(bits) for bits in measured.stories["5-gram"]] == [
            len(story.tokens) - 1 for story in microworld.stories(recipe.KEPT, 7)
        ]
    finally:
        held_out.load.cache_clear()


def test_a_missing_card_is_answered_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "ASSETS", tmp_path)
    held_out.load.cache_clear()
    try:
        with pytest.raises(VisitorError, match="install Explorer again"):
            held_out.load()
    finally:
        held_out.load.cache_clear()


# What the shipped card says, and what the page says of it

CARD = held_out.load()


def test_the_card_belongs_to_the_models_that_are_shipped() -> None:
    shipped = library.load().card
    assert CARD.bits["transformer"] == pytest.approx(shipped.loss["held_out"] / math.log(2), abs=2e-3)
    assert CARD.floor == pytest.approx(microworld.entropy(microworld.stories(recipe.HELD_OUT, CARD.seed)), abs=1e-3)
    assert CARD.parameters == shipped.parameters
    assert "60000 microworld documents" in CARD.data
    assert shipped.data.startswith("60000 microworld documents (seed 1000)")
    assert (ASSETS / "weights" / "held_out.json").stat().st_size < 100_000


def test_no_model_is_below_the_floor_and_each_longer_window_helps() -> None:
    bits = [CARD.bits[name] for name in rivals.NGRAMS]
    assert bits == sorted(bits, reverse=True)
    assert all(CARD.excess(name) > 0 for name in CARD.bits)
    assert CARD.excess("transformer") < 0.1 * CARD.excess("5-gram")


def test_ngrams_fall_to_guessing_outside_their_window_and_the_transformer_does_not() -> None:
    groups = CARD.groups("coreference")
    for name, seen in held_out.SEEN.items():
        near, far = held_out.above(groups, name, within=seen), held_out.above(groups, name, beyond=max(4, seen))
        assert near is None or near > 30 or name == "bigram"
        assert far is not None
        assert abs(far) <= 3
    assert held_out.above(groups, "transformer", beyond=4) == 50


def test_the_transformer_does_not_know_the_owner() -> None:
    right = held_out.above(CARD.groups("owner"), "transformer")
    assert right is not None
    assert right < 40
    for lesson in ("coreference", "possession", "agreement", "quotes", "recall_colour"):
        groups = CARD.groups(lesson)
        assert held_out.above(groups, "5-gram", beyond=4) is not None  # each question of the page goes beyond


def test_groups_of_all_lessons_are_weighted_by_their_questions_and_small_ones_left_out() -> None:
    assert all(group.n >= held_out.FEWEST for lesson in CARD.lessons for group in CARD.groups(lesson))
    last = CARD.groups(held_out.ALL)[-1]
    rows = [row for row in CARD.memory if row["bin"] == len(rivals.BINS) - 1]
    assert last.n == sum(row["n"] for row in rows)
    assert last.right["5-gram"] == pytest.approx(sum(row["n"] * row["right"]["5-gram"] for row in rows) / last.n)


def test_points_above_guessing() -> None:
    groups = [Group(1, 2, 30, 0.5, {"m": 1.0}), Group(5, 8, 10, 0.1, {"m": 0.2}), Group(9, 16, 30, 0.1, {"m": 0.0})]
    assert held_out.above(groups, "m", within=4) == 50
    assert held_out.above(groups, "m", beyond=4) == -5
    assert held_out.above(groups, "m", beyond=16) is None
    assert held_out.questions(groups) == 70


def test_one_story_is_read_by_all_and_the_card_is_about_the_same_words() -> None:
    for number in (3, 13):
        told = held_out.story(number)
        assert {len(bits) for bits in told.bits.values()} == {len(told.tokens) - 1}
        assert told.tokens == microworld.stories(number, CARD.seed)[-1].tokens
    assert held_out.story(3).tokens[held_out.story(3).widest.position] == "kitchen"
    assert held_out.story(3).lucky == []
    assert held_out.story(13).lucky == ["transformer"]  # on one story; on all of them the source is lowest


def test_the_widest_gap_lies_beyond_the_window_or_is_not_claimed() -> None:
    tokens = tuple("abcdefgh")
    zeros, high = np.zeros(7), np.array([0, 0, 0, 9.0, 0, 0, 4.0])
    near, far = Decided(4, 2, "x"), Decided(7, 1, "x")
    told = Told(tokens, {"source": zeros, "transformer": zeros, "5-gram": high}, (near, far))
    assert told.widest == far
    assert told.gap(far) == 4
    assert Told(tokens, {**told.bits, "5-gram": zeros}, (near, far)).widest is None
    assert Told(tokens, told.bits, (near,)).widest is None
