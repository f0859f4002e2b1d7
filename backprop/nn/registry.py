"""Parts that registries share: a live view of their names, and an entry's code in other languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class Names(Sequence[str]):
    """The names in a registry, including entries that are added later.

    before, after: extra names without an entry, for example "auto". keep(entry): whether to list it.
    """

    def __init__(
        self,
        registry: Mapping[str, Any],
        *,
        before: Sequence[str] = (),
        after: Sequence[str] = (),
        keep: Callable[[Any], bool] = lambda entry: True,
    ) -> None:
        self._registry, self._keep = registry, keep
        self._before, self._after = before, after

    def _now(self) -> list[str]:
        kept = (name for name, entry in self._registry.items() if self._keep(entry))
        return [*self._before, *kept, *self._after]

    def __getitem__(self, index: Any) -> Any:
        return self._now()[index]

    def __len__(self) -> int:
        return len(self._now())

    def __repr__(self) -> str:
        return f"Names({self._now()})"


@dataclass(frozen=True)
class Code:
    """A function and its derivative in another language, as expressions.

    value, slope: expressions in the variables that the registry documents, with any lines that
    prepare them. slope is "" if there is none.
    helpers: source of the functions that the expressions call.
    """

    value: str
    slope: str = ""
    helpers: tuple[str, ...] = ()
