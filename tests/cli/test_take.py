"""check, export, replay and app on the command line."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.cli import take
from backprop.cli.commands import main
from backprop.export import FORMATS
from backprop.training.file import read
from tests.cli.command_line import refused

SMALL = ["--n-samples", "40", "--hidden", "3", "--activations", "relu"]
ROOT = Path(__file__).parents[2]


def test_check_says_what_each_layer_has(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *SMALL, "--iteration", "7"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == ["1", "2"]
    assert lines[-1].startswith("iteration 7: every dW and db agrees")


def test_check_of_a_wrong_gradient_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--preset", "tutorial", "--iteration", "3"]) == 1
    assert "wrong: differs" in capsys.readouterr().out


def test_every_format_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, entry in FORMATS.items():
        if name != "parquet":
            assert main(["export", name, *SMALL, "--iteration", "5"]) == 0
            assert capsys.readouterr().out.startswith("circles-t5")
            assert len(list(tmp_path.glob(f"circles-t5*{entry.suffix}"))) >= 1
    trainer = Trainer(Experiment(n_samples=40, hidden=(3,), activations=("relu",)))
    trainer.run(5)
    assert np.array_equal(np.load("circles-t5.npz")["W1"], trainer.mlp.W[1])
    # the file is read again, with the iteration in it
    assert main(["export", "npz", "--experiment", "circles-t5.json", "-o", "again.npz"]) == 0
    assert np.array_equal(np.load("again.npz")["W1"], trainer.mlp.W[1])
    assert "iteration 5" in capsys.readouterr().out


def test_a_link_is_taken_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "experiment.json"
    link = "https://lab.example/base/?dataset=xor&t=9&select=W1-1-1"
    assert main(["export", "json", "--query", link, "-o", str(target)]) == 0
    picture = read(target.read_text())
    assert (picture.experiment.dataset, picture.iteration) == ("xor", 9)
    assert "iteration 9" in capsys.readouterr().out


def test_the_receipt_of_the_command_line_holds(tmp_path: Path) -> None:
    target = tmp_path / "receipt.py"
    command = [sys.executable, "-m", "backprop", "export", "receipt", "-o", "-", "--iteration=20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    target.write_bytes(done.stdout)
    done = subprocess.run(
        [sys.executable, "-I", str(target)], capture_output=True, text=True, check=False
    )
    assert "to the last bit" in done.stdout, done.stderr


def test_a_replay_is_one_small_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "run.html"
    assert main(["replay", *SMALL, "--iterations", "20", "-o", str(target)]) == 0
    text = target.read_text()
    assert len(text) < 6_000_000
    assert "Iterations 0 to 20 of the run" in text
    assert "Replay, iteration 20" in capsys.readouterr().out
    assert (
        main(["replay", *SMALL, "--iterations", "20", "--iteration", "25", "-o", str(target)]) == 0
    )
    assert "Iterations 0 to 25 of the run" in target.read_text()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["export"], "format"),
        (["export", "docx"], "docx"),
        (["export", "npz", "--iteration", "-1"], "iteration"),
        (["export", "npz", "--iteration", "1e9"], "1e9"),
        (["export", "npz", "-o", "/nowhere/at/all.npz"], "/nowhere"),
        (["export", "npz", "--query", "https://x/?t=banana"], "banana"),
        (["replay", "--iterations", "0"], "iterations"),
        (["check", "--iterations", "3"], "--iterations"),
        (["check", "--dataset", "nope"], "nope"),
        (
            [
                "check",
                "--dataset=plane",
                "--activations=linear,linear",
                "--learning-rate=9",
                "--iteration=400",
            ],
            "diverged",
        ),
    ],
)
def test_bad_arguments_exit_2_with_one_line(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert word in refused(arguments, capsys)


def test_help_prints_in_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "export", "replay", "app"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        text = capsys.readouterr().out
        assert text.isascii()
        assert text.startswith(f"usage: backprop {command}")


def test_the_app_needs_its_packages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(take, "missing", lambda package: "This is missing.")
    assert "pip install 'backprop-lab[app]'" in refused(["app"], capsys)


def test_the_app_gets_streamlits_own_options(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(take.subprocess, "call", lambda command, cwd: called.append(command) or 0)
    assert main(["app", "--server.port=8502"]) == 0
    assert called == [
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port=8502"]
    ]


def test_stdout_can_be_piped(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "npz", *SMALL, "--iteration", "2", "-o", "-"]) == 0
    arrays = np.load(io.BytesIO(capfdbinary.readouterr().out))
    assert arrays["W1"].shape == (2, 3)
