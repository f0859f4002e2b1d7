"""A Jupyter notebook (nbformat 4.5) that repeats a run: the receipt's parts as cells, and the losses drawn."""

from __future__ import annotations

import json
import re
from typing import Any

from backprop.codegen import receipt
from backprop.training import Snapshot

_DRAW = """
try:
    import matplotlib.pyplot as plt
except ImportError:
    print("pip install matplotlib draws this curve")
else:
    plt.plot(losses)
    plt.xlabel("iteration")
    plt.ylabel("training loss")
    plt.show()
"""


MOST_NUMBERS = 300_000  # of the training data: Jupyter holds and saves a cell as a whole


def refusal(snapshot: Snapshot) -> str:
    """ "" or the sentence why there is no notebook of a run."""
    if sentence := receipt.too_many(snapshot, MOST_NUMBERS, "notebook"):
        return f"{sentence} A receipt carries more."
    return receipt.refusal(snapshot)


def notebook(snapshot: Snapshot) -> bytes:
    """The notebook as JSON, UTF-8. Raises ValueError where the run cannot be repeated."""
    if sentence := refusal(snapshot):
        raise ValueError(sentence)
    cells = [_cell("markdown", f"# {_title(snapshot)}\n\n{receipt.about(snapshot)}")]
    for part in receipt.sections(snapshot):
        code = part.code
        if part.title == "Training":
            code = _noting_losses(code)
        cells += [_cell("markdown", f"## {part.title}"), _cell("code", code)]
    cells += [_cell("markdown", "## The loss on the way"), _cell("code", _DRAW.strip())]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    content = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _title(snapshot: Snapshot) -> str:
    return f"A {snapshot.sizes} network, iteration by iteration to {snapshot.iteration}"


def _noting_losses(code: str) -> str:
    """The training loop, which also keeps the loss of each batch (of all samples: the training loss)."""
    noted = re.sub(
        r"^( +)backward\((\w+), \*(forward\(\w+\))\)$",
        r"\1Z, A = \3\n\1losses.append(float(loss(\2, Z, A)))\n\1backward(\2, Z, A)",
        code,
        flags=re.MULTILINE,
    )
    return f"losses = []\n{noted}"


def _cell(kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": text}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
