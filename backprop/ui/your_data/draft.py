"""A table in preparation for training: as read, with the person's changes and choices."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backprop.data.table import Column, Plan, Problem, Reading, Sheet, first_plan, problems_of
from backprop.data.table.columns import NUMBER, describe
from backprop.data.table.edit import edited
from backprop.data.table.plan import task_of
from backprop.data.table.reading import DETECT

STEPS_BACK, CELLS_BACK = (
    50,
    2_000_000,
)  # changes of the grid that can be taken back; cells kept for it


@dataclass
class Draft:
    """read: the sheet at the start of the grid; sheet: with the changes made in it.

    origin: which file or text it came from, and how it was read. name: of the file. generation: number of
    the grid; there is a new grid whenever the person comes back to the page.
    """

    read: Sheet
    origin: str
    name: str = ""
    reading: Reading = DETECT
    test_fraction: float = 0.5
    generation: int = 0
    plan: Plan = field(init=False)
    sheet: Sheet = field(init=False)
    columns: dict[str, Column] = field(init=False)
    read_columns: dict[str, Column] = field(init=False)
    before: list[Sheet] = field(default_factory=list)
    _changes: str = "{}"
    _found: tuple[Plan, dict[str, Column], list[Problem]] | None = None

    def __post_init__(self) -> None:
        self.sheet, self.columns = self.read, describe(self.read)
        self.read_columns = self.columns
        self.plan = first_plan(self.columns)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Apply the changes made in the grid."""
        text = json.dumps(changes, default=str, sort_keys=True)
        if text != self._changes:
            self._changes = text
            numbers = [name for name, c in self.read_columns.items() if c.kind == NUMBER]
            self.before = [*self.before, self.sheet][-self._steps_back :]
            self.sheet = edited(self.read, changes, numbers)
            self.columns = describe(self.sheet)

    @property
    def _steps_back(self) -> int:
        """Number of sheets kept for undo; fewer for large ones."""
        cells = max(1, self.sheet.n_rows * len(self.sheet.names))
        return max(1, min(STEPS_BACK, CELLS_BACK // cells))

    def follow(self, other: Draft, same: bool) -> None:
        """Replace another draft. same: of the same file, read differently. Then changes of its grid can still
        be undone, and its choices are kept if the columns have the same names."""
        self.generation = other.generation + 1
        if not same:
            return
        self.before = [*other.before, other.sheet] if other.before else []
        self.test_fraction = other.test_fraction
        if set(self.columns) == set(other.columns):
            self.plan = dataclasses.replace(
                other.plan, task=task_of(self.columns[other.plan.target])
            )

    def take_back(self) -> None:
        """Undo the last change in the grid."""
        if self.before:
            self.sheet = self.before.pop()
            self.columns = describe(self.sheet)
            self._begin_grid()

    def begin_again(self) -> None:
        """Start a new grid from the changed sheet, after the person has left the page."""
        if self.sheet is not self.read:
            self._begin_grid()

    def _begin_grid(self) -> None:
        self.read, self.read_columns, self._changes = self.sheet, self.columns, "{}"
        self.generation += 1

    @property
    def problems(self) -> list[Problem]:
        """What prevents training; computed again only after a change."""
        known = self._found
        if known is None or known[0] != self.plan or known[1] is not self.columns:
            found = problems_of(self.sheet, self.columns, self.plan)
            known = self._found = self.plan, self.columns, found
        return known[2]
