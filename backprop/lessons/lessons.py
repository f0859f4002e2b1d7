"""The lessons: presets that tell a story, in their order.

A lesson is data. Its preset provides the settings and what to look for. The lesson adds a question,
where to see the answer, how the answer is computed from the run, and how the page can tell that a
person has seen it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backprop.lessons import answers
from backprop.lessons.answers import Runs, Seen
from backprop.training import PRESETS, Experiment, Preset, Trainer

BOUNDARY, LAYERS = "boundary", "layers"


@dataclass(frozen=True)
class Look:
    """Where to see the answer: a page (its address), an iteration, and that page's own options."""

    iteration: int
    page: str = "train"
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lesson:
    """One lesson. preset: its settings, title and what to look for. chapter: the part of the story.
    answer: the sentences that answer the question, from the trainers of ``runs``. seen: whether the
    iteration of a trainer shows what there is to see. beside: the run that the lesson is compared
    with, or None; beside_title: how that run differs. picture: what its card shows next to the loss:
    the boundary at the end, or ‖dW‖ of the layers at the start."""

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
        """The name in links, which is the preset's name."""
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
        """The lesson's run and the run it is compared with, trained as far as the answer needs."""
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
    """The run to compare with is ``beside``, or the lesson's own experiment with the ``other`` fields."""
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
        "xor_line",
        _LAYERS,
        "How good can a straight line get on XOR?",
        answers.line_on_xor,
        Look(200),
        answers.at_iteration(100),
    ),
    _lesson(
        "xor",
        _LAYERS,
        "What do the units of the hidden layer add?",
        answers.two_lines_on_xor,
        Look(400),
        answers.at_accuracy(0.85),
        "two units",
        hidden=(2,),
    ),
    _lesson(
        "spirals",
        _LAYERS,
        "Would two units in each layer do as well?",
        answers.wide_enough,
        Look(600),
        answers.at_accuracy(0.9),
        "2 and 2 units",
        hidden=(2, 2),
    ),
    _lesson(
        "tutorial",
        _ARTICLE,
        "The article's table ends with a jump. At which iteration, and is it the first?",
        answers.the_jump,
        Look(150),
        answers.after_the_jump,
    ),
    _lesson(
        "tutorial_decay",
        _ARTICLE,
        "What does a falling learning rate change, and what does it cost?",
        answers.decayed,
        Look(400),
        answers.at_accuracy(0.9),
        "constant rate",
        _of("tutorial"),
    ),
    _lesson(
        "tutorial_exact",
        _ARTICLE,
        "Why can the true gradient take a learning rate of 1?",
        answers.settled,
        Look(400),
        answers.at_accuracy(0.95),
        "the article's rule",
        _of("tutorial"),
    ),
    _lesson(
        "vanishing",
        _BACK,
        "How many times smaller is dW in the first layer than in the last?",
        answers.vanished,
        Look(100, "flow", {"quantity": "dW", "size": "norm"}),
        answers.at_iteration(50),
        picture=LAYERS,
    ),
    _lesson(
        "vanishing_cured",
        _BACK,
        "What have ReLU and He weights changed?",
        answers.cured,
        Look(400),
        answers.at_accuracy(0.8),
        "six sigmoid layers",
        _of("vanishing"),
        picture=LAYERS,
    ),
    _lesson(
        "exploding",
        _BACK,
        "How many times larger is dW in the first layer than with He weights?",
        answers.exploded,
        Look(40, "flow", {"quantity": "dW", "size": "norm"}),
        answers.at_iteration(1),
        "He weights",
        picture=LAYERS,
        initializer="he_normal",
    ),
    _lesson(
        "dead",
        _STILL,
        "At which iteration does the last unit die, and can it come back?",
        answers.died,
        Look(50, "flow", {"quantity": "dead"}),
        answers.all_dead,
    ),
    _lesson(
        "zeros",
        _STILL,
        "How different do the four units become?",
        answers.symmetric,
        Look(400),
        answers.alike_and_moved,
        "Glorot weights",
        initializer="glorot_uniform",
    ),
    _lesson(
        "momentum",
        _STILL,
        "After how many iterations has momentum got as far as plain descent in 300?",
        answers.through_the_valley,
        Look(300, "landscape", {"directions": "path"}),
        answers.valley_passed,
        "plain descent",
        optimizer="sgd",
    ),
    _lesson(
        "minibatch",
        _NOISE,
        "How often does the loss rise, and how often with the full batch?",
        answers.trembled,
        Look(400),
        answers.many_rises,
        "full batch",
        batch_size=None,
    ),
    _lesson(
        "overfitting",
        _NOISE,
        "At which iteration is the test loss lowest?",
        answers.overfitted,
        Look(300),
        answers.test_loss_turned,
    ),
    _lesson(
        "overfitting_l2",
        _NOISE,
        "What does the penalty do to the two losses?",
        answers.held_back,
        Look(300),
        answers.at_iteration(200),
        "without L2",
        _of("overfitting"),
    ),
)

LESSONS: dict[str, Lesson] = {entry.name: entry for entry in _ENTRIES}


def neighbours(name: str) -> tuple[Lesson | None, Lesson | None]:
    """The previous and the next lesson; None at the ends."""
    names = list(LESSONS)
    at = names.index(name)
    before = LESSONS[names[at - 1]] if at else None
    after = LESSONS[names[at + 1]] if at + 1 < len(names) else None
    return before, after
