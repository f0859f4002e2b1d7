"""Everything that a run can be taken along as, in one registry: the page and the command line list it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backprop.codegen import receipt
from backprop.export import arrays, history, notebook, onnx, sklearn, torch
from backprop.support import Progress, missing
from backprop.training import Snapshot, file

EXPERIMENT, NETWORK, RUN = "The experiment", "The trained network", "The run"


def _never(snapshot: Snapshot) -> str:
    return ""


@dataclass(frozen=True)
class Format:
    """make(snapshot) gives the file's bytes; where it may take longer than a second (long), make(snapshot,
    progress) tells how far it is. refusal(snapshot): "" or the sentence why it cannot be had of this run.
    about: one line on what it is for. group: where it is listed."""

    name: str
    group: str
    title: str
    about: str
    suffix: str
    mime: str
    make: Callable[..., bytes]
    refusal: Callable[[Snapshot], str] = _never
    long: bool = False

    def made(self, snapshot: Snapshot, progress: Progress) -> bytes:
        """The file's bytes. progress is told the share that is done, at least at the end."""
        data = self.make(snapshot, progress) if self.long else self.make(snapshot)
        progress(1.0)
        return data


def _network(
    name: str, title: str, about: str, suffix: str, make: Callable[[Snapshot], bytes],
    refusal: Callable[[Snapshot], str] = _never, mime: str = "application/octet-stream",
) -> Format:  # fmt: skip
    return Format(name, NETWORK, title, about, suffix, mime, make, refusal)


_ENTRIES = (
    Format(
        "json", EXPERIMENT, "Experiment file",
        "All choices and the iteration in a short JSON text, to open here or on the command line. "
        "It holds no data, of your own table what you chose for it.",
        ".json", "application/json", file.to_file,
    ),
    _network(
        "npz", "NumPy arrays",
        "W1, b1, W2, … for numpy.load, float64, as they are at this iteration.",
        ".npz", arrays.npz,
    ),
    _network(
        "safetensors", "safetensors",
        "The same arrays in the format that most deep-learning tools read, without pickle.",
        ".safetensors", arrays.safetensors,
    ),
    _network(
        "onnx", "ONNX",
        "For onnxruntime and other engines, in double precision: input X, output yhat.",
        ".onnx", onnx.onnx, onnx.refusal,
    ),
    _network(
        "onnx32", "ONNX, float32",
        "The same, rounded to single precision, as engines in browsers and phones need it.",
        ".float32.onnx", onnx.onnx_float32, onnx.refusal,
    ),
    _network(
        "sklearn", "scikit-learn",
        "A fitted MLPClassifier or MLPRegressor for joblib.load, with the same version of scikit-learn. "
        "Open such files only from people you trust.",
        ".joblib", sklearn.joblib_file, sklearn.refusal,
    ),
    _network(
        "torch", "PyTorch",
        "The source of an nn.Module with the weights in it, to read and to run.",
        ".torch.py", torch.torch_source, torch.refusal, "text/x-python",
    ),
    Format(
        "receipt", RUN, "Receipt",
        "A NumPy script that repeats the run up to this iteration on its own, and checks that the loss and "
        "the weights are the same to the last bit.",
        ".py", "text/x-python", receipt.receipt, receipt.refusal, long=True,
    ),
    Format(
        "notebook", RUN, "Notebook",
        "The same, step by step in Jupyter, with the loss of every iteration. It holds up to 300,000 numbers "
        "of training data.",
        ".ipynb", "application/x-ipynb+json", notebook.notebook,
        notebook.refusal,
    ),
    Format(
        "csv", RUN, "History, CSV",
        "Losses and accuracies of every computed iteration, for a spreadsheet.",
        ".csv", "text/csv", history.to_csv, long=True,
    ),
    Format(
        "parquet", RUN, "History, Parquet",
        "The same table with types, for pandas, Polars or DuckDB.",
        ".parquet", "application/vnd.apache.parquet", history.parquet,
        lambda snapshot: missing("pyarrow"), long=True,
    ),
)  # fmt: skip

FORMATS: dict[str, Format] = {entry.name: entry for entry in _ENTRIES}
