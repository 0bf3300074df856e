"""One text cut into tokens in six ways."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from explorer import ASSETS
from explorer.errors import VisitorError
from explorer.text.tokenizers import BPE, BYTES, SELECTORS, Course, WordTokenizer

_BYTE = {character: byte for byte, character in BYTES.items()}
_VISIBLE = str.maketrans({" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"})


@dataclass(frozen=True)
class Piece:
    shown: str  # white space made visible; the bytes in hexadecimal where the token is a part of a character
    id: int
    start: int  # in the text's UTF-8 bytes
    end: int
    partial: bool = False
    unknown: bool = False


@dataclass(frozen=True)
class Cut:
    name: str  # characters, bytes, words, bpe, wordpiece, unigram
    pieces: tuple[Piece, ...]
    characters: int

    @property
    def per_token(self) -> float:
        return self.characters / len(self.pieces) if self.pieces else 0.0


@lru_cache
def _shipped() -> tuple[BPE, Tokenizer, Tokenizer]:
    try:
        card = json.loads((ASSETS / "weights" / "tokenizers.json").read_text("utf-8"))
        bpe = BPE(sorted(BYTES.values()), [(a, b) for a, b in card["bpe"]])
        wordpiece, unigram = (Tokenizer.from_str(json.dumps(card[name])) for name in ("wordpiece", "unigram"))
    except Exception as error:  # the library of the tokenizers raises nothing more exact
        raise VisitorError("The file of the tokenizers is missing or damaged; install Explorer again.") from error
    return bpe, wordpiece, unigram


def shipped_bpe() -> BPE:
    """Byte-pair encoding with 4,000 tokens, learned from English books."""
    return _shipped()[0]


@lru_cache(maxsize=256)
def cuts(text: str, vocabulary: tuple[str, ...]) -> tuple[Cut, ...]:
    """Characters, bytes, words of `vocabulary`, BPE, WordPiece and Unigram, each with its ids."""
    text = text.encode("utf-8", errors="replace").decode()
    bpe, wordpiece, unigram = _shipped()
    by_name = {
        "characters": _characters(text),
        "bytes": _bytes(text),
        "words": _words(text, WordTokenizer(vocabulary)),
        "bpe": _bpe(text, bpe),
        "wordpiece": _library(text, wordpiece, "[UNK]"),
        "unigram": _library(text, unigram, "<unk>"),
    }
    return tuple(Cut(name, tuple(pieces), len(text)) for name, pieces in by_name.items())


def visible(text: str) -> str:
    """White space made visible, other invisible characters as their code."""
    text = text.translate(_VISIBLE)
    return "".join(c if c.isprintable() and not SELECTORS.match(c) else f"U+{ord(c):04X}" for c in text)


def _characters(text: str) -> list[Piece]:
    pieces, at = [], 0
    for character in text:
        size = len(character.encode())
        pieces.append(Piece(visible(character), ord(character), at, at + size))
        at += size
    return pieces


def _bytes(text: str) -> list[Piece]:
    return [
        Piece(visible(chr(byte)) if byte < 128 else f"{byte:02X}", byte, at, at + 1, partial=byte >= 128)
        for at, byte in enumerate(text.encode())
    ]


def _words(text: str, words: WordTokenizer) -> list[Piece]:
    pieces, at = [], 0
    lower = text.lower()
    for word in words.split(text):
        found = lower.find(word, at)
        found = at if found < 0 else found
        start = len(text[:found].encode())
        at = found + len(word)
        known = word in words.ids
        pieces.append(Piece(visible(word), words.ids.get(word, 1), start, len(text[:at].encode()), unknown=not known))
    return pieces


def _bpe(text: str, bpe: BPE) -> list[Piece]:
    pieces, at = [], 0
    for token in bpe.encode(text):
        shown, partial = spell(token)
        pieces.append(Piece(shown, bpe.ids[token], at, at + len(token), partial))  # one character is one byte
        at += len(token)
    return pieces


def _library(text: str, tokenizer: Tokenizer, unknown: str) -> list[Piece]:
    encoding = tokenizer.encode(text, add_special_tokens=False)
    before = [0]
    for character in text:
        before.append(before[-1] + len(character.encode()))
    return [
        Piece(visible(token.replace("▁", " ")), id_, before[start], before[end], unknown=token == unknown)
        for token, id_, (start, end) in zip(encoding.tokens, encoding.ids, encoding.offsets, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class Bags:
    """Sentences as counts of words: their order is gone."""

    words: tuple[str, ...]
    counts: NDArray[np.int64]  # sentence x word
    same: bool  # the bag cannot tell them apart

    @property
    def occurrences(self) -> NDArray[np.int64]:
        """1 where a word occurs at all."""
        return np.minimum(self.counts, 1)


def bags(sentences: Sequence[Sequence[str]]) -> Bags:
    words = tuple(dict.fromkeys(word for sentence in sentences for word in sentence))
    counted = [Counter(sentence) for sentence in sentences]
    counts = np.array([[count[word] for word in words] for count in counted])
    return Bags(words, counts, bool((counts == counts[0]).all()))


def stack(bag: Bags) -> NDArray[np.int64]:
    """The counts of all sentences, then what occurs in each."""
    return np.concatenate([bag.counts, bag.occurrences])


def lengths(found: Sequence[Sequence[Cut]]) -> NDArray[np.int64]:
    """How many tokens each text (row) has under each cut (column)."""
    return np.array([[len(cut.pieces) for cut in row] for row in found])


def spelling(course: Course, byte_level: bool) -> dict[str, str]:
    """How each token of a BPE course is written, where that is not the token itself."""
    tokens = {character for word, _ in course.frequent for character in word}
    for merge in course.merges:
        tokens.update((*merge.pair, merge.token))
        for pair, _ in merge.candidates:
            tokens.update(pair)
    if not byte_level:
        return {token: visible(token) for token in tokens if visible(token) != token}
    return {token: spell(token)[0] for token in tokens if spell(token)[0] != token}


def spell(token: str) -> tuple[str, bool]:
    """A byte-level token as text, or as hexadecimal bytes where it is only a part of a character."""
    data = bytes(_BYTE[character] for character in token)
    try:
        return visible(data.decode()), False
    except UnicodeDecodeError:
        return data.hex(" ").upper(), True
