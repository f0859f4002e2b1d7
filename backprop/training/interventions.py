"""Interventions: changes that a person makes in the middle of a run.

An intervention at iteration t comes before update t: iteration t shows the changed network, with its
loss and its gradient, and update t is the first one made under the new conditions. history[t] is the
loss of the changed network. Iterations before t have the same bits as without the intervention.

    learning_rate, l1, l2, momentum, …   apply from t on. With a schedule the base rate changes, and the
        schedule goes on counting from iteration 0: η(t) is schedule(new rate, t).
    optimizer     the new one starts at t with its memory at zero, and counts its updates from 1 (Adam's
        bias correction). Choosing the one already in use changes nothing.
    batch_size    a new epoch begins at iteration t, in an order of its own; the previous epoch ends
        there, even if some samples have not been used. Choosing the current size changes nothing.
    weight, bias  set one number. The optimizer keeps its memory of it. A cut weight is restored.
    freeze        the updates of a layer's W and b are 0, and the optimizer's memory of them does not
        change; gradients are computed as usual. unfreeze: the layer is trained again from t on.
    cut           a weight and its optimizer memory are set to 0 and stay there: its gradient is shown,
        its update is 0. restore: the weight is trained again, starting from 0.

Indices count from 0, as in W[layer][i, j] and b[layer][0, j].
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from backprop.notation import plain, w_name
from backprop.training import choices
from backprop.training.choices import Bound, quoted

MOST = 60  # interventions in a run: with more the link would be too long
ITERATION = Bound(0, 100_000, "iterations count from 0, and no link goes further", whole=True)
NUMBER = Bound(-1e6, 1e6, "larger weights saturate every unit")
SEPARATOR = ","  # between interventions in the text


@dataclass(frozen=True)
class Kind:
    """A kind of intervention. target: what it acts on ("run", "layer", "weight" or "bias"). valued:
    whether it has a value. slot: of several interventions with the same slot and target at one
    iteration, only the last one counts."""

    name: str
    target: str
    valued: bool
    slot: str
    description: str


_ENTRIES = (
    Kind("learning_rate", "run", True, "learning_rate", "Changes the base learning rate."),
    Kind(
        "optimizer", "run", True, "optimizer", "Changes the optimizer; its memory starts at zero."
    ),
    Kind("batch_size", "run", True, "batch_size", "Changes the batch size; a new epoch begins."),
    Kind("l1", "run", True, "l1", "Changes the L1 penalty."),
    Kind("l2", "run", True, "l2", "Changes the L2 penalty."),
    Kind("momentum", "run", True, "momentum", "Changes the momentum μ."),
    Kind("rmsprop_decay", "run", True, "rmsprop_decay", "Changes the decay of RMSprop."),
    Kind("beta1", "run", True, "beta1", "Changes β₁ of Adam."),
    Kind("beta2", "run", True, "beta2", "Changes β₂ of Adam."),
    Kind("epsilon", "run", True, "epsilon", "Changes ε of RMSprop and Adam."),
    Kind("freeze", "layer", False, "layer", "Sets the updates of a layer to 0."),
    Kind("unfreeze", "layer", False, "layer", "Trains a frozen layer again."),
    Kind("weight", "weight", True, "weight", "Sets one weight to a value."),
    Kind("bias", "bias", True, "bias", "Sets one bias to a value."),
    Kind("cut", "weight", False, "weight", "Sets one weight to 0 and keeps it there."),
    Kind("restore", "weight", False, "weight", "Trains a cut weight again, starting from 0."),
)

KINDS: dict[str, Kind] = {entry.name: entry for entry in _ENTRIES}
_RANK = {name: rank for rank, name in enumerate(KINDS)}
_PLACES = {"run": (), "layer": ("layer",), "weight": ("layer", "i", "j"), "bias": ("layer", "j")}


@dataclass(frozen=True)
class Intervention:
    """One intervention. layer counts from 1 to L, i and j from 0; where the kind has none they are 0, −1
    and −1. value: None where the kind has none (for batch_size None means the full batch). Raises
    ValueError, one sentence."""

    iteration: int
    kind: str
    value: float | str | None = None
    layer: int = 0
    i: int = -1
    j: int = -1

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise ValueError(f"expected one of {', '.join(KINDS)}, got {quoted(self.kind)}.")
        kind = KINDS[self.kind]
        self._set("iteration", choices.within("iteration", self.iteration, ITERATION))
        for name in ("layer", "i", "j"):
            value, none = getattr(self, name), 0 if name == "layer" else -1
            if name not in _PLACES[kind.target]:
                if value != none:
                    raise ValueError(f"{self.kind} has no {name}, got {quoted(value)}.")
                continue
            low = none + 1
            most = choices.MAX_HIDDEN_LAYERS + 1 if name == "layer" else 20_000
            bound = Bound(low, most, "as in W[layer][i, j]", whole=True)
            self._set(name, choices.within(name, value, bound))
        if not kind.valued:
            if self.value is not None:
                raise ValueError(f"{self.kind} has no value, got {quoted(self.value)}.")
        elif kind.target == "run":
            self._set("value", choices.checked(self.kind, self.value))
        else:
            self._set("value", choices.within(self.kind, self.value, NUMBER))

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    @property
    def slot(self) -> tuple[int, str, int, int, int]:
        """What it changes, and when; of two interventions with the same slot the later one counts."""
        return self.iteration, KINDS[self.kind].slot, self.layer, self.i, self.j

    @property
    def order(self) -> tuple[int, int, int, int, int]:
        """The sort key: by iteration, then in a fixed order, so that a run has only one description."""
        return self.iteration, _RANK[self.kind], self.layer, self.i, self.j

    def __str__(self) -> str:
        """What it does, as shown on the page, such as "W²[3,1] set to 0.5"."""
        kind, cell = self.kind, w_name(self.layer, self.i, self.j)
        if KINDS[kind].target == "run":
            return f"{LABELS[kind]} {_spoken(self.value)}"
        if kind in ("weight", "bias"):
            return f"{cell} set to {_spoken(self.value)}"
        if kind in ("cut", "restore"):
            return f"{cell} {'cut' if kind == 'cut' else 'restored'}"
        return f"layer {self.layer} {'frozen' if kind == 'freeze' else 'unfrozen'}"


LABELS = {
    "learning_rate": "learning rate",
    "optimizer": "optimizer",
    "batch_size": "batch size",
    "l1": "L1",
    "l2": "L2",
    "momentum": "momentum",
    "rmsprop_decay": "decay",
    "beta1": "β₁",
    "beta2": "β₂",
    "epsilon": "ε",
}


def _spoken(value: float | str | None) -> str:
    if value is None:
        return "full"
    return value if isinstance(value, str) else plain(value)


def checked(values: Any) -> tuple[Intervention, ...]:
    """Interventions (or dicts of their fields) as a sorted tuple; of two for one slot only the later
    one is kept. Raises ValueError, one sentence."""
    if isinstance(values, str) or not isinstance(values, list | tuple):
        raise ValueError(f"interventions: expected a list, got {quoted(values)}.")
    if len(values) > MOST:
        raise ValueError(f"interventions: at most {MOST}, got {len(values)}.")
    return arranged(_intervention(value) for value in values)


def arranged(interventions: Iterable[Intervention]) -> tuple[Intervention, ...]:
    """The interventions sorted; of two for one slot only the later one is kept."""
    by_slot = {one.slot: one for one in interventions}
    return tuple(sorted(by_slot.values(), key=lambda one: one.order))


def _intervention(value: Any) -> Intervention:
    if isinstance(value, Intervention):
        return value
    required = {"iteration", "kind"}
    known = {field.name for field in dataclasses.fields(Intervention)}
    if not isinstance(value, dict) or not required <= set(value) <= known:
        raise ValueError(
            "interventions: expected objects with iteration, kind and optionally "
            f"{', '.join(sorted(known - required))}, got {quoted(value)}."
        )
    try:
        return Intervention(**value)
    except ValueError as error:
        raise ValueError(f"interventions: {error}") from error


def misfit(one: Intervention, sizes: Sequence[int | None]) -> str | None:
    """A sentence on why an intervention does not fit a network with these layer sizes (None: size not
    known); None if it fits."""
    depth = len(sizes) - 1
    if one.layer > depth:
        layers = "1 layer" if depth == 1 else f"{depth} layers"
        return f"{_at(one)} needs layer {one.layer}, but the network has {layers}."
    target = KINDS[one.kind].target
    if target in ("weight", "bias"):
        for name, index, size in (
            ("from", one.i, sizes[one.layer - 1]),
            ("to", one.j, sizes[one.layer]),
        ):
            if size is not None and index >= size:
                layer = one.layer - 1 if name == "from" else one.layer
                units = f"{size} unit" if size == 1 else f"{size} units"
                return f"{_at(one)} needs unit {index + 1} of layer {layer}, which has {units}."
    return None


def with_layer(
    interventions: Iterable[Intervention], layer: int
) -> tuple[tuple[Intervention, ...], list[str]]:
    """The interventions after a new layer with this number was inserted, which moves the later layers up
    by one; and a sentence for each intervention removed, because its weight has other inputs now."""
    return _moved(interventions, lambda l: l + 1 if l >= layer else l, gone=0, rewired=layer)


def without_layer(
    interventions: Iterable[Intervention], layer: int
) -> tuple[tuple[Intervention, ...], list[str]]:
    """The same after that layer was removed, together with the interventions that acted on it."""
    return _moved(interventions, lambda l: l - 1 if l > layer else l, layer, rewired=layer + 1)


def _moved(
    interventions: Iterable[Intervention], to: Callable[[int], int], gone: int, rewired: int
) -> tuple[tuple[Intervention, ...], list[str]]:
    kept, sentences = [], []
    for one in interventions:
        if one.layer == 0:
            kept.append(one)
        elif one.layer == gone:
            sentences.append(f"“{one}” at iteration {one.iteration} was removed with its layer.")
        elif one.layer == rewired and KINDS[one.kind].target == "weight":
            sentences.append(
                f"“{one}” at iteration {one.iteration} was removed: its layer has other inputs now."
            )
        else:
            kept.append(dataclasses.replace(one, layer=to(one.layer)))
    return arranged(kept), sentences


def _at(one: Intervention) -> str:
    return f"interventions: “{one}” at iteration {one.iteration}"


def to_text(interventions: Iterable[Intervention]) -> str:
    """The interventions as a text, such as "40 learning_rate 0.1,60 weight 2 2 1 0.5"."""
    return SEPARATOR.join(" ".join(_words(one)) for one in interventions)


def _words(one: Intervention) -> Iterable[str]:
    kind = KINDS[one.kind]
    yield str(one.iteration)
    yield one.kind
    yield from (str(getattr(one, name)) for name in _PLACES[kind.target])
    if kind.valued:
        yield "full" if one.value is None else str(one.value)


def from_text(text: str) -> tuple[tuple[Intervention, ...], list[str]]:
    """Read the form of to_text: the interventions, and a sentence for each part that cannot be read.
    Never raises."""
    found, sentences = [], []
    parts = [part for part in text.split(SEPARATOR, 4 * MOST)[: 4 * MOST] if part.strip()]
    for part in parts:
        try:
            found.append(_from_words(part.split()))
        except ValueError as error:
            sentences.append(f"{quoted(part.strip())}: {error}")
    if len(found) > MOST:
        sentences.append(f"at most {MOST} are used.")
    return arranged(found[:MOST]), sentences


def _from_words(words: list[str]) -> Intervention:
    if len(words) < 2:
        raise ValueError("expected an iteration and a kind.")
    iteration, name, *rest = words
    if name not in KINDS:
        return Intervention(0, name)  # raises an error that lists the kinds
    kind = KINDS[name]
    places = _PLACES[kind.target]
    if len(rest) != len(places) + kind.valued:
        expected = " ".join(["iteration", name, *places, *(["value"] if kind.valued else [])])
        raise ValueError(f"expected “{expected}”.")
    fields: dict[str, Any] = dict(zip(places, map(_number, rest), strict=False))
    if kind.valued:
        text = rest[-1]
        full = name == "batch_size" and text == "full"
        fields["value"] = None if full else (text if name == "optimizer" else _number(text))
    return Intervention(_number(iteration), name, **fields)


def _number(text: str) -> Any:
    """A number; text that is none is returned unchanged and rejected later."""
    for kind in (int, float):
        try:
            found = kind(text)
        except ValueError:
            continue
        return found if isinstance(found, int) or math.isfinite(found) else text
    return text
