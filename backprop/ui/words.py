"""Paragraphs whose terms explain themselves where they first appear on a page."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from backprop.live_view.words import MEANINGS

_MARK = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")


def paragraph(text: str) -> None:
    """Draw a paragraph. [loss] explains the word loss, [step|iteration] writes one word and explains
    another, **bold** is bold. The browser shows the meaning on hover, focus or tap (js/core/words.js).
    Raises KeyError for a word without a meaning."""
    st.html(f'<p class="bpl-about">{_html(text)}</p>')


# How a text without marks writes the words, as regular expressions.
_WRITTEN = {
    "accuracy": r"accuracy",
    "batch": r"batch(?:es)?",
    "class": r"class(?:es)?",
    "decision boundary": r"(?:decision )?boundary",
    "dW, db": r"dW[¹²³]?",
    "dead": r"dead|dies?",
    "gradient": r"gradients?",
    "hidden layer": r"hidden (?:layer|unit)s?",
    "iteration": r"iterations?",
    "layer": r"layers?",
    "learning rate": r"(?:learning )?rate",
    "loss": r"(?:training )?loss",
    "momentum": r"momentum",
    "penalty": r"penalty",
    "test set": r"test loss",
    "unit": r"units?",
    "update": r"updates?",
    "vanishing": r"vanish(?:es|ed)",
    "activation function": r"activations?",
}
_ANY = re.compile(
    "|".join(rf"(?<![\w-])(?P<n{k}>{how})(?![\w-])" for k, how in enumerate(_WRITTEN.values())),
    re.IGNORECASE,
)


def marked(text: str, explained: set[str]) -> str:
    """HTML of a text in which each word explains itself where it first appears. explained: the words already
    explained on the page; new ones are added."""

    def one(found: re.Match[str]) -> str:
        name = [*_WRITTEN][int(str(found.lastgroup)[1:])]
        if name in explained:
            return found[0]
        explained.add(name)
        return _word(found[0], name)

    return _ANY.sub(one, escape(text))


def literal(text: str) -> str:
    """Text from outside, escaped so that Markdown shows it literally: no bold, formulas, links or icons."""
    for character in "\\`*_{}[]()#+!|<>$~:":
        text = text.replace(character, "\\" + character)
    return text.replace("\n", " ")


def _html(text: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text, quote=False))
    return _MARK.sub(lambda found: _word(found[1], found[2] or found[1]), bold)


def _word(shown: str, name: str) -> str:
    meaning = escape(MEANINGS[name])
    return f'<span class="bpl-word" tabindex="0" aria-description="{meaning}">{shown}</span>'
