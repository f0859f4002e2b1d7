"""Writes the experiment, the trained network and the run to files that other programs can read.

This package may import `codegen`, `training` and the layers below them.
"""

from backprop.export.file_job import FileJob
from backprop.export.formats import EXPERIMENT, FORMATS, NETWORK, RUN, Format

__all__ = ["EXPERIMENT", "FORMATS", "NETWORK", "RUN", "FileJob", "Format"]
