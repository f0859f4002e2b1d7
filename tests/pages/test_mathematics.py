"""The Mathematics page as Streamlit runs it: layers, equations, the program, the address."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment
from backprop.equations import layer_equations
from backprop.training import PRESETS
from tests.pages.opened import address, opened, trainer
from tests.pages.opened import run as run_page
from tests.selection import PRESETS_TRIED, tried


def open_page(**query: str) -> AppTest:
    return clean(opened("mathematics", query))


def run(page: AppTest) -> AppTest:
    return clean(run_page(page))


def clean(page: AppTest) -> AppTest:
    assert not page.error
    return page


def program(page: AppTest) -> dict[str, Any]:
    """What the component with the program is mounted with."""
    mounted = [
        element.proto
        for element in page.main
        if getattr(getattr(element, "proto", None), "component_name", "") == "backprop_program"
    ]
    assert len(mounted) == 1
    return json.loads(mounted[0].json)


def lit(page: AppTest) -> list[str]:
    return [line["text"].strip() for line in program(page)["lines"] if line["lit"]]


def choose_layer(page: AppTest, layer: int) -> AppTest:
    page.button_group[0].set_value(layer)
    return run(page)


def choose(page: AppTest, key: str) -> AppTest:
    page.radio[0].set_value(key)
    return run(page)


def test_opens_with_the_first_equation_of_layer_1() -> None:
    page = open_page()
    assert len(page.radio[0].options) == 7  # no loss in a hidden layer
    assert page.radio[0].value == "z"
    assert lit(page) == ["z.append(a[l - 1] @ W[l] + b[l])"]
    assert address(page) == {}


def test_the_options_are_the_layers_equations() -> None:
    page = choose_layer(open_page(t="12"), 3)
    equations = layer_equations(trainer(page), 3)
    assert page.radio[0].options == [f"**{e.name}** ${e.latex}$" for e in equations]
    assert r"\underset{250\times 3}{a^{2}}" in page.radio[0].options[0]
    assert address(page) == {"t": "12", "layer": "3"}


def test_a_chosen_equation_lights_its_lines() -> None:
    page = choose_layer(open_page(), 2)
    expected = {
        "a": ["def tanh(z):", "return np.tanh(z)", "a.append(f[l](z[l]))"],
        "da": ["da[l - 1] = dz[l] @ W[l].T"],
        "dz": ["def dtanh(z, a):", "return 1 - a**2", "dz[l] = da[l] * df[l](z[l], a[l])"],
        "dW": ["dW[l] = a[l - 1].T @ dz[l]"],
        "db": ["db[l] = dz[l].sum(axis=0, keepdims=True)"],
        "update": ["eta = learning_rate", "W[l] -= eta * dW[l]", "b[l] -= eta * db[l]"],
    }
    for key, lines in expected.items():
        choose(page, key)
        assert lit(page) == lines
        assert address(page) == {"layer": "2", "equation": key}


def test_the_choice_stays_while_the_layer_changes_and_falls_back_where_it_does_not_exist() -> None:
    page = choose(choose_layer(open_page(), 3), "loss")
    assert any("losses.sum()" in line for line in lit(page))
    choose_layer(page, 1)
    assert page.radio[0].value == "z"
    assert address(page) == {}
    choose(page, "dW")
    choose_layer(page, 2)
    assert page.radio[0].value == "dW"


@pytest.mark.parametrize(
    ("layer", "equation"),
    [("0", "nothing"), ("99", "loss"), ("-1", "²"), ("²", ""), ("1" * 99, "z")],
)
def test_nonsense_in_the_address_is_the_default(layer: str, equation: str) -> None:
    page = open_page(layer=layer, equation=equation)
    assert page.radio[0].value == "z"
    assert lit(page) == ["z.append(a[l - 1] @ W[l] + b[l])"]
    assert address(page) == {}


def test_a_link_opens_the_same() -> None:
    page = open_page(layer="3", equation="dW", t="7", optimizer="adam", learning_rate="0.01")
    assert page.radio[0].value == "dW"
    assert address(page)["layer"] == "3"
    assert address(page)["equation"] == "dW"
    assert trainer(page).iteration == 7


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED))
def test_every_preset_has_its_mathematics(name: str) -> None:
    page = open_page(**PRESETS[name].experiment.to_query(), t="3")
    depth = trainer(page).mlp.depth
    for layer in (1, depth):
        choose_layer(page, layer)
        said = " ".join(page.radio[0].proto.captions)
        follows = PRESETS[name].experiment.gradient_rule == "tutorial"
        assert ("This run follows the article's code" in said) == follows
        assert ("The article's code: " in said) != follows
        for key in ("z", "dz", "update"):
            assert lit(choose(page, key))


def test_the_program_prints_the_loss_that_the_page_names() -> None:
    page = open_page(t="40", **Experiment(batch_size=16, optimizer="adam").to_query())
    loss = trainer(page).history.train_loss[40]
    assert any(f"At iteration 40 it prints {loss:.10g}" in text.value for text in page.markdown)
    text = "\n".join(line["text"] for line in program(page)["lines"])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "program.py", "exec"), {})
    found = dict(line.split() for line in printed.getvalue().splitlines())
    assert len(found) == 101
    assert float(found["40"]) == pytest.approx(loss, rel=1e-12)


def test_the_program_goes_as_far_as_the_shown_iteration_and_no_further_than_the_run() -> None:
    far = open_page(t="250")
    assert any(line["text"] == "iterations = 250" for line in program(far)["lines"])
    ended = open_page(dataset="plane", hidden="4", activations="relu", learning_rate="1000", t="90")
    last = trainer(ended).last
    assert last < 90
    assert any(line["text"] == f"iterations = {last}" for line in program(ended)["lines"])


def test_a_network_without_hidden_layers_and_one_with_twelve() -> None:
    flat = open_page(hidden="", activations="")
    assert len(flat.radio[0].options) == 8
    deep = open_page(hidden=",".join(["3"] * 12))
    choose(choose_layer(deep, 13), "dz")
    assert lit(deep) == ["dz[L] = (a[L] - y) / len(y)  # = da[L] times the slope"]
