"""The upper part of the chain rule page: the functions and their picture."""

from __future__ import annotations

import streamlit as st

from backprop.chain_rule import EXAMPLES, ExpressionError, compose
from backprop.chain_rule.total_derivative import sweep
from backprop.live_view.chain_rule import KEY, Start, chain_rule_view, grid, pack_sweep
from backprop.ui import state
from backprop.ui.caches import cached
from backprop.ui.chain_rule import choices
from backprop.ui.options import Option, selectbox

_LABELS = {"f": "f(t, u, v) =", "t": "t(x) =", "u": "u(x) =", "v": "v(x) ="}
_FORMULA_HELP = (
    "Use numbers, + - * / ^, brackets, pi, e, and sin cos tan exp log sqrt abs tanh sigmoid softplus "
    "relu step sign. Press Enter to use it."
)
_START, _REFUSED = "chain_start", "chain_refused"  # in Lab.page_memory


def draw() -> None:
    """The functions and the chain rule for them, or a sentence about an invalid choice."""
    choice = choices.current()
    _functions(choice)
    refused = state.lab().page_memory.pop(_REFUSED, "")
    if refused:
        st.error(refused, icon=":material/edit:")
    try:
        data = _packed(
            tuple(choice.texts.items()), choice.base, choice.low, choice.high, _start(choice)
        )
    except ExpressionError as error:
        st.error(str(error), icon=":material/edit:")
        return
    chain_rule_view(data, _standing)


@cached(st.cache_data, max_entries=64, show_spinner=False)
def _packed(
    texts: tuple[tuple[str, str], ...], base: str, low: float, high: float, start: Start
) -> bytes:
    named = dict(texts)
    composition = compose(**named)
    return pack_sweep(composition, sweep(composition, low, high), named, base, start)


def _start(choice: choices.Choice) -> Start:
    """The starting positions of the sliders. They stay the same while only the sliders move: the browser
    knows where they are, and equal bytes are not sent again."""
    memory, subject = state.lab().page_memory, (choice.base, choice.texts)
    before, start = memory.get(_START, (None, None))
    if before != subject:
        start = Start(choice.x_index, choice.dx_index)
        memory[_START] = subject, start
    return start


def forget_start() -> None:
    """Call when the whole page is drawn again: the sliders then start where they were left."""
    state.lab().page_memory.pop(_START, None)


def _standing() -> None:
    """The sliders rest: the address follows."""
    report = state.reported(KEY, "standing")
    choice = choices.current()
    xs, dxs = grid(choice.low, choice.high)
    if report is not None:
        i, j = int(report["x"]), int(report["dx"])
        choices.choose_place(float(xs[i % len(xs)]), float(dxs[j % len(dxs)]))


def _functions(choice: choices.Choice) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        selectbox(
            choices.EXAMPLE,
            "Functions",
            {name: example.title for name, example in EXAMPLES.items()},
            "Starts from an example. You can change every formula beside it.",
            250,
            after=choices.choose_example,
        )
        for name, label in _LABELS.items():
            key = state.choice_key(choices.FORMULAS[name].widget, choice.texts[name])
            st.text_input(
                label,
                value=choice.texts[name],
                key=key,
                width=230 if name == "f" else 150,
                help=f"A formula in {'t, u and v' if name == 'f' else 'x'}. {_FORMULA_HELP}",
                on_change=_take_formula,
                args=(name, key),
            )
        for option, label, value in (
            (choices.LOW, "x from", choice.low),
            (choices.HIGH, "x to", choice.high),
        ):
            key = state.choice_key(option.widget, float(value))
            st.number_input(
                label,
                min_value=-choices.LARGEST_X,
                max_value=choices.LARGEST_X,
                value=float(value),
                step=0.5,
                format="%g",
                key=key,
                width=110,
                help="Sets one end of the range of x. The lower end must stay below the upper one.",
                on_change=_take_range,
                args=(option, key),
            )
    st.caption(choice.preset.look_for)


def _take_formula(name: str, key: str) -> None:
    value = state.changed_value(choices.FORMULAS[name].widget, key)
    if value is not None:
        choices.choose_formula(name, value)


def _take_range(option: Option[float | None], key: str) -> None:
    value = state.changed_value(option.widget, key)
    if value is not None:
        state.lab().page_memory[_REFUSED] = choices.choose_range(option, float(value))
