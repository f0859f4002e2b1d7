"""Problems on the way back through the layers: vanishing and exploding gradients, dead, saturated and
identical units."""

from __future__ import annotations

import numpy as np

from backprop.flow.evidence import (
    Evidence,
    changed,
    counted,
    first_to_last,
    has_learnt,
    hidden,
    how_good,
    number,
    percent,
    scaled_weights,
    shorter_steps,
    since,
    still_falling,
)
from backprop.flow.flow import Flow
from backprop.nn import ACTIVATIONS
from backprop.training import Experiment

VANISHED = (
    1e-3  # mean |dz| of the first layer as a share of the last layer's, below which it vanishes
)
EXPLODED = 1e3  # the same ratio, above which it explodes
MOST_UNITS = 0.5  # a layer is called dead or saturated if more than this share of its units is
RECTIFIER = "relu"


def vanishing(flow: Flow) -> Evidence | None:
    """dz shrinks at least 1,000-fold from the last layer to the first, and the run has not learnt."""
    if flow.depth < 2 or has_learnt(flow) or still_falling(flow):
        return None
    ratio = first_to_last(flow)
    first = since(flow, (ratio < VANISHED) & (ratio > 0.0))
    if first is None:
        return None
    passed, share = flow.depth - 1, float(ratio[-1])
    each = share ** (1.0 / passed)
    sentence = (
        f"At iteration {flow.last} the mean |dz| is {_dz(flow, flow.depth)} in layer {flow.depth} and "
        f"{_dz(flow, 1)} in layer 1: {number(share)} of it is left, as if each of the "
        f"{counted(passed, 'layer')} on the way back let {percent(each)} through. "
        f"Meanwhile {how_good(flow)}."
    )
    advice, better = _wider_way(flow)
    return Evidence(sentence, 1, first, flow.last, advice, better)


def _wider_way(flow: Flow) -> tuple[str, Experiment]:
    """What lets more of dz through: ReLU instead of squashing functions, suitable weights, fewer layers."""
    names = flow.experiment.activations
    squashing = [name for name in names if ACTIVATIONS[name].steepest is not None]
    if squashing:
        passing = tuple(RECTIFIER if name in squashing else name for name in names)
        advice = (
            "ReLU has a slope of 1 where it passes z on, and He weights make up for what it blocks."
        )
        return advice, changed(flow, activations=passing, initializer="he_normal")
    if (advised := scaled_weights(flow)) is not None:
        return advised
    few = changed(flow, hidden=flow.experiment.hidden[:1], activations=names[:1])
    return "With only one hidden layer the way back is short.", few


def exploding(flow: Flow) -> Evidence | None:
    """dz grows at least 1,000-fold from the last layer to the first."""
    if flow.depth < 2:
        return None
    ratio = first_to_last(flow)
    seen = np.flatnonzero(ratio > EXPLODED)
    if not len(seen) or (has_learnt(flow) and seen[-1] < len(ratio) - 1):
        return None
    if seen[0] > 0 and flow.diverged is not None:
        return None  # it grew only because the run was already diverging
    at = int(seen[-1])
    t, dz = int(flow.iterations[at]), flow.numbers["dz_mean"][at]
    grown = float(ratio[at])
    sentence = (
        f"At iteration {t} the mean |dz| is {number(float(dz[-1]))} in layer {flow.depth} and "
        f"{number(float(dz[0]))} in layer 1: {number(grown)} times as large, which is "
        f"{number(grown ** (1.0 / (flow.depth - 1)))} times for each layer on the way back."
    )
    advice, better = scaled_weights(flow) or shorter_steps(flow)
    return Evidence(sentence, 1, int(flow.iterations[seen[0]]), t, advice, better)


def dead_relus(flow: Flow) -> Evidence | None:
    """Most of a hidden layer's ReLUs output 0 for every training sample, and the run has not learnt.
    With at least half of them alive, the layers before can still change and revive the others."""
    if has_learnt(flow):
        return None
    layer, first = _worst(flow, "dead")
    if layer is None or first is None:
        return None
    units = flow.layer_sizes[layer]
    dead = round(float(flow.layer("dead", layer)[-1]) * units)
    sentence = (
        f"{dead} of the {counted(units, 'unit')} of layer {layer} have a slope of 0 for all "
        f"{len(flow.dataset.X_train):,} training samples at iteration {flow.last}, most of them "
        f"since iteration {first}. No gradient gets through, so their weights do not change."
    )
    if first > 0:  # they were alive at the start, so too long a step killed them
        return Evidence(sentence, layer, first, flow.last, *shorter_steps(flow))
    names = tuple("leaky_relu" if n == RECTIFIER else n for n in flow.experiment.activations)
    advice = "Leaky ReLU keeps a slope of 0.01 for negative z, so that a unit can come back."
    return Evidence(sentence, layer, first, flow.last, advice, changed(flow, activations=names))


def saturated(flow: Flow) -> Evidence | None:
    """Most of a hidden layer's sigmoid or tanh units are flat, and the run has not learnt."""
    if has_learnt(flow):
        return None
    layer, first = _worst(flow, "saturated")
    if layer is None or first is None or (first > 0 and still_falling(flow)):
        return None
    units, name = flow.layer_sizes[layer], flow.activations[layer - 1]
    flat = round(float(flow.layer("saturated", layer)[-1]) * units)
    z, steepest = flow.quantiles["z"][-1, layer - 1], ACTIVATIONS[name].steepest
    assert steepest is not None
    sentence = (
        f"{flat} of the {counted(units, 'unit')} of layer {layer} are saturated at iteration "
        f"{flow.last}: for most training samples the slope of {name} is below 5 % of its maximum, "
        f"{number(steepest)}. z ranges from {number(float(z[0]))} to {number(float(z[-1]))}; "
        f"most of the units have been flat since iteration {first}."
    )
    advised = scaled_weights(flow) if first == 0 else None
    advice, better = advised or shorter_steps(flow)
    return Evidence(sentence, layer, first, flow.last, advice, better)


def symmetric(flow: Flow) -> Evidence | None:
    """All units of a hidden layer have the same weights, and therefore always the same gradients."""
    for layer in hidden(flow):
        first = since(flow, flow.layer("alike", layer) > 0)
        if first is None or first > 0:  # units that become equal later are another matter
            continue
        units = flow.layer_sizes[layer]
        sentence = (
            f"The {units} units of layer {layer} have had the same weights and bias from iteration 0 "
            f"to iteration {flow.last}. They compute the same number and get the same gradient, so they "
            f"remain {units} copies of one unit. The mean |dW| of the layer is "
            f"{number(float(flow.layer('dW_mean', layer)[-1]))}."
        )
        if (advised := scaled_weights(flow)) is not None:
            advice = "Random weights differ, so the units can learn different things."
            return Evidence(sentence, layer, first, flow.last, advice, advised[1])
    return None


def _worst(flow: Flow, name: str) -> tuple[int | None, int | None]:
    """The hidden layer with the largest share of a kind of unit at the last iteration, if that is most
    of the layer, and the iteration since which it has been; (None, None) otherwise."""
    shares = flow.numbers[name][-1, : flow.depth - 1]
    if not len(shares) or shares.max() <= MOST_UNITS:
        return None, None
    layer = int(shares.argmax()) + 1
    return layer, since(flow, flow.layer(name, layer) > MOST_UNITS)


def _dz(flow: Flow, layer: int) -> str:
    return number(float(flow.layer("dz_mean", layer)[-1]))
