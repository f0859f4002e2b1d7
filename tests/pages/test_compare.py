"""The Compare page as Streamlit runs it: runs are added and removed, nothing is lost, sweeps and their table."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.compare.comparison import cautions
from tests.pages.opened import address, charts, lab, opened, run

A = Experiment()
ADAM = dataclasses.replace(A, optimizer="adam", learning_rate=0.03)
TWO = "~optimizer-adam!learning_rate-0.03"


@pytest.fixture(autouse=True)
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_JOBLIB", json.dumps({"backend": "threading"}))


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def texts(page: AppTest) -> str:
    return " ".join(e.value for e in [*page.markdown, *page.caption, *page.error, *page.warning])


def test_the_address_holds_the_set() -> None:
    page = opened("compare", {"runs": TWO, "t": "30"})
    assert lab(page).compared_runs == [A, ADAM]
    assert address(page) == {"t": "30", "runs": TWO}
    said = (
        "All runs: circles · tanh 4, tanh 3 · Glorot uniform weights · weight seed 42 · full batch."
    )
    assert f"{said} Same data, same initial weights, same batch order." in texts(page)


def test_the_session_s_own_run_alone() -> None:
    page = opened("compare", {"optimizer": "adam"})
    assert lab(page).compared_runs == [Experiment(optimizer="adam")]
    assert address(page) == {"optimizer": "adam"}
    assert page.button(key="add_own").disabled


@pytest.mark.parametrize("text", ["~optimizer-none", "~" * 20, "hidden-", "view-~~!!--", "%", "é"])
def test_nonsense_in_the_address_is_answered(text: str) -> None:
    page = opened("compare", {"runs": text, "view": text})
    assert 1 <= len(lab(page).compared_runs) <= 6


def test_a_copy_with_one_choice_changed() -> None:
    page = opened("compare", {"t": "7"})
    page.number_input(key="copy_learning_rate_0.5").set_value(0.1)
    press(run(page), "add_copy")
    slow = dataclasses.replace(A, learning_rate=0.1)
    assert lab(page).compared == [A, slow]
    page.selectbox(key="copy_of_2").set_value(1)
    page.selectbox(key="copy_field").set_value("hidden")
    run(page)
    page.text_input(key="copy_hidden_4, 3").set_value("8, x")
    run(page)
    assert "hidden: expected a number, got 'x'." in texts(page)
    page.text_input(key="copy_hidden_4, 3").set_value("8, 8, 4")
    press(run(page), "add_copy")
    wide = dataclasses.replace(slow, hidden=(8, 8, 4), activations=("tanh",) * 3)
    assert lab(page).compared == [A, slow, wide]
    assert lab(page).experiment == A
    press(page, "compare_undo")
    assert lab(page).compared == [A, slow]
    press(page, "compare_undo")
    assert lab(page).compared_runs == [A]
    assert page.button(key="compare_undo").disabled


KINDS = ("selectbox", "multiselect", "number_input", "text_input", "toggle")


def test_every_field_has_its_widget() -> None:
    page = opened("compare", {"optimizer": "momentum", "schedule": "cosine"})
    fields = {_label(f.name): f.name for f in dataclasses.fields(A)}
    options = page.selectbox(key="copy_field").options
    assert len(options) > 20
    for option in options:
        page.selectbox(key="copy_field").set_value(fields[option])
        run(page)
        widgets = [w for kind in KINDS for w in page.get(kind)]
        keys = [str(widget.key) for widget in widgets]
        assert not page.error
        assert [key for key in keys if key.startswith(f"copy_{fields[option]}_")], (option, keys)


def _label(name: str) -> str:
    from backprop.ui.compare.add import _spoken_field

    return _spoken_field(name)


def test_the_run_of_the_train_page_is_added() -> None:
    page = opened("compare", {"runs": "optimizer-adam~optimizer-rmsprop"})
    press(page, "add_own")
    assert lab(page).compared[-1] == A
    assert len(lab(page).compared) == 3


def test_at_most_six() -> None:
    rates = "~".join(f"learning_rate-0.{k}" for k in range(1, 7))
    page = opened("compare", {"runs": rates})
    assert page.button(key="add_full").disabled
    before = lab(page).compared
    lab(page).compare_with(ADAM)
    others = [one for one in before if one != A]
    assert lab(page).compared == [A, *others[:4], ADAM]
    lab(page).undo_compare()
    assert lab(page).compared == before


def test_what_is_not_the_same_is_said() -> None:
    replace = dataclasses.replace
    assert cautions([A]) == []
    assert "luck" in cautions([A, replace(A, init_seed=1)])[0]
    assert "data differs" in cautions([A, replace(A, noise=0.2)])[0]
    assert "initial weights differ" in cautions([A, replace(A, initializer="zeros")])[0]
    assert "epoch is not the same" in cautions([A, replace(A, batch_size=4)])[0]
    assert cautions([A, ADAM]) == ["Same data, same initial weights, same batch order."]


def test_a_sweep_in_one_click() -> None:
    page = opened("compare", {})
    press(page, "sweep_start_optimizer")
    job = lab(page).sweep
    assert job is not None
    assert job.wait(60)
    run(page)
    run(page)
    assert address(page) == {"view": "sweep"}
    (table,) = page.dataframe
    for name, loss in zip(table.value["optimizer"], table.value["final loss"], strict=True):
        trainer = Trainer(Experiment(optimizer=name.lower()))
        trainer.run(300)
        assert loss == trainer.history.test_loss[-1]
    press(page, "sweep_look")
    names = [one.optimizer for one in lab(page).compared]
    assert names == ["sgd", "momentum", "nesterov", "rmsprop", "adam"]
    assert address(page)["runs"].startswith("~optimizer-momentum~")


def test_a_sweep_of_typed_values_and_seeds() -> None:
    page = opened("compare", {"view": "sweep", "hidden": "4", "activations": "tanh"})
    assert page.text_input[0].value == "0.05, 0.15, 0.5, 1.5, 5"
    page.text_input[0].set_value("0.1, no")
    press(run(page), "sweep_go")
    assert "learning rate: expected numbers, got 'no'." in texts(page)
    assert lab(page).sweep is None
    page.text_input[0].set_value("0.1, 1")
    page.number_input(key="sweep_iterations").set_value(20)
    page.number_input(key="sweep_seeds").set_value(3)
    press(run(page), "sweep_go")
    job = lab(page).sweep
    assert job is not None
    assert job.wait(60)
    run(page)
    assert "median and range of 3 seeds" in texts(page)
    assert len(page.dataframe[0].value) == 6
    figure = charts(page)["sweep_curves"]
    low = next(trace for trace in figure["data"] if trace["name"] == "0.1, lowest")
    curves = []
    for seed in (42, 43, 44):
        trainer = Trainer(
            Experiment(hidden=(4,), activations=("tanh",), learning_rate=0.1, init_seed=seed)
        )
        trainer.run(20)
        curves.append(trainer.history.test_loss)
    from tests.pages.test_flow import array

    np.testing.assert_array_equal(array(low["y"]), np.min(curves, axis=0))


def test_a_setting_that_is_no_json_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_JOBLIB", "dask")
    page = press(opened("compare", {"view": "sweep"}), "sweep_go")
    assert "BACKPROP_JOBLIB of this server is not JSON" in texts(page)
