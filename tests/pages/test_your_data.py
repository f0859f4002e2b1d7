"""The Your data page as Streamlit runs it: a pasted table, its problems, choices, and the run on it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Experiment
from backprop.training import Snapshot
from backprop.training.file import read_file, to_file
from backprop.ui.your_data.source import class_names
from tests.pages.opened import address, lab, opened, run

LINES = ["height,width,colour,kind"]
LINES += [
    f"{150 + 3 * k},{0.1 * (k % 7):.1f},{'red' if k % 3 else 'blue'},{'ab'[k % 2]}"
    for k in range(30)
]
GOOD = "\n".join(LINES)
BAD = GOOD.replace("156,0.2", "156,wide").replace("153,0.1", "153,")


def pasted(text: str, **query: str) -> AppTest:
    page = opened("your_data", {"source": "paste", **query})
    page.text_area(key="table_text").set_value(text)
    return run(page)


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return run(page)


def chosen(page: AppTest, kind: str, label: str) -> Any:
    return next(widget for widget in page.get(kind) if getattr(widget, "label", "") == label)


def test_it_says_its_limits_and_what_becomes_of_the_data() -> None:
    page = opened("your_data", {})
    text = " ".join(element.proto.body for element in page.get("html"))
    for said in (
        "20 MB",
        "50,000 rows",
        "no link holds it, no other session sees it",
        "gone from the server",
    ):
        assert said in text


@pytest.mark.parametrize("source", ["file", "paste"])
def test_who_has_no_table_gets_an_example_with_something_to_put_right(source: str) -> None:
    page = opened("your_data", {"source": source} if source != "file" else {})
    press(page, "Try an example")
    said = " ".join(element.value for element in page.markdown)
    assert "Row 18 has no value" in said
    assert "Row 43 has text" in said
    press(page, "Fill with the mean")
    press(page, "Drop this row")
    press(page, "Train on it")
    assert not page.error
    table = lab(page).tables[lab(page).experiment.own_data]
    assert set(table.class_names) == {"oak", "willow", "birch"}
    assert len(table.X) == 119


def test_a_pasted_table_is_trained_on() -> None:
    page = pasted(GOOD)
    assert not page.error
    assert chosen(page, "selectbox", "Learn").value == "kind"
    assert any(
        "30 rows, 4 inputs, colour with one for each category; 2 classes" in c.value
        for c in page.caption
    )
    press(page, "Train on it")
    state = lab(page)
    experiment = state.experiment
    assert (experiment.dataset, experiment.n_samples, experiment.hidden) == ("own", 30, (4, 3))
    data = state.trainer.dataset
    assert data.feature_names == ("height", "width", "colour = blue", "colour = red")
    assert data.class_names == ("a", "b")
    np.testing.assert_allclose(data.X_train.mean(axis=0), 0, atol=1e-12)
    first = state.run
    state.go_back()
    assert state.experiment == Experiment()
    assert state.table is not None
    assert state.table.fingerprint == experiment.own_data
    assert first != state.run


def test_problems_have_their_remedies() -> None:
    page = pasted(BAD)
    said = " ".join(markdown.value for markdown in page.markdown)
    assert "Row 3 has no value in width" in said
    assert "Row 4 has text in width, such as “wide”" in said
    press(page, "Train on it")
    assert "no value in width" in page.error[0].value
    assert lab(page).experiment == Experiment()
    press(page, "Drop these 2 rows")
    assert not [button for button in page.button if button.label.startswith("Drop")]
    press(page, "Train on it")
    assert lab(page).experiment.n_samples == 28


def test_target_inputs_and_share_can_be_chosen() -> None:
    page = pasted(GOOD)
    chosen(page, "selectbox", "Learn").set_value("height")
    run(page)
    assert chosen(page, "selectbox", "As").value == "values"
    chosen(page, "multiselect", "From").set_value(["width", "kind"])
    run(page)
    chosen(page, "toggle", "Standardise").set_value(False)
    run(page)
    chosen(page, "slider", "Share for testing").set_value(0.2)
    run(page)
    press(page, "Train on it")
    state = lab(page)
    data = state.trainer.dataset
    assert (data.task, data.target_name) == ("regression", "height")
    assert data.feature_names == ("width", "kind = a", "kind = b")
    assert (len(data.X_train), len(data.X_test)) == (24, 6)
    assert data.means == ()
    assert state.experiment.learning_rate == 0.1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n", "no rows below it"),
        ("\x00\x01\x02", "nothing in it|no rows|needs|table"),
        ("x" * 200_000 + ",1\n2,3\n", "cannot be read"),
        ('"never closed\n1,2\n', "no rows|cannot be read|needs"),
    ],
)
def test_what_is_no_table_gets_one_sentence(text: str, sentence: str) -> None:
    page = pasted(text)
    said = [error.value for error in page.error]
    said += [
        markdown.value
        for markdown in page.markdown
        if markdown.value.startswith(":material/error:")
    ]
    assert any(re.search(sentence, value) for value in said), said


def test_a_link_to_somebodys_table_says_so_and_waits() -> None:
    page = pasted(GOOD)
    press(page, "Train on it")
    link = lab(page).experiment.to_query() | {"hidden": "5", "activations": "relu", "t": "7"}
    assert "height" not in str(link)
    other = opened("train", link)
    assert "stays with its owner" in other.info[0].value
    assert lab(other).experiment.dataset == "circles"
    mine = pasted(GOOD, **link)
    press(mine, "Train on it")
    assert lab(mine).experiment.hidden == (5,)
    assert lab(mine).pending is None
    assert address(mine) == link  # its iteration, too


def test_the_file_of_a_run_brings_along_what_was_chosen_for_its_table() -> None:
    page = pasted(BAD)
    press(page, "Drop these 2 rows")
    chosen(page, "toggle", "Standardise").set_value(False)
    run(page)
    press(page, "Train on it")
    file = to_file(Snapshot.of(lab(page).trainer)).decode()
    assert "156" not in file
    other = opened("your_data", {"source": "paste"})
    lab(other).pending = read_file(file)
    other.text_area(key="table_text").set_value(BAD)
    run(other)
    press(other, "Train on it")
    assert lab(other).experiment == lab(page).experiment
    stranger = opened("your_data", {"source": "paste"})
    lab(stranger).pending = read_file(file)
    stranger.text_area(key="table_text").set_value(GOOD.replace("width", "breadth"))
    run(stranger)
    assert any("a column 'width'" in info.value for info in stranger.info)


def test_names_that_are_markdown_stay_names() -> None:
    page = pasted(GOOD.replace("height", "**h** :red[x] $y$").replace("156,0.2", "156,"))
    press(page, "Train on it")
    assert not page.exception


def grid(page: AppTest, **changes: Any) -> AppTest:
    """The grid's report after changes: all of them since it was drawn."""
    draft = lab(page).drafts["paste"]
    draft.change({"edited_rows": {}, "added_rows": [], "deleted_rows": []} | changes)
    return run(page)


def test_changes_in_the_grid_are_taken_back_one_by_one() -> None:
    page = pasted(GOOD)
    draft = lab(page).drafts["paste"]
    grid(page, edited_rows={0: {"width": "wide"}})
    grid(page, edited_rows={0: {"width": "wide"}}, deleted_rows=[1, 2])
    assert draft.sheet.n_rows == 28
    assert "Row 2 has text in width" in " ".join(markdown.value for markdown in page.markdown)
    press(page, "Undo the last change of the table")
    assert (draft.sheet.n_rows, draft.sheet.column("width")[0]) == (30, "wide")
    press(page, "Undo the last change of the table")
    assert draft.sheet.column("width")[0] == "0.0"
    assert not [button for button in page.button if button.label.startswith("Undo the last")]


def test_all_columns_are_mended_at_once() -> None:
    page = pasted(BAD.replace("159,", ","))
    assert "2 columns have cells that do not fit" in " ".join(m.value for m in page.markdown)
    press(page, "Fill them all")
    assert any("30 rows, 4 inputs" in caption.value for caption in page.caption)
    press(page, "Train on it")
    assert lab(page).experiment.n_samples == 30


def test_a_table_is_read_differently_and_read_anew_with_another_text() -> None:
    page = pasted(
        "a;b;kind\n" + "".join(f"{k},{100 + 13 * k};{k};{'uv'[k % 2]}\n" for k in range(1, 31))
    )
    assert "can be read in two ways" in " ".join(m.value for m in page.markdown)
    press(page, "Read it with a decimal point")
    assert lab(page).drafts["paste"].sheet.column("a")[0] == "1113"
    assert "two ways" not in " ".join(m.value for m in page.markdown)
    chosen(page, "multiselect", "From").set_value(["b", "a"])
    run(page)
    grid(page, edited_rows={0: {"a": "7"}})
    chosen(page, "selectbox", "Decimal sign").set_value(",")
    run(page)
    assert lab(page).drafts["paste"].sheet.column("a")[0] == "1.113"
    press(page, "Undo the last change of the table")
    assert lab(page).drafts["paste"].sheet.column("a")[0] == "7"  # what was typed is not lost
    chosen(page, "selectbox", "Between the cells").set_value(",")
    run(page)
    assert lab(page).drafts["paste"].sheet.names != ("a", "b", "kind")
    page.text_area(key="table_text").set_value(GOOD)
    run(page)
    assert lab(page).drafts["paste"].sheet.column("height")[0] == "150"


def test_drawn_classes_have_names_or_values() -> None:
    page = opened("your_data", {"source": "draw"})
    spots = [(0.1 * k - 1, (-1) ** k * 0.5, k % 2) for k in range(20)]
    lab(page).drawn_points = spots
    page.text_input(key="drawn_names").set_value("cat, cat")  # the same again is no name
    run(page)
    press(page, "Train on it")
    assert lab(page).trainer.dataset.class_names == ("1", "cat")
    page = opened("your_data", {"source": "draw"})
    lab(page).drawn_points = spots
    page.text_input(key="drawn_names").set_value("-0.5, 2.5")
    run(page)
    chosen(page, "selectbox", "As").set_value("values")
    run(page)
    press(page, "Train on it")
    data = lab(page).trainer.dataset
    assert data.task == "regression"
    values = np.vstack([data.y_train, data.y_test]) * data.target_scale + data.target_mean
    assert set(np.round(values[:, 0], 9)) == {-0.5, 2.5}


def test_a_name_for_each_class() -> None:
    assert class_names(" cat , ,cat") == ["cat", "1", "2", "3", "4", "5"]
    assert class_names("") == list("012345")
