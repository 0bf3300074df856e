"""What the chapter on sampling says of the model's next words."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from explorer.models import continuations, library, written
from explorer.models.continuations import Start
from explorer.models.generate import generate
from explorer.sampling import Controls, shape
from tests.models.test_pretrained import make

CAT = continuations.start(library.run("the cat"))
BALL = continuations.start(library.run("anna had a ball . the ball was red . what colour was the ball ? the ball was"))


def test_a_model_that_cannot_write_lets_the_story_model_do_it() -> None:
    other = continuations.start(library.run("the cat", "hf:all-MiniLM-L6-v2"))
    assert not other.own
    assert other.name == "microworld"
    assert torch.equal(other.logits, CAT.logits)
    assert CAT.own


def test_writing_goes_on_from_the_models_own_logits() -> None:
    assert torch.equal(CAT.logits, library.run("the cat").trace.out[-1])
    assert continuations.ranked(CAT, 2)[0] == (int(CAT.logits.argmax()), CAT.word(int(CAT.logits.argmax())))


def test_repeated_words_stand_beside_new_ones() -> None:
    rows = continuations.repeated(BALL)
    seen = [id_ in BALL.ids for id_, _ in rows]
    assert seen[:4] == [True, False, True, False]
    assert rows[0][1] == "red"


def test_the_caption_of_the_penalty_is_what_the_penalty_does() -> None:
    effect = continuations.punished(BALL, 1.3)
    red = BALL.ids[9]
    assert effect.word == "red" == BALL.word(red)
    assert effect.before == pytest.approx(float(BALL.logits.softmax(-1)[red]))
    assert effect.after == pytest.approx(float(shape(BALL.logits, Controls(penalty=1.3), BALL.ids).probabilities[red]))
    assert effect.all_after < effect.all_before
    assert continuations.punished(BALL, 1.0).after == pytest.approx(effect.before)


@pytest.mark.parametrize("family", ["t5", "bart", "gpt2"])
def test_every_family_that_writes_goes_on(family: str, tmp_path: Path) -> None:
    make(family, tmp_path)
    run = library.run("the queen lost her", f"hf:{tmp_path}")
    found = continuations.start(run)
    assert found.own
    assert torch.equal(found.logits, (run.written.trace if run.written else run.trace).out[-1])
    step = next(generate(found.model, found.ids, 1, memory=found.memory))
    assert torch.allclose(step.logits, found.logits, atol=1e-5)
    assert written.search(found, 2, 3).best_words
    assert written.compare(found, (Controls(), Controls(penalty=2.0)), 0).texts[0]


def uniform(words: int) -> Start:
    return replace(CAT, logits=torch.zeros(words))


def test_draws_keep_to_the_binomials_spread() -> None:
    drawn = continuations.draws(uniform(4), Controls(), 200, 0, most=4)
    assert sum(drawn.counts) == 200
    assert drawn.expected == pytest.approx((50, 50, 50, 50))
    assert drawn.deviations[0] == pytest.approx(math.sqrt(200 * 0.25 * 0.75))
    inside = [continuations.draws(uniform(4), Controls(), 200, seed, most=4).within / 4 for seed in range(200)]
    assert 0.92 < sum(inside) / 200 < 0.98  # two deviations: 95.4 % of a normal distribution


def test_draws_obey_the_cuts_and_the_seed() -> None:
    drawn = continuations.draws(BALL, Controls(top_k=2), 200, 3)
    assert len(drawn.words) == 2
    assert drawn.others == 0
    assert drawn == continuations.draws(BALL, Controls(top_k=2), 200, 3)
    assert len({continuations.draws(BALL, Controls(), 200, seed).counts for seed in range(5)}) > 1


def test_a_count_far_from_the_theory_is_not_within() -> None:
    assert continuations.Draws(("a", "b"), (10, 30), (10.0, 10.0), (3.0, 3.0), 0).within == 1


def test_the_other_words_share_one_row() -> None:
    drawn = continuations.draws(uniform(10), Controls(), 100, 0, most=4)
    assert drawn.others == 6
    assert drawn.expected[-1] == pytest.approx(60)
    assert sum(drawn.counts) == 100


def test_texts_part_where_their_words_first_differ() -> None:
    pair = written.compare(CAT, (Controls(), Controls(temperature=0.0)), seed=1)
    one, other = ([w.word for w in text] for text in pair.texts)
    assert pair.first is not None
    assert one[: pair.first] == other[: pair.first]
    assert pair.parting == (one[pair.first], other[pair.first])
    assert pair.parting[0] != pair.parting[1]


def test_the_same_controls_and_seed_write_the_same_text() -> None:
    written._write.cache_clear()
    first = written.compare(CAT, (Controls(), Controls()), seed=5)
    assert first.first is None
    written._write.cache_clear()
    assert written.compare(CAT, (Controls(), Controls()), seed=5) == first
    assert written.compare(CAT, (Controls(), Controls()), seed=6) != first


def test_generation_obeys_the_cuts() -> None:
    for step in generate(CAT.model, CAT.ids, 10, controls=Controls(top_k=3, penalty=1.2)):
        assert int((step.probabilities > 0).sum()) == 3
        assert float(step.probabilities[step.id]) > 0


@pytest.mark.parametrize("name", written.CHANGES)
def test_every_change_on_offer_is_a_control(name: str) -> None:
    options, first = written.CHANGES[name]
    assert first in options
    for to in options:
        changed = written.change(Controls(), name, to)
        assert written.value(changed, name) == to
        assert changed == replace(Controls(), **{name: getattr(changed, name)})


def test_greedy_is_compared_with_the_best_beam() -> None:
    found = written.search(CAT, 3, 5)
    assert found.greedy_words[0] == "sang"  # likely at once, but then any note may follow
    assert found.best_words[:2] == ("did", "not")
    assert found.total > found.greedy_total
    greedy = list(generate(CAT.model, CAT.ids, 5, temperature=0.0))
    product = math.prod(float(step.logits.softmax(-1)[step.id]) for step in greedy)
    assert written.one_in(found.greedy_total) == pytest.approx(1 / product, rel=1e-4)
    assert [found.words[index] for index in found.greedy] == list(found.greedy_words[: len(found.greedy)])
