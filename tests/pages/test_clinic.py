"""The Clinic as Streamlit runs it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop import Trainer, gradient_check
from backprop.clinic import MISTAKES, mistaken
from backprop.clinic.clinic import applicable, compare, hidden
from backprop.gradcheck import pattern_of
from backprop.training import PRESETS
from backprop.ui.clinic import page as clinic_page
from tests.pages.opened import address, lab, opened, run
from tests.selection import PRESETS_TRIED, tried

EVERYTHING = {  # a network in which all but one of the mistakes can be made
    "hidden": "4,4",
    "activations": "tanh,sigmoid",
    "l2": "0.01",
    "n_samples": "100",
    "t": "6",
}


def open_page(**query: str) -> AppTest:
    return opened("clinic", query)


def trainer_of(page: AppTest) -> Trainer:
    trainer = Trainer(lab(page).experiment)
    trainer.seek(lab(page).shown)
    return trainer


def box(page: AppTest, name: str) -> Any:
    [found] = [
        w
        for w in page.selectbox
        if str(w.key).removeprefix("choice_").partition("__")[0] == f"clinic_{name}"
    ]
    return found


def choose(page: AppTest, name: str, value: str | int) -> AppTest:
    box(page, name).set_value(value)
    return run(page)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return run(page)


def words(page: AppTest) -> str:
    return " ".join(m.value for m in page.markdown)


def verdicts(page: AppTest) -> list[str]:
    return [html.proto.body for html in page.get("html") if "layer-verdict-" in html.proto.body]


def test_it_opens_with_a_mistake_of_the_article() -> None:
    page = open_page()
    assert box(page, "mistake").value == "sigmoid_slope_doubled"
    assert "Every dW and db is 2 times the true one, in every layer." in words(page)
    assert all("✗ dW × 2, db × 2" in verdict for verdict in verdicts(page))
    assert address(page) == {}


def test_each_mistake_bites_where_the_engine_says() -> None:
    page = open_page(**EVERYTHING)
    trainer = trainer_of(page)
    X, y = trainer.batch_data
    names = [m.name for m in applicable(trainer.mlp, len(X))]
    assert len(names) >= 17
    for name in names:
        choose(page, "mistake", name)
        net = mistaken(trainer, MISTAKES[name])
        pattern = pattern_of(gradient_check(net, X, y), net, len(X))
        assert pattern.wrong
        for sentence in pattern.sentences:
            assert sentence in words(page)
        assert MISTAKES[name].clue in words(page)
        assert box(page, "mistake").value == name
        for verdict, layer in zip(verdicts(page), (1, 2, 3), strict=True):
            wrong = any(part.layer == layer for part in pattern.wrong)
            assert ("✗" in verdict) is wrong


def test_the_losses_are_those_of_both_runs() -> None:
    page = choose(open_page(**EVERYTHING, mistake="sign_turned"), "iterations", 50)
    trainer = trainer_of(page)
    found = compare(trainer.experiment, trainer.dataset, MISTAKES["sign_turned"], 50)
    said = f"{found.wrong[50]:.4g} with the mistake and {found.right[50]:.4g} without"
    assert any(said in caption.value for caption in page.caption)
    assert address(page)["iterations"] == "50"
    assert lab(page).shown == 6  # the run itself has not moved


def test_a_run_that_ends_says_where() -> None:
    query = {"dataset": "plane", "hidden": "4", "activations": "relu", "learning_rate": "0.05"}
    page = open_page(**query, mistake="sign_turned", iterations="400")
    assert any(
        "With the mistake, training diverges after iteration" in c.value for c in page.caption
    )


def test_none_is_the_right_backward_pass() -> None:
    page = choose(open_page(), "mistake", "none")
    assert "Every dW and db agrees" in words(page)
    assert all("✓" in verdict for verdict in verdicts(page))
    assert address(page) == {"mistake": "none"}


def test_a_hidden_mistake_keeps_its_name_to_itself() -> None:
    page = press(open_page(**EVERYTHING), "clinic_hide")
    seed = address(page)["mistake"]
    assert seed.isdecimal()
    secret = hidden(int(seed), trainer_of(page).mlp, 50)
    assert box(page, "mistake").value == "hidden"
    assert secret.title not in words(page)
    assert secret.clue not in words(page)
    other = open_page(**address(page))
    assert verdicts(other) == verdicts(page)
    again = press(other, "clinic_hide")
    assert address(again)["mistake"].isdecimal()


def test_naming_the_hidden_one() -> None:
    page = open_page(**EVERYTHING, mistake="4711")
    mlp = trainer_of(page).mlp
    secret = hidden(4711, mlp, 50)
    wrong = next(m for m in applicable(mlp, 50) if m.name != secret.name)
    choose(page, "guess", wrong.name)
    assert not page.success
    [error] = page.error
    assert error.value.startswith(f"No. “{wrong.title}” would look like this:")
    assert "What you see instead:" in error.value
    assert secret.clue not in words(page)
    choose(page, "guess", secret.name)
    assert page.success[0].value == "Right."
    assert not page.error
    assert secret.clue in words(page)
    assert secret.wrong in page.code[0].value
    assert address(page)["mistake"] == "4711"  # the guess is nobody's business


def test_to_be_told() -> None:
    page = press(open_page(**EVERYTHING, mistake="12"), "clinic_show")
    secret = hidden(12, trainer_of(page).mlp, 50)
    assert address(page)["mistake"] == secret.name
    assert secret.clue in words(page)


def test_what_cannot_be_told_apart_counts_as_right() -> None:
    """With batches of two samples, forgetting 1/n doubles everything, as one doubled sigmoid slope does."""
    query = {"n_samples": "60", "batch_size": "2"}
    mlp = trainer_of(open_page(**query)).mlp
    seed = next(s for s in range(500) if hidden(s, mlp, 2).name == "mean_forgotten")
    page = choose(open_page(**query, mistake=str(seed)), "guess", "sigmoid_slope_doubled")
    assert page.success[0].value.startswith("Right, as far as anyone can tell")
    assert MISTAKES["mean_forgotten"].title in page.success[0].value


def test_a_mistake_that_makes_no_difference_says_what_it_needs() -> None:
    page = open_page(mistake="penalty_forgotten")
    assert "it needs an L1 or L2 penalty" in page.warning[0].value
    assert all("✓" in verdict for verdict in verdicts(page))
    page = open_page(**EVERYTHING | {"t": "0"}, mistake=str(seed_of("penalty_on_biases")))
    assert any("makes no difference" in info.value for info in page.info)  # all biases are 0


def seed_of(name: str) -> int:
    page = open_page(**EVERYTHING)
    mlp = trainer_of(page).mlp
    return next(seed for seed in range(1000) if hidden(seed, mlp, 50).name == name)


def test_the_articles_run_is_compared_with_the_true_gradient() -> None:
    page = open_page(**PRESETS["tutorial"].experiment.to_query(), mistake="none")
    assert all("✓" in verdict for verdict in verdicts(page))
    assert any("follows the article's rule" in caption.value for caption in page.caption)


@pytest.mark.parametrize("name", tried(PRESETS, *PRESETS_TRIED))
def test_every_preset_has_its_clinic(name: str) -> None:
    page = open_page(**PRESETS[name].experiment.to_query(), t="1")
    press(page, "clinic_hide")  # one that shows: with weights of zero few do
    assert any("✗" in verdict for verdict in verdicts(page))


@pytest.mark.parametrize(
    "query",
    [
        {"mistake": "x" * 600},
        {"mistake": "-3"},
        {"mistake": "99999999999"},
        {"mistake": "²"},
        {"iterations": "1e9"},
        {"iterations": "-1"},
        {"mistake": "exact", "guess": "exact"},
    ],
)
def test_nonsense_in_the_address_gets_the_default(query: dict[str, str]) -> None:
    page = open_page(**query)
    assert box(page, "mistake").value == "sigmoid_slope_doubled"
    assert box(page, "iterations").value == 100
    assert address(page) == {}


def test_losses_that_the_clock_cut_short_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    query, cut = {"data_seed": "9101"}, "Training was cut short"
    with monkeypatch.context() as slow:
        slow.setattr(clinic_page, "SECONDS", -1.0)
        assert cut in captions(open_page(**query))
    assert cut not in captions(open_page(**query))


def captions(page: AppTest) -> str:
    return " ".join(caption.value for caption in page.caption)
