"""Real files: number formats, header lines, titles and separators."""

from __future__ import annotations

from time import process_time

import pytest

from backprop.data.table.columns import describe
from backprop.data.table.reading import Reading, read_bytes, read_text

ROWS = [(0.346, -1.25, "same"), (-0.5, 2.0, "different"), (3.75, -0.004, "same")] * 4


def lines(*, names: str = "x;y;kind", form: str = "{0};{1};{2}") -> str:
    return "\n".join([names, *(form.format(*row) for row in ROWS)])


def numbers(text: str, reading: Reading | None = None) -> list[list[float]]:
    """The first two columns."""
    sheet = read_text(text, reading or Reading())
    columns = describe(sheet)
    assert all(not columns[name].text.any() for name in sheet.names[:2])
    return [columns[name].values.tolist() for name in sheet.names[:2]]


PLAIN = [[row[k] for row in ROWS] for k in range(2)]


@pytest.mark.parametrize(
    "text",
    [
        lines(),
        lines().replace(".", ","),
        lines(names="x,y,kind", form="{0},{1},{2}"),
        lines(names="x,y,kind", form='"{0}","{1}",{2}').replace(".", ","),
        lines(names="x y kind", form="{0}   {1} {2}  "),
        lines(names="  x   y  kind", form="  {0:>8}  {1:>8}  {2}"),
        lines().replace("-", "\u2212"),
        lines(form="{0}\u00a0%;{1} kg;{2}"),
        lines(form="{0} m/s;{1} °C;{2}"),
        lines(form="${0};{1} €;{2}").replace("$-", "-$"),
        lines(form="{0};{1};{2};;"),
        "sep=;\n" + lines(),
        "My table\n\n" + lines(),
        "# by instrument 7\n# 2024-01-01\n" + lines(),
        "Measurements;;\n" + lines(),
        "\n\n" + lines(),
        lines().partition("\n")[2],
        lines().replace(".", ",").partition("\n")[2],
        lines(names="y;kind", form="{0};{1};{2}"),
    ],
)
def test_the_same_numbers_however_they_are_written(text: str) -> None:
    assert numbers(text) == PLAIN
    assert len(read_text(text).names) == 3


@pytest.mark.parametrize(
    ("cells", "value", "note"),
    [
        (["1,234.50", "7.25"], 1234.5, "“1,234.50” is read as 1234.50."),
        (["1.234,50", "7,25"], 1234.5, "“1.234,50” is read as 1234.50."),
        (["1,234,567", "12"], 1234567, "“1,234,567” is read as 1234567."),
        (["1.234.567", "12"], 1234567, "“1.234.567” is read as 1234567."),
        (["1\u202f234", "56"], 1234, "is read as 1234."),
        (["1'234.5", "7"], 1234.5, "“1'234.5” is read as 1234.5."),
        (["0,125", "1,500"], 0.125, "The numbers have a decimal comma."),
    ],
)
def test_thousands_and_decimals(cells: list[str], value: float, note: str) -> None:
    sheet = read_text("\n".join(["a;b", *(f"{cell};t" for cell in cells * 3)]))
    assert describe(sheet)["a"].values[0] == value
    assert any(note in said for said in sheet.notes)
    assert sheet.doubt is None


def test_what_could_be_read_in_two_ways_is_said_and_can_be_chosen() -> None:
    text = "a;b\n1,137;u\n2,274;v\n3,411;w\n"
    sheet = read_text(text)
    assert sheet.column("a")[0] == "1.137"
    assert sheet.doubt is not None
    assert "“1,137” can be read in two ways" in sheet.doubt.sentence
    other = read_text(text, Reading(decimal=sheet.doubt.decimal))
    assert other.column("a")[0] == "1137"
    assert other.doubt is None
    quoted = read_text('a,b\n"1,137",u\n"2,274",v\n')
    assert quoted.column("a")[0] == "1137"  # between commas a comma groups
    assert quoted.doubt is not None
    dotted = read_text("a;b\n1.137;u\n2.274;v\n")
    assert dotted.column("a")[0] == "1.137"
    assert dotted.doubt is not None
    assert read_text("a,b\n1.137,u\n2.274,v\n").doubt is None


@pytest.mark.parametrize(
    "cells",
    [
        ["class 0", "class 1"],
        ["A1", "A2"],
        ["3XL", "2L"],
        ["2024-01-05", "2024-02-01"],
        ["12:30", "13:45"],
        ["01.02.2024", "03.04.2024"],
        ["1.2.3", "1.2.4"],
        ["555-1234", "555-9876"],
        ["1/2", "3/4"],
        ["<5", "<10"],
    ],
)
def test_what_only_looks_like_numbers_stays_as_it_is(cells: list[str]) -> None:
    sheet = read_text("\n".join(["a,b", *(f"{cell},1" for cell in cells * 3)]))
    assert sheet.column("a")[:2] == tuple(cells)
    assert sheet.notes == ()
    assert describe(sheet)["a"].kind == "category"


def test_names_that_are_numbers_and_rows_that_are_no_names() -> None:
    years = read_text("country,2019,2020\nFrance,1,2\nPeru,3,4\n")
    assert years.names == ("country", "2019", "2020")
    assert any("it contains a number, 2019" in note for note in years.notes)
    iris = read_text("5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n6.1,2.9,Iris-virginica\n")
    assert iris.names == ("column 1", "column 2", "column 3")
    assert iris.n_rows == 3
    said = read_text("country,2019\nFrance,1\n", Reading(names="no"))
    assert said.numbers == (1, 2)


def test_the_reading_that_somebody_chooses() -> None:
    data = "größe,x\nплюс,1\n".encode("cp1251", "replace")
    assert read_bytes(data, Reading(encoding="Windows-1251")).column("gr??e") == ("плюс",)
    assert "плюс" not in read_bytes(data).columns[0]
    sheet = read_text("a;b|c\n1;2|3\n", Reading(separator="|"))
    assert sheet.names == ("a;b", "c")
    with pytest.raises(ValueError, match="not UTF-8 text: byte 9 is not valid"):
        read_bytes(data, Reading(encoding="UTF-8"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04" + bytes(300), "spreadsheet file.*save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0" + bytes(300), "spreadsheet file"),
        (b"\x1f\x8b\x08" + bytes(300), "compressed. Unpack it"),
        (b"%PDF-1.4\n1 0 obj", "This is a PDF"),
        (b"<!DOCTYPE html>\n<html>", "a web page or XML"),
        (b'[{"x": 1},\n{"x": 2}]', "This is JSON"),
        (b"a,b\n1,2\n3,\x00\n", "Line 3 contains a control character .code 0."),
    ],
)
def test_what_is_another_kind_of_file_is_called_so(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_bytes(data)


def test_the_end_of_file_of_old_programs_is_no_cell() -> None:
    assert read_bytes(b"a,b\r\n1,2\r\n\x1a").column("b") == ("2",)


@pytest.mark.parametrize(
    "cell", ["1" * 100_000 + "x", "1," * 50_000, "1e" * 50_000, "$" * 90_000, "1 " * 50_000]
)
def test_a_long_cell_takes_no_long_time(cell: str) -> None:
    """A pattern that backtracks over every split would take minutes."""
    start = process_time()
    describe(read_text(f"a;b\n{cell};1\n2;3\n"))
    assert process_time() - start < 2
