"""Experiment: the frozen description of a run. The URL, the file and the undo step are this value."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.data import CLASSIFICATION, FEATURES, PLAIN, Dataset, datasets, inputs_of
from backprop.nn import MLP, ScheduleNumbers
from backprop.nn.optimizers import Numbers
from backprop.training import choices, interventions, link
from backprop.training.choices import BOUNDS, CHOICES, Bound, quoted
from backprop.training.interventions import Intervention

# The experiments of the presets, by name; presets.py registers them.
NAMED: dict[str, Experiment] = {}

__all__ = ["BOUNDS", "CHOICES", "Bound", "Experiment"]


@dataclass(frozen=True)
class Experiment:
    """Everything that determines a run, to the last bit.

    batch_size None is full batch. output and loss "auto" follow the task: sigmoid with
    binary_cross_entropy for two classes, softmax with cross_entropy for more, linear with mse for
    regression. dataset "own" is a table that only its owner has; own_data is its fingerprint
    (backprop.own_data.Table), always empty for a named set. features: inputs made of the two
    coordinates (backprop.data.features); data with another number of columns is taken as it is.
    interventions: what is changed in the middle of the run (interventions.py), sorted. Raises
    ValueError, one sentence, for a value that is out of bounds or unknown.
    """

    dataset: str = "circles"
    n_samples: int = 500
    noise: float = 0.1
    test_fraction: float = 0.5
    data_seed: int = 0
    hidden: tuple[int, ...] = (4, 3)
    activations: tuple[str, ...] = ("tanh", "tanh")
    output: str = "auto"
    loss: str = "auto"
    initializer: str = "glorot_uniform"
    init_seed: int = 42
    optimizer: str = "sgd"
    learning_rate: float = 0.5
    schedule: str = "constant"
    batch_size: int | None = None
    batch_seed: int = 0
    shuffle: bool = True
    l1: float = 0.0
    l2: float = 0.0
    gradient_rule: str = "exact"
    momentum: float = 0.9
    rmsprop_decay: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    schedule_period: int = 200
    schedule_factor: float = 0.5
    schedule_floor: float = 0.01
    uniform_limit: float = 0.5
    circle_factor: float = 0.5
    own_data: str = ""
    features: tuple[str, ...] = PLAIN
    interventions: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            checked = _checked(field.name, getattr(self, field.name))
            object.__setattr__(self, field.name, checked)
        if len(self.activations) != len(self.hidden):
            raise ValueError(
                f"activations: expected {len(self.hidden)}, one for each hidden layer, "
                f"got {len(self.activations)}."
            )
        if self.dataset != datasets.OWN:
            object.__setattr__(self, "own_data", "")
        choices.fits(self.n_samples, self.hidden)
        choices.suits(self.output, self.loss, self.dataset)
        for one in self.interventions:
            if why := interventions.misfit(one, self.layer_sizes):
                raise ValueError(why)

    @property
    def layer_sizes(self) -> tuple[int | None, ...]:
        """Units of each layer, inputs and outputs included; None where they are not known here: those
        of a person's own table."""
        if self.dataset == datasets.OWN:
            return None, *self.hidden, None
        spec = datasets.DATASETS[self.dataset]
        output, _ = self.output_and_loss(spec.task, spec.n_classes)
        outputs = max(1, spec.n_classes) if spec.n_classes > 2 or output == "softmax" else 1
        inputs = len(self.features) if spec.n_features == 2 else spec.n_features
        return inputs, *self.hidden, outputs

    def changed(self, **fields: Any) -> tuple[Experiment, list[str]]:
        """The experiment with other fields, and a sentence for each intervention that has no place in
        it any more and is left out. Raises ValueError where the fields do not go together."""
        given = _checked("interventions", fields.pop("interventions", self.interventions))
        bare = dataclasses.replace(self, **fields, interventions=())
        reasons = [(one, interventions.misfit(one, bare.layer_sizes)) for one in given]
        kept = tuple(one for one, why in reasons if why is None)
        sentences = [why.removeprefix("interventions: ") for _, why in reasons if why is not None]
        return dataclasses.replace(bare, interventions=kept), sentences

    @classmethod
    def preset(cls, name: str) -> Experiment:
        """The experiment of a registered preset. Raises ValueError for an unknown name."""
        if name not in NAMED:
            raise ValueError(f"unknown preset {quoted(name)}: expected one of {', '.join(NAMED)}.")
        return NAMED[name]

    def to_json(self) -> str:
        """All fields, as a JSON object."""
        return json.dumps(dataclasses.asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """Read to_json's form; fields left out are at their default. Raises ValueError."""
        try:
            values = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"not a JSON text: {error}.") from error
        if not isinstance(values, dict):
            raise ValueError("expected a JSON object with the fields of an experiment.")
        known = {field.name for field in dataclasses.fields(cls)}
        for name in values:
            if name not in known:
                raise ValueError(f"unknown field {quoted(name)}.")
        return cls(**values)

    def to_query(self) -> dict[str, str]:
        """The fields that are not at their default, as URL parameters."""
        return {
            field.name: link.to_text(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> tuple[Experiment, list[str]]:
        """The experiment that URL parameters describe, and a sentence for each one not taken.

        Takes anything and never raises; parameters that are no fields are ignored.
        """
        if not isinstance(query, Mapping):
            return cls(), [
                f"expected parameters with names, got {quoted(query)}. All defaults are used."
            ]
        taken: dict[str, Any] = {}
        sentences: list[str] = []
        for field in dataclasses.fields(cls):
            if field.name not in query or field.name == "interventions":
                continue
            try:
                value = link.from_text(field.name, query[field.name])
                taken[field.name] = _checked(field.name, value)
            except (ValueError, TypeError, OverflowError) as error:
                sentences.append(f"{link.sentence(error)} The default is used.")
        link.agree_on_layers(taken, cls(), sentences)
        link.agree_on_size(taken, cls(), sentences)
        try:
            experiment = cls(**taken)
        except ValueError as error:  # each is valid, but not together: output, loss and data
            sentences.append(f"{link.sentence(error)} Output and loss follow the data.")
            taken.pop("output", None)
            taken.pop("loss", None)
            experiment = cls(**taken)
        return _with_interventions(experiment, query.get("interventions"), sentences)

    def output_and_loss(self, task: str, n_classes: int) -> tuple[str, str]:
        """Names of the output activation and the loss for a task. Raises ValueError where the
        chosen ones do not fit it."""
        return choices.output_and_loss(self.output, self.loss, task, n_classes)

    def load_dataset(self) -> Dataset:
        """Draw the named data set of this experiment. Raises ValueError for a person's own table."""
        if self.dataset == datasets.OWN:
            raise ValueError(
                "dataset: this run is on a table of its owner, and the data stays there. Load the "
                "table, and give it to the Trainer as a Dataset."
            )
        return datasets.load(
            self.dataset,
            self.n_samples,
            self.noise,
            self.test_fraction,
            self.data_seed,
            self.circle_factor,
        )

    def build_network(self, dataset: Dataset) -> MLP:
        """The initialised network for a data set (one that has the targets of ``targets``)."""
        output, loss = self.output_and_loss(dataset.task, dataset.n_classes)
        mlp = MLP(
            (dataset.n_features, *self.hidden, dataset.y_train.shape[1]),
            (*self.activations, output),
            loss,
            l1=self.l1,
            l2=self.l2,
            gradient_rule=self.gradient_rule,
        )
        mlp.initialize(self.initializer, self.init_seed, self.uniform_limit)
        return mlp

    def targets(self, dataset: Dataset) -> Dataset:
        """The data set with its targets in the form that the loss takes: two classes become
        one-hot where the output is softmax."""
        output, _ = self.output_and_loss(dataset.task, dataset.n_classes)
        if dataset.task != CLASSIFICATION or dataset.y_train.shape[1] > 1:
            return dataset
        if output != "softmax":
            return dataset
        train, test = (np.hstack([1.0 - y, y]) for y in (dataset.y_train, dataset.y_test))
        return dataclasses.replace(dataset, y_train=train, y_test=test)

    def with_features(self, dataset: Dataset) -> Dataset:
        """The data set with the chosen features as its inputs, where it has two coordinates."""
        train, test = dataset.points
        if train.shape[1] != 2 or self.features == (dataset.features or PLAIN):
            return dataset
        coordinates = dataset.coordinate_names
        made = self.features if self.features != PLAIN else ()
        return dataclasses.replace(
            dataset,
            X_train=inputs_of(train, self.features),
            X_test=inputs_of(test, self.features),
            P_train=train if made else None,
            P_test=test if made else None,
            features=made,
            feature_names=tuple(
                FEATURES[name].called(*(coordinates if coordinates != PLAIN else ()))
                for name in self.features
            )
            if made
            else coordinates,
            coordinate_names=coordinates,
        )

    @property
    def optimizer_numbers(self) -> Numbers:
        """The optimizers' own numbers."""
        return Numbers(self.momentum, self.rmsprop_decay, self.beta1, self.beta2, self.epsilon)

    @property
    def schedule_numbers(self) -> ScheduleNumbers:
        """The schedules' own numbers."""
        return ScheduleNumbers(self.schedule_period, self.schedule_factor, self.schedule_floor)


def _checked(name: str, value: Any) -> Any:
    return interventions.checked(value) if name == "interventions" else choices.checked(name, value)


def _with_interventions(
    experiment: Experiment, given: Any, sentences: list[str]
) -> tuple[Experiment, list[str]]:
    """The experiment with the interventions of a URL parameter that can be read and have a place in it;
    one sentence for all that have not."""
    if given is None:
        return experiment, sentences
    given = given[-1] if isinstance(given, list | tuple) and given else given
    if not isinstance(given, str):
        return experiment, [*sentences, f"interventions: expected a text, got {quoted(given)}."]
    found, refused = interventions.from_text(given)
    made, misfits = experiment.changed(interventions=found)
    wrong = refused + misfits
    if wrong:
        more = f" {len(wrong) - 1} more cannot be taken." if len(wrong) > 1 else ""
        sentences.append(f"interventions: {wrong[0]}{more} The others are kept.")
    return made, sentences
