"""Every equation on the page, read as LaTeX and evaluated, gives the engine's own arrays."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.codegen.program import program
from backprop.equations.equations import KEYS, Equation, layer_equations
from backprop.nn import ACTIVATIONS, HIDDEN_ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES
from backprop.training import PRESETS
from tests.codegen.test_program import EXPERIMENTS, small
from tests.equations.latex import Names, evaluate, evaluate_with

WEIGHTS_SQUARED, WEIGHTS_SIZE = r"\sum_l \sum (W^l)^2", r"\sum_l \sum |W^l|"
BY_YHAT = r"\frac{\partial \ell}{\partial \hat y}"
SHOWN = {name: e for name, e in EXPERIMENTS.items() if not name.startswith("data-")}


def at(experiment: Experiment, iteration: int = 2) -> Trainer:
    trainer = Trainer(experiment)
    trainer.run(iteration)
    return trainer


def names_of(trainer: Trainer, layer: int) -> Names:
    """The arrays of the network, and those of the layer without an index."""
    mlp, (_, y) = trainer.mlp, trainer.batch_data
    names: Names = {"n": len(y), "y": y, r"\haty": mlp.a[-1], "a": mlp.a[layer]}
    names |= {"da": mlp.da[layer], "z": mlp.z[layer]}
    for name in ("z", "a", "W", "b", "dz", "da", "dW", "db"):
        for l in range(mlp.depth + 1):
            names[f"{name}^{l}"] = getattr(mlp, name)[l]
    return names


def sides(row: str) -> tuple[str, str]:
    left, _, right = re.sub(r"&\\leftarrow|&=", "@", row).partition("@")
    return left.strip(), right.strip()


def define(names: Names, row: str) -> None:
    """Take the definition in a row such as f_{1}(z) = … into the names."""
    left, right = sides(row)
    name = re.fullmatch(r"f_\{(\d+)\}('?)\(z\)(_i)?", left)
    assert name, row
    written = right.rpartition(" = ")[2]  # some say it in two ways, σ(z) = …
    names[f"f_{name[1]}{name[2]}"] = lambda z: evaluate_with(written, {**names, "z": np.asarray(z)})


def close(found: Any, expected: Any) -> None:
    expected = np.asarray(expected)
    scale = float(np.abs(expected).max(initial=0.0))
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * scale + 1e-16)


@pytest.mark.parametrize("name", SHOWN)
def test_both_sides_are_the_engines_arrays(name: str) -> None:
    trainer = at(SHOWN[name])
    mlp = trainer.mlp
    for layer in {1, mlp.depth, (mlp.depth + 1) // 2}:
        names = names_of(trainer, layer)
        for equation in layer_equations(trainer, layer):
            if equation.key == "loss":
                check_loss(trainer, equation, names)
            elif equation.key != "update":  # needs the optimizer's memory, see below
                expected = getattr(mlp, equation.key)[layer]
                for side in formulas(equation, names):
                    close(evaluate_with(side, names), expected)


def formulas(equation: Equation, names: Names) -> list[str]:
    """Both sides of an equation. Definitions in its last row are added to the names."""
    rows = list(equation.rows)
    if BY_YHAT in rows[0]:
        names["D"] = evaluate_with(sides(rows.pop())[1], names)
        rows[0] = rows[0].replace(BY_YHAT, "D")
    elif len(rows) > 1 and r"\delta_{ik}" in rows[-1]:
        rows.pop()  # the Jacobian of softmax; the row above is it, applied
    elif len(rows) > 1:
        define(names, rows.pop())
    return [side for row in rows for side in sides(row) if side]


def check_loss(trainer: Trainer, equation: Equation, names: Names) -> None:
    total, per_sample = (sides(row)[1] for row in equation.rows)
    W = trainer.mlp.W[1:]
    total = total.replace(WEIGHTS_SQUARED, "S").replace(WEIGHTS_SIZE, "R").replace(r"\ell_s", "P")
    names = names | {
        "S": sum((w**2).sum() for w in W),
        "R": sum(np.abs(w).sum() for w in W),
        "P": evaluate_with(per_sample, names),
    }
    value = np.asarray(evaluate_with(total, names)).item()
    assert value == pytest.approx(trainer.mlp.loss_value(trainer.batch_data[1]), rel=1e-10)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_update_is_the_trainers(optimizer: str, schedule: str) -> None:
    experiment = small(
        optimizer=optimizer,
        schedule=schedule,
        schedule_period=3,
        schedule_factor=0.3,
        schedule_floor=0.2,
        learning_rate=0.02,
        momentum=0.8,
        beta1=0.7,
        epsilon=1e-5,
        batch_size=9,
    )
    trainer = Trainer(experiment)
    memory: dict[int, Names] = {l: {"m": 0.0, "v": 0.0, "s": 0.0} for l in (1, 2, 3)}
    for t in range(6):
        expected = {}
        for layer in (1, 2, 3):
            names = names_of(trainer, layer) | memory[layer]
            rows = update_of(trainer, layer).rows
            names |= numbers(rows[-1])
            assert names.get("t", t) == t
            for row in sorted(rows[:-1], key=lambda row: not row.startswith(r"\eta_t")):
                left, right = sides(row)
                if "and the same" in row:
                    assert right == ""
                elif left == r"\eta_t":
                    formula, _, value = right.rpartition(" = ")
                    names[r"\eta_t"] = evaluate_with(formula, names)
                    assert names[r"\eta_t"] == pytest.approx(trainer.learning_rate, rel=1e-12)
                    assert float(value) == pytest.approx(trainer.learning_rate, rel=1e-5)
                else:
                    name = left.replace("{", "").replace("}", "").replace(" ", "")
                    names[name] = evaluate_with(right, names)
            memory[layer] = {name: names[name] for name in ("m", "v", "s")}
            expected[layer] = names[f"W^{layer}"]
        trainer.step()
        for layer, W in expected.items():
            close(W, trainer.mlp.W[layer])


def numbers(row: str) -> Names:
    """For example "\\eta &= 0.5,\\ \\mu = 0.9,\\ \\epsilon = 10^{-8}"."""
    found = {}
    for part in row.replace("&", "").split(r",\ "):
        name, _, value = part.partition(" = ")
        found[name.strip()] = float(np.asarray(evaluate(value)))
    return found


def update_of(trainer: Trainer, layer: int) -> Equation:
    return layer_equations(trainer, layer)[-1]


@pytest.mark.parametrize("name", HIDDEN_ACTIVATIONS)
def test_the_latex_of_an_activation_and_its_slope(name: str) -> None:
    entry = ACTIVATIONS[name]
    z = np.linspace(-5, 5, 101) + 0.013
    a = entry.function(z, None)
    assert entry.slope is not None
    for part in entry.latex.split(" = "):  # some say it in two ways
        close(evaluate(part, z=z) * np.ones_like(z), a)
    squared = entry.slope_latex.replace("a^2", "(a)^2")  # no layer 2 here
    slope = evaluate(squared, z=z, a=a)
    close(slope * np.ones_like(z), entry.slope(z, a, None))


@pytest.mark.parametrize("name", LOSSES)
def test_the_latex_of_a_loss_and_its_derivative(name: str) -> None:
    entry, rng = LOSSES[name], np.random.default_rng(1)
    yhat = rng.uniform(0.05, 0.95, (7, 3))
    y = np.eye(3)[rng.integers(3, size=7)]
    names = {"y": y, r"\haty": yhat}
    close(evaluate_with(entry.latex, names).sum(), entry.total(y.T, yhat.T))
    close(evaluate_with(entry.derivative_latex, names), entry.derivative(y.T, yhat.T, None).T)


def test_an_error_in_an_equation_would_be_found() -> None:
    trainer = at(small())
    names = names_of(trainer, 2)
    wrong = layer_equations(trainer, 2)[0].rows[0].replace("a^{1}", "z^{1}")
    with pytest.raises(AssertionError):
        close(evaluate_with(sides(wrong)[1], names), trainer.mlp.z[2])
    shape = layer_equations(trainer, 2)[0].rows[0].replace(r"4\times 3", r"3\times 4")
    with pytest.raises(AssertionError):
        evaluate_with(sides(shape)[1], names)


@pytest.mark.parametrize("name", SHOWN)
def test_every_equation_has_lines_and_every_line_an_equation(name: str) -> None:
    trainer = at(SHOWN[name], 0)
    lines = program(SHOWN[name], trainer.mlp, trainer.dataset, 0).lines
    lit = set()
    for layer in range(1, trainer.mlp.depth + 1):
        equations = layer_equations(trainer, layer)
        assert [e.key for e in equations if e.key != "loss"] == [k for k in KEYS if k != "loss"]
        assert ("loss" in [e.key for e in equations]) == (layer == trainer.mlp.depth)
        for equation in equations:
            found = [k for k, line in enumerate(lines) if line.marks & equation.marks]
            assert found, (layer, equation.key)
            lit |= set(found)
            if equation.key in ("dW", "db"):
                assert f"{equation.key}[l] " in lines[found[0]].text
    marked = {k for k, line in enumerate(lines) if line.marks}
    alone = {lines[k].text for k in marked - lit}
    if trainer.mlp.depth == 1:  # da of the input: the program has it, no layer's equation is it
        alone = {text for text in alone if "da[l - 1]" not in text}
    assert not alone


def test_departures_stand_where_they_occur() -> None:
    said = {
        (l, e.key): e.departures
        for l in (1, 2, 3)
        for e in layer_equations(at(PRESETS["tutorial_exact"].experiment), l)
        if e.departures
    }
    assert set(said) == {
        *((l, key) for l in (1, 2, 3) for key in ("dW", "db")),
        *((3, key) for key in ("loss", "da", "dz")),
    }
    assert all(texts[0].startswith("The article's code: ") for texts in said.values())
    assert "2a(1 − a)" in said[3, "dz"][0]
    assert "a₂ instead of a₁. That gives 3×3, but 4×3 is needed" in said[2, "dW"][1]
    follows = layer_equations(at(PRESETS["tutorial"].experiment), 3)
    texts = [e.departures[0] for e in follows if e.departures]
    assert len(texts) == 5
    assert all(text.startswith("This run follows the article's code: ") for text in texts)


def test_the_wrong_sign_is_noted_only_for_the_squared_error() -> None:
    for loss, expected in (("mse", 2), ("auto", 1)):
        da = layer_equations(at(small(loss=loss)), 3)[3]
        assert da.key == "da"
        assert len(da.departures) == expected
        assert any("wrong sign" in text for text in da.departures) == (expected == 2)
