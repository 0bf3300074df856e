"""The twin of microworld that saw only 2,000 stories, again and again: it learns them by heart, not the world."""

from collections.abc import Iterator
from pathlib import Path

from explorer.recipes import microworld
from explorer.training import Progress

STEPS, STORIES = 4_000, 2_000


def make(folder: Path, seed: int = 0) -> Iterator[Progress]:
    """Not examined: it is meant to fail on held-out stories. Yields the progress."""
    yield from microworld.fit("overfitted", folder, seed, STEPS, STORIES)
