"""The options of the Chain rule page: functions, range of x, positions of the sliders, sizes of the vectors."""

from __future__ import annotations

import math
from dataclasses import dataclass

from backprop.chain_rule import (
    DEFAULT_EXAMPLE,
    EXAMPLES,
    HALVINGS,
    MAX_SIZE,
    PER_HALVING,
    POINTS,
    Example,
    largest_dx,
)
from backprop.notation import plain
from backprop.ui import state
from backprop.ui.lab import Lab
from backprop.ui.options import Option, digits, number, one_of

LARGEST_X = 100.0
SMALLEST_RANGE, SMALLEST_DX = 0.01, 1e-12
Sizes = tuple[int, int, int, int]
DEFAULT_SIZES: Sizes = (4, 4, 4, 1)


def _parse_formula(text: str, _: Lab) -> str:
    return text  # never refused here: the page says what is wrong with a formula and leaves it there to be corrected


def _parse_sizes(text: str, _: Lab) -> Sizes:
    found = [digits(part) or 0 for part in text.split(",")]
    if len(found) != 4 or not all(1 <= size <= MAX_SIZE for size in found):
        raise ValueError(f"four sizes from 1 to {MAX_SIZE} such as 4,4,4,1")
    return found[0], found[1], found[2], found[3]


def _formula(name: str) -> Option[str]:
    return Option(page="chain_rule", name=f"chain_{name}", default="", parse=_parse_formula)


EXAMPLE = one_of("chain_rule", "chain_example", tuple(EXAMPLES), DEFAULT_EXAMPLE)
FORMULAS = {name: _formula(name) for name in ("f", "t", "u", "v")}  # "": the formula of the example
# Ends of the range of x, and starting values of x and dx; None: as in the example.
LOW = number("chain_rule", "chain_low", -LARGEST_X, LARGEST_X, None)
HIGH = number("chain_rule", "chain_high", -LARGEST_X, LARGEST_X, None)
X = number("chain_rule", "chain_x", -LARGEST_X, LARGEST_X, None)
DX = number("chain_rule", "chain_dx", SMALLEST_DX, LARGEST_X, None)
# Sizes of the stacked functions' vectors, input first.
SIZES = Option(
    page="chain_rule",
    name="chain_sizes",
    default=DEFAULT_SIZES,
    parse=_parse_sizes,
    text=lambda sizes: ",".join(map(str, sizes)),
)
OPTIONS = (EXAMPLE, *FORMULAS.values(), LOW, HIGH, X, DX, SIZES)


@dataclass(frozen=True)
class Choice:
    """The formulas by name (f, t, u, v), the range of x, and the starting values of x and dx."""

    example: str
    texts: dict[str, str]
    low: float
    high: float
    x: float
    dx: float

    @property
    def preset(self) -> Example:
        """The chosen example."""
        return EXAMPLES[self.example]

    @property
    def base(self) -> str:
        """A key of what the sliders depend on."""
        return f"{self.example} {self.low} {self.high}"

    @property
    def x_index(self) -> int:
        """The place of x on its slider."""
        share = (self.x - self.low) / (self.high - self.low)
        return round(min(1.0, max(0.0, share)) * POINTS)

    @property
    def dx_index(self) -> int:
        """The place of dx on its slider, largest first."""
        halvings = math.log2(largest_dx(self.low, self.high) / self.dx)
        return round(min(float(HALVINGS), max(0.0, halvings)) * PER_HALVING)


def current() -> Choice:
    """The current choices; the example provides the rest."""
    example = EXAMPLE.value()
    preset = EXAMPLES[example]
    texts = {name: option.value() or getattr(preset, name) for name, option in FORMULAS.items()}
    low, high = (_or(LOW.value(), preset.low), _or(HIGH.value(), preset.high))
    if not high - low >= SMALLEST_RANGE:
        low, high = preset.low, preset.high
    x = _or(X.value(), preset.x)
    if not low <= x <= high:
        x = preset.x
    return Choice(example, texts, low, high, x, _or(DX.value(), preset.dx))


def choose_example() -> None:
    """Take the chosen example as it is: its formulas, range, x and dx."""
    for option in (*FORMULAS.values(), LOW, HIGH, X, DX):
        option.reset()


def choose_formula(name: str, text: str) -> None:
    """Choose a formula, valid or not. An empty one restores the example's."""
    FORMULAS[name].choose(text.strip()[: state.OPTION_LENGTH], getattr(current().preset, name))


def choose_range(option: Option[float | None], value: float) -> str:
    """Choose an end of the range of x. Returns "", or a sentence if the range would be too small."""
    now = current()
    low, high = (value, now.high) if option is LOW else (now.low, value)
    if high - low < SMALLEST_RANGE:
        return f"Choose a lower “x from” or a higher “x to”: {plain(low)} to {plain(high)} leaves no range for x."
    option.choose(value, now.preset.low if option is LOW else now.preset.high)
    return ""


def choose_place(x: float, dx: float) -> None:
    """Choose the values at which the sliders rest."""
    preset = current().preset
    X.choose(x, preset.x)
    DX.choose(dx, preset.dx)


def choose_size(layer: int, size: int) -> None:
    """Choose the size of one vector."""
    sizes = list(SIZES.value())
    sizes[layer] = size
    SIZES.choose((sizes[0], sizes[1], sizes[2], sizes[3]))


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
