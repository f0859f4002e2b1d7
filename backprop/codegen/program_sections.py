"""The sections of the generated program, in their order: data, parameters, functions, forward, loss,
backward, training. Each is the text for one run, with the marks of program_parts.py."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from backprop.codegen import program_parts as parts
from backprop.codegen.program_case import Case
from backprop.codegen.program_parts import MARK
from backprop.data import CLASSIFICATION, DATASETS, OWN
from backprop.nn import GRADIENT_RULES, OPTIMIZERS
from backprop.training import Experiment


def head(c: Case) -> str:
    """What it is, and the imports."""
    sizes = "-".join(map(str, c.mlp.layer_sizes))
    needs = "NumPy and scikit-learn" if "sklearn" in _imports(c) else "NumPy"
    spoken = "a table of your own" if c.e.dataset == OWN else c.e.dataset.replace("_", " ")
    return (
        f'"""A {sizes} network on {spoken}, trained by {c.e.optimizer}.\n\n'
        f'Needs {needs}. Prints each iteration with its loss.\n"""\n\n{_imports(c)}'
    )


def _imports(c: Case) -> str:
    lines = ["import math\n"] if "gelu" in c.mlp.activations else []
    lines.append("import numpy as np")
    if c.e.dataset in parts.DRAWN_BY_SKLEARN:
        lines.append("from sklearn import datasets")
    if c.e.test_fraction > 0:
        lines.append("from sklearn.model_selection import train_test_split")
    return "\n".join(lines)


def data(c: Case) -> str:
    """X (n, n_in) and y (n, n_out) of the training set, drawn as datasets.load draws them."""
    lines = ["# The data: a row is a sample", parts.DATA[c.e.dataset](c.e)]
    measured = c.e.dataset == OWN or DATASETS[c.e.dataset].measured
    if measured and len(c.data.X_train) + len(c.data.X_test) == c.e.n_samples:
        lines.append(parts.sampled(c.e))
    if c.e.test_fraction > 0:
        given = ["X", "labels", f"test_size={c.e.test_fraction!r}"]
        given.append(f"random_state={c.e.data_seed}")
        given += ["stratify=labels"] if _stratified(c) else []
        lines.append(parts.bracketed("X, _, labels, _ = train_test_split(", given, ")"))
    if c.data.means:
        lines.append(parts.standardised("X"))
    if c.data.features:
        lines.append(parts.made_of_coordinates(c.data.features))
    outputs = c.data.y_train.shape[1]
    if outputs > 1:
        lines.append(f"y = np.eye({outputs})[labels]  # one column a class")
    else:
        lines.append("y = labels.reshape(-1, 1)")
    if c.data.means and c.data.task != CLASSIFICATION:
        lines.append(parts.standardised("y"))
    return "\n".join(lines)


def _stratified(c: Case) -> bool:
    """Whether the classes were large enough to be split each by itself, as datasets.load decides."""
    if c.data.task != CLASSIFICATION:
        return False
    y = np.concatenate([c.data.y_train, c.data.y_test])
    counts = y.sum(axis=0) if y.shape[1] > 1 else np.array([y.sum(), len(y) - y.sum()])
    counts = counts[counts > 0]
    smaller = min(len(c.data.y_train), len(c.data.y_test))
    return bool(counts.min() >= 2 and smaller >= len(counts))


def parameters(c: Case) -> str:
    """W and b before the first update."""
    return (
        "# The first weights and biases: W[l] is n_in x n_out, b[l] is 1 x n_out\n"
        f"{parts.bracketed('sizes = [', map(str, c.mlp.layer_sizes), ']')}\nL = len(sizes) - 1\n"
        f"W, b = [None], [None]\n{parts.initial_weights(c.e)}"
    )


def functions(c: Case) -> Iterator[str]:
    """The activations and slopes that this network needs, and the lists that name them by layer."""
    used = list(dict.fromkeys(c.mlp.activations))
    yield from dict.fromkeys(text for name in used for text in parts.USES.get(name, ()))
    for name in used:
        if name != "sigmoid":  # it is among what others use, with its own care
            yield _function(name)
        if name in c.with_slope:
            yield _slope(c, name)
    listed = parts.bracketed("f = [", ["None", *c.mlp.activations], "]")
    if c.with_slope:
        slopes = ["None", *(f"d{name}" for name in c.with_slope)]
        listed += "\n" + parts.bracketed("df = [", slopes, "]")
    yield f"# The activation of each layer from 1 on, and its slope\n{listed}"


def _function(name: str) -> str:
    mark = f"{MARK} f.{name}"
    body = f"    return {parts.FUNCTIONS[name][0]}  {mark}"
    if name == "softmax":
        body = f"    e = np.exp(z - z.max(axis=1, keepdims=True))  {mark}\n{body}"
    return f"def {name}(z):  {mark}\n{body}"


def _slope(c: Case, name: str) -> str:
    value = parts.FUNCTIONS[name][1]
    factor = GRADIENT_RULES[c.e.gradient_rule].sigmoid_slope
    if name == "sigmoid" and factor != 1.0:
        value = f"{factor:g} * {value}  # as in the article: {factor:g} times the true slope"
    mark = f"{MARK} df.{name}"
    return f"def d{name}(z, a):  {mark}\n    return {value}  {mark}"


def forward() -> str:
    """z and a of all layers."""
    return """
def forward(X):
    z, a = [None], [X]
    for l in range(1, L + 1):
        z.append(a[l - 1] @ W[l] + b[l])  #@ z each
        a.append(f[l](z[l]))  #@ a each
    return z, a
"""


def loss(c: Case) -> Iterator[str]:
    """The loss, and its derivative where it is not one with the output."""
    note = "" if c.count == "len(y)" else "  # as in the article: outputs, not samples"
    if c.fused:
        count = c.count + note
        body = parts.FUSED_LOSSES[c.mlp.loss, c.output].format(count=count).strip("\n")
        yield f"def loss(y, z):  {MARK} loss\n{body}"
        return
    total, slope = parts.LOSSES[c.mlp.loss]
    if c.mlp.loss != "mse":
        yield from (parts.FLOOR, parts.LOG)
    yield f"def loss(y, yhat):  {MARK} loss\n    return {total} / {c.count}{note}  {MARK} loss"
    yield f"def dloss(y, yhat):  {MARK} da.out\n    return {slope}  {MARK} da.out"


def backward(c: Case) -> str:
    """dW and db of all layers, as MLP.backward has them."""
    rule = GRADIENT_RULES[c.e.gradient_rule]
    mean = " / len(y)" if rule.mean_over_samples else ""
    lines = ["def backward(y, z, a):", "    dz, dW, db, da = ([None] * (L + 1) for _ in range(4))"]
    own = len(c.with_slope) == c.mlp.depth
    if c.fused:
        factor = rule.sigmoid_slope if c.output == "sigmoid" else 1.0
        times = f"{factor:g} * " if factor != 1.0 else ""
        note = ", doubled as in the article" if times else ""
        lines.append(
            f"    dz[L] = {times}(a[L] - y){mean}  # = da[L] times the slope{note}  #@ dz.out"
        )
    else:
        note = "" if mean else "  # as in the article: a sum, no mean"
        lines.append(f"    da[L] = dloss(y, a[L]){mean}{note}  #@ da.out")
        if not own:
            lines.append(
                "    dz[L] = a[L] * (da[L] - (da[L] * a[L]).sum(axis=1, keepdims=True))  #@ dz.out"
            )
    lines.append("    for l in range(L, 0, -1):")
    through = "dz[l] = da[l] * df[l](z[l], a[l])  #@ dz each"
    if own:
        lines.append(f"        {through}")
    elif c.hidden:
        lines += ["        if l < L:", f"            {through}"]
    total = "mean" if rule.mean_db else "sum"
    note = "  # as in the article: dW is a sum, db a mean" if rule.mean_db else ""
    lines += [
        "        dW[l] = a[l - 1].T @ dz[l]  #@ dW each",
        *(f"        dW[l] += {term}  #@ dW each" for term in _penalties(c.e)),
        f"        db[l] = dz[l].{total}(axis=0, keepdims=True){note}  #@ db each",
        "        da[l - 1] = dz[l] @ W[l].T  #@ da each",
    ]
    return "\n".join([*lines, "    return dW, db"])


def _penalties(e: Experiment) -> list[str]:
    l2 = [f"{e.l2!r} * W[l]  # of the penalty L2"] if e.l2 else []
    l1 = [f"{e.l1!r} * np.sign(W[l])  # of the penalty L1"] if e.l1 else []
    return l2 + l1


def training(c: Case) -> str:
    """The loop: loss, gradient, update."""
    e, size = c.e, c.batch_size
    lines = [f"# Training\niterations = {c.iterations}\nlearning_rate = {e.learning_rate!r}"]
    own = OPTIMIZERS[e.optimizer].numbers
    lines += [f"{parts.NAMES.get(field, field)} = {getattr(e, field)!r}" for field in own]
    memory = OPTIMIZERS[e.optimizer].memory
    if memory:
        lines.append("p = W[1:] + b[1:]  # the same arrays in one list")
    lines += [f"{name} = [np.zeros_like(q) for q in p]" for name in memory]
    lines += [
        "for t in range(iterations + 1):",
        "    z, a = forward(X)",
        f"    print(t, loss(y, {'z' if c.fused else 'a'}[L]))",
    ]
    if size:
        lines += _mini_batch(c, size)
    lines.append(f"    dW, db = backward({'y[batch]' if size else 'y'}, z, a)")
    rate = parts.RATES.get(e.schedule, "eta = learning_rate").format(e=e)
    lines += [f"    {line}  #@ update" for line in rate.splitlines()]
    if memory:
        lines.append("    for k, g in enumerate(dW[1:] + db[1:]):")
        lines.append(parts.UPDATES[e.optimizer].strip("\n"))
    else:
        lines.append("    for l in range(1, L + 1):")
        lines.append("        W[l] -= eta * dW[l]  #@ update each")
        lines.append("        b[l] -= eta * db[l]  #@ update each")
    return "\n".join(lines)


def _mini_batch(c: Case, size: int) -> list[str]:
    order = f"np.random.default_rng([{c.e.batch_seed}, epoch]).permutation(len(X))"
    return [
        f"    epoch, i = divmod(t, -(-len(X) // {size}))  # batches an epoch, rounded up",
        f"    order = {order if c.e.shuffle else 'np.arange(len(X))'}",
        f"    batch = order[{size} * i : {size} * (i + 1)]",
        "    z, a = forward(X[batch])",
    ]
