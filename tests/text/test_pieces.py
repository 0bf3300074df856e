"""A model's own byte-pair tokenizer, with the library `tokenizers` as referee."""

import json

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from explorer import ASSETS
from explorer.text.cuts import shipped_bpe
from explorer.text.pieces import Pieces

PIECES = Pieces.shipped(16)
TEXTS = ('Once upon a time,  there was\ta king.\n\nHe said: "No!"', "l'été à Zürich", "日本 🙂🙂", "a" * 300)


@pytest.fixture(scope="module")
def referee() -> Tokenizer:
    bpe = shipped_bpe()
    tokenizer = Tokenizer(models.BPE(bpe.ids, [tuple(pair) for pair in bpe.merges]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


@pytest.mark.parametrize("text", TEXTS, ids=["english", "french", "other", "long"])
def test_the_library_cuts_alike_and_nothing_is_lost(text: str, referee: Tokenizer) -> None:
    ids = PIECES.ids(text)
    assert ids == referee.encode(text).ids
    assert PIECES.decode(ids) == text == referee.decode(ids)


def test_a_text_starts_after_a_line_break_and_ends_where_the_context_does() -> None:
    found = PIECES.encode("one two three")
    assert found.ids[0] == PIECES.start
    assert found.tokens[0] == "↵"
    assert found.marks == (1, 0)
    assert not found.dropped
    long = PIECES.encode("one two three " * 10)
    assert len(long.ids) == 16
    assert long.dropped == len(PIECES.ids("one two three " * 10)) + 1 - 16


def test_every_text_can_be_read_but_none_is_nothing() -> None:
    assert PIECES.reads("ß")
    assert not PIECES.reads(" \n ")
    assert PIECES.decode(PIECES.ids("\ud800")) == "?"
    assert PIECES.near("xyz") == []
    assert (
        len(PIECES)
        == len(PIECES.vocabulary)
        == len(json.loads((ASSETS / "weights/tokenizers.json").read_text())["bpe"]) + 256
    )
