"""The chain rule page as Streamlit runs it: functions, refusals, URL. The picture itself is
tested in the browser; these tests check its data."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop.chain_rule import DEFAULT_EXAMPLE, EXAMPLES, compose, forward_order, reverse_order
from backprop.chain_rule.stacked import stack
from backprop.chain_rule.total_derivative import sweep
from backprop.live_view.trace import unpack
from tests.pages.opened import address, lab, opened, run


def open_page(**query: str) -> AppTest:
    return opened("chain_rule", query)


def widget(page: AppTest, name: str) -> Any:
    """The widget of a choice; a new one where the value came from elsewhere (state.choice_key)."""
    for kind in ("selectbox", "text_input", "number_input"):
        for found in page.get(kind):
            if (
                str(found.key)
                .removeprefix("choice_")
                .removeprefix("chain_rule_")
                .partition("__")[0]
                == name
            ):
                return found
    raise AssertionError(f"no widget for {name}")


def choose(page: AppTest, name: str, value: Any) -> AppTest:
    widget(page, name).set_value(value)
    return run(page)


def mounted(page: AppTest, name: str) -> list[Any]:
    return [
        element.proto
        for element in page.main
        if getattr(getattr(element, "proto", None), "component_name", "") == name
    ]


def picture(page: AppTest) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the picture is mounted with."""
    (proto,) = mounted(page, "backprop_chain_rule")
    return unpack(proto.bytes)


def stacked(page: AppTest) -> dict[str, Any]:
    (proto,) = mounted(page, "backprop_chain_stack")
    return json.loads(proto.json)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_shown_with_the_engines_numbers(name: str) -> None:
    page = choose(open_page(), "chain_example", name)
    example = EXAMPLES[name]
    assert not page.error
    assert any(example.look_for == caption.value for caption in page.caption)
    header, blocks = picture(page)
    found = sweep(compose(example.f, example.t, example.u, example.v), example.low, example.high)
    there = found.rule.defined
    for block, values in (
        ("inner", found.rule.inner),
        ("slopes", found.rule.slopes),
        ("total", found.rule.total),
        ("partials", found.rule.partials),
        ("products", found.rule.products),
        ("value", found.rule.value),
        ("numerical", found.numerical),
    ):
        assert (blocks[block][..., there] == values[..., there]).all(), block
        assert np.isnan(blocks[block][..., ~there]).all(), block
    assert (blocks["error"][there] == found.differential.error[there]).all()
    assert blocks["x"][header["start"]["x"]] == pytest.approx(example.x, abs=0.02)
    assert blocks["dx"][header["start"]["dx"]] == pytest.approx(example.dx, rel=0.2)
    assert address(page) == ({} if name == DEFAULT_EXAMPLE else {"chain_example": name})


def test_typed_functions_are_taken_and_stand_in_the_address() -> None:
    page = choose(open_page(), "chain_f", "t^2 + u*v")
    choose(page, "chain_v", "exp(-x)")
    header, blocks = picture(page)
    assert header["texts"] == {"f": "t^2 + u*v", "t": "x^2", "u": "sin(x)", "v": "exp(-x)"}
    x = blocks["x"]
    assert blocks["total"] == pytest.approx(
        4 * x**3 + np.cos(x) * np.exp(-x) - np.sin(x) * np.exp(-x), rel=1e-12, abs=1e-12
    )
    assert address(page) == {"chain_f": "t^2 + u*v", "chain_v": "exp(-x)"}
    again = open_page(**address(page))
    assert picture(again)[0]["id"] == header["id"]
    choose(page, "chain_example", "same")
    assert address(page) == {"chain_example": "same"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("t.__class__", "f(t, u, v): Leave out “.”"),
        ("__import__('os')", "f(t, u, v): Leave out `__import__`"),
        ("x" * 10_000, "f(t, u, v): Shorten the formula to 200 characters."),
        ("t**9**9", "f(t, u, v): Use exponents from −100 to 100."),
        ("log(-1-t^2)", "f(t, u, v): `log(-1-t^2)` has no value"),
        ("t +", "f(t, u, v): Put a number"),
    ],
)
def test_a_refused_formula_is_one_sentence_and_stays_to_be_mended(text: str, sentence: str) -> None:
    page = choose(open_page(), "chain_f", text)
    assert len(page.error) == 1
    assert page.error[0].value.startswith(sentence)
    assert not mounted(page, "backprop_chain_rule")
    assert widget(page, "chain_f").value == text.strip()[:500]
    assert stacked(page)["sizes"] == [4, 4, 4, 1]  # the other part goes on
    choose(page, "chain_f", "t + u")
    assert not page.error
    assert picture(page)[0]["texts"]["f"] == "t + u"


def test_an_empty_formula_brings_the_examples_own_back() -> None:
    page = choose(open_page(), "chain_t", "x^3")
    choose(page, "chain_t", "")
    assert not page.error
    assert picture(page)[0]["texts"]["t"] == "x^2"
    assert widget(page, "chain_t").value == "x^2"


def test_the_range_can_be_changed_but_not_turned_round() -> None:
    page = choose(open_page(), "chain_high", 2.0)
    _, blocks = picture(page)
    assert (blocks["x"][0], blocks["x"][-1]) == (-3.0, 2.0)
    choose(page, "chain_low", 2.5)
    assert len(page.error) == 1
    assert "leaves no range for x" in page.error[0].value
    assert picture(page)[1]["x"][0] == -3.0


def test_nonsense_in_the_address_gets_the_defaults() -> None:
    page = open_page(
        chain_example="nowhere",
        chain_low="nan",
        chain_high="1e400",
        chain_x="never",
        chain_dx="-1",
        chain_sizes="4,4,99,1",
        batch_size="16",
    )
    header, blocks = picture(page)
    assert not page.error
    assert header["texts"]["f"] == EXAMPLES[DEFAULT_EXAMPLE].f
    assert blocks["x"][header["start"]["x"]] == pytest.approx(EXAMPLES[DEFAULT_EXAMPLE].x)
    assert stacked(page)["sizes"] == [4, 4, 4, 1]
    for sizes in ("²,4,4,1", "4,4,4", "0,4,4,1", "٣,4,4,1"):
        assert stacked(open_page(chain_sizes=sizes))["sizes"] == [4, 4, 4, 1]


def test_the_run_is_kept() -> None:
    page = open_page(hidden="5", activations="relu", t="12", chain_example="neuron")
    assert lab(page).experiment.hidden == (5,)
    assert lab(page).shown == 12
    assert address(page) == {
        "hidden": "5",
        "activations": "relu",
        "t": "12",
        "chain_example": "neuron",
    }
    assert len(page.get("page_link")) == 1
    run(page.switch_page("../../pages/train.py"))
    assert address(page) == {"hidden": "5", "activations": "relu", "t": "12"}


def test_sizes_of_the_stack_and_the_counted_multiplications() -> None:
    page = choose(open_page(), "chain_size_3", 4)
    choose(page, "chain_size_0", 1)
    assert address(page) == {"chain_sizes": "1,4,4,4"}
    shown, found = stacked(page), stack((1, 4, 4, 4))
    for lane, order in zip(
        shown["lanes"], (reverse_order(found), forward_order(found)), strict=True
    ):
        assert lane["total"] == order.multiplications
        assert np.array_equal(lane["steps"][-1]["matrix"], order.result)
    assert "Forward wins, 32 to 80" in shown["sentences"][-1]
    page.button(key="chain_sizes_12_12_12_1").click()
    run(page)
    assert stacked(page)["sizes"] == [12, 12, 12, 1]
    assert widget(page, "chain_size_0").value == 12
