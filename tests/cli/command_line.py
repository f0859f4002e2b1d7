"""Helpers for the tests of the command line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from backprop.cli.commands import main


def refused(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that bad arguments produce; the status must be 2, and nothing else is printed."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert "default is used" not in line
    return line
