"""Interventions on the pages: listed, kept with their choices, and correct wherever the run is
explained."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.training import Intervention
from backprop.ui.state import Lab
from backprop.ui.train.interventions import take
from tests.pages.opened import address, lab, opened
from tests.pages.test_train import choose, press, trace

THESE = (
    Intervention(5, "freeze", layer=3),
    Intervention(8, "learning_rate", 0.05),
    Intervention(12, "optimizer", "adam"),
    Intervention(12, "cut", layer=2, i=3, j=1),
    Intervention(15, "l2", 0.1),
    Intervention(16, "batch_size", None),
)
CHANGED = Experiment(batch_size=16, interventions=THESE)
PAGES = ("sample", "mathematics", "gradient_check", "clinic", "flow", "landscape")


def texts(page: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in list[Any](page.get(kind)))


def test_a_link_opens_the_run_with_its_interventions() -> None:
    page = opened("train", {**CHANGED.to_query(), "t": "20"})
    assert lab(page).experiment == CHANGED
    assert not page.warning
    assert any("**Interventions**" in str(m.value) for m in page.sidebar.markdown)
    assert address(page)["interventions"] == CHANGED.to_query()["interventions"]
    header, arrays = trace(page)
    trainer = Trainer(CHANGED)
    for t in range(header["first"], header["last"] + 1):
        trainer.seek(t)
        row = t - header["first"]
        assert (arrays["parameters"][row] == trainer.mlp.parameters).all()
        assert (arrays["updates"][row] == trainer.update).all()
    assert [one["text"] for one in header["setup"]["interventions"]] == [str(one) for one in THESE]


def test_what_cannot_be_read_is_said_and_the_rest_kept() -> None:
    page = opened("train", {"interventions": "5 freeze 1,7 freeze 9,x"})
    assert lab(page).experiment.interventions == (Intervention(5, "freeze", layer=1),)
    assert (
        "needs layer 9, but the network has 3 layers" in page.warning[0].value
        or "'x'" in page.warning[0].value
    )
    assert "1 more was rejected" in page.warning[0].value


def test_a_layer_that_goes_takes_its_interventions_along_and_undo_brings_them_back() -> None:
    page = opened("train", CHANGED.to_query())
    press(page, "remove_1")
    kept = [(one.kind, one.layer) for one in lab(page).experiment.interventions]
    assert ("freeze", 2) in kept  # the output layer has another number now
    assert "cut" not in dict(kept)
    assert "“W²[4,2] cut” at iteration 12 was removed with its layer." in page.info[0].value
    press(page, "undo")
    assert lab(page).experiment == CHANGED
    assert not page.info
    choose(page, "units_0", 3)
    assert "needs unit 4 of layer 1, which has 3 units" in page.info[0].value
    assert len(lab(page).experiment.interventions) == len(THESE) - 1
    choose(page, "learning_rate", 0.25)
    assert not page.info


@pytest.mark.parametrize("name", PAGES)
def test_every_page_explains_a_run_with_interventions(name: str) -> None:
    page = opened(name, {**CHANGED.to_query(), "t": "20"})
    assert not page.error
    said = texts(page)
    assert "6 interventions" in said
    if name == "clinic":
        assert "trained without the interventions of your run" in said
    if name == "mathematics":
        assert "prints your losses up to iteration 4" in said
        assert "with the penalty" not in said
    if name == "landscape":
        assert "with the penalty" in said  # of iteration 15 on
        assert "adam, some parameters frozen" in said.lower()


def message(lab: Lab, **what: Any) -> dict[str, Any]:
    return {"run": lab.run, "iteration": 7, "nonce": 1, **what}


def test_what_the_instrument_tells_becomes_an_experiment() -> None:
    lab = Lab(Experiment(), shown=3)
    trunk = lab.trainer
    trunk.run(30)
    take(lab, message(lab, changes=[{"kind": "bias", "layer": 1, "j": 2, "value": 0.5}]))
    edit = Intervention(7, "bias", 0.5, 1, -1, 2)
    assert lab.experiment.interventions == (edit,)
    assert lab.shown == 7
    assert lab.trainer.last == 6  # the iterations before it were not trained again
    assert lab.trainer.mlp.parameters.tobytes() == Trainer(Experiment()).mlp.parameters.tobytes()
    take(lab, message(lab, remove={**dataclasses.asdict(edit), "text": "…"}))
    assert lab.experiment == Experiment()
    take(lab, {**message(lab, changes=[{"kind": "freeze", "layer": 1}]), "run": "another"})
    assert lab.experiment == Experiment()


def test_a_branch_leaves_its_trunk_alone() -> None:
    lab = Lab(Experiment(), shown=3)
    take(lab, message(lab, changes=[{"kind": "learning_rate", "value": 0.1}], branch=True))
    branch = Experiment(interventions=(Intervention(7, "learning_rate", 0.1),))
    assert lab.experiment == Experiment()
    assert (lab.compared, lab.shown, lab.branched) == ([Experiment(), branch], 7, True)


@pytest.mark.parametrize(
    "what",
    [
        {"changes": [{"kind": "learning_rate", "value": -1}]},
        {"changes": [{"kind": "melt"}]},
        {"changes": 3},
        {},
        {"changes": [{"kind": "freeze", "layer": 1, "more": 2}]},
        {"remove": {"kind": "freeze"}},
        {"changes": [{"kind": "weight", "value": None}]},
        {"changes": [{"kind": "freeze", "layer": 8}]},
    ],
)
def test_what_cannot_be_done_is_one_sentence(what: dict[str, Any]) -> None:
    lab = Lab(Experiment())
    take(lab, message(lab, **what))
    assert lab.experiment == Experiment()
    assert lab.error is not None
    assert lab.error.endswith(".")
    assert "\n" not in lab.error
