import numpy as np
import torch

from explorer.positions import largest_error, period, rotate, shift, sinusoids, speeds


def test_sinusoids_are_the_formula_of_the_paper() -> None:
    table = sinusoids(50, 16).numpy()
    for position in range(50):
        for i in range(8):
            angle = position / np.float64(10000) ** (2 * i / 16)
            assert abs(table[position, 2 * i] - np.sin(angle)) < 1e-5
            assert abs(table[position, 2 * i + 1] - np.cos(angle)) < 1e-5


def test_rotated_dot_products_depend_on_the_distance_only() -> None:
    q, k = torch.randn(2, 1, 1, 8, generator=torch.Generator().manual_seed(0)).unbind(0)
    near = (rotate(q[None], 3) * rotate(k[None], 1)).sum()
    far = (rotate(q[None], 43) * rotate(k[None], 41)).sum()
    other = (rotate(q[None], 43) * rotate(k[None], 40)).sum()
    assert abs(near - far) < 1e-4
    assert abs(near - other) > 1e-3


def test_position_zero_is_not_rotated() -> None:
    x = torch.randn(1, 1, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(rotate(x), x)


def test_a_hand_is_back_after_its_period() -> None:
    assert speeds(16)[0] == 1
    assert abs(float(speeds(16)[4]) - 10000 ** (-8 / 16)) < 1e-12
    for pair in range(8):
        assert abs(period(pair, 16) * float(speeds(16)[pair]) - 2 * np.pi) < 1e-12


def test_one_matrix_moves_every_place() -> None:
    table = sinusoids(97, 16)
    for k in (1, 3, 32):
        assert torch.allclose(table[:64] @ shift(k, 64, 16).matrix, table[k : k + 64], atol=1e-4)
    assert 0 < largest_error(32, 64, 16) < 1e-13
    assert not torch.allclose(table[:64] @ shift(2, 64, 16).matrix, table[3:67], atol=1e-2)
