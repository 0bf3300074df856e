"""A lecture of half an hour: a class that changes things, leaves and comes back; memory and files are watched.

Fifty visitors, half of the class that a server of two cores is for. `make soak` starts a server of its own, prints a
line each minute, and ends with 1 where memory or open files have grown by more than 5 % since the class has settled (a
third of the time), or where a page failed.
"""

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
from report import running
from visitors import SCENES, visit

GROWTH = 1.05


@dataclass(frozen=True)
class Minute:
    """What the server held at its end, and how long its visitors waited."""

    megabytes: float
    files: int
    waited: float  # milliseconds, p95
    faults: tuple[str, ...]


async def attend(address: str, seed: int, end: float, every: float, waits: list[float], faults: list[str]) -> None:
    """One seat of the class: a chapter for a minute or so, then another, each on a page of its own."""
    rng = random.Random(seed)
    await asyncio.sleep(rng.random() * every)
    while time.perf_counter() < end:
        person = await visit(address, SCENES[rng.randrange(len(SCENES))], wall := rng.random() < 0.5)
        await person.arrive()
        leaves = time.perf_counter() + rng.uniform(30, 90)
        while time.perf_counter() < min(leaves, end):
            await person.change(rng.randrange(100))
            await asyncio.sleep(every * (0.5 + rng.random()))
        waits += person.taken
        faults += [f"{fault} ({'wall' if wall else 'reading'})" for fault in person.faults]
        await person.socket.close()


async def lecture(address: str, pid: int, visitors: int, minutes: int, every: float) -> list[Minute]:
    server, found = psutil.Process(pid), []
    waits: list[float] = []
    faults: list[str] = []
    end = time.perf_counter() + 60 * minutes
    people = [asyncio.create_task(attend(address, n, end, every, waits, faults)) for n in range(visitors)]
    for number in range(1, minutes + 1):
        await asyncio.sleep(60)
        slow = statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else 0.0
        found.append(Minute(server.memory_info().rss / 1e6, server.num_fds(), slow, tuple(faults)))
        print(
            f"{number:3} min  {found[-1].megabytes:7.0f} MB  {found[-1].files:4} files  p95 {slow:6.0f} ms", flush=True
        )
        waits.clear()
    await asyncio.gather(*people)
    return found


def wrong(minutes: list[Minute]) -> Iterator[str]:
    """What must not be, in a sentence each."""
    third = max(1, len(minutes) // 3)
    settled, last = minutes[third - 1 : 2 * third], minutes[-third:]
    for what, unit in (("megabytes", "MB"), ("files", "open files")):
        before, after = (statistics.median(getattr(minute, what) for minute in part) for part in (settled, last))
        print(f"{before:.0f} {unit} once settled, {after:.0f} in the end: {after / before - 1:+.1%}")
        if after > GROWTH * before:
            yield f"{unit} grew by {after / before - 1:.1%}."
    yield from sorted({fault for minute in minutes for fault in minute.faults})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--every", type=float, default=2, help="seconds between two changes of a visitor")
    options = parser.parse_args()
    with running() as server:
        minutes = asyncio.run(lecture(server.address, server.pid, options.visitors, options.minutes, options.every))
    found = list(wrong(minutes))
    print("\n".join(found) or "Nothing grew, nothing failed.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
