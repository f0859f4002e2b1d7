"""Mistakes that people make in a backward pass: the wrong line of code, and how it shows in a check.

They are not gradient rules: no experiment can choose them, and only a MistakenMLP applies one. A
mistake's function overwrites, for layer l, what the right step has just written. As in the article a
row is a sample; ``net.flowing[l]`` is the da[l] that was just passed down to layer l.
"""

from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.clinic.mistaken_mlp import Mistake, MistakenMLP
from backprop.nn import ACTIVATIONS, FUSED, MLP


def _sigmoid_slope_doubled(net: MistakenMLP, l: int) -> None:
    if net.activations[l - 1] == "sigmoid":
        net.dz[l][...] *= 2.0


def _weight_gradients_summed(net: MistakenMLP, l: int) -> None:
    net.dW[l][...] *= net.n


def _slope_forgotten(net: MistakenMLP, l: int) -> None:
    if l < net.depth:
        net.dz[l][...] = net.flowing[l]


def _slope_at_a(net: MistakenMLP, l: int) -> None:
    if l < net.depth:
        net.dz[l][...] = net.flowing[l] * net.slope(net.activations[l - 1], net.a[l])


def _slope_of_the_next_layer(net: MistakenMLP, l: int) -> None:
    if l < net.depth and ACTIVATIONS[net.activations[l]].slope is not None:
        net.dz[l][...] = net.flowing[l] * net.slope(net.activations[l], net.z[l])


def _output_slope_twice(net: MistakenMLP, l: int) -> None:
    if l == net.depth and _fused(net):
        net.dz[l][...] *= net.a[l] * (1.0 - net.a[l])


def _not_transposed(net: MistakenMLP, l: int) -> None:
    if _square(net, l + 1):
        net.flowing[l][...] = net.dz[l + 1] @ net.W[l + 1]


def _one_path(net: MistakenMLP, l: int) -> None:
    net.flowing[l][...] = net.dz[l + 1][:, :1] @ net.W[l + 1][:, :1].T


def _updated_too_early(net: MistakenMLP, l: int) -> None:
    gradient = net.dW[l + 1] + net.penalty_slope(net.W[l + 1])
    net.flowing[l][...] = net.dz[l + 1] @ (net.W[l + 1] - net.learning_rate * gradient).T


def _sign_turned(net: MistakenMLP, l: int) -> None:
    if l == net.depth:
        net.dz[l][...] *= -1.0


def _mean_forgotten(net: MistakenMLP, l: int) -> None:
    if l == net.depth:
        net.dz[l][...] *= net.n


def _halved(net: MistakenMLP, l: int) -> None:
    if l == net.depth and net.loss == "mse":
        net.dz[l][...] *= 0.5


def _db_of_the_last_sample(net: MistakenMLP, l: int) -> None:
    net.db[l] = net.dz[l][-1:]


def _db_averaged_again(net: MistakenMLP, l: int) -> None:
    net.db[l][...] /= net.n


def _db_forgotten(net: MistakenMLP, l: int) -> None:
    net.db[l] = 0.0


def _stale_activations(net: MistakenMLP, l: int) -> None:
    if l > 1:  # where batches differ in size, the rows of the older one are repeated or cut
        net.dW[l] = np.resize(net.before[l - 1], net.a[l - 1].shape).T @ net.dz[l]


def _own_activations(net: MistakenMLP, l: int) -> None:
    if _square(net, l):
        net.dW[l] = net.a[l].T @ net.dz[l]


def _penalty_forgotten(net: MistakenMLP, l: int) -> None:
    net.dW[l] -= net.penalty_slope(net.W[l])


def _penalty_on_biases(net: MistakenMLP, l: int) -> None:
    net.db[l] += net.penalty_slope(net.b[l])


def _square(mlp: MLP, l: int) -> bool:
    return mlp.layer_sizes[l - 1] == mlp.layer_sizes[l] > 1


def _fused(mlp: MLP, n: int = 0) -> bool:
    return (mlp.loss, mlp.activations[-1]) in FUSED


def _has_hidden(mlp: MLP, n: int = 0) -> bool:
    return mlp.depth > 1


def _bends(name: str, at: Array, z: Array) -> bool:
    """Whether the slope of an activation taken at ``at`` differs from the one at z."""
    slope, function = ACTIVATIONS[name].slope, ACTIVATIONS[name].function
    if slope is None:
        return False
    right = slope(z, function(z, None), None)
    return bool(np.any(slope(at, function(at, None), None) != right))


def _a_is_not_z(mlp: MLP, n: int) -> bool:
    z = np.linspace(-3.0, 3.0, 61)
    return any(_bends(f, ACTIVATIONS[f].function(z, None), z) for f in mlp.activations[:-1])


def _is_curved(mlp: MLP, n: int) -> bool:
    return any(name != "linear" for name in mlp.activations[:-1])


def _neighbours_differ(mlp: MLP, n: int) -> bool:
    pairs = zip(mlp.activations, mlp.activations[1:], strict=False)
    return any(mine != next_ and ACTIVATIONS[next_].slope is not None for mine, next_ in pairs)


def _several_samples(mlp: MLP, n: int) -> bool:
    return n > 1


def _is_penalised(mlp: MLP, n: int) -> bool:
    return bool(mlp.l1 or mlp.l2)


_ENTRIES = (
    Mistake(
        "sigmoid_slope_doubled",
        "Sigmoid slope doubled",
        "dz[l] = da[l] * a[l] * (1 - a[l])",
        "dz[l] = da[l] * 2 * a[l] * (1 - a[l])",
        "This is the article's own dsigmoid. Every sigmoid layer doubles the gradient that passes through it, so a gradient is twice as large for each sigmoid layer on its way.",
        "a sigmoid layer",
        lambda mlp, n: "sigmoid" in mlp.activations,
        dz=_sigmoid_slope_doubled,
    ),
    Mistake(
        "dW_summed_db_averaged",
        "dW summed, db averaged",
        "dW[l] = a[l-1].T @ dz[l]            # dz[l] holds the 1/n",
        "dW[l] = a[l-1].T @ dz[l]            # no 1/n, but db = mean(dz)",
        "The article's own code does this. db is right, and every dW is n times too large: weights and biases train at different learning rates.",
        "more than one sample in a batch",
        _several_samples,
        gradients=_weight_gradients_summed,
    ),
    Mistake(
        "slope_forgotten",
        "Activation slope forgotten",
        "dz[l] = da[l] * f'(z[l])",
        "dz[l] = da[l]",
        "The output layer is right. In the layers before it dW and db are wrong, and more so the further back, because each layer leaves out one slope. The missing slopes are below 1, so the gradients are too large.",
        "a hidden layer that is not linear",
        _is_curved,
        dz=_slope_forgotten,
    ),
    Mistake(
        "slope_at_a",
        "Slope taken at a instead of z",
        "dz[l] = da[l] * f'(z[l])",
        "dz[l] = da[l] * f'(a[l])",
        "The output layer is right, but dW and db of the layers below are not. For tanh, a and z are "
        "nearly equal near z = 0, so the error is small there and grows with the weights.",
        "a hidden layer whose slope at a differs from that at z (ReLU's does not)",
        _a_is_not_z,
        dz=_slope_at_a,
    ),
    Mistake(
        "slope_of_the_next_layer",
        "Slope of the wrong layer's activation",
        "dz[l] = da[l] * f[l]'(z[l])",
        "dz[l] = da[l] * f[l+1]'(z[l])",
        "The index is off by one. A layer is right as long as the next one has the same activation. Going back, the first layer where they differ is wrong, and so are all layers before it.",
        "two neighbouring layers with different activations",
        _neighbours_differ,
        dz=_slope_of_the_next_layer,
    ),
    Mistake(
        "output_slope_twice",
        "Output slope applied twice",
        "dz[L] = (a[L] - y) / n              # already includes the slope",
        "dz[L] = (a[L] - y) / n * a[L] * (1 - a[L])",
        "Everything is wrong from the output layer down, and too small: a(1−a) is at most ¼. With cross-entropy, a − y is already dz, because the slope has cancelled. The cells share no common factor, because each sample has its own.",
        "cross-entropy on a sigmoid or softmax output",
        _fused,
        dz=_output_slope_twice,
    ),
    Mistake(
        "W_not_transposed",
        "W not transposed",
        "da[l-1] = dz[l] @ W[l].T",
        "da[l-1] = dz[l] @ W[l]",
        "The shapes fit only because W is square, so no error is raised. That layer and the later ones are right; before it, dW and db have nothing to do with the true ones.",
        "a hidden W that is square (two neighbouring layers of equal size)",
        lambda mlp, n: any(_square(mlp, l) for l in range(2, mlp.depth + 1)),
        da=_not_transposed,
    ),
    Mistake(
        "one_path",
        "One path instead of the sum",
        "da[l-1] = Σ_j dz[l][:, j] W[l][:, j]    # all units of layer l",
        "da[l-1] = dz[l][:, 0] W[l][:, 0]        # only the first unit",
        "A unit affects the loss through every unit of the next layer, and the total derivative adds up all these paths. Going back, the layers are right down to the first one with several units; the layers before that one are wrong.",
        "a layer of two or more units above a hidden layer",
        lambda mlp, n: any(size > 1 for size in mlp.layer_sizes[2:]),
        da=_one_path,
    ),
    Mistake(
        "updated_too_early",
        "W updated too early",
        "da[l-1] = dz[l] @ W[l].T             # then W[l] -= η dW[l]",
        "W[l] -= η dW[l];  da[l-1] = dz[l] @ W[l].T",
        "The output layer is right; the layers before it are slightly off, by as much as one update moves W. The error shrinks with the learning rate and the gradient, so training hides it.",
        "a hidden layer",
        _has_hidden,
        da=_updated_too_early,
    ),
    Mistake(
        "sign_turned",
        "Wrong sign",
        "dz[L] = (a[L] - y) / n",
        "dz[L] = (y - a[L]) / n",
        "Every dW and db is −1 times the true one: the sizes are right, but training increases the loss. "
        "The article's text has this sign in its derivative of the squared error.",
        dz=_sign_turned,
    ),
    Mistake(
        "mean_forgotten",
        "1/n forgotten",
        "dz[L] = (a[L] - y) / n",
        "dz[L] = a[L] - y",
        "Every dW and db is n times too large, the same factor everywhere: this is the gradient of the "
        "sum, not of the mean. Training looks as if the learning rate were n times as large.",
        "more than one sample in a batch",
        _several_samples,
        dz=_mean_forgotten,
    ),
    Mistake(
        "loss_without_its_2",
        "Factor 2 of the squared error missing",
        "da[L] = 2 (ŷ - y) / n",
        "da[L] = (ŷ - y) / n",
        "Every dW and db is half the true one. The derivative is that of ½(y − ŷ)², but the reported loss is (y − ŷ)². Training works as it would at half the learning rate.",
        "squared error as its loss",
        lambda mlp, n: mlp.loss == "mse",
        dz=_halved,
    ),
    Mistake(
        "db_of_the_last_sample",
        "db of the last sample only",
        "db[l] = Σ dz[l] over the samples",
        "db[l] = dz[l][-1]",
        "Only db is wrong, in every layer, and there is no common factor: db holds one sample's part "
        "instead of the sum. Every dW is right, so dz must be right.",
        "more than one sample in a batch",
        _several_samples,
        gradients=_db_of_the_last_sample,
    ),
    Mistake(
        "db_averaged_again",
        "db averaged twice",
        "db[l] = sum(dz[l])                  # dz[l] holds the 1/n",
        "db[l] = mean(dz[l])                 # 1/n a second time",
        "Only db is wrong, in every layer by the same factor 1/n: dz already carries the 1/n of the "
        "mean. The biases hardly learn.",
        "more than one sample in a batch",
        _several_samples,
        gradients=_db_averaged_again,
    ),
    Mistake(
        "db_forgotten",
        "db never computed",
        "db[l] = Σ dz[l] over the samples",
        "db[l] = 0",
        "Only db is wrong, and it is 0: every bias has a relative error of exactly 1. The biases stay "
        "where they started.",
        gradients=_db_forgotten,
    ),
    Mistake(
        "stale_activations",
        "Activations from the previous iteration",
        "dW[l] = a[l-1].T @ dz[l]",
        "dW[l] = a_before[l-1].T @ dz[l]",
        "Only dW is wrong, and not in layer 1, whose input is the data. With the full batch it is off only by what changes in one iteration, so the error fades as training slows down. With small batches the rows belong to other samples. At iteration 0 the old activations are all 0.",
        "a hidden layer",
        _has_hidden,
        gradients=_stale_activations,
    ),
    Mistake(
        "own_activations",
        "a of this layer instead of the layer below",
        "dW[l] = a[l-1].T @ dz[l]",
        "dW[l] = a[l].T @ dz[l]",
        "The article's matrix form is written like this. The shapes fit only where W is square: dW of such layers is wrong, and everything else is right.",
        "a W that is square (two neighbouring layers of equal size)",
        lambda mlp, n: any(_square(mlp, l) for l in range(1, mlp.depth + 1)),
        gradients=_own_activations,
    ),
    Mistake(
        "penalty_forgotten",
        "Penalty forgotten in dW",
        "dW[l] = a[l-1].T @ dz[l] + l2 * W[l] + l1 * sign(W[l])",
        "dW[l] = a[l-1].T @ dz[l]",
        "Only dW is wrong, and the missing part is exactly the penalty's slope at W: the reported loss "
        "contains the penalty, but the gradient does not.",
        "an L1 or L2 penalty",
        _is_penalised,
        penalty=_penalty_forgotten,
    ),
    Mistake(
        "penalty_on_biases",
        "Penalty on the biases",
        "db[l] = Σ dz[l] over the samples",
        "db[l] = Σ dz[l] + l2 * b[l] + l1 * sign(b[l])",
        "Only db is wrong, by exactly the penalty's slope at b, which the loss does not contain. "
        "Biases begin at 0, so at iteration 0 nothing is wrong yet.",
        "an L1 or L2 penalty",
        _is_penalised,
        penalty=_penalty_on_biases,
    ),
)

MISTAKES: dict[str, Mistake] = {entry.name: entry for entry in _ENTRIES}
