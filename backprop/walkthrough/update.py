"""Update: how the change of a parameter and its next value are computed.

Once its denominators are known, every optimizer's change is linear in the gradient. It therefore splits
into the parts of the memory, this sample, the other samples and the penalty.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from backprop.arrays import Array
from backprop.notation import num, percent, plain, w_name
from backprop.walkthrough.cells import (
    Cell,
    Explanation,
    Factor,
    Followed,
    Step,
    Term,
    constant,
    gradient,
)
from backprop.walkthrough.gradient import contributions, penalty_terms, share


@dataclass(frozen=True)
class Pushes:
    """change = kept (the part of the memory) + scale · gradient.

    general: the equation, with {g} in place of the gradient. aside: how the denominator is computed.
    """

    kept: tuple[Factor, ...]
    scale: tuple[Factor, ...]
    general: str
    aside: str = ""


def pushes(step: Step, cell: Cell, g: float) -> Pushes:
    """How the optimizer computes the change of a parameter whose gradient is g."""
    known = [_entry(memory, cell) for memory in step.memory]
    return _PUSHES[step.optimizer](step, known, g)


def _entry(blocks: list[tuple[Array, Array]], cell: Cell) -> float:
    W, b = blocks[cell.layer]
    return float(b[0, cell.j] if cell.i < 0 else W[cell.i, cell.j])


def _sgd(step: Step, known: list[float], g: float) -> Pushes:
    return Pushes((), (constant(-step.rate, f"−{plain(step.rate)}"),), "−η · {g}")


def _momentum(step: Step, known: list[float], g: float) -> Pushes:
    mu = step.numbers.momentum
    kept = (constant(mu, plain(mu)), constant(known[0]))
    return Pushes(kept, (constant(-step.rate, f"−{plain(step.rate)}"),), "μ · v − η · {g}")


def _nesterov(step: Step, known: list[float], g: float) -> Pushes:
    """v ← μv − ηg, then μv − ηg once more: μ²v − (1 + μ)ηg."""
    mu = step.numbers.momentum
    kept = (constant(mu, plain(mu)), constant(mu, plain(mu)), constant(known[0]))
    scale = (
        constant(-(1.0 + mu), f"−(1 + {plain(mu)})"),
        constant(step.rate, plain(step.rate)),
    )
    return Pushes(kept, scale, "μ · (μ · v − η · {g}) − η · {g} = μ²v − (1 + μ) · η · {g}")


def _rmsprop(step: Step, known: list[float], g: float) -> Pushes:
    rho = step.numbers.rmsprop_decay
    s = rho * known[0] + (1.0 - rho) * g * g
    divisor = math.sqrt(s) + step.numbers.epsilon
    scale = (constant(-step.rate, f"−{plain(step.rate)}"), constant(1.0 / divisor))
    aside = f"s = ρ · s + (1 − ρ) · dW² = {num(s)}, and 1 / (√s + ε) = {num(1.0 / divisor)}"
    return Pushes((), scale, "−η · {g} / (√s + ε)", aside)


def _adam(step: Step, known: list[float], g: float) -> Pushes:
    n, t = step.numbers, step.number
    first, second = 1.0 - n.beta1**t, 1.0 - n.beta2**t
    v = n.beta2 * known[1] + (1.0 - n.beta2) * g * g
    divisor = math.sqrt(v / second) + n.epsilon
    scale = constant(-step.rate / first / divisor)
    aside = f"v̂ = {num(v / second)}, and −η / (1 − β₁ᵗ) / (√v̂ + ε) = {num(scale.value)}"
    return Pushes(
        (scale, constant(n.beta1, plain(n.beta1)), constant(known[0])),
        (scale, constant(1.0 - n.beta1, plain(1.0 - n.beta1))),
        "−η · m̂ / (√v̂ + ε), with m = β₁ · m + (1 − β₁) · {g}",
        aside,
    )


_PUSHES = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
}


def explain_update(one: Followed, cell: Cell) -> Explanation:
    """The change of one parameter: the parts of the memory, this sample, the others and the penalty."""
    step, g = _step(one), gradient(one.batch, cell)
    if why := step.why_fixed(cell):
        return _fixed(cell, g, why)
    how = pushes(step, cell, g)
    terms = (Term("memory", how.kept),) if how.kept else ()
    own = share(one, cell).value if one.place is not None else 0.0
    everything = contributions(one.batch, cell)
    if one.place is not None:
        terms += (Term("this sample", (*how.scale, constant(own))),)
        rest = float(np.delete(everything, one.place).sum())
        label = f"the other {one.n - 1} samples" if one.n > 2 else "the other sample"
    else:
        rest, label = float(everything.sum()), f"all {one.n} samples"
    if one.place is None or one.n > 1:
        terms += (Term(label, (*how.scale, constant(rest))),)
    for penalty in penalty_terms(one.batch, cell):
        terms += (Term(penalty.label, (*how.scale, constant(penalty.value))),)
    value = _entry(step.change, cell)
    name, weight = w_name(cell.layer, cell.i, cell.j, "dW"), w_name(cell.layer, cell.i, cell.j)
    return Explanation(
        cell,
        f"Δ{weight}",
        f"How far does the update move {weight}?",
        f"Δ{weight} = {how.general.format(g=name)}",
        terms,
        value,
        _moved(one, weight, value, terms),
        how.aside,
    )


def _fixed(cell: Cell, g: float, why: str) -> Explanation:
    """The update of a parameter that an intervention keeps from changing."""
    name, weight = w_name(cell.layer, cell.i, cell.j, "dW"), w_name(cell.layer, cell.i, cell.j)
    return Explanation(
        cell,
        f"Δ{weight}",
        f"How far does the update move {weight}?",
        f"Δ{weight} = 0",
        (Term("fixed", (constant(0.0, "0"),)),),
        0.0,
        f"{weight} does not change: {why}. Its gradient {name} = {num(g)} is not used.",
    )


def _moved(one: Followed, weight: str, value: float, terms: tuple[Term, ...]) -> str:
    moves = "does not change"
    if value != 0:
        moves = f"{'goes up' if value > 0 else 'goes down'} by {num(abs(value))}"
    if one.place is None:
        return f"{weight} {moves}. The followed sample does not affect this update."
    mine = next(term.value for term in terms if term.label == "this sample")
    if mine == 0:
        return f"{weight} {moves}. This sample does not affect this update."
    side = ""
    if value != 0:
        side = f", in the {'same' if mine * value > 0 else 'opposite'} direction"
    return f"{weight} {moves}. This sample's own part of the update is {num(mine)}{side}."


def explain_next(one: Followed, cell: Cell) -> Explanation:
    """The parameter in the next iteration: W + ΔW."""
    weight = w_name(cell.layer, cell.i, cell.j)
    now, change = (
        one.value(Cell("W", cell.layer, cell.j, cell.i)),
        _entry(_step(one).change, cell),
    )
    terms = (
        Term(weight, (one.factor(Cell("W", cell.layer, cell.j, cell.i)),)),
        Term(
            f"Δ{weight}",
            (Factor(change, num(change), Cell("update", cell.layer, cell.j, cell.i)),),
        ),
    )
    share_of = f", {percent(abs(change / now), 2)} of the size of {weight}" if now else ""
    use = f"The next forward pass uses {num(now + change, 6)}."
    if (edit := _step(one).edit_of(cell)) is not None:
        use = f"Then the intervention at iteration {edit.iteration} replaces it: {edit}."
    return Explanation(
        cell,
        f"next {weight}",
        f"What is {weight} in the next iteration?",
        f"next {weight} = {weight} + Δ{weight}",
        terms,
        now + change,
        f"The update is {num(change)}{share_of}. {use}",
    )


def _step(one: Followed) -> Step:
    if one.step is None:
        raise ValueError("this sample is followed without a training run, so it has no update.")
    return one.step
