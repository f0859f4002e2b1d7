"""Named experiments, each with a sentence on what to look for."""

from __future__ import annotations

from dataclasses import dataclass

from backprop.experiment import Experiment


@dataclass(frozen=True)
class Preset:
    """An experiment with its title and a sentence on what to look for."""

    name: str
    title: str
    look_for: str
    experiment: Experiment


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
        Experiment(
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
        ),
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
        Experiment(
            hidden=(4,) * 6, activations=("sigmoid",) * 6, learning_rate=0.5, data_seed=1
        ),
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
