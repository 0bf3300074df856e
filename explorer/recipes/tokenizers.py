"""Three tokenizers of 4,000 tokens, from the same English books: our BPE, the library's WordPiece and Unigram."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from explorer.saving import whole
from explorer.text.tokenizers import BYTES, Merge, learn
from explorer.training import Progress

STEPS = SIZE = 4_000


def make(folder: Path, corpus: Path, seed: int = 0) -> Iterator[Progress]:
    """Nothing is drawn at random: the seed changes nothing. Yields the progress of our own BPE, by tokens learned."""
    text, start = corpus.read_text("utf-8"), time.perf_counter()
    merges: list[Merge] = []
    for merge in learn(text, SIZE, full=True):
        merges.append(merge)
        yield Progress(len(BYTES) + len(merges), 0.0, 0.0, len(text), time.perf_counter() - start)
    wordpiece, unigram = _wordpiece(text), _unigram(text)
    card = {
        "data": f"{corpus.name}, {len(text)} characters",
        "seed": seed,
        "steps": SIZE,
        "seconds": round(time.perf_counter() - start, 1),
        "parameters": SIZE,
        "loss": {},
        "lessons": {},
        "bpe": [merge.pair for merge in merges],
        "wordpiece": json.loads(wordpiece.to_str()),
        "unigram": json.loads(unigram.to_str()),
    }
    with whole(folder / "tokenizers.json") as (told,):
        told.write_text(json.dumps(card, ensure_ascii=False) + "\n", encoding="utf-8")


def _wordpiece(text: str) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(vocab_size=SIZE, special_tokens=["[UNK]"], show_progress=False)
    tokenizer.train_from_iterator(text.splitlines(), trainer)
    return tokenizer


def _unigram(text: str) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(vocab_size=SIZE, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(text.splitlines(), trainer)
    return tokenizer
