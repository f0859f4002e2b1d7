"""Recognises files that are not text tables by how they begin."""

from __future__ import annotations

_AS_CSV = "Open it in a spreadsheet, save the sheet as CSV (UTF-8), and load that."
_SPREADSHEET = (
    f"This is a spreadsheet file (Excel or OpenDocument), whatever its name says. {_AS_CSV}"
)
_PACKED = "This file is compressed. Unpack it and load the table inside."
_BEGINNINGS = (
    (b"PK\x03\x04", _SPREADSHEET),
    (b"\xd0\xcf\x11\xe0", _SPREADSHEET),
    (b"\x1f\x8b", _PACKED),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
    (b"%PDF", f"This is a PDF. Copy its table into a spreadsheet. {_AS_CSV}"),
    (b"SQLite format 3", "This is a database. Export the table as CSV, and load that."),
    (
        b"ARROW1",
        "This is an Arrow (Feather) file. Save the table as Parquet or CSV, and load that.",
    ),
)
_WEB, _JSON = ("<!doctype html", "<html", "<?xml"), ("{", "[")


class ForeignFileError(ValueError):
    """The file is not a text table, however it is read."""


def refuse_foreign(data: bytes) -> None:
    """Raises ForeignFileError, with a sentence on what to do, if the bytes are another kind of file."""
    for beginning, sentence in _BEGINNINGS:
        if data.startswith(beginning):
            raise ForeignFileError(sentence)


def refuse_markup(text: str) -> None:
    """Raises ForeignFileError, with a sentence on what to do, if the text is a web page or JSON."""
    head = text[:200].lstrip().lower()
    if head.startswith(_WEB):
        raise ForeignFileError(
            "This is a web page or XML, not a table. Copy the table itself, or download it as CSV."
        )
    if head.startswith(_JSON) and any(mark in head for mark in ('": ', '":', "[[", "[{")):
        raise ForeignFileError("This is JSON, not a table. Save the records as CSV, and load that.")
