"""What identifies a document is filled in by the program, and never over what is on record."""

import csv
import hashlib
from pathlib import Path

import pytest

from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.read.draft.describe import describe_documents
from analysis.read.files.passages import find_document_files
from tests.helpers import DEPARTMENT, YEAR, copy_data, edit

TEXT = "2019年度部门整体支出绩效评价报告\n支出5.00万元。\n"
BLANK = dict.fromkeys(("size_bytes", "characters", "encoding", "sha256"), "")


@pytest.fixture
def data(tmp_path):
    """The data with the document's row typed by hand, and the document in raw/."""
    data = copy_data(tmp_path)
    edit(table(data), "report-2019", file_name="typed.txt", **BLANK)
    (data / "raw").mkdir(exist_ok=True)
    (data / "raw" / "typed.txt").write_text(TEXT, encoding="utf-8")
    return data


def table(data: Path) -> Path:
    return data / "documents" / DEPARTMENT / f"{YEAR}.csv"


def read_row(data: Path) -> dict[str, str]:
    with table(data).open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    return row


def list_files(data: Path) -> list[Path]:
    return list(find_document_files(open_data(DEPARTMENT, YEAR, data).documents, data).values())


def describe(data: Path) -> tuple[list[str], list[str]]:
    described, problems = describe_documents(data, DEPARTMENT, YEAR, "en")
    return described, [str(one).removeprefix(data.as_posix()) for one in problems]


def test_blank_cells_are_filled_from_the_file_once(data):
    before = read_row(data)
    assert describe(data) == (["typed.txt"], [])
    content = TEXT.encode()
    filled = {"size_bytes": str(len(content)), "characters": str(len(TEXT)), "encoding": "utf-8"}
    assert read_row(data) == before | filled | {"sha256": hashlib.sha256(content).hexdigest()}
    assert list_files(data) == [data / "raw" / "typed.txt"]
    after = table(data).read_bytes()
    assert describe(data) == ([], [])
    assert table(data).read_bytes() == after


def test_hash_alone_identifies_a_file(data):
    edit(table(data), "report-2019", sha256=hashlib.sha256(TEXT.encode()).hexdigest())
    assert list_files(data)
    assert describe(data) == (["typed.txt"], [])


def make_absent(data):
    (data / "raw" / "typed.txt").unlink()


def make_several(data):
    (data / "raw" / "other").mkdir()
    (data / "raw" / "other" / "typed.txt").write_text(f"{TEXT}\n又一段。\n", encoding="utf-8")


def make_other(data):
    edit(table(data), "report-2019", sha256="0" * 64)


def make_empty(data):
    (data / "raw" / "typed.txt").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (make_absent, "there is no 'typed.txt' in "),
        (make_several, "several files 'typed.txt' that differ"),
        (make_other, f"is not the file on record: sha256 is {'0' * 64} there"),
        (make_empty, "is empty"),
    ],
)
def test_document_that_cannot_be_described_is_named_and_left_alone(data, spoil, message):
    spoil(data)
    before = table(data).read_bytes()
    described, [problem] = describe(data)
    assert problem.startswith("/documents/beita-union/2019.csv:2: file_name: ")
    assert message in problem
    assert described == []
    assert table(data).read_bytes() == before


def test_two_copies_of_one_file_are_one(data):
    (data / "raw" / "copy").mkdir()
    (data / "raw" / "copy" / "typed.txt").write_text(TEXT, encoding="utf-8")
    assert describe(data) == (["typed.txt"], [])


@pytest.mark.parametrize("method", ["write_text", "replace"])
def test_table_that_cannot_be_written_is_said(data, monkeypatch, method):
    def refuse(path, *arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, method, refuse)
    monkeypatch.setattr(Path, "unlink", refuse if method == "write_text" else Path.unlink)  # as on a read-only disk
    before = table(data).read_bytes()
    with pytest.raises(UserError, match=r"cannot be written \(Permission denied\); nothing was changed"):
        describe(data)
    assert table(data).read_bytes() == before
    assert [path.name for path in table(data).parent.iterdir()] == ["2019.csv"]


def test_check_names_blank_cells_and_the_command_that_fills_them(data, expenditure):
    options = ("--department", DEPARTMENT, "--year", YEAR, "--lang", "en", "--data-dir", data)
    done = expenditure("check", *options)
    remedy = "documents/beita-union/2019.csv:2: size and SHA-256 of 'typed.txt' are blank; put the file into data/raw/ "
    assert f"{remedy}and run expenditure describe --department beita-union --year 2019" in done.stdout
    assert done.returncode == 1
    done = expenditure("describe", *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert "of 'typed.txt' are filled in" in done.stdout
    assert "are blank" not in expenditure("check", *options).stdout
    assert "nothing was changed" in expenditure("describe", *options).stdout


def test_describe_refuses_what_it_cannot_fill(data, expenditure):
    make_absent(data)
    done = expenditure("describe", "--department", DEPARTMENT, "--year", YEAR, "--lang", "en", "--data-dir", data)
    assert done.returncode == 3
    assert "documents that were not described: 1\n" in done.stderr
    assert "put the file there or mend file_name" in done.stderr
