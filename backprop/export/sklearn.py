"""The network as a fitted scikit-learn estimator that makes the same predictions."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from typing import Any

import joblib
import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from backprop.data import CLASSIFICATION
from backprop.nn import ACTIVATIONS, HIDDEN_ACTIVATIONS
from backprop.training import Snapshot


def _known(names: Iterable[str]) -> set[str]:
    """The activations among these that scikit-learn supports."""
    return {name for name in names if ACTIVATIONS[name].sklearn is not None}


def refusal(snapshot: Snapshot) -> str:
    """ "", or a sentence that says why scikit-learn has no such network."""
    hidden, output = set(snapshot.activations[:-1]), snapshot.activations[-1]
    if len(hidden) > 1:
        return f"scikit-learn has one activation for all hidden layers; this network has {_listed(hidden)}."
    if unknown := hidden - _known(hidden):
        known = _known(HIDDEN_ACTIVATIONS)
        return f"scikit-learn supports {_listed(known)} in hidden layers, not {_listed(unknown)}."
    if not _known([output]):
        return f"scikit-learn supports {_listed(_known(ACTIVATIONS))} as an output, not {output}."
    return ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def estimator(snapshot: Snapshot) -> MLPClassifier | MLPRegressor:
    """A fitted estimator with these parameters.

    Its classes are the data's class names, or integers if the names are numbers or not sorted. A softmax
    with two outputs becomes the equivalent sigmoid. Raises ValueError if scikit-learn has no such network.
    """
    if sentence := refusal(snapshot):
        raise ValueError(sentence)
    data, hidden = snapshot.dataset, snapshot.activations[:-1]
    layers = [(W.copy(), b.copy()) for W, b in snapshot.layers]
    output = ACTIVATIONS[snapshot.activations[-1]].sklearn
    assert output is not None
    if data.task == CLASSIFICATION and output == "softmax" and len(layers[-1][1]) == 2:
        W, b = layers[-1]  # softmax(z)₁ = sigmoid(z₁ − z₀)
        layers[-1], output = (W[:, 1:] - W[:, :1], b[1:] - b[:1]), "logistic"
    options = {
        "hidden_layer_sizes": snapshot.layer_sizes[1:-1],
        "activation": ACTIVATIONS[hidden[0]].sklearn if hidden else "identity",
        "max_iter": 1,
        "batch_size": 1,
        "random_state": 0,
    }
    if data.task == CLASSIFICATION:
        classes = _classes(snapshot)
        found, y = MLPClassifier(**options), classes
    else:
        width = data.y_train.shape[1]
        found, y = MLPRegressor(**options), np.zeros((2, width)) if width > 1 else np.zeros(2)
    X = np.zeros((len(y), data.n_features))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of course it has not converged after one iteration
        found.fit(X, y)  # creates all attributes; the learnt ones are replaced below
    found.coefs_ = [W for W, _ in layers]
    found.intercepts_ = [b for _, b in layers]
    found.out_activation_ = output
    found.n_iter_ = snapshot.iteration
    found.loss_ = snapshot.train_loss
    found.loss_curve_ = snapshot.history[: snapshot.iteration + 1, 0].tolist()
    return found


def _classes(snapshot: Snapshot) -> Any:
    names = snapshot.dataset.class_names
    count = snapshot.dataset.n_classes
    if len(names) != count or all(name == str(k) for k, name in enumerate(names)):
        return np.arange(count)
    # scikit-learn sorts its classes, but the outputs follow the order of the names.
    return np.array(names) if list(names) == sorted(names) else np.arange(count)


def joblib_file(snapshot: Snapshot) -> bytes:
    """The estimator as a joblib file. ``joblib.load`` reads it with the same version of scikit-learn."""
    file = io.BytesIO()
    joblib.dump(estimator(snapshot), file, compress=3)
    return file.getvalue()
