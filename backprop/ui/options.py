"""The options of a page: what a person can choose there beside the experiment.

An option belongs to one page, so two pages may use the same name for different things. The session
keeps all of them while the person moves between pages (``Lab.options``); the address holds those of the
open page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from backprop.training.choices import quoted
from backprop.ui import state
from backprop.ui.lab import Lab

T = TypeVar("T")

SHARED = "shared"
LISTED = 8  # values named in a message


@dataclass(frozen=True, kw_only=True)
class Option(Generic[T]):
    """One choice of a page.

    page: the name of its file in pages/; SHARED for the option that several pages show.
    name: its parameter in the address.
    default: its value until something is chosen; None if the page derives it from the run.
    parse: turns a text into a value, for the run of a Lab. Raises ValueError naming what it expects, such
        as "an iteration from 0 to 100,000".
    text: turns a value into a text that parse can read.
    allowed: all values for the run of a Lab, in menu order; None if they cannot be listed.
    in_address: whether links include it; otherwise it is kept in the session only.
    """

    page: str
    name: str
    default: T
    parse: Callable[[str, Lab], T]
    text: Callable[[T], str] = str
    allowed: Callable[[Lab], Sequence[T]] | None = None
    in_address: bool = True

    def value(self) -> T:
        """The chosen value; the default if nothing is chosen or the value no longer fits the run."""
        text, lab = self._stored, state.lab()
        try:
            return self.parse(text, lab) if text else self.default
        except ValueError:
            return self.default

    def choose(self, value: T, usual: T | None = None) -> None:
        """Choose a value. usual: what the page shows until something is chosen, if the default is None.
        Neither it nor the default is stored, which keeps links short."""
        stored = "" if value in (self.default, usual) else self.text(value)
        state.lab().options.setdefault(self.page, {})[self.name] = stored

    def reset(self) -> None:
        """Go back to the default."""
        self.choose(self.default)

    def take(self, text: str) -> str:
        """Choose the value in a link or file; "" means the default. Returns "", or a sentence if the text cannot
        be read: then the option is at its default."""
        self.reset()
        try:
            if len(text) > state.OPTION_LENGTH:
                raise ValueError(f"at most {state.OPTION_LENGTH} characters")
            if text:
                self.choose(self.parse(text, state.lab()))
        except ValueError as error:
            return f"{self.name}: expected {error}, got {quoted(text)}. The default is used."
        return ""

    @property
    def in_link(self) -> str:
        """The text for the address; "" at the default."""
        return self._stored if self.in_address and self.value() != self.default else ""

    @property
    def _stored(self) -> str:
        return state.lab().options.get(self.page, {}).get(self.name, "")

    @property
    def widget(self) -> str:
        """The name of its widget (state.choice_key)."""
        return f"{self.page}_{self.name}"

    def bound(
        self, shown: T, usual: T | None = None, after: Callable[[], None] | None = None
    ) -> dict[str, Any]:
        """The arguments that bind a widget to it: key, on_change and args. shown: the widget's default
        value. usual: as for choose. after: called after each change."""
        key = state.choice_key(self.widget, shown)
        return {"key": key, "on_change": self._changed, "args": (key, usual, after)}

    def _changed(self, key: str, usual: T | None, after: Callable[[], None] | None) -> None:
        value = state.changed_value(self.widget, key)
        if value is not None:
            self.choose(value, usual)
            if after:
                after()


def one_of(
    page: str,
    name: str,
    allowed: Sequence[T] | Callable[[Lab], Sequence[T]],
    default: T,
    text: Callable[[T], str] = str,
    *,
    in_address: bool = True,
) -> Option[T]:
    """An option with a few values."""
    values: Any = allowed if callable(allowed) else lambda _: allowed

    def parse(written: str, lab: Lab) -> T:
        for value in values(lab):
            if text(value) == written:
                return value
        raise ValueError(_listed([text(value) for value in values(lab)]))

    return Option(
        page=page,
        name=name,
        default=default,
        parse=parse,
        text=text,
        allowed=values,
        in_address=in_address,
    )


def whole(page: str, name: str, low: int, high: int, default: T) -> Option[int | T]:
    """An option that is a whole number."""

    def parse(written: str, _: Lab) -> int:
        number = digits(written)
        if number is None or not low <= number <= high:
            raise ValueError(f"a whole number from {low:,} to {high:,}")
        return number

    values = range(low, high + 1)
    return Option(page=page, name=name, default=default, parse=parse, allowed=lambda _: values)


def number(page: str, name: str, low: float, high: float, default: T) -> Option[float | T]:
    """An option that is a number, kept to ten digits."""

    def parse(written: str, _: Lab) -> float:
        try:
            value = float(written)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ValueError(f"a number from {low:g} to {high:g}")
        return value

    return Option(page=page, name=name, default=default, parse=parse, text="{:.10g}".format)


def digits(text: str) -> int | None:
    """The number in a text of up to nine digits; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def segmented(
    option: Option[T],
    label: str,
    labels: Mapping[Any, str],
    help_text: str | None = None,
    *,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    after: Callable[[], None] | None = None,
) -> None:
    """A row of buttons for the values. labels: the name of each value. after: called after each change."""
    now = option.value()
    st.segmented_control(
        label,
        list(labels),
        default=now,
        format_func=labels.__getitem__,
        required=True,
        help=help_text,
        label_visibility=label_visibility,
        **option.bound(now, after=after),
    )


def selectbox(
    option: Option[T],
    label: str,
    labels: Mapping[Any, str],
    help_text: str,
    width: int,
    *,
    shown: T | None = None,
    usual: T | None = None,
    after: Callable[[], None] | None = None,
) -> None:
    """A menu. labels: the values and their names. width: in pixels. shown, usual: for an option whose
    default is None, the selected entry and the entry that None stands for. after: called after each
    change."""
    now = option.value() if shown is None else shown
    st.selectbox(
        label,
        list(labels),
        index=list(labels).index(now),
        format_func=labels.__getitem__,
        width=width,
        help=help_text,
        **option.bound(now, usual, after),
    )


def _listed(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    if len(texts) > LISTED:
        return f"one of {', '.join(texts[:LISTED])} and {len(texts) - LISTED} more"
    return f"{', '.join(texts[:-1])} or {texts[-1]}"


# Gradient flow and Mathematics show the same layer, counted from 1.
LAYER = one_of(SHARED, "layer", lambda lab: range(1, lab.trainer.mlp.depth + 1), 1)
