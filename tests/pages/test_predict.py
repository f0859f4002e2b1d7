"""The Predict page: no gradient before the reveal, true grades after it, a score that is kept."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment, Trainer
from backprop.notation import num
from backprop.predict import (
    LAYER,
    all_cells,
    cell_key,
    cell_name,
    offered_cells,
    offered_probes,
    own_probes,
    probe_key,
)
from tests.pages.opened import address, lab, opened, run


def said(page: AppTest) -> str:
    found = " ".join(e.value for e in (*page.markdown, *page.caption, *page.info, *page.error))
    return found.replace("\\", "")  # what Markdown is told to write as it stands


def mark(page: AppTest, question: str, value: str) -> AppTest:
    run_name, t = lab(page).predicting.asked
    page.segmented_control(key=f"predict_{run_name}_{t}_{question}").set_value(value)
    return run(page)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def test_predict_step_reveal_and_go_on() -> None:
    page = opened("predict", {"t": "7"})
    trainer = Trainer(Experiment())
    trainer.run(7)
    cells, probes = offered_cells(trainer, 5, 0), offered_probes(trainer, 3, 0)
    assert len(page.segmented_control) == len(cells) + 1 + len(probes)
    before = said(page)
    for cell in cells:
        dW, db = trainer.mlp.dW[cell.layer], trainer.mlp.db[cell.layer]
        value = float(db[0, cell.j] if cell.i < 0 else dW[cell.i, cell.j])
        assert num(abs(value)) not in before
        mark(page, cell_key(cell), "+" if value > 0 else "−")
    assert page.button(key="predict_reveal").disabled is False
    mark(page, LAYER, "1")
    mark(page, probe_key(probes[0]), "rises")
    press(page, "predict_reveal")
    assert address(page)["t"] == "8"
    text = said(page)
    for cell in cells:
        assert f"✓ **{cell_name(cell)}**" in text
    score = lab(page).predicting.score
    assert len(score.entries) == len(cells) + 2
    assert f"**Score of this session: {score.right} of {score.graded} right**" in text
    assert len(page.segmented_control) == 0
    press(page, "predict_next")
    assert len(page.segmented_control) > 0
    assert page.button(key="predict_reveal").disabled
    assert lab(page).predicting.score is score
    press(page, "predict_reset")
    assert lab(page).predicting.score.entries == []


def test_own_cells_other_questions_and_a_change_of_the_iteration() -> None:
    page = opened("predict", {})
    count = len(page.segmented_control)
    offered = offered_cells(Trainer(Experiment()), 5, 0)
    own = next(cell for cell in all_cells(Trainer(Experiment()).mlp) if cell not in offered)
    page.selectbox[0].set_value(cell_key(own))
    run(page)
    assert len(page.segmented_control) == count + 1
    mark(page, cell_key(own), "+")
    assert lab(page).predicting.guesses == {cell_key(own): "+"}
    press(page, "predict_other")
    assert lab(page).predicting.guesses == {}
    press(page, "standing_1")
    assert lab(page).predicting.asked == (lab(page).run, 1)


def test_points_of_one_s_own() -> None:
    page = opened("predict", {"t": "12"})
    trainer = Trainer(Experiment())
    trainer.run(12)
    count, offered = len(page.segmented_control), offered_probes(trainer, 3, 0)
    for k, value in enumerate((0.4, -0.9)):
        page.number_input(key=f"predict_x{k}_{lab(page).run}").set_value(value)
    press(page, "predict_point")  # both numbers and the click in one message
    assert lab(page).predicting.points == [(0.4, -0.9)]
    assert len(page.segmented_control) == count + 1
    (own,) = own_probes(trainer, [(0.4, -0.9)], len(offered) + 1)
    mark(page, probe_key(own), "rises")
    press(page, "predict_point_back")
    assert lab(page).predicting.guesses == {}
    assert len(page.segmented_control) == count
    press(page, "predict_point")
    mark(page, probe_key(own), "rises")
    press(page, "predict_reveal")
    (graded,) = lab(page).predicting.revealed
    assert "(0.4, −0.9)" in graded.what
    before = trainer.mlp.forward(np.array([own.x]))[0, 0].copy()
    trainer.seek(13)
    after = trainer.mlp.forward(np.array([own.x]))[0, 0]
    assert graded.value == pytest.approx(after - before)
    assert f"goes from {num(float(before))} to {num(float(after))}" in said(page)
    press(page, "predict_next")
    assert len(page.segmented_control) == count + 1  # the point is asked about again


@pytest.mark.parametrize(
    "query",
    [
        {"dataset": "digits", "n_samples": "200", "hidden": "8", "activations": "relu"},
        {"dataset": "blobs"},
        {
            "dataset": "plane",
            "hidden": "4",
            "activations": "relu",
            "learning_rate": "1000",
            "t": "900",
        },
        {"initializer": "zeros", "hidden": "4", "activations": "relu", "dataset": "gaussians"},
    ],
)
def test_other_data_and_ends_of_runs(query: dict[str, str]) -> None:
    page = opened("predict", query)
    assert not page.error
    if "t" in query:
        assert page.button(key="predict_reveal").disabled
