"""Your own table on the command line: all four commands accept it, and report its problems."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest

from backprop import Trainer
from backprop.cli.commands import main
from backprop.data.table import Table, first_plan, problems_of
from backprop.data.table.columns import describe
from backprop.data.table.reading import read_bytes
from backprop.training import experiment_on
from backprop.training.file import read_file
from tests.cli.command_line import refused


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """40 rows of two numbers, a text, and a class."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(40, 2)).round(3)
    lines = ["height,width,shop,kind"]
    lines += [f"{h},{w},{'xyz'[k % 3]},{'a' if h * w > 0 else 'b'}" for k, (h, w) in enumerate(X)]
    path = tmp_path / "things.csv"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def holed(whole: Path) -> Path:
    """The same with a hole in row 4, and a text among numbers in row 6."""
    lines = whole.read_text().splitlines()
    lines[3] = ",".join(["", *lines[3].split(",")[1:]])
    lines[5] = ",".join([lines[5].split(",")[0], "wide", *lines[5].split(",")[2:]])
    path = whole.with_name("holed.csv")
    path.write_text("\n".join(lines))
    return path


def losses(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["train", "--format", "csv", "--iterations", "3", *arguments]) == 0
    return [row["loss"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))]


def test_train_learns_from_it(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = losses(capsys, "--table", str(whole), "--inputs", "height,width", "--optimizer", "adam")
    rows = list(csv.DictReader(io.StringIO(whole.read_text())))
    X = np.array([[float(row["height"]), float(row["width"])] for row in rows])
    labels = np.array([int(row["kind"] == "b") for row in rows])
    table = Table(X, labels, ("height", "width"), "kind", ("a", "b"))
    experiment = experiment_on(table, read_file('{"optimizer": "adam"}').experiment, 0.5)
    trainer = Trainer(experiment, table.draw(experiment))
    trainer.run(2)
    assert found == [f"{loss:.8f}" for loss in trainer.history.train_loss]


def test_values_and_categories(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--table", str(whole), "--target", "width", "--standardise", "false"]
    assert (
        main(["export", "npz", *chosen, "--iteration", "2", "-o", str(whole.with_suffix(".npz"))])
        == 0
    )
    arrays = np.load(whole.with_suffix(".npz"))
    assert arrays["W1"].shape[0] == 1 + 3 + 2  # height, three shops, two kinds
    capsys.readouterr()
    assert main(["check", *chosen, "--iteration", "2"]) == 0
    assert "every dW and db agrees" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["train"], ["check"], ["export", "receipt"], ["replay"]])
def test_what_does_not_fit_is_said_as_on_the_page(
    command: list[str], holed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = read_bytes(holed.read_bytes())
    columns = describe(sheet)
    sentences = [p.sentence for p in problems_of(sheet, columns, first_plan(columns)) if p.blocks]
    line = refused([*command, "--table", str(holed)], capsys)
    assert len(sentences) == 2
    assert all(sentence in line for sentence in sentences)
    assert sentences[0] == "Row 4 has no value in height."
    assert "--fix height=mean" in line
    for remedy in ("drop", "mean", "leave-out"):
        assert f"--fix height={remedy}" in line
    line = refused([*command, "--table", str(holed), "--fix", "height=mean"], capsys)
    assert line.startswith(f"backprop: {sentences[1]}")
    assert "--fix width=drop" in line


def test_an_experiment_on_it_is_opened_again(
    holed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, receipt = holed.with_name("run.json"), holed.with_name("receipt.py")
    chosen = ["--table", str(holed), "--fix", "height=drop", "--fix", "width=drop"]
    fields = ["--hidden", "3", "--activations", "relu", "--interventions", "2 freeze 1"]
    made = ["export", "json", *chosen, *fields, "--iteration", "7", "-o", str(file)]
    assert main(made) == 0
    assert "things" not in file.read_text()
    assert json.loads(file.read_text())["experiment"]["own_data"]
    opened = ["export", "receipt", "--experiment", str(file), "-o", str(receipt)]
    assert main([*opened, *chosen]) == 0
    assert "iteration 7" in capsys.readouterr().out
    done = subprocess.run(
        [sys.executable, "-I", str(receipt)], capture_output=True, text=True, check=False
    )
    assert "to the last bit" in done.stdout, done.stderr
    line = refused(
        [*opened, "--table", str(holed), "--fix", "height=mean", "--fix", "width=mean"], capsys
    )
    assert "another table" in line
    assert read_file(file.read_text()).experiment.own_data in line
    assert "--table FILE" in refused(opened, capsys)
    assert main([*opened, "--table", str(holed)]) == 0  # the file brings along what was chosen
    assert "iteration 7" in capsys.readouterr().out
    moved = holed.with_name("other.csv")
    moved.write_text(holed.read_text().replace("width", "breadth"))
    assert "a column 'width', but this table has height, breadth" in refused(
        [*opened, "--table", str(moved)], capsys
    )
    link = f"https://lab.example/?{urlencode(read_file(file.read_text()).query)}"
    assert losses(capsys, "--query", link, *chosen) == losses(
        capsys, "--experiment", str(file), *chosen
    )


def test_a_replay_of_it_is_one_file(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = whole.with_suffix(".html")
    assert main(["replay", "--table", str(whole), "--iterations", "5", "-o", str(target)]) == 0
    assert "Replay, iteration 5" in capsys.readouterr().out
    assert "own" in target.read_text()[:2000]


def test_what_does_not_block_is_said_beside_the_run(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = whole.read_text().splitlines()
    whole.write_text("\n".join([f"{lines[0]},c", *(f"{line},7" for line in lines[1:])]))
    chosen = ["--inputs", "height,c,width", "--target", "kind", "--iterations", "1"]
    assert main(["train", "--table", str(whole), *chosen]) == 0
    assert "c is 7 in every row, so it tells nothing." in capsys.readouterr().err


def test_how_the_text_is_read_can_be_said(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1,137 may be a number of thousands."""
    lines = ["a;b;kind", *(f"{k},{100 + 13 * k};{k},5;{'uv'[k % 2]}" for k in range(1, 31))]
    (file := whole.with_name("said.csv")).write_text("\n".join(lines).replace(",5;", ",500;"))
    comma = losses(capsys, "--table", str(file), "--standardise", "false")
    assert main(["train", "--table", str(file), "--iterations", "1"]) == 0
    assert "can be read in two ways: it is read as 1.113" in (said := capsys.readouterr().err)
    assert "For that, give --decimal point." in said
    point = losses(capsys, "--table", str(file), "--standardise", "false", "--decimal", "point")
    assert point != comma
    line = refused(["train", "--table", str(file), "--names", "no"], capsys)
    assert "text in column 1, such as “a”" in line


def test_parquet_is_a_table_too(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pd = pytest.importorskip("pandas")
    packed = whole.with_suffix(".parquet")
    pd.read_csv(whole).to_parquet(packed)
    assert losses(capsys, "--table", str(packed)) == losses(capsys, "--table", str(whole))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--table", "{}/none.csv"], "none.csv: No such file"),
        (["--table", "{}"], "directory"),
        (
            ["--table", "{}/things.csv", "--target", "colour"],
            "no column 'colour'; it has height, width",
        ),
        (["--table", "{}/things.csv", "--inputs", "height,kind"], "kind is the target"),
        (["--table", "{}/things.csv", "--inputs", "height"], "At least 2 inputs"),
        (["--table", "{}/things.csv", "--learn", "colours"], "classes"),
        (["--table", "{}/things.csv", "--learn", "values"], "kind has text, not values"),
        (["--table", "{}/things.csv", "--fix", "height"], "COLUMN=REMEDY"),
        (["--table", "{}/things.csv", "--fix", "colour=drop"], "no column 'colour'"),
        (["--table", "{}/things.csv", "--dataset", "moons"], "Leave out one of them"),
        (["--table", "{}/empty.csv"], "The table is empty"),
        (["--target", "kind"], "--table FILE"),
        (["--separator", "tab"], "--table FILE"),
        (["--table", "{}/things.csv", "--separator", "bar"], "read with the wrong separator"),
        (["--dataset", "own"], "--table FILE"),
    ],
)
def test_each_mistake_has_its_sentence(
    arguments: list[str], word: str, whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (whole.parent / "empty.csv").write_text("")
    line = refused(["train", *(text.format(whole.parent) for text in arguments)], capsys)
    assert word in line
