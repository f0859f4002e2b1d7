"""The command line, as a person types it."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backprop import Experiment, Trainer
from backprop.cli.commands import main
from backprop.support.progress import CLEAR
from tests.cli.command_line import refused

ROOT = Path(__file__).parents[2]

ARTICLE = {  # the article's printed table: iteration, loss, accuracy
    0: (693.62972747, 0.5),
    1: (693.62166655, 0.5),
    2: (693.61534159, 0.5),
    3: (693.60994018, 0.5),
    145: (664.60120828, 0.818),
    146: (697.97739669, 0.58),
    147: (681.08653776, 0.642),
    148: (665.06165774, 0.71),
    149: (683.6170298, 0.614),
}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backprop", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    assert main(["train", "--format", "csv", *arguments]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_the_articles_table_digit_for_digit() -> None:
    done = run("train", "--preset", "tutorial", "--iterations", "150", "--format", "csv")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "iteration,loss,accuracy"
    assert len(lines) == 151
    for iteration, (loss, accuracy) in ARTICLE.items():
        assert lines[1 + iteration] == f"{iteration},{loss:.8f},{accuracy:.8f}"


def test_csv_is_the_trainers_history(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "--hidden", "5", "--activations", "relu", "--iterations", "4")
    trainer = Trainer(Experiment(hidden=(5,), activations=("relu",)))
    trainer.run(3)
    assert [row["iteration"] for row in found] == ["0", "1", "2", "3"]
    assert [row["loss"] for row in found] == [f"{v:.8f}" for v in trainer.history.train_loss]


def test_table_has_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--iterations", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["iteration", "loss", "accuracy"]
    trainer = Trainer(Experiment())
    assert lines[1].split()[1] == f"{trainer.history.train_loss[0]:.8f}"


def test_json_holds_experiment_and_iterations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--dataset", "plane", "--iterations", "2", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert Experiment.from_json(json.dumps(found["experiment"])) == Experiment(dataset="plane")
    assert [row["iteration"] for row in found["iterations"]] == [0, 1]
    assert found["iterations"][0]["accuracy"] is None


# A value that is not the default, as it is typed, and what it is in the experiment.
OPTIONS: dict[str, tuple[str, Any]] = {
    "dataset": ("moons", "moons"),
    "n_samples": ("60", 60),
    "noise": ("0.2", 0.2),
    "test_fraction": ("0.25", 0.25),
    "data_seed": ("3", 3),
    "hidden": ("5,2", (5, 2)),
    "activations": ("relu,elu", ("relu", "elu")),
    "output": ("softmax", "softmax"),
    "loss": ("mse", "mse"),
    "initializer": ("zeros", "zeros"),
    "init_seed": ("7", 7),
    "optimizer": ("adam", "adam"),
    "learning_rate": ("0.1", 0.1),
    "schedule": ("cosine", "cosine"),
    "batch_size": ("20", 20),
    "batch_seed": ("4", 4),
    "shuffle": ("false", False),
    "l1": ("0.1", 0.1),
    "l2": ("0.2", 0.2),
    "gradient_rule": ("tutorial", "tutorial"),
    "momentum": ("0.5", 0.5),
    "rmsprop_decay": ("0.8", 0.8),
    "beta1": ("0.7", 0.7),
    "beta2": ("0.9", 0.9),
    "epsilon": ("1e-4", 1e-4),
    "schedule_period": ("50", 50),
    "schedule_factor": ("0.25", 0.25),
    "schedule_floor": ("0.1", 0.1),
    "uniform_limit": ("2", 2.0),
    "circle_factor": ("0.3", 0.3),
    "features": ("x1,x1x2", ("x1", "x1x2")),
}
# A table has tests of its own (test_table.py), and so have interventions, below.
ELSEWHERE = {"own_data", "interventions"}


def test_every_field_is_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert OPTIONS.keys() | ELSEWHERE == {f.name for f in dataclasses.fields(Experiment)}
    for field, (text, value) in OPTIONS.items():
        option = f"--{field.replace('_', '-')}={text}"
        assert main(["train", option, "--iterations", "1", "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)["experiment"]
        assert value != getattr(Experiment(), field)
        assert Experiment.from_json(json.dumps(found)) == dataclasses.replace(
            Experiment(), **{field: value}
        )


def test_query_and_file_start_the_same_experiment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    experiment = Experiment(dataset="xor", hidden=(3,), activations=("elu",), batch_size=20)
    file = tmp_path / "experiment.json"
    file.write_text(experiment.to_json())
    query = "&".join(f"{k}={v}" for k, v in experiment.to_query().items())
    from_file = rows(capsys, "--experiment", str(file), "--iterations", "3")
    assert from_file == rows(capsys, "--query", f"?{query}", "--iterations", "3")
    trainer = Trainer(experiment)
    assert from_file[0]["loss"] == f"{trainer.history.train_loss[0]:.8f}"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "command"),
        (["jump"], "jump"),
        (["train", "--preset", "nope"], "nope"),
        (["train", "--learning-rate", "-1"], "learning"),
        (["train", "--learning-rate=-1"], "learning_rate"),
        (["train", "--hidden", "1000000000"], "hidden"),
        (["train", "--hidden", "3,3", "--activations", "relu,relu,relu"], "activations"),
        (["train", "--iterations", "0"], "iterations"),
        (["train", "--iterations", "many"], "many"),
        (["train", "--format", "xml"], "xml"),
        (["train", "--experiment", "/nowhere.json"], "/nowhere.json"),
        (["train", "--experiment", str(ROOT)], "directory"),
        (["train", "--experiment", str(ROOT / "docs/images/train.png")], "not a text file"),
        (["train", "--experiment", str(ROOT / "README.md")], "JSON"),
        (["train", "--query", "dataset=nope&noise=0.2"], "nope"),
        (["train", "--preset", "xor", "--query", "noise=0.2"], "--preset"),
        (["train", "--learning", "0.1"], "--learning"),
        (["train", "--dataset", "plane", "--loss", "cross_entropy"], "cross_entropy"),
    ],
)
def test_bad_arguments_exit_2_with_one_line(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert word in refused(arguments, capsys)


@pytest.mark.long
def test_bad_arguments_as_a_command() -> None:
    done = run("train", "--hidden", "-1")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_diverged_run_prints_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--dataset", "plane", "--activations", "linear,linear", "--learning-rate", "9"]
    assert main(["train", *options, "--iterations", "400", "--format", "csv"]) == 0
    captured = capsys.readouterr()
    assert 1 < len(captured.out.splitlines()) < 400
    assert "diverged at iteration" in captured.err


def test_json_has_no_nan(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--dataset", "plane", "--activations", "linear,linear", "--learning-rate", "9"]
    assert main(["train", *options, "--iterations", "400", "--format", "json"]) == 0
    text = capsys.readouterr().out
    found = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert all(row["accuracy"] is None for row in found["iterations"])


def test_help_names_every_field_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["train", "--help"])
    assert ended.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.isascii()  # a Windows code page can print it
    assert "--learning-rate VALUE 1e-8 to 1,000 (0.5)" in text
    assert "1 to 50,000, or full (full)" in text
    assert "(tanh,tanh)" in text


def test_ctrl_c_leaves_no_traceback() -> None:
    # Tests that run in the background of a shell inherit that SIGINT is ignored.
    program = "import signal, sys; from backprop.cli.commands import main; "
    program += (
        "signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-u", "-c", program, "train", "--iterations", "9999999"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            process.stdout.read()
            assert process.stderr.read() == ""
        finally:
            process.kill()
    assert process.returncode == 130


@pytest.mark.long
def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m backprop train --iterations 5000 --format csv | head -n 2"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[0] == "iteration,loss,accuracy"
    assert "Traceback" not in done.stderr


def on_a_terminal(*arguments: str, output: int | None = subprocess.PIPE) -> tuple[str, str]:
    """Standard output, and what the terminal shows of standard error (output None: of both)."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "backprop", *arguments]
    stdout = follower if output is None else output
    with subprocess.Popen(command, cwd=ROOT, stdout=stdout, stderr=follower) as process:
        os.close(follower)
        shown = b""
        with contextlib.suppress(OSError):  # the end of a terminal is an error
            while piece := os.read(leader, 65536):
                shown += piece
        text = process.stdout.read().decode() if process.stdout else ""
    os.close(leader)
    assert process.returncode == 0
    return text, shown.decode()


@pytest.mark.long
def test_a_terminal_sees_how_far_a_replay_is(tmp_path: Path) -> None:
    target = str(tmp_path / "run.html")
    output, shown = on_a_terminal("replay", "--n-samples=40", "--iterations=5", "-o", target)
    assert "Replay, iteration 5" in output
    assert "5/5" in shown  # the training
    assert "100/100" in shown  # the file
    assert shown.endswith(CLEAR)


def test_a_terminal_gets_a_progress_bar_that_goes_away() -> None:
    output, shown = on_a_terminal("train", "--iterations", "50", "--format", "csv")
    assert "50/50" in shown
    assert "█" in shown
    assert shown.endswith(CLEAR)
    assert len(output.splitlines()) == 51


@pytest.mark.long
def test_the_bar_stays_clear_of_a_table_on_the_same_terminal() -> None:
    _, shown = on_a_terminal("train", "--iterations", "50", output=None)
    assert "50/50" in shown
    visible = [line.rpartition(CLEAR)[2] for line in shown.replace("\r\n", "\n").split("\n")]
    rows = [line.split() for line in visible if line]
    assert rows[0] == ["iteration", "loss", "accuracy"]
    assert [row[0] for row in rows[1:]] == [str(t) for t in range(50)]
    assert all(len(row) == 3 for row in rows)


def test_interventions_are_an_option_and_refused_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fields = ["train", "--iterations", "9", "--format", "csv"]
    assert main([*fields, "--interventions", "5 learning_rate 0.1,6 freeze 2"]) == 0
    changed = capsys.readouterr().out.splitlines()
    assert main(fields) == 0
    plain = capsys.readouterr().out.splitlines()
    assert changed[:7] == plain[:7]  # iterations 0 to 5: the new rate holds for update 5
    assert changed[7] != plain[7]
    line = refused([*fields, "--interventions", "5 learning_rate much,6 freeze 9"], capsys)
    assert "learning_rate: expected a number, got 'much'. 1 more was rejected." in line
