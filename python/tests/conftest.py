"""What tests share: the program, and scenarios to spoil."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., bytes]


def pytest_configure() -> None:
    """Ctrl-C is tested: a shell has it ignored in what it starts beside itself, and children inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def program() -> Program:
    """The command line of the same sources: ``OFFRAMP``, or what cargo built."""
    built = Path(__file__).parents[2] / "target" / "release" / "offramp"
    found = os.environ.get("OFFRAMP") or (str(built) if built.exists() else shutil.which("offramp"))
    if not found:
        pytest.fail("no program to compare with: cargo build --release, or OFFRAMP=PATH")

    def run(*words: object) -> bytes:
        done = subprocess.run([found, *map(str, words)], capture_output=True, timeout=300)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return run
