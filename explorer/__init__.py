"""Explorer explains the transformer by running one, live, offline, on the visitor's own sentence."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _folder(installed: str, source: str) -> Path:
    """In a wheel the folder is part of the package; in a checkout it lies beside it."""
    return _HERE / installed if (_HERE / installed).is_dir() else _HERE.parent / source


ASSETS = _folder("assets", "assets")
BENCHMARKS = _folder("benchmarks", "benchmarks")
PAGES = _folder("chapters", "pages")
