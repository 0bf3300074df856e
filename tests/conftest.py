"""A running Explorer and a browser for the tests that need them."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch

torch.set_num_threads(1)  # as the app does; two processes of tests with two threads each wait for each other


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[str]:
    """The address of a server that `command` starts; stopped at the end."""
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)],
        stderr=subprocess.STDOUT,
        text=True,
        **{"stdout": subprocess.PIPE, **options},  # type: ignore[call-overload]
    )
    address = f"http://localhost:{port}"
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise RuntimeError(f"explorer ended: {process.stdout and process.stdout.read()}")
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        else:
            raise RuntimeError("explorer did not answer within a minute")
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with running([sys.executable, "-m", "explorer.cli"], free_port()) as address:
        yield address
