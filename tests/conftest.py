"""Settings for every test."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

# One BLAS thread, as in app.py: the same operations in the same order, hence the same bits as the
# server's, and two test workers that do not wait for each other's threads.
threadpool_limits(1, user_api="blas")

# Hypothesis without a clock: a busy machine fails no test, and every run tries the same examples.
settings.register_profile("lab", deadline=None, derandomize=True)
settings.load_profile("lab")


@pytest.fixture(autouse=True)
def no_cluster_in_this_process() -> Iterator[None]:
    """Dask's event loop outlives its cluster and draws from the global ``random``, which makes
    hypothesis fail in whatever test comes later: a cluster belongs into a process of its own."""
    yield
    assert "distributed" not in sys.modules
