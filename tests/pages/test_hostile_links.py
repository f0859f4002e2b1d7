"""Whatever a link contains, its page opens: no traceback, at most a few sentences, and the run can be trained.

Bounded: a fixed number of links, drawn with a fixed seed for each page.
"""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest

from backprop import Experiment
from backprop.ui.errors import SENTENCE
from tests.pages.all_options import ALL_OPTIONS
from tests.pages.opened import lab, opened
from tests.selection import tried

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
LINKS = 3  # of each page
FIELDS = [field.name for field in dataclasses.fields(Experiment)]
# What the pages read from the address by themselves, whichever page is open, and what no link may set.
OPTIONS = list(dict.fromkeys(option.name for options in ALL_OPTIONS.values() for option in options))
OPTIONS += ["t", "lesson", "own_data", "unknown", "runs"]
OPTIONS += ["sweep", "flow_further", "flow_stopped", "chain_start", "table_refused", "table_go"]
VALUES = [
    "",
    " ",
    "-1",
    "0",
    "1",
    "2.5",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "1e-400",
    "9" * 400,
    "0x10",
    "٣",
    "true",
    "None",
    "null",
    "[]",
    "{}",
    "()",
    ",",
    ",,,",
    "1,2,3",
    "relu,relu",
    "2.3.1",
    "2.b.1",
    "99.99.99",
    "dW2.3.1",
    "da0.1",
    "next9.9.9",
    "test-5",
    "-5-5",
    "a..b",
    "~",
    "~~~~~~~",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "__import__('os').system('true')",
    "x**x**x",
    "((((((((((((((((((((x",
    "exp(exp(exp(exp(x))))",
    "1/0",
    "../../etc/passwd",
    "%00",
    "\x00\x1f",
    "\ud7ff\u202e\u200b",
    "𝔸𝔹",
    "${7*7}",
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    "**bold** :red[x] $y$",
    "[link](javascript:alert(1))",
    "x" * 5_000,
    "weight:0.5@3:2.1.1",
    "learning_rate:nan@0",
    "freeze:1@-1",
    "cut@1e9",
    "0~learning_rate~nan",
    "W2-3-1",
    "point-train-999999",
    "forward-9",
    "circles",
    "digits",
    "own",
    "0123456789abcdef",
    "softmax",
    "nonsense",
]


def links(name: str) -> list[dict[str, str]]:
    """Each has many parameters at once, the page's own first."""
    draw = random.Random(name)
    found = []
    for _ in range(LINKS):
        names = draw.sample(OPTIONS, len(OPTIONS) // 2) + draw.sample(FIELDS, 6)
        found.append({key: draw.choice(VALUES) for key in names})
    return found


@pytest.mark.parametrize("link", tried(range(LINKS), 0))
@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_link_opens_the_page(name: str, link: int) -> None:
    query = links(name)[link]
    page = opened(name, query)
    said = [element.value for element in (*page.error, *page.warning, *page.info)]
    assert SENTENCE not in said  # the last resort
    assert sum(map(len, said)) < 6_000
    assert said or not Experiment.from_query(query)[1]  # what is refused is said
    trainer = lab(page).trainer
    trainer.step()
    assert trainer.iteration >= 0


# The values that break most: empty, not finite, too long, no text.
@pytest.mark.parametrize("value", tried(["", "nan", "9" * 400, "\x00<b>"], "nan"), ids=ascii)
@pytest.mark.parametrize("name", PAGES)
def test_every_parameter_of_every_page_at_once_with_one_value(name: str, value: str) -> None:
    page = opened(name, dict.fromkeys([*OPTIONS, *FIELDS], value))
    assert SENTENCE not in [error.value for error in page.error]
