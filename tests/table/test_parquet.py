"""Parquet files: tables, and what only looks like one."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backprop.table.columns import describe
from backprop.table.parquet import MARK, read_parquet


def packed(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def test_a_table_round_trips() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"x": rng.normal(size=40), "n": range(40), "hole": [None, *[1.5] * 39],
         "flag": [True, False] * 20, "text": ["a", "b"] * 20, "list": [[1, 2]] * 40}
    )  # fmt: skip
    sheet = read_parquet(packed(pa.Table.from_pandas(frame)))
    assert sheet.names == ("x", "n", "hole", "flag", "text")
    assert "Columns that hold lists or records are left out: list." in sheet.notes
    columns = describe(sheet)
    np.testing.assert_array_equal(columns["x"].values, frame["x"])
    assert columns["hole"].empty.sum() == 1
    assert set(sheet.column("flag")) == {"yes", "no"}
    assert sheet.numbers[:2] == (2, 3)


def test_many_rows_are_sampled() -> None:
    sheet = read_parquet(packed(pa.table({"a": np.arange(60_000), "b": np.ones(60_000)})))
    assert sheet.n_rows == 50_000
    assert "It has 60,000 rows: 50,000 of them, drawn at random, are used." in sheet.notes
    assert [int(cell) + 2 for cell in sheet.column("a")] == list(sheet.numbers)


@pytest.mark.parametrize("cut", [10, 200, -10])
def test_damaged_files_get_a_sentence(cut: int) -> None:
    data = packed(pa.table({"a": np.arange(100.0)}))
    with pytest.raises(ValueError, match="it cannot be read"):
        read_parquet(data[:cut])
    with pytest.raises(ValueError, match="it cannot be read"):
        read_parquet(MARK + np.random.default_rng(0).bytes(500) + MARK)


def test_bombs_and_widths_are_refused_before_they_are_unpacked() -> None:
    zeros = packed(pa.table({f"c{k}": np.zeros(6_000_000) for k in range(10)}))
    assert len(zeros) < 2**20
    with pytest.raises(ValueError, match="more than 400 MB"):
        read_parquet(zeros)
    wide = packed(pa.table({f"c{k}": [1] for k in range(1500)}))
    with pytest.raises(ValueError, match="1,500 columns"):
        read_parquet(wide)
    with pytest.raises(ValueError, match="no rows"):
        read_parquet(packed(pa.table({"a": pa.array([], pa.float64())})))
