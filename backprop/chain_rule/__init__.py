"""Applies the chain rule to formulas that a person types: total derivatives, and stacked functions of vectors.

This package may import `nn` and the layers below it.
"""

from backprop.chain_rule.expressions import ExpressionError
from backprop.chain_rule.stacked import MAX_SIZE, Order, Stack, forward_order, reverse_order
from backprop.chain_rule.total_derivative import (
    DEFAULT_EXAMPLE,
    EXAMPLES,
    HALVINGS,
    PER_HALVING,
    POINTS,
    Composition,
    Example,
    Sweep,
    compose,
    largest_dx,
    steps_of_dx,
    steps_of_x,
)

__all__ = [
    "DEFAULT_EXAMPLE",
    "EXAMPLES",
    "HALVINGS",
    "MAX_SIZE",
    "PER_HALVING",
    "POINTS",
    "Composition",
    "Example",
    "ExpressionError",
    "Order",
    "Stack",
    "Sweep",
    "compose",
    "forward_order",
    "largest_dx",
    "reverse_order",
    "steps_of_dx",
    "steps_of_x",
]
