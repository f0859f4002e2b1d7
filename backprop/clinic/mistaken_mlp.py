"""A network whose backward pass contains one mistake.

The pass is MLP.backward itself. After each of its steps a mistake may replace what the step has
written by what the wrong line of code would have written:

    da[l]            a mistake's ``da``           dz[l]             its ``dz``
    dW[l], db[l]     its ``gradients``            the penalty       its ``penalty``

Only this class calls a mistake, so a plain MLP can never contain one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.arrays import Array
from backprop.nn import ACTIVATIONS, MLP

Step = Callable[["MistakenMLP", int], None]


@dataclass(frozen=True)
class Mistake:
    """One named mistake in a backward pass.

    right, wrong: the line of code, in the article's notation. clue: which pattern of errors gives it
    away, and why. da, dz, gradients, penalty: functions that overwrite that step's result for layer
    l; None where the mistake leaves the step alone. applies(mlp, n): whether the mistake can make a
    difference in that network on batches of n samples; needs: what the network must have for that.
    """

    name: str
    title: str
    right: str
    wrong: str
    clue: str
    needs: str = ""
    applies: Callable[[MLP, int], bool] = lambda mlp, n: True
    da: Step | None = None
    dz: Step | None = None
    gradients: Step | None = None
    penalty: Step | None = None


class MistakenMLP(MLP):
    """A network like another one, with the exact gradient rule and one mistake in its backward pass.

    It starts with a copy of the parameters. learning_rate: η of this iteration, for mistakes that
    involve the update. before: a[l] of the forward pass before the last one, initially zeros.
    """

    def __init__(self, like: MLP, mistake: Mistake, learning_rate: float = 0.0) -> None:
        super().__init__(like.layer_sizes, like.activations, like.loss, l1=like.l1, l2=like.l2)
        self.parameters[:] = like.parameters
        self.mistake, self.learning_rate = mistake, learning_rate
        self.before: list[Array] = []
        self._latest = [np.zeros((1, size)) for size in self.layer_sizes]

    def forward(self, X: Any) -> Array:
        """MLP.forward; also keeps the activations of the previous pass."""
        yhat = super().forward(X)
        self.before, self._latest = self._latest, [a.copy() for a in self.a]
        return yhat

    def sharing_parameters(self) -> MistakenMLP:
        """As in MLP; the other network has the same mistake and remembers the same forward pass."""
        other = MistakenMLP(self, self.mistake, self.learning_rate)
        other._hold(self.parameters)
        other._latest = self._latest
        return other

    @property
    def flowing(self) -> list[Array]:
        """da[l] (n, n_out) while the backward pass is running, for the layers it has reached so far."""
        return self._w.da

    @property
    def n(self) -> int:
        """Number of samples in the last forward pass."""
        return self._w.n

    def slope(self, name: str, z: Array) -> Array:
        """f'(z) of a registered activation other than softmax."""
        entry = ACTIVATIONS[name]
        assert entry.slope is not None
        return entry.slope(z, entry.function(z, None), None)

    def penalty_slope(self, values: Array) -> Array:
        """Derivative of the penalty with respect to the parameters ``values``."""
        return self.l2 * values + self.l1 * np.sign(values)

    def _output_layer(self, Y: Array) -> None:
        super()._output_layer(Y)
        self._slip(self.mistake.dz, self.depth)

    def _through_activation(self, l: int) -> None:
        if l < self.depth:
            self._slip(self.mistake.da, l)
        super()._through_activation(l)
        if l < self.depth:  # the output layer's dz is complete only after _output_layer
            self._slip(self.mistake.dz, l)

    def _add_penalty(self) -> None:
        for l in range(1, self.depth + 1):
            self._slip(self.mistake.gradients, l)
        super()._add_penalty()
        for l in range(1, self.depth + 1):
            self._slip(self.mistake.penalty, l)

    def _slip(self, step: Step | None, l: int) -> None:
        if step is not None:
            step(self, l)
