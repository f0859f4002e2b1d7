"""The engine that the worker calls: opens a run, answers with a stretch of it, checks an iteration.

All arguments and results are text and bytes, because JavaScript is at the other end.
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
    """What the page needs to fill in its choices and its address."""
    return {
        "run": run_id(experiment),
        "query": experiment.to_query(),
        "fields": dataclasses.asdict(experiment),
        "preset": preset_of(experiment),
        "summary": summary(experiment),
        "sentences": sentences,
    }


def first_stretch(trainer: Trainer, shown: int) -> tuple[bytes, list[str]]:
    """The stretch around an iteration, with the setup; and a sentence if the run opens at an earlier
    iteration."""
    first, count = opening_place(trainer, shown)
    found = opening(trainer, first, count)
    late = found.falls_short_of(shown)
    sentences = [falls_short_sentence(shown, found.last)] if late else []
    return with_show(found.data, shown), sentences


class Page:
    """The run of one reader."""

    def __init__(self) -> None:
        self.trainer = Trainer(Experiment())
        self.shown = 0

    @property
    def run(self) -> str:
        """The name of the run."""
        return run_id(self.trainer.experiment)

    def open(self, search: str) -> tuple[str, bytes]:
        """Open the run of an address ("?hidden=4&t=3"): the JSON of ``described`` and the first stretch."""
        query = dict(parse_qsl(search.removeprefix("?"), keep_blank_values=True))
        experiment, sentences = Experiment.from_query(query)
        shown, refused = shown_iteration(query)
        sentences += refused
        if experiment.dataset == OWN:
            sentences.append("Only the app can load your own table. The circles are shown instead.")
            experiment, shown = Experiment(), 0
        if run_id(experiment) != self.run:
            self.trainer = Trainer(experiment)
        data, late = first_stretch(self.trainer, shown)
        self.shown = shown
        return json.dumps(described(experiment, sentences + late)), data

    def answer(self, request: str) -> tuple[str, bytes]:
        """The stretch that the instrument requests; nothing for a run that is no longer open."""
        wanted = json.loads(request)
        if wanted.get("run") != self.run:
            return "{}", b""
        return "{}", answer(self.trainer, wanted, self.shown)

    def intervene(self, message: str) -> tuple[str, bytes]:
        """The run with or without an intervention that the instrument requests: JSON with its "query"
        and the iteration to show, or with a "sentence" on why it is not possible."""
        wanted = json.loads(message)
        if wanted.get("run") != self.run:
            return "{}", b""
        if wanted.get("branch"):
            return json.dumps(
                {"sentence": "A branch needs the Compare page, which only the app has."}
            ), b""
        try:
            iteration = int(wanted["iteration"])
            experiment = with_interventions(self.trainer.experiment, iteration, wanted)
        except ValueError as error:
            return json.dumps({"sentence": str(error).removeprefix("interventions: ")}), b""
        return json.dumps({"query": experiment.to_query(), "iteration": iteration}), b""

    def check(self, standing: str) -> tuple[str, bytes]:
        """The gradient check of the iteration that is shown."""
        where = json.loads(standing)
        if where.get("run") != self.run:
            return "{}", b""
        self.trainer.seek(train_towards(self.trainer, int(where["iteration"]), OPEN_SECONDS))
        self.shown = self.trainer.iteration
        return json.dumps(report(self.trainer, self.run)), b""
