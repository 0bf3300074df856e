"""What `explorer bench` measures on this machine. Times are medians; p95 beside them where a person waits."""

import json
import os
import platform
import runpy
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from explorer.check import free_port
from explorer.models import library
from explorer.models.generate import generate
from explorer.text import corpora
from explorer.text.tokenizers import learn

TEXT = "anna had a ball . the ball was red . what colour was the ball ? the ball was"


def times(action: Callable[[], object], repeat: int) -> dict[str, float]:
    """Median and p95 of the action in milliseconds, after one run that is not counted."""
    action()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    return {"median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[-1]}


def machine() -> dict[str, object]:
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as file:  # noqa: PTH123
            name = next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {"cpu": name, "cores": os.cpu_count(), "python": platform.python_version(), "torch": torch.__version__}


@dataclass(frozen=True)
class Server:
    address: str
    pid: int
    seconds: float  # from the command to its first answer


@contextmanager
def running() -> Iterator[Server]:
    """A server of our own, stopped at the end."""
    port = free_port()
    address, start = f"http://localhost:{port}", time.perf_counter()
    command = [sys.executable, "-m", "explorer.cli", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - start < 60:
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.02)
        else:
            raise TimeoutError("the server did not answer within a minute")
        yield Server(address, server.pid, time.perf_counter() - start)
    finally:
        server.terminate()
        server.wait(10)


def in_a_browser() -> dict[str, Any]:
    """What a visitor waits for; nothing, with a word about it, where there is no browser to measure with."""
    try:
        browser = runpy.run_path(str(Path(__file__).with_name("browser.py")))
    except ImportError:
        browser = {}
    if not browser or not browser["chromium"]():
        print("What a browser shows is not measured: that needs the test extra and Chromium.", file=sys.stderr)
        return {}
    with browser["opened"]() as chromium, running() as server:
        first = browser["first_load"](chromium, server.address, "/", ".st-key-journey .row")
        figure = server.seconds + first["figure_s"]
        chart = browser["first_load"](chromium, server.address, "/tokens", ".js-plotly-plot .main-svg")
        changes = browser["changes"](chromium, server.address)
    return {
        "startup_to_figure_s": figure,
        "first_load": {"/": first, "/tokens, with a chart": chart},
        "change_ms": changes,
    }


def a_class(sizes: tuple[int, ...] = (1, 10, 30, 60, 100)) -> dict[str, Any]:
    """So many visitors at once, each changing something every two seconds: on phones that follow, and reading."""
    try:
        visitors = runpy.run_path(str(Path(__file__).with_name("visitors.py")))
    except ImportError:
        print("A class is not measured: that needs the test extra.", file=sys.stderr)
        return {}
    found = {}
    for wall in (True, False):
        with running() as server:
            for row in visitors["rows"](server.address, server.pid, sizes, 10.0, 2.0, wall):
                found[f"{row['visitors']} {'following' if wall else 'reading'}"] = row
    return {"class": found}


def bpe_seconds() -> float:
    """2,000 merges of one megabyte of stories."""
    text = corpora.stories(3000)
    text = (text * (1_000_000 // len(text) + 1))[:1_000_000]
    start = time.perf_counter()
    list(learn(text, 2000))
    return time.perf_counter() - start


def tokens_per_second() -> tuple[float, float]:
    """Our generation and Hugging Face's, greedy, same weights, same prompt, in turn; the median of five rounds."""
    from transformers.utils import logging

    from explorer.models.gpt2 import to_gpt2

    logging.set_verbosity_error()
    model = library.load()
    theirs = to_gpt2(model.transformer)
    ids = list(model.encode(TEXT).ids)
    prompt, count = torch.tensor([ids]), 100

    def reference() -> torch.Tensor:
        with torch.inference_mode():
            return theirs.generate(prompt, max_new_tokens=count, min_new_tokens=count, do_sample=False, pad_token_id=0)

    def ours() -> list[int]:
        return [step.id for step in generate(model.transformer, ids, count, temperature=0.0)]

    assert ours() == reference()[0, len(ids) :].tolist(), "both must write the same text"
    own, other = [], []
    for _ in range(5):
        for action, rates in ((ours, own), (reference, other)):
            start = time.perf_counter()
            action()
            rates.append(count / (time.perf_counter() - start))
    return statistics.median(own), statistics.median(other)


def tokens_per_second_at_most() -> float:
    """If writing a token took no longer than reading every weight once: what this machine's memory or cache allows."""
    weights = torch.cat([parameter.flatten() for parameter in library.load().transformer.parameters()])
    return 1000 / times(weights.sum, 200)["median"]


def ngram_fit_seconds() -> tuple[float, float]:
    """Orders 1 to 5 of the same words by our counting and by nltk's; Shakespeare where it is here, else stories."""
    from explorer.text import ngrams

    try:
        text = corpora.read("shakespeare")
    except corpora.NotHereError:
        text = corpora.stories(3000)
    words = ngrams.words(text)
    own = times(lambda: ngrams.count(words, 5), 5)["median"] / 1000
    try:
        from nltk.lm import KneserNeyInterpolated
        from nltk.util import everygrams
    except ImportError:
        print("nltk's n-grams are not measured: that needs the test extra.", file=sys.stderr)
        return own, float("nan")
    start = time.perf_counter()
    KneserNeyInterpolated(5).fit([everygrams(words, max_len=5)], words)
    return own, time.perf_counter() - start


def large_first_figure() -> float:
    """Seconds from 128 tokens to the picture of all heads, for a model of GPT-2 small's size with random weights."""
    from explorer.figures.heads import heads
    from explorer.models.habits import habit
    from explorer.models.transformer import Sizes, Transformer

    model = Transformer(Sizes(50257, context=1024, width=768, heads=12, layers=12, hidden=3072)).initialise(0).eval()
    ids = torch.arange(128)
    words = [f"word{i % 50}" for i in range(128)]

    def picture() -> object:
        with torch.inference_mode():
            weights = [block.attention.weights for block in model(ids).blocks]
        found = [[habit(head, words) for head in layer] for layer in weights]
        names = [[(one.pattern, one.share, one.chance) for one in row] for row in found]
        return heads(weights, names, (1, 1), {one.pattern: ("", one.pattern) for row in found for one in row}, {})

    return times(picture, 3)["median"] / 1000


def wider(ids: torch.Tensor) -> dict[str, dict[str, float]]:
    """The same reading, with its trace, by models of other widths; the weights do not matter to the clock."""
    from explorer.models.transformer import Sizes, Transformer

    found = {}
    for width in (128, 256, 512):
        model = Transformer(Sizes(512, len(ids), width, 4, 2, 4 * width)).initialise(0).eval()
        with torch.inference_mode():
            found[f"{len(ids)} tokens, width {width}"] = times(lambda model=model: model(ids), 50)  # type: ignore[misc]
    return found


def measure() -> dict[str, Any]:
    torch.set_num_threads(1)
    model = library.load()
    encoding = model.encode(TEXT)
    ids = torch.tensor(encoding.ids)
    full = torch.tensor([encoding.ids[i % len(encoding.ids)] for i in range(model.transformer.sizes.context)])

    @torch.inference_mode()
    def forward(tokens: torch.Tensor) -> object:
        return model.transformer(tokens)

    own, reference = tokens_per_second()
    ngram_fit, ngram_fit_reference = ngram_fit_seconds()
    with running() as server:
        startup = server.seconds
    return {
        "machine": machine(),
        "startup_s": startup,
        **in_a_browser(),
        "forward_ms": {
            f"{len(tokens)} tokens": times(lambda tokens=tokens: forward(tokens), 200) for tokens in (ids, full)
        }
        | wider(full),
        **a_class(),
        "bpe_1mb_2000_s": bpe_seconds(),
        "gpt2_small_128_tokens_first_figure_s": large_first_figure(),
        "ngram_fit_s": ngram_fit,
        "ngram_fit_s_reference": ngram_fit_reference,
        "tokens_per_s": own,
        "tokens_per_s_reference": reference,
        "tokens_per_s_ratio": own / reference,
        "tokens_per_s_limit": tokens_per_second_at_most(),
    }


def told(entry: object) -> str:
    if isinstance(entry, dict):
        return ", ".join(f"{key} {value:.2f}" for key, value in entry.items() if isinstance(value, (int, float)))
    return f"{entry:.2f}" if isinstance(entry, float) else str(entry)


def main(as_json: bool) -> None:
    result = measure()
    if as_json:
        print(json.dumps(result, indent=1))
        return
    for name, value in result.items():
        if isinstance(value, dict):
            print(name)
            for key, entry in value.items():
                print(f"  {key:36} {told(entry)}")
        else:
            print(f"{name:34} {value:.2f}")
