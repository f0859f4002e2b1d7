"""A sweep on a local Dask cluster, for test_sweep.py, in a process of its own: the cluster's event loop
lives on when it is closed, and draws from the global ``random`` for as long as the process lives."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import joblib
import numpy as np

from backprop.compare import SweepJob
from backprop.compare.sweep import train
from tests.compare.swept import ITERATIONS, experiments, variants


def main(file: str) -> None:
    """Write the histories of both ways: "train-0", … and "job-0", …."""
    from distributed import Client, LocalCluster

    options: dict[str, Any] = {"n_workers": 1, "threads_per_worker": 2, "processes": False}
    local: Any = LocalCluster  # its types say that it is a coroutine
    found = {}
    with local(dashboard_address=None, **options) as cluster, Client(cluster):
        with joblib.parallel_config(backend="dask"):
            for place, result in train(experiments(), ITERATIONS):
                found[f"train-{place}"] = result.history
        dask = {"backend": "dask", "scheduler_host": cluster.scheduler_address}
        job = SweepJob("optimizer", variants(), ITERATIONS, configuration=dask).start()
        assert job.wait(60), "the sweep does not end"
        assert job.error is None, job.error
        found |= {f"job-{place}": result.history for place, result in job.results.items()}
    np.savez(file, **found)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # what the cluster's own libraries have to say
    main(sys.argv[1])
