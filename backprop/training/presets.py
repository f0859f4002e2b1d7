"""Named experiments, each with a sentence on what to look for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from backprop.training.experiment import NAMED, Experiment


@dataclass(frozen=True)
class Preset:
    """An experiment with its title and a sentence or two on what to look for."""

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
_FEW = Experiment(  # few points, and more than enough parameters to learn them by heart
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
        "Watch the boundary close into a ring within a hundred iterations, while dW shrinks.",
        Experiment(),
    ),
    Preset(
        "minibatch",
        "Two circles, batches of 16",
        "Watch the loss jitter: every batch pulls the weights in a different direction.",
        Experiment(batch_size=16, learning_rate=0.2),
    ),
    Preset(
        "tutorial",
        "The article's run",
        "It starts slowly and reaches an accuracy of 0.818 at iteration 145. Then the loss jumps: the learning rate is too high.",
        _ARTICLE,
    ),
    Preset(
        "tutorial_exact",
        "The article's network, true gradient",
        "The same network with the true gradient, He weights and a learning rate of 1: "
        "it settles at an accuracy above 0.99.",
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
        "The learning rate starts at the same value and falls to a fifth every 200 iterations. Training is slower, but it never jumps.",
        dataclasses.replace(
            _ARTICLE, schedule="exponential", schedule_period=200, schedule_factor=0.2
        ),
    ),
    Preset(
        "xor_line",
        "XOR without a hidden layer",
        "Without a hidden layer the boundary is a straight line, and no straight line can separate these classes.",
        Experiment(dataset="xor", hidden=(), activations=()),
    ),
    Preset(
        "xor",
        "XOR",
        "One line cannot separate the classes. Watch the hidden layer find several lines, and the output combine them.",
        Experiment(dataset="xor", hidden=(4,), activations=("tanh",), learning_rate=1.0),
    ),
    Preset(
        "spirals",
        "Spirals",
        "The hardest shape here. Watch two layers of eight units, trained by Adam, wind the boundary around the arms.",
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
        "Softmax gives each of the three classes a probability. Each output has its own column in the last dW.",
        Experiment(dataset="blobs", noise=0.2, hidden=(5,), activations=("tanh",)),
    ),
    Preset(
        "plane",
        "Regression",
        "The network learns numbers instead of classes. Watch the surface tilt until it fits the points.",
        Experiment(
            dataset="plane", hidden=(4,), activations=("tanh",), learning_rate=0.1, noise=0.05
        ),
    ),
    Preset(
        "vanishing",
        "Six sigmoid layers",
        "Set the heatmaps to one scale: only those of the last layers show colour. The gradient vanishes on its way back.",
        _SIGMOIDS,
    ),
    Preset(
        "vanishing_cured",
        "Six ReLU layers, He weights",
        "The same six layers with another activation. Now dW keeps its size on the way back, and the network learns.",
        dataclasses.replace(_SIGMOIDS, activations=("relu",) * 6, initializer="he_normal"),
    ),
    Preset(
        "dead",
        "Dead ReLUs",
        "The first updates are too large. One unit after another dies: its map goes blank, and so does its column of dW¹.",
        Experiment(hidden=(8,), activations=("relu",), initializer="he_normal", learning_rate=10.0),
    ),
    Preset(
        "exploding",
        "Exploding gradients",
        "Six layers with weights up to ±3. dW is huge, and the first updates throw the network off course.",
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
        "Four units that start out equal get the same dW. Watch the columns of dW¹: they stay equal forever.",
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
        "The run descends into a valley that is steep across and flat along. Momentum gathers speed along it.",
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
        "Twenty points for 337 weights and biases: the training loss goes to zero, while the test loss turns and rises.",
        _FEW,
    ),
    Preset(
        "overfitting_l2",
        "Overfitting, held back by L2",
        "The same network with a penalty on large weights. The boundary is smoother, and the test loss stays lower.",
        dataclasses.replace(_FEW, l2=0.01),
    ),
    Preset(
        "digits",
        "Handwritten digits",
        "64 inputs and 32 hidden units. Each row of dW¹ belongs to a pixel; the rows of the empty edge pixels stay 0.",
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
)

PRESETS: dict[str, Preset] = {entry.name: entry for entry in _ENTRIES}
NAMED.update({preset.name: preset.experiment for preset in _ENTRIES})
