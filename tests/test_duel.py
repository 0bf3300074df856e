"""An n-gram and a transformer side by side: the same dice, honest numbers, and sentences that can be false."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from explorer.classroom import Classroom, Training, _take
from explorer.figures import duel as figures
from explorer.models import apprentice, duel, film, library, quoting, scores
from explorer.models.apprentice import Job
from explorer.models.duel import Duel, Word
from explorer.recipes import microworld, storybook
from explorer.text import corpora, ngrams, smoothing
from explorer.ui import measures
from tests.test_chapters import open_chapter

PAGE = Path(__file__).parent.parent / "pages" / "4_writing" / "3_duel.py"
BALL = "anna had a ball . the ball was red . what colour was the ball ? the ball was"
TEXT = "the cat sat on the mat . the dog lay by the door .\n" * 500


@pytest.fixture(scope="module")
def small() -> duel.Match:
    """A pair on pieces of words; the transformer has learned nothing."""
    tokens = apprentice.pieces(apprentice.merges(TEXT))
    learned, held_out = (tuple(tokens.ids(part)) for part in duel.divide(TEXT))
    model = duel.Transformer(apprentice.sizes(len(tokens))).initialise(0).eval().requires_grad_(False)
    return duel._pieces(model, tokens, learned, held_out, 1.0)


def test_both_distributions_are_those_of_the_models() -> None:
    found = duel.match("stories")
    ids = found.begin(BALL)
    counted = smoothing.distribution(found.counted, [found.tokenizer.vocabulary[i] for i in ids[-3:]], 4)
    by_ngram = found.by_ngram(ids, 4)
    assert by_ngram.sum() == pytest.approx(1)
    red = found.tokenizer.ids["red"]
    assert by_ngram[red] == pytest.approx(counted[found.counted.ids["red"]], rel=1e-6)
    run = library.run(BALL)
    word = duel.fight("stories", BALL, 4, 1.0, 0).texts[1][0]
    for shown, _, share in word.likely:
        assert share == pytest.approx(
            float(run.trace.out[-1].softmax(-1)[found.tokenizer.ids[shown.strip()]]), abs=1e-5
        )


def test_the_ngram_counts_the_first_documents_that_the_model_learned_from() -> None:
    """The words for the parrot's lists come from the model's card: to collect them anew takes a second."""
    told = microworld.documents(duel.STORIES, microworld.STORY_SEED)
    assert duel.match("stories").learned == "\n".join(" ".join(document.tokens[1:-1]) for document in told)


def test_luck_draws_by_the_distribution() -> None:
    """The trick of Gumbel: with a seed for each draw, words come as often as they should."""
    shares = duel.temper(np.log(np.array([0.6, 0.3, 0.1])), 1.0)
    luck = np.stack([np.random.default_rng((seed, 0)).gumbel(size=3) for seed in range(4000)])
    counts = np.bincount((np.log(shares) + luck).argmax(1), minlength=3)
    for count, share in zip(counts, shares, strict=True):
        assert abs(count - 4000 * share) < 4 * math.sqrt(4000 * share * (1 - share))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_temperature_is_that_of_softmax(temperature: float) -> None:
    logits = np.array([2.0, -1.0, 0.5])
    expected = F.softmax(torch.tensor(logits) / temperature, -1).numpy()
    assert duel.temper(logits, temperature) == pytest.approx(expected)


def test_temperature_zero_takes_the_likeliest() -> None:
    assert duel.temper(np.array([1.0, 3.0, 2.0]), 0.0).tolist() == [0, 1, 0]
    found = duel.fight("stories", BALL, 4, 0.0, 0)
    assert found == duel.fight("stories", BALL, 4, 0.0, 1), "no luck at temperature 0"
    assert found.texts[1][0].shown == " red"


def test_the_same_seed_writes_the_same_and_the_two_part_where_they_say() -> None:
    found = duel.fight("stories", "once there was a", 4, 1.0, 3)
    duel.fight.cache_clear()
    assert found == duel.fight("stories", "once there was a", 4, 1.0, 3)
    assert found.first is not None
    left, right = ([word.shown for word in text] for text in found.texts)
    assert left[: found.first] == right[: found.first]
    assert left[found.first : found.first + 1] != right[found.first : found.first + 1]
    for at in range(found.first + 1):  # the same words before them: the same two distributions
        assert found.texts[0][at].likely == found.texts[1][at].likely


def test_two_equal_writers_never_part() -> None:
    words = tuple(Word(shown, (0.5, 0.5), ()) for shown in (" a", " b"))
    assert Duel((), (words, words)).first is None
    assert Duel((), (words, words)).parting == (None, None)
    assert Duel((), (words[:1], words)).first == 1
    assert Duel((), (words[:1], words)).parting == (None, words[1])


def test_signs_for_what_cannot_be_seen() -> None:
    assert [Word(shown, (0.0, 0.0), ()).label for shown in (" red", "\n", " ", "")] == ["red", "↵", "␣", ""]


def test_a_division_holds_out_a_tenth_and_loses_nothing() -> None:
    text = "".join(chr(97 + i % 26) for i in range(123_456))
    learned, held_out = duel.divide(text)
    assert sorted(learned + held_out) == sorted(text)
    assert len(held_out) / len(text) == pytest.approx(0.1, abs=0.03)
    assert duel.divide("a" * 19_000 + "b" * 1_000)[1], "a short text has something to hold out too"


def test_a_division_continues_that_of_the_whole_corpus() -> None:
    before, after = "x" * 88_374, "".join(chr(97 + i % 23) for i in range(120_000))
    for ours, whole in zip(duel.divide(after, len(before)), storybook.divide(before + after), strict=True):
        assert len(ours) > 10_000
        assert whole.endswith(ours)
        assert set(whole[: -len(ours)]) <= {"x"}


def test_bits_per_character_have_a_referee(small: duel.Match) -> None:
    ids = torch.tensor(small.held_out[:300])
    bits = scores.losses(small.model, ids)
    assert len(bits) == 299
    with torch.inference_mode():
        first = F.cross_entropy(small.model(ids[:128]).out, ids[1:129], reduction="none") / math.log(2)
        later = F.cross_entropy(small.model(ids[64:192]).out, ids[65:193], reduction="none") / math.log(2)
    assert bits[:128] == pytest.approx(first.numpy(), rel=1e-3)
    assert bits[128:192] == pytest.approx(later[64:].numpy(), rel=1e-3)
    with torch.inference_mode():
        last = F.cross_entropy(small.model(ids[10:13]).out[-1:], ids[13:14]) / math.log(2)
    assert scores.narrow(small.model, ids, 3)[10] == pytest.approx(float(last), rel=1e-3)


def test_an_untrained_transformer_loses_and_the_page_says_so(
    small: duel.Match, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duel, "match", lambda name: small)
    found = scores.measure.__wrapped__("apprentice-0-0", 4)
    assert found.better == 0
    assert found.perplexity[1] > found.perplexity[0]
    assert found.per_character[0] == pytest.approx(found.bits[0] * found.tokens / found.characters)
    assert measures.verdict(found, 4).startswith("The n-gram of order 4 needs")
    assert found.far is None


def test_on_stories_the_transformer_wins_because_of_far_words() -> None:
    found = scores.measure("stories", 4)
    assert found.better == 1
    assert measures.verdict(found, 4).startswith("The transformer needs")
    assert found.far
    assert found.far.right[1] > 0.95
    assert abs(found.far.right[0] - found.far.chance) < 0.1, "an n-gram guesses beyond its window"
    assert found.stored[1] == library.load().card.parameters
    near, wide = (scores.measure("stories", n).stored[0] for n in (2, 4))
    assert near < wide


def test_a_copied_run_stands_where_it_is_said_to() -> None:
    found = quoting.quote("stories", 5, 0)
    source = duel.match("stories").learned
    words = " ".join(ngrams.words(source))
    for text in found.texts:
        for run, (_, copied, _) in zip(text.meter.copied, text.sources, strict=True):
            assert " ".join(text.words[run.start : run.start + run.length]) == copied
            assert copied in words
    assert found.words == quoting.DRAWN
    assert found.ngrams.shares[4] > found.ngrams.shares[1]


def test_a_film_shows_what_each_checkpoint_writes() -> None:
    found = film.film("stories", BALL, 0)
    assert [frame.step for frame in found.frames][:2] == [0, 250]
    assert found.frames[-1].written[0] == " red"
    assert found.frames[0].written[0] != " red"
    assert found.tokens[-1] == "was"
    for frame in found.frames:
        assert torch.allclose(frame.weights.sum(-1), torch.ones(frame.weights.shape[:-1]), atol=1e-5)
    last = film.film("stories", "the cat", 0).frames[-1]
    for weights, block in zip(last.weights, library.run("the cat").trace.blocks, strict=True):
        assert torch.allclose(weights, block.attention.weights, atol=1e-5)


def test_a_long_prompt_is_cut_so_that_the_answer_fits() -> None:
    ids = duel.match("stories").begin("the king loves the queen . " * 60)
    assert len(ids) == 128 - duel.LENGTH
    assert ids[0] == library.load().tokenizer.ids["<s>"]
    assert duel.fight("stories", "the king loves the queen . " * 60, 3, 1.0, 0).texts[1]


def test_a_share_is_never_rounded_to_nothing() -> None:
    assert [measures.share(p) for p in (0.5, 0.0001, 0.0)] == ["50.0%", "under 0.1%", "0.0%"]


def test_the_table_of_a_figure_holds_its_numbers() -> None:
    text = [(" a", (0.25, 0.5), [(" a", 0.25, 0.5)])]
    live = figures.duel(["x"], ("left", "right"), (text, text), None, {})
    assert live.table["right"].tolist() == [0.5, 0.5]


def test_own_text_without_a_transformer_reads_stories_and_says_so() -> None:
    app = open_chapter(PAGE, corpus="own", step="train", lecture="true")
    app.text_area(key="own").set_value("short").run()
    assert any("No transformer has learned this text yet" in each.proto.body for each in app.get("html"))
    app.button(key="train-start").click().run()
    assert not app.exception
    assert any("needs at least 20,000" in each.proto.body for each in app.get("html"))


def test_a_trained_transformer_fights_on_its_own_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process: what a training has sent is enough for every step of the chapter."""
    room = Classroom()
    monkeypatch.setattr(Classroom, "start", lambda self, job, here: taught(self, job))
    monkeypatch.setattr("explorer.models.duel.classroom", lambda: room)
    monkeypatch.setattr("explorer.models.film.classroom", lambda: room)
    monkeypatch.setattr("explorer.ui.training.classroom", lambda: room)
    app = open_chapter(PAGE, corpus="own")
    app.text_area(key="own").set_value(TEXT).run()
    app.button(key="train-start").click().run(timeout=60)
    assert not app.exception
    shown = [each.proto.body for each in app.get("html")]
    assert any("Both learned from the same text" in body for body in shown)
    assert not any("No transformer has learned" in body for body in shown)
    assert len(app.get("bidi_component")) >= 5


def taught(room: Classroom, job: Job) -> Training:
    training = Training(job, lambda: True)
    for head, tensors in apprentice.study(job_of(job, 0.5), lambda: False):
        _take(training, head, tensors)
    room._row.append(training)
    return training


def job_of(job: Job, seconds: float) -> Job:
    return Job(job.merges, job.learned, job.held_out, seconds)


def test_shakespeare_is_divided_as_storybook_was() -> None:
    size = corpora.BOOKS["shakespeare"].size  # bytes, and characters: it is plain ASCII
    text = ("First Citizen:" + "x" * size)[:size]
    learned, held_out = duel.parts(text)
    assert len(learned) + len(held_out) == size
    first = -duel.SHAKESPEARE_FROM % storybook.STRETCH  # where the first whole stretch begins
    number = (duel.SHAKESPEARE_FROM + first) // storybook.STRETCH
    assert len(held_out) in range(
        size // storybook.EVERY - storybook.STRETCH, size // storybook.EVERY + storybook.STRETCH
    )
    assert number == 1768
    said = [int(word.replace(",", "")) for word in library.load("storybook").card.data.split() if word[0].isdigit()]
    assert duel.SHAKESPEARE_FROM + size == said[0] + said[2], "the corpus of the card has another length"
