"""What Python sends has the keys that js/types.d.ts declares, and no others."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from backprop import Experiment, Intervention, Trainer
from backprop.figures.palette import Palette
from backprop.live_view.check import report
from backprop.live_view.compare import Entry, pack_set
from backprop.live_view.sample_walk import walk_data
from backprop.live_view.scripts import JS
from backprop.live_view.trace import pack_trace, unpack, with_show
from backprop.nn.optimizers import OPTIMIZERS
from backprop.training.presets import PRESETS
from backprop.walkthrough.explanation import follow_in
from tests.selection import PRESETS_TRIED, tried

TYPES = (JS / "types.d.ts").read_text(encoding="utf-8")


def declared(name: str) -> dict[str, bool]:
    """The properties of an interface, and whether each is required."""
    found = re.search(rf"^export interface {name} \{{\n(.*?)^\}}", TYPES, re.MULTILINE | re.DOTALL)
    assert found, name
    lines = re.findall(r"^  (\w+)(\??): ", found[1], re.MULTILINE)
    assert lines
    return {key: not optional for key, optional in lines}


def check(name: str, written: dict[str, Any]) -> None:
    keys = declared(name)
    assert set(written) <= set(keys), f"{name} does not declare all of it"
    assert {key for key, needed in keys.items() if needed} <= set(written), f"{name} declares more"


def opening(trainer: Trainer) -> dict[str, Any]:
    """The header of a first message, checked; so are its arrays."""
    header, arrays = unpack(with_show(pack_trace(trainer, 0, 8, with_setup=True), 3, {"show": "W"}))
    blocks = header.pop("blocks")
    check("Header", header)
    assert {block["name"] for block in blocks} == set(arrays)
    arrays_of_a_trace = {name for name in arrays if name in declared("TraceBlocks")}
    check("TraceBlocks", dict.fromkeys(arrays_of_a_trace))
    check("SetupBlocks", dict.fromkeys(set(arrays) - arrays_of_a_trace))
    setup = header["setup"]
    check("Setup", setup)
    for stretch in setup["stretches"]:
        check("Stretch", stretch)
    for one in setup["interventions"]:
        check("Intervention", one)
    return header


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED))
def test_a_preset(name: str) -> None:
    header = opening(Trainer(PRESETS[name].experiment))
    assert header["setup"]["plane"] is None or set(header["setup"]["plane"]) == {"title"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizers_numbers(optimizer: str) -> None:
    opening(Trainer(Experiment(optimizer=optimizer, batch_size=50)))


def test_interventions() -> None:
    changed = (
        Intervention(2, "cut", layer=1, i=0, j=0),
        Intervention(3, "optimizer", "adam"),
        Intervention(4, "freeze", layer=2),
    )
    header = opening(Trainer(Experiment(interventions=changed)))
    assert len(header["setup"]["interventions"]) == 3
    assert len(header["setup"]["stretches"]) == 4


def test_a_run_that_diverges() -> None:
    trainer = Trainer(Experiment(dataset="plane", activations=("relu", "relu"), learning_rate=50.0))
    trainer.run(200)
    header, _ = unpack(pack_trace(trainer, 0, 500))
    check("Divergence", header["diverged"])


def test_a_set_of_runs() -> None:
    entries = [Entry("a", [("seed", "1")], "seed 1"), Entry("b", [("seed", "2")], "seed 2")]
    header, _ = unpack(pack_set(entries, {"a": b""}, 5))
    header.pop("blocks")
    check("SetHeader", header)
    for entry in header["runs"]:
        check("Entry", entry)


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED))
def test_the_walk_of_a_sample(name: str) -> None:
    trainer = Trainer(PRESETS[name].experiment)
    data = walk_data(trainer, follow_in(trainer, 0), 0, test=False, start="x")
    check("WalkData", data)
    check("SampleMap", data["map"])
    walk = data["walk"]
    check("Walk", walk)
    check("WalkValues", walk["values"])
    for station in walk["stations"]:
        check("Station", station)
    for move in walk["moves"]:
        check("Move", move)
        for term in move["terms"]:
            check("Term", term)


def test_reports() -> None:
    small = Trainer(Experiment(hidden=(2,), activations=("tanh",)))
    check("Report", report(small, "run"))
    large = Trainer(Experiment(hidden=(128, 128), activations=("tanh", "tanh"), n_samples=2000))
    check("Report", report(large, "run"))


def test_palettes() -> None:
    written = {field.name for field in dataclasses.fields(Palette)}
    check("Palette", dict.fromkeys(written))
