"""Hypothesis without a clock: a busy machine fails no test, and every run tries the same examples."""

from hypothesis import settings

settings.register_profile("engine", deadline=None, derandomize=True)
settings.load_profile("engine")
