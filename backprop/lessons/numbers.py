"""What the lessons measure in their runs."""

from __future__ import annotations

import numpy as np

from backprop.arrays import Array
from backprop.flow import dead_and_saturated
from backprop.landscape import Objective
from backprop.training import Trainer

PRINTED = range(145, 150)  # iterations at the end of the table that the article prints
JUMP = 0.02  # share by which a loss rises in one iteration where it jumps away
CURVATURE_STEP = 1e-4  # of the difference quotient of two gradients, as a share of |θ|


def jumps(run: Trainer) -> list[int]:
    """The iterations whose training loss is higher than the one before by more than JUMP of it."""
    loss = run.history.train_loss
    return [int(t) + 1 for t in np.flatnonzero(loss[1:] > (1.0 + JUMP) * loss[:-1])]


def rises(loss: Array) -> int:
    """How often a loss (iterations,) is higher than the one before."""
    return int(np.count_nonzero(np.diff(loss) > 0.0))


def dead_share(run: Trainer) -> float:
    """Share of the first layer's units that pass nothing of the batch, at the trainer's iteration."""
    return dead_and_saturated(run.mlp, 1)[0]


def norms(run: Trainer) -> list[float]:
    """‖dW‖ of layers 1 to L at the trainer's iteration."""
    return [float(np.linalg.norm(run.mlp.dW[l])) for l in range(1, run.mlp.depth + 1)]


def apart(run: Trainer) -> float:
    """The largest difference between two units of the first layer in W, as a share of the largest
    weight: 0 where all are the same (up to the rounding of sums in another order)."""
    W = run.mlp.W[1]
    share = float(np.ptp(W, axis=1).max()) / max(float(np.abs(W).max()), 1e-300)
    return share if share > 1e-12 else 0.0


def curvatures(run: Trainer) -> tuple[float, float]:
    """How strongly the training loss curves at the trainer's iteration: across, the largest
    eigenvalue of the Hessian, and along the update, uᵀHu / uᵀu. H by central differences of ∇L."""
    objective = Objective(run.mlp, run.dataset.X_train, run.dataset.y_train)
    theta, update = run.mlp.parameters.copy(), run.update
    step = CURVATURE_STEP * max(1.0, float(np.abs(theta).max()))
    units = step * np.eye(len(theta))
    H = np.array([objective.gradient(theta + e) - objective.gradient(theta - e) for e in units])
    H = (H + H.T) / (4.0 * step)
    along = float(update @ H @ update / (update @ update)) if update.any() else 0.0
    return float(np.linalg.eigvalsh(H)[-1]), along


def reached(loss: Array, value: float) -> int | None:
    """The first iteration at which a loss (iterations,) is as low as that; None where it is not."""
    found = np.flatnonzero(loss <= value)
    return int(found[0]) if len(found) else None
