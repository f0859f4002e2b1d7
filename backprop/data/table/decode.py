"""Bytes of a text file as text, whatever its encoding."""

from __future__ import annotations

import codecs
import re

from backprop.data.table.foreign import refuse_foreign

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
ENCODINGS = {
    "UTF-8": "utf-8-sig",
    "UTF-16": "utf-16",
    "Windows-1252": "cp1252",
    "Windows-1250": "cp1250",
    "Windows-1251": "cp1251",
    "Windows-1253": "cp1253",
    "Mac Roman": "mac-roman",
    "Shift JIS": "cp932",
    "GB 18030": "gb18030",
    "Big5": "big5",
    "EUC-KR": "cp949",
}  # by the names that people know, for whom the guess is wrong
_LOOK = 4096  # bytes that are looked at for zeros
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f]")
_MANY = 20  # such characters are no slip of the pen


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding: the given one of ENCODINGS; else what the mark at its
    beginning says, UTF-8 where it is valid, UTF-16 where every other byte is zero, otherwise Windows-1252.

    Raises ValueError, one sentence, where the bytes are no text.
    """
    refuse_foreign(data)
    if encoding:
        return _text(data, ENCODINGS[encoding], encoding), encoding
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
            f"The file is no {name} text: byte {error.start + 1:,} cannot be one of it. "
            "Save it as CSV in UTF-8 and load it again."
        ) from error


def _clean(text: str) -> str:
    text = text.removesuffix("\x1a")  # where old programs end a file
    found = _STRANGE.search(text)
    if not found:
        return text
    if len(_STRANGE.findall(text[:100_000])) >= _MANY:
        raise ValueError(
            "This is no text file: it holds characters that no table has. Save the table as CSV, "
            "TSV or Parquet and load that."
        )
    line = text.count("\n", 0, found.start()) + 1
    raise ValueError(
        f"Line {line:,} holds a character that no table has (code {ord(found[0])}). Delete it there, "
        "or save the table anew, and load it again."
    )
