"""What a widget shows is its own default: what is set in the session goes to the browser in one run
alone, and a click that ends this run loses it."""

from __future__ import annotations

import pytest

from tests.pages.opened import opened

RUN = {
    "hidden": "5,6",
    "activations": "relu,softplus",
    "batch_size": "16",
    "t": "7",
    "dataset": "moons",
}
OPTIONS: dict[str, dict[str, str]] = {
    "train": {},
    "chain_rule": {"chain_example": "same", "chain_sizes": "2,3,4,5"},
    "sample": {"sample": "test-9", "cell": "dW.2.3.1"},
    "mathematics": {"layer": "3", "equation": "dW"},
    "gradient_check": {"method": "central", "eps": "1e-3"},
    "clinic": {"mistake": "12", "iterations": "200"},
    "predict": {},
    "flow": {},
    "landscape": {},
    "compare": {"view": "sweep"},
}


@pytest.mark.parametrize("name", OPTIONS)
def test_what_a_widget_shows_is_its_own_default(name: str) -> None:
    page = opened(name, RUN | OPTIONS[name])
    widgets = [
        element
        for element in (*page.main, *page.sidebar)
        if str(getattr(element, "key", "")).startswith("choice_")
    ]
    assert widgets
    assert [widget.key for widget in widgets if getattr(widget.proto, "set_value", False)] == []
