"""The components that run in the browser, registered once, at import.

``live_view`` is the instrument. ``check_report`` is invisible: it tells Python where the instrument
stands and passes the result of the gradient check back, both as document events, so that a check never
mounts the picture again.
``theme_change`` is invisible: it reruns the page, because figures drawn in Python have fixed colours.
``interventions_list`` is the list of the run's interventions.
``card_menus`` is invisible: it adds the Save menu to the pictures of lessons.
``made_file`` downloads a file.
``dataset_tiles`` is the radio group of pictures in the sidebar, ``copy_link`` the button in the head.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from streamlit.components.v2 import component

from backprop.live_view.loading import loader, styles

_live_view = component(
    "backprop_live_view",
    css=styles("base", "plots", "transport", "views", "save", "help", "present"),
    js=loader("train/live_view.js", "mount", plotly=True),
    isolate_styles=False,  # Plotly puts its styles into the document
)

_check_report = component(
    "backprop_check_report",
    js=loader("train/check_report.js", "mountCheckReport"),
    isolate_styles=False,
)

_interventions = component(
    "backprop_interventions",
    css=styles("interventions"),
    js=loader("train/interventions_list.js", "mountInterventions"),
    isolate_styles=False,
)

_dataset_tiles = component(
    "backprop_dataset_tiles",
    css=styles("tiles"),
    js=loader("components/tiles.js", "mountTiles"),
    isolate_styles=False,
)

_theme_change = component(
    "backprop_theme_change",
    js=loader("components/theme_change.js", "mountThemeChange"),
    isolate_styles=False,
)

_card_menus = component(
    "backprop_card_menus",
    css=styles("save"),
    js=loader("components/card_menus.js", "mountCardMenus"),
    isolate_styles=False,
)

_made_file = component(
    "backprop_made_file",
    js=loader("components/made_file.js", "mountMadeFile"),
    isolate_styles=False,
)

_copy_link = component(
    "backprop_copy_link",
    css=styles("copy_link", "words"),
    js=loader("components/copy_link.js", "mountCopyLink"),
    isolate_styles=False,
)


def live_view(
    key: str, data: bytes, on_more: Callable[[], None], on_intervene: Callable[[], None]
) -> None:
    """Mount the instrument with a packed trace. on_more, on_intervene: called when that trigger fires."""
    _live_view(key=key, data=data, on_more_change=on_more, on_intervene_change=on_intervene)


def check_report(key: str, report: dict[str, Any] | None, on_standing: Callable[[], None]) -> None:
    """Pass a report to the instrument: run, iteration, worst, worst_layer, passed, sentence, …

    on_standing: called when the state "standing" changes, the instrument's run and iteration.
    """
    _check_report(key=key, data=report, on_standing_change=on_standing)


def interventions_list(key: str, listed: list[dict[str, Any]]) -> None:
    """List interventions, each a dict of its fields and its text. Clicks are passed to the instrument, which
    fires its trigger "intervene" when one is removed."""
    _interventions(key=key, data={"list": listed})


def dataset_tiles(key: str, data: dict[str, Any], on_picked: Callable[[], None]) -> None:
    """Draw the pictures. The trigger "picked" carries the name of the chosen set."""
    _dataset_tiles(key=key, data=data, on_picked_change=on_picked)


def theme_change(key: str, on_changed: Callable[[], None]) -> None:
    """Rerun the page when the browser's theme changes between light and dark."""
    _theme_change(key=key, on_changed_change=on_changed)


def card_menus(key: str = "card_menus") -> None:
    """Add the Save menu to every picture of a lesson."""
    _card_menus(key=key)


def copy_link(key: str = "copy_link_button", to: dict[str, str] | None = None) -> None:
    """Draw the button that copies the page's address. to: the path and query of another page instead, below
    the app's address."""
    _copy_link(key=key, data=to)


def made_file(
    key: str, number: str, name: str, mime: str, content: bytes, on_taken: Callable[[], None]
) -> None:
    """Download a file, once for each number. on_taken: called when the browser has it."""
    head = json.dumps({"id": number, "name": name, "mime": mime}).encode()
    _made_file(key=key, data=head + b"\n" + content, on_taken_change=on_taken)
