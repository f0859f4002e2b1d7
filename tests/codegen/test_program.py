"""The generated program, run without this package in a fresh process, prints the Trainer's losses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.codegen.program import MARK, Program, program
from backprop.data import DATASETS, FEATURES
from backprop.nn import ACTIVATIONS, HIDDEN_ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from backprop.training import PRESETS

ROOT = Path(__file__).parents[2]
ITERATIONS = 8
# Runs every program of a folder, each in a namespace of its own; a warning is an error, and this
# package cannot be imported.
RUNNER = """
import contextlib, io, json, runpy, sys, warnings
from pathlib import Path
warnings.simplefilter("error")
sys.modules["backprop"] = None
sys.path = [entry for entry in sys.path if entry]
printed = {}
for path in sorted(Path(sys.argv[1]).glob("*.py")):
    caught = io.StringIO()
    with contextlib.redirect_stdout(caught):
        runpy.run_path(str(path), run_name="__main__")
    printed[path.stem] = caught.getvalue()
print(json.dumps(printed))
"""


def small(**fields: Any) -> Experiment:
    """A small network that trains quickly, with these fields changed."""
    hidden = fields.pop("hidden", (4, 3))
    given = {"n_samples": 60, "learning_rate": 0.05, "activations": ("tanh",) * len(hidden)}
    return Experiment(hidden=hidden, **(given | fields))


def pairs() -> list[Experiment]:
    """Every loss with every output activation it allows, on data with one and several outputs."""
    found = []
    for dataset in ("moons", "blobs", "plane"):
        for loss in LOSSES:
            for output in ACTIVATIONS:
                for batch in (None, 7):
                    try:
                        e = small(dataset=dataset, loss=loss, output=output, batch_size=batch)
                    except ValueError:  # they do not go together
                        continue
                    found.append(e)
    return found


def experiments() -> dict[str, Experiment]:
    """All kinds of runs, by name."""
    rules = ("exact", "tutorial")
    found = {f"preset-{name}": preset.experiment for name, preset in PRESETS.items()}
    for name in HIDDEN_ACTIVATIONS:
        for rule in rules:
            found[f"activation-{name}-{rule}"] = small(
                activations=(name, name), gradient_rule=rule, learning_rate=0.01
            )
    for k, experiment in enumerate(pairs()):
        found[f"pair-{k}"] = experiment
    for name in OPTIMIZERS:
        for rule in rules:
            found[f"optimizer-{name}-{rule}"] = small(
                optimizer=name,
                batch_size=16,
                gradient_rule=rule,
                learning_rate=0.003,
                l1=0.01,
                l2=0.02,
                momentum=0.8,
                rmsprop_decay=0.7,
                beta1=0.6,
                beta2=0.95,
                epsilon=1e-6,
            )
    for name in SCHEDULES:
        found[f"schedule-{name}"] = small(
            schedule=name, schedule_period=3, schedule_factor=0.3, schedule_floor=0.2
        )
    for name in INITIALIZERS:
        found[f"initializer-{name}"] = small(initializer=name, init_seed=5, uniform_limit=0.4)
    for name in DATASETS:
        for fraction in (0.0, 0.3):
            found[f"data-{name}-{fraction}"] = small(
                dataset=name, test_fraction=fraction, noise=0.7, data_seed=3, circle_factor=0.3
            )
    found["all-measured"] = small(dataset="diabetes", n_samples=5000, test_fraction=0.25)
    for k, names in enumerate((tuple(FEATURES), ("x1x2",), ("x1", "x2_squared", "sin_x2"))):
        found[f"features-{k}"] = small(features=names, test_fraction=0.3, dataset="xor")
    found["tiny-classes"] = small(dataset="digits", n_samples=10, test_fraction=0.5)
    found["tiny-test-set"] = small(dataset="blobs", n_samples=10, test_fraction=0.1)
    for rule in rules:
        found[f"no-hidden-{rule}"] = small(hidden=(), gradient_rule=rule)
        found[f"twelve-{rule}"] = small(
            hidden=(3,) * 12, activations=("sigmoid", "gelu", "silu") * 4, gradient_rule=rule
        )
    for size in (1, 7, 30):
        for shuffle in (True, False):
            found[f"batch-{size}-{shuffle}"] = small(
                batch_size=size, shuffle=shuffle, batch_seed=9, l2=0.01
            )
    return found


EXPERIMENTS = experiments()
SATURATED = small(initializer="uniform", uniform_limit=100.0, output="sigmoid", batch_size=5)


@cache
def of_run(experiment: Experiment, iterations: int) -> tuple[Trainer, Program]:
    trainer = Trainer(experiment)
    trainer.run(iterations)
    return trainer, program(experiment, trainer.mlp, trainer.dataset, trainer.last)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The output of each program, by name. They share one process, because importing SciPy takes
    longer than running all of them."""
    folder = tmp_path_factory.mktemp("programs")
    for name, experiment in {**EXPERIMENTS, "saturated": SATURATED}.items():
        (folder / f"{name}.py").write_text(of_run(experiment, ITERATIONS)[1].text)
    article = of_run(Experiment.preset("tutorial"), 149)[1]
    (folder / "article.py").write_text(article.text)
    (folder / "long.py").write_text(of_run(Experiment(), 300)[1].text)
    return run_all(folder)


def run_all(folder: Path) -> dict[str, str]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(folder)],
        cwd=folder,
        env={**os.environ, **threads, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def losses(text: str) -> tuple[list[int], list[float]]:
    rows = [line.split() for line in text.splitlines()]
    return [int(t) for t, _ in rows], [float(loss) for _, loss in rows]


def test_it_prints_the_trainers_losses(printed: dict[str, str]) -> None:
    for name, experiment in EXPERIMENTS.items():
        trainer, _ = of_run(experiment, ITERATIONS)
        iterations, found = losses(printed[name])
        assert iterations == list(range(trainer.last + 1)), name
        np.testing.assert_allclose(
            found, trainer.history.train_loss, rtol=1e-12, atol=0, err_msg=name
        )


def test_most_of_them_learn_for_all_iterations() -> None:
    """Otherwise only the initial losses would be compared."""
    ended = [name for name, e in EXPERIMENTS.items() if of_run(e, ITERATIONS)[0].last < ITERATIONS]
    assert not ended


def test_long_runs_stay_together(printed: dict[str, str]) -> None:
    trainer, _ = of_run(Experiment(), 300)
    np.testing.assert_allclose(losses(printed["long"])[1], trainer.history.train_loss, rtol=1e-12)


def test_the_articles_program_prints_the_articles_table(printed: dict[str, str]) -> None:
    _, found = losses(printed["article"])
    assert f"{found[0]:.8f}" == "693.62972747"
    assert f"{found[145]:.8f}" == "664.60120828"
    assert f"{found[149]:.8f}" == "683.61702980"


def test_saturated_outputs_neither_warn_nor_differ(printed: dict[str, str]) -> None:
    trainer, _ = of_run(SATURATED, ITERATIONS)
    assert trainer.history.train_loss[0] > 10
    np.testing.assert_allclose(
        losses(printed["saturated"])[1], trainer.history.train_loss, rtol=1e-12
    )


def test_every_registered_name_is_in_some_program() -> None:
    used = {field: set() for field in ("optimizer", "schedule", "initializer", "dataset")}
    outputs, activations = set(), set()
    for experiment in EXPERIMENTS.values():
        for field, names in used.items():
            names.add(getattr(experiment, field))
        activations |= set(experiment.activations)
        mlp = Trainer(experiment).mlp
        outputs.add((mlp.loss, mlp.activations[-1]))
    assert used["optimizer"] == set(OPTIMIZERS)
    assert used["schedule"] == set(SCHEDULES)
    assert used["initializer"] == set(INITIALIZERS)
    assert used["dataset"] == set(DATASETS)
    assert activations == set(HIDDEN_ACTIVATIONS)
    assert {output for _, output in outputs} == set(ACTIVATIONS)
    assert {("mse", "softmax"), ("binary_cross_entropy", "softmax")} <= outputs
    assert {("cross_entropy", "softmax"), ("cross_entropy", "sigmoid")} <= outputs


def test_it_holds_only_what_the_network_needs() -> None:
    text = of_run(Experiment(), 0)[1].text
    assert text.count("def ") == 6  # sigmoid, tanh, its slope, forward, loss, backward
    assert "relu" not in text
    text = of_run(small(hidden=(), dataset="xor", test_fraction=0.0), 0)[1].text
    assert "sklearn" not in text
    assert "df" not in text


def test_lines_are_short_and_clean() -> None:
    for name, experiment in EXPERIMENTS.items():
        made = of_run(experiment, 0)[1]
        assert MARK not in made.text, name
        assert "scipy" not in made.text, name
        for line in made.lines:
            assert len(line.text) <= 100, (name, line.text)
            assert line.text == line.text.rstrip()


def test_the_code_passes_the_linter(tmp_path: Path) -> None:
    for name, experiment in EXPERIMENTS.items():
        (tmp_path / f"{name}.py").write_text(of_run(experiment, 0)[1].text)
    rules = ["--isolated", "--select", "F,E4,E7,E9,I,W", "--ignore", "E741"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *rules, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
