"""Problems of a table, their fixes, and the resulting numbers."""

from __future__ import annotations

import dataclasses
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder

from backprop import Experiment, Trainer
from backprop.data.table import Table
from backprop.data.table.column_problems import Problem
from backprop.data.table.columns import CATEGORY, EMPTY, NUMBER, column_of, describe
from backprop.data.table.plan import CLASSES, VALUES, Plan, first_plan
from backprop.data.table.prepare import OTHERS, in_order, prepare
from backprop.data.table.problems import all_at_once, problems_of
from backprop.data.table.reading import read_text
from backprop.data.table.sheet import Sheet


def sheet_with(**columns: list[str]) -> Sheet:
    rows = zip(*columns.values(), strict=True)
    return read_text("\n".join([",".join(columns), *(",".join(row) for row in rows)]))


N = 20
GOOD = {
    "x": [str(k) for k in range(N)],
    "z": [str(k % 7 + 0.5) for k in range(N)],
    "kind": ["a" if k < 9 else "b" for k in range(N)],
}


def solve(sheet: Sheet, plan: Plan, label: str) -> Plan:
    """Press the button of that name."""
    for problem in problems_of(sheet, describe(sheet), plan):
        for remedy in problem.remedies:
            if remedy.label == label:
                return remedy.plan
    raise AssertionError(label)


def problems(sheet: Sheet, plan: Plan | None = None) -> list[Problem]:
    columns = describe(sheet)
    return problems_of(sheet, columns, plan or first_plan(columns))


def test_a_clean_table_is_trained_on_as_it_is() -> None:
    sheet = sheet_with(**GOOD)
    plan = first_plan(describe(sheet))
    assert plan == Plan(("x", "z"), "kind", CLASSES)
    assert problems(sheet) == []
    table = prepare(sheet, describe(sheet), plan)
    np.testing.assert_array_equal(table.X[:, 0], np.arange(N))
    np.testing.assert_array_equal(table.labels, [0] * 9 + [1] * 11)
    assert (table.feature_names, table.class_names) == (("x", "z"), ("a", "b"))
    experiment = Experiment(dataset="own", own_data=table.fingerprint)
    trainer = Trainer(experiment, table.draw(experiment))
    trainer.run(5)
    assert trainer.n_train == N // 2


BAD = {**GOOD, "x": ["0", "", "NA", "three", *map(str, range(4, N))]}


def test_missing_values_and_texts_are_named_with_row_and_column() -> None:
    (problem,) = problems(sheet_with(**BAD))
    assert problem.blocks
    assert "Rows 3 and 4 have no value in x (nothing, or “NA”)." in problem.sentence
    assert "Row 5 has text in x, such as “three”, where other rows have numbers" in problem.sentence
    labels = [remedy.label for remedy in problem.remedies]
    assert labels == [
        "Drop these 3 rows",
        "Fill with the mean",
        "Treat as a category",
        "Leave the column out",
    ]
    sheet = sheet_with(**BAD)
    with pytest.raises(ValueError, match="no value in x"):
        prepare(sheet, describe(sheet), first_plan(describe(sheet)))


@pytest.mark.parametrize(
    "label", ["Drop these 3 rows", "Fill with the mean", "Treat as a category"]
)
def test_one_click_solves_it(label: str) -> None:
    sheet = sheet_with(**BAD)
    columns = describe(sheet)
    plan = solve(sheet, first_plan(columns), label)
    assert not [p for p in problems_of(sheet, columns, plan) if p.blocks]
    table = prepare(sheet, columns, plan)
    if label.startswith("Drop"):
        np.testing.assert_array_equal(table.X[:, 0], [0, *range(4, N)])
    elif label.startswith("Fill"):
        known = [0, *range(4, N)]
        mean = float(np.mean(known))
        np.testing.assert_allclose(table.X[:4, 0], [0, mean, mean, mean])
    else:
        assert "x = three" in table.feature_names
        assert "x = (empty)" in table.feature_names
        assert "x = NA" in table.feature_names  # somebody may mean it
        np.testing.assert_array_equal(table.X[:, :20].sum(axis=1), 1)


def test_what_is_dropped_is_no_problem_any_more() -> None:
    """A row of units below the names: one click, not one per column."""
    sheet = sheet_with(x=["cm", *GOOD["x"]], z=["kg", *GOOD["z"]], kind=["", *GOOD["kind"]])
    assert len(problems(sheet)) == 3
    plan = solve(sheet, first_plan(describe(sheet)), "Drop this row")
    assert problems(sheet, plan) == []
    assert len(prepare(sheet, describe(sheet), plan).X) == N


def test_all_columns_at_once() -> None:
    holes = [*GOOD["z"][:3], "", *GOOD["z"][4:]]
    sheet = sheet_with(colour=["", *["red", "blue", "red"] * 6, "red"], **(BAD | {"z": holes}))
    columns = describe(sheet)
    plan = first_plan(columns)
    drop, fill = all_at_once(columns, plan, problems_of(sheet, columns, plan))
    assert drop.label == "Drop all 4 rows"
    assert len(prepare(sheet, columns, drop.plan).X) == N - 4
    table = prepare(sheet, columns, fill.plan)
    assert len(table.X) == N
    assert table.X[0, list(table.feature_names).index("colour = red")] == 1
    assert np.isfinite(table.X).all()
    assert all_at_once(columns, plan, problems_of(sheet, columns, drop.plan)) == ()
    sheet = sheet_with(**(BAD | {"kind": ["", *GOOD["kind"][1:]]}))
    columns = describe(sheet)
    plan = first_plan(columns)
    drop, fill = all_at_once(columns, plan, problems_of(sheet, columns, plan))
    assert drop.label == "Drop all 4 rows"
    assert fill.label == "Fill the inputs, drop 1 row without a target"
    assert len(prepare(sheet, columns, fill.plan).X) == N - 1


def test_a_target_of_which_dropping_leaves_one_class_or_few_rows() -> None:
    sheet = sheet_with(**(GOOD | {"x": [*GOOD["x"][:9], *[""] * 11]}))
    plan = solve(sheet, first_plan(describe(sheet)), "Drop these 11 rows")
    assert "9 rows are left; training needs at least 10." in problems(sheet, plan)[0].sentence
    sheet = sheet_with(**(GOOD | {"x": [*["7", *[""] * 8], *GOOD["x"][9:]]}))
    plan = solve(sheet, first_plan(describe(sheet)), "Drop these 8 rows")
    (rare,) = problems(sheet, plan)
    assert not rare.blocks
    assert "Only one row has the class a" in rare.sentence
    assert prepare(sheet, describe(sheet), plan).class_names == ("a", "b")


def test_a_column_that_dropping_leaves_empty_is_said() -> None:
    halves = [*GOOD["x"][:10], *[""] * 10], [*[""] * 10, *GOOD["x"][10:]]
    sheet = sheet_with(x=halves[0], z=halves[1], kind=["a", "b"] * 10)
    plan = solve(sheet, first_plan(describe(sheet)), "Drop these 10 rows")
    assert "z is empty in every row." in [problem.sentence for problem in problems(sheet, plan)]
    with pytest.raises(ValueError, match="z is empty"):
        prepare(sheet, describe(sheet), plan)


def test_none_may_be_a_class_and_1_0_is_1() -> None:
    kinds = ["none", "mild", "severe", "mild"] * 5
    sheet = sheet_with(**(GOOD | {"kind": kinds}))
    (problem,) = problems(sheet)
    assert problem.sentence == "Rows 2, 6, 10, 14 and 18 have no value in kind (“none”)."
    plan = solve(sheet, first_plan(describe(sheet)), "Make it a class")
    assert prepare(sheet, describe(sheet), plan).class_names == ("mild", "none", "severe")
    sheet = sheet_with(**(GOOD | {"kind": ["1", "1.0", "2", "+2"] * 5}))
    assert prepare(sheet, describe(sheet), first_plan(describe(sheet))).class_names == ("1", "2")


@pytest.mark.parametrize(
    ("names", "target"),
    [
        ("x,y,kind", "kind"),
        ("x,y,price", "price"),
        ("u,v,y", "y"),
        ("x,y,class", "class"),
        ("species,u,v", "species"),
        ("x,y,colour", "colour"),
    ],
)
def test_the_target_that_is_meant(names: str, target: str) -> None:
    """Beside x, y is a coordinate."""
    texts = {"kind", "class", "species", "colour"}
    columns = {
        name: [("ab"[k % 2] if name in texts else f"{k * k % 23}.5") for k in range(40)]
        for name in names.split(",")
    }
    plan = first_plan(describe(sheet_with(**columns)))
    assert plan.target == target
    assert (plan.task == CLASSES) == (target in texts)
    assert len(plan.features) == 2


def test_numbers_of_rows_and_names_that_begin_alike() -> None:
    sheet = sheet_with(id=GOOD["x"], x=GOOD["z"], kind=GOOD["kind"])
    (problem,) = problems(sheet)
    assert not problem.blocks
    assert problem.sentence.startswith("id numbers the rows")
    long = ["a very long name of a class that goes on and on, " + end for end in "uv"]
    table = prepared(sheet_with(**(GOOD | {"kind": [f'"{long[k % 2]}"' for k in range(N)]})))
    assert len(set(table.class_names)) == 2
    assert all(len(name) < 50 for name in table.class_names)


def prepared(sheet: Sheet) -> Table:
    columns = describe(sheet)
    return prepare(sheet, columns, first_plan(columns))


def test_categories_become_ones_as_scikit_learn_makes_them() -> None:
    colours = [("red", "green", "blue")[k % 3] for k in range(N)]
    sheet = sheet_with(colour=colours, **GOOD)
    table = prepare(sheet, describe(sheet), first_plan(describe(sheet)))
    assert table.feature_names == ("colour = blue", "colour = green", "colour = red", "x", "z")
    expected = OneHotEncoder(sparse_output=False).fit_transform(np.array(colours)[:, None])
    np.testing.assert_array_equal(table.X[:, :3], expected)


def test_a_constant_column_and_one_class() -> None:
    sheet = sheet_with(c=["5"] * N, **GOOD)
    plan = Plan(("c", "x", "z"), "kind", CLASSES)
    (problem,) = problems(sheet, plan)
    assert problem.sentence == "c is 5 in every row, so it tells nothing."
    assert not problem.blocks
    assert problem.remedies[0].plan.features == ("x", "z")
    (problem,) = problems(sheet, Plan(("x", "z"), "c", CLASSES))
    assert "nothing to learn" in problem.sentence
    assert [remedy.label for remedy in problem.remedies][-1] == "Learn kind instead"
    assert problem.remedies[-1].plan.target == "kind"


def test_too_many_classes_are_pooled_or_learned_as_values() -> None:
    n = 300
    labels = [str(k % 30 if k < 270 else k % 3) for k in range(n)]
    sheet = sheet_with(
        a=[str(k) for k in range(n)], b=[str(k * k % 11) for k in range(n)], y=labels
    )
    plan = Plan(("a", "b"), "y", CLASSES)
    pooled = solve(sheet, plan, "Keep the 19 most frequent, pool the rest")
    table = prepare(sheet, describe(sheet), pooled)
    assert len(table.class_names) == 20
    assert table.class_names[-1] == OTHERS
    assert np.bincount(table.labels.astype(int))[-1] == 11 * 9
    values = solve(sheet, plan, "Learn its values")
    assert prepare(sheet, describe(sheet), values).task == "regression"


def test_too_few_and_too_many_inputs() -> None:
    few = Plan(("x",), "kind", CLASSES)
    sheet = sheet_with(**GOOD)
    (problem,) = problems(sheet, few)
    assert problem.blocks
    assert solve(sheet, few, "Use z, too").features == ("x", "z")
    wide = sheet_with(**{f"c{k}": GOOD["x"] for k in range(70)}, kind=GOOD["kind"])
    plan = Plan(tuple(f"c{k}" for k in range(70)), "kind", CLASSES)
    assert len(solve(wide, plan, "Use the first 64 columns").features) == 64


def test_texts_as_values_empty_columns_and_formulas() -> None:
    sheet = sheet_with(e=[""] * N, f=["=A1+1", *["t"] * (N - 1)], **GOOD)
    columns = describe(sheet)
    assert (columns["e"].kind, columns["f"].kind, columns["x"].kind) == (EMPTY, CATEGORY, NUMBER)
    found = problems(sheet, Plan(("e", "f", "x", "z"), "kind", VALUES))
    text = " ".join(problem.sentence for problem in found)
    assert "e is empty in every row." in text
    assert "kind has text, not values." in text
    assert "Row 2 has a spreadsheet formula in f" in text


def test_numbers_beyond_reason_are_texts() -> None:
    column = column_of("x", ("1", "1e300", "-1e99", "1e999", "0x10", "1_000", "inf", "２"))
    np.testing.assert_array_equal(column.values[[0, 2]], [1, -1e99])
    assert np.isnan(np.delete(column.values, [0, 2])).sum() >= 5


@given(
    st.lists(
        st.sampled_from(["1", "2.5", "-3", "", "NA", "abc", "=1+1", "7e5"]),
        min_size=12,
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_pressing_first_remedies_always_ends_with_a_table_or_a_sentence(
    cells: list[str], random: Random
) -> None:
    other = [str(k) for k in range(len(cells))]
    kinds = [random.choice("ab") for _ in cells]
    sheet = sheet_with(u=cells, v=other, w=other[::-1], kind=kinds)
    columns = describe(sheet)
    plan = dataclasses.replace(first_plan(columns), features=("u", "v", "w"), target="kind")
    for _ in range(12):
        blocking = [p for p in problems_of(sheet, columns, plan) if p.blocks]
        if not blocking or not blocking[0].remedies:
            break
        plan = random.choice(blocking[0].remedies).plan
    try:
        table = prepare(sheet, columns, plan)
    except ValueError as error:
        sentence = str(error)
    else:
        assert np.isfinite(table.X).all()
        sentence = "."
    assert sentence.endswith(".")


def test_classes_stand_as_people_count() -> None:
    kinds = {"class 10", "class 2", "10", "9", "b", OTHERS}
    assert in_order(kinds) == ["9", "10", "b", "class 2", "class 10", OTHERS]
