"""ONNX models as bytes: the few messages of onnx.proto3 that a network needs, in protobuf's encoding.

Field numbers come from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, the encoding from
https://protobuf.dev/programming-guides/encoding. A field is its number and kind, followed by its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FLOAT, INT64, DOUBLE = 1, 7, 11  # TensorProto.DataType
TYPES = {"float32": FLOAT, "int64": INT64, "float64": DOUBLE}
IR_VERSION, OPSET = 8, 17  # from 2022: every later runtime reads them
_VARINT, _BYTES = 0, 2  # protobuf's wire types
_ATTRIBUTE_INT = 2  # AttributeProto.INT


def _varint(value: int) -> bytes:
    found = bytearray()
    value %= 2**64  # negative numbers take ten bytes
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _message(number: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | _BYTES) + _varint(len(raw)) + raw


@dataclass
class Graph:
    """The nodes and constants of a model, in one floating-point type ("float32" or "float64")."""

    dtype: str
    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)
    names: int = 0

    def node(self, op: str, *inputs: str, out: str = "", **attributes: int) -> str:
        """Add a node and return the name of its output."""
        if not out:
            self.names += 1
            out = f"{op.lower()}_{self.names}"
        text = b"".join(_message(1, name) for name in inputs)
        text += _message(2, out) + _message(3, f"{op}_to_{out}") + _message(4, op)
        for name, value in attributes.items():
            one = _message(1, name) + _number(3, value) + _number(20, _ATTRIBUTE_INT)
            text += _message(5, one)
        self.nodes.append(text)
        return out

    def constant(self, name: str, values: NDArray[np.float64] | float) -> str:
        """Add an array, converted to the graph's type, unless it is there already; return its name."""
        array = np.asarray(values, dtype=self.dtype)
        raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
        text = b"".join(_number(1, size) for size in array.shape)
        text += _number(2, TYPES[self.dtype]) + _message(8, name) + _message(9, raw)
        if text not in self.constants:
            self.constants.append(text)
        return name

    def model(
        self,
        name: str,
        inputs: Mapping[str, Sequence[int | str]],
        outputs: Mapping[str, Sequence[int | str]],
        notes: Mapping[str, str],
    ) -> bytes:
        """The complete model, with the shapes of inputs and outputs (a string is a free size) and notes."""
        graph = b"".join(_message(1, node) for node in self.nodes) + _message(2, name)
        graph += b"".join(_message(5, constant) for constant in self.constants)
        graph += b"".join(_message(11, self._value(*item)) for item in inputs.items())
        graph += b"".join(_message(12, self._value(*item)) for item in outputs.items())
        text = _number(1, IR_VERSION) + _message(2, "Backprop Lab") + _message(7, graph)
        text += _message(8, _message(1, "") + _number(2, OPSET))
        for key, value in notes.items():
            text += _message(14, _message(1, key) + _message(2, value))
        return text

    def _value(self, name: str, shape: Sequence[int | str]) -> bytes:
        sizes = (
            _message(1, _message(2, size) if isinstance(size, str) else _number(1, size))
            for size in shape
        )
        tensor = _number(1, TYPES[self.dtype]) + _message(2, b"".join(sizes))
        return _message(1, name) + _message(2, _message(1, tensor))
