"""Formulas: values and partial derivatives against autograd; invalid formulas get a sentence."""

from __future__ import annotations

import importlib
import sys
import time
from typing import Any

import autograd
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop.chain_rule.expressions import (
    MAX_BRACKETS,
    MAX_LENGTH,
    Expression,
    ExpressionError,
    read,
)
from backprop.chain_rule.symbolic import derivative, derivative_text, written
from backprop.chain_rule.tree import FUNCTIONS

anp: Any = importlib.import_module("autograd.numpy")  # it has no types
grad: Any = autograd.grad
VARIABLES = ("t", "u", "v")
# The functions once more, by autograd's NumPy: nothing of ours is in them.
INDEPENDENT: dict[str, Any] = {
    "sin": anp.sin,
    "cos": anp.cos,
    "tan": anp.tan,
    "exp": anp.exp,
    "log": anp.log,
    "sqrt": anp.sqrt,
    "abs": anp.abs,
    "tanh": anp.tanh,
    "pi": anp.pi,
    "e": anp.e,
    "sigmoid": lambda z: 0.5 * (1 + anp.tanh(z / 2)),
    "softplus": lambda z: anp.logaddexp(0.0, z),
    "relu": lambda z: anp.maximum(0.0, z),
    "step": lambda z: anp.where(z > 0, 1.0, 0.0) + 0.0 * z,
    "sign": lambda z: anp.where(z > 0, 1.0, 0.0) - anp.where(z < 0, 1.0, 0.0) + 0.0 * z,
}

leaves = st.one_of(
    st.sampled_from([*VARIABLES, *VARIABLES, "pi", "e"]),
    st.floats(0.1, 9.0).map(lambda value: f"{value:.2f}"),
)


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/", " * ", " - "])
    return st.one_of(
        st.tuples(parts, signs, parts).map("".join),
        st.tuples(parts, signs, parts).map(lambda p: f"({''.join(p)})"),
        st.tuples(parts, st.sampled_from(["2.0", "3.0", "(-1.0)", "0.5", "1.7", "t", "(u/3)"])).map(
            lambda p: f"({p[0]})**{p[1]}"
        ),
        parts.map(lambda p: f"-{p}"),
        st.tuples(st.sampled_from([*FUNCTIONS]), parts).map(lambda p: f"{p[0]}({p[1]})"),
    )


formulas = st.recursive(leaves, larger, max_leaves=6)
places = st.tuples(*[st.floats(0.2, 1.5).map(lambda value: round(value, 3))] * 3)


def independent(text: str) -> Any:
    """The generated text as Python's own function, for autograd."""
    return eval(f"lambda t, u, v: {text}", {"__builtins__": {}} | INDEPENDENT)  # of our own making


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@settings(max_examples=200)
@given(formulas, places)
def test_values_and_partials_are_autograds(text: str, place: tuple[float, float, float]) -> None:
    assume(len(text) <= MAX_LENGTH)
    expression = read(text, VARIABLES)
    function = independent(text)
    value, partials = expression.with_partials(
        {name: np.array([x]) for name, x in zip(VARIABLES, place, strict=True)}
    )
    # Away from kinks, where one-sided slopes differ, and from where nothing is finite.
    assume(np.isfinite(value[0]) and abs(value[0]) < 1e9 and smooth(function, place))
    assert value[0] == pytest.approx(float(function(*place)), rel=1e-12, abs=1e-12)
    for k in range(3):
        wanted = float(grad(function, k)(*place))
        assert partials[k][0] == pytest.approx(wanted, rel=1e-9, abs=1e-9)
        # The derivative written out says the same, read again where it is short enough.
        tree = derivative(expression.root, VARIABLES[k])
        out = written(tree)
        again = read(out, VARIABLES) if len(out) <= MAX_LENGTH else Expression(out, VARIABLES, tree)
        found = again.value({name: np.array([x]) for name, x in zip(VARIABLES, place, strict=True)})
        assume(np.isfinite(found[0]))  # 0·log(0) where the constant rule would do
        assert found[0] == pytest.approx(wanted, rel=1e-8, abs=1e-8)


def smooth(function: Any, place: tuple[float, float, float]) -> bool:
    """Whether the two one-sided differences agree: no kink and no pole here."""
    for k in range(3):
        sides = []
        for h in (1e-6, -1e-6):
            moved = [x + h * (i == k) for i, x in enumerate(place)]
            sides.append((function(*moved) - function(*place)) / h)
        if not np.isfinite(sides).all() or abs(sides[0] - sides[1]) > 1e-2 * (1 + abs(sides[0])):
            return False
    return True


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_at_many_places(name: str) -> None:
    z = np.linspace(0.05, 1.5, 40) if name in ("log", "sqrt") else np.linspace(-1.52, 1.5, 40)
    value, (slope,) = read(f"{name}(x)", ("x",)).with_partials({"x": z})
    assert value == pytest.approx(INDEPENDENT[name](z), rel=1e-13, abs=1e-15)
    wanted = [float(grad(INDEPENDENT[name])(one)) for one in z]
    assert slope == pytest.approx(wanted, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-x^2", -4.0),
        ("2^3^2", 512.0),
        ("2^-1", 0.5),
        ("x − 1 · 3", -1.0),
        ("6 ÷ x × 2", 6.0),
        ("x² + x³", 12.0),
        ("  1e-3*x ", 0.002),
        (".5*x", 1.0),
        ("+x", 2.0),
        ("2*π/pi", 2.0),
        ("((x))", 2.0),
        ("x**x", 4.0),
        ("1-2-3", -4.0),
        ("8/4/2", 1.0),
        ("x*-1", -2.0),
    ],
)
def test_formulas_mean_what_mathematics_means(text: str, expected: float) -> None:
    assert read(text, ("x",)).value({"x": np.array([2.0])})[0] == expected


def test_powers_at_zero() -> None:
    at = {"x": np.array([0.0])}
    assert read("x^2", ("x",)).with_partials(at)[1][0][0] == 0.0
    assert read("x^1", ("x",)).with_partials(at)[1][0][0] == 1.0
    assert read("x^0", ("x",)).with_partials(at)[1][0][0] == 0.0
    assert read("sqrt(x)", ("x",)).with_partials(at)[1][0][0] == np.inf


HOSTILE = [
    "",
    "   ",
    "__import__('os').system('touch /tmp/x')",
    "x.__class__.__mro__",
    "().__class__",
    "x.real",
    "open(x)",
    "eval(x)",
    "exec(x)",
    "lambda: x",
    "lambda x: x",
    "[x for x in x]",
    "{x}",
    "{x: x}",
    "[x]",
    "x[0]",
    "(x, x)",
    "x,",
    "*x",
    "f'{x}'",
    "'x'",
    '"x"',
    "b'x'",
    "`x`",
    "x if x else x",
    "x and x",
    "not x",
    "x == x",
    "x < 1",
    "x := 1",
    "(x := 1)",
    "x = 1",
    "x; x",
    "x\nimport os",
    "import os",
    "yield x",
    "await x",
    "True",
    "None",
    "...",
    "1j",
    "0x10",
    "1_000",
    "sin(x, x)",
    "sin(x=x)",
    "sin(*x)",
    "sin()",
    "sin",
    "sin x",
    "sin(sin)",
    "x(x)",
    "foo(x)",
    "y",
    "2x",
    "x x",
    "(x)(x)",
    "x 2",
    "01",
    "x+",
    "*x*",
    "x//2",
    "x%2",
    "x@x",
    "~x",
    "x!",
    "()",
    "(x",
    "x)",
    ")x(",
    "9**9**9",
    "9**9**9**9",
    "x**1000",
    "x**-101",
    "x**(50*3)",
    "x**(1/0)",
    "1e999",
    "9" * 199,
    "x" * 10_000,
    "(" * 10_000,
    "(" * 50 + "x" + ")" * 50,
    "-" * 150 + "x",
    "x+" * 5_000 + "x",
    "ｘ",
    "х",
    "x²²",
    "x²3",
    "℘",
    "🐍",
    "٣",
    "x\u200b",
    "\x00",
    "x\x00",
    "\ud800",
    "√x",
    "x\\\n",
    "#",
    "x # y",
    "@x",
    "$x$",
    "<b>x</b>",
    "__debug__",
    "_",
    "__x__",
]

_forbidden: list[str] = []
_watching = False


def _audit(event: str, _: tuple[object, ...]) -> None:
    if _watching and event.partition(".")[0] in (
        "exec",
        "import",
        "open",
        "os",
        "subprocess",
        "ctypes",
    ):
        _forbidden.append(event)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_what_is_no_formula_gets_a_sentence_and_never_runs(text: str) -> None:
    global _watching  # noqa: PLW0603  Python's audit hooks cannot be taken off again
    if "audited" not in globals():
        globals()["audited"] = True
        sys.addaudithook(_audit)
    begun = time.process_time()
    _watching = True
    try:
        read(text, ("x",))
    except ExpressionError as error:
        sentence = str(error)
    else:
        sentence = ""
    finally:
        _watching = False
    assert _forbidden == []
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert 10 < len(sentence) < 250
    assert time.process_time() - begun < 0.5


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=60),
        st.text("xtuv0123456789.+-*/^() einsco", max_size=40),
        st.lists(st.sampled_from(["sin", "(", ")", "x", "1", "**", "*", "-", "e", ".", " "])).map(
            "".join
        ),
    )
)
def test_any_text_is_a_formula_or_a_sentence(text: str) -> None:
    sentence = ""
    try:
        expression = read(text, ("x",))
    except ExpressionError as error:
        expression, sentence = None, str(error)
    if expression is None:
        assert sentence.endswith(".")
    else:
        value, (slope,) = expression.with_partials({"x": np.linspace(-2.0, 2.0, 5)})
        assert value.shape == slope.shape == (5,)


def test_the_limits_are_no_stricter_than_they_say() -> None:
    read("(" * MAX_BRACKETS + "x" + ")" * MAX_BRACKETS, ("x",))
    read("x+" * 99 + "x", ("x",))
    read("x**100", ("x",))
    with pytest.raises(ExpressionError, match="at most 20 brackets"):
        read("(" * 21 + "x" + ")" * 21, ("x",))


def test_a_sentence_names_what_is_not_known() -> None:
    with pytest.raises(ExpressionError, match=r"`w`.* t, u and v, "):
        read("t*w", VARIABLES)
    with pytest.raises(ExpressionError, match="between `2` and `t`"):
        read("2t", VARIABLES)
    with pytest.raises(ExpressionError, match=r"sin\(1\)"):
        read("sin t", VARIABLES)


@pytest.mark.parametrize(
    "text", ["log(x)", "sqrt(x)", "1/(x-x)", "x**0.5", "log(0-1)+x", "exp(9999)"]
)
def test_where_there_is_no_value_there_is_no_number(text: str) -> None:
    value, _ = read(text, ("x",)).with_partials({"x": np.array([-1.0])})
    assert not np.isfinite(value[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2", "2·x"),
        ("3", "0"),
        ("sin(2*x)", "2·cos(2·x)"),
        ("cos(2*x)", "−2·sin(2·x)"),
        ("-x^3", "−3·x²"),
        ("x*sin(x)", "sin(x) + x·cos(x)"),
        ("1/x", "−1/x²"),
        ("(x+1)/(x-2)", "(x − 2 − (x + 1))/(x − 2)²"),
        ("relu(x)", "step(x)"),
        ("5-x", "−1"),
        ("tanh(x)", "1 − tanh(x)²"),
        ("exp(-x)", "−exp(−x)"),
        ("x^-1", "−x^(−2)"),
        ("x/4", "1/4"),
        ("2^x", "2^x·log(2)"),
        ("(x+1)^3", "3·(x + 1)²"),
        ("x^pi", "pi·x^2.14159265359"),
    ],
)
def test_derivatives_are_written_as_a_person_would(text: str, expected: str) -> None:
    assert derivative_text(read(text, ("x",)), "x") == expected
