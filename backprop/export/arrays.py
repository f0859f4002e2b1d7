"""Parameters as files of arrays: NumPy's .npz, and safetensors.

safetensors: length of the header in 8 bytes (little endian) | header, a JSON object with the dtype,
shape and position of each array | the numbers. https://huggingface.co/docs/safetensors
"""

from __future__ import annotations

import io
import json
import struct

import numpy as np

from backprop.arrays import Array
from backprop.training import Snapshot


def named_arrays(snapshot: Snapshot) -> dict[str, Array]:
    """The parameters by name: W1 (n_in, n_out), b1 (n_out,), W2, …, float64."""
    found = {}
    for layer, (W, b) in enumerate(snapshot.layers, start=1):
        found |= {f"W{layer}": W, f"b{layer}": b}
    return found


def npz(snapshot: Snapshot) -> bytes:
    """The parameters for ``numpy.load``, with layer_sizes, activations, loss, iteration and experiment
    (JSON). It can be read without pickle."""
    file = io.BytesIO()
    np.savez(
        file,
        allow_pickle=False,
        **named_arrays(snapshot),
        layer_sizes=np.array(snapshot.layer_sizes),
        activations=np.array(snapshot.activations),
        loss=np.array(snapshot.loss),
        iteration=np.array(snapshot.iteration),
        experiment=np.array(snapshot.experiment.to_json()),
    )
    return file.getvalue()


def safetensors(snapshot: Snapshot) -> bytes:
    """The parameters as safetensors, with activations, loss, iteration and experiment as metadata."""
    header: dict[str, object] = {
        "__metadata__": {
            "activations": ",".join(snapshot.activations),
            "loss": snapshot.loss,
            "iteration": str(snapshot.iteration),
            "experiment": json.dumps(json.loads(snapshot.experiment.to_json())),
        }
    }
    pieces, offset = [], 0
    for name, array in named_arrays(snapshot).items():
        raw = np.ascontiguousarray(array, dtype="<f8").tobytes()
        place = [offset, offset + len(raw)]
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": place}
        pieces.append(raw)
        offset += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # the numbers must begin at a multiple of 8
    return b"".join([struct.pack("<Q", len(text)), text, *pieces])
