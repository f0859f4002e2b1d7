"""The Take along page: its downloads, and loading them again."""

from __future__ import annotations

import dataclasses
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment
from backprop.export import FORMATS
from backprop.live_view import replay
from backprop.support import Progress
from backprop.training import Snapshot
from backprop.training.file import Picture, to_file
from backprop.ui.take_along.page import GROUPS
from tests.pages.opened import ROOT, address, lab, opened, run, trainer
from tests.pages.test_your_data import GOOD, pasted, press

QUERY = {"dataset": "moons", "hidden": "3", "activations": "relu", "t": "9"}


def button_of(page: AppTest, name: str) -> Any:
    """A format's button: a Streamlit download, or the button of a file made in the background."""
    if FORMATS[name].long:
        return page.button(key=f"take_{name}")
    (found,) = [b.proto for b in page.get("download_button") if b.proto.id.endswith(f"take_{name}")]
    return found


def test_every_format_has_its_line_and_its_button() -> None:
    page = opened("export", QUERY)
    shown = " ".join(markdown.value for markdown in page.markdown)
    for entry in FORMATS.values():
        assert entry.group in GROUPS
        assert f"**{entry.title}**" in shown
        assert entry.about in shown
        button = button_of(page, entry.name)
        assert button.label == entry.suffix
        assert button.disabled == bool(entry.refusal(Snapshot.of(trainer(page))))
    assert address(page) == QUERY


def replay_pressed(monkeypatch: pytest.MonkeyPatch, make: Callable[..., bytes]) -> AppTest:
    """The page just after pressing the button of the replay, which is made in the background."""
    monkeypatch.setattr(replay, "FORMAT", dataclasses.replace(replay.FORMAT, make=make))
    return pressed(opened("export", QUERY), "take_replay")


def pressed(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def test_a_file_that_takes_long_shows_how_far_it_is_and_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()

    def half(snapshot: Snapshot, progress: Progress) -> bytes:
        try:
            while True:
                progress(0.5)
                time.sleep(0.005)
        finally:
            ended.set()

    page = replay_pressed(monkeypatch, half)
    (bar,) = page.get("progress")
    assert (bar.proto.value, bar.proto.text) == (50, "50%")
    assert [b.key for b in page.button if "replay" in str(b.key)] == ["stop_replay"]
    page = pressed(page, "stop_replay")
    assert ended.wait(300)
    assert not page.get("progress")
    assert page.button(key="take_replay").label == ".html"
    assert lab(page).files == {}


def test_a_made_file_goes_to_the_browser_and_a_failed_one_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = replay_pressed(monkeypatch, lambda snapshot, progress: b"the file")
    (component,) = [c for c in page.get("bidi_component") if c.proto.id.endswith("made_replay")]
    assert component.proto.bytes.endswith(b'"mime": "text/html"}\nthe file')

    def fail(snapshot: Snapshot, progress: Progress) -> bytes:
        raise ValueError("The disk is full.")

    page = replay_pressed(monkeypatch, fail)
    assert [e.value for e in page.error] == ["moons-t9.html could not be made: The disk is full."]
    assert not page.button(key="take_replay").disabled


def given(page: AppTest, text: str) -> AppTest:
    page.text_input(key="open_text").set_value(text)
    (submit,) = [button for button in page.button if button.label == "Open"]
    page = submit.click().run()
    assert not page.exception
    return page


def test_a_link_becomes_the_run_and_undo_leads_back() -> None:
    page = given(opened("export", QUERY), "https://x/flow?dataset=xor&t=4&layer=2")
    assert lab(page).experiment == Experiment(dataset="xor")
    assert lab(page).shown == 4
    assert address(page)["layer"] == "2"
    assert any("map" in part.proto.body for part in page.get("html"))  # the link's page is open
    lab(page).go_back()
    assert (lab(page).experiment.dataset, lab(page).shown) == ("moons", 9)


def test_a_file_becomes_the_run() -> None:
    before = opened("export", QUERY)
    text = to_file(Snapshot.of(trainer(before))).decode()
    page = given(opened("export", {}), text)
    assert lab(page).experiment == lab(before).experiment
    assert lab(page).shown == 9


@pytest.mark.parametrize("text", ["", "no link", "https://x/?dataset=nope", "{"])
def test_what_cannot_be_read_is_said_and_the_run_stays(text: str) -> None:
    page = given(opened("export", QUERY), text)
    (error,) = page.error
    assert error.value.endswith("Your run is unchanged.")
    assert lab(page).experiment.dataset == "moons"


def test_a_picture_makes_the_link_that_it_was_read_from() -> None:
    picture = Picture(Experiment(dataset="xor"), 5, "", {"select": "W1-2-3"})
    assert picture.query == {"dataset": "xor", "t": "5", "select": "W1-2-3"}


def test_a_file_of_a_run_on_own_data_waits_for_the_table_and_opens_at_its_iteration() -> None:
    owner = press(pasted(GOOD), "Train on it")
    state = lab(owner)
    state.experiment = dataclasses.replace(state.experiment, hidden=(5,), activations=("relu",))
    state.trainer.seek(7)
    text = to_file(Snapshot.of(state.trainer)).decode()
    assert not {line.split(",")[0] for line in GOOD.splitlines()[1:]} & set(
        re.findall(r"\d+", text)
    )
    page = given(opened("export", QUERY), text)
    assert (lab(page).experiment.dataset, lab(page).shown) == ("moons", 9)  # as it was
    (said,) = [info.value for info in page.info if "somebody's own table" in info.value]
    assert "at iteration 7" in said
    assert "your run uses moons" in said
    found = press(in_paste(page, GOOD), "Train on it")
    assert lab(found).experiment == state.experiment
    assert lab(found).shown == 7
    assert lab(found).pending is None
    found = given(
        run(found.switch_page(str(ROOT / "pages" / "export.py"))), text
    )  # the table is here now
    assert lab(found).experiment == state.experiment


def in_paste(page: AppTest, text: str) -> AppTest:
    """The Your data page, with a text pasted."""
    run(page.switch_page(str(ROOT / "pages" / "your_data.py")))
    (source,) = [g for g in page.button_group if str(g.key).startswith("choice_your_data_source")]
    source.set_value("paste")
    run(page)
    page.text_area(key="table_text").set_value(text)
    return run(page)
