"""The choices of the page without a server: which there are, what they say, within which bounds."""

from __future__ import annotations

from typing import Any

from backprop.data import OWN
from backprop.training import PRESETS
from backprop.training.choices import BOUNDS, CHOICES
from backprop.training.describe import spoken


def choices() -> list[dict[str, Any]]:
    """In the order of the form. name is a field of Experiment, but for "preset" and for
    "activation", which stands for all hidden layers."""
    return [
        _select(
            "preset",
            "Preset",
            "A complete experiment to start from. Replaces all choices below.",
            [(preset.name, preset.title) for preset in PRESETS.values()],
            wide=True,
        ),
        _named("dataset", "Data", "What the network has to learn.", "dataset"),
        _number("n_samples", "Samples", "More make a smoother, slower gradient.", "any"),
        _number("noise", "Noise", "Blurs the classes; a boundary then has to compromise.", "any"),
        _number("data_seed", "Data seed", "Which draw of the data.", 1),
        {
            "name": "hidden",
            "label": "Hidden layers",
            "kind": "text",
            "help": "Units of each hidden layer, such as 4,3. More units bend the boundary more.",
        },
        _named("activation", "Activation", "Of all hidden layers.", "activations"),
        _named("initializer", "Weights", "How large the first weights are.", "initializer"),
        _number("init_seed", "Weight seed", "Which draw of the first weights.", 1),
        _named("optimizer", "Optimizer", "What an update makes of the gradient.", "optimizer"),
        _number("learning_rate", "Learning rate η", "How far an update goes.", "any"),
        _number("batch_size", "Batch size", "Samples of one update; empty takes all of them.", 1)
        | {"placeholder": "all"},
        _named("gradient_rule", "Gradient", "The true one, or the article's.", "gradient_rule"),
    ]


def _select(
    name: str, label: str, text: str, options: list[tuple[str, str]], wide: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "help": text,
        "kind": "select",
        "options": options,
        "wide": wide,
    }


def _named(name: str, label: str, text: str, field: str) -> dict[str, Any]:
    options = [(option, spoken(option)) for option in CHOICES[field] if option != OWN]
    return _select(name, label, text, options)


def _number(name: str, label: str, text: str, step: int | str) -> dict[str, Any]:
    bound = BOUNDS[name]
    return {
        "name": name,
        "label": label,
        "help": text,
        "kind": "number",
        "min": bound.low,
        "max": bound.high,
        "step": 1 if bound.whole else step,
    }
