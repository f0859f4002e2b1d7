"""The loss of many parameter sets in one batched pass, beside the plain loop over them.

    python benchmarks/landscape.py [--rounds 7] [--size 61]

For each network the grid of the Landscape page, size × size parameter sets around iteration 20 on two
random directions, is computed row by row as the page does it, and by a loop that writes one set after
the other into a network and asks it for its loss. Both take turns; printed are the medians, the
median of the ratios within each round, and how far the two results differ at most.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

for _name in ("OPENBLAS", "OMP", "MKL"):  # as in app.py, before NumPy is loaded
    os.environ[f"{_name}_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

AIM = 1.0  # seconds for 61 × 61 on the default network
CASES: dict[str, dict[str, Any]] = {
    "2-8-8-4-1 tanh, 250": {"hidden": (8, 8, 4), "activations": ("tanh",) * 3},
    "2-8-8-4-1 relu, 250": {"hidden": (8, 8, 4), "activations": ("relu",) * 3},
    "2-4-3-1 tanh, 250": {},
    "2-8-8-4-1 tanh, 500": {"hidden": (8, 8, 4), "activations": ("tanh",) * 3, "n_samples": 1000},
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="turns of each way")
    parser.add_argument("--size", type=int, default=61, help="points a side")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{options.size} × {options.size} parameter sets, one thread")
    print(f"{'network, samples':<22}{'batched, s':>11}{'loop, s':>9}{'loop / batched':>16}  differ")
    for name, fields in CASES.items():
        _print(name, *_measure(fields, options.size, options.rounds))
    print(f"load average {load:.1f} before, {os.getloadavg()[0]:.1f} after: idle is best")


def _print(name: str, batched: list[float], loop: list[float], apart: float) -> None:
    ratio = median(slow / fast for slow, fast in zip(loop, batched, strict=True))
    verdict = ""
    if name == next(iter(CASES)):
        verdict = f"  < {AIM:g} s {'met' if median(batched) < AIM else 'MISSED'}"
    print(
        f"{name:<22}{median(batched):>11.3f}{median(loop):>9.3f}{ratio:>16.2f}  {apart:.0e}{verdict}",
        flush=True,
    )


def _measure(
    fields: dict[str, Any], size: int, rounds: int
) -> tuple[list[float], list[float], float]:
    import numpy as np

    from backprop import Experiment, Trainer
    from backprop.landscape import RANDOM_HALF, Objective, Surface, random_plane
    from backprop.landscape.surface import around

    trainer = Trainer(Experiment(**fields))
    trainer.seek(20)
    X, y = trainer.dataset.X_train, trainer.dataset.y_train
    theta = trainer.mlp.parameters.copy()
    plane = random_plane(theta, trainer.mlp.layer_sizes, 0)
    lines = around(plane.origin, RANDOM_HALF, size)
    network = trainer.experiment.build_network(trainer.dataset)
    slow, fast, apart = [], [], 0.0
    objective = Objective(trainer.mlp, X, y)
    for _ in range(rounds):
        surface = Surface(plane, *lines)
        start = time.perf_counter()
        surface.advance(objective, float("inf"))
        fast.append(time.perf_counter() - start)
        looped = np.empty((size, size))
        start = time.perf_counter()
        for i, b in enumerate(lines[1]):
            for j, a in enumerate(lines[0]):
                network.parameters[:] = theta + a * plane.u + b * plane.v
                network.forward(X)
                looped[i, j] = network.loss_value(y)
        slow.append(time.perf_counter() - start)
        apart = max(apart, float(np.abs(surface.losses / looped - 1).max()))
    return fast, slow, apart


if __name__ == "__main__":
    main()
