"""Explained words: one list for Python and the browser, used where a word first appears."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop.live_view.words import MEANINGS
from backprop.support.shared import SHARED
from backprop.ui.words import _html, literal
from tests.pages.opened import opened

PAGES = Path(__file__).parents[2] / "pages"
# The Train page's words stand in its instrument, the walk's quantities in its sentences.
IN_THE_BROWSER = {"train", "sample"}


def test_the_list_is_read_whole_and_in_plain_sentences() -> None:
    assert len(MEANINGS) > 25
    for name, meaning in MEANINGS.items():
        assert meaning.endswith("."), name
        assert len(meaning) < 150, name  # a note, no lecture


def test_a_paragraph_is_safe_and_marks_its_words() -> None:
    html = _html("**A** [loss] of <b> & [the step|iteration]")
    assert html.startswith("<strong>A</strong> ")
    assert "&lt;b&gt; &amp; " in html
    assert re.findall(r'tabindex="0" aria-description="([^"]+)">([^<]+)<', html) == [
        (MEANINGS["loss"], "loss"),
        (MEANINGS["iteration"], "the step"),
    ]
    with pytest.raises(KeyError):
        _html("[no such word]")


@pytest.mark.parametrize(
    "name", sorted({path.stem for path in PAGES.glob("*.py")} - IN_THE_BROWSER)
)
def test_every_page_has_a_title_and_explains_words(name: str) -> None:
    page = opened(name, {"t": "3"})
    assert any(m.value.startswith("# ") for m in page.markdown)
    body = " ".join(element.proto.body for element in page.get("html"))
    assert 'class="bpl-word"' in body


def test_a_strangers_words_are_no_markdown() -> None:
    assert literal("**b** $x$ [l](u) :red[x] <i> `c`\n# h") == (
        "\\*\\*b\\*\\* \\$x\\$ \\[l\\]\\(u\\) \\:red\\[x\\] \\<i\\> \\`c\\` \\# h"
    )


def test_what_the_scripts_say_is_plain_too() -> None:
    """Hints at buttons and the tour: whole sentences, short ones, written like those of the pages."""
    hints = SHARED["hints"].values()
    steps = [step["text"] for step in SHARED["tour"]]
    assert len(hints) > 50
    assert len(steps) == 5
    for text in [*hints, *steps, *MEANINGS.values()]:
        assert text[0].isupper() or text[0] in "ŷz", text
        assert text.endswith("."), text
        assert "  " not in text, text
        assert not re.search(r"\d-\d|(?<!\w)-\d", text), text
        for sentence in re.split(r"(?<=[.?!])\s", text):
            assert len(sentence.split()) <= 26, sentence
