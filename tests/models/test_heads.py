"""A head is named only where the name is true."""

import numpy as np
import pytest
import torch

from explorer.models import habits, heads, library

TOKENS = ["<s>", "the", "cat", "saw", "the", "cat", "near", "the", "cat"]


def looking(at: dict[int, int], length: int = len(TOKENS)) -> torch.Tensor:
    """Weights of a head that puts 0.9 on the given key of each query, the rest evenly on what it may see."""
    weights = torch.zeros(length, length)
    for query in range(length):
        weights[query, : query + 1] = 0.1 / (query + 1)
        weights[query, at.get(query, query)] += 0.9
    return weights


PREVIOUS = {i: i - 1 for i in range(1, 9)}
FIRST = dict.fromkeys(range(9), 0)
AFTER_SAME = {4: 2, 5: 3, 7: 5, 8: 6, 2: 0, 3: 0, 6: 0}
SAME = {4: 1, 5: 2, 7: 4, 8: 5, 2: 0, 3: 0, 6: 0}


@pytest.mark.parametrize(
    ("at", "name"),
    [(PREVIOUS, "previous"), (FIRST, "first"), (AFTER_SAME, "after_same"), (SAME, "same"), ({}, "itself")],
)
def test_a_pattern_has_its_own_name_and_no_other(at: dict[int, int], name: str) -> None:
    habit = habits.habit(looking(at), TOKENS)
    assert habit.pattern == name
    assert habit.share > 0.85


def test_an_even_look_has_no_name() -> None:
    even = torch.ones(9, 9).tril()
    assert habits.habit(even / even.sum(-1, keepdim=True), TOKENS).pattern == "none"


def test_looking_two_back_has_no_name() -> None:
    back = {i: i - 2 for i in range(2, 9)}
    assert habits.habit(looking(back), list("<abcdefgh")).pattern == "none"


@pytest.mark.parametrize("length", [1, 2])
def test_one_or_two_tokens_say_nothing(length: int) -> None:
    assert habits.habit(torch.eye(length), TOKENS[:length]).pattern == "none"


def test_one_single_example_is_not_a_habit() -> None:
    tokens = ["<s>", "a", "b", "c", "a"]
    assert habits.habit(looking({4: 2, 2: 0, 3: 0}, 5), tokens).pattern != "after_same"


RUN = library.run("anna had a ball . the ball was red . what colour was the ball ? the ball was")


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_number_of_a_head_is_the_models_own(layer: int, number: int) -> None:
    head, trace = heads.look(RUN, layer, number), RUN.trace.blocks[layer - 1].attention
    assert torch.allclose(head.inputs @ head.query_map, head.q, atol=1e-5)
    assert torch.allclose(head.inputs @ head.key_map, head.k, atol=1e-5)
    assert torch.allclose(head.inputs @ head.value_map, head.v, atol=1e-5)
    seen = torch.ones_like(head.dots).tril().bool()
    assert torch.allclose((head.dots / head.divisor)[seen], trace.scores[number - 1][seen], atol=1e-5)
    assert torch.allclose(head.scores.softmax(-1), head.weights, atol=1e-6)
    assert torch.allclose(head.weights @ head.v, head.mixed, atol=1e-6)


@pytest.mark.parametrize("query", [0, 1, 7, 19])
def test_contributions_add_up_to_what_the_head_gives(query: int) -> None:
    mix = heads.mix(heads.look(RUN, 2, 1), query)
    assert torch.allclose(mix.parts.sum(0), mix.total, atol=1e-5)
    assert max(mix.sources) <= query


def test_only_the_mask_keeps_the_past_untouched() -> None:
    ripple = heads.ripple("the queen beside the king lost")
    assert ripple.masked == 0.0
    assert ripple.unmasked > 0.1
    assert ripple.touched == ripple.earlier == 6


def test_one_token_has_nothing_before_it_to_touch() -> None:
    assert heads.ripple("?").earlier == 1


def test_of_a_long_text_the_last_tokens_are_changed_and_compared() -> None:
    long = heads.ripple("the queen beside the king lost her crown . " * 80, MINILM.model.name)
    assert (long.masked, long.touched, long.earlier) == (0.0, heads.LATEST - 2, heads.LATEST - 2)  # the word and [SEP]
    assert long.cut
    assert not heads.ripple("the queen beside the king lost", MINILM.model.name).cut


def test_random_dot_products_spread_with_the_root_of_the_width() -> None:
    spreads = [dots.std() for dots in heads.random_dots([4, 64], keys=8, draws=2000, seed=0)]
    assert abs(float(spreads[0]) - 2) < 0.4
    assert abs(float(spreads[1]) - 8) < 1.2


def test_softmax_saturates_with_the_width_unless_it_is_divided_away() -> None:
    widths = (1, 64, 1024)
    shares, gradients = heads.saturation(widths, keys=8, draws=100, seed=0)
    for i, dots in enumerate(heads.random_dots(widths, keys=8, draws=100, seed=0)):
        for j, divisor in enumerate((1, widths[i] ** 0.5)):
            exponentials = np.exp((dots.numpy().astype(float) - dots.numpy().max(1, keepdims=True)) / divisor)
            each = -np.sort(-exponentials / exponentials.sum(1, keepdims=True))
            assert shares[i, j].numpy() == pytest.approx(each.mean(0), rel=1e-9)
            assert float(gradients[i, j]) == pytest.approx((each[:, 0] * (1 - each[:, 0])).mean(), rel=1e-6)
    assert shares[2, 0, 0] > 0.9 > 0.4 > shares[2, 1, 0]
    assert gradients[0, 0] == gradients[0, 1], "the root of 1 is 1"


@pytest.mark.parametrize("text", ["the queen beside the king lost", "it's \"<script>\" \\ {x} 'quoted'"])
def test_the_printed_program_runs_and_computes_what_the_model_computed(text: str) -> None:
    names: dict[str, torch.Tensor] = {}
    exec(heads.program(library.run(text), 2, 3, 1), names)
    head = heads.look(library.run(text), 2, 3)
    assert torch.allclose(names["weights"], head.weights, atol=1e-5)
    assert torch.allclose(names["mixed"], head.mixed, atol=1e-5)


def test_the_equation_is_the_row() -> None:
    head = heads.look(RUN, 2, 1)
    numbers = heads.equation(head, 19)
    assert abs(torch.tensor(numbers.score).exp() / numbers.exponentials - numbers.weights[0]) < 1e-5
    assert abs(sum(numbers.weights) + numbers.rest - 1) < 1e-5


def test_a_diagonal_is_counted() -> None:
    assert heads.on_the_diagonal(torch.tensor([[3.0, 1.0], [5.0, 2.0]])) == 1


MINILM = library.run("The queen lost her crown. The queen lost her crown.", "hf:all-MiniLM-L6-v2")


@pytest.mark.parametrize("number", [1, 12])
def test_a_head_with_biases_and_without_a_mask_is_the_models_own_too(number: int) -> None:
    head = heads.look(MINILM, 3, number)
    assert head.biased
    assert not head.causal
    for matrix, result in ((head.query_map, head.q), (head.key_map, head.k), (head.value_map, head.v)):
        assert torch.allclose(head.inputs @ matrix, result, atol=1e-4)
    assert torch.allclose((head.dots / head.divisor).softmax(-1), head.weights, atol=1e-5)
    mix = heads.mix(head, 2)
    assert torch.allclose(mix.parts.sum(0), mix.total, atol=1e-4)


def test_the_printed_program_of_an_encoder_runs_too() -> None:
    names: dict[str, torch.Tensor] = {}
    exec(heads.program(MINILM, 2, 3, 1), names)
    assert torch.allclose(names["weights"], heads.look(MINILM, 2, 3).weights, atol=1e-5)


def test_the_head_that_reads_the_token_before_is_found_in_minilm() -> None:
    found = habits.habits(MINILM.text, MINILM.model.name)
    assert found[0][2].pattern == "previous"  # known from trials: layer 1, head 3
    assert found[0][2].share > 0.9


def test_a_pronoun_that_looks_at_whom_it_stands_for_has_a_name() -> None:
    tokens = ["<s>", "the", "queen", "beside", "the", "king", "lost", "her"]
    assert habits.habit(looking({6: 2}, 8), tokens).pattern == "owner"  # before it says "her"
    assert habits.habit(looking({6: 5}, 8), tokens).pattern != "owner"  # the king is no "her"
    assert habits.habit(looking({7: 2}, 8), tokens, causal=False).pattern == "owner"


def test_an_encoder_can_look_ahead_and_a_decoder_never_has_that_name() -> None:
    ahead = torch.roll(torch.eye(9), 1, dims=1)
    assert habits.habit(ahead, list("<abcdefgh"), causal=False).pattern == "next"
    assert habits.habit(torch.roll(torch.eye(9), -1, dims=1), list("<abcdefgh"), causal=False).pattern == "previous"


def test_the_first_token_left_out_leaves_the_rest_of_the_row() -> None:
    head = heads.look(RUN, 2, 1)
    rest = heads.left_out(head).weights
    expected = head.weights[7, 1:] / head.weights[7, 1:].sum()
    assert torch.allclose(rest[7, 1:], expected, atol=1e-5)


def test_masked_and_free_are_the_two_ways_to_read() -> None:
    masked, free = heads.masked_and_free(MINILM, 1, 1)
    assert torch.equal(masked, masked.tril())
    assert torch.equal(free, MINILM.trace.blocks[0].attention.weights[0])


def test_a_change_at_the_end_touches_all_of_an_encoder() -> None:
    ripple = heads.ripple(MINILM.text, MINILM.model.name)
    assert ripple.masked == 0.0
    assert ripple.touched == ripple.earlier
    assert ripple.word == "."
