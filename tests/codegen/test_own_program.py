"""The generated program of a run on your own table, with the table beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.codegen.program import program
from backprop.codegen.program_data import OWN_FILE
from backprop.data.table import Table


@pytest.mark.parametrize("classes", [(), ("a", "b"), ("a", "b", "c")])
@pytest.mark.parametrize("standardise", [True, False])
@pytest.mark.parametrize(("columns", "n_samples"), [(2, 40), (5, 25)])
def test_it_prints_the_trainers_losses(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    classes: tuple[str, ...],
    standardise: bool,
    columns: int,
    n_samples: int,
) -> None:
    rng = np.random.default_rng(1)
    X = rng.normal(3, 2, (40, columns))
    labels = rng.integers(0, len(classes), 40) if classes else X[:, 0] * 10 - 4
    table = Table(X, labels, tuple(map(str, range(columns))), "y", classes, standardise)
    experiment = Experiment(
        dataset="own",
        own_data=table.fingerprint,
        n_samples=n_samples,
        learning_rate=0.01,
        features=("x1", "x1x2"),
        test_fraction=0.25,
    )
    trainer = Trainer(experiment, table.draw(experiment))
    trainer.run(6)
    made = program(experiment, trainer.mlp, trainer.dataset, trainer.last)
    monkeypatch.chdir(tmp_path)
    Path(OWN_FILE).write_bytes(table.to_npz())
    exec(compile(made.text, "program", "exec"), {"__name__": "__main__"})
    found = [float(line.split()[1]) for line in capsys.readouterr().out.splitlines()]
    np.testing.assert_allclose(found, trainer.history.train_loss, rtol=1e-12)
