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
    finger (js/words.js). Raises KeyError for a word that has no meaning."""
    st.html(f'<p class="bpl-about">{_html(text)}</p>')


def _html(text: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text, quote=False))
    return _MARK.sub(lambda found: _word(found[1], found[2] or found[1]), bold)


def _word(shown: str, name: str) -> str:
    meaning = escape(MEANINGS[name])
    return f'<span class="bpl-word" tabindex="0" aria-description="{meaning}">{shown}</span>'
