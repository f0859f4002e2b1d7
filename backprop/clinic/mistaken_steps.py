"""The wrong lines of code of the mistakes, and in which networks each makes a difference.

A function overwrites, for layer l, what the right step has just written. Rows are samples, as in the
article; net.flowing[l] is the da[l] that has just been passed down.
"""

# ruff: noqa: D103, N802 (the registry in mistakes.py describes each, W is the article's notation)
from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.clinic.mistaken_mlp import MistakenMLP
from backprop.nn import ACTIVATIONS, FUSED, MLP


def sigmoid_slope_doubled(net: MistakenMLP, l: int) -> None:
    if net.activations[l - 1] == "sigmoid":
        net.dz[l][...] *= 2.0


def summed_dW(net: MistakenMLP, l: int) -> None:
    net.dW[l][...] *= net.n


def slope_forgotten(net: MistakenMLP, l: int) -> None:
    if l < net.depth:
        net.dz[l][...] = net.flowing[l]


def slope_at_a(net: MistakenMLP, l: int) -> None:
    if l < net.depth:
        net.dz[l][...] = net.flowing[l] * net.slope(net.activations[l - 1], net.a[l])


def slope_of_the_next_layer(net: MistakenMLP, l: int) -> None:
    if l < net.depth and ACTIVATIONS[net.activations[l]].slope is not None:
        net.dz[l][...] = net.flowing[l] * net.slope(net.activations[l], net.z[l])


def output_slope_twice(net: MistakenMLP, l: int) -> None:
    if l == net.depth and fused(net):
        net.dz[l][...] *= net.a[l] * (1.0 - net.a[l])


def not_transposed(net: MistakenMLP, l: int) -> None:
    if square(net, l + 1):
        net.flowing[l][...] = net.dz[l + 1] @ net.W[l + 1]


def one_path(net: MistakenMLP, l: int) -> None:
    net.flowing[l][...] = net.dz[l + 1][:, :1] @ net.W[l + 1][:, :1].T


def updated_too_early(net: MistakenMLP, l: int) -> None:
    gradient = net.dW[l + 1] + net.penalty_slope(net.W[l + 1])
    net.flowing[l][...] = net.dz[l + 1] @ (net.W[l + 1] - net.learning_rate * gradient).T


def sign_turned(net: MistakenMLP, l: int) -> None:
    if l == net.depth:
        net.dz[l][...] *= -1.0


def mean_forgotten(net: MistakenMLP, l: int) -> None:
    if l == net.depth:
        net.dz[l][...] *= net.n


def halved(net: MistakenMLP, l: int) -> None:
    if l == net.depth and net.loss == "mse":
        net.dz[l][...] *= 0.5


def db_of_the_last_sample(net: MistakenMLP, l: int) -> None:
    net.db[l] = net.dz[l][-1:]


def db_averaged_again(net: MistakenMLP, l: int) -> None:
    net.db[l][...] /= net.n


def db_forgotten(net: MistakenMLP, l: int) -> None:
    net.db[l] = 0.0


def stale_activations(net: MistakenMLP, l: int) -> None:
    if l > 1:  # where batches differ in size, the rows of the older one are repeated or cut
        net.dW[l] = np.resize(net.before[l - 1], net.a[l - 1].shape).T @ net.dz[l]


def own_activations(net: MistakenMLP, l: int) -> None:
    if square(net, l):
        net.dW[l] = net.a[l].T @ net.dz[l]


def penalty_forgotten(net: MistakenMLP, l: int) -> None:
    net.dW[l] -= net.penalty_slope(net.W[l])


def penalty_on_biases(net: MistakenMLP, l: int) -> None:
    net.db[l] += net.penalty_slope(net.b[l])


def square(mlp: MLP, l: int) -> bool:
    return mlp.layer_sizes[l - 1] == mlp.layer_sizes[l] > 1


def fused(mlp: MLP, n: int = 0) -> bool:
    return (mlp.loss, mlp.activations[-1]) in FUSED


def has_hidden(mlp: MLP, n: int = 0) -> bool:
    return mlp.depth > 1


def _bends(name: str, at: Array, z: Array) -> bool:
    """Whether the slope of an activation taken at ``at`` differs from the one at z."""
    slope, function = ACTIVATIONS[name].slope, ACTIVATIONS[name].function
    if slope is None:
        return False
    right = slope(z, function(z, None), None)
    return bool(np.any(slope(at, function(at, None), None) != right))


def a_is_not_z(mlp: MLP, n: int) -> bool:
    z = np.linspace(-3.0, 3.0, 61)
    return any(_bends(f, ACTIVATIONS[f].function(z, None), z) for f in mlp.activations[:-1])


def is_curved(mlp: MLP, n: int) -> bool:
    return any(name != "linear" for name in mlp.activations[:-1])


def neighbours_differ(mlp: MLP, n: int) -> bool:
    pairs = zip(mlp.activations, mlp.activations[1:], strict=False)
    return any(mine != next_ and ACTIVATIONS[next_].slope is not None for mine, next_ in pairs)


def several_samples(mlp: MLP, n: int) -> bool:
    return n > 1


def is_penalised(mlp: MLP, n: int) -> bool:
    return bool(mlp.l1 or mlp.l2)
