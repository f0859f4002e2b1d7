"""Interventions: what a person changes in the middle of a run.

An intervention at iteration t comes before update t: iteration t shows the network as it is after it,
its loss and its gradient, and update t is the first that is made under it. The loss in history[t] is
that of the changed network. Iterations before t are the same bits as without it.

    learning_rate, l1, l2, momentum, …   hold from t on. With a schedule the base rate changes and the
        schedule goes on counting from iteration 0: η(t) is schedule(new rate, t).
    optimizer     another one starts at t with its memory at zero, and counts its updates from 1 (Adam's
        bias correction). Choosing the one in use changes nothing.
    batch_size    a new epoch begins with iteration t, in an order of its own; the one before ends there,
        whether all samples have been met or not. The size in use changes nothing.
    weight, bias  set one number. The optimizer's memory of it stays. A connection that was cut is
        restored by it.
    freeze        update 0 for W and b of a layer, and the optimizer's memory of them stands still;
        gradients are computed as ever. unfreeze: from t on it is trained again.
    cut           a weight and its optimizer memory become 0 and are held there: its gradient is shown,
        its update is 0. restore: it is trained again, from 0 on.

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

MOST = 60  # interventions of a run: more make no link
ITERATION = Bound(0, 100_000, "they count from 0, and no link goes further", whole=True)
NUMBER = Bound(-1e6, 1e6, "larger weights saturate every unit")
SEPARATOR = ","  # between interventions in the text


@dataclass(frozen=True)
class Kind:
    """target: what it acts on ("run", "layer", "weight" or "bias"); valued: whether it has a value;
    slot: kinds with the same slot and target cannot hold at one iteration together, the last counts."""

    name: str
    target: str
    valued: bool
    slot: str
    description: str


_ENTRIES = (
    Kind("learning_rate", "run", True, "learning_rate", "Another base learning rate."),
    Kind("optimizer", "run", True, "optimizer", "Another optimizer, its memory at zero."),
    Kind("batch_size", "run", True, "batch_size", "Another batch size; a new epoch begins."),
    Kind("l1", "run", True, "l1", "Another L1 penalty."),
    Kind("l2", "run", True, "l2", "Another L2 penalty."),
    Kind("momentum", "run", True, "momentum", "Another momentum μ."),
    Kind("rmsprop_decay", "run", True, "rmsprop_decay", "Another decay of RMSprop."),
    Kind("beta1", "run", True, "beta1", "Another β₁ of Adam."),
    Kind("beta2", "run", True, "beta2", "Another β₂ of Adam."),
    Kind("epsilon", "run", True, "epsilon", "Another ε of RMSprop and Adam."),
    Kind("freeze", "layer", False, "layer", "Updates of a layer are 0."),
    Kind("unfreeze", "layer", False, "layer", "A frozen layer is trained again."),
    Kind("weight", "weight", True, "weight", "One weight is set to a value."),
    Kind("bias", "bias", True, "bias", "One bias is set to a value."),
    Kind("cut", "weight", False, "weight", "One weight is held at 0."),
    Kind("restore", "weight", False, "weight", "A cut weight is trained again, from 0 on."),
)

KINDS: dict[str, Kind] = {entry.name: entry for entry in _ENTRIES}
_RANK = {name: rank for rank, name in enumerate(KINDS)}
_PLACES = {"run": (), "layer": ("layer",), "weight": ("layer", "i", "j"), "bias": ("layer", "j")}


@dataclass(frozen=True)
class Intervention:
    """One intervention. layer 1 to L, i and j from 0; where the kind has none they are 0, −1, −1. value None
    where it has none (batch_size None: the full batch). Raises ValueError, one sentence."""

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
            given, none = getattr(self, name), 0 if name == "layer" else -1
            if name not in _PLACES[kind.target]:
                if given != none:
                    raise ValueError(f"{self.kind} has no {name}, got {quoted(given)}.")
                continue
            low = none + 1
            most = choices.MAX_HIDDEN_LAYERS + 1 if name == "layer" else 20_000
            self._set(
                name,
                choices.within(name, given, Bound(low, most, "as in W[layer][i, j]", whole=True)),
            )
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
        """What it decides, and when: of two with the same slot the later one counts."""
        return self.iteration, KINDS[self.kind].slot, self.layer, self.i, self.j

    @property
    def order(self) -> tuple[int, int, int, int, int]:
        """By iteration, then in a fixed order, so that a run has one description."""
        return self.iteration, _RANK[self.kind], self.layer, self.i, self.j

    def __str__(self) -> str:
        """What it does, as the page says it: W²[3,1] set to 0.5."""
        kind, cell = self.kind, w_name(self.layer, self.i, self.j)
        if KINDS[kind].target == "run":
            return f"{LABELS[kind]} {_spoken(self.value)}"
        if kind in ("weight", "bias"):
            return f"{cell} set to {_spoken(self.value)}"
        if kind in ("cut", "restore"):
            return f"{cell} {'cut' if kind == 'cut' else 'restored'}"
        return f"layer {self.layer} {'frozen' if kind == 'freeze' else 'unfrozen'}"


LABELS = {
    "learning_rate": "learning rate", "optimizer": "optimizer", "batch_size": "batch size",
    "l1": "L1", "l2": "L2", "momentum": "momentum", "rmsprop_decay": "decay", "beta1": "β₁",
    "beta2": "β₂", "epsilon": "ε",
}  # fmt: skip


def _spoken(value: float | str | None) -> str:
    if value is None:
        return "full"
    return value if isinstance(value, str) else plain(value)


def checked(values: Any) -> tuple[Intervention, ...]:
    """Interventions (or dicts of their fields), sorted, the later of two for one slot. Raises
    ValueError, one sentence."""
    if isinstance(values, str) or not isinstance(values, list | tuple):
        raise ValueError(f"interventions: expected a list, got {quoted(values)}.")
    if len(values) > MOST:
        raise ValueError(f"interventions: at most {MOST}, got {len(values)}.")
    return arranged(_made(value) for value in values)


def arranged(interventions: Iterable[Intervention]) -> tuple[Intervention, ...]:
    """Sorted, the later of two for one slot."""
    by_slot = {one.slot: one for one in interventions}
    return tuple(sorted(by_slot.values(), key=lambda one: one.order))


def _made(value: Any) -> Intervention:
    if isinstance(value, Intervention):
        return value
    known = {field.name for field in dataclasses.fields(Intervention)}
    if not isinstance(value, dict) or not {"iteration", "kind"} <= set(value) <= known:
        raise ValueError(
            f"interventions: expected each with iteration, kind and perhaps {', '.join(sorted(known - {'iteration', 'kind'}))}, "
            f"got {quoted(value)}."
        )
    try:
        return Intervention(**value)
    except ValueError as error:
        raise ValueError(f"interventions: {error}") from error


def misfit(one: Intervention, sizes: Sequence[int | None]) -> str | None:
    """Why an intervention has no place in a network of these layer sizes (None: not known), as a
    sentence; None where it has one."""
    depth = len(sizes) - 1
    if one.layer > depth:
        return f"{_at(one)} needs layer {one.layer}, and there are {depth}."
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
    """Interventions of a network in which a new layer takes this number and those from it on move up by
    one, and a sentence for each that goes: weights whose inputs are others now."""
    return _moved(interventions, lambda l: l + 1 if l >= layer else l, gone=0, rewired=layer)


def without_layer(
    interventions: Iterable[Intervention], layer: int
) -> tuple[tuple[Intervention, ...], list[str]]:
    """The same for a network without that layer: what acted on it goes too."""
    return _moved(interventions, lambda l: l - 1 if l > layer else l, layer, rewired=layer + 1)


def _moved(
    interventions: Iterable[Intervention], to: Callable[[int], int], gone: int, rewired: int
) -> tuple[tuple[Intervention, ...], list[str]]:
    kept, sentences = [], []
    for one in interventions:
        if one.layer == 0:
            kept.append(one)
        elif one.layer == gone:
            sentences.append(f"“{one}” at iteration {one.iteration} goes with its layer.")
        elif one.layer == rewired and KINDS[one.kind].target == "weight":
            sentences.append(
                f"“{one}” at iteration {one.iteration} goes: the inputs of its layer are others."
            )
        else:
            kept.append(dataclasses.replace(one, layer=to(one.layer)))
    return arranged(kept), sentences


def _at(one: Intervention) -> str:
    return f"interventions: “{one}” at iteration {one.iteration}"


def to_text(interventions: Iterable[Intervention]) -> str:
    """Words, one intervention after the other: "40 learning_rate 0.1,60 weight 2 2 1 0.5"."""
    return SEPARATOR.join(" ".join(_words(one)) for one in interventions)


def _words(one: Intervention) -> Iterable[str]:
    kind = KINDS[one.kind]
    yield str(one.iteration)
    yield one.kind
    yield from (str(getattr(one, name)) for name in _PLACES[kind.target])
    if kind.valued:
        yield "full" if one.value is None else str(one.value)


def from_text(text: str) -> tuple[tuple[Intervention, ...], list[str]]:
    """Read to_text's form: what can be read, and a sentence for each part that cannot. Never raises."""
    made, sentences = [], []
    parts = [part for part in text.split(SEPARATOR, 4 * MOST)[: 4 * MOST] if part.strip()]
    for part in parts:
        try:
            made.append(_from_words(part.split()))
        except ValueError as error:
            sentences.append(f"{quoted(part.strip())}: {error}")
    if len(made) > MOST:
        sentences.append(f"at most {MOST} are taken.")
    return arranged(made[:MOST]), sentences


def _from_words(words: list[str]) -> Intervention:
    if len(words) < 2:
        raise ValueError("expected an iteration and a kind.")
    iteration, name, *rest = words
    if name not in KINDS:
        return Intervention(0, name)  # which says what there is
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
    """A number, or the text as it is, to be refused."""
    for kind in (int, float):
        try:
            found = kind(text)
        except ValueError:
            continue
        return found if isinstance(found, int) or math.isfinite(found) else text
    return text
