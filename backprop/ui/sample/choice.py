"""The options of Follow one sample: the sample, the move, the cell, and the opened terms.

In the address: sample=130 or test-5; move=da1.3, or da1 for the layer; cell=2.3.1 (2.b.1 is a bias);
open=2.1.0 (the opened term of each sum on the way to the loss, 0 for none). All count from 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from backprop.training import Trainer
from backprop.ui.lab import Lab
from backprop.ui.options import Option, digits
from backprop.walkthrough import Cell, Suggestion
from backprop.walkthrough.moves import cell_text

DEFAULT = "wrong"  # of the offered samples
# Without a unit, such as da1, it is a whole layer: the browser opens the walk at its focus. update and
# next may lack the layer too.
_MOVE = re.compile(
    r"x|loss|update|next|(z|a|da|dz|W|dW|db|update|next)[0-9]{1,3}(\.([0-9]{1,6}|b)){0,2}"
)


@dataclass(frozen=True)
class SampleChoice:
    """A sample: row ``index`` of the training set, or of the test set."""

    index: int
    test: bool = False

    @property
    def text(self) -> str:
        """The text for the address, counted from 1."""
        return f"{'test-' if self.test else ''}{self.index + 1}"


def _parse_sample(text: str, lab: Lab) -> SampleChoice:
    data = lab.trainer.dataset
    sizes = len(data.X_train), len(data.X_test)
    test = text.startswith("test-")
    number = digits(text.removeprefix("test-"))
    if number is None or not 1 <= number <= sizes[test]:
        tests = f", or test-1 to test-{sizes[1]}" if sizes[1] else ""
        raise ValueError(f"a sample from 1 to {sizes[0]}{tests}")
    return SampleChoice(number - 1, test)


def _parse_move(text: str, _: Lab) -> str:
    if not _MOVE.fullmatch(text):
        raise ValueError("a move such as da1.3")
    return text


def _parse_cell(text: str, lab: Lab) -> Cell:
    mlp, parts = lab.trainer.mlp, text.split(".")
    if len(parts) == 3:
        layer, j = digits(parts[0]), digits(parts[2])
        i = 0 if parts[1] == "b" else digits(parts[1])  # row −1 stands for the bias
        if layer is not None and i is not None and j is not None and 1 <= layer <= mlp.depth:
            n_in, n_out = mlp.dW[layer].shape
            if 1 <= j <= n_out and (parts[1] == "b" or 1 <= i <= n_in):
                return Cell("dW", layer, j - 1, i - 1)
    raise ValueError("a weight or bias of this network, such as 1.2.1 or 1.b.1")


def _parse_ways(text: str, _: Lab) -> tuple[int, ...]:
    numbers = [digits(part) for part in text.split(".")]
    found = tuple(number - 1 for number in numbers if number is not None)
    if len(found) < len(numbers):
        raise ValueError("numbers of terms such as 2.1.0")
    return found


def _ways_text(ways: tuple[int, ...]) -> str:
    return ".".join(str(way + 1) for way in ways)


# None: the most wrong sample of the batch.
SAMPLE: Option[SampleChoice | None] = Option(
    page="sample",
    name="sample",
    default=None,
    parse=_parse_sample,
    text=lambda sample: sample.text if sample else "",
)
# The move at which the walk opens; "": the first.
MOVE = Option(page="sample", name="move", default="", parse=_parse_move)
# A cell of dW or db; None: the largest gradient among the weights of the last layer.
CELL: Option[Cell | None] = Option(
    page="sample",
    name="cell",
    default=None,
    parse=_parse_cell,
    text=lambda cell: cell_text(cell) if cell else "",
)
# The index of the opened term of each sum on the way to the loss, from 0; CLOSED for none.
OPEN: Option[tuple[int, ...]] = Option(
    page="sample", name="open", default=(), parse=_parse_ways, text=_ways_text
)
OPTIONS = (SAMPLE, MOVE, CELL, OPEN)


def chosen_sample(offers: list[Suggestion]) -> SampleChoice:
    """The chosen sample; by default the most wrong one of the batch, which is among the offers."""
    most_wrong = next(offer.index for offer in offers if offer.key == DEFAULT)
    return SAMPLE.value() or SampleChoice(most_wrong)


def chosen_cell(trainer: Trainer) -> Cell:
    """The chosen cell of dW or db; by default the weight of the last layer with the largest gradient."""
    if (cell := CELL.value()) is not None:
        return cell
    dW = trainer.mlp.dW[-1]
    i, j = np.unravel_index(int(np.abs(dW).argmax()), dW.shape)
    return Cell("dW", trainer.mlp.depth, int(j), int(i))


def choose_cell(cell: Cell) -> None:
    """Choose another cell and close the opened terms."""
    CELL.choose(cell)
    OPEN.reset()
