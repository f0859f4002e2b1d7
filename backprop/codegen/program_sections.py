"""The sections of the generated program, in order: data, parameters, functions, forward, loss, backward,
training.

The formulas come from the registries. A line may end in ``#@ marks``: the names of the equations that
it implements, which program.py removes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from backprop.codegen import program_data
from backprop.codegen.layout import MARK, bracketed, function, marked
from backprop.data import CLASSIFICATION, DATASETS, OWN, Dataset
from backprop.nn import (
    ACTIVATIONS,
    FUSED,
    GRADIENT_RULES,
    INITIALIZERS,
    LOSSES,
    MLP,
    OPTIMIZERS,
    SCHEDULES,
    TUTORIAL_SIGMA,
    Activation,
    GradientRule,
)
from backprop.training import Experiment

NAMES = {"rmsprop_decay": "decay"}  # of fields of an Experiment that the program names differently


@dataclass(frozen=True)
class Case:
    """A run: its experiment, network and data, and the last iteration to print."""

    e: Experiment
    mlp: MLP
    data: Dataset
    iterations: int

    @property
    def rule(self) -> GradientRule:
        """The run's gradient rule."""
        return GRADIENT_RULES[self.e.gradient_rule]

    @property
    def output(self) -> str:
        """The output layer's activation."""
        return self.mlp.activations[-1]

    @property
    def fused(self) -> bool:
        """Whether loss and output activation are fused, so that dz = a − y."""
        return (self.mlp.loss, self.output) in FUSED

    @property
    def hidden(self) -> bool:
        """Whether there is a hidden layer."""
        return self.mlp.depth > 1

    @property
    def activations(self) -> list[Activation]:
        """The network's activations, without repetition."""
        return [ACTIVATIONS[name] for name in dict.fromkeys(self.mlp.activations)]

    @property
    def with_slope(self) -> tuple[str, ...]:
        """The activations whose slope the backward pass uses, layer by layer."""
        own = not self.fused and ACTIVATIONS[self.output].slope is not None
        return self.mlp.activations if own else self.mlp.activations[:-1]

    @property
    def batch_size(self) -> int | None:
        """The number of samples in a mini-batch; None for the full batch."""
        size = self.e.batch_size
        return size if size and size < len(self.data.X_train) else None

    @property
    def count(self) -> str:
        """The divisor of the loss, as code."""
        return "len(y)" if self.rule.mean_over_samples else "y.shape[1]"


def head(c: Case) -> str:
    """The docstring and the imports."""
    sizes = "-".join(map(str, c.mlp.layer_sizes))
    needs = "NumPy and scikit-learn" if "sklearn" in _imports(c) else "NumPy"
    spoken = "your own table" if c.e.dataset == OWN else c.e.dataset.replace("_", " ")
    return (
        f'"""A {sizes} network on {spoken}, trained by {c.e.optimizer}.\n\n'
        f'Needs {needs}. Prints each iteration with its loss.\n"""\n\n{_imports(c)}'
    )


def _imports(c: Case) -> str:
    lines = ["import math\n"] if any("math." in text for text in functions(c)) else []
    lines.append("import numpy as np")
    if "datasets." in program_data.DATA[c.e.dataset](c.e):
        lines.append("from sklearn import datasets")
    if c.e.test_fraction > 0:
        lines.append("from sklearn.model_selection import train_test_split")
    return "\n".join(lines)


def data(c: Case) -> str:
    """X (n, n_in) and y (n, n_out) of the training set, created as datasets.load does."""
    lines = ["# The data: each row is a sample", program_data.DATA[c.e.dataset](c.e)]
    measured = c.e.dataset == OWN or DATASETS[c.e.dataset].measured
    if measured and len(c.data.X_train) + len(c.data.X_test) == c.e.n_samples:
        lines.append(program_data.sampled(c.e))
    if c.e.test_fraction > 0:
        arguments = ["X", "labels", f"test_size={c.e.test_fraction!r}"]
        arguments.append(f"random_state={c.e.data_seed}")
        arguments += ["stratify=labels"] if _stratified(c) else []
        lines.append(bracketed("X, _, labels, _ = train_test_split(", arguments, ")"))
    if c.data.means:
        lines.append(program_data.standardised("X"))
    if c.data.features:
        lines.append(program_data.made_of_coordinates(c.data.features))
    outputs = c.data.y_train.shape[1]
    if outputs > 1:
        lines.append(f"y = np.eye({outputs})[labels]  # one column per class")
    else:
        lines.append("y = labels.reshape(-1, 1)")
    if c.data.means and c.data.task != CLASSIFICATION:
        lines.append(program_data.standardised("y"))
    return "\n".join(lines)


def _stratified(c: Case) -> bool:
    """Whether the split was stratified, which datasets.load does if the classes are large enough."""
    if c.data.task != CLASSIFICATION:
        return False
    y = np.concatenate([c.data.y_train, c.data.y_test])
    counts = y.sum(axis=0) if y.shape[1] > 1 else np.array([y.sum(), len(y) - y.sum()])
    counts = counts[counts > 0]
    smaller = min(len(c.data.y_train), len(c.data.y_test))
    return bool(counts.min() >= 2 and smaller >= len(counts))


def parameters(c: Case) -> str:
    """The initial W and b."""
    return (
        "# The initial weights and biases: W[l] is n_in x n_out, b[l] is 1 x n_out\n"
        f"{bracketed('sizes = [', map(str, c.mlp.layer_sizes), ']')}\nL = len(sizes) - 1\n"
        f"W, b = [None], [None]\n{initial_weights(c.e)}"
    )


def initial_weights(e: Experiment) -> str:
    """The loop that fills W and b."""
    loop = "for n_in, n_out in zip(sizes, sizes[1:]):\n"
    if e.initializer == "tutorial":
        return (
            f"rng = np.random.RandomState({e.init_seed})  # NumPy's generator before version 1.17\n"
            f"{loop}    W.append({TUTORIAL_SIGMA} * rng.randn(n_in, n_out))\n"
            f"    b.append({TUTORIAL_SIGMA} * rng.randn(1, n_out))"
        )
    *before, drawn = _filled(INITIALIZERS[e.initializer].numpy, e).splitlines()
    rng = f"rng = np.random.default_rng({e.init_seed})\n" if "rng." in drawn else ""
    lines = "".join(f"    {line}\n" for line in before)
    return f"{rng}{loop}{lines}    W.append({drawn})\n    b.append(np.zeros((1, n_out)))"


def _filled(text: str, e: Experiment) -> str:
    """A registry's text, with the values of the experiment's fields filled in."""
    return text.format(**vars(e))


def functions(c: Case) -> Iterator[str]:
    """The activations and slopes that this network needs, and the lists that assign them to layers."""
    helpers = dict.fromkeys(text for entry in c.activations for text in entry.numpy.helpers)
    yield from map(_helper, helpers)
    for entry in c.activations:
        if not any(f"def {entry.name}(" in text for text in helpers):
            yield function(entry.name, "z", entry.numpy.value, f"f.{entry.name}")
        if entry.name in c.with_slope:
            yield _slope(c, entry)
    listed = bracketed("f = [", ["None", *c.mlp.activations], "]")
    if c.with_slope:
        slopes = ["None", *(f"d{name}" for name in c.with_slope)]
        listed += "\n" + bracketed("df = [", slopes, "]")
    yield f"# The activation of each layer from 1 on, and its slope\n{listed}"


def _helper(text: str) -> str:
    """A function that activations call, with the marks of those activations."""
    called = re.compile("|".join(rf"\b{name}\(" for name in re.findall(r"def (\w+)", text)))
    marks = [
        f"{kind}.{entry.name}"
        for entry in ACTIVATIONS.values()
        for kind, code in (("f", entry.numpy.value), ("df", entry.numpy.slope))
        if called.search(code)
    ]
    return marked(text, " ".join(marks))


def _slope(c: Case, entry: Activation) -> str:
    value, note, factor = entry.numpy.slope, "", c.rule.sigmoid_slope
    if entry.name == "sigmoid" and factor != 1.0:
        value = f"{factor:g} * {value}"
        note = f"  # as in the article: {factor:g} times the true slope"
    return function(f"d{entry.name}", "z, a", value, f"df.{entry.name}", note)


def forward() -> str:
    """The forward pass: z and a of all layers."""
    return """
def forward(X):
    z, a = [None], [X]
    for l in range(1, L + 1):
        z.append(a[l - 1] @ W[l] + b[l])  #@ z each
        a.append(f[l](z[l]))  #@ a each
    return z, a
"""


def loss(c: Case) -> Iterator[str]:
    """The loss, and its derivative unless it is fused with the output."""
    note = (
        "" if c.count == "len(y)" else "  # as in the article: the number of outputs, not samples"
    )
    if c.fused:
        body = FUSED[c.mlp.loss, c.output].numpy.format(count=c.count + note)
        yield f"def loss(y, z):  {MARK} loss\n{marked(body, 'loss', 4)}"
        return
    code = LOSSES[c.mlp.loss].numpy
    yield from code.helpers
    yield function("loss", "y, yhat", f"{code.value} / {c.count}", "loss", note)
    yield function("dloss", "y, yhat", code.slope, "da.out")


def backward(c: Case) -> str:
    """The backward pass: dW and db of all layers, as in MLP.backward."""
    rule = c.rule
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
        note = "" if mean else "  # as in the article: a sum, not a mean"
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
    l2 = [f"{e.l2!r} * W[l]  # the L2 penalty"] if e.l2 else []
    l1 = [f"{e.l1!r} * np.sign(W[l])  # the L1 penalty"] if e.l1 else []
    return l2 + l1


def training(c: Case) -> str:
    """The training loop: loss, gradient, update."""
    e, size = c.e, c.batch_size
    lines = [f"# Training\niterations = {c.iterations}\nlearning_rate = {e.learning_rate!r}"]
    own = OPTIMIZERS[e.optimizer].numbers
    lines += [f"{NAMES.get(field, field)} = {getattr(e, field)!r}" for field in own]
    optimizer = OPTIMIZERS[e.optimizer]
    if optimizer.numpy:
        lines.append("p = W[1:] + b[1:]  # the same arrays in one list")
    lines += [f"{name} = [np.zeros_like(q) for q in p]" for name in optimizer.memory]
    lines += [
        "for t in range(iterations + 1):",
        "    z, a = forward(X)",
        f"    print(t, loss(y, {'z' if c.fused else 'a'}[L]))",
    ]
    if size:
        lines += _mini_batch(c, size)
    lines.append(f"    dW, db = backward({'y[batch]' if size else 'y'}, z, a)")
    lines.append(marked(_filled(SCHEDULES[e.schedule].numpy, e), "update", 4))
    if optimizer.numpy:
        lines.append("    for k, g in enumerate(dW[1:] + db[1:]):")
        lines.append(marked(optimizer.numpy, "update", 8))
    else:
        lines.append("    for l in range(1, L + 1):")
        lines.append("        W[l] -= eta * dW[l]  #@ update each")
        lines.append("        b[l] -= eta * db[l]  #@ update each")
    return "\n".join(lines)


def _mini_batch(c: Case, size: int) -> list[str]:
    order = f"np.random.default_rng([{c.e.batch_seed}, epoch]).permutation(len(X))"
    return [
        f"    epoch, i = divmod(t, -(-len(X) // {size}))  # batches per epoch, rounded up",
        f"    order = {order if c.e.shuffle else 'np.arange(len(X))'}",
        f"    batch = order[{size} * i : {size} * (i + 1)]",
        "    z, a = forward(X[batch])",
    ]
