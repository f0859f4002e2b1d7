"""What the page that follows one sample lets a person choose: the sample, the move, the cell.

They are the page's options in the address: sample=130 or test-5, move=da1.3, cell=2.3.1 (2.b.1 is a
bias), open=2.1.0 (of each sum on the way to the loss the term that is opened, 0: none). What cannot be read, or does not fit the network, is at its default.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backprop.training import Trainer
from backprop.ui import state
from backprop.walkthrough import Cell, Suggestion
from backprop.walkthrough.moves import cell_text

OPTIONS = ("sample", "move", "cell", "open")
DEFAULT = "wrong"  # of the offered samples
LONGEST = 9  # digits of a number in the address


@dataclass(frozen=True)
class Chosen:
    """A sample: row ``index`` of the training set, or of the test set."""

    index: int
    test: bool = False

    @property
    def text(self) -> str:
        """As the address writes it, counted from 1."""
        return f"{'test-' if self.test else ''}{self.index + 1}"


def chosen_sample(trainer: Trainer, offers: list[Suggestion]) -> Chosen:
    """The sample of the address; otherwise the most wrong one of the batch."""
    text = state.lab().options.get("sample", "")
    test = text.startswith("test-")
    number = _number(text.removeprefix("test-"))
    size = len(trainer.dataset.X_test if test else trainer.dataset.X_train)
    if number is not None and 1 <= number <= size:
        return Chosen(number - 1, test)
    return Chosen(next(offer.index for offer in offers if offer.key == DEFAULT))


def follow(sample: Chosen) -> None:
    """Follow another sample from now on."""
    state.lab().options["sample"] = sample.text


def chosen_cell(trainer: Trainer) -> Cell:
    """The cell of dW or db of the address; otherwise the steepest weight of the last layer."""
    parts = state.lab().options.get("cell", "").split(".")
    if len(parts) == 3:
        layer, j = _number(parts[0]), _number(parts[2])
        i = 0 if parts[1] == "b" else _number(parts[1])
        if (
            layer is not None
            and i is not None
            and j is not None
            and 1 <= layer <= trainer.mlp.depth
        ):
            n_in, n_out = trainer.mlp.dW[layer].shape
            if 1 <= j <= n_out and (parts[1] == "b" or 1 <= i <= n_in):
                return Cell("dW", layer, j - 1, i - 1)
    dW = trainer.mlp.dW[-1]
    i, j = np.unravel_index(int(np.abs(dW).argmax()), dW.shape)
    return Cell("dW", trainer.mlp.depth, int(j), int(i))


def choose_cell(cell: Cell) -> None:
    """Open another cell from now on."""
    state.lab().options |= {"cell": cell_text(cell), "open": ""}


def chosen_ways() -> list[int]:
    """Of the sums on the way to the loss the places of the terms that are opened, CLOSED for none."""
    parts = state.lab().options.get("open", "").split(".")
    found = [_number(part) for part in parts]
    return [number - 1 for number in found if number is not None] if None not in found else []


def choose_ways(ways: list[int]) -> None:
    """Open these terms from now on."""
    state.lab().options["open"] = ".".join(str(way + 1) for way in ways)


def _number(text: str) -> int | None:
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST:
        return int(text)
    return None
