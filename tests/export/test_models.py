"""The network makes the same predictions in other tools: scikit-learn, onnxruntime, PyTorch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

from backprop import Dataset, Experiment, Trainer
from backprop.export.formats import FORMATS
from backprop.export.torch import MOST_PARAMETERS
from backprop.nn import ACTIVATIONS, HIDDEN_ACTIVATIONS
from backprop.training import Snapshot

OUTPUTS = [  # data, output, loss
    ("moons", "sigmoid", "binary_cross_entropy"),
    ("moons", "softmax", "cross_entropy"),
    ("moons", "tanh", "mse"),
    ("blobs", "softmax", "cross_entropy"),
    ("blobs", "sigmoid", "mse"),
    ("blobs", "linear", "mse"),
    ("plane", "linear", "mse"),
    ("plane", "relu", "mse"),
]


def taken(**fields: Any) -> Snapshot:
    given = {"n_samples": 60, "learning_rate": 0.05, **fields}
    trainer = Trainer(Experiment(**given))
    trainer.run(10)
    return Snapshot.of(trainer)


def questions(snapshot: Snapshot) -> np.ndarray:
    """Inputs far from the data and close to it."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(200, snapshot.layer_sizes[0])) * np.geomspace(0.01, 30, 200)[:, None]


def test_scikit_learn_predicts_the_same(tmp_path: Path) -> None:
    """In a fresh process that cannot import this package."""
    expected = {}
    for dataset, output, loss in OUTPUTS:
        for hidden in [
            name for name in (*HIDDEN_ACTIVATIONS, "") if not name or ACTIVATIONS[name].sklearn
        ]:
            layers = (4, 3) if hidden else ()
            snapshot = taken(
                dataset=dataset,
                output=output,
                loss=loss,
                hidden=layers,
                activations=(hidden,) * len(layers),
                initializer="uniform",
            )
            assert FORMATS["sklearn"].refusal(snapshot) == ""
            name = f"{dataset}-{output}-{hidden}"
            (tmp_path / f"{name}.joblib").write_bytes(FORMATS["sklearn"].make(snapshot))
            X = questions(snapshot)
            expected[name] = X, snapshot.answers(X)
    joblib.dump({name: X for name, (X, _) in expected.items()}, tmp_path / "questions")
    code = """
import joblib, sys, warnings
warnings.simplefilter("error")
sys.modules["backprop"] = None
answers = {}
for name, X in joblib.load("questions").items():
    model = joblib.load(f"{name}.joblib")
    answers[name] = model.predict(X), getattr(model, "predict_proba", lambda X: None)(X)
joblib.dump(answers, "answers")
"""
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
    for name, (predicted, shares) in joblib.load(tmp_path / "answers").items():
        yhat = expected[name][1]
        if name.startswith("plane"):
            np.testing.assert_allclose(predicted, yhat[:, 0], rtol=1e-12, atol=1e-12)
            continue
        k = yhat.shape[1]
        given = shares if k > 1 else shares[:, 1:]
        np.testing.assert_allclose(given, yhat, rtol=1e-12, atol=1e-12, err_msg=name)
        classes = yhat.argmax(axis=1) if k > 1 else (yhat[:, 0] > 0.5).astype(int)
        assert np.array_equal(predicted, classes), name


def test_classes_keep_their_names() -> None:
    data = Trainer(Experiment(dataset="blobs", n_samples=60)).dataset
    own = Dataset(data.X_train, data.y_train, data.X_test, data.y_test, class_names=("a", "b", "c"))
    trainer = Trainer(Experiment(hidden=(3,), activations=("tanh",)), own)
    trainer.run(30)
    from backprop.export.sklearn import estimator

    snapshot = Snapshot.of(trainer)
    named = np.array(own.class_names)[snapshot.answers(own.X_test).argmax(axis=1)]
    assert np.array_equal(np.asarray(estimator(snapshot).predict(own.X_test)), named)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"activations": ("tanh", "relu")}, "one activation for all hidden layers"),
        ({"activations": ("gelu", "gelu")}, "not gelu"),
        ({"dataset": "plane", "output": "softplus"}, "not softplus"),
    ],
)
def test_what_scikit_learn_has_not_is_said(fields: dict[str, Any], word: str) -> None:
    snapshot = taken(**fields)
    assert word in FORMATS["sklearn"].refusal(snapshot)
    with pytest.raises(ValueError, match=word):
        FORMATS["sklearn"].make(snapshot)


def every_network() -> dict[str, Snapshot]:
    found = {
        name: taken(activations=(name, name), initializer="uniform", uniform_limit=2.0)
        for name in HIDDEN_ACTIVATIONS
    }
    for dataset, output, loss in OUTPUTS:
        found[f"{dataset}-{output}"] = taken(dataset=dataset, output=output, loss=loss)
    for name in HIDDEN_ACTIVATIONS:
        found[f"plane-{name}"] = taken(
            dataset="plane", output=name, loss="mse", hidden=(), activations=()
        )
    found["digits"] = taken(dataset="digits", hidden=(20, 10))
    return found


def test_onnxruntime_gives_the_same_answers() -> None:
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    used = set()
    for name, snapshot in every_network().items():
        used |= set(snapshot.activations)
        X = questions(snapshot)
        expected = snapshot.answers(X)
        for kind, dtype, tolerance in (("onnx", np.float64, 1e-6), ("onnx32", np.float32, 2e-4)):
            model = FORMATS[kind].make(snapshot)
            onnx.checker.check_model(onnx.load_from_string(model), full_check=True)
            session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            (put,), (got,) = session.get_inputs(), session.get_outputs()
            assert (put.name, put.shape, got.name) == ("X", ["n", X.shape[1]], "yhat")
            (found,) = session.run(["yhat"], {"X": X.astype(dtype)})
            assert found.dtype == dtype
            np.testing.assert_allclose(
                found, expected, rtol=tolerance, atol=tolerance, err_msg=name
            )
    assert used == set(ACTIVATIONS)
    snapshot = taken()
    notes = {
        p.key: p.value for p in onnx.load_from_string(FORMATS["onnx"].make(snapshot)).metadata_props
    }
    assert Experiment.from_json(notes["experiment"]) == snapshot.experiment


def test_the_pytorch_source_is_python_that_anyone_can_read(tmp_path: Path) -> None:
    for name, snapshot in every_network().items():
        (tmp_path / f"{name}.py".replace("-", "_")).write_bytes(FORMATS["torch"].make(snapshot))
    rules = ["--isolated", "--select", "F,E4,E7,E9,W"]
    command = [sys.executable, "-m", "ruff", "check", *rules, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_pytorch_gives_the_same_answers(tmp_path: Path) -> None:
    """Where PyTorch is installed, as in the environment of `make bench`."""
    torch = pytest.importorskip("torch")
    for name, snapshot in every_network().items():
        path = tmp_path / f"{name}.py"
        path.write_bytes(FORMATS["torch"].make(snapshot))
        known: dict[str, Any] = {"__name__": "__main__"}  # its own check runs
        exec(compile(path.read_text(), str(path), "exec"), known)
        X = questions(snapshot)
        with torch.no_grad():
            found = known["network"]()(torch.from_numpy(X)).numpy()
        np.testing.assert_allclose(found, snapshot.answers(X), rtol=1e-9, atol=1e-9, err_msg=name)


def test_too_many_parameters_are_not_written_as_text() -> None:
    snapshot = taken(dataset="digits", hidden=(256, 256, 256), activations=("relu",) * 3)
    assert len(snapshot.parameters) > MOST_PARAMETERS
    assert "too many" in FORMATS["torch"].refusal(snapshot)
