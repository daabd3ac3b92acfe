"""The cache saves time and nothing else: gone, damaged, stale or unwritable, the data are the same."""

import os
from pathlib import Path

import pandas as pd
import pytest

from analysis import cache
from analysis.dataset import Dataset, open_data
from analysis.errors import UserError
from tests.helpers import DEPARTMENT, FIGURES, YEAR, copy_data, edit

TABLES = ("figures", "documents", "statements", "links", "coverage", "text_findings")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def open_2019(data: Path) -> Dataset:
    return open_data(DEPARTMENT, YEAR, data)


def assert_same(one: Dataset, other: Dataset) -> None:
    assert one.fingerprint == other.fingerprint
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def list_kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.parquet"))


def test_second_opening_is_from_the_cache_and_the_same(
    data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_2019(data)
    assert list_kept(folder)
    monkeypatch.setattr("analysis.departments._read_tables", None)  # would fail if a file were parsed again
    assert_same(open_2019(data), first)


def test_cached_data_equal_those_read_without_a_cache(
    data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_2019(data)
    cached = open_2019(data)
    monkeypatch.setenv(cache.CACHE_VARIABLE, "")
    assert_same(open_2019(data), cached)


def test_changed_file_is_read_again_and_replaces_what_was_kept(data: Path, folder: Path) -> None:
    open_2019(data)
    before = list_kept(folder)
    edit(data / FIGURES, "F01", printed="150.35")
    opened = open_2019(data)
    assert opened.figures["value"].iloc[0] == 150_350_000
    assert len(list_kept(folder)) == len(before)
    assert not set(before) & set(list_kept(folder))


@pytest.mark.parametrize("damage", [b"", b"nothing", None])
def test_damaged_cache_is_read_again_from_the_source(data: Path, folder: Path, damage: bytes | None) -> None:
    first = open_2019(data)
    for path in list_kept(folder):
        content = path.read_bytes()
        middle = len(content) // 2
        turned = bytes([content[middle] ^ 0xFF])
        path.write_bytes(content[:middle] + turned + content[middle + 1 :] if damage is None else damage)
    assert_same(open_2019(data), first)


def test_damaged_list_of_records_is_read_again(data: Path, folder: Path) -> None:
    first = open_2019(data)
    for path in folder.rglob("records.json"):
        path.write_text("{", encoding="utf-8")
    assert_same(open_2019(data), first)


def test_cache_that_cannot_be_written_is_no_matter(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "file"))
    assert len(open_2019(data).figures) == 43


def test_deleted_cache_is_made_anew(data: Path, folder: Path) -> None:
    first = open_2019(data)
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert_same(open_2019(data), first)
    assert list_kept(folder)


def test_refused_data_are_not_kept(data: Path, folder: Path) -> None:
    edit(data / FIGURES, "F01", printed="149,35")
    for _ in range(2):
        with pytest.raises(UserError, match="149,35"):
            open_2019(data)
    assert not list_kept(folder)


def test_newer_program_uses_no_older_cache(data: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_2019(data)
    before = list_kept(folder)
    monkeypatch.setattr(cache, "hash_program", lambda: "another")
    open_2019(data)
    assert not set(before) & set(list_kept(folder))


def test_cache_lies_outside_the_data(data: Path, folder: Path) -> None:
    before = sorted(data.rglob("*"))
    open_2019(data)
    assert sorted(data.rglob("*")) == before
    assert os.path.commonpath([data, folder]) != str(data)
