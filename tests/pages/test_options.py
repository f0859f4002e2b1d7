"""All options of all pages: they round-trip, reject invalid values and affect no other page."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.live_view.sample_walk import walk_data
from backprop.ui import state
from backprop.ui.lab import Lab
from backprop.ui.options import SHARED, Option
from backprop.ui.sample.choice import CELL, MOVE, SAMPLE
from backprop.walkthrough.explanation import follow_in
from tests.pages.all_options import ALL_OPTIONS
from tests.pages.opened import ROOT, address, lab, opened, run
from tests.pages.test_hostile_links import VALUES

FREE = (
    "chain_f",
    "chain_t",
    "chain_u",
    "chain_v",
)  # any text is taken; the page says what is wrong
# Two texts of an option whose values cannot be listed, or depend on another option.
TEXTS = {
    "train": ("W2-1-1", "off"),
    **dict.fromkeys(FREE, ("x", "x+1")),
    "chain_low": ("-2", "-1.5"),
    "chain_high": ("2", "2.5"),
    "chain_x": ("0.5", "0.25"),
    "chain_dx": ("0.5", "0.25"),
    "chain_sizes": ("2,3,4,5", "1,2,3,4"),
    "sample": ("7", "test-2"),
    "move": ("z1.2", "loss"),
    "cell": ("2.3.1", "1.b.2"),
    "open": ("2.1.0", "1"),
    "equation": ("dz", "dW"),
    "other": ("3", "4"),
    "held": ("3", "4"),
    "weight_x": ("W2.2.1", "b1.2"),
    "weight_y": ("W1.2.2", "b3.1"),
    "from": ("~init_seed-7", "~init_seed-8"),
}
EVERY = [option for options in ALL_OPTIONS.values() for option in options]
IN_LINKS = {
    page: [option for option in options if option.in_address]
    for page, options in ALL_OPTIONS.items()
}


def named(option: Option[Any]) -> str:
    return f"{option.page}-{option.name}"


def texts(option: Option[Any], session: Lab) -> tuple[str, str]:
    """Two texts of values that are not the default."""
    listed = TEXTS.get("train" if option.page == "train" else option.name)
    if listed or option.allowed is None:
        return listed or ("", "")
    values = option.allowed(session)
    others = [value for value in values[:3] if value != option.default]
    return option.text(others[0]), option.text(others[-1])


def links(which: int) -> dict[str, dict[str, str]]:
    """For every page the parameters of a link in which no option is at its default."""
    session = Lab(Experiment())
    return {
        page: {option.name: texts(option, session)[which] for option in options}
        for page, options in IN_LINKS.items()
    }


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Lab:
    found = Lab(Experiment())
    monkeypatch.setattr(state, "lab", lambda: found)
    return found


def test_every_page_has_its_own_options() -> None:
    taken = {"t", "lesson", state.RUNS, *(field.name for field in dataclasses.fields(Experiment))}
    for page, options in ALL_OPTIONS.items():
        names = [option.name for option in options]
        assert len(set(names)) == len(names)
        assert not taken & set(names)
        assert {option.page for option in options} <= {page, SHARED}
    assert len({option.widget for option in EVERY}) == len(set(EVERY))
    # The layer of Gradient flow is that of Mathematics; nothing else is shared.
    assert {option.name for option in EVERY if option.page == SHARED} == {"layer"}


@pytest.mark.parametrize("option", EVERY, ids=named)
def test_the_default_and_other_values_go_to_text_and_back(
    option: Option[Any], session: Lab
) -> None:
    assert (option.value(), option.in_link) == (option.default, "")
    for text in texts(option, session):
        assert option.take(text) == ""
        assert option.value() != option.default
        assert option.text(option.value()) == text
        assert option.in_link == (text if option.in_address else "")
    option.reset()
    assert (option.value(), option.in_link) == (option.default, "")
    if option.allowed is not None:
        for value in option.allowed(session)[:50]:
            option.choose(value)
            assert option.value() == value


@pytest.mark.parametrize("option", EVERY, ids=named)
def test_what_is_no_value_is_one_sentence_and_the_default(
    option: Option[Any], session: Lab
) -> None:
    good = texts(option, session)[0]
    refused = 0
    for text in VALUES:
        option.take(good)
        sentence = option.take(text)
        if sentence:
            refused += 1
            assert sentence.startswith(f"{option.name}: expected ")
            assert sentence.endswith(" The default is used.")
            assert len(sentence) < 300
            assert (option.value(), option.in_link) == (option.default, "")
        else:
            assert text == "" or option.value() == option.parse(text, session)
    assert refused


def test_a_chosen_value_waits_while_the_run_has_no_place_for_it(session: Lab) -> None:
    for option, text in ((SAMPLE, "200"), (CELL, "3.1.1")):
        assert option.take(text) == ""
    session.change(Experiment(hidden=(), activations=(), n_samples=50))
    assert [option.value() for option in (SAMPLE, CELL)] == [None, None]
    assert [option.in_link for option in (SAMPLE, CELL)] == ["", ""]
    session.go_back()
    assert [option.in_link for option in (SAMPLE, CELL)] == ["200", "3.1.1"]


def test_every_move_of_a_walk_can_stand_in_a_link(session: Lab) -> None:
    for experiment in (Experiment(), Experiment(dataset="blobs", optimizer="adam", l2=0.01)):
        trainer = Trainer(experiment)
        data = walk_data(trainer, follow_in(trainer, 0, False), 0, False, "")
        moves = [move["id"] for move in data["walk"]["moves"]]
        assert len(moves) > 20
        assert [move for move in moves if MOVE.take(move)] == []


def gone_to(page: AppTest, name: str) -> AppTest:
    return run(page.switch_page(str(ROOT / "pages" / f"{name}.py")))


def test_no_page_disturbs_another() -> None:
    """Each page is opened with one link, then each with another; a page follows its second link, whatever
    was chosen elsewhere in between."""
    page = opened("train", {})
    for which in (0, 1):
        for name, link in links(which).items():
            lab(page).linked = dict(link)
            gone_to(page, name)
            assert address(page) == link
    shared = {"layer": links(1)["flow"]["layer"]}
    for name, link in links(1).items():
        assert address(gone_to(page, name)) == link | {k: v for k, v in shared.items() if k in link}
        assert lab(page).rejected == []


def test_gradient_flow_keeps_the_points_of_the_landscape() -> None:
    page = opened("landscape", {"size": "11"})
    group(gone_to(page, "flow"), "Size").set_value("norm")
    group(run(page), "Size").set_value("mean")
    run(page)
    assert address(gone_to(page, "landscape")) == {"size": "11"}


def test_compare_keeps_the_view_of_the_landscape() -> None:
    page = opened("landscape", {"size": "11", "view": "surface"})
    group(gone_to(page, "compare"), "View").set_value("sweep")
    assert address(run(page)) == {"view": "sweep"}
    assert address(gone_to(page, "landscape")) == {"size": "11", "view": "surface"}
    assert address(gone_to(page, "compare")) == {"view": "sweep"}


def group(page: AppTest, label: str) -> Any:
    (found,) = [element for element in page.button_group if element.label == label]
    return found


def test_a_link_sets_options_of_its_own_page_only() -> None:
    page = opened("train", {"size": "norm", "view": "sweep", "layer": "2"})
    for name in ("flow", "compare", "landscape"):
        assert address(gone_to(page, name)) == {}
    assert lab(page).rejected == []


@pytest.mark.parametrize("name", ALL_OPTIONS)
def test_a_link_of_bad_values_is_answered_with_a_sentence_for_each(name: str) -> None:
    bad = [option.name for option in IN_LINKS[name] if option.name not in FREE]
    page = opened(name, dict.fromkeys(bad, "<b>"))
    (warning,) = page.warning
    for option in bad:
        assert warning.value.count(f"{option}: expected ") == 1
    assert warning.value.count("got '<b>'. The default is used.") == len(bad)
    assert address(page) == {}


def test_a_link_sets_nothing_but_options() -> None:
    """A link does not set a page's own memory, or choices that are not in the URL."""
    run_name = Lab(Experiment()).run
    page = opened("flow", {"flow_further": f"{run_name}:x", "flow_stopped": f"{run_name}:100"})
    assert "Stopped" not in " ".join(caption.value for caption in page.caption)
    page = opened("compare", {"view": "sweep", "vary": "banana", "sweep": "banana"})
    assert group(page, "Vary one choice of the run on the Train page").value == "learning_rate"
    page = opened("clinic", {"mistake": "12", "guess": "sign_turned"})
    assert next(box for box in page.selectbox if "Which" in box.label).value == ""
    for link in ({"table_refused": "Call this number."}, {"chain_refused": "Call this number."}):
        for name in ("your_data", "chain_rule"):
            assert not opened(name, link).error
