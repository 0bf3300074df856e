"""The story model with queries and keys that turn with their position (Su et al. 2021),
trained for a third of the steps: enough to compare how positions are told apart.
"""

from collections.abc import Iterator
from pathlib import Path

from explorer.recipes import microworld
from explorer.training import Progress

STEPS = 4_000


def make(folder: Path, seed: int = 0) -> Iterator[Progress]:
    """Not examined: it has seen too little. Yields the progress."""
    yield from microworld.fit("rotary", folder, seed, STEPS, microworld.STORIES, positions="rotary")
