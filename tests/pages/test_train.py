"""The Train page as Streamlit runs it: choices, undo, address. The picture itself is tested in the
browser."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.lessons import LESSONS
from backprop.live_view import answers
from backprop.live_view.trace import unpack
from backprop.training import PRESETS
from backprop.training.choices import BOUNDS, CHOICES
from tests.pages.opened import address, lab, opened, run


def open_page(**query: str) -> AppTest:
    return opened("train", query)


def choose(page: AppTest, field: str, value: Any) -> AppTest:
    """Set the widget of a field, whatever kind it is."""
    widget_of(page, field).set_value(value)
    return run(page)


def widget_of(page: AppTest, field: str) -> Any:
    """The widget of a field; a new one where the value came from elsewhere (state.choice_key)."""
    for kind in ("selectbox", "number_input", "toggle"):
        for widget in page.get(kind):
            if field_of(widget) == field:
                return widget
    raise AssertionError(f"no widget for {field}")


def field_of(widget: Any) -> str:
    return str(widget.key).removeprefix("choice_").partition("__")[0]


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def trace(page: AppTest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the live view is mounted with."""
    mounted = [
        element.proto
        for element in page.main
        if getattr(getattr(element, "proto", None), "component_name", "") == "backprop_live_view"
    ]
    assert len(mounted) == 1
    return unpack(mounted[0].bytes)


def test_opens_with_the_default_experiment_and_nothing_to_say() -> None:
    page = open_page()
    assert lab(page).experiment == Experiment()
    assert not page.warning
    assert not page.error
    assert address(page) == {}
    assert page.button(key="undo").disabled


@pytest.mark.parametrize("name", [name for name in PRESETS if name not in LESSONS] + ["tutorial"])
def test_every_preset_opens_from_the_menu_and_from_its_link(name: str) -> None:
    experiment = PRESETS[name].experiment
    page = choose(open_page(data_seed="3"), "preset", name)
    assert lab(page).experiment == experiment
    assert any(PRESETS[name].look_for == caption.value for caption in page.caption)
    assert address(page) == experiment.to_query()
    other = open_page(**experiment.to_query())
    assert lab(other).experiment == experiment
    assert not other.warning


@pytest.mark.parametrize("field", ["initializer", "optimizer", "schedule", "gradient_rule"])
def test_every_registered_name_can_be_chosen(field: str) -> None:
    page = open_page()
    for name in CHOICES[field]:
        choose(page, field, name)
        assert getattr(lab(page).experiment, field) == name
        assert not page.error


def test_every_number_of_every_optimizer_and_schedule_can_be_set() -> None:
    page = open_page()
    seen = set()
    for field, names in (("optimizer", CHOICES["optimizer"]), ("schedule", CHOICES["schedule"])):
        for name in names:
            choose(page, field, name)
            for widget in page.number_input:
                own = field_of(widget)
                if own in seen or own not in BOUNDS or own in ("n_samples", "batch_size"):
                    continue
                seen.add(own)
                usual = getattr(lab(page).experiment, own)
                for value in (BOUNDS[own].low, BOUNDS[own].high, usual):
                    choose(page, own, int(value) if BOUNDS[own].whole else value)
                    assert getattr(lab(page).experiment, own) == value
                    assert not page.error
    assert {"momentum", "rmsprop_decay", "beta1", "beta2", "epsilon"} <= seen
    assert {"schedule_period", "schedule_factor", "schedule_floor", "learning_rate", "l1"} <= seen


def test_a_change_keeps_the_rest_and_undo_brings_it_back() -> None:
    page = open_page(hidden="5,3", activations="relu,tanh", t="12")
    before = lab(page).experiment
    assert lab(page).shown == 12
    choose(page, "learning_rate", 0.125)
    assert lab(page).experiment.hidden == (5, 3)
    assert lab(page).shown == 0
    assert address(page)["learning_rate"] == "0.125"
    assert "t" not in address(page)
    undo = page.button(key="undo")
    assert undo.label == "Undo: learning rate 0.5 → 0.125"
    press(page, "undo")
    assert (lab(page).experiment, lab(page).shown) == (before, 12)
    assert address(page)["t"] == "12"
    assert widget_of(page, "learning_rate").value == 0.5


def test_layers_are_added_changed_and_removed() -> None:
    page = open_page()
    choose(page, "units_1", 7)
    assert lab(page).experiment.hidden == (4, 7)
    assert page.button(key="undo").label == "Undo: 3 → 7 units in hidden 2"
    choose(page, "activation_0", "relu")
    assert lab(page).experiment.activations == ("relu", "tanh")
    press(page, "remove_0")
    assert lab(page).experiment.hidden == (7,)
    assert lab(page).experiment.activations == ("tanh",)
    press(page, "remove_0")
    assert lab(page).experiment.hidden == ()
    for count in range(1, 13):
        press(page, "add_layer")
        assert len(lab(page).experiment.hidden) == count
    assert page.button(key="add_layer").disabled


def test_new_draws_are_separate_buttons() -> None:
    page = open_page()
    for field in ("data_seed", "init_seed", "batch_seed"):
        before = getattr(lab(page).experiment, field)
        press(page, f"draw_{field}")
        assert getattr(lab(page).experiment, field) == before + 1
    assert len(lab(page).undo) == 3


def test_full_batch_and_batches() -> None:
    page = choose(open_page(), "batch_size", 16)
    assert lab(page).experiment.batch_size == 16
    choose(page, "batch_size", 0)
    assert lab(page).experiment.batch_size is None


def test_only_outputs_and_losses_that_fit_are_offered() -> None:
    page = open_page(dataset="plane")
    assert widget_of(page, "loss").options == ["squared error (auto)", "squared error"]
    assert not any("softmax" in option for option in widget_of(page, "output").options)
    page = open_page(dataset="blobs")
    assert widget_of(page, "output").options[0] == "softmax (auto)"
    for loss in ("mse", "cross_entropy", "binary_cross_entropy"):
        choose(page, "loss", loss)
        assert lab(page).experiment.loss == loss
        assert not page.error


def test_nonsense_opens_the_valid_part_with_a_sentence() -> None:
    page = open_page(
        dataset="nowhere",
        hidden="1000000000",
        learning_rate="-1",
        data_seed="7",
        t="never",
        optimizer="x" * 10_000,
    )
    assert lab(page).experiment == Experiment(data_seed=7)
    assert len(page.warning) == 1
    for name in ("dataset", "hidden", "learning_rate", "optimizer", "t"):
        assert f"{name}: expected" in page.warning[0].value
    assert len(page.warning[0].value) < 1500
    assert address(page) == {"data_seed": "7"}


def test_two_tabs_are_two_runs() -> None:
    one, other = open_page(), open_page()
    choose(one, "learning_rate", 0.25)
    run(other)
    assert lab(other).experiment == Experiment()


def test_the_live_view_is_mounted_with_the_run_around_the_shown_iteration() -> None:
    experiment = Experiment(batch_size=16, learning_rate=0.2)
    header, arrays = trace(open_page(**experiment.to_query(), t="341"))
    assert header["show"] == 341
    assert header["first"] <= 341 <= header["last"]
    assert header["setup"]["sizes"] == [2, 4, 3, 1]
    trainer = Trainer(experiment)
    trainer.seek(341)
    row = 341 - header["first"]
    assert (arrays["parameters"][row] == trainer.mlp.parameters).all()
    assert (arrays["gradients"][row] == trainer.mlp.gradients).all()
    assert arrays["history"][341, 0] == trainer.history.train_loss[341]


def test_large_networks_show_their_iteration_too() -> None:
    header, _ = trace(open_page(**PRESETS["digits"].experiment.to_query(), t="30"))
    assert header["first"] <= 30 <= header["last"]
    assert header["show"] == 30


def test_a_slow_server_shows_the_iteration_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "ANSWER_SECONDS", 0.0)  # time for one iteration of a stretch
    header, _ = trace(open_page(learning_rate="0.3125", t="17"))
    assert header["first"] == header["show"] == 17


def test_a_link_into_a_run_that_diverges_opens_at_its_end() -> None:
    page = open_page(dataset="plane", hidden="4", activations="relu", learning_rate="1000", t="900")
    header, _ = trace(page)
    assert header["show"] == header["last"] < 900
    assert header["diverged"]["sentence"].startswith("Training diverged at iteration")


def test_an_error_is_a_sentence_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from backprop.ui.train import sidebar

    def fail() -> None:
        raise RuntimeError("inner details")

    monkeypatch.setattr(sidebar, "draw", fail)
    page = open_page()
    assert len(page.error) == 1
    assert "Something went wrong" in page.error[0].value
    assert "inner details" not in page.error[0].value


def test_a_widget_stays_while_its_person_changes_it() -> None:
    page = open_page()
    key = widget_of(page, "learning_rate").key
    for rate in (0.25, 0.125):
        choose(page, "learning_rate", rate)
        assert widget_of(page, "learning_rate").key == key
