"""The files of a draft: tables in the data's own format, its questions, and the page to look it over on."""

from pathlib import Path

from analysis.errors import UserError
from analysis.read.draft.draft import Draft
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, write_rows
from analysis.texts import say

DRAFTS = "drafts"  # beside the data folder
FIGURES, DOCUMENTS, QUESTIONS, PAGE = "figures.csv", "documents.csv", "questions.csv", "review.html"
CODES = "codes.csv"
FURTHER = ("links", "coverage", "text-findings", "codes")  # which drafts and data from before do not have
QUESTION_COLUMNS = ["question", "figures", "kind", "text", "answer"]


def locate_drafts(data: Path, department: str, year: int) -> Path:
    """Return the folder in which the drafts of a year lie, each in one of its own."""
    return data.parent / DRAFTS / department / str(year)


def list_drafts(data: Path, department: str, year: int) -> list[Path]:
    """Return the folders of the drafts of a year that are whole."""
    return sorted(path.parent for path in locate_drafts(data, department, year).glob(f"*/{DOCUMENTS}"))


def write_draft(draft: Draft, page: str, folder: Path, lang: str) -> bool:
    """Write a draft and return True, or False when there is one of the same document, which may have been worked on.

    UserError when the folder holds the draft of another file.
    """
    try:
        return _write_files(draft, page, folder, lang)
    except OSError as error:
        raise UserError(say(lang, "read.not-writable", folder=folder, reason=error.strerror)) from None


def _write_files(draft: Draft, page: str, folder: Path, lang: str) -> bool:
    if (folder / DOCUMENTS).is_file():
        if _read_digest(folder, lang) != draft.document["sha256"]:
            raise UserError(say(lang, "read.other-draft", folder=folder))
        return False
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{kind}.csv": write_rows(columns_of(kind), rows) for kind, rows in draft.tables.items()}
    # The document's row comes last: with it the draft is whole.
    files |= {PAGE: page, QUESTIONS: _write_questions(draft), DOCUMENTS: files.pop(DOCUMENTS)}
    for name, text in files.items():
        # With a mark at the beginning, Excel takes the tables for the UTF-8 that they are.
        encoding = "utf-8" if name == PAGE else "utf-8-sig"
        new = folder / f".{name}"
        new.write_text(text, encoding=encoding, newline="")
        new.replace(folder / name)
    return True


def _write_questions(draft: Draft) -> str:
    rows = [
        {"question": one.question, "figures": " ".join(one.figures), "kind": one.kind, "text": one.text, "answer": ""}
        for one in draft.questions
    ]
    return write_rows(QUESTION_COLUMNS, rows)


def _read_digest(folder: Path, lang: str) -> str:
    draft = DataFolder(folder, lang)
    rows = draft.read_unchecked(DOCUMENTS, columns_of("documents"))
    draft.stop_on_problems()
    return rows[0]["sha256"] if rows else ""
