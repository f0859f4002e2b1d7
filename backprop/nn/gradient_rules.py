"""Rules by which the backward pass turns a loss into gradients: the exact one and the article's.

A rule is four numbers or switches that the one backward pass of the network reads; the exact rule
leaves everything as the mathematics has it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GradientRule:
    """How a backward pass departs from the exact gradient.

    sigmoid_slope: factor on the sigmoid's slope a(1−a), in every layer.
    mean_over_samples: the loss is a mean over the n samples and dz carries 1/n; otherwise the loss
        is a sum over samples, divided by the number of outputs, and dz carries no 1/n.
    mean_db: db averages dz over the samples instead of summing it.
    """

    name: str
    description: str
    sigmoid_slope: float = 1.0
    mean_over_samples: bool = True
    mean_db: bool = False


_ENTRIES = (
    GradientRule("exact", "The true gradient of the loss."),
    GradientRule(
        "tutorial",
        "The article's code: sigmoid slope doubled, loss and dW summed over the samples, db averaged.",
        sigmoid_slope=2.0,
        mean_over_samples=False,
        mean_db=True,
    ),
)

GRADIENT_RULES: dict[str, GradientRule] = {entry.name: entry for entry in _ENTRIES}
