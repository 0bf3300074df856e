import math

import pytest
import torch
from torch.nn import functional as F

from explorer.models.attention import Attention


def make(width: int = 12, heads: int = 3, **options: bool) -> Attention:
    torch.manual_seed(0)
    return Attention(width, heads, **options).eval()


def test_equals_pytorchs_own_attention() -> None:
    trace = make()(torch.randn(7, 12))
    expected = F.scaled_dot_product_attention(trace.q, trace.k, trace.v, is_causal=True)
    assert torch.allclose(trace.mixed, expected, atol=1e-6)


def test_equals_pytorchs_multihead_attention_on_the_same_weights() -> None:
    ours = make()
    theirs = torch.nn.MultiheadAttention(12, 3, batch_first=True).eval()
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
        theirs.in_proj_bias.copy_(torch.cat([ours.query.bias, ours.key.bias, ours.value.bias]))
        theirs.out_proj.weight.copy_(ours.output.weight)
        theirs.out_proj.bias.copy_(ours.output.bias)
        x = torch.randn(2, 5, 12)
        trace = ours(x, causal=False)
        out, weights = theirs(x, x, x, average_attn_weights=False)
    assert torch.allclose(trace.out, out, atol=1e-6)
    assert torch.allclose(trace.weights, weights, atol=1e-6)


def test_rows_sum_to_one_and_no_token_reads_the_future() -> None:
    trace = make()(torch.randn(7, 12))
    assert torch.allclose(trace.weights.sum(-1), torch.ones(3, 7))
    assert torch.equal(trace.weights, trace.weights.tril())
    assert bool((trace.scores.isinf() == torch.ones(7, 7).triu(1).bool()).all())


def test_two_tokens_by_hand() -> None:
    attention = Attention(1, 1, bias=False)
    with torch.no_grad():
        for linear in (attention.query, attention.key, attention.value, attention.output):
            linear.weight.fill_(1.0)
    trace = attention.requires_grad_(False)(torch.tensor([[1.0], [2.0]]))
    share = math.exp(4) / (math.exp(2) + math.exp(4))  # token 2 asks 2, keys are 1 and 2
    assert abs(float(trace.weights[0, 1, 1]) - share) < 1e-6
    assert abs(float(trace.out[1, 0]) - (2 * share + (1 - share))) < 1e-6


@pytest.mark.parametrize("rotary", [False, True])
def test_the_trace_is_the_cache(rotary: bool) -> None:
    attention, x = make(rotary=rotary), torch.randn(6, 12)
    whole = attention(x)
    past = attention(x[:4])
    rest = attention(x[4:], past)
    assert torch.allclose(rest.out, whole.out[4:], atol=1e-6)
    assert torch.allclose(rest.weights, whole.weights[:, 4:], atol=1e-6)


def test_a_batch_gives_what_each_sentence_gives_alone() -> None:
    attention, x = make(), torch.randn(3, 5, 12)
    assert torch.allclose(attention(x).out[1], attention(x[1]).out, atol=1e-6)


def test_heads_must_share_the_width_evenly() -> None:
    with pytest.raises(ValueError, match="cannot be shared evenly"):
        Attention(10, 3)
