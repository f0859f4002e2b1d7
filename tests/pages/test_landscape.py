"""The Landscape page as Streamlit runs it: its numbers, its choices, its URL."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.landscape import (
    Objective,
    Surface,
    descent,
    largest_alpha,
    next_step,
    path_of,
    path_plane,
    random_plane,
    weights_plane,
)
from backprop.notation import rounded, signed
from backprop.training import PRESETS
from backprop.ui.landscape import lines
from backprop.ui.landscape import plane as page_plane
from backprop.ui.landscape.weights import Weights
from backprop.ui.state import KEY
from tests.pages.opened import address, charts, opened, trainer
from tests.pages.opened import run as run_page
from tests.selection import PRESETS_TRIED, tried

SMALL = {"size": "11"}  # points a side: the tests need no fine picture


def open_page(**query: str) -> AppTest:
    return clean(opened("landscape", query))


def run(page: AppTest) -> AppTest:
    return clean(run_page(page))


def clean(page: AppTest) -> AppTest:
    assert not page.error
    return page


def said(page: AppTest) -> str:
    return " ".join(element.value for element in (*page.markdown, *page.caption, *page.info))


def figure(page: AppTest, axes: str) -> dict[str, Any]:
    """The one figure whose traces are of that type."""
    found = charts(page).values()
    fitting = [f for f in found if any(trace.get("type") == axes for trace in f["data"])]
    assert len(fitting) == 1
    return fitting[0]


def titles(page: AppTest) -> list[str]:
    return [text.value for text in page.markdown if text.value.startswith("## ")]


def select(page: AppTest, label: str) -> Any:
    return next(box for box in page.selectbox if box.label == label)


def same_surface(page: AppTest, plane: Any, size: int = 11) -> Surface:
    """The picture's losses are those of the engine on that plane."""
    drawn = figure(page, "contour")["data"][0]
    x, y = np.array(read(drawn["x"])), np.array(read(drawn["y"]))
    run_now = trainer(page)
    surface = Surface(plane, x, y)
    surface.advance(Objective(run_now.mlp, run_now.dataset.X_train, run_now.dataset.y_train), 60.0)
    shown = np.array(read(drawn["customdata"])).reshape(size, size)
    np.testing.assert_allclose(shown, surface.losses, rtol=1e-12)
    return surface


def read(values: Any) -> list[float]:
    """Numbers of a figure's JSON, which may carry them as bytes."""
    if isinstance(values, dict):
        import base64

        found = np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"])
        return found.astype(np.float64).tolist()
    return values


def test_opens_at_iteration_0_with_a_random_plane() -> None:
    page = open_page(**SMALL)
    now = trainer(page)
    assert titles(page) == [
        "## Loss of the 250 training points along −g at iteration 0",
        "## Loss of the 250 training points between iterations 100 and 0",
        "## Loss of the 250 training points at iteration 0",
    ]
    surface = same_surface(page, random_plane(now.mlp.parameters, now.mlp.layer_sizes, 0))
    assert surface.losses[5, 5] == pytest.approx(now.history.train_loss[0], rel=1e-12)
    assert address(page) == SMALL


@pytest.mark.parametrize("query", [{}, {"l2": "0.01"}, {"batch_size": "20"}, {"optimizer": "adam"}])
def test_the_sentences_say_what_the_engine_computes(query: dict[str, str]) -> None:
    page = open_page(t="30", **SMALL, **query)
    now = trainer(page)
    mlp, text = now.mlp, said(page)
    objective = Objective(mlp, *now.batch_data)
    theta, g = mlp.parameters.copy(), mlp.gradients.copy()
    slope = descent(objective, theta, g, 1.0).slope
    assert slope == pytest.approx(-(g @ g), rel=1e-9)
    step = next_step(objective, theta, now.update)
    assert f"slope −‖g‖² = {rounded(slope)}." in text
    assert (
        f"**{signed(step.change)}**, from {rounded(step.before)} to {rounded(step.after)}" in text
    )
    assert f"the first order predicts {signed(step.predicted)}." in text
    largest = largest_alpha(objective, theta, g).alpha
    assert largest is not None
    own = "the loss of the batch" if "batch_size" in query else "the loss"
    assert f"The largest α that still lowers {own} is **{rounded(largest)}**" in text
    if "l2" in query:
        assert titles(page)[2] == (
            "## Loss of the 250 training points with the penalty at iteration 30"
        )
    if "batch_size" in query:
        assert titles(page)[0] == "## Loss of the shown batch of 20 along −g at iteration 30"
        everything = Objective(mlp, now.dataset.X_train, now.dataset.y_train)
        change = next_step(everything, theta, now.update).change
        assert f"The loss of the training set changes by {signed(change)}." in text
        assert "Arrow: the negative gradient of the shown batch" in text
    assert ("next step (Adam: not straight along −g) actually" in text) == ("optimizer" in query)


def test_directions_by_menu() -> None:
    page = open_page(t="40", **SMALL)
    now = trainer(page)
    select(page, "Directions").set_value("path")
    run(page)
    plane = path_plane(path_of(now, 40))
    assert plane.shares is not None
    drawn = figure(page, "contour")["layout"]["xaxis"]["title"]["text"]
    assert drawn == f"component 1 ({100 * plane.shares[0]:.1f} %)"
    assert f"captures {100 * sum(plane.shares):.1f} % of the variance of the path" in said(page)
    same_surface(page, plane)
    select(page, "Directions").set_value("weights")
    run(page)
    same_surface(page, weights_plane(now.mlp.parameters.copy(), 0, 4))
    select(page, "Across").set_value("b3.1")
    run(page)
    same_surface(page, weights_plane(now.mlp.parameters.copy(), now.mlp.parameters.size - 1, 4))
    assert figure(page, "contour")["layout"]["xaxis"]["title"]["text"] == "b³[1]"
    assert address(page) == {"t": "40", "directions": "weights", "weight_x": "b3.1"} | SMALL


def test_a_link_opens_the_same() -> None:
    query = {"t": "12", "directions": "random", "seed": "5", "range": "0.5", "view": "surface"}
    page = open_page(**query, **SMALL)
    now = trainer(page)
    assert figure(page, "surface")["data"][0]["type"] == "surface"
    assert address(page) == {k: v for k, v in query.items() if v != "random"} | SMALL  # the default
    page.button_group[0].set_value("contour")
    run(page)
    same_surface(page, random_plane(now.mlp.parameters.copy(), now.mlp.layer_sizes, 5))
    x = read(figure(page, "contour")["data"][0]["x"])
    assert (x[0], x[-1]) == (-0.5, 0.5)


@pytest.mark.parametrize("nonsense", ["²", "-1", "banana", "1e3", "9" * 99, "W1.2", "W9.1.1", ""])
def test_nonsense_is_the_default(nonsense: str) -> None:
    names = ("directions", "seed", "range", "view", "alpha", "other", "held", "weight_x", "from")
    page = open_page(t="3", **SMALL, **dict.fromkeys(names, nonsense))
    now = trainer(page)
    same_surface(page, random_plane(now.mlp.parameters.copy(), now.mlp.layer_sizes, 0))
    assert "between iterations 0 and 3" in titles(page)[1]


def test_a_held_plane_stays_and_the_point_moves() -> None:
    page = open_page(t="20", **SMALL)
    now = trainer(page)
    plane = random_plane(now.mlp.parameters.copy(), now.mlp.layer_sizes, 0)
    page.toggle[0].set_value(True)
    run(page)
    assert address(page)["held"] == "20"
    for _ in range(2):
        page.button(key="standing_1").click()
        run(page)
    assert titles(page)[2].endswith("around iteration 20")
    same_surface(page, plane)
    point = next(t for t in figure(page, "contour")["data"] if t.get("name") == "shown")
    wanted = plane.points(trainer(page).mlp.parameters[None])[0]
    assert [*read(point["x"]), *read(point["y"])] == pytest.approx(wanted)
    assert abs(wanted).max() > 0


def test_a_surface_can_be_stopped_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    advance = Surface.advance
    monkeypatch.setattr(
        Surface, "advance", lambda self, objective, _: advance(self, objective, 0.0)
    )
    page = open_page(t="21", seed="77", size="31")
    assert "Stopped" not in said(page)
    key = f"{trainer(page).experiment} 21 {('random', 78, 0, 4, 1.0)} 31 {(0.0, 0.0)}"
    page.session_state[KEY].page_memory["landscape_stopped"] = key
    page.number_input(key="choice_landscape_seed").set_value(78)
    run(page)
    assert "Stopped after 0 of 31 rows." in said(page)
    page.button(key="landscape_go_on").click()
    run(page)
    assert "Stopped" not in said(page)
    monkeypatch.undo()
    now = trainer(page)
    same_surface(page, random_plane(now.mlp.parameters.copy(), now.mlp.layer_sizes, 78), 31)


def test_after_a_while_the_person_is_asked_whether_to_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    advance = Surface.advance
    monkeypatch.setattr(
        Surface, "advance", lambda self, objective, _: advance(self, objective, 0.0)
    )
    monkeypatch.setattr(page_plane, "AT_A_TIME", 0.0)
    page = open_page(t="22", seed="79", size="31")
    assert "Stopped after 1 of 31 rows." in said(page)
    page.button(key="landscape_go_on").click()
    run(page)
    assert "Stopped after 2 of 31 rows." in said(page)


def test_what_is_computed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[float] = []
    advance = Surface.advance

    def counting(self: Surface, objective: Objective, seconds: float) -> None:
        computed.append(seconds)
        advance(self, objective, 60.0)

    monkeypatch.setattr(page_plane.Surface, "advance", counting)
    page = open_page(t="17", seed="99", **SMALL)
    assert len(computed) == 1
    page.button_group[0].set_value("surface")
    run(page)
    select(page, "Steps α").set_value("10")
    run(page)
    assert len(computed) == 1
    run(open_page(t="17", seed="99", **SMALL))
    assert len(computed) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"directions": "path"},
        {"directions": "path", "t": "1"},
        {"initializer": "zeros"},
        {"directions": "weights", "weight_x": "W1.1.1", "weight_y": "W1.1.1"},
        {"other": "0"},
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(query: dict[str, str]) -> None:
    page = open_page(**query, **SMALL)
    assert "hoose" in page.info[-1].value


def test_a_diverged_run_is_drawn_up_to_its_end() -> None:
    page = open_page(
        dataset="plane",
        hidden="4",
        activations="relu",
        learning_rate="1000",
        t="90",
        directions="weights",
        range="5",
        size="11",
        other="0",
    )
    assert trainer(page).diverged is not None
    assert titles(page)[2].endswith(f"iteration {trainer(page).last}")
    assert "The gradient is too large to follow: the run diverges." in said(page)


@pytest.mark.parametrize(("rate", "t"), [("0.1", "150"), ("100", "5"), ("1000", "3")])
def test_what_is_too_high_or_not_finite_is_counted(
    rate: str, t: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_plane, "HIGHEST", 20.0)
    page = open_page(
        dataset="plane",
        hidden="4",
        activations="relu",
        learning_rate=rate,
        t=t,
        directions="weights",
        range="5",
        **SMALL,
    )
    now = trainer(page)
    drawn = figure(page, "contour")["data"][0]
    plane = weights_plane(now.mlp.parameters.copy(), 0, now.mlp.layer_sizes[1])
    objective = Objective(now.mlp, now.dataset.X_train, now.dataset.y_train)
    x, y = (np.array(read(drawn[axis])) for axis in "xy")
    surface = Surface(plane, x, y)
    surface.advance(objective, 60.0)
    highest = 20 * float(now.history.train_loss[int(t)])
    bad = ~np.isfinite(surface.losses)
    above = ~bad & (surface.losses > highest)
    assert bad.any() or above.any()
    assert ("left blank" in said(page)) == bad.any()
    assert ("cut off there" in said(page)) == above.any()
    for mask, words in ((bad, "the loss is not finite"), (above, "it is above")):
        if mask.any():
            assert f"At {mask.sum()} of 121 points {words}" in said(page)
    shown = np.array(read(drawn["customdata"]), dtype=np.float64).reshape(11, 11)
    np.testing.assert_array_equal(np.isnan(shown), bad)
    np.testing.assert_allclose(shown[above], highest)


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED))
def test_every_preset_has_a_landscape(name: str) -> None:
    for directions in ("random", "path", "weights"):
        page = open_page(
            **PRESETS[name].experiment.to_query(), t="5", directions=directions, size="11"
        )
        assert figure(page, "contour")["data"][0]["type"] == "contour"
        article = PRESETS[name].experiment.gradient_rule == "tutorial"
        assert ("By the article's rule g is not the gradient" in said(page)) == article


def test_every_weight_has_a_name_and_is_found_by_it() -> None:
    mlp = Trainer(Experiment(hidden=(3, 2))).mlp
    page = open_page(hidden="3,2", activations="tanh,tanh", directions="weights", **SMALL)
    weights = Weights(mlp.layer_sizes, mlp.gradients)
    names = weights.names(0)
    assert len(names) == mlp.parameters.size
    assert list(names.values())[:10] == [
        *(f"W¹[{i},{j}]" for i in (1, 2) for j in (1, 2, 3)),
        "b¹[1]",
        "b¹[2]",
        "b¹[3]",
        "W²[1,1]",
    ]
    assert select(page, "Across").options == list(names.values())
    assert names["b3.1"] == "b³[1]"


def ends_of(now: Trainer, other: Trainer) -> Any:
    """The loss of the shown run at the parameters of the other and at its own."""
    objective = Objective(now.mlp, now.dataset.X_train, now.dataset.y_train)
    return objective.losses(np.stack([other.mlp.parameters, now.mlp.parameters]))


def test_a_slice_from_another_run_and_one_of_another_shape() -> None:
    page = open_page(**SMALL, t="30", other="20", **{"from": "~init_seed-43"})
    now, other = trainer(page), Trainer(Experiment(init_seed=43))
    other.seek(20)
    assert titles(page)[1].endswith("between iteration 20 of weight seed 43 and iteration 30")
    first, last = ends_of(now, other)
    said_now = said(page)
    assert f"{rounded(first)} at iteration 20 of weight seed 43, {rounded(last)} at" in said_now
    page.session_state[KEY].compare([now.experiment, Experiment(hidden=(2, 2))])
    run(page)
    select(page, "From").set_value("compared run 2")
    assert "has the layers 2-2-2-1, this one 2-4-3-1" in said(run(page))


def test_a_slice_from_a_pasted_link() -> None:
    page = open_page(**SMALL, t="30")
    select(page, "From").set_value("link")
    run(page)
    paste(page, "https://lab.example/flow?optimizer=nobody")
    assert "optimizer: expected one of" in page.error[0].value
    paste(page, "https://lab.example/lab/flow?optimizer=adam&learning_rate=0.01&t=17&layer=2")
    now, other = trainer(page), Trainer(Experiment(optimizer="adam", learning_rate=0.01))
    other.seek(17)
    assert titles(page)[1].endswith("between iteration 17 of the linked run and iteration 30")
    first, last = ends_of(now, other)
    said_now = said(page)
    assert f"{rounded(first)} at iteration 17 of the linked run, {rounded(last)} at" in said_now
    text = {"from": "~optimizer-adam!learning_rate-0.01", "other": "17"}
    assert address(page) == {"t": "30", **SMALL, **text}


def paste(page: AppTest, link: str) -> None:
    next(one for one in page.text_input if one.label == "Link of the other run").set_value(link)
    run_page(page)


def test_the_other_end_is_trained_once_and_not_kept_where_the_clock_cut_it_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = {**SMALL, "t": "5", "other": "60", "from": "~init_seed-9201"}
    trained: list[int] = []
    train = lines.train_in_turns

    def slow(trainer: Trainer, iteration: int) -> int:
        trained.append(iteration)
        return train(trainer, iteration, seconds[0])

    seconds = [0.0]
    monkeypatch.setattr(lines, "train_in_turns", slow)
    page = open_page(**query)
    assert "between iteration 0 of the linked run and" in titles(page)[1]
    seconds[0] = 10.0
    for _ in range(2):
        page = open_page(**query)
        assert "between iteration 60 of the linked run and" in titles(page)[1]
        run(page)
    assert trained == [60, 60]


def test_no_surface_keeps_the_training_set() -> None:
    """Two dozen surfaces stay in the cache: each keeps its losses and its plane, but no data."""
    kept, data = [], 0
    for seed in range(4):  # four sessions, each with a trainer of its own
        now = Trainer(Experiment(n_samples=20_000))
        data = now.dataset.X_train.nbytes
        surface = page_plane._surface(
            now.experiment, 0, "random", seed, 0, 4, 1.0, 11, (0.0, 0.0), now
        )
        surface.advance(Objective(now.mlp, now.dataset.X_train, now.dataset.y_train), 60.0)
        assert surface.complete
        kept.append(surface)
    assert 4 * kept[0].losses.nbytes < memory_of(kept) < data / 10


def memory_of(kept: list[Surface]) -> int:
    """Bytes of all arrays that can be reached from objects of this package, each counted once."""
    seen, arrays, found = set[int](), dict[int, int](), list[Any](kept)
    while found:
        one = found.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, np.ndarray):
            while one.base is not None and isinstance(one.base, np.ndarray):
                one = one.base
            arrays[id(one)] = one.nbytes
        elif isinstance(one, dict | list | tuple) or type(one).__module__.startswith("backprop"):
            found += gc.get_referents(one)
    return sum(arrays.values())
