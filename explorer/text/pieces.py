"""A model's tokenizer of our own byte-pair encoding: any text can be read."""

from collections.abc import Sequence
from functools import lru_cache

from explorer.text.cuts import shipped_bpe, spell
from explorer.text.tokenizers import BPE, BYTES, Encoding

NEWLINE = BYTES[ord("\n")]


class Pieces:
    """Tokens of a byte-level BPE. Every text starts after a line break: the model has seen no other beginning."""

    def __init__(self, bpe: BPE, context: int) -> None:
        self.bpe, self._context = bpe, context
        self.vocabulary = tuple(spell(token)[0] for token in bpe.ids)
        self._tokens = tuple(bpe.ids)
        self._word = lru_cache(maxsize=100_000)(self._cut)  # the words of a language come again and again

    @classmethod
    def shipped(cls, context: int) -> "Pieces":
        return cls(shipped_bpe(), context)

    @property
    def start(self) -> int:
        return self.bpe.ids[NEWLINE]

    def _cut(self, word: str) -> tuple[int, ...]:
        return tuple(self.bpe.ids[token] for token in self.bpe.merge(word))

    def ids(self, text: str) -> list[int]:
        """The whole text, without a mark before it. Lone surrogates, which no file can hold, become question marks."""
        text = text.encode("utf-8", errors="replace").decode()
        return [id_ for word in self.bpe.split(text) for id_ in self._word(word)]

    def reads(self, text: str) -> bool:
        """Whether there is anything to read in a text."""
        return bool(text.strip())

    def encode(self, text: str) -> Encoding:
        ids = [self.start, *self.ids(text)]
        kept = ids[: self._context]
        return Encoding(tuple(self.vocabulary[i] for i in kept), tuple(kept), (), len(ids) - len(kept), (1, 0))

    def near(self, word: str, count: int = 3) -> list[str]:
        """Every word can be read: none has to be offered instead."""
        return []

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens; bytes that are no character become the replacement character."""
        return bytes(_BYTE[c] for i in ids for c in self._tokens[i]).decode("utf-8", errors="replace")

    def __len__(self) -> int:
        return len(self.vocabulary)


_BYTE = {character: byte for byte, character in BYTES.items()}
