"""Referee: Hugging Face's beam search on the same weights."""

import math
from pathlib import Path

import pytest
import torch

from explorer.models import library
from explorer.models.beam import Tree, beam_search
from explorer.models.generate import generate
from explorer.models.gpt2 import to_gpt2
from explorer.models.transformer import Sizes, Transformer
from tests.models.test_pretrained import make

MODEL = Transformer(Sizes(vocabulary=23, context=24, width=16, heads=2, layers=2, hidden=32)).initialise(3).eval()
THEIRS = to_gpt2(MODEL)
PROMPT = [3, 1, 4]


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
@pytest.mark.parametrize("end", [None, 9, 19])
@pytest.mark.parametrize("beams", [2, 3, 4])
def test_hugging_face_finds_the_same_texts_with_the_same_scores(
    beams: int, end: int | None, length_penalty: float
) -> None:
    expected = THEIRS.generate(
        torch.tensor([PROMPT]),
        num_beams=beams,
        num_return_sequences=beams,
        max_new_tokens=7,
        do_sample=False,
        length_penalty=length_penalty,
        eos_token_id=end,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
    )
    tree = beam_search(MODEL, PROMPT, beams, 7, length_penalty, end)
    for leaf, row, score in zip(tree.found, expected.sequences, expected.sequences_scores, strict=True):
        ids = tree.ids(leaf)
        assert list(ids) == row[len(PROMPT) : len(PROMPT) + len(ids)].tolist()
        assert tree.nodes[leaf].score == pytest.approx(float(score), abs=1e-5)


@pytest.mark.parametrize("family", ["t5", "bart"])
def test_a_decoder_with_a_memory_finds_hugging_faces_texts(family: str, tmp_path: Path) -> None:
    theirs = make(family, tmp_path)
    run = library.run("the queen beside the king lost", f"hf:{tmp_path}")
    assert run.model.seq2seq
    end = run.model.end
    expected = theirs.generate(
        torch.tensor([run.encoding.ids]), num_beams=3, num_return_sequences=3, max_new_tokens=5, do_sample=False,
        eos_token_id=end, return_dict_in_generate=True, output_scores=True,
    )  # fmt: skip
    tree = beam_search(run.model.seq2seq.decoder, [run.model.start], 3, 5, end=end, memory=run.trace.normed)
    for leaf, row, score in zip(tree.found, expected.sequences, expected.sequences_scores, strict=True):
        ids = tree.ids(leaf)
        assert list(ids) == row[1 : 1 + len(ids)].tolist()
        assert tree.nodes[leaf].score == pytest.approx(float(score), abs=1e-5)


def test_of_these_some_end_early() -> None:
    trees = [beam_search(MODEL, PROMPT, 4, 7, 1.0, end) for end in (5, 9, 11, 19)]
    assert any(tree.nodes[leaf].depth < 7 for tree in trees for leaf in tree.found)


@torch.inference_mode()
def log_probability(ids: tuple[int, ...]) -> float:
    out = MODEL(torch.tensor([*PROMPT, *ids])).out.log_softmax(-1)
    return sum(float(out[len(PROMPT) - 1 + place, id_]) for place, id_ in enumerate(ids))


def all_nodes(tree: Tree) -> list[tuple[tuple[int, ...], float]]:
    return [(tree.ids(index), node.total) for index, node in enumerate(tree.nodes)]


def test_every_node_has_the_probability_of_its_whole_text() -> None:
    for ids, total in all_nodes(beam_search(MODEL, PROMPT, 3, 5)):
        assert total == pytest.approx(log_probability(ids), abs=1e-4)


def test_with_beams_for_all_words_it_finds_the_likeliest_of_all_texts() -> None:
    tree = beam_search(MODEL, PROMPT, 23, 2)
    every = {(a, b): log_probability((a, b)) for a in range(23) for b in range(23)}
    best = max(every, key=lambda ids: every[ids])
    assert tree.ids(tree.found[0]) == best
    assert math.isclose(tree.nodes[tree.found[0]].total, every[best], abs_tol=1e-4)


def test_one_beam_is_greedy_writing() -> None:
    tree = beam_search(MODEL, PROMPT, 1, 6)
    assert tree.ids(tree.found[0]) == tuple(step.id for step in generate(MODEL, PROMPT, 6, temperature=0.0))


def test_it_keeps_as_many_texts_as_it_has_beams() -> None:
    tree = beam_search(MODEL, PROMPT, 3, 5)
    for depth in range(1, 5):
        assert sum(node.fate == "kept" for node in tree.nodes if node.depth == depth) == 3
    assert len(tree.found) == 3


def test_it_stops_where_the_context_is_full() -> None:
    tree = beam_search(MODEL, [1] * 20, 2, 50)
    assert max(node.depth for node in tree.nodes) == 5


@pytest.mark.parametrize("wrong", [([], 2, 3), ([1], 0, 3), ([1], 2, 0)])
def test_it_needs_a_prompt_a_beam_and_a_length(wrong: tuple[list[int], int, int]) -> None:
    with pytest.raises(ValueError, match="needs a prompt"):
        beam_search(MODEL, *wrong)
