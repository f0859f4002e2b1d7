"""Numbers and names as the Landscape page says them."""

from __future__ import annotations

from typing import Any

from backprop.gradient_rules import GRADIENT_RULES
from backprop.trainer import Trainer

CONFIG: dict[str, Any] = {"displaylogo": False, "displayModeBar": False}


def number(value: float) -> str:
    """Four figures, with a real minus."""
    return f"{value:.4g}".replace("-", "−")


def signed(value: float) -> str:
    """Four figures with their sign."""
    return f"{value:+.4g}".replace("-", "−")


def loss_of(trainer: Trainer) -> str:
    """Such as "Loss of the 250 training points, with its penalty"."""
    text = f"Loss of the {trainer.n_train} training points"
    if not GRADIENT_RULES[trainer.experiment.gradient_rule].mean_over_samples:
        text += ", their sum,"
    if trainer.experiment.l1 or trainer.experiment.l2:
        text += ", with its penalty," if not text.endswith(",") else " with its penalty,"
    return text
