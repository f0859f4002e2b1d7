"""The allowed values of an Experiment's fields: names, bounds with their reasons, valid combinations."""

from __future__ import annotations

import math
import numbers
import re
from dataclasses import dataclass
from typing import Any

from backprop.data import CLASSIFICATION, DATASETS, FEATURES, OWN, REGRESSION
from backprop.nn import (
    ACTIVATIONS,
    GRADIENT_RULES,
    HIDDEN_ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    Names,
)
from backprop.notation import typeset

AUTO = "auto"


@dataclass(frozen=True)
class Bound:
    """low ≤ value ≤ high, and the reason. whole: only whole numbers are allowed."""

    low: float
    high: float
    reason: str
    whole: bool = False

    @property
    def span(self) -> str:
        """Such as "1e−8 to 1,000"."""
        return f"{_plain(self.low)} to {_plain(self.high)}"


def _plain(value: float) -> str:
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"
    return typeset(text)


_SEED = Bound(0, 2**32 - 1, "NumPy's seeds are 32-bit numbers", whole=True)

BOUNDS: dict[str, Bound] = {
    "n_samples": Bound(
        10, 50_000, "fewer cannot be split, and more are too slow to step", whole=True
    ),
    "noise": Bound(0.0, 2.0, "beyond 2 the shape is lost"),
    "test_fraction": Bound(0.0, 0.9, "some samples must be left to train on"),
    "data_seed": _SEED,
    "hidden": Bound(1, 256, "wider layers are too slow to step and too fine to see", whole=True),
    "init_seed": _SEED,
    "learning_rate": Bound(
        1e-8, 1000.0, "0 learns nothing, and a negative rate increases the loss"
    ),
    "batch_size": Bound(1, 50_000, "a batch has at least one sample", whole=True),
    "batch_seed": _SEED,
    "l1": Bound(0.0, 10.0, "a penalty is never negative, and beyond 10 it outweighs the loss"),
    "l2": Bound(0.0, 10.0, "a penalty is never negative, and beyond 10 it outweighs the loss"),
    "momentum": Bound(0.0, 0.9999, "at 1 the velocity never fades"),
    "rmsprop_decay": Bound(0.0, 0.9999, "at 1 the average never moves"),
    "beta1": Bound(0.0, 0.9999, "at 1 the average never moves"),
    "beta2": Bound(0.0, 0.999999, "at 1 the average never moves"),
    "epsilon": Bound(1e-16, 1.0, "0 would divide by zero"),
    "schedule_period": Bound(1, 1_000_000, "a period has at least one iteration", whole=True),
    "schedule_factor": Bound(0.01, 1.0, "above 1 the rate would grow without end"),
    "schedule_floor": Bound(0.0, 1.0, "it is a share of the initial rate"),
    "uniform_limit": Bound(0.0, 100.0, "weights beyond 100 saturate every unit"),
    "circle_factor": Bound(0.01, 0.99, "the inner circle has to be smaller than the outer"),
}

MAX_HIDDEN_LAYERS = 12
# Samples × hidden units. A run keeps z, a and their gradients for all of them: 32 bytes each, 0.8 GB in all.
MAX_ACTIVATIONS = 25_000_000

# Live views of the registries: an entry that is added later can be chosen too.
CHOICES: dict[str, Names] = {
    "dataset": Names(DATASETS, after=(OWN,)),
    "activations": HIDDEN_ACTIVATIONS,
    "output": Names(ACTIVATIONS, before=(AUTO,)),
    "loss": Names(LOSSES, before=(AUTO,)),
    "initializer": Names(INITIALIZERS),
    "optimizer": Names(OPTIMIZERS),
    "schedule": Names(SCHEDULES),
    "gradient_rule": Names(GRADIENT_RULES),
    "features": Names(FEATURES),
}

TUPLES = ("hidden", "activations")
_FINGERPRINT = re.compile(r"(?:[0-9a-f]{16})?")


def quoted(value: object) -> str:
    """repr, shortened so that it fits into a sentence."""
    try:
        text = repr(value)
    except Exception:  # an unknown object may fail, and so does an integer with too many digits
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 40 else f"{text[:36]}…{text[-1]}"


def checked(name: str, value: Any) -> Any:
    """The value of a field, converted to its type. Raises ValueError, one sentence that names the field."""
    if name in TUPLES:
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise ValueError(
                f"{name}: expected a list with one entry for each hidden layer, got {quoted(value)}."
            )
        if len(value) > MAX_HIDDEN_LAYERS:
            raise ValueError(
                f"{name}: at most {MAX_HIDDEN_LAYERS} hidden layers, got {len(value)}."
            )
        return tuple(_checked_item(name, item) for item in value)
    if name == "features":
        return _checked_features(value)
    if name == "batch_size" and value is None:
        return None
    if name == "own_data":
        if not isinstance(value, str) or not _FINGERPRINT.fullmatch(value):
            raise ValueError(
                f"own_data: expected the 16 hexadecimal digits of a table, got {quoted(value)}."
            )
        return value
    if name == "shuffle":
        if not isinstance(value, bool):
            raise ValueError(f"shuffle: expected true or false, got {quoted(value)}.")
        return value
    return _checked_item(name, value)


def _checked_features(value: Any) -> tuple[str, ...]:
    """The features in the registry's order, so that the same inputs give the same network."""
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise ValueError(f"features: expected a list of inputs, got {quoted(value)}.")
    names = [_checked_item("features", item) for item in value[: len(FEATURES) + 1]]
    if not names or len(set(names)) < len(value):
        raise ValueError(f"features: expected each input once, got {quoted(value)}.")
    return tuple(name for name in FEATURES if name in names)


def _checked_item(name: str, value: Any) -> Any:
    if name in CHOICES:
        if not isinstance(value, str) or value not in CHOICES[name]:
            raise ValueError(
                f"{name}: expected one of {', '.join(CHOICES[name])}, got {quoted(value)}."
            )
        return value
    return within(name, value, BOUNDS[name])


def within(name: str, value: Any, bound: Bound) -> Any:
    """Check a number against its bound. Raises ValueError, one sentence that begins with the name."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ValueError(f"{name}: expected a number, got {quoted(value)}.")
    try:
        value = float(value)
    except OverflowError:  # an integer too large for a float
        value = math.inf
    if not math.isfinite(value):
        raise ValueError(f"{name}: expected a finite number, got {quoted(value)}.")
    if bound.whole and not value.is_integer():
        raise ValueError(f"{name}: expected a whole number, got {quoted(value)}.")
    if not bound.low <= value <= bound.high:
        raise ValueError(f"{name}: expected {bound.span} ({bound.reason}), got {quoted(value)}.")
    return int(value) if bound.whole else value


def fits(n_samples: int, hidden: tuple[int, ...]) -> None:
    """Raises ValueError if a run with this many samples and hidden units would not fit into memory."""
    most = MAX_ACTIVATIONS // max(1, sum(hidden))
    if n_samples > most:
        raise ValueError(
            f"n_samples: expected at most {most:,} with {sum(hidden):,} hidden units, so that the "
            f"activations fit into memory, got {n_samples:,}."
        )


def suits(output: str, loss: str, dataset: str) -> None:
    """Raises ValueError if output and loss do not suit a data set. The task of a person's own table is
    not known here; then it raises only if they suit no task at all."""
    if dataset != OWN:
        spec = DATASETS[dataset]
        output_and_loss(output, loss, spec.task, spec.n_classes)
        return
    problem = None
    for task, n_classes in ((CLASSIFICATION, 2), (CLASSIFICATION, 3), (REGRESSION, 0)):
        try:
            output_and_loss(output, loss, task, n_classes)
            return
        except ValueError as error:
            problem = problem or error
    raise problem or ValueError()


def output_and_loss(output: str, loss: str, task: str, n_classes: int) -> tuple[str, str]:
    """The names of the output activation and the loss, with "auto" resolved by the task.

    Raises ValueError if they do not go together or do not suit the task.
    """
    if task == REGRESSION:
        if loss not in (AUTO, "mse"):
            raise ValueError(f"loss: {loss} needs classes, but this data has values; use mse.")
        if output == "softmax":
            raise ValueError("output: softmax gives probabilities, but this data has values.")
        return ("linear" if output == AUTO else output), "mse"
    if output == AUTO:
        several = n_classes > 2 if loss in (AUTO, "mse") else loss == "cross_entropy"
        output = "softmax" if several else "sigmoid"
    if loss == AUTO:
        loss = {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy"}.get(output, "mse")
    if LOSSES[loss].needs_probability and not ACTIVATIONS[output].unit_interval:
        raise ValueError(f"loss: {loss} needs an output of sigmoid or softmax, not {output}.")
    if loss == "cross_entropy" and output == "sigmoid" and n_classes == 2:
        raise ValueError(
            "loss: cross_entropy with one sigmoid output sees only one class; "
            "use binary_cross_entropy, or softmax as the output."
        )
    return output, loss
