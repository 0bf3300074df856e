"""Tokenizers of pre-trained models: the library `tokenizers` cuts, we show what it cut."""

from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

from explorer.text.cuts import spell, visible
from explorer.text.tokenizers import BYTES, Encoding


class Subwords:
    """A pre-trained model's own tokenizer, with the marks that it puts around a text ([CLS] … [SEP])."""

    def __init__(self, tokenizer: Tokenizer, context: int) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(context)
        self._tokenizer = tokenizer
        self._bytes = "Ġthe" in tokenizer.get_vocab() or "Ġ" in tokenizer.get_vocab()
        self.vocabulary = _Shown(self)

    @classmethod
    def read(cls, file: Path, context: int) -> "Subwords":
        """Raises ValueError where the file is missing or is no tokenizer."""
        try:
            return cls(Tokenizer.from_file(str(file)), context)
        except Exception as error:  # the library raises nothing narrower
            raise ValueError(f"{file.name} cannot be read") from error

    def reads(self, text: str) -> bool:
        """Whether there is anything to read in a text."""
        return bool(self._tokenizer.encode(_text(text), add_special_tokens=False).ids)

    def encode(self, text: str) -> Encoding:
        found = self._tokenizer.encode(_text(text))
        dropped = sum(mask == 0 for part in found.overflowing for mask in part.special_tokens_mask)
        shown = tuple(self.show(token) for token in found.tokens)
        own = found.special_tokens_mask
        before = own.index(0) if 0 in own else len(own)
        return Encoding(shown, tuple(found.ids), (), dropped, (before, len(own) - before - own.count(0)))

    def show(self, token: str) -> str:
        """White space made visible; bytes in hexadecimal where the token is a part of a character."""
        if self._bytes and all(character in _ALL_BYTES for character in token):
            return spell(token)[0]
        return visible(token.replace("▁", " "))

    def near(self, word: str, count: int = 3) -> list[str]:
        """Every word can be read: none has to be offered instead."""
        return []

    def token(self, id_: int) -> str:
        return self.show(self._tokenizer.id_to_token(id_) or "?")

    def decode(self, ids: list[int]) -> str:
        return str(self._tokenizer.decode(ids))

    def __len__(self) -> int:
        return int(self._tokenizer.get_vocab_size())


_ALL_BYTES = frozenset(BYTES.values())


def _text(text: str) -> str:
    """Lone surrogates, which no file can hold, as question marks."""
    return text.encode("utf-8", errors="replace").decode()


class _Shown:
    """The vocabulary as it is shown, looked up token by token: it may hold a quarter of a million."""

    def __init__(self, subwords: Subwords) -> None:
        self._token = lru_cache(maxsize=4096)(subwords.token)
        self._count = len(subwords)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, id_: int) -> str:
        return self._token(id_)
