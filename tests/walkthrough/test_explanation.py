"""The table of dependencies against the engine's own arrays, against other arithmetic, and against
its own equations, computed independently."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from scipy import special, stats

from backprop import MLP, Experiment, Trainer
from backprop.nn import HIDDEN_ACTIVATIONS, OPTIMIZERS
from backprop.walkthrough.batch import suggestions
from backprop.walkthrough.cells import gradient, parameter
from backprop.walkthrough.explanation import Cell, Explanation, Followed, explain, follow, follow_in
from backprop.walkthrough.forward import losses
from backprop.walkthrough.gradient import contributions, penalty_terms
from backprop.walkthrough.walk import walk
from tests.networks import OUTPUTS, PAIRS, Case, random_case, targets
from tests.selection import tried, tried_every

TIGHT = 1e-12
SEEDS = range(40)
RULES = ("exact", "tutorial")


def small_case(loss: str, output: str, hidden: str, rule: str, seed: int = 0) -> Case:
    """A network with that hidden activation, 3 outputs, both penalties, and 5 samples."""
    rng = np.random.default_rng(seed)
    mlp = MLP([2, 4, 3, 3], [hidden, hidden, output], loss, l1=0.01, l2=0.1, gradient_rule=rule)
    for l in range(1, 4):
        mlp.W[l] = rng.normal(0, 0.8, mlp.W[l].shape)
        mlp.b[l] = rng.normal(0, 0.3, mlp.b[l].shape)
    return Case(mlp, rng.normal(size=(5, 2)), targets(loss, 5, 3, rng))


def cells_of(mlp: MLP, *quantities: str) -> list[Cell]:
    """Every cell of these quantities."""
    found = []
    for quantity in quantities:
        for l in range(1, mlp.depth + 1):
            n_in, n_out = mlp.W[l].shape
            if quantity in ("z", "a", "da", "dz"):
                found += [Cell(quantity, l, j) for j in range(n_out)]
            else:
                found += [
                    Cell(quantity, l, j, i) for i, j in product(range(-1, n_in), range(n_out))
                ]
    return [*found, Cell("loss", mlp.depth)] if "z" in quantities else found


def size_of(explained: Explanation) -> float:
    return max(1e-300, abs(explained.value), *(abs(term.value) for term in explained.terms))


def engine_value(one: Followed, cell: Cell) -> float:
    """The engine's value of a factor's cell, looked up without the table."""
    if cell.quantity == "W":
        return parameter(one.mlp, cell)
    if cell.quantity == "y":
        return float(one.y[0, cell.j])
    return float(getattr(one.mlp, cell.quantity)[cell.layer][0, cell.j])


def check(one: Followed, explained: Explanation) -> None:
    """Left side = right side: the terms add up, and each factor is the engine's number."""
    assert sum(term.value for term in explained.terms) == pytest.approx(
        explained.value, abs=TIGHT * size_of(explained)
    ), explained
    for term in explained.terms:
        for factor in term.factors:
            if factor.cell is not None and not factor.function and factor.cell.quantity != "update":
                assert factor.value == engine_value(one, factor.cell)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", tried_every(SEEDS, 3))  # a third has every depth, loss and output
def test_every_equation_of_random_networks_adds_up(seed: int, rule: str) -> None:
    case = random_case(seed, rule)
    mlp = case.backward()
    for place in range(len(case.X)):
        one = follow(mlp, case.X[place], case.y[place], place)
        for cell in cells_of(mlp, "z", "a", "da", "dz", "dW"):
            explained = explain(one, cell)
            check(one, explained)
            if cell.quantity == "dW":
                assert explained.value == gradient(mlp, cell)
            elif cell.quantity != "loss":
                assert explained.value == engine_value(one, cell)


@pytest.mark.parametrize("rule", tried(RULES, "exact"))
@pytest.mark.parametrize(("loss", "output"), tried_every(PAIRS, 2))
@pytest.mark.parametrize("hidden", HIDDEN_ACTIVATIONS)
def test_the_text_says_what_the_number_is(loss: str, output: str, hidden: str, rule: str) -> None:
    """The equation with numbers, computed by another program from its text, gives the result to the
    digits shown; and each side calculation too."""
    case = small_case(loss, output, hidden, rule)
    mlp = case.backward()
    one = follow(mlp, case.X[1], case.y[1], 1)
    for cell in cells_of(mlp, "z", "a", "da", "dz", "dW"):
        explained = explain(one, cell)
        agrees(explained.numbers, explained.value)
        if explained.aside.startswith("slope"):
            agrees(explained.aside.split(" = ")[1], explained.terms[0].factors[-1].value)


NAMES = {
    "tanh": np.tanh,
    "max": max,
    "exp": np.exp,
    "ln": np.log,
    "σ": special.expit,
    "Φ": stats.norm.cdf,
    "φ": stats.norm.pdf,
}
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?")


def value_of(text: str) -> float:
    code = text.replace("−", "-").replace("·", "*").replace("²", "**2").replace("-(", "-1*(")
    return float(eval(code, {"__builtins__": {}}, dict(NAMES)))


def agrees(text: str, value: float) -> None:
    """The text's value is the number, up to half a unit in the last digit of each number in it."""
    plain = text.replace("−", "-")
    found = value_of(plain)
    room = 1e-12
    for match in NUMBER.finditer(plain):
        digits = match[0]
        decimals = len(digits.partition("e")[0].partition(".")[2])
        if not decimals:
            continue  # whole numbers are written in full
        power = int(digits.partition("e")[2] or 0)
        half = 0.5 * 10.0 ** (power - decimals)
        moved = [
            value_of(f"{plain[: match.start()]}{float(digits) + d!r}{plain[match.end() :]}")
            for d in (-half, half)
        ]
        room += max(abs(m - found) for m in moved)
    assert abs(found - value) <= 1.5 * room, (text, found, value)


@pytest.mark.parametrize("seed", SEEDS)
def test_dz_and_da_are_the_slopes_of_the_loss(seed: int) -> None:
    """With the exact rule: central differences of the sample's own loss, through another forward."""
    case = random_case(seed)
    mlp = case.backward()
    one = follow(mlp, case.X[0], case.y[0], 0)
    kink = min(float(np.abs(mlp.z[l][0]).min()) for l in range(1, mlp.depth + 1))
    largest = max(float(np.abs(mlp.z[l][0]).max()) for l in range(1, mlp.depth + 1))
    if kink < 1e-3 or largest > 20:
        pytest.skip("at a kink, or flat to the last digit")
    h = 1e-6
    for cell in cells_of(mlp, "dz"):
        up, down = (loss_with(one, cell, sign * h) for sign in (1, -1))
        found = explain(one, cell)
        assert found.value == pytest.approx((up - down) / (2 * h), rel=2e-4, abs=1e-5)


def loss_with(one: Followed, cell: Cell, moved: float) -> float:
    """The sample's loss with one z moved, by moving the bias of a copy."""
    copy = MLP(one.mlp.layer_sizes, one.mlp.activations, one.mlp.loss)
    copy.parameters[:] = one.mlp.parameters
    copy.b[cell.layer][0, cell.j] += moved
    copy.forward(one.mlp.a[0])
    return copy.data_loss(one.y)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_contributions_make_the_number_in_the_heatmap(seed: int, rule: str) -> None:
    mlp = random_case(seed, rule).backward()
    for cell in cells_of(mlp, "dW"):
        added = contributions(mlp, cell)
        penalty = sum(term.value for term in penalty_terms(mlp, cell))
        size = max(1.0, float(np.abs(added).max()))
        assert added.sum() + penalty == pytest.approx(gradient(mlp, cell), abs=TIGHT * size)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_the_losses_of_the_samples_make_the_loss(loss: str, output: str) -> None:
    for rule in RULES:
        case = small_case(loss, output, "tanh", rule)
        mlp = case.backward()
        total = losses(mlp, case.y).sum() / (len(case.y) if rule == "exact" else 1)
        assert total == pytest.approx(mlp.data_loss(case.y), rel=TIGHT)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("rule", RULES)
def test_the_update_and_the_next_weights_are_the_runs(optimizer: str, rule: str) -> None:
    experiment = Experiment(
        optimizer=optimizer,
        learning_rate=0.01,
        batch_size=16,
        l1=0.001,
        l2=0.01,
        gradient_rule=rule,
    )
    trainer, ahead = Trainer(experiment), Trainer(experiment)
    for iteration in (0, 7):
        trainer.seek(iteration)
        ahead.seek(iteration + 1)
        one = follow_in(trainer, int(trainer.batch_indices[3]))
        probe = follow_in(trainer, 0, test=True)
        for cell in cells_of(trainer.mlp, "update", "next"):
            for each in (one, probe):
                explained = explain(each, cell)
                check(each, explained)
                if cell.quantity == "next":
                    assert explained.value == parameter(ahead.mlp, cell)


def test_following_a_sample_leaves_the_training_bit_identical() -> None:
    trainer, untouched = (Trainer(Experiment(optimizer="adam", batch_size=16)) for _ in range(2))
    for each in (trainer, untouched):
        each.seek(9)
    for index, test in ((0, False), (5, True)):
        walk(follow_in(trainer, index, test))
    suggestions(trainer)
    for name in ("parameters", "gradients"):
        assert np.array_equal(getattr(trainer.mlp, name), getattr(untouched.mlp, name))
    for name in ("z", "a", "dz", "da"):
        for mine, theirs in zip(
            getattr(trainer.mlp, name), getattr(untouched.mlp, name), strict=True
        ):
            assert np.array_equal(mine, theirs)
    trainer.run(30)
    untouched.run(30)
    assert np.array_equal(trainer.mlp.parameters, untouched.mlp.parameters)


def test_only_a_sample_of_the_batch_has_a_share() -> None:
    trainer = Trainer(Experiment(batch_size=16))
    trainer.seek(3)
    inside, outside = (
        next(i for i in range(trainer.n_train) if (i in trainer.batch_indices) is wanted)
        for wanted in (True, False)
    )
    cell = Cell("dW", 2, 0, 2)
    one, probe = follow_in(trainer, inside), follow_in(trainer, outside)
    assert one.place is not None
    assert trainer.batch_indices[one.place] == inside
    assert explain(one, cell).value == trainer.mlp.dW[2][2, 0]
    assert probe.place is None
    alone = Trainer(Experiment(batch_size=16)).mlp.sharing_parameters()
    alone.parameters[:] = trainer.mlp.parameters
    alone.forward(trainer.dataset.X_train[outside : outside + 1])
    alone.backward(trainer.dataset.y_train[outside : outside + 1])
    assert explain(probe, cell).value == alone.dW[2][2, 0]
    assert "not in this batch" in explain(probe, cell).sentence


def test_softmax_has_terms_of_all_outputs() -> None:
    for loss in ("cross_entropy", "mse", "binary_cross_entropy"):
        assert "softmax" in OUTPUTS[loss]
        case = small_case(loss, "softmax", "tanh", "exact")
        one = follow(case.backward(), case.X[0], case.y[0], 0)
        assert len(explain(one, Cell("dz", 3, 1)).terms) == 3


@pytest.mark.parametrize(
    "cell",
    [Cell("z", 0), Cell("z", 4), Cell("a", 1, 9), Cell("dW", 1, 0, 2), Cell("y", 1), Cell("?", 1)],
)
def test_a_cell_that_there_is_not_is_refused(cell: Cell) -> None:
    case = small_case("mse", "linear", "tanh", "exact")
    one = follow(case.backward(), case.X[0], case.y[0], 0)
    with pytest.raises(ValueError, match="there is no"):
        explain(one, cell)
    with pytest.raises(ValueError, match="without a training run"):
        explain(one, Cell("update", 1))
