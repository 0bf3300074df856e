"""What the cards of the shipped models say, measured again on stories that nobody has seen."""

import json
import random

import pytest

from explorer import ASSETS
from explorer.models import lessons, library
from explorer.recipes import microworld as recipe
from explorer.recipes import storybook
from explorer.text import microworld

WEIGHTS = ASSETS / "weights"
STORIES = microworld.stories(600, seed=424242)


@pytest.fixture(scope="module")
def report() -> lessons.Report:
    model = library.load()
    return lessons.measure(model.transformer, model.tokenizer, STORIES)


def test_it_comes_within_a_twentieth_of_a_bit_of_the_source(report: lessons.Report) -> None:
    assert lessons.bits(report.loss) - microworld.entropy(STORIES) < recipe.EXCESS + 0.005
    assert report.loss > lessons.nats(microworld.entropy(STORIES)) - 0.005, "better than possible: something leaks"


@pytest.mark.parametrize("lesson", [name for name in recipe.LEAST if name != "induction"])
def test_each_lesson_is_learned(report: lessons.Report, lesson: str) -> None:
    card = library.load().card
    assert card.lessons[lesson] >= recipe.LEAST[lesson]
    assert report.counts[lesson] >= 20
    assert report.lessons[lesson] >= recipe.LEAST[lesson] - 0.04


def test_it_repeats_lists_of_random_words() -> None:
    model, rng = library.load(), random.Random(5)
    drills = [microworld.drill(rng, microworld.words()) for _ in range(30)]
    assert lessons.measure(model.transformer, model.tokenizer, drills).lessons["induction"] > 0.97


def test_single_heads_look_at_the_word_that_decides() -> None:
    heads = library.load().card.heads
    for lesson in ("agreement", "possession", "induction", "recall_place", "recall_colour"):
        assert heads[lesson]["mass"] >= 0.8
        assert heads[lesson]["mass"] > 10 * heads[lesson]["chance"]


def test_the_lesson_it_cannot_do_is_kept() -> None:
    assert 0.5 < library.load().card.lessons["owner"] < 0.95


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the queen beside the king lost", "her"),
        ("the king beside the queen lost", "his"),
        ("anna had a ball . the ball was red . what colour was the ball ? the ball was", "red"),
        ("tom put the key in the kitchen . where was the key ? in the", "kitchen"),
        ("she lived in paris , the capital of", "france"),
        ("she came from italy . she spoke", "italian"),
        ("he counted two cats and three dogs . that made", "five"),
        ("the cat sang : ba ko ri tu . then she sang : ba ko", "ri"),
        ("on mondays he walks slowly . yesterday he", "walked"),
        ("the dog did not cross the street because it was too tired . what was too tired ? the", "dog"),
        ("the dog did not cross the street because it was too wide . what was too wide ? the", "street"),
    ],
)
def test_sentences_typed_without_an_introduction_work_too(text: str, word: str) -> None:
    (best, share), *_ = library.run(text).next_words(1)
    assert best == word
    assert share > 0.5


@pytest.mark.parametrize("name", ["microworld", "overfitted"])
def test_the_card_is_complete_and_the_weights_are_small(name: str) -> None:
    card = json.loads((WEIGHTS / f"{name}.json").read_text("utf-8"))
    assert {"data", "seed", "steps", "seconds", "parameters", "loss", "lessons"} <= set(card)
    assert set(card["loss"]) == {"train", "held_out", "floor"}
    assert card["seconds"] < 15 * 60
    assert (WEIGHTS / f"{name}.safetensors").stat().st_size < 300_000
    assert sum(p.numel() for p in library.load(name).transformer.parameters()) == card["parameters"]


def test_the_checkpoints_are_a_film_of_the_training() -> None:
    film = library.load().card.checkpoints
    assert [scene["step"] for scene in film] == list(recipe.CHECKPOINTS)
    for scene in film:
        assert (WEIGHTS / "checkpoints" / f"microworld-{scene['step']}.safetensors").stat().st_size < 300_000
    assert film[0]["held_out"] > 5
    assert film[-1]["held_out"] < 1


def test_the_twin_has_learned_its_stories_by_heart() -> None:
    loss = library.load("overfitted").card.loss
    assert loss["train"] < loss["floor"] < library.load().card.loss["held_out"] < loss["held_out"]


def test_a_missing_or_broken_model_is_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(library.ModelError, match="not installed"):
        library.load("nothing")
    (tmp_path / "weights").mkdir()
    for suffix in (".json", ".safetensors"):
        content = (WEIGHTS / f"microworld{suffix}").read_bytes()
        (tmp_path / "weights" / f"cut{suffix}").write_bytes(content if suffix == ".json" else content[:5000])
    monkeypatch.setattr(library, "ASSETS", tmp_path)
    with pytest.raises(library.ModelError, match="damaged"):
        library.load("cut")


def test_storybook_says_what_it_is_and_does_not_copy() -> None:
    model = library.load("storybook")
    card = model.card
    assert {"train", "held_out", "trigram", "5-gram"} == set(card.loss)
    assert card.loss["held_out"] < card.loss["5-gram"] < card.loss["trigram"], "it guesses better than n-grams"
    assert card.loss["train"] < card.loss["held_out"] < 5
    assert card.copied is not None
    assert card.copied < 0.02
    assert len(card.samples) == len(storybook.PROMPTS)
    assert card.steps == storybook.STEPS
    assert 4e6 < sum(p.numel() for p in model.transformer.parameters()) == card.parameters < 8e6
    assert (WEIGHTS / "storybook.safetensors").stat().st_size < 16e6
    assert len(model.tokenizer.vocabulary) == model.transformer.sizes.vocabulary == 4000


def test_storybook_reads_any_sentence_and_has_learned_english() -> None:
    run = library.run("He took her by the hand and said to", "storybook")
    assert not run.encoding.unknown
    assert {word for word, _ in run.next_words(3)} & {"␣her", "␣him", "␣the"}
    assert library.run("Überraschung 🙂 日本", "storybook").trace.out.isfinite().all()
    tokens = library.load("storybook").encode("a b c " * 300)
    assert len(tokens.ids) == 256
    assert tokens.dropped


def test_its_card_is_measured_on_text_it_has_not_read() -> None:
    book = "".join(chr(97 + part % 26) * storybook.STRETCH for part in range(30))
    learned, held_out = storybook.divide(book)
    assert len(learned) + len(held_out) == len(book)
    assert set(held_out) == {chr(97 + part % 26) for part in (9, 19, 29)}
    assert storybook.divide("short") == ("short", "")
