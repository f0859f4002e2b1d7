"""The Compare page below its head: what differs between the runs, and where each of them stands."""

from __future__ import annotations

import streamlit as st

from backprop.comparison import differing
from backprop.live_view.answers import OPEN_SECONDS, reach
from backprop.ui import state
from backprop.ui.describe import label, value


def draw() -> None:
    """A row a run: what is its own, its losses and accuracies at the shown iteration."""
    lab = state.lab()
    runs = lab.compared or [lab.experiment]
    fields = differing(runs)
    rows = []
    for letter, run in zip("ABCDEF", runs, strict=False):
        trainer = lab.new_trainer(run)
        trainer.seek(reach(trainer, lab.shown, OPEN_SECONDS))
        t, history = trainer.iteration, trainer.history
        own = {label(name): value(run, name) for name in fields}
        rows.append(
            {"run": letter, **own, "iteration": t, "training loss": history.train_loss[t],
             "test loss": history.test_loss[t], "training accuracy": history.train_accuracy[t],
             "test accuracy": history.test_accuracy[t]}
        )  # fmt: skip
    st.dataframe(rows, hide_index=True)
