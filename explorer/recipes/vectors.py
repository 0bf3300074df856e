"""Word vectors of 10,000 English words: continuous bag of words (Mikolov et al. 2013), trained with gensim.

The corpus is a text file, one sentence a line, lower case, without punctuation; .zst is unpacked on the way. One
worker, because several would make each training a different one.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from explorer.models.vectors import Vectors, quantise, score
from explorer.saving import whole
from explorer.training import Progress

STEPS = 10  # epochs
WORDS, WIDTH, WINDOW, NEGATIVES = 10_000, 100, 6, 10
LEAST, MOST_LOST = 0.70, 0.005  # right answers; what rounding to a byte may cost


def make(folder: Path, corpus: Path, seed: int = 1) -> Iterator[Progress]:
    """Raises ValueError where too few analogies are answered, or rounding loses too many."""
    from gensim.models import Word2Vec

    with tempfile.TemporaryDirectory() as scratch:
        text = _unpacked(corpus, Path(scratch))
        model = Word2Vec(
            vector_size=WIDTH,
            window=WINDOW,
            min_count=5,
            max_final_vocab=3 * WORDS,
            negative=NEGATIVES,
            sample=1e-4,
            alpha=0.05,
            seed=seed,
            workers=1,
        )
        start = time.perf_counter()
        model.build_vocab(corpus_file=str(text))
        for step in range(1, STEPS + 1):  # one epoch at a time, the rate falling as in one long training
            model.train(
                corpus_file=str(text),
                total_words=model.corpus_total_words,
                epochs=1,
                start_alpha=0.05 + (0.0001 - 0.05) * (step - 1) / STEPS,
                end_alpha=0.05 + (0.0001 - 0.05) * step / STEPS,
            )
            yield Progress(step, 0.0, 0.0, step * model.corpus_total_words, time.perf_counter() - start)
        seconds = time.perf_counter() - start
    words = tuple(model.wv.index_to_key[:WORDS])
    matrix = np.asarray(model.wv.vectors[:WORDS], dtype=np.float32)
    stored, scale = quantise(matrix)
    exact, rounded = (score(Vectors(words, table, {}), questions()) for table in (matrix, stored * scale))
    before, after = _share(exact), _share(rounded)
    if after < LEAST or before - after > MOST_LOST:
        raise ValueError(f"not good enough to ship: {after:.1%} of the analogies, {before:.1%} before rounding")
    card = {
        "name": "vectors",
        "data": f"{corpus.name}, {model.corpus_total_words} words",
        "seed": seed,
        "steps": STEPS,
        "seconds": round(seconds, 1),
        "parameters": int(stored.size),
        "loss": {},
        "lessons": {section: round(right / asked, 4) for section, (right, asked) in rounded.items() if asked},
        "questions": {section: asked for section, (_, asked) in rounded.items()},
        "overall": {"before_rounding": round(before, 4), "as_shipped": round(after, 4)},
        "words": words,
    }
    with whole(folder / "vectors.safetensors", folder / "vectors.json") as (weights, told):
        save_file({"vectors": stored, "scale": scale}, weights)
        told.write_text(json.dumps(card, ensure_ascii=False, indent=None) + "\n", encoding="utf-8")


def questions() -> dict[str, list[tuple[str, str, str, str]]]:
    """The Google analogy questions, by section, as they come with gensim."""
    from gensim.test.utils import datapath

    sections: dict[str, list[tuple[str, str, str, str]]] = {}
    rows: list[tuple[str, str, str, str]] = []
    for line in Path(datapath("questions-words.txt")).read_text("utf-8").splitlines():
        if line.startswith(":"):
            rows = sections[line[2:].strip()] = []
        else:
            a, b, c, d = line.lower().split()
            rows.append((a, b, c, d))
    return sections


def _share(scored: dict[str, tuple[int, int]]) -> float:
    return sum(right for right, _ in scored.values()) / max(1, sum(asked for _, asked in scored.values()))


def _unpacked(corpus: Path, scratch: Path) -> Path:
    if corpus.suffix != ".zst":
        return corpus
    import zstandard

    out = scratch / corpus.stem
    with corpus.open("rb") as packed, out.open("wb") as plain:
        zstandard.ZstdDecompressor().copy_stream(packed, plain)
    return out
