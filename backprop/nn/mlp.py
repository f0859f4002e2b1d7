"""The multilayer perceptron: forward, loss, backward, update.

The notation is the article's. Layer 0 is the input, each row is a sample, and W[l] is n_in × n_out:

    z[l] = a[l-1] W[l] + b[l]      a[l] = f(z[l])                              forward
    dz[l] = da[l] ⊙ f'(z[l])       dW[l] = a[l-1]ᵀ dz[l]     db[l] = Σ dz[l]
    da[l-1] = dz[l] W[l]ᵀ                                                      backward
    W[l] ← W[l] − η dW[l]          b[l] ← b[l] − η db[l]                       update

dQ is ∂L/∂Q, where L is the loss averaged over the samples. Internally every array is transposed, with
units along the first axis, and b is the last row below W (parameters.py explains why). A, Z, dA and dZ
are those arrays; the lower-case names are views of them with one row per sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.nn.activations import ACTIVATIONS, softmax_vjp
from backprop.nn.architecture import check_architecture, check_penalty, check_registered
from backprop.nn.gradient_rules import GRADIENT_RULES
from backprop.nn.initializers import INITIALIZERS, UNIFORM_LIMIT, initial_parameters
from backprop.nn.losses import FUSED, LOSSES, Loss
from backprop.nn.parameters import Workspace, layer_blocks, parameter_count, weights_and_biases

KEPT_WORKSPACES = 4  # sizes with buffers of their own: batch, last batch, training set, test set


class MLP:
    """A multilayer perceptron in float64.

    Lists are indexed by layer, 0 to L; entry 0 of W, b, z, dz, dW, db is None.
      W[l] (n_in, n_out), b[l] (1, n_out)   the live parameters: writing into them changes the network
      z[l], a[l] (n, n_out)                 from the last forward pass; a[0] is X
      dz[l], da[l], dW[l], db[l]            from the last backward pass; da[0] is ∂L/∂X
    The next pass reuses these arrays: copy anything you want to keep.

    Raises ValueError for unknown names, sizes that are not positive integers, a negative penalty, or a
    loss that needs probabilities with an output activation that does not produce them.
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str],
        loss: str,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        gradient_rule: str = "exact",
    ) -> None:
        self.layer_sizes, self.activations = tuple(layer_sizes), tuple(activations)
        check_architecture(self.layer_sizes, self.activations, loss, gradient_rule)
        check_penalty(l1, l2)
        self.loss, self.l1, self.l2, self.gradient_rule = loss, l1, l2, gradient_rule
        self.depth = len(self.activations)
        self._f = [None, *(ACTIVATIONS[name] for name in self.activations)]
        self._loss = LOSSES[loss]
        self._fused = FUSED.get((loss, self.activations[-1]))
        self._rule = GRADIENT_RULES[gradient_rule]
        self.gradients = np.zeros(parameter_count(self.layer_sizes))
        self._dWb = layer_blocks(self.gradients, self.layer_sizes)
        self.dW, self.db = weights_and_biases(self._dWb)
        self._workspaces: dict[int, Workspace] = {}
        self._hold(np.zeros_like(self.gradients))
        self._w = self._backward_w = Workspace(self.layer_sizes, 0)
        self.z, self.a, self.dz = self._w.z, self._w.a, self._w.dz
        self._probabilities: Array | None = (
            None  # the last targets that were checked to lie in 0..1
        )

    @property
    def da(self) -> list[Array]:
        """da[l] (n, n_out) of the last backward pass; da[0] is ∂L/∂X.

        No parameter's gradient needs da[0], or da[L] if loss and output are fused. The backward pass
        therefore defers these two: they are computed when this property is first read.
        """
        w = self._backward_w
        while w.deferred:
            w.deferred.pop()()
        return w.da

    def initialize(
        self, scheme: str = "glorot_uniform", seed: int = 42, uniform_limit: float = UNIFORM_LIMIT
    ) -> None:
        """Draw new parameters with a registered initializer. Raises ValueError if it is unknown."""
        check_registered("initializer", scheme, INITIALIZERS)
        drawn = initial_parameters(scheme, self.layer_sizes, seed, uniform_limit)
        for layer, (W, b) in enumerate(drawn, start=1):
            self.W[layer], self.b[layer] = W, b

    def forward(self, X: Any) -> Array:
        """Pass X (n, n_in) through the network and return a copy of ŷ (n, n_out). Fills z and a."""
        X = self._matrix(X, "X", self.layer_sizes[0])
        self._w = self._workspace(len(X))
        self.z, self.a = self._w.z, self._w.a
        A, Z, a = self._w.A, self._w.Z, self._w.activations
        if X is not self.a[0] or not is_constant(X):
            a[0][...] = X.T
        self.a[0] = X
        for l in range(1, self.depth + 1):
            np.dot(self._Wb[l].T, A[l - 1], out=Z[l])  # z = a W + b
            self._f[l].function(Z[l], a[l])  # a = f(z)
        return self.a[-1].copy()

    def loss_value(self, y: Any) -> float:
        """The loss of the last forward pass for the targets y (n, n_out), including the penalty."""
        return self.data_loss(y) + self.penalty()

    def data_loss(self, y: Any) -> float:
        """The loss without the penalty: the mean over the samples (by the article's rule, the sum divided
        by the number of outputs)."""
        Y = self._targets(y).T
        if self._fused is not None:
            total = self._fused.total(Y, self._w.Z[-1])
        else:
            total = self._loss.total(Y, self._w.activations[-1])
        return total / (self._w.n if self._rule.mean_over_samples else self.layer_sizes[-1])

    def penalty(self) -> float:
        """½ l2 Σ W² + l1 Σ |W|, biases excluded."""
        if not (self.l1 or self.l2):
            return 0.0
        squares = sum(float(np.sum(W * W)) for W in self.W[1:])
        sizes = sum(float(np.sum(np.abs(W))) for W in self.W[1:])
        return 0.5 * self.l2 * squares + self.l1 * sizes

    def backward(self, y: Any) -> None:
        """Back-propagate from the targets y (n, n_out) that belong to the last forward pass.

        Fills dz, da, dW, db.
        """
        y, w = self._targets(y), self._w
        Y = y.T if is_constant(y) else y.T.copy()
        self._backward_w, self.dz = w, w.dz
        w.deferred = [partial(_product, self.W[1].copy(), w.dZ[1], w.dA[0])]
        self._output_layer(Y)
        for l in range(self.depth, 0, -1):
            if l < self.depth:
                self._through_activation(l)  # dz = da ⊙ f'(z)
            np.dot(w.A[l - 1], w.dZ[l].T, out=self._dWb[l])  # dW = aᵀ dz, db = Σ dz
            if l > 1:
                _product(self.W[l], w.dZ[l], w.dA[l - 1])  # da = dz Wᵀ
            if self._rule.mean_db:
                self.db[l] /= w.n
        self._add_penalty()

    def update(self, learning_rate: float) -> None:
        """Plain gradient descent, in place: W ← W − η dW, b ← b − η db."""
        self.parameters -= learning_rate * self.gradients

    def sharing_parameters(self) -> MLP:
        """A network that shares this one's parameters but has its own arrays, so that a pass through it
        leaves z, a and the gradients here unchanged. It has the same class."""
        other = type(self)(
            self.layer_sizes,
            self.activations,
            self.loss,
            l1=self.l1,
            l2=self.l2,
            gradient_rule=self.gradient_rule,
        )
        other._hold(self.parameters)
        return other

    def all_finite(self) -> bool:
        """Whether all z, parameters and gradients of the last two passes are finite."""
        return all(map(is_finite, (self._w.z_flat, self.parameters, self.gradients)))

    def _output_layer(self, Y: Array) -> None:
        w, l = self._w, self.depth
        scale = 1.0 / w.n if self._rule.mean_over_samples else 1.0
        if self._fused is None:
            _output_da(self._loss, Y, w.activations[l], scale, w.dA[l])
            self._through_activation(l)
        else:
            self._fused.dz(Y, w.activations[l], w.dZ[l])
            w.dZ[l] *= scale * self._slope_factor(l)
            yhat = w.activations[l].copy()  # the next forward pass overwrites it
            w.deferred.append(partial(_output_da, self._loss, Y, yhat, scale, w.dA[l]))

    def _through_activation(self, l: int) -> None:
        w, f = self._w, self._f[l]
        if f.slope is None:
            softmax_vjp(w.activations[l], w.dA[l], w.dZ[l])
            return
        f.slope(w.Z[l], w.activations[l], w.dZ[l])
        w.dZ[l] *= w.dA[l]
        if (factor := self._slope_factor(l)) != 1.0:
            w.dZ[l] *= factor

    def _add_penalty(self) -> None:
        if self.l1 or self.l2:
            for l in range(1, self.depth + 1):
                W = self.W[l]
                self.dW[l] += self.l2 * W + self.l1 * np.sign(W)

    def _slope_factor(self, l: int) -> float:
        return self._rule.sigmoid_slope if self.activations[l - 1] == "sigmoid" else 1.0

    def _hold(self, parameters: Array) -> None:
        self.parameters = parameters
        self._Wb = layer_blocks(parameters, self.layer_sizes)
        self.W, self.b = weights_and_biases(self._Wb)

    def _workspace(self, n: int) -> Workspace:
        if n not in self._workspaces:
            while len(self._workspaces) >= KEPT_WORKSPACES:
                self._workspaces.pop(next(iter(self._workspaces)))
            self._workspaces[n] = Workspace(self.layer_sizes, n)
        return self._workspaces[n]

    def _targets(self, y: Any) -> Array:
        if self._w.n == 0:
            raise ValueError("call forward(X) before the loss or the backward pass.")
        Y = self._matrix(y, "y", self.layer_sizes[-1])
        if len(Y) != self._w.n:
            raise ValueError(f"y has {len(Y)} rows, but the last forward pass had {self._w.n}.")
        if self._loss.needs_probability and not (Y is self._probabilities and is_constant(Y)):
            if not (Y.min() >= 0.0 and Y.max() <= 1.0):
                raise ValueError(f"{self.loss} needs targets between 0 and 1 in y.")
            self._probabilities = Y  # a Dataset passes the same array in every iteration
        return Y

    def _matrix(self, values: Any, name: str, columns: int) -> Array:
        array = np.asarray(values, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != columns or not len(array):
            raise ValueError(f"expected {name} of shape (n, {columns}), got {array.shape}.")
        return array


def is_constant(array: Array) -> bool:
    """Whether nothing can write into an array, so that a check need not be repeated."""
    flags = array.flags
    return flags.owndata and not flags.writeable


def is_finite(vector: Array) -> bool:
    """Whether every number of a vector is finite."""
    # If a number is not finite, neither is the sum of squares: the slower check is rarely needed.
    return math.isfinite(vector.dot(vector)) or bool(np.isfinite(vector).all())


def _output_da(loss: Loss, Y: Array, yhat: Array, scale: float, out: Array) -> None:
    loss.derivative(Y, yhat, out)
    out *= scale  # da = ∂L/∂ŷ


def _product(A: Array, B: Array, out: Array) -> None:
    """out = A B. If the inner dimension is 1, this is an outer product, which is faster by broadcasting."""
    if A.shape[1] == 1:
        np.multiply(A, B, out=out)
    else:
        np.dot(A, B, out=out)
