"""Caches of what is computed from a run. A run on a named set is the same for all who open its link,
and shared; one on a person's own table is kept for that session alone, and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from backprop.data import OWN
from backprop.training import Experiment

P = ParamSpec("P")
R = TypeVar("R")
OfRun = Callable[Concatenate[Experiment, P], R]


def by_run(cache: Callable[..., Any], **options: Any) -> Callable[[OfRun[P, R]], OfRun[P, R]]:
    """Like @cache(**options), cache being st.cache_data or st.cache_resource, for a function whose
    first argument is the experiment."""

    def decorate(function: OfRun[P, R]) -> OfRun[P, R]:
        shared = cache(**options)(function)
        private = cache(**options, scope="session")(function)

        @wraps(function)
        def cached(experiment: Experiment, /, *args: P.args, **kwargs: P.kwargs) -> R:
            found = private if experiment.dataset == OWN else shared
            return found(experiment, *args, **kwargs)

        return cached

    return decorate
