"""Forward: how z, a and the loss of a sample are computed."""

from __future__ import annotations

import numpy as np
from scipy import special

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS, FUSED, MLP
from backprop.nn.losses import FLOOR
from backprop.notation import a_name, bracketed, num, percent, sup, w_name, y_name, z_name
from backprop.walkthrough.cells import Cell, Explanation, Factor, Followed, Term, constant, largest
from backprop.walkthrough.forms import function_in_general, function_with_numbers, slope


def explain_z(one: Followed, cell: Cell) -> Explanation:
    """z[l]_j = Σ_i a[l-1]_i W[l][i, j] + b[l]_j."""
    l, j, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    terms = tuple(
        Term(
            f"from {one.label(l - 1, i)}",
            (one.factor(Cell("a", l - 1, i)), one.factor(Cell("W", l, j, i))),
        )
        for i in range(sizes[l - 1])
    )
    terms += (Term("bias", (one.factor(Cell("W", l, j)),)),)
    value, name = one.value(cell), z_name(l, j)
    inner = "xᵢ" if l == 1 and not one.inputs.symbols else f"a{sup(l - 1)}ᵢ"
    most = largest(terms)
    source = "its own bias" if most.label == "bias" else most.label.removeprefix("from ")
    return Explanation(
        cell,
        name,
        f"What goes into {a_name(l, j, sizes)}?",
        f"{name} = Σᵢ {inner} · W{sup(l)}[i,{j + 1}] + {w_name(l, -1, j)}",
        terms,
        value,
        f"The largest part comes from {source}: {num(most.value)}. Together the parts add up to {num(value)}.",
    )


def explain_a(one: Followed, cell: Cell) -> Explanation:
    """a[l]_j = f(z[l]_j); for softmax exp(z_j) / Σ_k exp(z_k)."""
    l, j, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    activation = one.mlp.activations[l - 1]
    if activation == "softmax":
        return _softmax(one, cell)
    z, a = one.value(Cell("z", l, j)), one.value(cell)
    name = a_name(l, j, sizes)
    steep = slope(activation, z, a)
    return Explanation(
        cell,
        name,
        f"What does {ACTIVATIONS[activation].spoken} make of {z_name(l, j)}?",
        f"{name} = {function_in_general(activation, z_name(l, j))}",
        (Term(name, (Factor(a, function_with_numbers(activation, z, a), Cell("z", l, j), True),)),),
        a,
        f"{ACTIVATIONS[activation].spoken} turns {num(z)} into {num(a)}. Its slope here is {num(steep)}: "
        f"if {z_name(l, j)} changes a little, {name} changes {percent(steep)} as much.",
    )


def _softmax(one: Followed, cell: Cell) -> Explanation:
    l, j, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    z, a, name = one.mlp.z[l][0], one.value(cell), a_name(l, j, sizes)
    top = float(z.max())
    shift = top if np.abs(z).max() > 500 else 0.0  # exp overflows above 709
    total = float(np.exp(z - shift).sum())
    taken = " − max z" if shift else ""
    text = f"exp({num(float(z[j]) - shift)}) / {num(total)}"
    first = int(z.argmax())
    likeliest = (
        f"{z_name(l, first)} is the largest z, so {a_name(l, first, sizes)} is the largest output"
    )
    own = "" if j == first else f" {name} is {percent(a)}."
    return Explanation(
        cell,
        name,
        f"How probable is output {j + 1}?",
        f"{name} = exp({z_name(l, j)}{taken}) / Σₖ exp(z{sup(l)}ₖ{taken})",
        (Term(name, (Factor(a, text, Cell("z", l, j), True),)),),
        a,
        f"{likeliest}: {percent(float(one.mlp.a[l][0, first]))}.{own} All outputs add up to 100 %.",
        f"Σₖ exp(z{sup(l)}ₖ{taken}) = {num(total)}, over {len(z)} outputs",
    )


def surprises(mlp: MLP, z: Array, a: Array) -> tuple[Array, Array]:
    """−ln ŷ and −ln(1−ŷ) of each output, both (n_out, n). If loss and output are fused they are computed
    from z, so that no logarithm of zero is taken."""
    if (mlp.loss, mlp.activations[-1]) in FUSED:
        if mlp.activations[-1] == "sigmoid":
            return np.logaddexp(0.0, -z), np.logaddexp(0.0, z)
        hit = special.logsumexp(z, axis=0) - z
        return hit, -np.log(np.maximum(1.0 - a, FLOOR))
    return -np.log(np.maximum(a, FLOOR)), -np.log(np.maximum(1.0 - a, FLOOR))


def losses(mlp: MLP, y: Array) -> Array:
    """(n,): the loss of each sample of the last forward pass, by the network's gradient rule."""
    Y, z, a = y.T, mlp.z[-1].T, mlp.a[-1].T
    if mlp.loss == "mse":
        total = ((Y - a) ** 2).sum(axis=0)
    else:
        hit, miss = surprises(mlp, z, a)
        total = Y * hit + ((1.0 - Y) * miss if mlp.loss == "binary_cross_entropy" else 0.0)
        total = total.sum(axis=0)
    return total * _loss_share(mlp)


def _loss_share(mlp: MLP) -> float:
    """The factor of a sample's loss: the article's rule divides it by the number of outputs."""
    return 1.0 / mlp.layer_sizes[-1] if mlp.gradient_rule == "tutorial" else 1.0


def explain_loss(one: Followed, cell: Cell) -> Explanation:
    """The loss of this sample: a sum over its outputs."""
    mlp, L, sizes = one.mlp, one.mlp.depth, one.mlp.layer_sizes
    hit, miss = surprises(mlp, mlp.z[-1].T, mlp.a[-1].T)
    terms: list[Term] = []
    for j in range(sizes[-1]):
        y, yhat = one.value(Cell("y", L, j)), one.value(Cell("a", L, j))
        output, known = Cell("a", L, j), Cell("y", L, j)
        if mlp.loss == "mse":
            away = Factor(y - yhat, f"({num(y)} − {bracketed(num(yhat))})", output, True)
            terms.append(_shared(mlp, y_name(j, sizes[-1]), away, away))
            continue
        name = a_name(L, j, sizes)
        label = Factor(y, num(y), known)
        terms.append(_shared(mlp, f"−ln {name}", label, _log(float(hit[j, 0]), output)))
        if mlp.loss == "binary_cross_entropy":
            other = Factor(1.0 - y, f"(1 − {bracketed(num(y))})", known, True)
            terms.append(_shared(mlp, f"−ln(1 − {name})", other, _log(float(miss[j, 0]), output)))
    mine = float(losses(mlp, one.y)[0])
    return Explanation(
        cell,
        "L",
        "How wrong is the prediction?",
        f"L = {_loss_in_general(mlp)}",
        tuple(terms),
        mlp.data_loss(one.y),
        _answer(one, mine),
    )


def _log(surprise: float, output: Cell) -> Factor:
    probability = float(np.exp(-surprise))
    text = f"−ln({num(probability)})" if probability > 0 else num(surprise)
    return Factor(surprise, text if surprise else "0", output, True)


def _shared(mlp: MLP, label: str, *factors: Factor) -> Term:
    if mlp.gradient_rule == "tutorial" and mlp.layer_sizes[-1] > 1:
        n_out = mlp.layer_sizes[-1]
        factors = (constant(1.0 / n_out, f"1/{n_out}"), *factors)
    return Term(label, factors)


def _loss_in_general(mlp: MLP) -> str:
    several = mlp.layer_sizes[-1] > 1
    k = "ₖ" if several else ""
    text = {
        "mse": f"(y{k} − ŷ{k})²",
        "cross_entropy": f"y{k} · (−ln ŷ{k})",
        "binary_cross_entropy": f"y{k} · (−ln ŷ{k}) + (1 − y{k}) · (−ln(1 − ŷ{k}))",
    }[mlp.loss]
    if not several:
        return text
    text = f"[{text}]" if mlp.loss == "binary_cross_entropy" else text
    divided = f"1/{mlp.layer_sizes[-1]} · " if mlp.gradient_rule == "tutorial" else ""
    return f"{divided}Σₖ {text}"


def _answer(one: Followed, mine: float) -> str:
    mlp, sizes, L = one.mlp, one.mlp.layer_sizes, one.mlp.depth
    if sizes[-1] == 1:
        answer = f"ŷ is {num(one.value(Cell('a', L)))} and y is {num(one.value(Cell('y', L)))}"
    else:
        best, right = int(mlp.a[L][0].argmax()), int(one.y[0].argmax())
        answer = f"The largest output is {a_name(L, best, sizes)}, {num(float(mlp.a[L][0, best]))}"
        answer += (
            ", which is right"
            if best == right
            else f", but {a_name(L, right, sizes)}, {num(float(mlp.a[L][0, right]))}, should be"
        )
    return f"{answer}. This sample's loss is {num(mine)}."
