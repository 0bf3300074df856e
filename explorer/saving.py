"""Files that are there as a whole or not at all, also where the disk is full."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def disk_is_full(error: BaseException | None) -> bool:
    """Whether that is the reason, or the reason behind it; libraries wrap it into errors of their own."""
    while error is not None:
        if getattr(error, "errno", None) in FULL or "No space left on device" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def whole(*files: Path) -> Iterator[tuple[Path, ...]]:
    """Where to write files that belong together; what was written takes their place once all is well.

    Otherwise the old ones stay and nothing else does. Raises OSError where the disk is full.
    """
    parts = tuple(file.with_name(f".{file.name}.part") for file in files)
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield parts
        for part, file in zip(parts, files, strict=True):
            if part.exists():
                part.replace(file)
    except Exception as error:
        if disk_is_full(error) and not isinstance(error, OSError):
            raise OSError(errno.ENOSPC, "No space left on device", str(files[0])) from error
        raise
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
