"""Files as other programs save them: read right, with the encoding, or refused with the damaged line."""

import codecs

import pytest

from analysis.decoding import decode_text, find_damage

TEXT = "名称,单位\n行政支出,万元\n㐂\u2002龘,人次\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (("\ufeff" + TEXT).encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_saved_in(content: bytes, encoding: str) -> None:
    assert decode_text(content) == (TEXT, encoding)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1),
        (b"a,b\n1,\0\n", 2),
        (TEXT.encode("utf-16-le"), 1),
        (TEXT.encode("utf-32"), 0),
        (codecs.BOM_UTF16_LE + b"a", 0),
        (codecs.BOM_UTF8 + TEXT.encode("gb18030"), 1),
        ("名称\n行政\ufffd出\n".encode(), 2),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(content: bytes, line: int) -> None:
    assert decode_text(content) == (None, "")
    assert find_damage(content) == line


def test_damaged_utf8_is_not_taken_for_gb18030() -> None:
    content = "名称\n行政支出管理\n".encode().replace("支".encode(), "支".encode()[:1])
    assert content.decode("gb18030") == "鍚嶇О\n琛屾斂驽嚭绠＄悊\n"  # no error, other words
    assert decode_text(content) == (None, "")
    assert find_damage(content) == 2


def test_empty_file_is_empty_text() -> None:
    assert decode_text(b"") == ("", "utf-8")
