import pytest

from explorer.errors import VisitorError
from explorer.models import library
from explorer.text import corpora, cuts
from tests.text.test_tokenizers import BAD

VOCABULARY = library.load().tokenizer.vocabulary


@pytest.mark.parametrize("text", BAD)
def test_any_text_can_be_cut_and_nothing_is_shown_as_a_replacement_character(text: str) -> None:
    for cut in cuts.cuts(text, VOCABULARY):
        for piece in cut.pieces:
            assert "\ufffd" not in piece.shown
            assert piece.start <= piece.end


@pytest.mark.parametrize("text", ["the king loves the queen .", "Grüße, 日本 🙂!", "a\tb\n c"])
def test_characters_bytes_and_bpe_cover_the_text_exactly(text: str) -> None:
    by_name = {cut.name: cut for cut in cuts.cuts(text, VOCABULARY)}
    for name in ("characters", "bytes", "bpe"):
        at = 0
        for piece in by_name[name].pieces:
            assert piece.start == at
            at = piece.end
        assert at == len(text.encode())


def test_a_part_of_a_character_is_shown_as_its_bytes() -> None:
    bpe = next(cut for cut in cuts.cuts("狗", VOCABULARY) if cut.name == "bpe")
    assert " ".join(piece.shown for piece in bpe.pieces) == "狗".encode().hex(" ").upper()
    assert all(piece.partial for piece in bpe.pieces)


def test_white_space_is_visible() -> None:
    assert cuts.visible("a b\n\tc\x00\ufe0f") == "a␣b↵⇥cU+0000U+FE0F"


def test_the_bag_cannot_tell_who_bites() -> None:
    bag = cuts.bags(["the dog bites the man".split(), "the man bites the dog".split()])
    assert bag.same
    assert bag.counts.tolist() == [[2, 1, 1, 1]] * 2
    assert not cuts.bags([["a"], ["a", "a"]]).same
    assert cuts.stack(bag)[2].tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        ("é".encode(), "utf-8"),
        (b"\xef\xbb\xbfmark", "utf-8"),
        ("é".encode("cp1252"), "cp1252"),
        ("hé".encode("utf-16"), "utf-16"),
    ],
)
def test_the_encoding_that_was_assumed_is_said(data: bytes, encoding: str) -> None:
    text, assumed = corpora.decode(data)
    assert assumed == encoding
    assert text.isprintable()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (bytes(range(32)) * 50, "not text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 200, "not text"),
        (b"x" * (corpora.LARGEST + 1), "at most"),
    ],
    ids=["empty", "blank", "control", "picture", "large"],
)
def test_what_is_not_text_gets_a_clear_sentence(data: bytes, why: str) -> None:
    with pytest.raises(VisitorError, match=why):
        corpora.decode(data)
