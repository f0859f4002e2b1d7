"""The lessons: presets that tell a story, in the order in which it is told.

A lesson is data. Its preset says what it sets and what to look for; the lesson adds where that is
seen, a question, how the answer is computed from the run, and by what it notices that a person has
seen it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backprop.lessons import answers, seen
from backprop.lessons.answers import Runs
from backprop.lessons.seen import Seen
from backprop.training import PRESETS, Experiment, Preset, Trainer

BOUNDARY, LAYERS = "boundary", "layers"


@dataclass(frozen=True)
class Look:
    """Where the answer is seen: a page by its address, an iteration, and that page's own options."""

    iteration: int
    page: str = "train"
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """preset: what it sets, its title and what to look for. chapter: the part of the story.
    question, answer: the sentence that answers it, from the trainers of ``runs``. seen: whether a
    trainer at the iteration where a person stands shows what there is to see. beside: the run that
    the lesson compares with, what is different about it, or None. picture: what its card shows beside
    the loss, the boundary at the end or ‖dW‖ of the layers at the start."""

    preset: Preset
    chapter: str
    question: str
    answer: Callable[[Runs], str]
    look: Look
    seen: Seen
    beside: Experiment | None = None
    beside_title: str = ""
    picture: str = BOUNDARY

    @property
    def name(self) -> str:
        """The name in links; that of the preset."""
        return self.preset.name

    @property
    def title(self) -> str:
        """Such as "Dead ReLUs"."""
        return self.preset.title

    @property
    def experiment(self) -> Experiment:
        """The run that the lesson starts."""
        return self.preset.experiment

    def runs(self, new_trainer: Callable[[Experiment], Trainer] = Trainer) -> Runs:
        """The lesson's run and the one beside it, trained as far as the answer needs."""
        found = tuple(
            new_trainer(experiment)
            for experiment in (self.experiment, self.beside)
            if experiment is not None
        )
        for run in found:
            run.run(self.look.iteration)
        return found


def _lesson(
    name: str,
    chapter: str,
    question: str,
    answer: Callable[[Runs], str],
    look: Look,
    seen: Seen,
    beside_title: str = "",
    beside: Experiment | None = None,
    picture: str = BOUNDARY,
    **other: Any,
) -> Lesson:
    """beside: the experiment itself, or the lesson's own with the other fields."""
    preset = PRESETS[name]
    if other:
        beside = dataclasses.replace(preset.experiment, **other)
    return Lesson(preset, chapter, question, answer, look, seen, beside, beside_title, picture)


def _of(name: str) -> Experiment:
    return PRESETS[name].experiment


_LAYERS, _ARTICLE, _BACK, _STILL, _NOISE = (
    "What a layer is for",
    "The article's run",
    "The gradient on its way back",
    "Getting stuck, and getting on",
    "Small batches, and new data",
)

_ENTRIES = (
    _lesson(
        "xor_line", _LAYERS,
        "How good can a straight line get on XOR?",
        answers.line_on_xor, Look(200), seen.iteration(100),
    ),
    _lesson(
        "xor", _LAYERS,
        "What do the units of the hidden layer add?",
        answers.two_lines_on_xor, Look(400), seen.accuracy(0.85),
        "two units", hidden=(2,),
    ),
    _lesson(
        "spirals", _LAYERS,
        "Would two units in each layer do as well?",
        answers.wide_enough, Look(600), seen.accuracy(0.9),
        "2 and 2 units", hidden=(2, 2),
    ),
    _lesson(
        "tutorial", _ARTICLE,
        "The article's table ends with a jump. At which iteration, and is it the first?",
        answers.the_jump, Look(150), seen.jumped,
    ),
    _lesson(
        "tutorial_decay", _ARTICLE,
        "What does a falling learning rate change, and what does it cost?",
        answers.decayed, Look(400), seen.accuracy(0.9),
        "constant rate", _of("tutorial"),
    ),
    _lesson(
        "tutorial_exact", _ARTICLE,
        "Why can the true gradient take a learning rate of 1?",
        answers.settled, Look(400), seen.accuracy(0.95),
        "the article's rule", _of("tutorial"),
    ),
    _lesson(
        "vanishing", _BACK,
        "How many times smaller is dW in the first layer than in the last?",
        answers.vanished, Look(100, "flow", {"quantity": "dW", "size": "norm"}),
        seen.iteration(50), picture=LAYERS,
    ),
    _lesson(
        "vanishing_cured", _BACK,
        "What have ReLU and He weights changed?",
        answers.cured, Look(400), seen.accuracy(0.8),
        "six sigmoid layers", _of("vanishing"), picture=LAYERS,
    ),
    _lesson(
        "exploding", _BACK,
        "How many times larger is dW in the first layer than with He weights?",
        answers.exploded, Look(40, "flow", {"quantity": "dW", "size": "norm"}),
        seen.iteration(1),
        "He weights", picture=LAYERS, initializer="he_normal",
    ),
    _lesson(
        "dead", _STILL,
        "At which iteration does the last unit die, and can it come back?",
        answers.died, Look(50, "flow", {"quantity": "dead"}), seen.all_dead,
    ),
    _lesson(
        "zeros", _STILL,
        "How different do the four units become?",
        answers.symmetric, Look(400), seen.alike_and_moved,
        "Glorot weights", initializer="glorot_uniform",
    ),
    _lesson(
        "momentum", _STILL,
        "After how many iterations is momentum as far as plain descent after 300?",
        answers.through_the_valley, Look(300, "landscape", {"directions": "path"}),
        seen.valley_passed,
        "plain descent", optimizer="sgd",
    ),
    _lesson(
        "minibatch", _NOISE,
        "How often does the loss rise, and how often with the full batch?",
        answers.trembled, Look(400), seen.many_rises,
        "full batch", batch_size=None,
    ),
    _lesson(
        "overfitting", _NOISE,
        "At which iteration is the test loss lowest?",
        answers.overfitted, Look(300), seen.test_loss_turned,
    ),
    _lesson(
        "overfitting_l2", _NOISE,
        "What does the penalty do to the two losses?",
        answers.held_back, Look(300), seen.iteration(200),
        "without L2", _of("overfitting"),
    ),
)  # fmt: skip

LESSONS: dict[str, Lesson] = {entry.name: entry for entry in _ENTRIES}


def neighbours(name: str) -> tuple[Lesson | None, Lesson | None]:
    """The lesson before and the one after, None at the ends."""
    names = list(LESSONS)
    at = names.index(name)
    before = LESSONS[names[at - 1]] if at else None
    after = LESSONS[names[at + 1]] if at + 1 < len(names) else None
    return before, after
