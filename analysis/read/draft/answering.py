"""The questions of a draft, answered one by one: each answer is in the draft's file at once."""

import re
from pathlib import Path

from analysis.errors import UserError
from analysis.read.draft.answers import list_allowed_codes, refuse_answer
from analysis.read.draft.draft_files import DOCUMENTS, FIGURES, QUESTION_COLUMNS, QUESTIONS
from analysis.table_schemas import columns_of
from analysis.tables import DataFolder, Row, write_rows
from analysis.texts import say

KEEP, DROP = "keep", "drop"
_PROPOSALS = {"unread": KEEP, "lost-digits": KEEP, "budget-base": DROP}  # what the data can hold anyhow
_QUOTED = re.compile(r"[“'‘]([^“”'‘’]+)[”'’]")
_NO_LABEL = "no-label"
_MOST_FOUND = 9


class DraftQuestions:
    """The questions of one draft with what may be answered to them."""

    def __init__(self, draft: Path, data: Path, lang: str) -> None:
        """Open a draft; UserError says which of its files cannot be read."""
        self.draft, self._lang, self._folder = draft, lang, DataFolder(draft, lang)
        self.figures = self._folder.read_unchecked(FIGURES, columns_of("figures"))
        self.documents = self._folder.read_unchecked(DOCUMENTS, columns_of("documents"))
        self._folder.stop_on_problems()
        self.codes = list_allowed_codes(draft, self.documents, data, lang)
        self.rows = self._read_questions()

    def refuse(self, row: Row, answer: str) -> str:
        """Return why an answer is none to a question, with what is allowed; nothing where it is one."""
        return refuse_answer(row, answer, self.figures, self.codes, self._lang)

    def list_open(self) -> list[Row]:
        """Return the questions that have no answer, or one that is of no use."""
        return [row for row in self.rows if self.refuse(row, row["answer"].strip())]

    def list_figures(self, row: Row) -> list[Row]:
        """Return the figures that a question is about."""
        asked = row["figures"].split()
        return [one for one in self.figures if one["figure_id"] in asked]

    def suggest(self, row: Row) -> dict[str, str]:
        """Return the codes, with their names, that a question names itself or by the label of another figure."""
        text = row["text"]
        named = [one for one in re.findall(r"[a-z0-9-]+/[\w-]+(?=（)", text) if one in self.codes]
        quoted, asked = set(_QUOTED.findall(text)), set(row["figures"].split())
        for one in self.figures:
            code = f"{one['scheme']}/{one['code']}"
            if one["label"] in quoted and one["figure_id"] not in asked and code in self.codes:
                named.append(code)
        return {one: self.codes[one] for one in dict.fromkeys(named)}

    def search(self, words: str) -> dict[str, str]:
        """Return the codes whose name holds some words, the names that hold little else first; none for no words."""
        found = [code for code, name in self.codes.items() if words and words in name]
        nearest = sorted(found, key=lambda code: len(self.codes[code]))[:_MOST_FOUND]
        return {code: self.codes[code] for code in nearest}

    def propose(self, row: Row) -> str:
        """Return the answer that Enter gives: the one given before, the only code at hand, or what hurts nothing."""
        before = row["answer"].strip()
        if before and not self.refuse(row, before):
            return before
        codes = list(self.suggest(row)) if row["kind"] == "no-code" else []
        return codes[0] if len(codes) == 1 else _PROPOSALS.get(row["kind"], "")

    def answer(self, row: Row, answer: str) -> None:
        """Write an answer into the draft; what had no name is called as the code that was answered."""
        self.rows = self._read_questions()  # which somebody may have answered elsewhere meanwhile
        given = {row["question"]: {"answer": answer}}
        cells = [dict(one.cells) | given.get(one["question"], {}) for one in self.rows]
        self._replace(QUESTIONS, write_rows(QUESTION_COLUMNS, cells))
        self.rows = self._read_questions()
        nameless = {one["figure_id"] for one in self.list_figures(row) if not one["label"]}
        if row["kind"] == _NO_LABEL and answer in self.codes and nameless:
            named = [
                dict(one.cells) | ({"label": self.codes[answer]} if one["figure_id"] in nameless else {})
                for one in self.figures
            ]
            self._replace(FIGURES, write_rows(columns_of("figures"), named))
            self.figures = self._folder.read_unchecked(FIGURES, columns_of("figures"))

    def _read_questions(self) -> list[Row]:
        rows = self._folder.read_unchecked(QUESTIONS, QUESTION_COLUMNS)
        self._folder.stop_on_problems()
        return rows

    def _replace(self, name: str, text: str) -> None:
        new = self.draft / f".{name}"
        try:
            new.write_text(text, encoding="utf-8-sig", newline="")
            new.replace(self.draft / name)
        except OSError as error:
            values = {"folder": self.draft, "reason": error.strerror}
            raise UserError(say(self._lang, "read.not-writable", **values)) from None
