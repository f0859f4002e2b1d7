"""What the inputs of a network are called: x₁² where they are made, x₃ petal length where columns have names."""

from __future__ import annotations

from dataclasses import dataclass

from backprop.datasets import Dataset
from backprop.explain_text import a_name
from backprop.features import FEATURES, PLAIN


@dataclass(frozen=True)
class InputNames:
    """symbols: of made inputs, as they stand in an equation; empty: x₁, x₂, … columns: of a table;
    empty where they have no names of their own."""

    symbols: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def symbol(self, layer: int, j: int, sizes: tuple[int, ...]) -> str:
        """A unit in an equation: x₃, x₁² for an input, a¹₃, ŷ for the others."""
        if layer == 0 and self.symbols:
            return self.symbols[j]
        return a_name(layer, j, sizes)

    def factor(self, layer: int, j: int, sizes: tuple[int, ...]) -> str:
        """A unit in a product: (sin x₁)."""
        symbol = self.symbol(layer, j, sizes)
        return f"({symbol})" if " " in symbol else symbol

    def label(self, layer: int, j: int, sizes: tuple[int, ...]) -> str:
        """A unit in a sentence: with the name of its column, such as x₃ petal length."""
        symbol = self.symbol(layer, j, sizes)
        return f"{symbol} {self.columns[j]}" if layer == 0 and self.columns else symbol


UNNAMED = InputNames()


def input_names(data: Dataset) -> InputNames:
    """The names of a data set's inputs."""
    symbols = tuple(FEATURES[name].called() for name in data.features)
    named = data.feature_names not in (symbols, PLAIN)
    return InputNames(symbols, data.feature_names if named else ())
