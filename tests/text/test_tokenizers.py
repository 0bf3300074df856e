import pytest

from explorer.text.tokenizers import UNKNOWN, WordTokenizer

WORDS = WordTokenizer(["<pad>", UNKNOWN, "<s>", ".", "?", "the", "king", "queen", "kitchen"])


def test_words_and_marks_become_tokens() -> None:
    encoding = WORDS.encode("The king. The QUEEN?", 10, "<s>")
    assert encoding.tokens == ("<s>", "the", "king", ".", "the", "queen", "?")
    assert WORDS.decode(encoding.ids) == "<s> the king . the queen ?"
    assert encoding.unknown == ()


def test_unknown_words_are_named_once_and_kept_in_their_place() -> None:
    encoding = WORDS.encode("the robot king robot", 10)
    assert encoding.tokens == ("the", UNKNOWN, "king", UNKNOWN)
    assert encoding.unknown == ("robot",)


def test_what_cannot_be_seen_is_not_named_as_a_word() -> None:
    heart = "\u2764\ufe0f"  # a heart, and the sign that asks for its coloured drawing
    assert WORDS.split(f"the {heart} king\u200d") == ["the", "\u2764", "king"]
    assert WORDS.encode(f"the {heart}", 10).unknown == ("\u2764",)


def test_what_does_not_fit_is_counted() -> None:
    encoding = WORDS.encode("the " * 5000, 8, "<s>")
    assert len(encoding.ids) == 8
    assert encoding.dropped == 4993


def test_near_words_are_spelt_alike_and_nothing_is_near_to_noise() -> None:
    assert WORDS.near("kitchens")[0] == "kitchen"
    assert WORDS.near("qzxv") == []


BAD = [
    "", " ", "\n\t", "a", "?", "🙂", "🏳️‍🌈👩‍👩‍👧", "مرحبا بالعالم", "שלום", "नमस्ते", "你好世界", "\x00\x07\x1b[31m", "\u202eking", "a\u0301",
    "<script>alert(1)</script>", "$x$", "$$\\frac{1}{2}$$", "# title", "**bold** _it_", "[a](http://x)", "| a | b |", "{{7*7}}",
    "%s %d {0}", "'; DROP TABLE", "../../etc/passwd", "\\", "\ud800", "\ufeffking", "<unk>", "<s>", "</s>", "<pad>", "king" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_any_text_can_be_read(text: str) -> None:
    encoding = WORDS.encode(text, 16, "<s>")
    assert len(encoding.tokens) == len(encoding.ids) <= 16
    assert set(encoding.tokens) <= set(WORDS.vocabulary)
    assert encoding.tokens.count("<s>") == 1, "nobody can type the start marker"
    for word in encoding.unknown:
        assert len(WORDS.near(word)) <= 3
