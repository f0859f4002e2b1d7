"""Everything that a run can be taken along as, in one registry: the page and the command line list it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backprop import experiment_file, export_arrays, export_history
from backprop.optional import missing
from backprop.snapshot import Snapshot

EXPERIMENT, NETWORK, RUN = "The experiment", "The trained network", "The run"


def _never(snapshot: Snapshot) -> str:
    return ""


@dataclass(frozen=True)
class Format:
    """make(snapshot) gives the file's bytes. refusal(snapshot): "" or the sentence why it cannot
    be had of this run. about: one line on what it is for. group: where it is listed."""

    name: str
    group: str
    title: str
    about: str
    suffix: str
    mime: str
    make: Callable[[Snapshot], bytes]
    refusal: Callable[[Snapshot], str] = _never


_ENTRIES = (
    Format(
        "json", EXPERIMENT, "Experiment file",
        "All choices and the iteration as a short JSON text, to open here or on the command line. "
        "It holds no data.",
        ".json", "application/json", experiment_file.to_file,
    ),
    Format(
        "npz", NETWORK, "NumPy arrays",
        "W1, b1, W2, … for numpy.load, float64, as they are at this iteration.",
        ".npz", "application/octet-stream", export_arrays.npz,
    ),
    Format(
        "safetensors", NETWORK, "safetensors",
        "The same arrays in the format that most deep-learning tools read, without pickle.",
        ".safetensors", "application/octet-stream", export_arrays.safetensors,
    ),
    Format(
        "csv", RUN, "History, CSV",
        "Losses and accuracies of every computed iteration, for a spreadsheet.",
        ".csv", "text/csv", export_history.to_csv,
    ),
    Format(
        "parquet", RUN, "History, Parquet",
        "The same table with its types, for pandas, Polars or DuckDB.",
        ".parquet", "application/vnd.apache.parquet", export_history.parquet,
        lambda snapshot: missing("pyarrow"),
    ),
)  # fmt: skip

FORMATS: dict[str, Format] = {entry.name: entry for entry in _ENTRIES}
