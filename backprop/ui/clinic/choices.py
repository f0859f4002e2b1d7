"""What the Clinic lets a person choose: a mistake, or a seed that hides one, and how long to train.

``mistake`` in the address is a name, "none", or the digits of a seed. The guess stays out of it.
"""

from __future__ import annotations

import secrets

import streamlit as st

from backprop.clinic import MISTAKES, Mistake
from backprop.clinic.clinic import applicable, hidden, shows
from backprop.nn import MLP
from backprop.ui import standing, state

OPTIONS = ("mistake", "iterations")
NONE, HIDDEN = "none", "hidden"
LENGTHS = ["25", "50", "100", "200", "400"]
USUAL_LENGTH = "100"
SEEDS = 1_000_000
DRAWS = 40  # of a mistake that shows at this iteration


def tidy() -> None:
    """Leave out of the address what it cannot mean."""
    options = state.lab().options
    if seed() is None and options.get("mistake") not in (*MISTAKES, NONE):
        options["mistake"] = ""
    if options.get("iterations") not in LENGTHS or options.get("iterations") == USUAL_LENGTH:
        options["iterations"] = ""


def seed() -> int | None:
    """The seed of a hidden mistake, None where none is hidden."""
    text = state.lab().options.get("mistake", "")
    fits = text.isascii() and text.isdecimal() and len(text) < 10 and int(text) < SEEDS
    return int(text) if fits else None


def mistake(mlp: MLP, n: int) -> Mistake | None:
    """The chosen or hidden mistake; the first that applies where the address names none."""
    if (number := seed()) is not None:
        return hidden(number, mlp, n)
    name = state.lab().options.get("mistake", "")
    if name == NONE:
        return None
    return MISTAKES.get(name) or applicable(mlp, n)[0]


def guess() -> str | None:
    """The name that the person has given the hidden mistake."""
    name = state.lab().options.get("guess", "")
    return name if name in MISTAKES else None


def iterations() -> int:
    """How many iterations are trained side by side."""
    text = state.lab().options.get("iterations", "")
    return int(text if text in LENGTHS else USUAL_LENGTH)


def draw(mlp: MLP, n: int) -> None:
    """A row: the mistake, hide one, how many iterations."""
    fitting = [entry.name for entry in applicable(mlp, n)]
    chosen = mistake(mlp, n)
    shown = HIDDEN if seed() is not None else chosen.name if chosen else NONE
    names = [NONE, *fitting, *({shown} - {NONE, *fitting})]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        key = state.choice_key("clinic_mistake", shown)
        st.selectbox(
            "Mistake in the backward pass",
            names,
            index=names.index(shown),
            format_func=_title,
            key=key,
            width=340,
            help=_missing(mlp, n),
            on_change=_take_mistake,
            args=(key,),
        )
        st.button(
            "Hide one from me",
            key="clinic_hide",
            icon=":material/visibility_off:",
            help="Hides a mistake in the backward pass, drawn at random. Find it by its traces.",
            on_click=_hide,
        )
        key = state.choice_key("clinic_iterations", str(iterations()))
        st.selectbox(
            "Iterations side by side",
            LENGTHS,
            index=LENGTHS.index(str(iterations())),
            key=key,
            width=170,
            help="Sets how long the right run and the mistaken one train, both from the first weights of your run.",
            on_change=_take_iterations,
            args=(key,),
        )


def draw_guess(mlp: MLP, n: int) -> None:
    """The question which mistake is hidden, and the way to be told."""
    guessed = guess() or ""
    named = [entry.name for entry in applicable(mlp, n)]
    names = ["", *named, *({guessed} - {"", *named})]
    key = state.choice_key("clinic_guess", guessed)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Which mistake is it?",
            names,
            index=names.index(guessed),
            format_func=lambda name: MISTAKES[name].title if name else "Choose a name",
            key=key,
            width=340,
            on_change=_take_guess,
            args=(key,),
        )
        st.button(
            "Show me",
            key="clinic_show",
            help="Ends the search: names the hidden mistake, and chooses it above.",
            on_click=_reveal,
            args=(mistake(mlp, n),),
        )


def _title(name: str) -> str:
    if name in MISTAKES:
        return MISTAKES[name].title
    return "A hidden one" if name == HIDDEN else "None: the right backward pass"


def _missing(mlp: MLP, n: int) -> str:
    absent = [entry for entry in MISTAKES.values() if not entry.applies(mlp, n)]
    if not absent:
        return "Each entry puts one wrong line into the backward pass of a copy of your run."
    lines = "\n".join(f"- {entry.title}: needs {entry.needs}." for entry in absent)
    return f"Each entry puts one wrong line into the backward pass of a copy of your run. Not possible in this network:\n{lines}"


def _choose(name: str) -> None:
    options = state.lab().options
    options["mistake"] = name
    options.pop("guess", None)


def _take_mistake(key: str) -> None:
    name = state.given("clinic_mistake", key)
    if name is not None and name != HIDDEN:
        _choose(name)


def _hide() -> None:
    trainer = standing.at_shown()
    mlp, n = trainer.mlp, len(trainer.batch_data[0])
    number = 0
    for _ in range(DRAWS):
        number = secrets.randbelow(SEEDS)
        if shows(trainer, hidden(number, mlp, n)):
            break
    _choose(str(number))


def _reveal(found: Mistake | None) -> None:
    if found is not None:
        _choose(found.name)


def _take_guess(key: str) -> None:
    name = state.given("clinic_guess", key)
    if name is not None:
        state.lab().options["guess"] = name


def _take_iterations(key: str) -> None:
    text = state.given("clinic_iterations", key)
    if text is not None:
        state.lab().options["iterations"] = "" if text == USUAL_LENGTH else text
