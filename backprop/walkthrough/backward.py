"""Backward: how da and dz of a sample are computed. They belong to the sample's own loss, without 1/n."""

from __future__ import annotations

from backprop.nn import ACTIVATIONS, FUSED
from backprop.nn.losses import FLOOR
from backprop.notation import a_name, bracketed, indexed, num, sup, y_name, z_name
from backprop.walkthrough.cells import Cell, Explanation, Factor, Followed, Term, constant
from backprop.walkthrough.forms import slope, slope_in_general, slope_with_numbers

NUDGE = 0.01  # change of a in the sentence about da


def explain_da(one: Followed, cell: Cell) -> Explanation:
    """da[l]_i = Σ_j W[l+1][i, j] dz[l+1]_j: the total derivative. da[L] comes from the loss."""
    l, i, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    if l == one.mlp.depth:
        return _explain_output_da(one, cell)
    up, name, unit = l + 1, indexed("da", l, i), one.symbol(l, i)
    terms = tuple(
        Term(
            f"by {a_name(up, j, sizes)}",
            (one.factor(Cell("W", up, j, i)), one.factor(Cell("dz", up, j))),
        )
        for j in range(sizes[up])
    )
    value = one.value(cell)
    ways = "one way" if len(terms) == 1 else f"{len(terms)} ways"
    added = "" if len(terms) == 1 else " The total derivative adds them up."
    return Explanation(
        cell,
        name,
        f"How much does the loss change with {unit}?",
        f"{name} = ∂L/∂{unit} = Σⱼ W{sup(up)}[{i + 1},j] · dz{sup(up)}ⱼ",
        terms,
        value,
        f"{unit} affects the loss in {ways}, through layer {up}.{added} {_nudged(unit, value)}",
    )


def _nudged(unit: str, value: float) -> str:
    return (
        f"If {unit} rises by {NUDGE}, this sample's loss changes by about {num(value * NUDGE, 3)}."
    )


def _explain_output_da(one: Followed, cell: Cell) -> Explanation:
    mlp, L, j = one.mlp, one.mlp.depth, cell.j
    n_out, output = mlp.layer_sizes[-1], Cell("a", L, j)
    y, yhat = one.value(Cell("y", L, j)), one.value(output)
    name, unit, target = indexed("da", L, j), a_name(L, j, mlp.layer_sizes), y_name(j, n_out)
    if mlp.loss == "mse":
        general = f"2 · ({unit} − {target})"
        away = Factor(yhat - y, f"({num(yhat)} − {bracketed(num(y))})", output, True)
        terms = (Term(unit, (constant(2.0, "2"), away)),)
    else:
        up = Factor(-y / max(yhat, FLOOR), f"−{num(y)} / {num(max(yhat, FLOOR))}", output, True)
        terms = (Term(f"{target} / {unit}", (up,)),)
        general = f"−{target} / {unit}"
        if mlp.loss == "binary_cross_entropy":
            rest = max(1.0 - yhat, FLOOR)
            down = Factor((1.0 - y) / rest, f"{num(1.0 - y)} / {num(rest)}", output, True)
            terms += (Term(f"(1 − {target}) / (1 − {unit})", (down,)),)
            general += f" + (1 − {target}) / (1 − {unit})"
    value = one.value(cell)
    return Explanation(
        cell,
        name,
        f"How much does the loss change with {unit}?",
        f"{name} = ∂L/∂{unit} = {general}",
        terms,
        value,
        f"The backward pass starts here. {_nudged(unit, value)}",
    )


def explain_dz(one: Followed, cell: Cell) -> Explanation:
    """dz[l]_j = da[l]_j f'(z[l]_j); in the output layer fused with the loss, or through softmax."""
    mlp, l = one.mlp, cell.layer
    softmax = mlp.activations[l - 1] == "softmax"
    if l == mlp.depth and (mlp.loss, mlp.activations[-1]) in FUSED:
        return _fused_softmax(one, cell) if softmax else _fused_sigmoid(one, cell)
    return _through_softmax(one, cell) if softmax else _through_slope(one, cell)


def _dz(
    one: Followed, cell: Cell, general: str, terms: tuple[Term, ...], sentence: str, aside: str = ""
) -> Explanation:
    name = indexed("dz", cell.layer, cell.j)
    title = f"How much does the loss change with {z_name(cell.layer, cell.j)}?"
    return Explanation(
        cell, name, title, f"{name} = {general}", terms, one.value(cell), sentence, aside
    )


def _doubled(one: Followed, layer: int) -> tuple[Factor, ...]:
    """The factor 2 by which the article's rule multiplies the sigmoid's slope, or nothing."""
    rule_factor = one.rule.sigmoid_slope
    if one.mlp.activations[layer - 1] != "sigmoid" or rule_factor == 1.0:
        return ()
    return (constant(rule_factor, f"{rule_factor:g}"),)


def _fused_sigmoid(one: Followed, cell: Cell) -> Explanation:
    l, j, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    unit, target = a_name(l, j, sizes), y_name(j, sizes[-1])
    y, yhat, twice = one.value(Cell("y", l, j)), one.value(Cell("a", l, j)), _doubled(one, l)
    terms = (
        Term(unit, (*twice, one.factor(Cell("a", l, j)))),
        Term(f"−{target}", (*twice, Factor(-y + 0.0, num(-y), Cell("y", l, j), True))),
    )
    side = "above" if yhat > y else "below"
    rule = (
        " The article's rule doubles the sigmoid's slope, so this is doubled too." if twice else ""
    )
    general = f"{unit} − {target}"
    return _dz(
        one,
        cell,
        f"{twice[0].text} · ({general})" if twice else general,
        terms,
        f"{unit} is {num(abs(yhat - y))} {side} the label. Only this difference remains: the loss's "
        f"1 / ({unit} (1 − {unit})) and the sigmoid's slope {unit} (1 − {unit}) cancel.{rule}",
    )


def _fused_softmax(one: Followed, cell: Cell) -> Explanation:
    """dz_i = Σ_k y_k (ŷ_i − δ_ik), which is ŷ_i − y_i if the labels sum to 1."""
    l, i, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    n_out, unit, yhat = sizes[-1], a_name(l, i, sizes), one.value(Cell("a", l, i))
    terms = []
    for k in range(n_out):
        same = 1.0 if k == i else 0.0
        text = f"({num(yhat)} − 1)" if same else num(yhat)
        pull = Factor(yhat - same, text, Cell("a", l, i), bool(same))
        terms.append(Term(f"by {y_name(k, n_out)}", (one.factor(Cell("y", l, k)), pull)))
    y = one.value(Cell("y", l, i))
    return _dz(
        one,
        cell,
        f"Σₖ yₖ · ({unit} − [k = {i + 1}]) = {unit} − {y_name(i, n_out)}",
        tuple(terms),
        f"{unit} is {num(yhat)} and its label is {num(y)}. The derivatives of softmax and of the loss's "
        "logarithm cancel, so only the difference remains.",
        f"[k = {i + 1}] is 1 for k = {i + 1}, otherwise 0",
    )


def _through_softmax(one: Followed, cell: Cell) -> Explanation:
    """dz_i = Σ_k da_k a_k (δ_ik − a_i): softmax has a Jacobian instead of a slope."""
    l, i, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    yhat = one.value(Cell("a", l, i))
    terms = []
    for k in range(sizes[l]):
        share = one.factor(Cell("a", l, k))
        text = f"(1 − {num(yhat)})" if k == i else num(-yhat)
        turn = Factor((1.0 if k == i else 0.0) - yhat, text, Cell("a", l, i), True)
        terms.append(Term(f"by {a_name(l, k, sizes)}", (one.factor(Cell("da", l, k)), share, turn)))
    mine, value = terms[i].value, one.value(cell)
    return _dz(
        one,
        cell,
        f"Σₖ da{sup(l)}ₖ · {'ŷ' if l == one.mlp.depth else f'a{sup(l)}'}ₖ · ([k = {i + 1}] − {a_name(l, i, sizes)})",
        tuple(terms),
        f"Softmax links all outputs: {z_name(l, i)} changes every one of them. Its own output "
        f"contributes {num(mine)} to this derivative, the others {num(value - mine)}.",
        f"[k = {i + 1}] is 1 for k = {i + 1}, otherwise 0",
    )


def _through_slope(one: Followed, cell: Cell) -> Explanation:
    l, j, sizes = cell.layer, cell.j, one.mlp.layer_sizes
    activation, z_cell = one.mlp.activations[l - 1], Cell("z", l, j)
    z, a = one.value(z_cell), one.value(Cell("a", l, j))
    steep, twice = slope(activation, z, a), _doubled(one, l)
    unit, z_text = a_name(l, j, sizes), z_name(l, j)
    slope_factor = Factor(steep, num(steep), z_cell, True)
    factors = (one.factor(Cell("da", l, j)), *twice, slope_factor)
    general = slope_in_general(activation, z_text, unit)
    shown = slope_with_numbers(activation, z, a)
    aside = f"slope of {ACTIVATIONS[activation].spoken} = {shown}" + (
        f" = {num(steep)}" if shown != num(steep) and steep not in (0.0, 1.0) else ""
    )
    if steep == 0.0:
        sentence = f"The slope is 0 at {z_text} = {num(z)}: no gradient gets through this unit."
    else:
        sentence = f"{ACTIVATIONS[activation].spoken} multiplies {indexed('da', l, j)} by its slope, {num(steep)}."
        sentence += " The article's rule doubles the sigmoid's slope." if twice else ""
    doubled = f"{twice[0].text} · " if twice else ""
    return _dz(
        one,
        cell,
        f"{indexed('da', l, j)} · {doubled}{general}",
        (Term(indexed("dz", l, j), factors),),
        sentence,
        aside,
    )
