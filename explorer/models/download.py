"""Bringing a pre-trained model to this machine: only JSON and safetensors, never code."""

from collections.abc import Callable
from pathlib import Path

from explorer.models.library import ModelError
from explorer.models.pretrained import FILES, limit, permit, too_large
from explorer.saving import disk_is_full


def fetch(name: str, report: Callable[[int, int], None]) -> None:
    """Bring a model from Hugging Face into the machine's cache; `report` is told bytes done and bytes in all.

    What `report` raises ends it; what has come is kept. Raises ModelError, before the first byte where it is too large.
    Of a file that the disk could not hold nothing is kept.
    """
    permit(name)
    size = 0
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import RepositoryNotFoundError
    from tqdm import tqdm

    try:
        files = {
            file.rfilename: file.size or 0
            for file in HfApi().model_info(name, files_metadata=True, timeout=10).siblings or []
        }
        wanted = [file for file in FILES if file in files]
        if missing := [file for file in FILES if file not in files]:
            raise ModelError(
                "{name} has no {file}: only models with safetensors and a fast tokenizer can be shown.",
                name=name,
                file=missing[0],
            )
        size = sum(files[file] for file in wanted)
        if size > limit():
            raise too_large(name, size)
        done = 0

        class Bytes(tqdm):
            def update(self, n: float | None = 1) -> bool | None:
                nonlocal done
                done += int(n or 0)
                report(done, size)
                return None

        for file in wanted:
            hf_hub_download(name, file, tqdm_class=Bytes)
    except RepositoryNotFoundError:
        raise ModelError("Hugging Face knows no model “{name}”, or it is not public.", name=name[:80]) from None
    except ModelError:
        raise
    except Exception as error:  # which error stands for no network changes with the library's releases
        if disk_is_full(error):
            _forget_parts(name)
            raise ModelError(
                "The disk of this machine is full, so it could not be kept; {size:,.0f} MB are needed.",
                size=size / 1e6 + 1,
            ) from error
        raise ModelError(
            "{name} could not be fetched: is this machine on the network? ({reason})",
            name=name[:80],
            reason=type(error).__name__,
        ) from error


def _forget_parts(name: str) -> None:
    """Give the disk back what it could not hold as a whole."""
    from huggingface_hub.constants import HF_HUB_CACHE

    for part in (Path(HF_HUB_CACHE) / f"models--{name.replace('/', '--')}" / "blobs").glob("*.incomplete"):
        part.unlink(missing_ok=True)
