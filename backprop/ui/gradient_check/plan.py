"""The extent of a check: everything, a smaller batch, or also a sample of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

from backprop.gradcheck import check_seconds, seconds_per_cell
from backprop.gradcheck.numerical import CENTRAL
from backprop.live_view.check import BUDGET
from backprop.training import Trainer

REDUCED = 1.0  # seconds for a check that cannot be made in full
FEW_SAMPLES = 32  # the batch shrinks to this size before parameters are left out
FEW_CELLS = 8  # of a layer, at least
CENTRAL_PASSES = 2.0  # times the duration of the complex step


@dataclass(frozen=True)
class Plan:
    """Check the first ``samples`` of ``of`` samples, and at most ``cells`` cells of each layer (None: all)."""

    samples: int
    of: int
    cells: int | None

    @property
    def sentence(self) -> str:
        """Says what is left out; empty if nothing is."""
        if self.samples == self.of and self.cells is None:
            return ""
        batch = f"the first {self.samples:,} of the batch's {self.of:,} samples"
        if self.cells is None:
            return f"To answer in time, this checks {batch}: the same code on less data."
        return (
            f"To answer in time, this checks up to {self.cells:,} parameters of each layer, spread over it, "
            f"on {batch}. What is not checked is left blank."
        )


def plan(trainer: Trainer, method: str) -> Plan:
    """A full check if it fits into the badge's time budget; otherwise as much as one second allows."""
    sizes, n = list(trainer.mlp.layer_sizes), len(trainer.batch_data[0])
    passes = CENTRAL_PASSES if method == CENTRAL else 1.0
    estimate, budget = check_seconds(sizes, n), REDUCED / passes
    if estimate * passes <= BUDGET:
        return Plan(n, n, None)
    samples = max(min(n, FEW_SAMPLES), int(n * budget / estimate))
    if check_seconds(sizes, samples) <= budget:
        return Plan(samples, n, None)
    return Plan(samples, n, max(FEW_CELLS, int(budget / (samples * sum(seconds_per_cell(sizes))))))
