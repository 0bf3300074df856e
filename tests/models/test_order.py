import torch

from explorer.models import order
from explorer.positions import distances, period, shift, sinusoids


def test_without_positions_shuffled_words_give_the_same_vectors_shuffled() -> None:
    found = order.shuffle("the queen beside the king lost")
    assert float(found.without.max()) < 1e-5
    assert float(found.with_positions.min()) > 0.01
    assert sorted(found.shuffled) == sorted("<s> the queen beside the king lost".split())


def test_dot_products_depend_on_the_distance_alone() -> None:
    found = distances(40, 16)
    assert found.deviation < 1e-12
    assert torch.allclose(found.products[3, 10], found.by_distance[7], atol=1e-5)


def test_a_step_is_one_rotation() -> None:
    found = shift(5, 40, 16)
    assert found.error < 1e-12
    table = sinusoids(45, 16)
    assert torch.allclose(table[7] @ found.matrix, table[12], atol=1e-4)
    assert torch.allclose(found.matrix @ found.matrix.mT, torch.eye(16), atol=1e-5)


def test_a_full_turn() -> None:
    assert abs(period(0, 64) - 2 * torch.pi) < 1e-6
    table = sinusoids(500, 64, base=4.0)
    turn = round(period(31, 64, 4.0))
    assert abs(float(table[turn, 62] - table[0, 62])) < 0.05


def test_every_place_is_most_like_itself() -> None:
    for kind in ("sinusoidal", "learned", "rotary"):
        alike = order.likeness(kind)
        assert torch.allclose(alike.diagonal(), torch.ones(64), atol=1e-5)
        assert bool((alike <= 1 + 1e-5).all())
