"""Decodes the bytes of a text file, whatever its encoding."""

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
}  # by common names, to choose from where the guess is wrong
_LOOK = 4096  # bytes that are searched for zeros
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f]")
_MANY = 20  # this many such characters are not a typo


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding: the chosen one of ENCODINGS, or else the one of the byte
    order mark, UTF-8 if the bytes are valid UTF-8, UTF-16 if every other byte is zero, or Windows-1252.

    Raises ValueError, one sentence, if the bytes are not text.
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
    except UnicodeDecodeError:  # five byte values are undefined in Windows-1252
        return _clean(data.decode("latin-1")), "Latin-1"


def _text(data: bytes, codec: str, name: str) -> str:
    try:
        return _clean(data.decode(codec))
    except UnicodeDecodeError as error:
        raise ValueError(
            f"The file is not {name} text: byte {error.start + 1:,} is not valid. "
            "Save it as CSV in UTF-8 and load it again."
        ) from error


def _clean(text: str) -> str:
    text = text.removesuffix("\x1a")  # old programs end a file with it
    found = _STRANGE.search(text)
    if not found:
        return text
    if len(_STRANGE.findall(text[:100_000])) >= _MANY:
        raise ValueError(
            "This is not a text file: it contains control characters. Save the table as CSV, TSV or "
            "Parquet and load that."
        )
    line = text.count("\n", 0, found.start()) + 1
    raise ValueError(
        f"Line {line:,} contains a control character (code {ord(found[0])}). Delete it, or save the "
        "table again, and then load it."
    )
