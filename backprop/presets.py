"""Named experiments, each with a sentence on what to look for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from backprop.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """An experiment with its title and a sentence on what to look for."""

    name: str
    title: str
    look_for: str
    experiment: Experiment


_ARTICLE = Experiment(
    dataset="circles",
    n_samples=1000,
    noise=0.1,
    test_fraction=0.0,
    data_seed=0,
    hidden=(4, 3),
    activations=("relu", "relu"),
    initializer="tutorial",
    init_seed=42,
    learning_rate=0.005,
    gradient_rule="tutorial",
)
_SIGMOIDS = Experiment(hidden=(4,) * 6, activations=("sigmoid",) * 6, data_seed=1)
_FEW = Experiment(  # points, and much room to learn them by heart
    dataset="xor",
    n_samples=40,
    noise=0.3,
    hidden=(16, 16),
    activations=("tanh", "tanh"),
    optimizer="adam",
    learning_rate=0.03,
)

_ENTRIES = (
    Preset(
        "circles",
        "Two circles, tanh",
        "The boundary closes into a ring within a hundred iterations, while dW shrinks.",
        Experiment(),
    ),
    Preset(
        "minibatch",
        "Two circles, batches of 16",
        "The loss trembles: every batch pulls the weights its own way.",
        Experiment(batch_size=16, learning_rate=0.2),
    ),
    Preset(
        "tutorial",
        "The article's run",
        "Slow at first, accuracy 0.818 at iteration 145, then it jumps away: the rate is too high.",
        _ARTICLE,
    ),
    Preset(
        "tutorial_exact",
        "The article's network, true gradient",
        "The same data and layers with the exact gradient, He weights and a rate of 1: "
        "it settles at 0.99 instead of jumping away.",
        Experiment(
            n_samples=1000,
            test_fraction=0.0,
            activations=("relu", "relu"),
            initializer="he_normal",
            learning_rate=1.0,
        ),
    ),
    Preset(
        "tutorial_decay",
        "The article's run, decaying rate",
        "The same rate at the start, a fifth of it every 200 iterations: slower, and no jump.",
        dataclasses.replace(
            _ARTICLE, schedule="exponential", schedule_period=200, schedule_factor=0.2
        ),
    ),
    Preset(
        "xor_line",
        "XOR without a hidden layer",
        "Without a hidden layer the boundary is a straight line, and it finds no place to stay.",
        Experiment(dataset="xor", hidden=(), activations=()),
    ),
    Preset(
        "xor",
        "XOR",
        "A single line cannot do it: watch the first layer find two, and the second combine them.",
        Experiment(dataset="xor", hidden=(4,), activations=("tanh",), learning_rate=1.0),
    ),
    Preset(
        "spirals",
        "Spirals",
        "The hard one: two layers of eight and Adam wind the boundary up, arm by arm.",
        Experiment(
            dataset="spirals",
            hidden=(8, 8),
            activations=("tanh", "tanh"),
            optimizer="adam",
            learning_rate=0.03,
        ),
    ),
    Preset(
        "blobs",
        "Three classes",
        "Softmax shares the plane among three classes; each output has a column of dW of its own.",
        Experiment(dataset="blobs", noise=0.2, hidden=(5,), activations=("tanh",)),
    ),
    Preset(
        "plane",
        "Regression",
        "Values instead of classes: the surface tilts until it lies in the points.",
        Experiment(
            dataset="plane", hidden=(4,), activations=("tanh",), learning_rate=0.1, noise=0.05
        ),
    ),
    Preset(
        "vanishing",
        "Six sigmoid layers",
        "On one scale for all layers only the last heatmaps have colour: the gradient has vanished.",
        _SIGMOIDS,
    ),
    Preset(
        "vanishing_cured",
        "Six ReLU layers, He weights",
        "The same six layers: now dW keeps its size on the way back, and they learn.",
        dataclasses.replace(_SIGMOIDS, activations=("relu",) * 6, initializer="he_normal"),
    ),
    Preset(
        "dead",
        "Dead ReLUs",
        "The first long steps throw the units off the data; their maps go blank, and dW¹ with them.",
        Experiment(
            hidden=(8,), activations=("relu",), initializer="he_normal", learning_rate=10.0
        ),
    ),
    Preset(
        "exploding",
        "Exploding gradients",
        "Weights of up to ±3 in six layers: dW is huge, and the first updates throw everything about.",
        Experiment(
            hidden=(8,) * 6,
            activations=("relu",) * 6,
            initializer="uniform",
            uniform_limit=3.0,
            learning_rate=0.01,
        ),
    ),
    Preset(
        "zeros",
        "All weights zero",
        "Four units that begin alike get the same dW: all columns of dW¹ stay equal for good.",
        Experiment(
            hidden=(4,),
            activations=("sigmoid",),
            initializer="zeros",
            optimizer="adam",
            learning_rate=0.05,
            batch_size=16,
        ),
    ),
    Preset(
        "momentum",
        "Momentum in a narrow valley",
        "The loss drops into a valley, steep across and flat along: momentum gathers speed along it.",
        Experiment(
            dataset="moons",
            hidden=(4,),
            activations=("tanh",),
            optimizer="momentum",
            learning_rate=0.2,
        ),
    ),
    Preset(
        "overfitting",
        "Overfitting",
        "Twenty points, 337 parameters: the training loss goes to zero while the test loss turns up.",
        _FEW,
    ),
    Preset(
        "overfitting_l2",
        "Overfitting, held back by L2",
        "The same with a price on large weights: a smoother boundary, and the test loss stays low.",
        dataclasses.replace(_FEW, l2=0.01),
    ),
    Preset(
        "digits",
        "Handwritten digits",
        "64 inputs, 32 units: the rows of dW in the first layer are pixels, the edge pixels stay dark.",
        Experiment(
            dataset="digits",
            n_samples=1797,
            noise=0.0,
            hidden=(32,),
            activations=("relu",),
            initializer="he_normal",
            optimizer="adam",
            learning_rate=0.01,
            batch_size=64,
        ),
    ),
)  # fmt: skip

PRESETS: dict[str, Preset] = {entry.name: entry for entry in _ENTRIES}
