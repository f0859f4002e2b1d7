"""Names a network's inputs: x₁² for one made from coordinates, x₃ petal length for a column with a name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backprop.data.dataset import Dataset
from backprop.data.features import FEATURES, PLAIN
from backprop.notation import a_name, sub


@dataclass(frozen=True)
class InputNames:
    """The names of inputs. symbols: how made inputs are written in an equation; empty for x₁, x₂, ….
    columns: the names of a table's columns; empty if they have no names of their own."""

    symbols: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def symbol(self, layer: int, j: int, sizes: tuple[int, ...]) -> str:
        """A unit in an equation: x₃ or x₁² for an input, a¹₃ or ŷ for the others."""
        if layer == 0 and self.symbols:
            return self.symbols[j]
        return a_name(layer, j, sizes)

    def factor(self, layer: int, j: int, sizes: tuple[int, ...]) -> str:
        """A unit in a product, such as (sin x₁)."""
        symbol = self.symbol(layer, j, sizes)
        return f"({symbol})" if " " in symbol else symbol

    def label(self, layer: int, j: int, sizes: tuple[int, ...]) -> str:
        """A unit in a sentence, with the name of its column, such as x₃ petal length."""
        symbol = self.symbol(layer, j, sizes)
        return f"{symbol} {self.columns[j]}" if layer == 0 and self.columns else symbol


UNNAMED = InputNames()
_NUMBERED = re.compile(r"[xX]\d+")


def axis_names(data: Dataset) -> tuple[str, ...]:
    """The names of the samples' coordinates: the names of their columns, or x₁, x₂ if the columns have
    no names or only numbered ones."""
    names = data.coordinate_names or tuple(f"x{k + 1}" for k in range(data.points[0].shape[1]))
    return tuple(
        f"x{sub(k + 1)}" if _NUMBERED.fullmatch(name) else name for k, name in enumerate(names)
    )


def input_names(data: Dataset) -> InputNames:
    """The names of a data set's inputs."""
    symbols = tuple(FEATURES[name].called() for name in data.features)
    named = data.feature_names not in (symbols, PLAIN)
    return InputNames(symbols, data.feature_names if named else ())
