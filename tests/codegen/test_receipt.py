"""A receipt repeats its run in a fresh process with only NumPy, to the last bit; so does the notebook."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop import Dataset, Experiment, Trainer
from backprop.codegen import receipt_parts as parts
from backprop.codegen.receipt import MOST_NUMBERS, parameter_hash, receipt, refusal
from backprop.export import FORMATS
from backprop.training import Intervention, Snapshot
from backprop.training.interventions import KINDS
from tests.codegen.test_program import EXPERIMENTS

# Runs scripts in a process that can import NumPy and Python's own modules alone.
RUNNER = """
import contextlib, io, json, runpy, sys, traceback, warnings
from pathlib import Path
import numpy
from numpy import random
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("backprop", "sklearn", "scipy", "joblib", "pandas"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
warnings.simplefilter("error")
found = {}
for path in sorted(Path(sys.argv[1]).glob("*.py")):
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(str(path), run_name="__main__")
    except BaseException:
        said.write(traceback.format_exc())
    found[path.stem] = said.getvalue()
print(json.dumps(found))
"""
SAME = "The same run: the same loss, and the same weights to the last bit.\n"


def taken(experiment: Experiment, iterations: int, dataset: Dataset | None = None) -> Snapshot:
    trainer = Trainer(experiment, dataset)
    trainer.run(iterations)
    return Snapshot.of(trainer)


def run_all(folder: Path) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", RUNNER, str(folder)],
        cwd=folder,
        env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


def own_data() -> Dataset:
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, 3)), rng.normal(size=(40, 2))
    return Dataset(X, y, X[:5], y[:5], "regression", name='"""); raise SystemExit(1)  # ü')


def test_every_kind_of_run_is_repeated_to_the_bit(tmp_path: Path) -> None:
    snapshots = {
        name: taken(experiment, 7)
        for name, experiment in EXPERIMENTS.items()
        if not re.fullmatch(r"pair-\d*[02468]", name)  # the same on the full batch
    }
    snapshots["own"] = taken(Experiment(batch_size=7, l2=0.01, output="tanh"), 20, own_data())
    snapshots["long"] = taken(Experiment(), 300)
    snapshots["untrained"] = taken(Experiment(), 0)
    for name, snapshot in snapshots.items():
        (tmp_path / f"{name}.py").write_bytes(receipt(snapshot))
    found = run_all(tmp_path)
    assert {name: text for name, text in found.items() if not text.endswith(SAME)} == {}
    for name, snapshot in snapshots.items():
        assert parameter_hash(snapshot.parameters) in found[name]
        assert f"training loss {snapshot.train_loss!r}" in found[name]


def test_it_imports_nothing_but_numpy() -> None:
    tree = ast.parse(receipt(taken(Experiment(), 3)))
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["import numpy as np"]


def test_another_result_is_not_asserted(tmp_path: Path) -> None:
    snapshot = taken(Experiment(), 5)
    text = receipt(snapshot).decode()
    digest = parameter_hash(snapshot.parameters)
    made_with = text.partition("made_with = ")[2].partition("\n")[0]
    changed = {
        "rate": text.replace("constant(0.5,", "constant(0.500001,"),
        "hash": text.replace(digest, digest[::-1]),
        "elsewhere": text.replace(digest, digest[::-1]).replace(made_with, "'NumPy 0.1'"),
    }
    for name, script in changed.items():
        assert script != text
        (tmp_path / f"{name}.py").write_text(script)
    found = run_all(tmp_path)
    assert "the loss should be" in found["rate"]
    assert "the same loss to 1e-12, but different bits" in found["hash"]
    assert "It was made with NumPy 0.1; this is NumPy" in found["elsewhere"]
    assert "made with" not in found["hash"].rpartition("AssertionError")[2]


def test_its_sha_256_is_the_usual_one() -> None:
    known: dict[str, Any] = {}
    exec(parts.SHA256, known)
    for size in (0, 1, 55, 56, 63, 64, 65, 200):
        message = bytes(range(200))[:size]
        assert known["sha256"](message) == hashlib.sha256(message).hexdigest()


def large(n: int) -> Snapshot:
    """An untrained run on n numbers of training data."""
    data = Dataset(np.zeros((n // 2, 2)), np.zeros((n // 2, 1)), np.zeros((0, 2)), np.zeros((0, 1)))
    return dataclasses.replace(taken(Experiment(), 0), dataset=data)


def test_what_is_too_large_is_refused() -> None:
    most = large(MOST_NUMBERS)
    assert refusal(most) == ""
    more = large(MOST_NUMBERS + 2)
    assert f"{MOST_NUMBERS + 2:,}" in refusal(more)
    with pytest.raises(ValueError, match="the limit is"):
        receipt(more)
    notebook = FORMATS["notebook"]
    assert notebook.refusal(large(300_000)) == ""
    assert "A receipt can contain more." in notebook.refusal(large(300_002))
    assert "300,000" in notebook.about  # said before anybody meets it
    with pytest.raises(ValueError, match="the limit is 300,000"):
        notebook.make(large(300_002))


CHANGED = {
    "learning_rate": "3 learning_rate 0.01",
    "optimizer": "3 optimizer adam,9 optimizer momentum",
    "batch_size": "3 batch_size 7,8 batch_size full,11 batch_size 12",
    "l1": "3 l1 0.01,9 l1 0",
    "l2": "0 l2 0.05",
    "momentum": "2 optimizer nesterov,5 momentum 0.5",
    "rmsprop_decay": "2 optimizer rmsprop,5 rmsprop_decay 0.5",
    "beta1": "2 optimizer adam,5 beta1 0.5",
    "beta2": "0 optimizer adam,5 beta2 0.5",
    "epsilon": "2 optimizer adam,5 epsilon 1e-4",
    "freeze": "0 freeze 2",
    "unfreeze": "1 optimizer momentum,3 freeze 2,7 unfreeze 2",
    "weight": "0 weight 1 0 2 0.75,14 weight 2 1 0 -0.5",
    "bias": "5 bias 2 1 -0.25",
    "cut": "2 optimizer adam,5 cut 1 1 0",
    "restore": "2 cut 1 1 0,6 restore 1 1 0,9 cut 1 0 0,11 weight 1 0 0 0.5",
}
ALL = "0 weight 1 0 0 0.5,2 optimizer adam,3 batch_size 7,3 freeze 2,5 cut 1 0 1,6 unfreeze 2,7 bias 2 1 0.3"
ALL += ",8 restore 1 0 1,9 l2 0.02,10 beta1 0.5,11 batch_size full,11 optimizer rmsprop,13 learning_rate 0.002"


def intervened_runs() -> dict[str, Snapshot]:
    found = {}
    for name, text in {**CHANGED, "all": ALL}.items():
        changed, sentences = Experiment.from_query({"interventions": text})
        assert sentences == []
        assert changed.interventions
        for size, shuffle in ((None, True), (9, True), (9, False)):
            fields = {"n_samples": 60, "hidden": (3, 2), "batch_size": size, "shuffle": shuffle}
            fields |= {"schedule": "exponential"} if name == "all" else {}
            found[f"{name}-{size}-{shuffle}"] = taken(dataclasses.replace(changed, **fields), 14)
    return found


def test_a_run_with_interventions_of_every_kind_is_repeated_to_the_bit(tmp_path: Path) -> None:
    assert {*CHANGED} == {*KINDS}
    snapshots = intervened_runs()
    for name, snapshot in snapshots.items():
        (tmp_path / f"{name}.py").write_bytes(receipt(snapshot))
    found = run_all(tmp_path)
    assert {name: text for name, text in found.items() if not text.endswith(SAME)} == {}
    for name, snapshot in snapshots.items():
        without = taken(dataclasses.replace(snapshot.experiment, interventions=()), 14)
        assert parameter_hash(snapshot.parameters) in found[name]
        assert parameter_hash(snapshot.parameters) != parameter_hash(without.parameters)


def test_what_is_done_later_is_not_in_it() -> None:
    changed = dataclasses.replace(
        Experiment(), interventions=(Intervention(5, "learning_rate", 0.01),)
    )
    assert b"stretches" not in receipt(taken(changed, 4))
    text = receipt(taken(changed, 5)).decode()
    assert "with 1 intervention." in text
    assert "# learning rate 0.01" in text


def test_the_notebook_repeats_the_run(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    for name, snapshot in {
        "full": taken(Experiment(), 12),
        "batches": taken(EXPERIMENTS["batch-7-True"], 12),
        "intervened": taken(Experiment.from_query({"interventions": ALL})[0], 12),
    }.items():
        text = FORMATS["notebook"].make(snapshot).decode()
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        check = f"assert len(losses) == 12\nprint(repr({SAME!r}))" if name != "full" else ""
        (tmp_path / f"{name}.py").write_text("\n\n".join([*cells, check]))
    found = run_all(tmp_path)
    assert all(SAME in text and "Traceback" not in text for text in found.values())
    full = taken(Experiment(), 12)
    script = (
        tmp_path / "full.py"
    ).read_text() + f"\nassert losses == {full.history[:12, 0].tolist()}"
    (tmp_path / "full.py").write_text(script)
    assert "Traceback" not in run_all(tmp_path)["full"]
