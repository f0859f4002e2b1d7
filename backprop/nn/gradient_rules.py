"""Rules by which the backward pass turns a loss into gradients: the exact one and the article's.

A rule is three settings that the backward pass of the network reads. The exact rule changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GradientRule:
    """How a backward pass differs from the exact gradient.

    sigmoid_slope: a factor on the sigmoid's slope a(1−a), in every layer.
    mean_over_samples: whether the loss is the mean over the n samples and dz includes 1/n. Otherwise
        the loss is the sum over the samples divided by the number of outputs, and dz has no 1/n.
    mean_db: whether db averages dz over the samples instead of summing it.
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
