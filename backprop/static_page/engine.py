"""What the worker asks of the engine: open a run, answer with a stretch, check an iteration.

Everything goes in and out as text and bytes, because JavaScript stands at the other end.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any
from urllib.parse import parse_qsl

from backprop.data import OWN
from backprop.live_view.address import shown_iteration
from backprop.live_view.answers import (
    OPEN_SECONDS,
    answer,
    falls_short_sentence,
    opening,
    opening_place,
    train_towards,
    with_interventions,
)
from backprop.live_view.check import report
from backprop.live_view.trace import run_id, with_show
from backprop.training import Experiment, Trainer
from backprop.training.describe import preset_of, summary


def described(experiment: Experiment, sentences: list[str]) -> dict[str, Any]:
    """What the page writes into its choices and its address."""
    return {
        "run": run_id(experiment),
        "query": experiment.to_query(),
        "fields": dataclasses.asdict(experiment),
        "preset": preset_of(experiment),
        "summary": summary(experiment),
        "sentences": sentences,
    }


def first_stretch(trainer: Trainer, shown: int) -> tuple[bytes, list[str]]:
    """The stretch around an iteration, with the setup, and a sentence where it opens before it."""
    first, count = opening_place(trainer, shown)
    found = opening(trainer, first, count)
    late = found.falls_short_of(shown)
    sentences = [falls_short_sentence(shown, found.last)] if late else []
    return with_show(found.data, shown), sentences


class Page:
    """One reader's run."""

    def __init__(self) -> None:
        self.trainer = Trainer(Experiment())
        self.shown = 0

    @property
    def run(self) -> str:
        """The name of the run."""
        return run_id(self.trainer.experiment)

    def open(self, search: str) -> tuple[str, bytes]:
        """The run of an address ("?hidden=4&t=3"), as ``described`` and the stretch to begin with."""
        query = dict(parse_qsl(search.removeprefix("?"), keep_blank_values=True))
        experiment, sentences = Experiment.from_query(query)
        shown, refused = shown_iteration(query)
        sentences += refused
        if experiment.dataset == OWN:
            sentences.append("A table of one's own is only in the app. The circles take its place.")
            experiment, shown = Experiment(), 0
        if run_id(experiment) != self.run:
            self.trainer = Trainer(experiment)
        data, late = first_stretch(self.trainer, shown)
        self.shown = shown
        return json.dumps(described(experiment, sentences + late)), data

    def answer(self, request: str) -> tuple[str, bytes]:
        """The stretch that the instrument asks for; nothing for a run that has been left."""
        wanted = json.loads(request)
        if wanted.get("run") != self.run:
            return "{}", b""
        return "{}", answer(self.trainer, wanted, self.shown)

    def intervene(self, message: str) -> tuple[str, bytes]:
        """The run that the instrument asks for, with a change in the middle of it or without one: its
        "query" and the iteration to show; or a "sentence" why not."""
        wanted = json.loads(message)
        if wanted.get("run") != self.run:
            return "{}", b""
        if wanted.get("branch"):
            return json.dumps(
                {"sentence": "A branch needs the page Compare, which is in the app."}
            ), b""
        try:
            iteration = int(wanted["iteration"])
            experiment = with_interventions(self.trainer.experiment, iteration, wanted)
        except ValueError as error:
            return json.dumps({"sentence": str(error).removeprefix("interventions: ")}), b""
        return json.dumps({"query": experiment.to_query(), "iteration": iteration}), b""

    def check(self, standing: str) -> tuple[str, bytes]:
        """The gradient check of the iteration at which the picture stands."""
        where = json.loads(standing)
        if where.get("run") != self.run:
            return "{}", b""
        self.trainer.seek(train_towards(self.trainer, int(where["iteration"]), OPEN_SECONDS))
        self.shown = self.trainer.iteration
        return json.dumps(report(self.trainer, self.run)), b""
