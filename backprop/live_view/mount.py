"""Mounting what runs in the browser: components, registered once, at import.

``live_view`` is the instrument. ``check_report`` is invisible: it tells Python where the instrument
stands and hands the result of the gradient check back, both as document events, so that a check never
re-mounts the picture.
``theme_change`` is invisible too: figures that Python draws carry their colours with them.
``interventions_list`` is the list of what was changed in the middle of the run.
``card_menus`` is invisible as well: it puts the Save menu to the pictures of lessons.
``made_file`` hands a file to the browser's downloads.
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
    """Mount the instrument with a packed trace. on_more, on_intervene: that trigger has fired."""
    _live_view(key=key, data=data, on_more_change=on_more, on_intervene_change=on_intervene)


def check_report(key: str, report: dict[str, Any] | None, on_standing: Callable[[], None]) -> None:
    """Hand a report to the instrument: run, iteration, worst, worst_layer, passed, sentence, …

    on_standing: the state "standing" has changed, the instrument's run and iteration.
    """
    _check_report(key=key, data=report, on_standing_change=on_standing)


def interventions_list(key: str, listed: list[dict[str, Any]]) -> None:
    """List interventions, each a dict of its fields and its text. A click on one is told to the
    instrument, which fires its trigger "intervene" where one is taken back."""
    _interventions(key=key, data={"list": listed})


def dataset_tiles(key: str, data: dict[str, Any], on_picked: Callable[[], None]) -> None:
    """Draw the pictures; the trigger "picked" carries the name of the chosen set."""
    _dataset_tiles(key=key, data=data, on_picked_change=on_picked)


def theme_change(key: str, on_changed: Callable[[], None]) -> None:
    """Rerun the page when the browser's theme turns from light to dark or back."""
    _theme_change(key=key, on_changed_change=on_changed)


def card_menus(key: str = "card_menus") -> None:
    """Give every picture of a lesson its Save menu."""
    _card_menus(key=key)


def copy_link(key: str = "copy_link_button", to: dict[str, str] | None = None) -> None:
    """Draw the button that copies the page's address; or, with ``to``, that of another page: its
    path below the app's address, and its query."""
    _copy_link(key=key, data=to)


def made_file(
    key: str, number: str, name: str, mime: str, content: bytes, on_taken: Callable[[], None]
) -> None:
    """Download a file, once for each number. on_taken: the browser has it."""
    head = json.dumps({"id": number, "name": name, "mime": mime}).encode()
    _made_file(key=key, data=head + b"\n" + content, on_taken_change=on_taken)
