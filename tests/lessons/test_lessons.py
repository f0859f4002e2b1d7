"""Each lesson shows what it claims, in numbers and not only for one lucky seed."""

from __future__ import annotations

import dataclasses
import math
import re

import numpy as np
import pytest

from backprop import Experiment, Trainer
from backprop.lessons import LESSONS, Lesson, neighbours
from backprop.lessons.answers import curvatures, jumps, rises
from backprop.training import PRESETS

SEEDS = (0, 1, 2)


def trained(experiment: Experiment, iterations: int, **fields: object) -> Trainer:
    run = Trainer(dataclasses.replace(experiment, **fields))
    run.run(iterations)
    return run


def of(name: str) -> Experiment:
    return LESSONS[name].experiment


def best(run: Trainer) -> float:
    return float(run.history.train_accuracy.max())


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_the_answer_is_computed_and_what_there_is_to_see_is_noticed(lesson: Lesson) -> None:
    runs = lesson.runs()
    run = runs[0]
    assert run.experiment == PRESETS[lesson.name].experiment
    assert run.diverged is None
    answer = lesson.answer(runs)
    assert len(re.findall(r"\d", answer)) > 2
    assert "nan" not in answer.lower().split()
    assert answer.endswith(".")
    assert lesson.question.endswith("?")
    assert len(f"{lesson.title} {lesson.preset.look_for}") <= 160  # a line of the strip at 1440 px
    run.seek(0)
    assert not lesson.seen(run)
    run.seek(lesson.look.iteration)
    assert lesson.seen(run)


def test_every_lesson_is_a_preset_of_its_own_and_knows_its_neighbours() -> None:
    assert len(LESSONS) >= 12
    assert LESSONS.keys() <= PRESETS.keys()
    assert len({lesson.experiment for lesson in LESSONS.values()}) == len(LESSONS)
    walk, lesson = [], next(iter(LESSONS.values()))
    while lesson is not None:
        walk.append(lesson.name)
        lesson = neighbours(lesson.name)[1]
    assert walk == list(LESSONS)
    assert neighbours(walk[0])[0] is None


def test_a_straight_line_does_not_do_xor_and_a_hidden_layer_does() -> None:
    for seed in SEEDS:
        line = trained(of("xor_line"), 200, init_seed=seed, data_seed=seed)
        assert line.history.train_loss[-1] == pytest.approx(math.log(2), abs=0.02)
        assert best(line) < 0.7
        assert best(trained(of("xor"), 400, init_seed=seed, data_seed=seed)) > 0.85


def test_the_article_jumps_at_146_and_has_jumped_before() -> None:
    run = trained(of("tutorial"), 400)
    loss = run.history.train_loss
    assert jumps(run)[0] == 122
    assert (round(loss[121], 2), round(loss[122], 2)) == (675.34, 715.06)
    assert 146 in jumps(run)
    assert loss[146] > 1.05 * loss[145]
    assert run.diverged is None  # it jumps about; no number becomes infinite
    answer = LESSONS["tutorial"].answer(LESSONS["tutorial"].runs())
    for said in ("iteration 146", "664.60 to 697.98", "iteration 122", "675.34 to 715.06", "0.818"):
        assert said in answer


def test_a_decaying_rate_does_not_jump_and_learns() -> None:
    run = trained(of("tutorial_decay"), 400)
    assert rises(run.history.train_loss) == 0
    assert run.history.train_accuracy[-1] > 0.95
    assert run.experiment.learning_rate == of("tutorial").learning_rate


def test_the_articles_gradient_is_2000_times_as_long_as_the_true_one() -> None:
    wrong, true = (
        Trainer(of("tutorial")),
        Trainer(dataclasses.replace(of("tutorial"), gradient_rule="exact")),
    )
    for l in (1, 2, 3):
        ratio = np.linalg.norm(wrong.mlp.dW[l]) / np.linalg.norm(true.mlp.dW[l])
        assert ratio == pytest.approx(2 * wrong.n_train, rel=1e-9)
    assert "2,000 times as long" in LESSONS["tutorial_exact"].answer(
        LESSONS["tutorial_exact"].runs()
    )


def shrinks(run: Trainer) -> float:
    """‖dW‖ of the last layer over that of the first."""
    return float(np.linalg.norm(run.mlp.dW[-1]) / np.linalg.norm(run.mlp.dW[1]))


def test_six_sigmoid_layers_vanish_and_relu_with_he_weights_does_not() -> None:
    for seed in (*SEEDS, 42):
        sigmoid = trained(of("vanishing"), 0, init_seed=seed)
        relu = trained(of("vanishing_cured"), 0, init_seed=seed)
        assert shrinks(sigmoid) > 1e3
        assert 0.05 < shrinks(relu) < 20
        sigmoid.run(150)
        relu.run(400)
        assert best(sigmoid) < 0.65
        assert best(relu) > 0.8


def test_the_cured_run_says_when_its_loss_begins_to_fall() -> None:
    lesson = LESSONS["vanishing_cured"]
    loss = trained(lesson.experiment, 400).history.train_loss
    off = next(t for t, value in enumerate(loss) if value < 0.9 * loss[0])
    assert 100 < off < 200
    answer = lesson.answer(lesson.runs())
    assert f"before iteration {off} the loss has fallen by less than a tenth" in answer


def test_the_first_steps_kill_every_relu_for_good() -> None:
    for seed in SEEDS:
        run = trained(of("dead"), 60, init_seed=seed, data_seed=seed)
        z = run.mlp.z[1]
        assert (z <= 0).all()
        assert not run.mlp.dW[1].any()
        W = run.mlp.W[1].copy()
        run.run(40)
        assert (run.mlp.W[1] == W).all()
        assert run.history.train_accuracy[-1] == pytest.approx(0.5, abs=0.02)


def test_large_weights_explode() -> None:
    for seed in SEEDS:
        large = trained(of("exploding"), 4, init_seed=seed)
        usual = Trainer(dataclasses.replace(large.experiment, initializer="he_normal"))
        assert large.history.train_loss.max() > 100
        large.seek(0)
        assert np.linalg.norm(large.mlp.dW[1]) > 300 * np.linalg.norm(usual.mlp.dW[1])


def test_units_that_begin_alike_stay_alike() -> None:
    for seed in SEEDS:
        fields = {"data_seed": seed, "batch_seed": seed}
        run = trained(of("zeros"), 400, **fields)
        W = run.mlp.W[1]
        assert np.abs(W).max() > 0.1
        np.testing.assert_allclose(W, W[:, :1] @ np.ones((1, 4)), rtol=1e-10)
        assert best(run) < 0.75
        assert best(trained(of("zeros"), 400, initializer="glorot_uniform", **fields)) > 0.95


def test_two_units_a_layer_do_not_wind_up_the_spirals() -> None:
    """One seed in ten or so leaves the wide network stuck as well; the narrow one always is."""
    wide = [best(trained(of("spirals"), 600, init_seed=seed)) for seed in range(5)]
    narrow = [best(trained(of("spirals"), 600, init_seed=seed, hidden=(2, 2))) for seed in SEEDS]
    assert np.median(wide) > 0.95
    assert max(narrow) < 0.85


def test_momentum_is_faster_along_a_valley_that_is_steep_across() -> None:
    for seed in SEEDS:
        fast = trained(of("momentum"), 300, init_seed=seed)
        slow = trained(of("momentum"), 300, init_seed=seed, optimizer="sgd")
        assert fast.history.train_loss[-1] < 0.35 * slow.history.train_loss[-1]
        slow.seek(150)
        across, along = curvatures(slow)
        assert across > 3 * abs(along)


def test_the_curvatures_are_those_of_the_hessian() -> None:
    """For a linear model with squared error, the Hessian is 2 XᵀX / n, exactly."""
    run = trained(Experiment(dataset="plane", hidden=(), activations=()), 3)
    X = np.column_stack([run.dataset.X_train, np.ones(run.n_train)])
    H = 2 * X.T @ X / len(X)
    u = run.update
    across, along = curvatures(run)
    assert across == pytest.approx(np.linalg.eigvalsh(H)[-1], rel=1e-7)
    assert along == pytest.approx(u @ H @ u / (u @ u), rel=1e-7)


def test_small_batches_tremble_and_come_as_far() -> None:
    for seed in SEEDS:
        mini = trained(of("minibatch"), 400, batch_seed=seed)
        full = trained(of("minibatch"), 400, batch_size=None)
        assert rises(mini.history.train_loss) > 60 > rises(full.history.train_loss)
        assert mini.history.train_loss[-1] < 1.5 * full.history.train_loss[-1]


def test_few_points_are_learnt_by_heart_and_l2_holds_it_back() -> None:
    for seed in SEEDS:
        free = trained(of("overfitting"), 300, data_seed=seed)
        held = trained(of("overfitting_l2"), 300, data_seed=seed)
        test = free.history.test_loss
        assert free.history.train_loss[-1] < 0.01
        assert test[-1] > 2 * test.min()
        assert held.history.test_loss[-1] < 0.7 * test[-1]
