"""The options of the slice: the run and the iteration at which it begins.

In the address another run is "~" followed by its differences from the default experiment.
"""

from __future__ import annotations

import dataclasses

import streamlit as st

from backprop.compare.comparison import from_text, to_text
from backprop.training import Experiment, Trainer, file
from backprop.training.describe import summary
from backprop.ui import state
from backprop.ui.lab import Lab
from backprop.ui.options import Option, selectbox, whole

SIGN = "~"
PASTE = "link"  # entry of the menu: the person is about to paste a link
FAR = 100  # iteration at which the slice begins while iteration 0 is shown
_PASTED = "landscape_pasted"


def _parse(text: str, _: Lab) -> str:
    if text != PASTE and _read(text) is None:
        raise ValueError("a run such as ~init_seed-7")
    return text


# The run, as text; "": this run.
FROM = Option(page="landscape", name="from", default="", parse=_parse)
# The iteration; None: 0, or FAR while 0 is shown.
OTHER = whole("landscape", "other", 0, state.MAX_ITERATION, None)


def run() -> tuple[str, Experiment]:
    """Title and experiment of the run at which the slice begins."""
    return _runs().get(FROM.value(), ("this run", state.lab().experiment))


def iteration(shown: int) -> int:
    """The iteration of that run at which the slice begins. shown: the iteration at which it ends."""
    chosen = OTHER.value()
    if chosen is not None:
        return chosen
    return 0 if shown else FAR


def draw(trainer: Trainer) -> None:
    """The choice of a run and of an iteration of it."""
    runs, text = _runs(), FROM.value()
    names = {key: title for key, (title, _) in runs.items()} | {PASTE: "a link…"}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        selectbox(
            FROM,
            "From",
            names,
            "Chooses the run at which the line begins. It must have the same layers; the loss is that of this run.",
            160,
            shown=text if text in names else "",
        )
        value = iteration(trainer.iteration)
        st.number_input(
            "From iteration",
            0,
            state.MAX_ITERATION,
            value,
            step=1,
            width=160,
            help="Sets the iteration at which the line begins. It ends at the shown one.",
            **OTHER.bound(value),
        )
    if text == PASTE:
        _draw_paste()
    elif text in runs and text:
        st.caption(f"From the run {summary(runs[text][1])}.")


def _runs() -> dict[str, tuple[str, Experiment]]:
    """The runs of the menu by their text in the address; the chosen one is among them."""
    lab = state.lab()
    own = lab.experiment
    following = (own.init_seed + 1) % 2**32
    named = [(f"weight seed {following}", dataclasses.replace(own, init_seed=following))]
    if lab.undo:
        named.insert(0, ("the run before", lab.undo[-1].experiment))
    named += [(f"compared run {k}", other) for k, other in enumerate(lab.compared, 1)]
    found = {"": ("this run", own)}
    for title, experiment in named:
        if experiment != own:
            found.setdefault(_as_text(experiment), (title, experiment))
    text = FROM.value()
    if text not in found and (linked := _read(text)) is not None:
        found[text] = "the linked run", linked
    return found


def _as_text(experiment: Experiment) -> str:
    return SIGN + to_text(Experiment(), [experiment])


def _read(text: str) -> Experiment | None:
    """The experiment of a text in the address, None where it is not one."""
    if not text.startswith(SIGN):
        return None
    found, refused = from_text(Experiment(), text.removeprefix(SIGN))
    return found[0] if found and not refused else None


def _draw_paste() -> None:
    st.text_input(
        "Link of the other run",
        key=_PASTED,
        placeholder="https://…/?init_seed=7&t=100",
        help="Takes the run of a link, at its iteration. Copy link makes such links.",
    )
    pasted = state.widget_value(_PASTED) or ""
    if not pasted.strip():
        return
    lab = state.lab()
    try:
        picture = file.read(pasted)
    except ValueError as error:
        st.error(f"This link cannot be opened: {error} Paste another link.")
        return
    text = _as_text(picture.experiment)
    if len(text) > state.OPTION_LENGTH:
        st.error(
            "That run differs in too many choices to fit into a link. Put it beside this one "
            "on Compare, and choose it from there."
        )
        return
    FROM.choose("" if picture.experiment == lab.experiment else text)
    OTHER.choose(picture.iteration)
    st.rerun()
