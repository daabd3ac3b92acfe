"""Passages of a document's text, and the files of the documents on record."""

import hashlib

import pandas as pd
import pytest

from analysis.read.files.passages import cut_passage, find_document_files, read_span, write_span
from tests.read.texts import make_document

LONG = "甲" * 100


@pytest.mark.parametrize(
    ("text", "number", "passage"),
    [
        ("前文。支出5.00万元，其中甲1.00万元；后文", "5.00", "支出5.00万元，其中甲1.00万元"),
        ("标题\n支出5.00万元", "5.00", "支出5.00万元"),
        (f"{LONG}5.00{LONG}。", "5.00", f"…{LONG[:60]}5.00{LONG[:60]}…"),
    ],
)
def test_passage_is_the_sentence_around_a_span_and_no_longer_than_a_glance(text, number, passage):
    start = text.index(number)
    assert cut_passage(make_document(text), write_span((start, start + len(number)))) == passage


def test_blank_span_has_no_passage():
    assert read_span("") is None
    assert cut_passage(make_document("支出5.00万元"), "") == ""


def test_file_is_found_by_its_content_whatever_its_name(tmp_path):
    (tmp_path / "raw" / "sub").mkdir(parents=True)
    (tmp_path / "raw" / "sub" / "any.bin").write_bytes(b"report")
    (tmp_path / "raw" / "other.txt").write_bytes(b"repork")
    digest = hashlib.sha256(b"report").hexdigest()
    documents = pd.DataFrame({"sha256": [digest, "0" * 64, ""], "size_bytes": pd.array([6, 6, None], dtype="Int64")})
    assert find_document_files(documents, tmp_path) == {digest: tmp_path / "raw" / "sub" / "any.bin"}
    assert find_document_files(documents.iloc[:0], tmp_path) == {}
