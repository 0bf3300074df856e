"""What Explorer is made of is known to the byte, may be passed on, and asks nobody outside."""

import re
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests import supply

MAY_BE_PASSED_ON = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CNRI-Python", "ISC"),
    *("LLVM-exception", "MIT", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Python-2.0", "Zlib"),
}


def constraints() -> dict[str, str]:
    lines = supply.CONSTRAINTS.read_text("utf-8").splitlines()
    return {
        canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines) if version
    }


def test_the_lock_holds_the_versions_that_were_tested_together() -> None:
    pinned, locked = constraints(), supply.locked()
    assert {name: version for name, (version, _marker, _hashes) in locked.items() if name in pinned} == {
        name: pinned[name] for name in locked if name in pinned
    }
    assert set(supply.needed()) <= set(locked), "python -m tests.supply lock"
    for name, package in supply.needed().items():
        assert locked[name][0] == package.version.partition("+")[0], name


def test_every_file_in_the_lock_has_a_hash_and_no_place() -> None:
    for name, (_version, _marker, hashes) in supply.locked().items():
        assert hashes, name
        assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in hashes), name
    text = supply.LOCK.read_text("utf-8")
    assert not re.search(r"(?m)://|^-|@ |/(home|opt|tmp|usr|work)/", text)


def test_a_changed_version_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "requirements.lock"
    other.write_text(re.sub(r"(?m)^plotly==[\d.]+", "plotly==6.0.0", supply.LOCK.read_text("utf-8")))
    monkeypatch.setattr(supply, "LOCK", other)
    with pytest.raises(AssertionError):
        test_the_lock_holds_the_versions_that_were_tested_together()


def test_every_licence_is_listed_as_its_package_states_it() -> None:
    listed, found = supply.listed(), supply.licences()
    assert {name: listed.get(name) for name in found} == found, "python -m tests.supply licences"
    elsewhere = {name for name, (_version, marker, _hashes) in supply.locked().items() if marker}
    assert set(listed) - set(found) <= elsewhere


def terms(licence: str) -> set[str]:
    return set(re.findall(r"[\w.-]+", licence)) - {"AND", "OR", "WITH"}


def test_every_licence_lets_explorer_be_passed_on() -> None:
    refused = {name: said for name, (_version, said) in supply.listed().items() if not terms(said) <= MAY_BE_PASSED_ON}
    assert not refused


@pytest.mark.parametrize(
    ("stated", "licence"),
    [
        ("License-Expression: MPL-2.0 AND MIT", "MPL-2.0 AND MIT"),
        ("License: 3-Clause BSD License", "BSD-3-Clause"),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: ISC License (ISCL)", "ISC"),
        ("License-Expression: AGPL-3.0-only", "AGPL-3.0-only"),
        ("License: UNKNOWN", "unknown"),
    ],
)
def test_a_licence_is_what_its_package_states(stated: str, licence: str, tmp_path: Path) -> None:
    (tmp_path / "METADATA").write_text(f"Metadata-Version: 2.4\nName: x\nVersion: 1\n{stated}\n")
    assert supply.licence(Distribution.at(tmp_path)) == licence
    assert (terms(licence) <= MAY_BE_PASSED_ON) == ("unknown" not in licence and "GPL" not in licence)


def test_no_code_comes_from_data() -> None:
    """Weights are safetensors; pickle only packs and unpacks what one process has made itself."""
    code = re.compile(
        r"torch\.load\(|\bimport pickle|joblib|shelve|marshal|yaml\.load|trust_remote_code=True|allow_pickle"
    )
    files = [file for folder in ("explorer", "pages") for file in (supply.ROOT / folder).rglob("*.py")]
    assert {file.name for file in files if code.search(file.read_text("utf-8"))} <= {"shelf.py"}


def test_no_figure_reads_a_text_as_html() -> None:
    html = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    files = list((supply.ROOT / "assets").rglob("*.js"))
    assert len(files) > 30
    assert [file.name for file in files if html.search(file.read_text("utf-8"))] == []


def test_nothing_that_explorer_imports_or_opens_asks_another_machine() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.silent"], capture_output=True, text=True, cwd=supply.ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ASKED" not in done.stdout, done.stdout
    assert "MISSING" in done.stdout
