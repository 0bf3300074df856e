"""One training loop, one process or two."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from explorer.training import train
from tests.conftest import free_port

SCRIPT = """
import json, os, sys
import torch
torch.set_num_threads(1)
from explorer.recipes import microworld
from explorer.models import library
steps = [next_ for _, next_ in zip(range(6), microworld.fit("test", None, seed=3, steps=1000, stories=400))]
if os.environ.get("RANK", "0") == "0":
    print("LOSSES " + json.dumps([[step.loss, step.tokens] for step in steps]), flush=True)
"""


def losses(command: list[str], script: Path, **variables: str) -> list[list[float]]:
    done = subprocess.run(
        [*command, str(script)],
        capture_output=True,
        text=True,
        timeout=110,
        env={**os.environ, **variables},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("LOSSES ")]
    found: list[list[float]] = json.loads(line.removeprefix("LOSSES "))
    return found


def test_two_processes_give_the_loss_curve_of_one(tmp_path: Path) -> None:
    script = tmp_path / "training.py"
    script.write_text(SCRIPT)
    launch = [
        sys.executable,
        "-m",
        "accelerate.commands.launch",
        "--cpu",
        "--num_processes",
        "2",
        "--num_machines",
        "1",
    ]
    launch += ["--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", str(free_port())]
    one, two = losses([sys.executable], script), losses(launch, script, OMP_NUM_THREADS="1")
    for (loss, tokens), (other, others) in zip(one, two, strict=True):
        assert tokens == others
        assert abs(loss - other) < 1e-3
    assert one[0][0] > one[-1][0] + 0.1, "it learns"


def test_a_line_is_learned_and_the_rate_falls() -> None:
    torch.manual_seed(0)
    model = nn.Linear(1, 1)

    def loss(model: nn.Module, batch: Tensor) -> tuple[Tensor, int]:
        return (model(batch) - 3 * batch - 1).square().mean(), len(batch)

    steps = list(train(model, (torch.randn(16, 1) for _ in range(400)), loss, 400, 0.05, warm_up=10, decay=0.0))
    assert steps[-1].loss < 1e-2 < steps[0].loss
    assert steps[-1].tokens == 400 * 16
    assert steps[9].rate == pytest.approx(0.05, rel=0.01)
    assert steps[-1].rate == pytest.approx(0.0025, rel=0.01)
