"""The next steps of `expenditure add`: the open questions, then what the checks say, before anything is accepted."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.commands.adding import Place
from analysis.commands.asking import LeftError, ask, flatten_answer, show
from analysis.commands.check import print_checks, print_mistyped
from analysis.commands.whose import confirm
from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.read.draft.accept import try_drafts
from analysis.read.draft.answering import DraftQuestions
from analysis.read.files.passages import RAW, cut_passage
from analysis.read.files.types import Document
from analysis.tables import Row, show_path
from analysis.texts import say

_MOST_LISTED = 12  # places of one question
_NOTHING = "—"  # an answer that is told what is allowed, as an empty one in the file is not
_MOST_OF_RULE = 3  # findings that are told in full
_ENOUGH = 20  # characters by which a passage is known again


def ask_questions(drafts: Sequence[Path], documents: Sequence[Document], data: Path, lang: str, *, again: bool) -> None:
    """Ask each open question of the drafts, or `again` all of them, and write each answer into its draft."""
    opened = [DraftQuestions(draft, data, lang) for draft in drafts]
    texts = {one.sha256: one for one in documents}
    asked = [(one, row) for one in opened for row in (one.rows if again else one.list_open())]
    if again and not asked:
        show(say(lang, "add.no-questions", folder=show_path(drafts[0].parent)))
        raise LeftError
    if asked:
        show(say(lang, "add.how-to-answer"))
    for number, (questions, row) in enumerate(asked, start=1):
        show()
        show(say(lang, "add.question", number=number, count=len(asked), text=row["text"]))
        for line in _tell_figures(questions, row, texts, lang):
            show(f"  {line}")
        questions.answer(row, _ask_one(questions, row, lang))


def _tell_figures(questions: DraftQuestions, row: Row, texts: dict[str, Document], lang: str) -> Iterator[str]:
    """Yield where the figures of a question stand, with the passage where the question does not quote it."""
    document = next((texts[one["sha256"]] for one in questions.documents if one["sha256"] in texts), None)
    places: dict[tuple[str, str], list[str]] = {}
    for one in questions.list_figures(row):
        passage = cut_passage(document, one["span"]) if document else ""
        quoted = "" if passage[:_ENOUGH] in row["text"] else f"“{passage}”"
        places.setdefault((one["locator"], quoted), []).append(one["figure_id"])
    for (place, quoted), figures in list(places.items())[:_MOST_LISTED]:
        yield say(lang, "add.figure", figures=" ".join(figures), place=place, passage=quoted).rstrip()


def _ask_one(questions: DraftQuestions, row: Row, lang: str) -> str:
    """Return the answer to one question: keep, drop or a code; a number is a candidate, words look for more."""
    offered = list(_offer(questions.suggest(row), 0))

    def read(answer: str) -> str:
        flat = flatten_answer(answer)
        return offered[int(flat) - 1] if flat.isdecimal() and 0 < int(flat) <= len(offered) else flat

    def refuse(answer: str) -> str:
        why = questions.refuse(row, read(answer) or _NOTHING)
        if why and (found := questions.search(answer)):
            offered.extend(_offer(found, len(offered)))
            return say(lang, "add.found", count=len(found))
        return why

    return read(ask(lang, say(lang, "add.answer"), refuse, questions.propose(row)))


def _offer(codes: dict[str, str], before: int) -> Iterator[str]:
    """Show codes with their numbers and yield them."""
    for number, (code, name) in enumerate(codes.items(), start=before + 1):
        show(f"  {number}  {code}  {name}")
        yield code


def confirm_checks(drafts: Sequence[Path], place: Place, data: Path, lang: str) -> bool:
    """Return whether a person accepts what the checks say of the data with the drafts.

    False to answer again. What hinders accepting is said, and asked about in the same way.
    """
    try:
        with try_drafts(drafts, data, *place, lang) as (copy, count):
            if (data / RAW).is_dir():
                (copy / RAW).symlink_to((data / RAW).resolve())  # a copy of the data holds no documents
            if not count:
                return True
            opened = open_data(*place, copy, lang)
            show()
            print_mistyped(opened, lang)
            print_checks(opened, lang, ledger=False, most_of_rule=_MOST_OF_RULE)
    except UserError as error:
        show(str(error))
        show(say(lang, "add.refused", folder=show_path(drafts[0].parent)))
        if not confirm(lang, say(lang, "add.again")):
            raise LeftError from None
        return False
    show()
    return confirm(lang, say(lang, "add.accept", count=count), proposal="")
