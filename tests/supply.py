"""What Explorer is made of: requirements.lock and licences.csv, written anew after constraints.txt has changed.

    python -m tests.supply lock [WHEEL ...]     needs the command uv, and the package registry
    python -m tests.supply licences             reads what is installed

The lock holds every package that Explorer needs to run, on any system, with the hashes of all files that the registry
has of it. torch's CPU build for Linux comes from another index, as files of its own: name those files after `lock`, and
their hashes are added. NVIDIA's libraries, which the registry's torch for Linux asks for besides, are left out: Explorer
computes on the CPU.
"""

import csv
import hashlib
import io
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK, LICENCES, CONSTRAINTS = (ROOT / name for name in ("requirements.lock", "licences.csv", "constraints.txt"))
LEFT_OUT = ("nvidia-", "cuda-", "triton")
HEAD = """\
# Every package that Explorer needs to run, with the hashes of its files; made by: python -m tests.supply lock
# Install with: pip install --require-hashes -r requirements.lock && pip install --no-deps .
# On Linux give pip the index of torch's CPU build (--extra-index-url). Of its files those for these systems are listed:
# {builds}. For another one add what `pip hash` says of the file.
"""
KNOWN = {  # how packages name a licence, and its SPDX identifier; of "BSD" they do not say which
    "Apache": "Apache-2.0",
    "Mozilla Public": "MPL-2.0",
    "Python Software Foundation": "PSF-2.0",
    "MIT-CMU": "MIT-CMU",
    "MIT": "MIT",
    "ISC": "ISC",
    "BSD-3|BSD 3|3-Clause": "BSD-3-Clause",
    "BSD": "BSD",
}


def needed() -> dict[str, Distribution]:
    """Every installed package that Explorer needs to run here, by its canonical name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, Distribution] = {}
    waiting = [(line, "") for line in project["dependencies"]]
    while waiting:
        line, extra = waiting.pop()
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if name.startswith(LEFT_OUT) or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        extras = {"", *requirement.extras} if name not in found else set(requirement.extras)
        found[name] = distribution(name)
        waiting += [(inner, extra) for extra in extras for inner in found[name].requires or []]
    return found


def licence(package: Distribution) -> str:
    """An SPDX expression, as the package states it itself or translated; "unknown" where it says nothing."""
    said = package.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    classes = [entry.split(" :: ")[-1] for entry in said.get_all("Classifier") or [] if entry.startswith("License ::")]
    short = (said.get("License") or "").strip().partition("\n")[0][:60]
    if re.fullmatch(r"[\w.-]+( (AND|OR) [\w.-]+)+", short):
        return str(short)
    for texts in ([short], classes):
        names = [name for text in texts for pattern, name in KNOWN.items() if re.search(pattern, text)][:1]
        if names:
            return names[0]
    return "unknown"


def licences() -> dict[str, tuple[str, str]]:
    """Version and licence of each needed package."""
    return {name: (one.version.partition("+")[0], licence(one)) for name, one in sorted(needed().items())}


def listed() -> dict[str, tuple[str, str]]:
    """The same as licences.csv has it."""
    with LICENCES.open(encoding="utf-8", newline="") as file:
        return {row["package"]: (row["version"], row["licence"]) for row in csv.DictReader(file)}


def locked() -> dict[str, tuple[str, str, list[str]]]:
    """Version, marker and hashes of each package in the lock."""
    found = {}
    for entry in LOCK.read_text("utf-8").replace("\\\n", " ").splitlines():
        if entry and not entry.startswith("#"):
            what, *hashes = re.split(r"\s+--hash=sha256:", entry.strip())
            name, version, marker = re.fullmatch(r"([\w.-]+)==([^ ;]+)(?: ; (.+))?", what).groups()  # type: ignore[union-attr]
            found[canonicalize_name(name)] = version, marker or "", hashes
    return found


def write_lock(wheels: list[Path]) -> None:
    command = ["uv", "pip", "compile", "pyproject.toml", "--constraint", "constraints.txt", "--universal"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    entries = re.split(r"\n(?=\S)", made.strip())
    kept = [entry for entry in entries if not entry.startswith(LEFT_OUT) and "== 'emscripten'" not in entry]
    own = "".join(f" \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}" for wheel in wheels)
    kept = [entry + own if entry.startswith("torch==") else entry for entry in kept]
    builds = ", ".join(wheel.stem.split("-", 2)[2] for wheel in wheels) or "none"
    LOCK.write_text(HEAD.format(builds=builds) + "\n".join(kept) + "\n", "utf-8")


def write_licences() -> None:
    out = io.StringIO()
    rows = [(name, version, terms) for name, (version, terms) in licences().items()]
    csv.writer(out, lineterminator="\n").writerows([("package", "version", "licence"), *rows])
    LICENCES.write_text(out.getvalue(), "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["lock"]:
        write_lock([Path(name) for name in sys.argv[2:]])
    elif sys.argv[1:] == ["licences"]:
        write_licences()
    else:
        sys.exit(__doc__)
