"""What registries share: a live view of their names, and the text of an entry in other languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class Names(Sequence[str]):
    """The names in a registry: an entry that is added later is among them.

    before, after: names that stand for no entry, such as "auto". keep(entry): whether it is listed.
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

    value, slope: expressions in the variables that the registry names. Lines before the expression
    may prepare it. slope is "" where there is none.
    helpers: texts of functions that the expressions call.
    """

    value: str
    slope: str = ""
    helpers: tuple[str, ...] = ()
