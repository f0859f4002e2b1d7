"""The run on the page: the live view in its fragment, and the gradient check in another.

Two fragments, two callbacks: "the picture stands at t" reruns the check alone, "more, please"
reruns the live view alone.
"""

from __future__ import annotations

import streamlit as st

from backprop.experiment import Experiment
from backprop.gradient_check import gradient_check
from backprop.live_view.mount import check_report, live_view
from backprop.live_view.trace import bytes_per_iteration, pack_trace
from backprop.trainer import Trainer
from backprop.ui import state

LIVE, CHECK = "live", "check"
FIRST_CHUNK = 160  # iterations sent when the page opens
CHUNK_BYTES = 2**22  # of an answer at most
CHECK_COST = 40_000_000  # parameters × samples × outputs beyond which a check would take seconds


def draw() -> None:
    """Mount the instrument and its check."""
    _live()
    _check()


@st.fragment(key=LIVE)
def _live() -> None:
    lab = state.lab()
    request, lab.request = lab.request, None
    if request is not None:
        trainer = lab.trainer
        data = _answer(trainer, request, lab.shown)
    else:
        first = max(0, lab.shown - lab.shown % FIRST_CHUNK)
        data = _opening(lab.experiment, first, lab.shown)
    live_view(state.LIVE_KEY, data, _standing, _more)


@st.cache_resource(max_entries=64, show_spinner="Training up to the shown iteration…")
def _opening(experiment: Experiment, first: int, shown: int) -> bytes:
    """The first stretch of a run with its setup. A run is a pure function of its experiment, so
    all who open the same link share it."""
    trainer = Trainer(experiment)
    trainer.seek(min(first, _reachable(trainer, first)))
    first = min(first, trainer.last)
    return pack_trace(
        trainer, first, _affordable(trainer, FIRST_CHUNK), show=shown, with_setup=True
    )


def _reachable(trainer: Trainer, iteration: int) -> int:
    """The iteration, or the last one of a run that diverges before."""
    trainer.run(iteration - trainer.iteration)
    return min(iteration, trainer.last)


def _affordable(trainer: Trainer, count: int) -> int:
    size = bytes_per_iteration(trainer.mlp.parameters.size, trainer.experiment.optimizer)
    return max(8, min(count, CHUNK_BYTES // size))


def _answer(trainer: Trainer, request: dict[str, object], shown: int) -> bytes:
    first, count, have = (int(str(request.get(k, 0))) for k in ("first", "count", "have_history"))
    first = _reachable(trainer, max(0, min(first, 2**31)))
    return pack_trace(
        trainer,
        first,
        _affordable(trainer, max(1, count)),
        show=shown,
        have_history=have,
        with_setup=bool(request.get("need_setup")),
    )


@st.fragment(key=CHECK)
def _check() -> None:
    lab = state.lab()
    standing = state.reported("standing")
    if standing is None or standing.get("run") != lab.run:
        return
    iteration = int(standing["iteration"])
    lab.shown = iteration
    state.write_address()
    check_report("check_report", {"run": lab.run, "iteration": iteration, **_checked(iteration)})


def _checked(iteration: int) -> dict[str, object]:
    """The gradient check of the shown iteration on its batch, in numbers and words."""
    trainer = state.lab().trainer
    trainer.seek(_reachable(trainer, iteration))
    X, y = trainer.batch_data
    cost = trainer.mlp.parameters.size * len(X) * y.shape[1]
    if cost > CHECK_COST:
        sentence = (
            f"Not checked: {trainer.mlp.parameters.size:,} parameters on {len(X):,} samples take "
            "too long. A smaller batch or network is checked at every stop."
        )
        return {"worst": None, "worst_layer": None, "passed": None, "sentence": sentence}
    result = gradient_check(trainer.mlp, X, y)
    layers = ", ".join(map(str, result.failed_layers))
    if result.passed:
        sentence = (
            f"Every dW and db of this batch agrees with a numerical derivative of the loss "
            f"(complex step) to {result.worst:.1e}."
        )
    else:
        sentence = (
            f"The gradients of layer {layers} differ from the numerical derivative of the loss, "
            f"most in layer {result.worst_layer}: relative error {result.worst:.1e}."
        )
        if trainer.experiment.gradient_rule == "tutorial":
            sentence += " The article's rule does so on purpose: its sigmoid slope is doubled."
    return {
        "worst": float(result.worst),
        "worst_layer": result.worst_layer,
        "failed_layers": result.failed_layers,
        "passed": result.passed,
        "tolerance": result.tolerance,
        "sentence": sentence,
    }


def _standing() -> None:
    """The picture stands still: the check follows, the picture is left alone."""
    st.rerun(CHECK)


def _more() -> None:
    """The browser is about to run out: answer with the next stretch."""
    lab = state.lab()
    request = state.reported("more")
    if request is not None and request.get("run") == lab.run:
        lab.request = request
        st.rerun(LIVE)
