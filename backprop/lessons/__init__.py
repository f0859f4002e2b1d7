"""Runs that tell a story, each with a question that is answered from the run itself.

It may import `flow`, `landscape`, `training` and what is below.
"""

from backprop.lessons.answers import Runs
from backprop.lessons.lessons import LESSONS, Lesson

__all__ = ["LESSONS", "Lesson", "Runs"]
