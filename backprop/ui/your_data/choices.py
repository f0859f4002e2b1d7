"""The choices for training on a table: target, inputs, scaling, test share."""

from __future__ import annotations

import dataclasses
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.data.table import MAX_CLASSES, MAX_INPUTS, MIN_INPUTS, Column, Table
from backprop.data.table.columns import EMPTY, NUMBER
from backprop.data.table.edit import to_csv
from backprop.data.table.plan import CLASSES, VALUES, kept_rows, kind_of, task_of
from backprop.data.table.prepare import in_order, prepare
from backprop.data.table.problems import width_of
from backprop.training import Experiment, experiment_on
from backprop.ui import state
from backprop.ui.paths import TRAIN_PAGE
from backprop.ui.train import view
from backprop.ui.words import literal
from backprop.ui.your_data import source as your_data_source
from backprop.ui.your_data.draft import Draft

_TASKS = {CLASSES: "its classes", VALUES: "its values"}
_REFUSED, _GO = "table_refused", "table_go"  # in Lab.page_memory


def choices(draft: Draft, source: str) -> None:
    """Target, inputs, standardisation, share for testing, and the button."""
    if draft is state.lab().drafts.get(source) and source != "draw":
        _target(draft, source)
        _inputs(draft, source)
    else:
        _task(st.container(), draft, source)
    _switch(draft, source)
    key = state.choice_key(f"{source}_share", draft.test_fraction)
    st.slider(
        "Share for testing",
        value=draft.test_fraction,
        min_value=0.0,
        max_value=0.9,
        step=0.05,
        key=key,
        help="Holds back this share of the table, of every class alike. Its loss shows whether the network learns by heart.",
        on_change=_take_share,
        args=(draft, source, key),
    )
    st.caption(_summary(draft))
    refused = state.lab().page_memory.pop(_REFUSED, None)
    if refused:
        st.error(refused, icon=":material/error:")
    with st.container(horizontal=True, gap="small"):
        st.button("Train on it", key="train_on_it", type="primary", on_click=_train, args=(source,))
        st.download_button(
            "Save the table",
            partial(to_csv, draft.sheet),
            file_name="table.csv",
            mime="text/csv",
            key="save_table",
            icon=":material/download:",
            help="Saves the table as CSV, with your changes. You can load it here again.",
            on_click="ignore",
        )
    if state.lab().page_memory.pop(_GO, None):
        state.open_page(TRAIN_PAGE, *view.OPTIONS)


def _target(draft: Draft, source: str) -> None:
    plan, left, right = draft.plan, *st.columns([3, 2], gap="small")
    names = [name for name, column in draft.columns.items() if column.kind != EMPTY]
    names = names if plan.target in names else [plan.target, *names]
    key = state.choice_key(f"{source}_target_{draft.generation}", plan.target)
    left.selectbox(
        "Learn",
        names,
        index=names.index(plan.target),
        key=key,
        help="Chooses the column that the network learns to predict from the others.",
        on_change=_take_target,
        args=(draft, f"{source}_target_{draft.generation}", key),
    )
    _task(right, draft, source)


def _task(place: DeltaGenerator, draft: Draft, source: str) -> None:
    task = draft.plan.task
    key = state.choice_key(f"{source}_task", task)
    place.selectbox(
        "As",
        list(_TASKS),
        index=list(_TASKS).index(task),
        format_func=lambda name: _TASKS[name],
        key=key,
        help="Classes: the network learns to tell them apart. Values: it learns a number (a regression).",
        on_change=_take_field,
        args=(draft, "task", f"{source}_task", key),
    )


def _inputs(draft: Draft, source: str) -> None:
    name = f"{source}_features_{draft.generation}_{draft.plan.target}"
    key = state.choice_key(name, list(draft.plan.features))
    st.multiselect(
        "From",
        [column for column in draft.columns if column != draft.plan.target],
        default=list(draft.plan.features),
        format_func=lambda column: _spoken(draft, column),
        key=key,
        help=f"Chooses what the network sees of a row: {MIN_INPUTS} to {MAX_INPUTS} inputs. A column of "
        "texts becomes one input for each text: 1 where the row has it, 0 elsewhere.",
        on_change=_take_features,
        args=(draft, name, key),
    )


def _spoken(draft: Draft, name: str) -> str:
    column = draft.columns.get(name)
    if column is None or kind_of(column, draft.plan) == NUMBER:
        return name
    return f"{name} ({width_of(column, draft.plan)} categories)"


def _switch(draft: Draft, source: str) -> None:
    key = state.choice_key(f"{source}_standardise", draft.plan.standardise)
    st.toggle(
        "Standardise",
        value=draft.plan.standardise,
        key=key,
        help="Puts all inputs, and a numerical target, on one scale: the mean becomes 0, the standard "
        "deviation 1. Without it, columns of large numbers outweigh the others, and units saturate.",
        on_change=_take_field,
        args=(draft, "standardise", f"{source}_standardise", key),
    )


def _summary(draft: Draft) -> str:
    """A sentence that describes the training data."""
    plan, columns = draft.plan, draft.columns
    keep = kept_rows(columns, plan)
    rows, kept = draft.sheet.n_rows, int(keep.sum())
    inputs = sum(width_of(columns[name], plan) for name in plan.features)
    encoded = [name for name in plan.features if kind_of(columns[name], plan) != NUMBER]
    text = f"{rows:,} rows" if kept == rows else f"{kept:,} of {rows:,} rows"
    text += f", {inputs} inputs"
    if encoded:
        text += f", {', '.join(encoded)[:80]} with one for each category"
    target = columns[plan.target] if kept == rows else columns[plan.target].of_rows(keep)
    if plan.task == CLASSES:
        shown = ", ".join(f"{name[:30]} {count:,}" for name, count in _in_order(target)[:6])
        more = f" and {len(target.counts) - 6} more" if len(target.counts) > 6 else ""
        text += f"; {len(target.counts)} classes: {shown}{more}"
    else:
        text += f"; {plan.target} is a number"
    unused = [name for name in columns if name not in (*plan.features, plan.target)]
    if unused:
        text += f". Not used: {', '.join(map(_why, [columns[name] for name in unused[:4]]))}"
        text += f" and {len(unused) - 4} more" if len(unused) > 4 else ""
    return literal(f"{text}.")


def _in_order(column: Column) -> list[tuple[str, int]]:
    counts = dict(column.counts)
    return [(name, counts[name]) for name in in_order(set(counts))]


def _why(column: Column) -> str:
    if column.kind == EMPTY:
        return f"{column.name} (empty)"
    if column.constant:
        return f"{column.name} (the same in every row)"
    if column.kind != NUMBER and len(column.counts) > MAX_CLASSES:
        return f"{column.name} ({len(column.counts):,} different texts)"
    return column.name


def _take_target(draft: Draft, name: str, key: str) -> None:
    target = state.changed_value(name, key)
    if target in draft.columns:
        before, plan = draft.plan.target, draft.plan
        inputs = {*plan.features, before} - {target}
        draft.plan = dataclasses.replace(
            plan,
            target=target,
            task=task_of(draft.columns[target]),
            features=tuple(column for column in draft.columns if column in inputs),
        )


def _take_field(draft: Draft, field: str, name: str, key: str) -> None:
    value = state.changed_value(name, key)
    if value is not None:
        draft.plan = dataclasses.replace(draft.plan, **{field: value})


def _take_features(draft: Draft, name: str, key: str) -> None:
    value = state.changed_value(name, key)
    if value is not None:
        chosen = tuple(column for column in draft.columns if column in value)
        draft.plan = dataclasses.replace(draft.plan, features=chosen)


def _take_share(draft: Draft, source: str, key: str) -> None:
    value = state.changed_value(f"{source}_share", key)
    if value is not None:
        draft.test_fraction = float(value)


def _train(source: str) -> None:
    """Make the table the session's own data, and start a run on it."""
    lab, draft = state.lab(), your_data_source.latest(source)
    if draft is None:
        return
    try:
        table = prepare(draft.sheet, draft.columns, draft.plan, draft.reading)
        lab.keep_table(table)
        run = _run_on(table, draft)
        pending = lab.pending
        lab.change(run, pending.iteration if pending and run == pending.experiment else 0)
    except ValueError as error:
        lab.page_memory[_REFUSED] = str(error)
        return
    lab.pending = None
    lab.page_memory[_GO] = True


def _run_on(table: Table, draft: Draft) -> Experiment:
    """The run of the pending link or file, if this is its table. Otherwise a run like it, or like the
    session's own if nothing is pending."""
    lab = state.lab()
    if lab.pending is not None and lab.pending.experiment.own_data == table.fingerprint:
        return lab.pending.experiment
    like = lab.pending.experiment if lab.pending else lab.experiment
    return experiment_on(table, like, draft.test_fraction)
