"""Gradients against autograd, which does not use our slopes, for hundreds of random networks.

Every loss is combined with every output activation it allows, at every depth from 0 to 12 hidden layers.
"""

from __future__ import annotations

from typing import Any

import autograd.numpy as autograd_numpy
import numpy as np
import pytest
from autograd import grad
from autograd.scipy.special import erf, expit, logsumexp

from backprop.arrays import Array
from tests.networks import MAX_DEPTH, PAIRS, Case, away_from_kinks, random_case
from tests.selection import tried_every

NETWORKS = 520  # each of the 14 pairs and 13 depths together at least twice
TOLERANCE = 1e-8
CHUNK = 20

anp: Any = autograd_numpy  # it has no types
FUNCTIONS: dict[str, Any] = {
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "elu": lambda z: anp.where(z > 0, z, anp.expm1(anp.where(z > 0, 0.0, z))),
    "gelu": lambda z: 0.5 * z * (1 + erf(z / np.sqrt(2))),
    "silu": lambda z: z * expit(z),
    "softplus": lambda z: anp.logaddexp(0.0, z),
    "tanh": anp.tanh,
    "sigmoid": expit,
    "linear": lambda z: z,
    "softmax": lambda z: anp.exp(z - logsumexp(z, axis=1, keepdims=True)),
}


def log_probabilities(z: Any, output: str) -> tuple[Any, Any]:
    """log ŷ and log(1 − ŷ) from z, where they do not cancel."""
    if output == "sigmoid":
        return -anp.logaddexp(0.0, -z), -anp.logaddexp(0.0, z)
    others = z[:, None, :] - 1e30 * np.eye(z.shape[1])
    total = logsumexp(z, axis=1, keepdims=True)
    return z - total, logsumexp(others, axis=2) - total


def objective(parameters: list[tuple[Any, Any]], X: Any, case: Case) -> Any:
    """The mean over samples of the loss, plus the penalty, in plain NumPy with one row per sample."""
    mlp, y, a, z = case.mlp, case.y, X, X
    for (W, b), name in zip(parameters, mlp.activations, strict=True):
        z = a @ W + b
        a = FUNCTIONS[name](z)
    if mlp.loss == "mse":
        total = anp.sum((y - a) ** 2)
    else:
        hit, miss = log_probabilities(z, mlp.activations[-1])
        both = mlp.loss == "binary_cross_entropy"
        total = -anp.sum(y * hit + (1 - y) * miss if both else y * hit)
    penalty = sum(
        0.5 * mlp.l2 * anp.sum(W**2) + mlp.l1 * anp.sum(anp.abs(W)) for W, _ in parameters
    )
    return total / len(X) + penalty


def relative_error(found: Array, expected: Array) -> float:
    """‖found − expected‖ / ‖expected‖, 0 if both are zero."""
    difference = float(np.linalg.norm(found - expected))
    return difference / float(np.linalg.norm(expected)) if difference else 0.0


def suits_autograd(case: Case) -> bool:
    """Smooth around the point; and with 1 − softmax in the loss there are two classes or more."""
    mlp = case.mlp
    mlp.forward(case.X)
    pair = (mlp.loss, mlp.activations[-1])
    lonely = pair == ("binary_cross_entropy", "softmax") and mlp.layer_sizes[-1] == 1
    return away_from_kinks(mlp) and not lonely


@pytest.mark.parametrize("first", tried_every(range(0, NETWORKS, CHUNK), 4))
def test_every_gradient(first: int) -> None:
    for seed in range(first, first + CHUNK):
        case = random_case(seed)
        if not suits_autograd(case):
            continue
        mlp = case.backward()
        parameters = list(zip(mlp.W[1:], mlp.b[1:], strict=True))
        by_parameters = grad(objective, 0)(parameters, case.X, case)
        by_X = grad(objective, 1)(parameters, case.X, case)
        value = float(objective(parameters, case.X, case))
        assert mlp.loss_value(case.y) == pytest.approx(value, rel=1e-9), seed
        for l, (dW, db) in enumerate(by_parameters, start=1):
            assert relative_error(mlp.dW[l], dW) < TOLERANCE, (seed, l)
            assert relative_error(mlp.db[l], db) < TOLERANCE, (seed, l)
        assert relative_error(mlp.da[0], by_X) < TOLERANCE, seed


def test_hundreds_of_them_are_compared_of_every_kind() -> None:
    cases = [random_case(seed) for seed in range(NETWORKS)]
    compared = [case.mlp for case in cases if suits_autograd(case)]
    assert len(compared) > 450
    assert {(mlp.loss, mlp.activations[-1]) for mlp in compared} == set(PAIRS)
    assert {mlp.depth - 1 for mlp in compared} == set(range(MAX_DEPTH + 1))
    assert {name for mlp in compared for name in mlp.activations} == set(FUNCTIONS)
    assert {(mlp.l1 > 0, mlp.l2 > 0) for mlp in compared} == {
        (one, two) for one in (False, True) for two in (False, True)
    }
    assert {size for mlp in compared for size in mlp.layer_sizes} == set(range(1, 9))
