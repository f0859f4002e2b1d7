"""From one sample to the batch: what each sample adds to one cell of dW or db, and where it comes from."""

from __future__ import annotations

from typing import Any

import streamlit as st

from backprop.data import REGRESSION
from backprop.data.input_names import input_names
from backprop.figures.sample import contribution_bars, contribution_title, contribution_words
from backprop.live_view.chart import chart
from backprop.notation import a_name
from backprop.training import Trainer
from backprop.ui import state
from backprop.ui.sample import trail
from backprop.ui.sample.choice import SAMPLE, SampleChoice, choose_cell, chosen_cell
from backprop.ui.saving import named
from backprop.ui.theme import palette
from backprop.walkthrough import Cell, Indices, Pulls
from backprop.walkthrough.batch import pulls
from backprop.walkthrough.explanation import follow_in

BIAS = -1
BARS = "sample_bars"


def draw(trainer: Trainer, sample: SampleChoice) -> None:
    """The choice of a cell, its contributions as bars and as a list, and the followed sample's, traced back to
    the loss."""
    cell = chosen_cell(trainer)
    found = pulls(trainer, cell)
    if _choices(trainer, cell):
        drawn, listed = st.columns([7, 3], gap="small")
        with listed:
            _list(found)
    else:
        drawn = st.container()
    with drawn:
        title = f"**{contribution_title(found, trainer.iteration)}.** {contribution_words(found)}"
        st.markdown(title)
        _bars(trainer, found, sample)
    trail.draw(follow_in(trainer, sample.index, sample.test), cell, sample)


def _choices(trainer: Trainer, cell: Cell) -> bool:
    """The row that chooses the cell; whether all contributions are to be listed beside the bars."""
    sizes, depth = trainer.mlp.layer_sizes, trainer.mlp.depth
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("## From one sample to the batch", width="content")
        _select("layer", "Layer", range(1, depth + 1), cell.layer, lambda l: f"layer {l}", cell)
        sources = [*range(sizes[cell.layer - 1]), BIAS]
        _select("i", "From", sources, cell.i, lambda i: _source(trainer, cell, i), cell)
        units = range(sizes[cell.layer])
        _select("j", "To", units, cell.j, lambda j: f"to {a_name(cell.layer, j, sizes)}", cell)
        # The table is a large script, so it is loaded only on demand.
        return st.toggle(
            "List",
            key="sample_list_shown",
            help="Lists what every sample of the batch adds to this gradient: its a, its dz, and their product.",
        )


def _source(trainer: Trainer, cell: Cell, i: int) -> str:
    if i == BIAS:
        return "bias"
    names, sizes = input_names(trainer.dataset), trainer.mlp.layer_sizes
    return f"from {names.label(cell.layer - 1, i, sizes)}"


def _select(part: str, label: str, values: Any, now: int, name: Any, cell: Cell) -> None:
    key = state.choice_key(_widget(part, cell), now)
    st.selectbox(
        label,
        list(values),
        index=list(values).index(now),
        format_func=name,
        key=key,
        width=130,
        label_visibility="collapsed",
        on_change=_take,
        args=(part, key, cell),
    )


def _widget(part: str, cell: Cell) -> str:
    """The name includes the layer, so that each layer has its own widgets."""
    return f"sample_cell_{part}" if part == "layer" else f"sample_cell_{part}{cell.layer}"


def _take(part: str, key: str, cell: Cell) -> None:
    value = state.changed_value(_widget(part, cell), key)
    if not isinstance(value, int):  # a stale label, of the cell chosen before
        return
    if part == "layer":  # the same cell may not exist in another layer: choose its first weight
        choose_cell(Cell("dW", value, 0, 0))
    elif part == "i":
        choose_cell(Cell("dW", cell.layer, cell.j, value))
    else:
        choose_cell(Cell("dW", cell.layer, value, cell.i))


def _bars(trainer: Trainer, found: Pulls, sample: SampleChoice) -> None:
    followed = None if sample.test else sample.index
    classes = _classes(trainer, found)
    figure = contribution_bars(found, classes, trainer.dataset.n_classes, followed, palette())
    title = contribution_title(found, trainer.iteration)
    chart(
        named(figure, "sample", "contributions", title),
        BARS,
        f"{title}: a bar for each sample, sorted. {contribution_words(found)}",
        _clicked,
    )


def _clicked() -> None:
    """A bar was clicked: its sample is followed."""
    if picked := state.picked(BARS):
        SAMPLE.choose(SampleChoice(int(picked[0]) - 1))


def _classes(trainer: Trainer, found: Pulls) -> Indices | None:
    if trainer.dataset.task == REGRESSION:
        return None
    y = trainer.dataset.y_train[found.samples]
    return (y[:, 0] > 0.5).astype("int64") if y.shape[1] == 1 else y.argmax(axis=1)


def _list(found: Pulls) -> None:
    columns: dict[str, Any] = {"sample": found.samples + 1}
    if found.cell.i != BIAS:
        columns["a"] = found.a
    columns |= {"dz": found.dz, "adds": found.added}
    number = st.column_config.NumberColumn(format="%.3g")
    st.dataframe(
        columns,
        hide_index=True,
        height=290,
        key="sample_list",
        column_config=dict.fromkeys(("a", "dz", "adds"), number),
    )
