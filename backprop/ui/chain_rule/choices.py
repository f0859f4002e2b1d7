"""What a person has chosen on the chain rule page: functions, range, places of the sliders.

Kept as text in the page's options and in the address; what cannot be taken gets its default.
"""

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

FORMULAS = {"f": "chain_f", "t": "chain_t", "u": "chain_u", "v": "chain_v"}
EXAMPLE, LOW, HIGH, X, DX = "chain_example", "chain_low", "chain_high", "chain_x", "chain_dx"
SIZES = "chain_sizes"
OPTIONS = (EXAMPLE, *FORMULAS.values(), LOW, HIGH, X, DX, SIZES)
LARGEST_X = 100.0
SMALLEST_RANGE = 0.01
DEFAULT_SIZES = (4, 4, 4, 1)


@dataclass(frozen=True)
class Choice:
    """The formulas by name (f, t, u, v), the range of x, and where x and dx begin."""

    example: str
    texts: dict[str, str]
    low: float
    high: float
    x: float
    dx: float

    @property
    def preset(self) -> Example:
        """The example that was chosen last."""
        return EXAMPLES[self.example]

    @property
    def base(self) -> str:
        """What the sliders depend on."""
        return f"{self.example} {self.low} {self.high}"

    @property
    def x_index(self) -> int:
        """The place of x on its slider."""
        share = (self.x - self.low) / (self.high - self.low)
        return round(min(1.0, max(0.0, share)) * POINTS)

    @property
    def dx_index(self) -> int:
        """The place of dx among the ones offered, largest first."""
        halvings = math.log2(largest_dx(self.low, self.high) / self.dx)
        return round(min(float(HALVINGS), max(0.0, halvings)) * PER_HALVING)


def chosen() -> Choice:
    """The choice in the page's options."""
    options = state.lab().options
    example = options.get(EXAMPLE, "")
    example = example if example in EXAMPLES else DEFAULT_EXAMPLE
    preset = EXAMPLES[example]
    texts = {name: options.get(key) or getattr(preset, name) for name, key in FORMULAS.items()}
    low = _number(options.get(LOW), preset.low, -LARGEST_X, LARGEST_X)
    high = _number(options.get(HIGH), preset.high, -LARGEST_X, LARGEST_X)
    if not high - low >= SMALLEST_RANGE:
        low, high = preset.low, preset.high
    x = _number(options.get(X), preset.x, low, high)
    dx = _number(options.get(DX), preset.dx, 0.0, LARGEST_X) or preset.dx
    return Choice(example, texts, low, high, x, dx)


def choose_example(name: str) -> None:
    """Take an example as it is: its formulas, range, x and dx."""
    options = state.lab().options
    for key in (*FORMULAS.values(), LOW, HIGH, X, DX):
        options.pop(key, None)
    options[EXAMPLE] = "" if name == DEFAULT_EXAMPLE else name


def choose_formula(name: str, text: str) -> None:
    """Take a formula, readable or not; the example's own text is no change, nor is an empty one."""
    preset = chosen().preset
    own = text.strip()[: state.OPTION_LENGTH]
    state.lab().options[FORMULAS[name]] = "" if own == getattr(preset, name) else own


def choose_range(option: str, value: float) -> str | None:
    """Take an end of the range of x; a sentence where it lies beyond the other one."""
    now = chosen()
    low, high = (value, now.high) if option == LOW else (now.low, value)
    if high - low < SMALLEST_RANGE:
        return f"Choose a lower “x from” or a higher “x to”: {plain(low)} to {plain(high)} leaves no range for x."
    default = now.preset.low if option == LOW else now.preset.high
    state.lab().options[option] = "" if value == default else f"{value:.10g}"
    return None


def choose_place(x: float, dx: float) -> None:
    """Take the places where the sliders rest."""
    options, preset = state.lab().options, chosen().preset
    options[X] = "" if x == preset.x else f"{x:.10g}"
    options[DX] = "" if dx == preset.dx else f"{dx:.10g}"


def sizes() -> tuple[int, int, int, int]:
    """The sizes of the stacked functions' vectors, input first."""
    parts = state.lab().options.get(SIZES, "").split(",")
    if len(parts) == 4 and all(part.isascii() and part.isdecimal() for part in parts):
        found = [int(part) for part in parts if len(part) < 4]
        if len(found) == 4 and all(1 <= size <= MAX_SIZE for size in found):
            return found[0], found[1], found[2], found[3]
    return DEFAULT_SIZES


def choose_size(layer: int, size: int) -> None:
    """Take the size of one vector."""
    found = list(sizes())
    found[layer] = size
    choose_sizes(found)


def choose_sizes(found: list[int] | tuple[int, ...]) -> None:
    """Take all four sizes."""
    default = tuple(found) == DEFAULT_SIZES
    state.lab().options[SIZES] = "" if default else ",".join(map(str, found))


def _number(text: str | None, default: float, low: float, high: float) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return default
    return value if low <= value <= high else default
