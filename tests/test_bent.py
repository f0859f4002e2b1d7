"""One entry from outside the package is enough for an activation to appear everywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer, gradient_check
from backprop.arrays import Array
from backprop.codegen import receipt
from backprop.codegen.program import program
from backprop.equations import layer_equations
from backprop.export import FORMATS
from backprop.flow.evidence import scaled_weights
from backprop.flow.flow import FlowRecorder
from backprop.live_view.registry_scripts import registry_scripts
from backprop.nn import ACTIVATIONS
from backprop.training import Snapshot
from backprop.training.describe import summary
from backprop.walkthrough.explanation import follow_in
from backprop.walkthrough.walk import walk
from tests.bent import BENT
from tests.codegen import test_program, test_receipt
from tests.equations.latex import evaluate
from tests.pages.opened import address, lab, opened, run

FIELDS: dict[str, Any] = {
    "hidden": (4, 3),
    "activations": ("bent", "bent"),
    "learning_rate": 0.1,
    "n_samples": 60,
}
QUERY = {"activations": "bent,bent", "t": "3"}


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    ACTIVATIONS["bent"] = BENT
    yield
    del ACTIVATIONS["bent"]


def trained(**fields: Any) -> Trainer:
    trainer = Trainer(Experiment(**(FIELDS | fields)))
    trainer.run(8)
    return trainer


def taken(**fields: Any) -> Snapshot:
    return Snapshot.of(trained(**fields))


def test_an_experiment_takes_it_hidden_and_as_an_output() -> None:
    assert "bent identity 4" in summary(Experiment(**FIELDS))
    assert Experiment.from_query(Experiment(**FIELDS).to_query())[0] == Experiment(**FIELDS)
    trained(dataset="plane", output="bent")


def test_the_menu_has_it_and_says_what_it_does() -> None:
    page = opened("train", {})
    menu = next(w for w in page.selectbox if w.label == "Activation of hidden layer 1")
    assert "bent identity" in menu.options
    assert any(
        f"**bent identity:** {BENT.description}" in (m.help or "")
        for m in [*page.markdown, *page.caption, *page.subheader]
    )
    menu.set_value("bent")
    run(page)
    assert lab(page).experiment.activations == ("bent", "tanh")
    assert address(page)["activations"] == "bent,tanh"
    assert not page.error


@pytest.mark.parametrize("output", ["auto", "bent"])
def test_the_gradient_check_passes(output: str) -> None:
    trainer = trained(dataset="plane", output=output)
    for method in ("complex", "central"):
        check = gradient_check(trainer.mlp, *trainer.batch_data, method=method)
        assert check.passed, method


def test_a_wrong_slope_fails_the_gradient_check() -> None:
    wrong = dataclasses.replace(BENT, slope=lambda z, a, out: np.add(0.5 * z, 1.0, out=out))
    ACTIVATIONS["bent"] = wrong
    trainer = trained()
    assert not gradient_check(trainer.mlp, *trainer.batch_data).passed


def test_the_mathematics_page_has_its_equations() -> None:
    page = opened("mathematics", QUERY)
    assert not page.error
    assert any(BENT.latex in option for option in page.radio[0].options)
    z = np.linspace(-5, 5, 41)
    np.testing.assert_allclose(evaluate(BENT.latex, z=z), BENT.function(z, None))
    a_row, dz_row = (
        next(e for e in layer_equations(trained(), 1) if e.key == key) for key in ("a", "dz")
    )
    assert a_row.marks == {"a", "f.bent"}
    assert dz_row.marks == {"dz", "df.bent"}


def test_the_program_prints_the_trainers_losses(tmp_path: Path) -> None:
    trainer = trained()
    written = program(trainer.experiment, trainer.mlp, trainer.dataset, 8)
    assert any(line.marks == {"f.bent"} for line in written.lines)
    (tmp_path / "bent.py").write_text(written.text)
    printed = test_program.run_all(tmp_path)["bent"]
    losses = [float(line.split()[1]) for line in printed.splitlines()]
    np.testing.assert_allclose(losses, trainer.history.train_loss, rtol=1e-12)


def test_a_receipt_carries_what_it_calls(tmp_path: Path) -> None:
    snapshot = taken()
    text = receipt.receipt(snapshot)
    assert b"HALF = 0.5" in text
    assert b"def root(z):" in text
    (tmp_path / "bent.py").write_bytes(text)
    assert test_receipt.run_all(tmp_path)["bent"].endswith(test_receipt.SAME)


TABLE = {"half": 0.5}


def from_a_table(z: Array, out: Array | None = None) -> Array:
    return np.multiply(z, TABLE["half"], out=out)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda z, out: z, "The source of <lambda> cannot be read, so a script cannot include it."),
        (from_a_table, "from_a_table uses TABLE, which a script cannot include."),
    ],
)
def test_a_receipt_says_what_it_cannot_include(function: Any, sentence: str) -> None:
    snapshot = taken()
    ACTIVATIONS["bent"] = dataclasses.replace(BENT, function=function)
    for kind in ("receipt", "notebook"):
        assert sentence in FORMATS[kind].refusal(snapshot)
        with pytest.raises(ValueError, match=sentence):
            FORMATS[kind].make(snapshot)


def test_exports_are_right_or_refused_with_a_sentence() -> None:
    snapshot = taken()
    refused = {kind: text for kind, f in FORMATS.items() if (text := f.refusal(snapshot))}
    assert refused == {
        "sklearn": "scikit-learn supports linear, relu, sigmoid, tanh in hidden layers, not bent.",
        "torch": "PyTorch has no module for bent identity.",
    }
    for kind in FORMATS.keys() - refused.keys():
        assert FORMATS[kind].made(snapshot, lambda share: None)


@pytest.mark.parametrize("kind", ["onnx", "onnx32"])
def test_onnx_without_operators_is_refused(kind: str) -> None:
    snapshot = taken()
    ACTIVATIONS["bent"] = dataclasses.replace(BENT, onnx=None)
    assert FORMATS[kind].refusal(snapshot) == "bent identity cannot be written in ONNX's operators."
    with pytest.raises(ValueError, match="ONNX's operators"):
        FORMATS[kind].make(snapshot)


def test_onnxruntime_gives_the_same_answers() -> None:
    runtime = pytest.importorskip("onnxruntime")
    snapshot = taken()
    model = FORMATS["onnx"].make(snapshot)
    session = runtime.InferenceSession(model, providers=["CPUExecutionProvider"])
    X = np.random.default_rng(0).normal(size=(50, 2)) * 4
    (found,) = session.run(["yhat"], {"X": X})
    np.testing.assert_allclose(found, snapshot.answers(X), rtol=1e-12)


def test_a_module_of_torch_stands_in_the_source() -> None:
    ACTIVATIONS["bent"] = dataclasses.replace(BENT, torch="nn.ReLU()")
    assert b"nn.ReLU(),\n" in FORMATS["torch"].make(taken())


def test_a_walk_writes_it_by_its_name() -> None:
    moves = {move["id"]: move for move in walk(follow_in(trained(), 3))["moves"]}
    assert moves["a1.1"]["general"] == "a¹₁ = bent(z¹₁)"
    assert moves["a1.1"]["title"] == "What does bent identity make of z¹₁?"
    page = opened("sample", QUERY | {"move": "a1.1"})
    assert not page.error


def test_gradient_flow_asks_its_entry() -> None:
    ACTIVATIONS["bent"] = dataclasses.replace(BENT, steepest=40.0, rectifies=True)
    recorder = FlowRecorder(Experiment(**FIELDS))
    recorder.advance(4)
    flow = recorder.flow()
    assert (flow.layer("saturated", 1) == 1.0).all()
    advised = scaled_weights(flow)
    assert advised is not None
    assert advised[1].initializer == "he_normal"


def test_the_browsers_scripts_have_it() -> None:
    text = registry_scripts()["run/activations.js"]
    assert f"as[p] = {BENT.javascript.value};" in text
    assert f"return {BENT.javascript.slope};" in text
    assert '"bent": "bent identity"' in registry_scripts()["core/registries.json"]
