"""What a person answered to the questions of a draft: which figures stay, and which codes they have."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import Problem, UserError
from analysis.read.draft.draft import Cells
from analysis.read.draft.draft_files import CODES, DOCUMENTS, FIGURES, FURTHER, QUESTION_COLUMNS, QUESTIONS
from analysis.read.prose.vocabulary import read_all_schemes
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, Row
from analysis.texts import say

_EXAMPLE = "summary/basic"
NEED_CODE = {"no-code", "units"}  # the kinds of questions that keep does not answer


@dataclass(frozen=True)
class Answered:
    """A draft with its answers: the rows that are kept, with their lines in its file, those dropped, the document.

    `further` holds the rows of the other tables, of which a draft from before has none.
    """

    rows: list[Cells]
    lines: list[int]
    dropped: list[Cells]
    described: list[Cells]
    further: dict[str, list[Cells]]


def read_answered(draft: Path, data: Path, lang: str) -> Answered:
    """Return the draft without the figures that were dropped, and with the codes that were answered."""
    folder = DataFolder(draft, lang)
    figures = folder.read_unchecked(FIGURES, columns_of("figures"))
    described = folder.read_unchecked(DOCUMENTS, columns_of("documents"))
    questions = folder.read_unchecked(QUESTIONS, QUESTION_COLUMNS)
    further = {
        kind: [dict(row.cells) for row in folder.read_unchecked(f"{kind}.csv", columns_of(kind))]
        for kind in FURTHER
        if (draft / f"{kind}.csv").is_file()
    }
    folder.stop_on_problems()
    codes = list_allowed_codes(draft, described, data, lang)
    problems, dropped = [], set[str]()
    named: dict[str, list[str]] = {}
    for row in questions:
        answer, asked = row["answer"].strip(), row["figures"].split()
        if message := refuse_answer(row, answer, figures, codes, lang):
            problems.append(Problem(row.file, row.line, "answer", row["answer"], message))
        elif answer.lower() == "drop":
            dropped.update(asked)
        elif answer in codes:
            named |= dict.fromkeys(asked, answer.split("/"))
    if problems:
        raise UserError(say(lang, "accept.open", count=len(problems)), problems)
    # What was derived from a dropped figure goes with it.
    kept = [row for row in figures if not dropped & {row["figure_id"], *row["derivation"].split()}]
    # Rows of a table that no scheme has, such as goods to be bought: read and counted, but no code could hold them.
    kept = [row for row in kept if row["code"] or not row["table"] or row["figure_id"] in named]
    rows = []
    for row in kept:
        scheme, code = named.get(row["figure_id"], (row["scheme"], row["code"]))
        rows.append({**row.cells, "scheme": scheme, "code": code})
    gone = [dict(row.cells) for row in figures if row not in kept]
    return Answered(rows, [row.line for row in kept], gone, [dict(row.cells) for row in described], further)


def refuse_answer(row: Row, answer: str, figures: Sequence[Row], codes: Container[str], lang: str) -> str:
    """Return why an answer is none to a question, with what is allowed; nothing where it is one."""
    asked = row["figures"].split()
    if answer.lower() == "drop" or (asked and answer in codes):
        return ""
    needs_code = row["kind"] in NEED_CODE
    without_code = any(not (one["scheme"] and one["code"]) for one in figures if one["figure_id"] in asked)
    if answer.lower() == "keep" and not (needs_code and (row["kind"] == "units" or without_code)):
        return ""
    if not answer:
        return say(lang, "accept.unanswered", question=row["question"], text=row["text"])
    allowed = say(lang, "accept.answers-no-code" if needs_code else "accept.answers", example=_EXAMPLE)
    return say(lang, "accept.wrong-answer", question=row["question"], allowed=allowed)


def list_allowed_codes(draft: Path, described: Sequence[Row], data: Path, lang: str) -> dict[str, str]:
    """Return the codes that may be answered (scheme/code) with their names.

    They are those of all schemes, those that the tables of a year's drafts print, and those of the body's documents.
    """
    folder = DataFolder(data, lang)
    _, rows = read_all_schemes(folder)
    folder.stop_on_problems()
    codes = {f"{row['scheme']}/{row['code']}": row["name_zh"] for row in rows}
    accepted = {file for row in described for file in (data / "codes" / row["department"]).glob("*.csv")}
    for file in sorted([*draft.parent.glob(f"*/{CODES}"), *accepted]):
        folder = DataFolder(file.parent, lang)
        printed = folder.read_unchecked(file.name, columns_of("codes"))
        codes |= {f"{row['scheme']}/{row['code']}": row["name_zh"] for row in printed}
        folder.stop_on_problems()
    return codes
