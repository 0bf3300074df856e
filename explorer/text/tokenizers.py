"""Cutting text into tokens."""

import difflib
import heapq
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import regex

PAD, UNKNOWN = "<pad>", "<unk>"
_GPT2 = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
_NO_BLANK = regex.compile(r"\P{White_Space}+")
_PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
# Each byte as one printable character: itself where it has one, else the next free one from 256 on.
BYTES = {byte: chr(byte) for byte in _PRINTABLE} | {
    byte: chr(256 + index) for index, byte in enumerate(b for b in range(256) if b not in set(_PRINTABLE))
}
SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # how the sign before is drawn; themselves invisible
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


@dataclass(frozen=True)
class Encoding:
    """A text as a model reads it, and what was done to it on the way."""

    tokens: tuple[str, ...]  # one for each id; UNKNOWN where the word is not in the vocabulary
    ids: tuple[int, ...]
    unknown: tuple[str, ...]  # the words that became UNKNOWN, each once, in order
    dropped: int = 0  # tokens that did not fit into the context
    marks: tuple[int, int] = (0, 0)  # how many of the tokens before and after the text are the tokenizer's own


class WordTokenizer:
    """One token for each word or punctuation mark of a fixed vocabulary; everything else is UNKNOWN."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self.ids = {word: index for index, word in enumerate(self.vocabulary)}

    def split(self, text: str) -> list[str]:
        """Lower-case words and single punctuation marks; control and invisible characters count as blanks."""
        text = unicodedata.normalize("NFC", text).lower()
        text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") else c for c in text)
        text = SELECTORS.sub(" ", text)
        return _PIECE.findall(text)

    def reads(self, text: str) -> bool:
        """Whether there is anything to read in a text."""
        return bool(self.split(text))

    def encode(self, text: str, context: int, start: str | None = None) -> Encoding:
        """At most `context` tokens, `start` included; the rest is dropped and counted."""
        words = self.split(text)
        kept = words[: context - (start is not None)]
        unknown = dict.fromkeys(word for word in kept if word not in self.ids)
        tokens = [word if word in self.ids else UNKNOWN for word in kept]
        if start is not None:
            tokens.insert(0, start)
        return Encoding(
            tuple(tokens),
            tuple(self.ids[t] for t in tokens),
            tuple(unknown),
            len(words) - len(kept),
            (int(start is not None), 0),
        )

    def near(self, word: str, count: int = 3) -> list[str]:
        """Known words that are spelt like `word`, the nearest first; empty where nothing is near."""
        return list(_near(self.vocabulary, word[:40], count))

    def decode(self, ids: Sequence[int]) -> str:
        return " ".join(self.vocabulary[i] for i in ids)


@lru_cache(maxsize=1024)  # every change of a page asks again for the words of its sentence
def _near(vocabulary: tuple[str, ...], word: str, count: int) -> list[str]:
    return difflib.get_close_matches(word, [known for known in vocabulary if known.isalpha()], count, cutoff=0.7)


@dataclass(frozen=True)
class Merge:
    """One step of learning byte-pair encoding: the pair that was most frequent, and how often it stood there."""

    pair: tuple[str, str]
    count: int
    shorter: int  # how many tokens the text has lost by it: less than count where pairs overlap, as in "aaa"
    candidates: tuple[tuple[tuple[str, str], int], ...] = ()  # the most frequent pairs at this step, this one first

    @property
    def token(self) -> str:
        return "".join(self.pair)


class BPE:
    """Byte-pair encoding (Sennrich, Haddow and Birch 2016), on bytes as GPT-2 has it, or on characters.

    Bytes are written as 256 printable characters (Radford et al. 2019), so that a token is always a string.
    """

    def __init__(self, alphabet: Sequence[str], merges: Sequence[tuple[str, str]], byte_level: bool = True) -> None:
        self.byte_level = byte_level
        self.alphabet, self.merges = tuple(alphabet), tuple(merges)
        self.ids = {token: index for index, token in enumerate(dict.fromkeys([*alphabet, *map("".join, merges)]))}
        self.ranks = {pair: rank for rank, pair in reversed(list(enumerate(merges)))}

    def split(self, text: str) -> list[str]:
        """The pieces that no merge may cross: words with the blank before them, or words between blanks."""
        if not self.byte_level:
            return _NO_BLANK.findall(text)
        return ["".join(BYTES[byte] for byte in piece.encode()) for piece in _GPT2.findall(text)]

    def encode(self, text: str) -> list[str]:
        """The text's tokens; characters that were never seen in training are left out of a character-level BPE."""
        return [token for piece in self.split(text) for token in self.merge(piece) if token in self.ids]

    def merge(self, piece: str) -> list[str]:
        """Do the earliest learned merge first, the leftmost where it fits twice."""
        tokens, end = list(piece), len(piece)
        before, after = list(range(-1, end - 1)), list(range(1, end + 1))
        queue: list[tuple[int, int]] = []  # rank of a pair, and where it stands
        fresh: Sequence[int] = range(end)  # places where a new pair may begin
        while True:
            for at in fresh:
                if at >= 0 and after[at] < end:
                    rank = self.ranks.get((tokens[at], tokens[after[at]]))
                    if rank is not None:
                        heapq.heappush(queue, (rank, at))
            if not queue:
                break
            rank, at = heapq.heappop(queue)
            right, fresh = after[at], ()
            if right < end and self.ranks.get((tokens[at], tokens[right])) == rank:  # else one is part of another now
                tokens[at] += tokens[right]
                tokens[right], after[at] = "", after[right]
                if after[at] < end:
                    before[after[at]] = at
                fresh = (before[at], at)
        return [token for token in tokens if token]


def learn(
    text: str, size: int, byte_level: bool = True, least: int = 2, full: bool = False, watched: int = 0
) -> Iterator[Merge]:
    """Learn merges until there are `size` tokens or no pair stands `least` times; yields each as it is found.

    Ties go to the pair whose tokens were known first. Counts are kept up to date word by word: a merge touches only
    the words that hold it. `full` starts with all 256 bytes, not only with those of the text; the first `watched`
    merges carry the pairs that they were chosen from.
    """
    words = Counter(BPE((), (), byte_level).split(text))
    order = {token: index for index, token in enumerate(sorted(BYTES.values()) if full else alphabet(words))}
    spelled = [list(word) for word in words]
    frequency = list(words.values())
    counts: Counter[tuple[str, str]] = Counter()
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for index, tokens in enumerate(spelled):
        for pair in pairwise(tokens):
            counts[pair] += frequency[index]
            holders[pair].add(index)

    def entry(pair: tuple[str, str]) -> tuple[int, int, int, tuple[str, str]]:
        return -counts[pair], order[pair[0]], order[pair[1]], pair

    queue = [entry(pair) for pair in counts]
    heapq.heapify(queue)
    while queue and len(order) < size:
        negative, *_, pair = heapq.heappop(queue)
        if -negative != counts[pair]:  # it has changed since it was put into the queue
            if counts[pair] >= least:
                heapq.heappush(queue, entry(pair))
            continue
        if -negative < least:
            return
        rivals: tuple[tuple[tuple[str, str], int], ...] = ()
        if watched:
            watched -= 1
            best = heapq.nsmallest(8, (entry(rival) for rival, count in counts.items() if count > 0))
            rivals = tuple((rival, -count) for count, _, _, rival in best)
        count, shorter = -negative, 0
        order.setdefault("".join(pair), len(order))
        changed: set[tuple[str, str]] = set()
        for index in holders.pop(pair):
            times = frequency[index]
            before = len(spelled[index])
            for old, new in _replace(spelled[index], pair):
                counts[old] -= times
                counts[new] += times
                holders[new].add(index)
                changed.add(new)
            shorter += times * (before - len(spelled[index]))
        counts[pair] = 0
        for new in changed:
            heapq.heappush(queue, entry(new))
        yield Merge(pair, count, shorter, rivals)


def alphabet(words: Iterable[str]) -> list[str]:
    return sorted({character for word in words for character in word})


def _replace(tokens: list[str], pair: tuple[str, str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Merge the pair in these tokens, from the left; yields each pair of neighbours lost, with what it became."""
    left, right = pair
    merged, at, last = left + right, 0, len(tokens) - 1
    written: list[str] = []  # in one pass: a word may have a million letters
    while at <= last:
        if at < last and tokens[at] == left and tokens[at + 1] == right:
            if written:
                yield (written[-1], left), (written[-1], merged)
            if at + 1 < last:
                yield (right, tokens[at + 2]), (merged, tokens[at + 2])
            written.append(merged)
            at += 2
        else:
            written.append(tokens[at])
            at += 1
    tokens[:] = written


@dataclass(frozen=True)
class Course:
    """A whole course of BPE learning on one text."""

    merges: tuple[Merge, ...]
    frequent: tuple[tuple[str, int], ...]  # the most frequent words, spelled in characters of the alphabet
    tokens: int  # before the first merge
    characters: int
    alphabet: int


def course(text: str, merges: Iterable[Merge], byte_level: bool, most: int = 12) -> Course:
    words = Counter(BPE((), (), byte_level).split(text))
    return Course(
        tuple(merges),
        tuple(words.most_common(most)),
        sum(len(word) * count for word, count in words.items()),
        len(text),
        len(alphabet(words)),
    )
