"""What a person takes along: the network, the history and the run in other programs' formats.

It may import `codegen`, `training` and what is below.
"""

from backprop.export.file_job import FileJob
from backprop.export.formats import EXPERIMENT, FORMATS, NETWORK, RUN, Format

__all__ = ["EXPERIMENT", "FORMATS", "NETWORK", "RUN", "FileJob", "Format"]
