"""Our byte-pair encoding against the library's, on random texts."""

import json
import random
import time

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from explorer.text import corpora
from explorer.text.tokenizers import BPE, alphabet, course, learn

LETTERS = ["ab", "abc ", "aab  ", "abcdefghij  ", "éàa b", "日本語 a", "a🙂b ", " \n\tab", "abc'sdmt 12", "मछली a"]


def reference(text: str, size: int, byte_level: bool) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    split = pre_tokenizers.ByteLevel(add_prefix_space=False) if byte_level else pre_tokenizers.WhitespaceSplit()
    tokenizer.pre_tokenizer = split
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(vocab_size=size, min_frequency=2, show_progress=False))
    return tokenizer


@pytest.mark.parametrize("byte_level", [True, False], ids=["bytes", "characters"])
@pytest.mark.parametrize("seed", range(10))
def test_merges_and_ids_equal_the_librarys(seed: int, byte_level: bool) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        letters = rng.choice(LETTERS)
        text = "".join(rng.choice(letters) for _ in range(rng.randrange(5, 400)))
        size = rng.randrange(5, 120)
        theirs = reference(text, size, byte_level)
        merges = [merge.pair for merge in learn(text, size, byte_level)]
        assert merges == [tuple(pair) for pair in json.loads(theirs.to_str())["model"]["merges"]]
        ours, expected = BPE(alphabet(BPE((), (), byte_level).split(text)), merges, byte_level), theirs.encode(text)
        assert ours.encode(text) == expected.tokens
        assert [ours.ids[token] for token in ours.encode(text)] == expected.ids


def test_the_papers_example() -> None:
    merges = list(learn(corpora.CLASSIC, 10**6, byte_level=False, watched=3))
    assert [merge.pair for merge in merges[:3]] == [("e", "s"), ("es", "t"), ("l", "o")]
    assert merges[0].count == 9
    assert merges[0].candidates[0] == (("e", "s"), 9)


def test_each_step_knows_how_much_shorter_the_text_became() -> None:
    text = "aaa aaaa banana"
    found = course(text, learn(text, 100, byte_level=False), byte_level=False)
    tokens = found.tokens
    for index, merge in enumerate(found.merges, 1):
        tokens -= merge.shorter
        bpe = BPE(alphabet(text.split()), [m.pair for m in found.merges[:index]], byte_level=False)
        assert tokens == len(bpe.encode(text))


def test_no_merge_is_learned_from_too_little() -> None:
    assert list(learn("", 100)) == []
    assert list(learn("abc", 100)) == []


def test_a_megabyte_takes_seconds() -> None:
    """2,000 merges of 1 MB; a generous bound for a busy machine (explorer bench gives the number)."""
    text = corpora.stories(3000)
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    start = time.process_time()
    list(learn(text, 2000))
    assert time.process_time() - start < 3
