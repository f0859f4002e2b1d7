"""Optimizers against scalar arithmetic written out from their definitions."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from backprop.arrays import Array
from backprop.nn.optimizers import OPTIMIZERS, Numbers

RATE, STEPS = 0.05, 30
CHOSEN = Numbers(momentum=0.7, rmsprop_decay=0.8, beta1=0.6, beta2=0.95, epsilon=1e-3)


def by_hand(name: str, gradients: list[float], k: Numbers) -> Iterator[float]:
    """The change of one parameter, step by step, from the textbook's lines."""
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        match name:
            case "sgd":
                yield -RATE * g
            case "momentum":
                v = k.momentum * v - RATE * g
                yield v
            case "nesterov":
                v = k.momentum * v - RATE * g
                yield k.momentum * v - RATE * g
            case "rmsprop":
                v = k.rmsprop_decay * v + (1 - k.rmsprop_decay) * g**2
                yield -RATE * g / (math.sqrt(v) + k.epsilon)
            case "adam":
                m = k.beta1 * m + (1 - k.beta1) * g
                v = k.beta2 * v + (1 - k.beta2) * g**2
                yield -RATE * (m / (1 - k.beta1**t)) / (math.sqrt(v / (1 - k.beta2**t)) + k.epsilon)


def run(name: str, gradients: Array, numbers: Numbers) -> Array:
    """Changes (steps, P) that the registered optimizer computes from gradients (steps, P)."""
    optimizer = OPTIMIZERS[name]
    memory = tuple(np.zeros(gradients.shape[1]) for _ in optimizer.memory)
    changes = np.empty_like(gradients)
    for t, g in enumerate(gradients, start=1):
        before = g.copy()
        optimizer.change(g, memory, RATE, t, numbers, changes[t - 1])
        np.testing.assert_array_equal(g, before)
    return changes


def test_every_registered_name_is_here() -> None:
    assert set(OPTIMIZERS) == {"sgd", "momentum", "nesterov", "rmsprop", "adam"}


def test_numbers_are_the_usual_ones() -> None:
    assert Numbers() == Numbers(0.9, 0.9, 0.9, 0.999, 1e-8)


@pytest.mark.parametrize("numbers", [Numbers(), CHOSEN], ids=["defaults", "chosen"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_changes_are_the_definition(name: str, numbers: Numbers) -> None:
    gradients = np.random.default_rng(5).normal(size=(STEPS, 4)) * [1e-6, 1e-2, 1.0, 1e3]
    changes = run(name, gradients, numbers)
    for column in range(4):
        expected = list(by_hand(name, gradients[:, column].tolist(), numbers))
        np.testing.assert_allclose(changes[:, column], expected, rtol=1e-11)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_gradient_no_change(name: str) -> None:
    assert not run(name, np.zeros((3, 2)), Numbers()).any()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_parabola_is_descended(name: str) -> None:
    optimizer, theta = OPTIMIZERS[name], np.array([3.0, -2.0])
    memory = tuple(np.zeros(2) for _ in optimizer.memory)
    change = np.empty(2)
    for t in range(1, 501):
        optimizer.change(2 * theta, memory, RATE, t, Numbers(), change)
        theta += change
    assert np.abs(theta).max() < RATE


def test_adam_starts_with_steps_of_the_learning_rate() -> None:
    first = run("adam", np.array([[1e-3, -5.0, 2e4]]), Numbers())
    np.testing.assert_allclose(first, [[-RATE, RATE, -RATE]], rtol=2e-5)
