"""Bringing a pre-trained model to this machine: only JSON and safetensors, never code."""

from collections.abc import Callable

from explorer.models.library import ModelError
from explorer.models.pretrained import FILES, limit, permit, too_large


def fetch(name: str, report: Callable[[int, int], None]) -> None:
    """Bring a model from Hugging Face into the machine's cache; `report` is told bytes done and bytes in all.

    What `report` raises ends it; what has come is kept. Raises ModelError, before the first byte where it is too large.
    """
    permit(name)
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
        raise ModelError(
            "{name} could not be fetched: is this machine on the network? ({reason})",
            name=name[:80],
            reason=type(error).__name__,
        ) from error
