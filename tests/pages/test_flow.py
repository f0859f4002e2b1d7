"""The Gradient flow page as Streamlit runs it: choices, diagnoses, the run to try, the address."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.training import PRESETS
from tests.pages.opened import address, charts, lab, opened
from tests.pages.opened import run as run_page
from tests.selection import PRESETS_TRIED, tried

VANISHING = PRESETS["vanishing"].experiment


def open_page(**query: str) -> AppTest:
    return clean(opened("flow", query))


def run(page: AppTest) -> AppTest:
    return clean(run_page(page))


def clean(page: AppTest) -> AppTest:
    assert not page.error
    return page


def choose(page: AppTest, name: str, value: str | int) -> AppTest:
    keys = f"choice_flow_{name}", f"choice_shared_{name}"
    found = [b for b in page.button_group if str(b.key).startswith(keys)]
    assert len(found) == 1
    found[0].set_value(value)
    return run(page)


def figure(page: AppTest, key: str) -> dict[str, Any]:
    """The Plotly figure with that key."""
    return charts(page)[key]


def array(values: Any) -> np.ndarray[Any, Any]:
    """Plotly's JSON of an array: a list, or its bytes in base64 with their type."""
    import base64

    if isinstance(values, dict):
        flat = np.frombuffer(base64.b64decode(values["bdata"]), np.dtype(values["dtype"]))
        return flat.reshape([int(n) for n in str(values.get("shape", len(flat))).split(",")])
    return np.array([np.nan if v is None else v for v in values], dtype=float)


def diagnoses(page: AppTest) -> list[str]:
    return [str(b.key).removeprefix("try_") for b in page.button if str(b.key).startswith("try_")]


def texts(page: AppTest) -> str:
    return " ".join(m.value for m in [*page.markdown, *page.caption])


def test_a_run_that_was_not_trained_is_looked_at_for_a_hundred_iterations() -> None:
    page = open_page()
    assert address(page) == {}
    assert lab(page).shown == 0
    assert diagnoses(page) == []
    # The Train page, which opens first, may have trained it further.
    last = max(100, lab(page).trainer.last)
    said = f"**No diagnosis.** In iterations 0 to {last} nothing points to a problem."
    assert said in texts(page)


def test_the_curves_are_the_numbers_of_the_run() -> None:
    page = open_page(t="12", until="shown", quantity="dW", size="norm", batch_size="16")
    trainer = Trainer(Experiment(batch_size=16))
    traces = {trace["name"]: trace for trace in figure(page, "flow_curves")["data"]}
    for l in (1, 2, 3):
        expected = []
        for t in range(13):
            trainer.seek(t)
            expected.append(np.linalg.norm(trainer.mlp.dW[l]))
        np.testing.assert_allclose(array(traces[f"layer {l}"]["y"]), expected, rtol=1e-12)
    heat = figure(page, "flow_map")["data"][0]
    np.testing.assert_allclose(array(heat["z"])[2][-1], np.log10(expected[-1]), rtol=1e-12)


def test_choices_are_kept_in_the_address() -> None:
    page = choose(open_page(t="7"), "quantity", "update")
    choose(page, "until", "shown")
    choose(page, "layer", 3)
    assert address(page) == {"t": "7", "quantity": "update", "until": "shown", "layer": "3"}
    assert "Iterations 0 to 7, the shown one, are shown." in texts(page)
    assert "rule of thumb" in json.dumps(figure(page, "flow_curves")["layout"], ensure_ascii=False)
    choose(page, "quantity", "db")
    choose(page, "size", "norm")
    assert address(page) == {
        "t": "7",
        "quantity": "db",
        "size": "norm",
        "until": "shown",
        "layer": "3",
    }
    for name in ("dW", "dz", "da", "dead", "saturated"):
        choose(page, "quantity", name)


@pytest.mark.parametrize("text", ["", "nothing", "99", "-1", "²", "1" * 99])
def test_nonsense_in_the_address_is_the_default(text: str) -> None:
    page = open_page(quantity=text, size=text, until=text, layer=text)
    assert address(page) == {}


def test_the_run_to_try_is_put_beside_this_one() -> None:
    page = open_page(**VANISHING.to_query(), t="150")
    assert diagnoses(page) == ["vanishing"]
    trainer = Trainer(VANISHING)
    trainer.seek(150)
    share = np.abs(trainer.mlp.dz[1]).mean() / np.abs(trainer.mlp.dz[7]).mean()
    assert f"{share:.1e}".replace("e-0", "e−") in texts(page)
    button = page.button(key="try_vanishing")
    assert button.label == (
        "Start it beside this one: ReLU in the hidden layers, "
        "initial weights Glorot uniform → He normal"
    )
    button.click()
    page.run()
    assert not page.exception
    own, tried = lab(page).compared
    assert own == lab(page).experiment == VANISHING
    assert tried.activations == ("relu",) * 6
    assert tried.initializer == "he_normal"
    assert lab(page).shown == 150
    assert lab(page).undo == []


def test_it_looks_further_when_asked_and_the_shown_iteration_stays() -> None:
    page = open_page(t="4")
    page.button(key="flow_further_button").click()
    run(page)
    assert "In iterations 0 to 300 nothing points to a problem" in texts(page)
    assert lab(page).shown == 4


def test_a_run_that_ends() -> None:
    query = Experiment(
        dataset="plane", hidden=(4,), activations=("relu",), learning_rate=1000.0
    ).to_query()
    page = open_page(**query)
    assert "diverged" in diagnoses(page)
    assert "Training diverged at iteration" in texts(page)


AT_TWENTY = {  # what the presets that are made to fail show at iteration 20; the others show nothing
    "tutorial": ["dead"],
    "tutorial_decay": ["dead"],
    "xor_line": ["linear"],
    "vanishing": ["vanishing"],
    "dead": ["dead", "rate_too_high"],
    "exploding": ["dead"],
    "zeros": ["symmetric"],
}


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED, "dead"))
def test_every_preset_opens(name: str) -> None:
    page = open_page(**PRESETS[name].experiment.to_query(), t="20", until="shown")
    assert diagnoses(page) == AT_TWENTY.get(name, [])


def test_a_network_without_hidden_layers_and_one_with_twelve() -> None:
    assert diagnoses(open_page(hidden="", activations="", dataset="xor")) == ["linear"]
    page = choose(open_page(hidden=",".join(["3"] * 12)), "layer", 13)
    assert len(figure(page, "flow_curves")["data"]) == 13


def test_where_all_gradients_are_zero_the_map_says_so() -> None:
    page = open_page(initializer="zeros", quantity="da", until="shown")
    assert diagnoses(page) == ["symmetric"]
    page = choose(page, "quantity", "dW")
    assert "(none above 0)" in texts(page)
    assert "(0 to 1)" in texts(choose(page, "quantity", "dead"))
