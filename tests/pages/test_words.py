"""What the pages say: terms explained where they appear, short sentences, one way to write numbers."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop.live_view.words import MEANINGS
from tests.pages.opened import opened
from tests.pages.test_help import KINDS

# How a term is written in a text; its name in the list of meanings where that is another.
TERMS = {
    "accuracy": r"\baccurac",
    "batch": r"\bbatch",
    "complex step": r"complex step",
    "computational graph": r"computational graph",
    "dead": r"\bdead\b",
    "decision boundary": r"decision bound",
    "dW, db": r"\bd[Wb]\b",
    "dz, da": r"\bd[za]\b",
    "first order": r"first order",
    "gradient": r"\bgradient",
    "iteration": r"\biterations?\b",
    "kink": r"\bkink",
    "layer": r"\blayer",
    "loss": r"\bloss",
    "median": r"\bmedian",
    "momentum": r"\bmomentum",
    "norm": r"\bnorms?\b|‖",
    "parameters": r"\bparameters?\b",
    "relative error": r"relative error",
    "rounding": r"\brounding",
    "run": r"\bruns?\b",
    "sample": r"\bsamples?\b",
    "saturated": r"\bsaturat",
    "seed": r"\bseeds?\b",
    "sweep": r"\bsweep",
    "tangent": r"\btangent",
    "truncation": r"\btruncation",
    "unit": r"\bunits?\b",
    "ŷ, y": r"ŷ",
    "vanishing": r"\bvanish",
}
# Where a term stands that this page needs no more than the name of: what it is, is not its subject.
KNOWN = {
    "export": {"batch", "parameters", "rounding"},
    "your_data": {"sample", "unit", "run", "gradient"},
    "chain_rule": {"parameters", "run", "sample", "loss", "layer", "gradient", "iteration"},
    "landscape": {"batch", "sample", "layer"},
    "clinic": {"batch", "sample", "unit"},
    "gradient_check": {"batch", "norm", "sample"},
    "flow": {"batch", "loss", "sample", "median", "vanishing", "dW, db"},
    "compare": {"iteration", "accuracy", "gradient", "unit", "sample"},
    "mathematics": {"batch", "sample", "tangent", "norm"},
    "sample": {"dW, db", "dz, da", "layer", "ŷ, y", "run", "unit", "norm"},
    "predict": {"batch", "unit", "sample"},
    "lessons": {"sample", "seed", "first order", "saturated"},
}
STATES = [
    ("chain_rule", {}),
    ("clinic", {"t": "20"}),
    ("clinic", {"t": "5", "mistake": "4711"}),
    ("compare", {}),
    ("compare", {"runs": "~optimizer-adam!learning_rate-0.03", "view": "sweep"}),
    ("export", {"t": "3"}),
    ("flow", {"t": "20"}),
    ("flow", {"t": "20", "quantity": "dead", "activations": "relu,relu"}),
    ("gradient_check", {"t": "3"}),
    ("gradient_check", {"activations": "relu,relu", "method": "central", "eps": "1e-3", "t": "40"}),
    ("landscape", {"t": "20", "size": "11"}),
    ("landscape", {"t": "20", "size": "11", "directions": "path", "optimizer": "adam"}),
    ("clinic", {"dataset": "plane", "t": "5"}),
    ("flow", {"dataset": "plane", "learning_rate": "900", "t": "30"}),
    ("predict", {"dataset": "digits", "batch_size": "1", "t": "3"}),
    ("mathematics", {"interventions": "3 learning_rate 0.1,4 freeze 2", "t": "9"}),
    ("lessons", {}),
    ("mathematics", {"t": "20"}),
    ("predict", {"t": "3"}),
    ("sample", {"t": "3"}),
    ("your_data", {}),
]
LONGEST = 30  # words in a sentence


def said(page: AppTest) -> list[str]:
    """The running texts of a page, with their HTML."""
    kinds = ("markdown", "caption", "html", "success", "warning", "error", "info", "title")
    found: list[Any] = [element for kind in kinds for element in page.get(kind)]
    return [str(getattr(e, "value", None) or getattr(e.proto, "body", "")) for e in found]


def plain(html: str) -> str:
    """The text that a person reads: no styles, tags or formulas."""
    text = re.sub(r"</(?:p|h\d|div)>", "\n", html)
    text = re.sub(r"<style.*?</style>|<[^>]+>", "", text, flags=re.DOTALL)
    return unescape(re.sub(r"\$[^$]*\$", "", text))


def helps(page: AppTest) -> list[str]:
    """The help texts of a page's controls."""
    found = [str(widget.proto.help) for kind in KINDS for widget in page.get(kind)]
    return [text for text in found if text]


@pytest.mark.parametrize(("name", "query"), STATES)
def test_terms_are_explained_and_sentences_are_short(name: str, query: dict[str, str]) -> None:
    page = opened(name, query)
    texts = said(page)
    meant = {unescape(d) for d in re.findall(r'aria-description="([^"]+)"', " ".join(texts))}
    explained = {term for term, meaning in MEANINGS.items() if meaning in meant}
    words = [plain(text) for text in texts]
    unexplained = {
        term
        for term, how in TERMS.items()
        if any(re.search(how, text, re.IGNORECASE) for text in words)
    }
    assert unexplained - explained - KNOWN.get(name, set()) == set()
    for text in words + helps(page):
        for sentence in re.split(r"(?<=[.?!])\s|\n", text):
            assert len(sentence.split()) <= LONGEST, sentence
        assert "  " not in text.replace("  \n", "\n").strip() or "<" in text, text
        assert not re.search(r"(?<![\w/.:-])-\d|\de-\d", text), text  # a real minus: −
    for text in helps(page):
        assert text.rstrip().endswith((".", "?")), text
        assert text[0].isupper(), text


def test_the_states_are_of_every_page_but_the_train_page() -> None:
    pages = {path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py")}
    assert {name for name, _ in STATES} == pages - {"train"}
    assert set(KNOWN) <= pages
