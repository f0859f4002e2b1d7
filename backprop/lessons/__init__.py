"""Presets told as a story; each lesson asks a question that is answered from the run itself.

This package may import `flow`, `landscape`, `training` and the layers below them.
"""

from backprop.lessons.answers import Runs, gradient_norms
from backprop.lessons.lessons import LAYERS, LESSONS, Lesson, neighbours

__all__ = ["LAYERS", "LESSONS", "Lesson", "Runs", "gradient_norms", "neighbours"]
