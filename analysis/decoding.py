"""Bytes of a data file made text: which encoding it is in, and where it is damaged."""

import codecs
import re
from contextlib import suppress

_LOST = "\N{REPLACEMENT CHARACTER}"  # what another program wrote for a character that it could not read
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a]")  # GB18030 makes characters of many a picture
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_text(content: bytes) -> tuple[str | None, str]:
    """Return (text, encoding), or (None, "") for bytes that are no text or have lost characters.

    Order: byte order mark, strict UTF-8, then GB18030, which would decode some UTF-8 into nonsense if it came
    first.
    """
    for encoding in _guess_encodings(content):
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        return (None, "") if "\0" in text or _LOST in text else (text, encoding)
    return None, ""


def find_damage(content: bytes) -> int:
    """Return the line of the first byte or character that is no text, 0 if the lines cannot be told."""
    if content.startswith(codecs.BOM_UTF32_LE):  # which begins with the mark of UTF-16
        return 0
    text = _decode_what_can_be(content)
    first = re.search(f"[\0{_LOST}]", text)
    return text.count("\n", 0, first.start()) + 1 if first else 0


def _decode_what_can_be(content: bytes) -> str:
    """Return the text in the encoding that loses least, what is lost being marked."""
    encodings = _guess_encodings(content)
    if _BINARY.search(content) and not content.startswith(_UTF16):
        encodings = encodings[:1]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    if content.startswith(_UTF16):
        return ""
    return min((content.decode(encoding, errors="replace") for encoding in encodings), key=lambda t: t.count(_LOST))


def _guess_encodings(content: bytes) -> list[str]:
    if content.startswith(_UTF16):
        return ["utf-16"]
    if content.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    return ["utf-8"] if _is_damaged_utf8(content) else ["utf-8", "gb18030"]


def _is_damaged_utf8(content: bytes) -> bool:
    """Return whether most but not all is UTF-8: GB18030 would read such bytes as other Chinese words."""
    text = content.decode("utf-8", errors="replace")
    return 0 < text.count(_LOST) < sum("\u2e80" <= character < "\ue000" for character in text) / 2
