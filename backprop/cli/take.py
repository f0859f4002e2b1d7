"""`backprop check`, `export`, `replay` and `app`: what the pages do, without a browser."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from backprop.cli.experiment import add_experiment, add_whole
from backprop.export import FORMATS, Format
from backprop.gradcheck import gradient_check
from backprop.support import ProgressBar, missing
from backprop.training import Snapshot, Trainer
from backprop.training.file import MAX_ITERATION

USUAL_ITERATION = 150
FAILED, REFUSED = 1, 2
HERE = Path(__file__).parents[1]  # backprop/


def add_commands(commands: Any) -> None:
    """Add the parsers of check, export, replay and app."""
    check = _command(
        commands,
        "check",
        "compare every dW and db with a numerical derivative",
        "Check the gradients of an iteration on its batch, by the complex step. "
        "The exit status is 1 if one of them is wrong.",
    )
    add_experiment(check)
    export = _command(
        commands,
        "export",
        "write a run to a file: parameters, receipt, history, models",
        "Train to an iteration and write the run in one of these formats: "
        + "; ".join(f"{entry.name} ({entry.title})" for entry in FORMATS.values()),
    )
    export.add_argument("format", choices=tuple(FORMATS), metavar="format", help="see above")
    _add_output(export)
    add_experiment(export)
    replay = _command(
        commands,
        "replay",
        "write a run as one HTML file that steps and plays on its own",
        "Train and write the run as one HTML file. It opens without a server and without a network.",
    )
    add_whole(replay, "--iterations", 1, MAX_ITERATION, "how far to train (300)", 300)
    _add_output(replay)
    add_experiment(replay)
    commands.add_parser(
        "app",
        help="start the app; further options go to Streamlit",
        allow_abbrev=False,
        description="Start the app and open it in the browser. Further options go to Streamlit, such as "
        "--server.port=8502 or --server.headless=true.",
    )


def _command(commands: Any, name: str, text: str, about: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=about, allow_abbrev=False)
    about = f"the iteration (from the link or file, or else {USUAL_ITERATION})"
    add_whole(parser, "--iteration", 0, MAX_ITERATION, about)
    return parser


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o",
        "--to",
        metavar="FILE",
        help="where to write; - is standard output (a name such as circles-t150.npz in this folder)",
    )


def run(
    parser: argparse.ArgumentParser, options: argparse.Namespace, trainer: Trainer, named: int
) -> int:
    """Run check, export or replay and return the exit status; named: the iteration in a link or file."""
    far = getattr(options, "iterations", None)  # only replay has it
    aim = options.iteration
    if aim is None:
        aim = named or min(USUAL_ITERATION, far or USUAL_ITERATION)
    reached = _train(trainer, max(aim, far or 0))
    if reached < aim:
        parser.error(f"{trainer.diverged} Its last iteration is {reached}.")
    trainer.seek(aim)
    if options.command == "check":
        return _check(trainer)
    if options.command == "replay":
        try:
            from backprop.live_view.replay import FORMAT
        except ImportError:  # installed without the package's data files
            parser.error("The replay's files are missing in this installation.")
        return _write(parser, options, FORMAT, Snapshot.of(trainer))
    return _write(parser, options, FORMATS[options.format], Snapshot.of(trainer))


def _train(trainer: Trainer, iterations: int) -> int:
    """Train that far, or until the run diverges; return the last iteration reached."""
    bar = ProgressBar(iterations)
    while trainer.iteration < iterations and trainer.diverged is None:
        trainer.step()
        bar.draw(trainer.iteration)
    bar.clear()
    return trainer.last


def _check(trainer: Trainer) -> int:
    result = gradient_check(trainer.mlp, *trainer.batch_data)
    print(f"{'layer':>5}  {'shape':>9}  {'worst dW':>10}  {'worst db':>10}  cells at a kink")
    for layer in result.layers:
        n_in, n_out = layer.dW.shape
        compared = layer.compared
        dW, db = (
            f"{part[seen].max():.1e}" if seen.any() else "-"
            for part, seen in ((layer.dW, compared[:-1]), (layer.db, compared[-1:]))
        )
        kinks = int(layer.kinks.sum())
        print(f"{layer.layer:>5}  {f'{n_in} x {n_out}':>9}  {dW:>10}  {db:>10}  {kinks}")
    verdict = "every dW and db agrees with" if result.passed else "wrong: differs from"
    print(
        f"iteration {trainer.iteration}: {verdict} the numerical derivative (complex step); "
        f"largest relative error {result.worst:.1e}, tolerance {result.tolerance:.0e}"
    )
    return 0 if result.passed else FAILED


def _write(
    parser: argparse.ArgumentParser, options: argparse.Namespace, entry: Format, snapshot: Snapshot
) -> int:
    """Make the file, showing a progress bar, and write it."""
    if sentence := entry.refusal(snapshot):
        parser.error(sentence)
    bar = ProgressBar(100)
    data = entry.made(snapshot, lambda share: bar.draw(round(100 * share)))
    bar.clear()
    if options.to == "-":
        sys.stdout.buffer.write(data)
        return 0
    path = Path(options.to or snapshot.file_name(entry.suffix))
    try:
        path.write_bytes(data)
    except OSError as error:
        parser.error(f"{path}: {error.strerror}")
    print(f"{path}: {entry.title}, iteration {snapshot.iteration}, {len(data):,} bytes")
    return 0


def app_file() -> Path:
    """The path of app.py: next to the package in a checkout, inside it when installed."""
    inside = HERE / "_app" / "app.py"
    return inside if inside.exists() else HERE.parent / "app.py"


def start_app(parser: argparse.ArgumentParser, others: list[str]) -> int:
    """Start the app and return its exit status when it ends."""
    for package in ("streamlit", "plotly"):
        if missing(package):
            parser.error("The app needs Streamlit and Plotly: pip install 'backprop-lab[app]'.")
    command = [sys.executable, "-m", "streamlit", "run", str(app_file()), *others]
    return subprocess.call(command, cwd=app_file().parent)
