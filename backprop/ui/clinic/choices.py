"""The options of the Clinic: a mistake, or a seed that hides one, and how long to train.

``mistake`` in the address is a name, "none", or the digits of a seed. The guess is never in the address.
"""

from __future__ import annotations

import secrets

import streamlit as st

from backprop.clinic import MISTAKES, Mistake
from backprop.clinic.clinic import applicable, hidden, shows
from backprop.nn import MLP
from backprop.ui import standing, state
from backprop.ui.lab import Lab
from backprop.ui.options import Option, digits, one_of

NONE, HIDDEN = "none", "hidden"
LENGTHS = [25, 50, 100, 200, 400]
SEEDS = 1_000_000
DRAWS = 40  # tries to find a mistake that shows at this iteration


def _parse(text: str, _: Lab) -> str | int:
    number = digits(text)
    if number is not None and number < SEEDS:
        return number
    if text in (*MISTAKES, NONE):
        return text
    raise ValueError(f"the name of a mistake, {NONE}, or a seed below {SEEDS:,} that hides one")


# A name, or the seed of a hidden mistake; None: the first mistake that this network can have.
MISTAKE: Option[str | int | None] = Option(
    page="clinic",
    name="mistake",
    default=None,
    parse=_parse,
    allowed=lambda _: (NONE, *MISTAKES),
)
ITERATIONS = one_of("clinic", "iterations", LENGTHS, 100)  # that are trained side by side
# The name that the person gives to the hidden mistake.
GUESS: Option[str | None] = one_of("clinic", "guess", tuple(MISTAKES), None, in_address=False)
OPTIONS = (MISTAKE, ITERATIONS, GUESS)


def seed() -> int | None:
    """The seed of the hidden mistake; None if none is hidden."""
    value = MISTAKE.value()
    return value if isinstance(value, int) else None


def mistake(mlp: MLP, n: int) -> Mistake | None:
    """The mistake in the backward pass of a network on a batch of n samples: the chosen one, the hidden one,
    or by default the first that this network can have. None for the correct backward pass."""
    value = MISTAKE.value()
    if isinstance(value, int):
        return hidden(value, mlp, n)
    if value is None:
        return applicable(mlp, n)[0]
    return MISTAKES.get(value)


def draw(mlp: MLP, n: int) -> None:
    """A row: the mistake, hide one, how many iterations."""
    fitting = [entry.name for entry in applicable(mlp, n)]
    chosen = mistake(mlp, n)
    shown = HIDDEN if seed() is not None else chosen.name if chosen else NONE
    names = [NONE, *fitting, *({shown} - {NONE, *fitting})]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        key = state.choice_key(MISTAKE.widget, shown)
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
        st.selectbox(
            "Iterations side by side",
            LENGTHS,
            index=LENGTHS.index(ITERATIONS.value()),
            width=170,
            help="Sets how long the correct run and the run with the mistake train, both from the first weights of your run.",
            **ITERATIONS.bound(ITERATIONS.value()),
        )


def draw_guess(mlp: MLP, n: int) -> None:
    """The question which mistake is hidden, and a button that reveals it."""
    guessed = GUESS.value() or ""
    named = [entry.name for entry in applicable(mlp, n)]
    names = ["", *named, *({guessed} - {"", *named})]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Which mistake is it?",
            names,
            index=names.index(guessed),
            format_func=lambda name: MISTAKES[name].title if name else "Choose a name",
            width=340,
            **GUESS.bound(guessed),
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


def _choose(value: str | int) -> None:
    MISTAKE.choose(value)
    GUESS.reset()


def _take_mistake(key: str) -> None:
    name = state.changed_value(MISTAKE.widget, key)
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
    _choose(number)


def _reveal(found: Mistake | None) -> None:
    if found is not None:
        _choose(found.name)
