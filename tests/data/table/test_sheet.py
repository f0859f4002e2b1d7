"""Reading a table: encodings, separators, names, rows, and files that are not tables."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.data.table.reading import read_bytes, read_text
from backprop.data.table.sheet import MAX_ROWS, listed

PLAIN = "length,größe,kind\n1.5,2,a\n-3,4e-3,b\n"
COLUMNS = (("1.5", "-3"), ("2", "4e-3"), ("a", "b"))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", ""),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("latin-1", "Windows-1252"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings(encoding: str, name: str) -> None:
    sheet = read_bytes(PLAIN.encode(encoding))
    assert sheet.names == ("length", "größe", "kind")
    assert sheet.columns == COLUMNS
    assert sheet.numbers == (2, 3)
    assert any(name in note for note in sheet.notes) or name in ("", "UTF-8")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, end: str) -> None:
    text = PLAIN.replace(",", separator).replace("\n", end)
    assert read_text(text).columns == COLUMNS


def test_decimal_commas() -> None:
    sheet = read_text("a;b\n1,5;x\n-2,25;1,y\n3;z\n")
    assert sheet.column("a") == ("1.5", "-2.25", "3")
    assert sheet.column("b") == ("x", "1,y", "z")
    assert "The numbers have a decimal comma." in sheet.notes
    quoted = read_text('a,b\n"0,5",x\n"12,25",y\n')
    assert quoted.column("a") == ("0.5", "12.25")


cells = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\x85\u2028\u2029"
    ),
    max_size=8,
)


@given(st.lists(st.tuples(cells, cells, cells), min_size=2, max_size=12), st.sampled_from(",;\t|"))
def test_what_a_spreadsheet_writes_is_read_again(
    rows: list[tuple[str, str, str]], separator: str
) -> None:
    rows = [("n 1", "n 2", "n 3"), *(row for row in rows if any(c.strip() for c in row))]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    if len(rows) == 1:
        return
    sheet = read_text(out.getvalue())
    if sheet.names != ("n 1", "n 2", "n 3"):  # the texts hold more of another separator
        return
    stripped = [tuple(c.strip() for c in column) for column in sheet.columns]
    pointed = "The numbers have a decimal comma." in sheet.notes
    expected = [tuple(c.strip() for c in column) for column in zip(*rows[1:], strict=True)]
    assert stripped == expected or pointed


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    sheet = read_text('a,b\n1,2\n\n"3",4,5\n6\n')
    assert sheet.numbers == (2, 4, 5)
    assert sheet.column("b") == ("2", "4", "")
    assert "Row 4 has more than 2 cells; the rest is left out." in sheet.notes
    assert "Row 5 ends early; the missing cells are empty." in sheet.notes


def test_names_are_found_given_and_made_different() -> None:
    sheet = read_text("a,,a\n1,2,3\n")
    assert sheet.names == ("a", "column 2", "a (2)")
    assert any("no name" in note for note in sheet.notes)
    assert any("same name as another one" in note for note in sheet.notes)
    without = read_text("1,2\n3,4\n")
    assert without.names == ("column 1", "column 2")
    assert without.numbers == (1, 2)


def test_more_rows_are_sampled_and_it_says_so() -> None:
    sheet = read_text("a,b\n" + "1,2\n" * (MAX_ROWS + 5))
    assert sheet.n_rows == MAX_ROWS
    assert "The table has 50,005 rows; a random 50,000 of them are used." in sheet.notes


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "table is empty"),
        (b"  \n\n ", "table is empty"),
        (b"a,b\n", "no rows below"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a text file"),
        (b"\xff\xfea", "not UTF-16 text"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "131,072"),
        (b",".join(b"c%d" % k for k in range(100_000)) + b"\n" + b"1," * 99_999, "100,000 columns"),
        (b"0" * (20 * 2**20 + 1), "at most 20 MB"),
    ],
)
def test_what_is_no_table_gets_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_bytes(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    try:
        sheet = read_bytes(data)
    except ValueError as error:
        sentence = str(error)
    else:
        assert len({len(column) for column in sheet.columns}) == 1
        assert len(set(sheet.names)) == len(sheet.names)
        sentence = "."
    assert sentence.endswith(".")


def test_rows_in_words() -> None:
    assert listed([4]) == "Row 4"
    assert listed([4, 9, 17]) == "Rows 4, 9 and 17"
    assert listed(list(range(1, 8))) == "Rows 1, 2, 3, 4, 5 and 2 more"
