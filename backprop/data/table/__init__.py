"""A person's own table: reads the file, finds problems, offers remedies, and prepares numbers to train on.

This package may import the rest of `data` and the layers below it.
"""

from backprop.data.table.choices import plan_of, reading_of
from backprop.data.table.column_problems import Problem, Remedy
from backprop.data.table.columns import Column
from backprop.data.table.decode import ENCODINGS
from backprop.data.table.edit import harmless
from backprop.data.table.foreign import ForeignFileError
from backprop.data.table.numerals import DECIMALS
from backprop.data.table.plan import MAX_CLASSES, MAX_INPUTS, MIN_INPUTS, Plan, first_plan
from backprop.data.table.problems import problems_of
from backprop.data.table.reading import SEPARATORS, Reading
from backprop.data.table.sheet import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Sheet
from backprop.data.table.table import Table

__all__ = [
    "DECIMALS",
    "ENCODINGS",
    "MAX_BYTES",
    "MAX_CLASSES",
    "MAX_COLUMNS",
    "MAX_INPUTS",
    "MAX_ROWS",
    "MIN_INPUTS",
    "SEPARATORS",
    "Column",
    "ForeignFileError",
    "Plan",
    "Problem",
    "Reading",
    "Remedy",
    "Sheet",
    "Table",
    "first_plan",
    "harmless",
    "plan_of",
    "problems_of",
    "reading_of",
]
