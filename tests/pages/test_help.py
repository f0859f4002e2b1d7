"""Every control of every page has a help text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.pages.opened import opened

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
KINDS = (
    "button",
    "button_group",
    "checkbox",
    "number_input",
    "radio",
    "selectbox",
    "multiselect",
    "select_slider",
    "slider",
    "text_area",
    "text_input",
    "toggle",
    "download_button",
    "file_uploader",
)
COLLAPSED = (
    2  # a label that is not drawn has no place for a help text: its row has it, or a sentence
)
# The question of a prediction is its label, its answers are the buttons.
QUESTIONS = "predict_"
# Its label is its title, and the paragraph above says what a choice does.
EXPLAINED = ("choice_mathematics_equation",)


def helped(widget: Any) -> bool:
    proto = widget.proto
    if getattr(proto, "label_visibility", None) and proto.label_visibility.value == COLLAPSED:
        return True
    key = str(getattr(widget, "key", "") or "")
    if key in EXPLAINED or (key.startswith(QUESTIONS) and widget.type == "button_group"):
        return True
    return len(str(proto.help).split()) >= 2


@pytest.mark.parametrize("name", PAGES)
def test_every_control_says_what_it_does(name: str) -> None:
    page = opened(name, {"t": "20"})
    widgets = [widget for kind in KINDS for widget in page.get(kind)]
    silent = [getattr(w, "label", "") or w.key for w in widgets if not helped(w)]
    assert silent == []
