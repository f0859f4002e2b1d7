"""The equations of a network as LaTeX, and where the article differs from the true gradient.

It may import `training` and what is below.
"""

from backprop.equations.curves import Branch, Curves, activation_curves, loss_curves
from backprop.equations.equations import Equation, layer_equations

__all__ = ["Branch", "Curves", "Equation", "activation_curves", "layer_equations", "loss_curves"]
