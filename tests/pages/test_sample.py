"""The page that follows one sample, as Streamlit runs it; the walk itself is tested in the browser."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.live_view.sample_walk import walk_data
from backprop.notation import num
from backprop.walkthrough import Cell, suggestions
from backprop.walkthrough.batch import pulls
from backprop.walkthrough.explanation import follow_in
from tests.pages.opened import address, lab, opened, run
from tests.pages.test_train import press, widget_of

MINIBATCH = {"batch_size": "16", "t": "20"}


def open_page(**query: str) -> AppTest:
    return opened("sample", query)


def walked(page: AppTest) -> dict[str, Any]:
    """What the walk is mounted with."""
    mounted = [
        element.proto
        for element in page.main
        if getattr(getattr(element, "proto", None), "component_name", "") == "backprop_sample_walk"
    ]
    assert len(mounted) == 1
    return json.loads(mounted[0].json)


def trainer_of(page: AppTest) -> Trainer:
    trainer = Trainer(lab(page).experiment)
    trainer.seek(lab(page).shown)
    return trainer


def texts(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption])


def test_opens_with_the_most_wrong_sample_of_the_batch() -> None:
    page = open_page(**MINIBATCH)
    trainer = trainer_of(page)
    offers = {offer.key: offer.index for offer in suggestions(trainer)}
    found = walked(page)
    assert found["sample"] == {"set": "train", "index": offers["wrong"]}
    one = follow_in(trainer, offers["wrong"])
    assert found == json.loads(json.dumps(walk_data(trainer, one, offers["wrong"], False, "")))
    assert address(page) == MINIBATCH
    assert not page.warning
    assert not page.error


@pytest.mark.parametrize("key", ["hardest", "wrong", "boundary"])
def test_the_offered_samples_are_followed(key: str) -> None:
    page = press(open_page(**MINIBATCH), f"offer_{key}")
    offers = {offer.key: offer.index for offer in suggestions(trainer_of(page))}
    assert walked(page)["sample"]["index"] == offers[key]
    assert address(page)["sample"] == str(offers[key] + 1)
    assert widget_of(page, "sample_number").value == offers[key] + 1


def test_a_sample_by_its_number_and_of_the_test_set() -> None:
    page = open_page(**MINIBATCH)
    widget_of(page, "sample_number").set_value(7)
    run(page)
    assert walked(page)["sample"] == {"set": "train", "index": 6}
    widget_of(page, "sample_set").set_value("test")
    run(page)
    assert walked(page)["sample"] == {"set": "test", "index": 0}
    assert address(page)["sample"] == "test-1"
    assert "Test samples are in no batch" in texts(page)


def test_a_sample_outside_the_batch_is_a_probe_and_training_stays() -> None:
    experiment = Experiment(batch_size=16)
    trainer = Trainer(experiment)
    trainer.seek(20)
    outside = next(i for i in range(trainer.n_train) if i not in trainer.batch_indices)
    page = open_page(**MINIBATCH, sample=str(outside + 1))
    assert f"Sample {outside + 1} is not in the batch of iteration 20" in texts(page)
    mine = lab(page).trainer
    assert np.array_equal(mine.mlp.parameters, trainer.mlp.parameters)
    assert np.array_equal(mine.mlp.gradients, trainer.mlp.gradients)


def test_the_batch_s_sum_is_the_number_of_the_engine() -> None:
    page = open_page(**MINIBATCH, cell="2.3.1")
    trainer = trainer_of(page)
    found = pulls(trainer, Cell("dW", 2, 0, 2))
    said = texts(page)
    assert "What each of the 16 samples adds to dW²[3,1] at iteration 20" in said
    assert f"together {num(float(trainer.mlp.dW[2][2, 0]))}, the number in the heatmap" in said
    assert f"{found.up} raise the sum, {found.down} lower it" in said
    assert not page.dataframe
    page.toggle(key="sample_list_shown").set_value(True)
    listed: Any = run(page).dataframe[0].value
    assert listed["sample"].tolist() == (found.samples + 1).tolist()
    assert listed["adds"].tolist() == found.added.tolist()
    assert listed["adds"].sum() == pytest.approx(trainer.mlp.dW[2][2, 0], abs=1e-12)


def test_another_cell_is_chosen_by_layer_from_and_to() -> None:
    page = open_page(**MINIBATCH)
    for part, value in (("layer", 1), ("i1", -1), ("j1", 3)):
        widget_of(page, f"sample_cell_{part}").set_value(value)
        run(page)
    assert address(page)["cell"] == "1.b.4"
    assert "adds to db¹[4]" in texts(page)
    trainer = trainer_of(page)
    page.toggle(key="sample_list_shown").set_value(True)
    listed: Any = run(page).dataframe[0].value
    assert listed["adds"].sum() == pytest.approx(trainer.mlp.db[1][0, 3], abs=1e-12)


@pytest.mark.parametrize("move", ["da1", "z2", "dW2", "db1", "update2", "update", "next", "loss"])
def test_an_old_link_names_a_move_without_its_unit(move: str) -> None:
    page = open_page(**MINIBATCH, move=move)
    assert not page.warning
    assert walked(page)["start"] == move
    assert address(page) == MINIBATCH | {"move": move}


@pytest.mark.parametrize(
    "query",
    [
        {"sample": "0"},
        {"sample": "251"},
        {"sample": "test-9999"},
        {"sample": "nonsense"},
        {"sample": "٣"},
        {"cell": "9.9.9"},
        {"cell": "2.0.1"},
        {"cell": "2.b.99"},
        {"cell": "1.x.1"},
        {"cell": "..", "sample": "-1", "move": "<script>"},
        {"sample": "9" * 400},
    ],
)
def test_nonsense_in_the_address_gets_the_default(query: dict[str, str]) -> None:
    page = open_page(**MINIBATCH, **query)
    trainer = trainer_of(page)
    wrong = next(offer.index for offer in suggestions(trainer) if offer.key == "wrong")
    assert walked(page)["sample"]["index"] == wrong
    assert not page.error
    dW = np.abs(trainer.mlp.dW[3])
    assert f"adds to dW³[{int(dW.argmax()) + 1},1]" in texts(page)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(dataset="digits", n_samples=120, hidden=(32,), activations=("relu",)),
        Experiment(dataset="plane", n_samples=40, hidden=(), activations=()),
        Experiment(dataset="blobs", loss="mse", output="softmax"),
        Experiment(hidden=(3,) * 12, activations=("tanh",) * 12, test_fraction=0.0),
        Experiment(gradient_rule="tutorial", learning_rate=0.005, optimizer="adam", l1=0.01),
        Experiment(batch_size=1, n_samples=10),
    ],
)
def test_every_kind_of_network_can_be_followed(experiment: Experiment) -> None:
    page = open_page(**experiment.to_query(), t="2")
    assert not page.error
    assert len(walked(page)["walk"]["sizes"]) == len(experiment.hidden) + 2
    assert "the number in the heatmap" in texts(page)


def test_a_new_iteration_offers_its_own_batch() -> None:
    page = press(open_page(**MINIBATCH), "standing_1")
    trainer = trainer_of(page)
    assert trainer.iteration == 21
    found = walked(page)
    assert found["iteration"] == 21
    assert found["sample"]["index"] in trainer.batch_indices


def way(page: AppTest, name: str) -> Any:
    """The choice of a term at a sum of the trail."""
    groups: Any = page.get("button_group")
    return next(w for w in groups if w.label == f"Term of {name} to open")


def test_any_term_is_opened_towards_the_loss_and_closed_again() -> None:
    page = open_page(hidden="4,3,2", activations="tanh,tanh,tanh", cell="1.1.2", **MINIBATCH)
    trainer = trainer_of(page)
    one = follow_in(trainer, walked(page)["sample"]["index"])
    for k in range(3):
        way(page, "da¹₂").set_value(k)
        run(page)
        assert address(page)["open"].startswith(f"{k + 1}")
        opened_next = f"dz²{'₁₂₃'[k]} = "
        assert opened_next in texts(page)
        assert f"**{num(float(one.mlp.dz[2][0, k]))}**" in texts(page)
        assert [line for line in texts(page).split("\n") if "dz²" in line[:8]] != []
    assert way(page, f"da²{'₁₂₃'[2]}").value is not None
    way(page, "da¹₂").set_value(None)
    run(page)
    assert address(page)["open"] == "0"
    assert "dz²₃ = " not in texts(page)
    assert "da¹₂ = " in texts(page)
    way(page, "da¹₂").set_value(0)
    run(page)
    assert "L = " in texts(page)


@pytest.mark.parametrize("text", ["banana", "99", "1.2.3.4.5.6", "-1", "0.1"])
def test_nonsense_about_what_is_opened_is_no_harm(text: str) -> None:
    assert "Choose a term to open it" in texts(open_page(cell="1.1.2", open=text, **MINIBATCH))
