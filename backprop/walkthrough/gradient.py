"""From a sample to the gradient: how the cells of dW and db are computed.

Each sample contributes a · dz to dW and dz to db. The exact rule weights both by 1/n; the article's
rule weights dW by 1 and db by 1/n.
"""

from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.nn import MLP
from backprop.notation import num, plain, sub, sup, w_name
from backprop.walkthrough.cells import (
    Cell,
    Explanation,
    Factor,
    Followed,
    Term,
    constant,
    gradient,
    parameter,
)


def share(one: Followed, cell: Cell) -> Term:
    """What this sample adds to a cell of dW (a_i dz_j) or db (dz_j), with its weight."""
    l, i, j = cell.layer, cell.i, cell.j
    weight = one.weight(bias=i < 0) if one.place is not None else 1.0
    scale = () if weight == 1.0 else (constant(weight, f"1/{one.n}"),)
    source = () if i < 0 else (one.factor(Cell("a", l - 1, i)),)
    return Term("this sample", (*scale, *source, one.factor(Cell("dz", l, j))))


def contributions(mlp: MLP, cell: Cell) -> Array:
    """(n,): what each sample of the last pass adds to a cell of dW or db. With ``penalty_terms`` they add
    up to the engine's value of that cell."""
    dz = mlp.dz[cell.layer][:, cell.j]
    if cell.i >= 0:
        return mlp.a[cell.layer - 1][:, cell.i] * dz
    return dz / len(dz) if mlp.gradient_rule == "tutorial" else dz.copy()


def penalty_terms(mlp: MLP, cell: Cell) -> tuple[Term, ...]:
    """What the penalty adds to a cell of dW: l2 W and l1 sign(W). It adds nothing to db."""
    W = parameter(mlp, cell)
    weight = Cell("W", cell.layer, cell.j, cell.i)
    terms: tuple[Term, ...] = ()
    if cell.i >= 0 and mlp.l2:
        terms += (Term("L2 penalty", (constant(mlp.l2, plain(mlp.l2)), Factor(W, num(W), weight))),)
    if cell.i >= 0 and mlp.l1:
        sign = float(np.sign(W))
        terms += (
            Term(
                "L1 penalty",
                (constant(mlp.l1, plain(mlp.l1)), Factor(sign, num(sign), weight, True)),
            ),
        )
    return terms


def explain_gradient(one: Followed, cell: Cell) -> Explanation:
    """A cell of dW or db: the parts of this sample, of the other samples and of the penalty. For a
    probe: the gradient of a batch that contains only this sample."""
    l, i, j, mlp = cell.layer, cell.i, cell.j, one.batch
    name = w_name(l, i, j, "dW")
    terms = (share(one, cell),)
    if one.place is not None and one.n > 1:
        others = float(np.delete(contributions(mlp, cell), one.place).sum())
        label = "the other sample" if one.n == 2 else f"the other {one.n - 1} samples"
        terms += (Term(label, (constant(others),)),)
    terms += penalty_terms(mlp, cell)
    return Explanation(
        cell,
        name,
        f"What does this sample add to {name}?",
        f"{name} = {_gradient_in_general(one, cell)}",
        terms,
        gradient(one.mlp if one.place is None else mlp, cell),
        _share_sentence(one, cell, terms[0].value, one.label(l - 1, i) if i >= 0 else ""),
        f"Σₛ: over the {one.n} samples of the batch" if one.place is not None and one.n > 1 else "",
    )


def _gradient_in_general(one: Followed, cell: Cell) -> str:
    l, i, j = cell.layer, cell.i, cell.j
    source = "" if i < 0 else f"{one.inputs.factor(l - 1, i, one.mlp.layer_sizes)} · "
    product = f"{source}dz{sup(l)}{sub(j + 1)}"
    if one.place is not None:
        mean = one.weight(bias=i < 0) != 1.0
        if one.n > 1:
            product = f"{f'1/{one.n} · ' if mean else ''}Σₛ {product}"
    weight = w_name(l, i, j)
    if i >= 0 and one.mlp.l2:
        product += f" + l2 · {weight}"
    if i >= 0 and one.mlp.l1:
        product += f" + l1 · sign({weight})"
    return product


def _share_sentence(one: Followed, cell: Cell, mine: float, source: str) -> str:
    name = w_name(cell.layer, cell.i, cell.j, "dW")
    weight = w_name(cell.layer, cell.i, cell.j)
    if one.place is None:
        return (
            f"On its own, this sample would give {name} = {num(mine)}. It is not in this "
            "batch, so it does not affect the update."
        )
    if mine == 0.0:
        why = (
            f", because {source} is 0"
            if source and one.value(Cell("a", cell.layer - 1, cell.i)) == 0
            else ""
        )
        return f"This sample adds nothing here{why}."
    total = gradient(one.batch, cell)
    towards = "down" if mine > 0 else "up"
    against = "with the same sign" if mine * total > 0 else "with the opposite sign"
    return (
        f"This sample pushes {weight} {towards}: it contributes {num(mine)} to the batch's gradient, "
        f"{num(total)}, {against}."
    )
