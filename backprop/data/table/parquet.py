"""Reads a Parquet file as a sheet and unpacks no more of it than a table may have. Needs pyarrow."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from backprop.data.table.edit import cell_of
from backprop.data.table.reading import DETECT, Reading, read_bytes, too_large
from backprop.data.table.sheet import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Sheet, build, too_wide
from backprop.support.optional import optional

MARK = b"PAR1"
INDEX = "__index_level_0__"  # the name that pandas gives to an unnamed index
MAX_UNPACKED = 400 * 2**20  # bytes in the columns that are read
BATCH = 5_000  # rows unpacked at a time
_TOO_LARGE = (
    f"The unpacked table is larger than {MAX_UNPACKED // 2**20} MB, which is too much to read. Leave out "
    "rows or columns."
)


def read_file(data: bytes, reading: Reading = DETECT) -> Sheet:
    """Read the table of a file, Parquet (recognised by its first bytes) or text. Raises ValueError, one
    sentence."""
    if len(data) > MAX_BYTES:
        raise ValueError(too_large(len(data)))
    return read_parquet(data) if data.startswith(MARK) else read_bytes(data, reading)


def read_parquet(data: bytes) -> Sheet:
    """Read the table of a Parquet file. Raises ValueError, one sentence, also without pyarrow."""
    pa = optional("pyarrow")
    try:
        return _read(data)
    except (pa.ArrowException, OSError, OverflowError, MemoryError) as error:
        raise ValueError(
            "The file looks like Parquet but cannot be read: it is damaged, or it needs too much "
            "memory. Save it again, or save it as CSV."
        ) from error


def _read(data: bytes) -> Sheet:
    pa, pq = optional("pyarrow"), optional("pyarrow.parquet")
    file = pq.ParquetFile(io.BytesIO(data), thrift_string_size_limit=2**22)
    schema, rows = file.schema_arrow, file.metadata.num_rows
    if len(schema) > MAX_COLUMNS:
        raise ValueError(too_wide(len(schema)))
    flat = [field.name for field in schema if _of_cells(field, pa.types)]
    nested = [field.name for field in schema if field.name not in (*flat, INDEX)]
    notes = _left_out(nested)
    if not flat or not rows:
        raise ValueError("The file has no rows, or no columns with numbers or text.")
    groups = range(file.metadata.num_row_groups)
    unpacked = sum(file.metadata.row_group(k).total_byte_size for k in groups)
    if unpacked > MAX_UNPACKED:
        raise ValueError(_TOO_LARGE)
    chosen = np.arange(rows)
    if rows > MAX_ROWS:
        chosen = np.sort(np.random.default_rng(0).permutation(rows)[:MAX_ROWS])
        notes.append(f"The table has {rows:,} rows; a random {MAX_ROWS:,} of them are used.")
    body = list(_rows(file, flat, chosen))
    return build(flat, len(flat), body, tuple(notes))


def _rows(file: Any, names: list[str], chosen: np.ndarray) -> Iterator[tuple[int, list[str]]]:
    """The chosen rows with their numbers, counted as in a spreadsheet where row 1 has the names."""
    start, size = 0, 0
    for batch in file.iter_batches(batch_size=BATCH, columns=names):
        size += batch.nbytes
        if size > MAX_UNPACKED:
            raise ValueError(_TOO_LARGE)
        here = chosen[(chosen >= start) & (chosen < start + len(batch))]
        part = batch.take(optional("pyarrow").array(here - start))
        columns = [[cell_of(value) for value in column.to_pylist()] for column in part.columns]
        for place, row in enumerate(zip(*columns, strict=True)):
            yield int(here[place]) + 2, list(row)
        start += len(batch)


def _of_cells(field: Any, types: Any) -> bool:
    """Whether a column has numbers or text. The index that pandas adds is not data."""
    binary = types.is_binary(field.type) or types.is_large_binary(field.type)
    fixed = types.is_fixed_size_binary(field.type)
    return not (types.is_nested(field.type) or binary or fixed or field.name == INDEX)


def _left_out(names: list[str]) -> list[str]:
    if not names:
        return []
    return [f"Columns with lists, records or bytes are left out: {', '.join(names)[:120]}."]
