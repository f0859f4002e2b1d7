"""Parquet files: tables, and files that only look like one."""

from __future__ import annotations

import io
import math
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backprop.data.table.columns import describe
from backprop.data.table.parquet import MARK, read_parquet


def packed(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def test_a_table_round_trips() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=40),
            "n": range(40),
            "hole": [None, *[1.5] * 39],
            "flag": [True, False] * 20,
            "text": ["a", "b"] * 20,
            "list": [[1, 2]] * 40,
        }
    )
    sheet = read_parquet(packed(pa.Table.from_pandas(frame)))
    assert sheet.names == ("x", "n", "hole", "flag", "text")
    assert "Columns with lists, records or bytes are left out: list." in sheet.notes
    columns = describe(sheet)
    np.testing.assert_array_equal(columns["x"].values, frame["x"])
    assert columns["hole"].empty.sum() == 1
    assert set(sheet.column("flag")) == {"yes", "no"}
    assert sheet.numbers[:2] == (2, 3)


@pytest.mark.parametrize("compression", ["snappy", "zstd", "gzip", "brotli", "lz4", "none"])
def test_every_compression_and_kind_of_column_is_read(compression: str) -> None:
    n = 12
    table = pa.table(
        {
            "whole": pa.array([1, None, 3] * 4, pa.int32()),
            "half": pa.array(np.linspace(0, 1, n).astype(np.float16)),
            "money": pa.array([Decimal("1.50")] * n),
            "day": pa.array([date(2024, 1, 1 + k) for k in range(n)]),
            "word": pa.array(["u", "v", "w"] * 4).dictionary_encode(),
            "endless": pa.array([math.inf, 1.0, math.nan] * 4),
            "bytes": pa.array([b"xy"] * n),
            "__index_level_0__": pa.array(range(n)),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression=compression)
    sheet = read_parquet(out.getvalue())
    assert sheet.names == ("whole", "half", "money", "day", "word", "endless")
    assert sheet.notes == ("Columns with lists, records or bytes are left out: bytes.",)
    assert sheet.column("whole")[:3] == ("1", "", "3")
    assert sheet.column("money")[0] == "1.50"
    assert sheet.column("day")[:2] == ("2024-01-01", "2024-01-02")
    assert sheet.column("word")[:3] == ("u", "v", "w")
    endless = describe(sheet)["endless"]
    assert (endless.large.sum(), endless.empty.sum(), np.isfinite(endless.values).sum()) == (
        4,
        4,
        4,
    )


def test_many_rows_are_sampled() -> None:
    sheet = read_parquet(packed(pa.table({"a": np.arange(60_000), "b": np.ones(60_000)})))
    assert sheet.n_rows == 50_000
    assert "The table has 60,000 rows; a random 50,000 of them are used." in sheet.notes
    assert [int(cell) + 2 for cell in sheet.column("a")] == list(sheet.numbers)


@pytest.mark.parametrize("cut", [10, 200, -10])
def test_damaged_files_get_a_sentence(cut: int) -> None:
    data = packed(pa.table({"a": np.arange(100.0)}))
    with pytest.raises(ValueError, match="cannot be read"):
        read_parquet(data[:cut])
    with pytest.raises(ValueError, match="cannot be read"):
        read_parquet(MARK + np.random.default_rng(0).bytes(500) + MARK)


def test_bombs_and_widths_are_refused_before_they_are_unpacked() -> None:
    zeros = packed(pa.table({f"c{k}": np.zeros(6_000_000) for k in range(10)}))
    assert len(zeros) < 2**20
    with pytest.raises(ValueError, match="larger than 400 MB"):
        read_parquet(zeros)
    wide = packed(pa.table({f"c{k}": [1] for k in range(1500)}))
    with pytest.raises(ValueError, match="1,500 columns"):
        read_parquet(wide)
    with pytest.raises(ValueError, match="no rows"):
        read_parquet(packed(pa.table({"a": pa.array([], pa.float64())})))
