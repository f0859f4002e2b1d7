"""The options of every page, by the name of its file in pages/."""

from __future__ import annotations

from typing import Any

from backprop.ui.chain_rule import choices as chain_rule
from backprop.ui.clinic import choices as clinic
from backprop.ui.compare import choices as compare
from backprop.ui.flow import choices as flow
from backprop.ui.gradient_check import choices as gradient_check
from backprop.ui.landscape import choices as landscape
from backprop.ui.mathematics import panel as mathematics
from backprop.ui.options import Option
from backprop.ui.sample import choice as sample
from backprop.ui.train import view as train
from backprop.ui.your_data import page as your_data

ALL_OPTIONS: dict[str, tuple[Option[Any], ...]] = {
    "train": train.OPTIONS,
    "your_data": your_data.OPTIONS,
    "chain_rule": chain_rule.OPTIONS,
    "sample": sample.OPTIONS,
    "mathematics": mathematics.OPTIONS,
    "gradient_check": gradient_check.OPTIONS,
    "clinic": clinic.OPTIONS,
    "flow": flow.OPTIONS,
    "landscape": landscape.OPTIONS,
    "compare": (*compare.OPTIONS, compare.VARY),
}
