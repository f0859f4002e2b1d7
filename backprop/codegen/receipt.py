"""A receipt: a NumPy script that repeats a run up to an iteration and asserts the same result.

It contains the training data, the functions of this package that the run uses, and the expected result:
the loss and the SHA-256 of the parameters. It imports only NumPy, and Python's ``math`` if a function
needs it.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import math
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from backprop.arrays import Array
from backprop.codegen import receipt_parts as parts
from backprop.codegen.layout import bracketed
from backprop.codegen.program_sections import initial_weights
from backprop.nn import (
    ACTIVATIONS,
    FUSED,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    softmax_vjp,
)
from backprop.support import Progress, no_progress
from backprop.training import Snapshot

MOST_NUMBERS = 4_000_000  # of the training data; each takes 16 characters as text
LINE = 96  # characters of data on a line
BLOCK = 1000 * LINE // 2  # bytes to write between two progress reports


@dataclass(frozen=True)
class Section:
    """A part of the script: its heading and its code."""

    title: str
    code: str


def parameter_hash(parameters: Array) -> str:
    """SHA-256 of the parameters' bytes (little-endian doubles; for each layer W, then b)."""
    return hashlib.sha256(parameters.astype("<f8").tobytes()).hexdigest()


def refusal(snapshot: Snapshot) -> str:
    """ "", or a sentence that says why a script cannot repeat the run."""
    try:
        _functions(snapshot)
    except ValueError as error:
        return str(error)
    return too_many(snapshot, MOST_NUMBERS, "script")


def too_many(snapshot: Snapshot, most: int, what: str) -> str:
    """ "", or a sentence that says that the training data is too large for the file."""
    size = snapshot.dataset.X_train.size
    if size <= most:
        return ""
    return f"The {what} would contain {size:,} numbers of training data; the limit is {most:,}."


def receipt(snapshot: Snapshot, progress: Progress = no_progress) -> bytes:
    """The script of a run up to its iteration, in UTF-8. progress: reports the fraction of the training
    data that is written. Raises ValueError if a script cannot repeat the run."""
    written = sections(snapshot, progress)
    body = "\n\n\n".join(f"# {part.title}\n{part.code}" for part in written)
    return f'"""{about(snapshot)}\n"""\n\n{body}\n'.encode()


def about(snapshot: Snapshot) -> str:
    """A paragraph that says what the script is and how to run it."""
    text = (
        f"Receipt of iteration {snapshot.iteration}: a {snapshot.sizes} network on {plain(snapshot.dataset.name)}, "
        f"trained by {snapshot.experiment.optimizer}{_intervened(snapshot)}. Repeats the run with only NumPy and asserts the same training "
        "loss (to 1e-12) and the same weights (SHA-256). The last bits depend on NumPy, its BLAS and the "
        "processor; made_with below records those of this receipt. Run it with one BLAS thread, "
        "OMP_NUM_THREADS=1, as the app does (small networks never use a second one)."
    )
    return "\n".join(textwrap.wrap(text, 96))


def _intervened(snapshot: Snapshot) -> str:
    count = sum(x.iteration <= snapshot.iteration for x in snapshot.experiment.interventions)
    return f", with {count} intervention{'s' * (count > 1)}" if count else ""


def sections(snapshot: Snapshot, progress: Progress = no_progress) -> list[Section]:
    """The parts of the script in order. progress and errors: see ``receipt``."""
    if sentence := refusal(snapshot):
        raise ValueError(sentence)
    written = [
        Section("The training data: each row is a sample", _data(snapshot, progress)),
        Section("The initial weights and biases", _parameters(snapshot)),
        Section("The functions of this run", _functions(snapshot)),
        Section("Forward, loss, backward", parts.passes(snapshot)),
        Section("Training", parts.training(snapshot)),
        Section("Is it the same run?", _verdict(snapshot)),
    ]
    needs_math = any("math." in part.code for part in written)
    imports = "import math\n\nimport numpy as np" if needs_math else "import numpy as np"
    return [Section("Only NumPy is needed", imports), *written]


def _data(s: Snapshot, progress: Progress) -> str:
    X, y = s.dataset.X_train, s.dataset.y_train
    if np.isin(y, (0.0, 1.0)).all():
        digits = "".join("1" if v else "0" for v in y.ravel())
        targets = (
            f'y = np.array(list("""\\\n{_wrapped(digits)}""".replace("\\n", "")), dtype=float)'
        )
        targets += f".reshape{y.shape}"
    else:
        targets = f"y = {_numbers(y)}"
    return f"{parts.NUMBERS.strip()}\n\n\nX = {_numbers(X, progress)}\n{targets}"


def _numbers(array: Array, progress: Progress = no_progress) -> str:
    raw, blocks = array.astype("<f8").tobytes(), []
    for start in range(0, len(raw), BLOCK):
        blocks.append(_wrapped(raw[start : start + BLOCK].hex()))
        progress(min(1.0, (start + BLOCK) / len(raw)))
    text = "\n".join(blocks)
    return f'numbers("""\n{text}\n""", {", ".join(map(str, array.shape))})'


def _wrapped(text: str) -> str:
    return "\n".join(text[k : k + LINE] for k in range(0, len(text), LINE))


def _parameters(s: Snapshot) -> str:
    sizes = bracketed("sizes = [", map(str, s.layer_sizes), "]")
    drawn = f"W, b = [None], [None]\n{initial_weights(s.experiment)}"
    return f"{sizes}\nL = len(sizes) - 1\n{drawn}\n\n\n{parts.PARAMETERS.strip()}"


def _functions(s: Snapshot) -> str:
    """The source of the package's functions, after the constants and functions that they use.

    Raises ValueError if the source of one is not available or needs more than NumPy.
    """
    used: list[Callable[..., Any]] = []
    for name in dict.fromkeys(s.activations):
        used += [f for f in (ACTIVATIONS[name].function, ACTIVATIONS[name].slope) if f]
    if any(ACTIVATIONS[name].slope is None for name in s.activations):
        used.append(softmax_vjp)
    fused = FUSED.get((s.loss, s.activations[-1]))
    used += [fused.total, fused.dz] if fused else [LOSSES[s.loss].total, LOSSES[s.loss].derivative]
    used += [OPTIMIZERS[part.settings.optimizer].change for part in parts.stretches(s)]
    used.append(SCHEDULES[s.experiment.schedule].rate)
    constants: dict[str, str] = {}
    helpers: dict[str, str] = {}
    own = {function.__name__: _carried(function, constants, helpers) for function in used}
    written = ["\n".join(constants.values()), *(helpers | own).values()]
    return "\n\n\n".join(filter(None, written))


class _Untyped(ast.NodeTransformer):
    """Removes the types from a function's source."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)


def _carried(
    function: Callable[..., Any], constants: dict[str, str], helpers: dict[str, str]
) -> str:
    """A function's source without types. What it uses from its module is added to ``constants`` and
    ``helpers``, in the order in which they must be defined."""
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, TypeError, ValueError, SyntaxError):
        tree = None
    if not isinstance(tree, ast.FunctionDef):
        raise ValueError(
            f"The source of {function.__name__} cannot be read, so a script cannot include it."
        )
    _Untyped().visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "special.ndtr":
            helpers.setdefault("ndtr", parts.NDTR.strip())
        elif isinstance(node, ast.Name) and node.id not in function.__code__.co_varnames:
            _carry(node.id, function, constants, helpers)
    return ast.unparse(tree).replace("special.ndtr", "ndtr")


def _carry(
    name: str, function: Callable[..., Any], constants: dict[str, str], helpers: dict[str, str]
) -> None:
    """Add what a function uses by a global name: another function, a number, NumPy or math."""
    value = function.__globals__.get(name)
    if value is None or value is function:
        return
    if inspect.isfunction(value):
        if name not in helpers:
            text = _carried(value, constants, helpers)
            helpers[name] = text
    elif isinstance(value, int | float | np.floating):
        constants[name] = f"{name} = {float(value)!r}"
    elif value not in (np, math, special):
        raise ValueError(f"{function.__name__} uses {name}, which a script cannot include.")


def _verdict(s: Snapshot) -> str:
    known: dict[str, Any] = {"np": np}
    exec(parts.ENVIRONMENT, known)
    lines = [
        parts.SHA256.strip(),
        "",
        "",
        parts.ENVIRONMENT.strip(),
        "",
        "",
        f"expected = {s.train_loss!r}",
        f'expected_hash = "{parameter_hash(s.parameters)}"',
        f"made_with = {known['environment']()!r}",
        'digest = sha256(parameters.astype("<f8").tobytes())',
        parts.VERDICT.strip(),
    ]
    return "\n".join(lines)


def plain(name: str) -> str:
    """A data set's name, made safe for docstrings and notebook cells."""
    return re.sub(r"[^\w .,()+-]", "_", name)[:60]
