"""Installed from a wheel, into an environment without the source, Explorer works as it does here."""

import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import free_port, running

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for name in ("explorer", "pages", "assets", "benchmarks"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = out.glob("*.whl")
    return file


def test_pages_assets_and_settings_travel_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "explorer/chapters/3_inside/1_attention.py",
        "explorer/assets/weights/microworld.safetensors",
        "explorer/assets/weights/checkpoints/microworld-0.safetensors",
        "explorer/assets/live/matrix.js",
        "explorer/assets/app.css",
        "explorer/.streamlit/config.toml",
        "explorer/benchmarks/report.py",
    ):
        assert wanted in names
    assert not [name for name in names if re.match(r"(pages|tests|explorer/pages)/", name)]


def test_the_wheel_starts_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False)
    bin_ = environment / ("Scripts" if sys.platform == "win32" else "bin")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(bin_ / "python"),
        "install",
        "--quiet",
        "--no-deps",
        str(wheel),
    ]
    subprocess.run(install, check=True)
    # The libraries, without reading again what a path file here may point to: the source itself stays out of reach.
    (packages,) = environment.glob("lib/python*/site-packages") or environment.glob("Lib/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = [str(bin_ / "python"), "-c"]
    where = subprocess.run(
        [*python, "import explorer; print(explorer.PAGES)"], capture_output=True, text=True, cwd=tmp_path
    )
    assert where.stdout.strip() == str(packages / "explorer" / "chapters")
    with running([str(bin_ / "explorer")], free_port(), cwd=tmp_path) as address:
        for path in ("/", "/attention"):
            with urllib.request.urlopen(f"{address}{path}") as page:
                assert page.status == 200
    done = subprocess.run(
        [str(bin_ / "explorer"), "check", "--port", str(free_port())], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "attention" in done.stdout
