"""What the pages cache: public results are shared, but a user's own data never leaves the session."""

from __future__ import annotations

import dataclasses
import functools
import gc
import importlib
import inspect
import pkgutil
import types
import typing
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.caching import cache_resource_api as api
from streamlit.runtime.caching.cache_resource_api import clear_session_cache

import backprop
from backprop import Experiment, Trainer
from backprop.training import Snapshot
from backprop.ui import caches
from backprop.ui.caches import Cached, cached, holds_own_data
from tests.ui.test_own_data import on, table

NAMED, OWN = Experiment(n_samples=20), on(table())
OWN_TRAINER = Trainer(OWN, table().draw(OWN))


@dataclasses.dataclass(frozen=True)
class Holder:
    """Something that holds a run."""

    title: str
    run: object


@pytest.mark.parametrize(
    "value",
    [
        OWN,
        table(),
        OWN_TRAINER,
        OWN_TRAINER.dataset,
        Snapshot.of(OWN_TRAINER),
        (1, OWN),
        [NAMED, OWN],
        {"a": OWN},
        {OWN: 1},
        frozenset({OWN}),
        ((("x", (OWN,)),),),
        Holder("x", OWN),
        (Holder("x", [OWN_TRAINER]),),
        np.zeros(3),
        OWN_TRAINER.mlp,
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_may_hold_own_data(value: object) -> None:
    assert holds_own_data(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "own",
        1,
        2.5,
        True,
        b"",
        (),
        (1, ("x", 2.0)),
        NAMED,
        [NAMED],
        Trainer(NAMED),
        NAMED.load_dataset(),
        Snapshot.of(Trainer(NAMED)),
        Holder("x", NAMED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_none(value: object) -> None:
    assert not holds_own_data(value)


def modules() -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(backprop.__path__, "backprop."):
        # The installed app's entry points run when they are imported.
        if not found.name.startswith(("backprop._app", "backprop.ui.main", "backprop.__main__")):
            yield importlib.import_module(found.name)


def found(wanted: Callable[[Any], bool]) -> dict[str, Any]:
    """What the package's modules define of a kind, by its full name."""
    return {
        f"{module.__name__}.{name}": value
        for module in modules()
        for name, value in vars(module).items()
        if wanted(value) and value.__module__ == module.__name__
    }


CACHED = found(lambda value: isinstance(value, Cached))
KEPT_FOR_GOOD = found(lambda value: hasattr(value, "cache_info"))
# A named value and one on somebody's own table, for each type of an argument that can tell.
RUNS = {Experiment: (NAMED, OWN), Trainer: (Trainer(NAMED), OWN_TRAINER)}


def is_plain(kind: Any) -> bool:
    """Whether a type contains only text and numbers, however nested."""
    if typing.get_origin(kind) is not None:
        return all(is_plain(part) for part in typing.get_args(kind) if part is not ...)
    if dataclasses.is_dataclass(kind):
        return all(map(is_plain, typing.get_type_hints(kind).values()))
    return kind in (str, int, float, bool, bytes, type(None), Path)


def parameters(function: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(function)
    return {name: hints[name] for name in inspect.signature(function).parameters}


def value_of(kind: Any, own: bool) -> Any:
    if kind in RUNS:
        return RUNS[kind][own]
    assert is_plain(kind), f"{kind}: say here what a named value and one with own data look like"
    return () if typing.get_origin(kind) is tuple else "" if kind is str else 1


@pytest.mark.parametrize("name", CACHED)
def test_every_cached_function_keeps_own_data_apart(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = CACHED[name]
    monkeypatch.setattr(function, "shared", lambda *args, **kwargs: "shared")
    monkeypatch.setattr(function, "private", lambda *args, **kwargs: "private")
    kinds = parameters(function.function)
    plain = {key: value_of(kind, own=False) for key, kind in kinds.items()}
    assert function(**plain) == "shared"
    for key, kind in kinds.items():
        if kind in RUNS:
            assert function(**plain | {key: value_of(kind, own=True)}) == "private", key
    args = [value_of(kind, own=kind in RUNS) for kind in kinds.values()]
    if any(kind in RUNS for kind in kinds.values()):
        assert function(*args) == "private"


def test_the_cached_functions_are_found() -> None:
    assert {"backprop.ui.train.run._opening", "backprop.ui.landscape.plane._surface"} <= {*CACHED}
    assert len(CACHED) > 8


@pytest.mark.parametrize("name", KEPT_FOR_GOOD)
def test_what_is_kept_for_good_knows_no_run(name: str) -> None:
    assert all(map(is_plain, parameters(KEPT_FOR_GOOD[name].__wrapped__).values()))


def test_streamlit_s_caches_are_used_in_one_place() -> None:
    for path in Path(backprop.__path__[0]).rglob("*.py"):
        if path != Path(caches.__file__):
            text = path.read_text(encoding="utf-8")
            assert "@st.cache" not in text, path
            assert "caching" not in text, path


class Result:
    pass


def test_what_is_computed_from_own_data_is_one_sessions_and_goes_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = ["one"]
    monkeypatch.setattr(api, "get_session_id_or_throw", lambda: session[0])

    @cached(st.cache_resource, max_entries=4, show_spinner=False)
    def compute(experiment: Experiment, beside: Experiment) -> Result:
        """What it does."""
        return Result()

    assert compute.__doc__ == "What it does."
    for arguments in ((OWN, NAMED), (NAMED, OWN)):
        session[0] = "one"
        own = {}
        for name in ("one", "two"):
            session[0] = name
            own[name] = compute(*arguments)
            assert compute(*arguments) is own[name]
        assert own["one"] is not own["two"]
        gone = weakref.ref(own.pop("one"))
        clear_session_cache("one")
        gc.collect()
        assert gone() is None
        assert compute(*arguments) is own["two"]
    session[0] = "one"
    named = compute(NAMED, NAMED)
    session[0] = "two"
    assert compute(NAMED, NAMED) is named


def test_what_is_not_complete_is_handed_out_and_not_kept() -> None:
    results = [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]

    @cached(st.cache_resource, complete=lambda found: len(found) == 3, show_spinner=False)
    def compute(n: int) -> list[int]:
        return results.pop(0)

    assert [compute(0), compute(0), compute(0), compute(0)] == [[1], [1, 2], [1, 2, 3], [1, 2, 3]]


def test_an_error_is_the_caller_s_own() -> None:
    @cached(st.cache_resource, complete=bool, show_spinner=False)
    def compute(n: int) -> int:
        return 1 // n

    with pytest.raises(ZeroDivisionError):
        compute(0)
    assert compute(1) == 1
    assert functools.partial(compute, 1)() == 1
