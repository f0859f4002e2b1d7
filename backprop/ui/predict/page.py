"""Predict, then reveal: the questions about the next step, the grades, and the score.

The page shows no gradient before it is revealed.
"""

from __future__ import annotations

import streamlit as st

from backprop.data.input_names import input_names
from backprop.notation import indexed, num
from backprop.predict import (
    LAYER,
    RULE,
    Graded,
    Predicting,
    Probe,
    Score,
    all_cells,
    cell_key,
    cell_name,
    grade,
    offered_cells,
    offered_probes,
    own_probes,
    probe_key,
)
from backprop.training import Trainer
from backprop.ui import state, words
from backprop.ui.predict import plane
from backprop.walkthrough import Cell

CELLS, PROBES = 5, 3  # offered
MOST_CELLS = 2000  # in the list to choose from
SIGNS, WAYS = ("−", "+"), ("falls", "rises")
ABOUT = (
    "Say what the next [step|iteration] will do to the [gradient] ([dW and db|dW, db] of each [layer], their [norm]), to the prediction [ŷ|ŷ, y] and the "
    "[decision boundary]. Then make the step. Answer as "
    "many questions as you like. "
)


def draw(trainer: Trainer) -> None:
    """The questions about the shown iteration, or the grades of the one before it."""
    game, t = state.lab().predicting, trainer.iteration
    game.ask(state.lab().run, t)
    words.paragraph(ABOUT + RULE)
    probes = offered_probes(trainer, PROBES, game.seed)
    probes += own_probes(trainer, game.points, len(probes) + 1)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if game.revealed:
            _grades(game)
        else:
            _questions(trainer, game, probes)
        _score(game.score)
    with right:
        plane.draw(trainer, game.probes if game.revealed else probes, bool(game.revealed))


def _questions(trainer: Trainer, game: Predicting, probes: tuple[Probe, ...]) -> None:
    t, mlp = trainer.iteration, trainer.mlp
    ended = trainer.diverged is not None and t >= trainer.last
    st.markdown(f"## What will the step at iteration {t} do?")
    offered = offered_cells(trainer, CELLS, game.seed)
    cells = [*offered, *(cell for cell in game.own if cell not in offered)]
    if not offered:
        st.info(
            "Every gradient of this iteration is 0: there is no sign to predict. Go to another iteration."
        )
    for cell in cells:
        _ask(cell_key(cell), f"{cell_name(cell)}, {_where(cell, trainer)}", SIGNS)
    _own_cell(trainer, game)
    if mlp.depth > 1:
        layers = tuple(str(l) for l in range(1, mlp.depth + 1))
        _ask(LAYER, "the layer with the largest ‖dW‖", layers)
    for probe in probes:
        many = mlp.layer_sizes[-1] > 1
        what = f"the ŷ of class {probe.output}" if many else "ŷ"
        _ask(probe_key(probe), f"{what} at point {probe.number} of the picture", WAYS)
    if not probes:
        st.caption(
            "There are no points to ask about: this data cannot be drawn on a plane, or ŷ does not change."
        )
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Step and reveal",
            key="predict_reveal",
            type="primary",
            on_click=_reveal,
            args=(trainer, probes),
            disabled=ended or not game.guesses,
            help="Makes the step, and grades your answers.",
        )
        st.button(
            "Other questions",
            key="predict_other",
            on_click=_other,
            icon=":material/casino:",
            help="Asks about other cells and points of the same step. The run stays where it is.",
        )
    if game.error:
        st.error(game.error)


def _where(cell: Cell, trainer: Trainer) -> str:
    z = indexed("z", cell.layer, cell.j)
    if cell.i < 0:
        return f"the bias of {z}"
    source = input_names(trainer.dataset).label(cell.layer - 1, cell.i, trainer.mlp.layer_sizes)
    return f"from {source} to {z}"


def _ask(question: str, label: str, options: tuple[str, ...]) -> None:
    game = state.lab().predicting
    run, t = game.asked
    key = f"predict_{run}_{t}_{question}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            label,
            options,
            default=game.guesses.get(question),
            key=key,
            label_visibility="collapsed",
            on_change=_take,
            args=(question, key),
            width="content",
        )
        st.markdown(words.literal(label), width="stretch")


def _take(question: str, key: str) -> None:
    guesses, value = state.lab().predicting.guesses, state.widget_value(key)
    if value is None:
        guesses.pop(question, None)
    else:
        guesses[question] = str(value)


def _own_cell(trainer: Trainer, game: Predicting) -> None:
    cells = all_cells(trainer.mlp)[:MOST_CELLS]
    names = {cell_key(cell): cell_name(cell) for cell in cells}
    key = f"predict_own_{len(game.own)}_{game.asked}"
    st.selectbox(
        "Ask about another cell",
        ["", *names],
        format_func=lambda k: names.get(k, "Choose a cell"),
        key=key,
        width=220,
        help="Adds a question about the sign of this cell's gradient.",
        on_change=_add,
        args=(key, {cell_key(c): c for c in cells}),
    )


def _add(key: str, cells: dict[str, Cell]) -> None:
    game, cell = state.lab().predicting, cells.get(str(state.widget_value(key)))
    if cell is not None and cell not in game.own:
        game.own.append(cell)


def _other() -> None:
    game = state.lab().predicting
    game.seed += 1
    game.guesses, game.own = {}, []


def _reveal(trainer: Trainer, probes: tuple[Probe, ...]) -> None:
    lab = state.lab()
    game = lab.predicting
    run, t = game.asked
    try:
        trainer.seek(t)
        found = grade(trainer, run, game.guesses, probes)
    except ValueError as error:
        game.error = str(error)
        return
    lab.shown = t + 1
    game.reveal(found, probes)


def _grades(game: Predicting) -> None:
    t = game.revealed[0].iteration
    right = sum(entry.right is True for entry in game.revealed)
    graded = sum(entry.right is not None for entry in game.revealed)
    st.markdown(f"## Iteration {t} revealed: {right} of {graded} right")
    for entry in game.revealed:
        st.markdown(_graded(entry))
    st.button("Predict the next step", key="predict_next", type="primary", on_click=_next)


def _graded(entry: Graded) -> str:
    what, reason = words.literal(entry.what), words.literal(entry.reason)
    if entry.right is None:
        return f"○ **{what}** is {num(entry.value)}: too small to call. {reason}"
    mark, said = ("✓", "") if entry.right else ("✗", f", you said {entry.guess}")
    value = f" ({num(entry.value)})" if entry.truth not in ("falls", "rises") else ""
    return f"{mark} **{what}**: {entry.truth}{value}{said}. {reason}"


def _next() -> None:
    state.lab().predicting.revealed = []


def _score(score: Score) -> None:
    if not score.entries:
        return
    left_out = len(score.entries) - score.graded
    text = f"**Score of this session: {score.right} of {score.graded} right**"
    if left_out:
        text += f", {left_out} too small to call"
    st.markdown(text)
    with st.container(horizontal=True, gap="small"):
        for name, data, mime in (
            ("CSV", score.to_csv(), "text/csv"),
            ("JSON", score.to_json(), "application/json"),
        ):
            st.download_button(
                f"Save as {name}",
                data,
                f"predictions.{name.lower()}",
                mime,
                key=f"predict_{name}",
                on_click="ignore",
                icon=":material/download:",
            )
        st.button("Reset the score", key="predict_reset", on_click=_reset)


def _reset() -> None:
    state.lab().predicting.score = Score()
