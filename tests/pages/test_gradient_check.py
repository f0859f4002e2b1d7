"""The Gradient check page as Streamlit runs it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer, gradient_check
from backprop.figures.gradient_check import error_text
from backprop.training import PRESETS
from backprop.training.choices import BOUNDS
from backprop.ui.gradient_check.plan import plan
from tests.pages.opened import address, lab, opened, run
from tests.selection import PRESETS_TRIED, tried


def open_page(**query: str) -> AppTest:
    return opened("gradient_check", query)


def widget(page: AppTest, name: str) -> Any:
    """A choice's widget, in its newest generation (state.choice_key)."""
    kinds = ("segmented_control", "button_group", "select_slider", "selectbox", "number_input")
    found = [
        w
        for kind in kinds
        for w in page.get(kind)
        if str(w.key).removeprefix("choice_").partition("__")[0] == name
    ]
    assert found, f"no widget {name}"
    return found[0]


def choose(page: AppTest, name: str, value: Any) -> AppTest:
    widget(page, name).set_value(value)
    return run(page)


def expected(page: AppTest, **more: Any) -> Any:
    trainer = Trainer(lab(page).experiment)
    trainer.seek(lab(page).shown)
    return gradient_check(trainer.mlp, *trainer.batch_data, **more)


def verdicts(page: AppTest) -> list[str]:
    return [html.proto.body for html in page.get("html") if "layer-verdict-" in html.proto.body]


def test_it_opens_on_the_run_and_passes() -> None:
    page = open_page(t="7", batch_size="20")
    check = expected(page)
    assert lab(page).shown == 7
    [success] = page.success
    assert success.value.endswith(f"Largest error {error_text(check.worst)}.")
    assert len(verdicts(page)) == 3
    for layer, verdict in zip(check.layers, verdicts(page), strict=True):
        assert f"Layer {layer.layer}" in verdict
        assert f"agrees to {error_text(layer.worst)}" in verdict
    assert address(page) == {"t": "7", "batch_size": "20"}


def test_method_and_step_size_are_in_the_address_and_come_back() -> None:
    page = choose(open_page(), "gradient_check_method", "central")
    assert address(page) == {"method": "central"}
    assert widget(page, "gradient_check_eps").value == "1e-5"
    page = choose(page, "gradient_check_eps", "1e-7")
    assert address(page) == {"method": "central", "eps": "1e-7"}
    check = expected(page, method="central", step=1e-7)
    assert page.success[0].value.endswith(f"Largest error {error_text(check.worst)}.")
    other = open_page(**address(page))
    assert other.success[0].value == page.success[0].value
    page = choose(page, "gradient_check_method", "complex")
    assert address(page) == {}
    assert widget(page, "gradient_check_eps").value == "1e-20"


def test_a_bad_step_size_is_not_taken_for_a_wrong_gradient() -> None:
    for eps in ("1e-1", "1e-15"):
        page = open_page(method="central", eps=eps, t="40")
        assert not page.error
        assert not page.success
        assert "the step size is to blame, not the gradient" in page.warning[0].value
        check = expected(page, method="central", step=float(eps))
        assert f"Error {error_text(check.worst)}" in page.warning[0].value


def test_kinks_are_named_and_counted() -> None:
    page = open_page(activations="relu,relu", method="central", eps="1e-3", t="40")
    check = expected(page, method="central", step=1e-3)
    assert check.kinks > 0
    assert page.success
    [note] = [c.value for c in page.caption if "at a kink" in c.value]
    assert note.startswith(f"{check.kinks} cell")
    assert any("at a kink" in verdict for verdict in verdicts(page))
    assert not any("kink" in c.value for c in open_page(activations="relu,relu").caption)


def test_the_articles_rule_is_found_out() -> None:
    page = open_page(**PRESETS["tutorial"].experiment.to_query(), t="5")
    [error] = page.error
    assert "2 times the true one" in error.value
    assert "wrong on purpose" in error.value
    assert len(verdicts(page)) == 3
    assert all("✗" in verdict for verdict in verdicts(page))


@pytest.mark.parametrize(
    "query",
    [
        {"method": "forward", "eps": "1e-55"},
        {"eps": "0"},
        {"eps": "-1e-5"},
        {"eps": "nan"},
        {"method": "", "eps": "x" * 600},
        {"method": "complex", "eps": "1e-400"},
    ],
)
def test_nonsense_in_the_address_gets_the_default(query: dict[str, str]) -> None:
    page = open_page(**query)
    assert widget(page, "gradient_check_eps").value == "1e-20"
    assert page.success
    assert address(page) == {}


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED))
def test_every_preset_is_checked(name: str) -> None:
    page = open_page(**PRESETS[name].experiment.to_query(), t="2")
    assert page.success or PRESETS[name].experiment.gradient_rule == "tutorial"


def test_a_large_network_is_checked_in_part_and_says_so() -> None:
    page = open_page(hidden="200,200,200", activations="tanh,tanh,tanh", n_samples="1000")
    [note] = [c.value for c in page.caption if "To answer in time" in c.value]
    assert "on the first 32 of the batch's 500 samples" in note
    assert page.success
    many = open_page(hidden="8", activations="tanh", n_samples=str(int(BOUNDS["n_samples"].high)))
    assert many.success


def test_what_fits_is_planned() -> None:
    small = plan(Trainer(Experiment()), "complex")
    assert (small.samples, small.cells, small.sentence) == (250, None, "")
    wide = plan(
        Trainer(Experiment(hidden=(200, 200), activations=("tanh",) * 2, n_samples=2000)), "complex"
    )
    assert wide.cells is None
    assert 32 <= wide.samples < 1000
    assert f"the first {wide.samples:,} of the batch's 1,000 samples" in wide.sentence
    central = plan(
        Trainer(Experiment(hidden=(200, 200), activations=("tanh",) * 2, n_samples=2000)), "central"
    )
    assert central.samples < wide.samples


def test_the_iteration_can_be_stepped_here() -> None:
    page = open_page(t="3")
    page.button(key="standing_1").click()
    page = run(page)
    assert lab(page).shown == 4
    assert address(page) == {"t": "4"}
    assert any("at iteration 4" in m.value for m in page.markdown)
    assert len(page.expander) == 1
    assert "gradients=my_gradients" in page.code[0].value
