"""Many files in one call: what came of one does not hang on another, nor on how many processes read them."""

import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from analysis.read import batch
from analysis.read.batch import FileReading, read_all
from analysis.read.files import limits, pdf_pictures
from analysis.texts import say
from tests.read.texts import words


def write_reports(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"2019年度报告\n基本支出{number}.50万元。\n", encoding="utf-8")
    return paths


def list_numbers(readings: Sequence[FileReading]) -> list[str]:
    return [one.reading.facts[0].printed if one.reading else one.error for one in readings]


def test_all_cores_read_what_one_process_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write_reports(tmp_path, 20)
    paths[3].write_bytes(b"")
    paths[12].unlink()
    together = read_all(paths, words(), None, "zh")
    monkeypatch.setattr(batch, "_open_pool", nullcontext)
    assert together == read_all(paths, words(), None, "zh")
    readings = together[0]
    assert [one.path for one in readings] == paths
    assert [place for place, one in enumerate(readings) if one.error] == [3, 12]
    assert list_numbers(readings[4:6]) == ["4.50", "5.50"]


def test_file_that_brings_its_process_down_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = batch.read_document

    def die(path, lang):
        return os._exit(1) if path.name == "1.txt" else read(path, lang)

    monkeypatch.setattr(batch, "read_document", die)
    readings, groups = read_all(write_reports(tmp_path, 4), words(), None, "en")
    values = {"file": "1.txt", "seconds": limits.SECONDS, "limit": limits.MEMORY_BYTES // limits.MEGABYTE}
    assert list_numbers(readings) == ["0.50", say("en", "document.too-slow", **values), "2.50", "3.50"]
    assert groups == [[0], [1], [2], [3]]


def test_pictures_come_in_the_order_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pictures, "draw_pages", lambda path, numbers: dict.fromkeys(numbers, path.name))
    files = [(Path(f"{number}.pdf"), range(number)) for number in range(9)]
    assert list(pdf_pictures.draw_all(files)) == [dict.fromkeys(pages, path.name) for path, pages in files]
