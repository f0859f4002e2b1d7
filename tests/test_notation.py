"""Numbers and names as text."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from backprop import notation
from backprop.notation import (
    counted,
    num,
    number,
    percent,
    plain,
    rounded,
    signed,
    sub,
    sup,
    typeset,
    w_name,
)

PACKAGE = Path(notation.__file__).parent


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (sup(12), "¹²"),
        (sup(-3), "⁻³"),
        (sub(10), "₁₀"),
        (typeset("-3.0e-07"), "−3.0e−7"),
        (typeset("2e+00 to 1e+10"), "2 to 1e10"),
        (num(-0.834), "−0.8340"),
        (num(-2.0), "−2"),
        (num(3.1e-7), "3.100e−7"),
        (num(123456.7), "123457"),
        (num(-math.inf), "−∞"),
        (rounded(-0.83400001), "−0.834"),
        (rounded(1.5e-7, 3), "1.5e−7"),
        (signed(0.5), "+0.5"),
        (signed(-1e-5), "−1e−5"),
        (number(0.0), "0"),
        (number(12500.4), "12,500"),
        (number(-3.14e-7), "−3.1e−7"),
        (number(0.12345), "0.123"),
        (percent(0.674), "67 %"),
        (percent(0.0031, 2), "0.31 %"),
        (percent(0.996, 2), "100 %"),
        (percent(0.1234, 3), "12.3 %"),
        (percent(12.34, 3), "1,234 %"),
        (plain(0.4000), "0.4"),
        (plain(1e-8), "1e−8"),
        (counted(1, "layer"), "1 layer"),
        (counted(1200, "layer"), "1,200 layers"),
        (w_name(2, 2, 0), "W²[3,1]"),
        (w_name(2, -1, 0, "dW"), "db²[1]"),
    ],
)
def test_a_text(written: str, expected: str) -> None:
    assert written == expected


def test_no_other_module_knows_superscripts_or_the_minus_sign() -> None:
    """Only notation.py has tables of digits or replaces a hyphen by a minus sign."""
    forbidden = re.compile(r"""[⁰¹²³⁴⁵⁶⁷⁸⁹]{4}|[₀₁₂₃₄₅₆₇₈₉]{4}|replace\(["']-["'], *["']−""")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if forbidden.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"notation.py"}
