"""The equations of a network as LaTeX, layer by layer, with the shapes of its arrays.

The formulas of activations, losses, optimizers and schedules come from their registries. Upper
indices count layers, as in the article's W⁽²⁾; a square is written (W²)².
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from backprop.equations.departures import departures
from backprop.nn import ACTIVATIONS, FUSED, GRADIENT_RULES, LOSSES, OPTIMIZERS, SCHEDULES
from backprop.training import Trainer

NAMES = {
    "z": "weighted sums",
    "a": "activations",
    "loss": "loss",
    "da": "gradient of the activations",
    "dz": "gradient of the weighted sums",
    "dW": "gradient of the weights",
    "db": "gradient of the biases",
    "update": "update",
}
KEYS = tuple(NAMES)
_SYMBOLS = {
    "momentum": r"\mu",
    "rmsprop_decay": r"\rho",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "epsilon": r"\epsilon",
    "schedule_period": "T",
    "schedule_factor": r"\gamma",
    "schedule_floor": "f",
}


@dataclass(frozen=True)
class Equation:
    """One equation of a layer.

    rows: its lines in LaTeX, each with an & before the sign where they align.
    marks: they match the lines of the program that implement it (program.Line.marks).
    departures: sentences about what the article does differently.
    """

    key: str
    rows: tuple[str, ...]
    marks: frozenset[str]
    departures: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of what it computes."""
        return NAMES[self.key]

    @property
    def latex(self) -> str:
        """All rows, aligned."""
        return r"\begin{aligned}" + r"\\".join(self.rows) + r"\end{aligned}"


@dataclass(frozen=True)
class _Layer:
    """A layer of a trainer's network at its iteration."""

    trainer: Trainer
    l: int

    @property
    def n(self) -> int:
        return len(self.trainer.mlp.z[1])

    @property
    def name(self) -> str:
        return self.trainer.mlp.activations[self.l - 1]

    @property
    def is_output(self) -> bool:
        return self.l == self.trainer.mlp.depth

    @property
    def fused(self) -> bool:
        return self.is_output and (self.trainer.mlp.loss, self.name) in FUSED

    @property
    def one_over_n(self) -> str:
        mean = GRADIENT_RULES[self.trainer.mlp.gradient_rule].mean_over_samples
        return rf"\frac{{1}}{{{self.n}}}\," if mean else ""

    @property
    def slope_factor(self) -> str:
        factor = GRADIENT_RULES[self.trainer.mlp.gradient_rule].sigmoid_slope
        return f"{factor:g}\\," if self.name == "sigmoid" and factor != 1.0 else ""

    def shaped(self, name: str, layer: int, transposed: bool = False, index: str = "") -> str:
        """A quantity of a layer, with its shape below it."""
        rows, columns = getattr(self.trainer.mlp, name)[layer].shape
        symbol = f"{name}^{{{layer}}}{index}"
        if transposed:
            rows, columns, symbol = columns, rows, rf"({symbol})^{{\top}}"
        return rf"\underset{{{rows}\times {columns}}}{{{symbol}}}"


def layer_equations(trainer: Trainer, layer: int) -> tuple[Equation, ...]:
    """The equations of a layer (1 to L) for the batch of the trainer's iteration, in the order of
    computation. The loss belongs to the output layer."""
    here = _Layer(trainer, layer)
    made = [_z(here), _a(here)]
    if here.is_output:
        made.append(_loss(here))
    return (*made, _da(here), _dz(here), _weights(here), _biases(here), _update(here))


def _equation(here: _Layer, key: str, rows: list[str], *marks: str) -> Equation:
    different = departures(key, here.trainer.mlp, here.l, here.n)
    return Equation(key, tuple(rows), frozenset(marks), different)


def _z(here: _Layer) -> Equation:
    l = here.l
    product = rf"{here.shaped('a', l - 1)}\,{here.shaped('W', l)}"
    return _equation(
        here, "z", [f"{here.shaped('z', l)} &= {product} + {here.shaped('b', l)}"], "z"
    )


def _a(here: _Layer) -> Equation:
    l, index = here.l, "_i" if here.name == "softmax" else ""
    return _equation(
        here,
        "a",
        [
            f"{here.shaped('a', l)} &= f_{{{l}}}({here.shaped('z', l)})",
            f"f_{{{l}}}(z){index} &= {ACTIVATIONS[here.name].latex}",
        ],
        "a",
        f"f.{here.name}",
    )


def _loss(here: _Layer) -> Equation:
    mlp = here.trainer.mlp
    mean = GRADIENT_RULES[mlp.gradient_rule].mean_over_samples
    divisor = here.n if mean else mlp.layer_sizes[-1]
    total = rf"L &= \frac{{1}}{{{divisor}}}\sum_{{s=1}}^{{{here.n}}} \ell_s"
    if mlp.l2:
        total += rf" + \frac{{{_number(mlp.l2)}}}{{2}}\sum_l \sum (W^l)^2"
    if mlp.l1:
        total += rf" + {_number(mlp.l1)}\sum_l \sum |W^l|"
    return _equation(here, "loss", [total, rf"\ell &= {LOSSES[mlp.loss].latex}"], "loss")


def _da(here: _Layer) -> Equation:
    l = here.l
    left = f"{here.shaped('da', l)} &= "
    if not here.is_output:
        product = rf"{here.shaped('dz', l + 1)}\,{here.shaped('W', l + 1, transposed=True)}"
        return _equation(here, "da", [left + product], "da")
    by_yhat = r"\frac{\partial \ell}{\partial \hat y}"
    entry = r"\frac{\partial \ell}{\partial \hat y_i} &= "
    rows = [
        left + here.one_over_n + by_yhat,
        entry + LOSSES[here.trainer.mlp.loss].derivative_latex,
    ]
    return _equation(here, "da", rows, "dz.out" if here.fused else "da.out")


def _dz(here: _Layer) -> Equation:
    l, latex = here.l, ACTIVATIONS[here.name].slope_latex
    left = f"{here.shaped('dz', l)} &= "
    if here.name == "softmax":
        product = r"a_i\,\Bigl(da_i - \sum_k da_k\,a_k\Bigr)"
        rows = [f"{here.shaped('dz', l, index='_i')} &= {product}", latex.replace(" = ", " &= ", 1)]
    else:
        slope = f"{here.slope_factor}f_{{{l}}}'({here.shaped('z', l)})"
        rows = [
            rf"{left}{here.shaped('da', l)} \odot {slope}",
            f"f_{{{l}}}'(z) &= {_in_terms_of_f(latex, l)}",
        ]
    if here.fused:
        rows.insert(1, rf"&= {here.one_over_n}{here.slope_factor}(\hat y - y)")
        return _equation(here, "dz", rows, "dz.out")
    if here.name == "softmax":
        return _equation(here, "dz", rows, "dz.out")
    return _equation(here, "dz", rows, "dz", f"df.{here.name}")


def _weights(here: _Layer) -> Equation:
    l, mlp = here.l, here.trainer.mlp
    left = here.shaped("dW", l)
    row = rf"{left} &= {here.shaped('a', l - 1, transposed=True)}\,{here.shaped('dz', l)}"
    if mlp.l2:
        row += rf" + {_number(mlp.l2)}\,W^{{{l}}}"
    if mlp.l1:
        row += rf" + {_number(mlp.l1)}\,\mathrm{{sign}}\,W^{{{l}}}"
    return _equation(here, "dW", [row], "dW")


def _biases(here: _Layer) -> Equation:
    mean = GRADIENT_RULES[here.trainer.mlp.gradient_rule].mean_db
    scale = rf"\frac{{1}}{{{here.n}}}" if mean else ""
    total = rf"{scale}\sum_{{s=1}}^{{{here.n}}} dz^{{{here.l}}}_s"
    return _equation(here, "db", [f"{here.shaped('db', here.l)} &= {total}"], "db")


def _update(here: _Layer) -> Equation:
    """The optimizer's steps for W of the layer, with η at this iteration and the hyperparameters."""
    trainer, l = here.trainer, here.l
    e, stretch = trainer.settings, trainer.stretch
    if l in stretch.frozen:
        row = rf"W^{{{l}}} &\leftarrow W^{{{l}}},\quad b^{{{l}}} \leftarrow b^{{{l}}}"
        return _equation(here, "update", [rf"{row}\quad \text{{the layer is frozen}}"], "update")
    optimizer, schedule = OPTIMIZERS[e.optimizer], SCHEDULES[e.schedule]
    latex = optimizer.latex
    if stretch.optimizer_from:  # changed on the way: it counts its own updates
        latex = latex.replace("t+1", "n")
    rows = [_of_layer(step, l) for step in latex.split(r",\quad ")]
    if optimizer.memory:
        rows.append(rf"&\text{{and the same for }} b^{{{l}}}")
    else:
        rows.append(rows[-1].replace("W", "b"))
    numbers = [(field, getattr(e, field)) for field in (*optimizer.numbers, *schedule.numbers)]
    known = ",\\ ".join(f"{_SYMBOLS[f]} = {_number(v)}" for f, v in numbers)
    rate = rf"\eta &= {_number(e.learning_rate)}"
    if e.schedule != "constant":
        rows = [row.replace(r"\eta", r"\eta_t") for row in rows]
        now = _number(here.trainer.learning_rate)
        rows.append(rf"\eta_t &= {schedule.latex} = {now}")
    if e.schedule != "constant" or "t+1" in latex:
        rate += rf",\ t = {here.trainer.iteration}"
    if latex != optimizer.latex:
        rate += rf",\ n = {trainer.update_number}"
    rows.append(rate + (rf",\ {known}" if known else ""))
    cut = ",\\ ".join(
        rf"W^{{{l}}}_{{{i + 1},{j + 1}}}" for k, i, j in sorted(stretch.cut) if k == l
    )
    if cut:
        rows.append(rf"{cut} &= 0 \text{{, cut}}")
    return _equation(here, "update", rows, "update")


def _of_layer(step: str, l: int) -> str:
    """An optimizer's step for W, for the W of layer l."""
    step = step.replace("dW^2", f"(dW^{{{l}}})^2")
    step = re.sub(r"W(?!\^)", f"W^{{{l}}}", step)
    return re.sub(r"\\leftarrow|=", r"&\g<0>", step, count=1)


def _in_terms_of_f(latex: str, l: int) -> str:
    """A slope that is written with a = f(z), in terms of f: a² would read as layer 2."""
    return re.sub(r"(?<![A-Za-z\\])a(?![A-Za-z])", rf"f_{{{l}}}(z)", latex)


def _number(value: float) -> str:
    """A number as LaTeX, with up to six figures: 0.5, 10^{-8}."""
    digits, _, power = f"{value:.6g}".partition("e")
    if not power:
        return digits
    ten = f"10^{{{int(power)}}}"
    return ten if digits == "1" else rf"{digits} \cdot {ten}"
