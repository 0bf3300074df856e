"""Costs by formula against counters that look at the tensors themselves."""

import time
from dataclasses import astuple

import numpy as np
import pytest
import torch
from scipy.optimize import nnls
from torch.utils.flop_counter import FlopCounterMode

from explorer.models import cost, families, library
from explorer.models.cost import Point
from explorer.models.families import NAMES

RUN = library.run("anna had a ball . the ball was red")
OURS = families.of(RUN.model)


@pytest.mark.parametrize("tokens", [2, 7, 128])
def test_torch_counts_the_same_operations(tokens: int) -> None:
    with FlopCounterMode(display=False) as counter:
        RUN.model.transformer(torch.zeros(tokens, dtype=torch.long))
    assert sum(astuple(cost.operations(OURS, tokens))) == counter.get_total_flops()


def test_the_bytes_are_those_of_the_trace() -> None:
    found = cost.written(OURS, len(RUN.tokens))
    blocks = RUN.trace.blocks
    attentions = [block.attention for block in blocks]
    assert found.projections == sum(a.q.nbytes + a.k.nbytes + a.v.nbytes + a.out.nbytes for a in attentions)
    assert found.attention == sum(a.scores.nbytes + a.weights.nbytes + a.mixed.nbytes for a in attentions)
    assert found.mlp == sum(b.mlp.hidden.nbytes + b.mlp.active.nbytes + b.mlp.out.nbytes for b in blocks)
    assert found.unembedding == RUN.trace.out.nbytes


@pytest.mark.parametrize("name", ["GPT-2-small", "GPT-2-XL", "GPT-3"])
def test_attention_overtakes_the_mlp_where_the_text_is_longer_than_the_hidden_layer(name: str) -> None:
    family = NAMES[name]
    assert cost.crossing(family, "operations") == family.hidden + 1
    before, after = cost.parts(family, [family.hidden, family.hidden + 1], "operations")
    assert before.attention == before.mlp
    assert after.attention > after.mlp


def test_in_bytes_the_heads_bring_it_forward() -> None:
    assert cost.crossing(OURS, "bytes") == OURS.hidden // OURS.heads + 1


def test_curves_that_do_not_cross_are_not_said_to() -> None:
    assert cost.crossing(NAMES["GPT-2-small"], "operations", longest=3000) is None


def test_twice_the_text_is_four_times_the_matrix_and_twice_the_rest() -> None:
    small = cost.doubled(NAMES["GPT-2-small"], "operations")
    assert small == {"short": 512, "long": 1024, "attention": 4.0, "rest": 2.0}
    stored = cost.doubled(NAMES["GPT-2-small"], "bytes")
    assert stored["attention"] == pytest.approx(4.0, abs=0.15)
    assert stored["attention"] < 4.0, "the sums that it writes grow in step with the text"
    assert list(cost.curves(OURS, "bytes")) == ["attention", "mlp", "projections", "unembedding"]


@pytest.mark.parametrize(("value", "said"), [(486_971.0, 490_000), (0.0123, 0.012), (99.6, 100)])
def test_a_rule_of_thumb_has_two_digits(value: float, said: float) -> None:
    assert cost.rough(value) == said


def test_ratios_of_bars() -> None:
    large, small = NAMES["GPT-3"], NAMES["GPT-2-small"]
    assert cost.times(large, small, 1024) == 96 * 12288 / (12 * 768)
    assert cost.times(large, small, 2048) == 2 * cost.times(large, small, 1024), "the small one keeps no more"
    found = cost.trainings()
    assert found["GPT-3"].times(found["BERT-large"]) == pytest.approx(3.14e23 / (6 * 335e6 * 1.28e11), rel=0.01)


def test_the_cache_is_what_the_trace_keeps() -> None:
    assert cost.cache(OURS, len(RUN.tokens), form="float32") == cost.kept(RUN)


def test_a_cache_ends_with_the_context() -> None:
    assert cost.cache(NAMES["GPT-2-small"], 2048) == cost.cache(NAMES["GPT-2-small"], 1024)
    assert cost.cache(NAMES["GPT-3"], 2048) == 2 * 96 * 2048 * 12288 * 2
    assert cost.cache(NAMES["GPT-3"], 10, texts=3) == 3 * cost.cache(NAMES["GPT-3"], 10)


def points(a: float, b: float, c: float, noise: float = 0.0) -> list[Point]:
    random = np.random.default_rng(0)
    return [Point(n, (a + b * n + c * n * n) * (1 + noise * random.standard_normal())) for n in cost.LENGTHS]


@pytest.mark.parametrize("law", [(1e-4, 2e-6, 3e-9), (0.0, 1e-6, 0.0), (1e-3, 0.0, 1e-8), (1e-4, 0.0, 0.0)])
def test_a_law_is_found_again(law: tuple[float, float, float]) -> None:
    found = cost.fit(points(*law))
    assert found.deviation < 1e-6
    assert (found.a, found.b, found.c) == pytest.approx(law, rel=1e-4, abs=1e-12)


@pytest.mark.parametrize("law", [(1e-4, 2e-6, 3e-9), (0.0, 1e-6, 0.0), (1e-3, -2e-7, 1e-8)])
def test_the_fit_is_that_of_scipy_and_never_below_zero(law: tuple[float, float, float]) -> None:
    measured = points(*law, noise=0.1)
    n, seconds = np.array([(p.tokens, p.seconds) for p in measured]).T
    scale = np.array([1e-3, 1e-6, 1e-9])
    theirs = nnls(np.stack([n**0, n, n * n], 1) * scale / seconds[:, None], np.ones(len(n)))[0] * scale
    found = cost.fit(measured)
    assert [found.a, found.b, found.c] == pytest.approx(list(theirs), rel=1e-4, abs=1e-14)
    assert found.deviation == pytest.approx(np.abs(found.at(n) / seconds - 1).max())


def test_nothing_measured_is_nothing_claimed_and_two_points_are_no_curve() -> None:
    assert cost.fit([]).formula == ""
    with pytest.raises(ValueError, match="three points"):
        cost.fit(points(1, 1, 1)[:2])


def test_the_square_leads_from_where_it_is_the_larger_part() -> None:
    assert cost.Fit(0.0, 8.0, 2.0, 0.0).square_from == 4.0
    assert cost.Fit(1.0, 8.0, 0.0, 0.0).square_from is None


def test_a_measurement_is_real_and_ends_in_time() -> None:
    start = time.perf_counter()
    found = list(cost.measure(OURS, budget=2.0))
    assert time.perf_counter() - start < 6.0
    assert [point.tokens for point in found] == list(cost.LENGTHS[: len(found)])
    assert all(point.seconds > 0 for point in found)
    assert found[-1].tokens > 128
    assert found[-1].seconds > found[0].seconds


def test_a_large_layer_stops_early_but_never_before_a_curve_can_be_drawn() -> None:
    assert 3 <= len(list(cost.measure(NAMES["GPT-2-small"], budget=0.05))) < len(cost.LENGTHS)


def test_a_formula_leaves_out_what_is_zero() -> None:
    assert cost.Fit(0.001, 0.0, 2e-9, 0.0).formula == "1 ms + 2 ns·n²"


def test_gpt_3_cost_what_its_paper_says() -> None:
    assert cost.trainings()["GPT-3"].operations == pytest.approx(3.14e23, rel=0.005)  # Brown et al. 2020, table D.1


def test_our_trainings_are_those_of_the_cards() -> None:
    card = library.load("rotary").card
    found = cost.trainings()
    mine = found["rotary"]
    assert mine.operations == 6 * card.parameters * card.tokens
    assert mine.speed == pytest.approx(mine.operations / card.seconds)
    assert cost.years(mine, like=mine) * 365.25 * 86400 == pytest.approx(card.seconds)
    with pytest.raises(ValueError, match="not known"):
        cost.years(mine, like=found["GPT-3"])


def test_two_of_the_six_operations_are_a_forward_without_its_attention_matrix() -> None:
    tokens, card = 64, library.load().card
    with FlopCounterMode(display=False) as counter:
        library.load().transformer(torch.zeros(tokens, dtype=torch.long))
    matrix = cost.operations(OURS, tokens).attention
    rule = cost.Training("one text", card.parameters, tokens).operations / 3
    assert counter.get_total_flops() - matrix == pytest.approx(rule, rel=0.01)  # norms and biases are no products


def test_distilbert_is_40_percent_smaller_and_not_60() -> None:
    found = cost.halved()
    assert round(found.smaller, 1) == 0.4
    assert found.in_layers == (found.whole.attention + found.whole.mlp + 24 * 2 * 768) / 2
    assert set(found.parts) == {"embedding", "positions", "attention", "mlp", "norms", "pooler"}
    assert found.half.embedding == found.whole.embedding
