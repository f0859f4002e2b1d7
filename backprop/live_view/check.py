"""The gradient check of the shown iteration, as a report for the badge."""

from __future__ import annotations

from typing import Any

from backprop.gradcheck import GradientCheck, check_seconds, gradient_check
from backprop.live_view.trace import exact_iteration
from backprop.notation import number
from backprop.training import Trainer

QUICK = 0.2  # seconds that other sessions may wait for a check
BUDGET = 2.5  # seconds for a check; the session's other answers wait for it


def report(trainer: Trainer, run: str) -> dict[str, Any]:
    """Check every dW and db of the trainer's iteration on its batch.

    worst, worst_layer and passed are None if the check would take longer than BUDGET; the sentence then
    says so. exact: the iteration in float64, if the trace is in float32. Moves the trainer.
    """
    found = {"run": run, "iteration": trainer.iteration, **_verdict(trainer)}
    if exact := exact_iteration(trainer):
        found["exact"] = exact
    return found


def _verdict(trainer: Trainer) -> dict[str, Any]:
    X, y = trainer.batch_data
    if check_seconds(list(trainer.mlp.layer_sizes), len(X)) > BUDGET:
        sentence = (
            f"Not checked: {trainer.mlp.parameters.size:,} parameters on a batch of {len(X):,} "
            "samples take too long. Choose a smaller batch or network to have it checked at every stop."
        )
        return {"worst": None, "worst_layer": None, "passed": None, "sentence": sentence}
    result = gradient_check(trainer.mlp, X, y)
    return {
        "worst": float(result.worst),
        "worst_layer": result.worst_layer,
        "failed_layers": result.failed_layers,
        "passed": result.passed,
        "tolerance": result.tolerance,
        "sentence": _sentence(result, trainer.experiment.gradient_rule),
    }


def is_quick(trainer: Trainer) -> bool:
    """Whether a check of the trainer's iteration takes less than QUICK."""
    return check_seconds(list(trainer.mlp.layer_sizes), len(trainer.batch_data[0])) < QUICK


def _sentence(result: GradientCheck, gradient_rule: str) -> str:
    if result.passed:
        return (
            "Every dW and db of this batch agrees with a numerical derivative of the loss "
            f"(complex step) to {number(result.worst)}."
        )
    layers = ", ".join(map(str, result.failed_layers))
    sentence = (
        f"The gradients of layer {layers} differ from the numerical derivative of the loss, "
        f"most in layer {result.worst_layer}: relative error {number(result.worst)}."
    )
    if gradient_rule == "tutorial":
        sentence += " The article's rule does this on purpose: its sigmoid slope is doubled."
    return sentence
