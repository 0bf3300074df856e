"""Cutting text into tokens."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

PAD, UNKNOWN = "<pad>", "<unk>"
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


@dataclass(frozen=True)
class Encoding:
    """A text as a model reads it, and what was done to it on the way."""

    tokens: tuple[str, ...]  # one for each id; UNKNOWN where the word is not in the vocabulary
    ids: tuple[int, ...]
    unknown: tuple[str, ...]  # the words that became UNKNOWN, each once, in order
    dropped: int = 0  # tokens that did not fit into the context


class WordTokenizer:
    """One token for each word or punctuation mark of a fixed vocabulary; everything else is UNKNOWN."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self.ids = {word: index for index, word in enumerate(self.vocabulary)}

    def split(self, text: str) -> list[str]:
        """Lower-case words and single punctuation marks; control and invisible characters count as blanks."""
        text = unicodedata.normalize("NFC", text).lower()
        text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c for c in text)
        return _PIECE.findall(text)

    def encode(self, text: str, context: int, start: str | None = None) -> Encoding:
        """At most `context` tokens, `start` included; the rest is dropped and counted."""
        words = self.split(text)
        kept = words[: context - (start is not None)]
        unknown = dict.fromkeys(word for word in kept if word not in self.ids)
        tokens = [word if word in self.ids else UNKNOWN for word in kept]
        if start is not None:
            tokens.insert(0, start)
        return Encoding(
            tuple(tokens), tuple(self.ids[t] for t in tokens), tuple(unknown), dropped=len(words) - len(kept)
        )

    def near(self, word: str, count: int = 3) -> list[str]:
        """Known words that are spelt like `word`, the nearest first; empty where nothing is near."""
        known = [entry for entry in self.vocabulary if entry.isalpha()]
        return difflib.get_close_matches(word[:40], known, count, cutoff=0.6)

    def decode(self, ids: Sequence[int]) -> str:
        return " ".join(self.vocabulary[i] for i in ids)
