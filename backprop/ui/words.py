"""Paragraphs whose words explain themselves, where they first appear on a page."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from backprop.live_view.words import MEANINGS

_MARK = re.compile(r"\[([^\]|]+)(?:\|([^\]]+))?\]")


def paragraph(text: str) -> None:
    """Draw a paragraph. [loss] explains the word loss, [step|iteration] writes one word and explains
    another, **bold** is bold. The browser shows what a word means at the pointer, the focus or the
    finger (js/core/words.js). Raises KeyError for a word that has no meaning."""
    st.html(f'<p class="bpl-about">{_html(text)}</p>')


# How the words are written in a text that has no marks, where that is not their name.
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
    """HTML of a text in which each word explains itself where it first appears. explained: names of
    the words that are explained on the page already; the new ones are added."""

    def one(found: re.Match[str]) -> str:
        name = [*_WRITTEN][int(str(found.lastgroup)[1:])]
        if name in explained:
            return found[0]
        explained.add(name)
        return _word(found[0], name)

    return _ANY.sub(one, escape(text))


def literal(text: str) -> str:
    """A stranger's words, so that Markdown finds nothing in them: no bold, no formula, no link, no icon."""
    for character in "\\`*_{}[]()#+!|<>$~:":
        text = text.replace(character, "\\" + character)
    return text.replace("\n", " ")


def _html(text: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text, quote=False))
    return _MARK.sub(lambda found: _word(found[1], found[2] or found[1]), bold)


def _word(shown: str, name: str) -> str:
    meaning = escape(MEANINGS[name])
    return f'<span class="bpl-word" tabindex="0" aria-description="{meaning}">{shown}</span>'
