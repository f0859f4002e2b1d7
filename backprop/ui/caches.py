"""``cached``: the only way to cache what a page has computed.

Results computed from named data are the same for everybody and are shared between sessions. Results
computed from a person's own table are cached for that session alone, until it ends.
"""

from __future__ import annotations

import dataclasses
import inspect
import threading
from collections.abc import Callable, Hashable, Mapping
from functools import update_wrapper, wraps
from typing import Any, Generic, ParamSpec, TypeVar

from backprop.data import OWN, Dataset
from backprop.data.table import Table
from backprop.training import Experiment, Snapshot, Trainer

P = ParamSpec("P")
R = TypeVar("R")


def holds_own_data(value: object) -> bool:
    """Whether a value holds or names a person's own data. True for unknown types such as arrays, because the
    origin of their numbers is not known."""
    match value:
        case None | str() | bytes() | int() | float():
            return False
        case Experiment():
            return value.dataset == OWN
        case Dataset():
            return value.name == OWN
        case Table():
            return True
        case Trainer() | Snapshot():
            return holds_own_data(value.experiment) or holds_own_data(value.dataset)
        case Mapping():
            return any(map(holds_own_data, (*value.keys(), *value.values())))
        case tuple() | list() | set() | frozenset():
            return any(map(holds_own_data, value))
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return any(holds_own_data(getattr(value, entry.name)) for entry in fields)
    return True


class _IncompleteError(Exception):
    """Carries an incomplete result past Streamlit's cache, which does not store exceptions."""

    def __init__(self, result: Any) -> None:
        super().__init__("incomplete")
        self.result = result


class Cached(Generic[P, R]):
    """A function whose results are cached: ``shared`` between sessions, or ``private`` to one if an argument
    holds a person's own data. Results that ``complete`` rejects are not cached."""

    def __init__(
        self,
        function: Callable[P, R],
        cache: Callable[..., Any],
        complete: Callable[[Any], bool] | None,
        options: Mapping[str, Any],
    ) -> None:
        self.function = function

        @wraps(function)
        def computed(*args: P.args, **kwargs: P.kwargs) -> R:
            result = function(*args, **kwargs)
            if complete is not None and not complete(result):
                raise _IncompleteError(result)
            return result

        self.shared: Callable[P, R] = cache(**options)(computed)
        self.private: Callable[P, R] = cache(**options, scope="session")(computed)
        self._signature = inspect.signature(function)
        self.running: _Running[R] | None = None if complete is None else _Running()
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """The result, cached or computed."""
        found = self.private if holds_own_data((args, kwargs)) else self.shared

        def result() -> R:
            try:
                return found(*args, **kwargs)
            except _IncompleteError as incomplete:
                return incomplete.result

        if self.running is None or found is self.private:
            return result()
        return self.running.once(self._key(args, kwargs), result)

    def _key(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Hashable:
        """The arguments that make the key; as in Streamlit's caches, those that begin with "_" do not count."""
        arguments = self._signature.bind(*args, **kwargs).arguments
        return tuple((name, value) for name, value in arguments.items() if name[0] != "_")


class _Running(Generic[R]):
    """Computations in progress. A second call with the same key waits for the first and gets its result, even
    an incomplete one, so that people who open a slow link together do not wait one after another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended: dict[Hashable, tuple[threading.Event, list[R]]] = {}
        self.waiting = 0  # for a result of somebody else's computation

    def once(self, key: Hashable, compute: Callable[[], R]) -> R:
        """The result of compute(), or of the call already running under this key. If that call fails, for
        example because its page reruns, this one computes the result."""
        while True:
            with self._lock:
                mine = key not in self._ended
                ended, results = self._ended.setdefault(key, (threading.Event(), []))
                self.waiting += not mine
            if mine:
                try:
                    results.append(compute())
                finally:
                    with self._lock:
                        del self._ended[key]
                    ended.set()
            else:
                ended.wait()
                with self._lock:
                    self.waiting -= 1
            if results:
                return results[0]


def cached(
    cache: Callable[..., Any], *, complete: Callable[[Any], bool] | None = None, **options: Any
) -> Callable[[Callable[P, R]], Cached[P, R]]:
    """Decorate a function whose results are cached by ``cache(**options)``, with st.cache_data or
    st.cache_resource. complete: whether a result is complete; one that was cut short by the clock is
    returned but not cached."""

    def decorate(function: Callable[P, R]) -> Cached[P, R]:
        return Cached(function, cache, complete, options)

    return decorate
