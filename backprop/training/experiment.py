"""Experiment: the frozen description of a run. The URL, the file and an undo step all hold this value."""

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

    batch_size None means the full batch. output and loss "auto" follow the task: sigmoid with
    binary_cross_entropy for two classes, softmax with cross_entropy for more, linear with mse for
    regression. dataset "own" is a person's own table, which only that person has; own_data is its
    fingerprint (backprop.data.table.Table), always empty for a named set. features: the inputs made
    from the two coordinates (backprop.data.features); data with another number of columns is used as
    it is. interventions: changes in the middle of the run (interventions.py), sorted. Raises
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
        """Units of each layer, including inputs and outputs; None for the inputs and outputs of a
        person's own table, which are not known here."""
        if self.dataset == datasets.OWN:
            return None, *self.hidden, None
        spec = datasets.DATASETS[self.dataset]
        output, _ = self.output_and_loss(spec.task, spec.n_classes)
        outputs = max(1, spec.n_classes) if spec.n_classes > 2 or output == "softmax" else 1
        inputs = len(self.features) if spec.n_features == 2 else spec.n_features
        return inputs, *self.hidden, outputs

    def changed(self, **fields: Any) -> tuple[Experiment, list[str]]:
        """The experiment with some fields changed, and a sentence for each intervention that no longer
        fits and is left out. Raises ValueError if the fields do not go together."""
        wanted = _checked("interventions", fields.pop("interventions", self.interventions))
        bare = dataclasses.replace(self, **fields, interventions=())
        reasons = [(one, interventions.misfit(one, bare.layer_sizes)) for one in wanted]
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
        """Read the form of to_json; missing fields get their defaults. Raises ValueError."""
        try:
            values = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"not valid JSON: {error}.") from error
        if not isinstance(values, dict):
            raise ValueError("expected a JSON object with the fields of an experiment.")
        known = {field.name for field in dataclasses.fields(cls)}
        for name in values:
            if name not in known:
                raise ValueError(f"unknown field {quoted(name)}.")
        return cls(**values)

    def to_query(self) -> dict[str, str]:
        """The fields that differ from their defaults, as URL parameters."""
        return {
            field.name: link.to_text(getattr(self, field.name))
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> tuple[Experiment, list[str]]:
        """The experiment that URL parameters describe, and a sentence for each parameter rejected.

        Accepts anything and never raises; parameters that are not fields are ignored.
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
        except ValueError as error:  # output, loss and data are each valid, but not together
            sentences.append(f"{link.sentence(error)} Output and loss follow the data.")
            taken.pop("output", None)
            taken.pop("loss", None)
            experiment = cls(**taken)
        return _with_interventions(experiment, query.get("interventions"), sentences)

    def output_and_loss(self, task: str, n_classes: int) -> tuple[str, str]:
        """The names of the output activation and the loss for a task. Raises ValueError if the chosen
        ones do not suit it."""
        return choices.output_and_loss(self.output, self.loss, task, n_classes)

    def load_dataset(self) -> Dataset:
        """Draw the named data set of this experiment. Raises ValueError for a person's own table."""
        if self.dataset == datasets.OWN:
            raise ValueError(
                "dataset: this run uses somebody's own table, which is not part of the experiment. Load "
                "the table and pass it to the Trainer as a Dataset."
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
        """The initialised network for a data set whose targets have the form of ``targets``."""
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
        """The data set with its targets in the form that the loss expects: two classes become one-hot
        if the output is softmax."""
        output, _ = self.output_and_loss(dataset.task, dataset.n_classes)
        if dataset.task != CLASSIFICATION or dataset.y_train.shape[1] > 1:
            return dataset
        if output != "softmax":
            return dataset
        train, test = (np.hstack([1.0 - y, y]) for y in (dataset.y_train, dataset.y_test))
        return dataclasses.replace(dataset, y_train=train, y_test=test)

    def with_features(self, dataset: Dataset) -> Dataset:
        """The data set with the chosen features as its inputs, if it has two coordinates."""
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
    experiment: Experiment, parameter: Any, sentences: list[str]
) -> tuple[Experiment, list[str]]:
    """The experiment with those interventions of a URL parameter that can be read and fit it; one
    sentence about all the others."""
    if parameter is None:
        return experiment, sentences
    parameter = parameter[-1] if isinstance(parameter, list | tuple) and parameter else parameter
    if not isinstance(parameter, str):
        return experiment, [*sentences, f"interventions: expected a text, got {quoted(parameter)}."]
    found, refused = interventions.from_text(parameter)
    changed, misfits = experiment.changed(interventions=found)
    rejected = refused + misfits
    if rejected:
        count = len(rejected) - 1
        more = f" {count} more {'was' if count == 1 else 'were'} rejected." if count else ""
        sentences.append(f"interventions: {rejected[0]}{more} The others are kept.")
    return changed, sentences
