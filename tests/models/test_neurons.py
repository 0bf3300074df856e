"""A neuron whose word is known by construction is found; what is read in batches is what the model computes alone."""

import dataclasses

import pytest
import torch

from explorer.models import library, neurons
from explorer.models.transformer import Sizes, Transformer
from explorer.text.tokenizers import WordTokenizer

WORDS = ["<pad>", "<unk>", "<s>", "the", "queen", "king", "saw", "."]
TOLD = ("the queen saw the king .", "the king saw the queen .", "the queen .") * 3


@torch.no_grad()
def made() -> library.Model:
    """Each word its own dimension; attention adds nothing; neuron 2 waits for “queen”, neuron 3 for “king”."""
    sizes = Sizes(vocabulary=8, context=16, width=8, heads=1, layers=2, hidden=4)
    model = Transformer(sizes).initialise(0).eval()
    model.embedding.weight.copy_(torch.eye(8))
    block = model.block(0)
    for parameter in (*block.attention.output.parameters(), *block.mlp.up.parameters(), model.position):
        parameter.zero_()
    block.mlp.up.weight[1, WORDS.index("queen")] = 1
    block.mlp.up.weight[2, WORDS.index("king")] = 1
    return dataclasses.replace(library.load(), name="made", transformer=model, tokenizer=WordTokenizer(WORDS))


@pytest.mark.parametrize(("neuron", "word", "times"), [(2, "queen", 9), (3, "king", 6)])
def test_a_neuron_made_for_a_word_finds_it(neuron: int, word: str, times: int) -> None:
    model = made()
    heard = neurons.read(model, neurons.lower(model.transformer, 1), TOLD)
    strong = heard.values[:, neuron - 1] > 1
    assert int(strong.sum()) == times
    assert {heard.texts[heard.where[at][0]][heard.where[at][1]] for at in heard.best[strong, neuron - 1].tolist()} == {
        word
    }
    assert neurons.favourites(heard, neuron)[0][0] == word
    shown = neurons.places(heard, neuron)
    assert shown[0].word == word
    befores = [(place.before[-4:], place.word) for place in shown]
    assert len(set(befores)) == len(befores), "the same words before it are shown once"


def test_a_neuron_made_for_nothing_prefers_no_word() -> None:
    model = made()
    heard = neurons.read(model, neurons.lower(model.transformer, 1), TOLD)
    assert float(heard.values[:, 0].max()) == 0


def test_means_are_over_all_places_of_a_word() -> None:
    model = made()
    heard = neurons.read(model, neurons.lower(model.transformer, 1), TOLD)
    with torch.inference_mode():
        all_ = [model.transformer(torch.tensor(model.encode(text).ids)).blocks[0].mlp.active for text in TOLD]
    tokens = [token for text in heard.texts for token in text]
    rows = [place for place, token in enumerate(tokens) if token == "queen"]
    expected = torch.cat(all_)[rows].mean(0)
    assert torch.allclose(heard.means[heard.words.index("queen")], expected, atol=1e-6)


@pytest.mark.parametrize("layer", [1, 2])
def test_a_place_has_the_number_that_the_model_computes_for_this_text_alone(layer: int) -> None:
    heard = neurons.answers("microworld", layer)
    assert len(heard.texts) == neurons.STORIES
    for neuron in (1, 100, 256):
        text, i = heard.where[int(heard.best[0, neuron - 1])]
        alone = library.run(" ".join(heard.texts[text][1:]))
        assert alone.tokens == heard.texts[text]
        assert float(alone.trace.blocks[layer - 1].mlp.active[i, neuron - 1]) == pytest.approx(
            float(heard.values[0, neuron - 1]), abs=1e-4
        )


def test_the_lower_half_shares_its_weights_and_leaves_the_model_whole() -> None:
    model = library.load().transformer
    short = neurons.lower(model, 1)
    assert (len(short.blocks), len(model.blocks)) == (1, 2)
    assert short.block(0) is model.block(0)
    assert model.sizes.head == "plain"
    assert short(torch.tensor([2, 5, 7])).out.shape == (3, 0)
