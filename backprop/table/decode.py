"""Bytes of a text file as text, whatever its encoding."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_LOOK = 4096  # bytes that are looked at for zeros
_STRANGE = {chr(k) for k in range(32)} - set("\t\n\r\f\v")


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: what the mark at its beginning says, UTF-8 where it is
    valid, UTF-16 where every other byte is zero, otherwise Windows-1252.

    Raises ValueError, one sentence, where the bytes are no text.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], codec, name), name
    head = data[:_LOOK]
    if head.count(0) > len(head) // 5:
        codec = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return _text(data, codec, "UTF-16"), "UTF-16"
    try:
        return _clean(data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return _clean(data.decode("cp1252")), "Windows-1252"
    except UnicodeDecodeError:  # five bytes mean nothing there
        return _clean(data.decode("latin-1")), "Latin-1"


def _text(data: bytes, codec: str, name: str) -> str:
    try:
        return _clean(data.decode(codec))
    except UnicodeDecodeError as error:
        raise ValueError(
            f"The file begins like {name} text, but byte {error.start + 1:,} is no such text. "
            "Save it as CSV in UTF-8 and load it again."
        ) from error


def _clean(text: str) -> str:
    if any(character in _STRANGE for character in text[:100_000]):
        raise ValueError(
            "This is no text file: it holds characters that no table has. Save the table as CSV, "
            "TSV or Parquet and load that."
        )
    return text
