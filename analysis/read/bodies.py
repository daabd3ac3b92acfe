"""Whose document a file is: the body that it names, and whether it speaks of the department or of its own unit.

部门 and 单位 of one name are two bodies: the department's account includes its subordinate units, the unit's does not.
"""

import re
from typing import NamedTuple

from analysis.read.files.types import Document
from analysis.read.prose.flat import flatten

_TITLE_LINES = 4
_FIRST_PARAGRAPHS = 12  # title, cover and the line above the first table
_YEAR = r"(?:[12][0-9]{3}|二[〇○零][〇○零一二三四五六七八九]{2})年?度?"
_ENDINGS = "局|委|办|室|院|厅|部|会|处|府|心|馆|校|站|队|所|社|署|团|联|台|学|司|库|关|组|园|场|街道|镇|乡"
_NAME = rf"(?P<name>[^\s:：，。；、0-9《》]{{2,40}}(?:{_ENDINGS}))"
_QUALIFIER = r"(?:[（(](?:部门|本级|本部|单位|汇总)[)）])?"
# A title, then the line above a table or on a cover, then a line of its own.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:第.部分|关于)?{_NAME}{_QUALIFIER}(?:关于)?{_YEAR}",
        rf"^(?:第.部分|关于)?{_YEAR}{_NAME}{_QUALIFIER}(?:部门|单位)?(?:整体支出|绩效|预算|决算|收支)",
        r"(?:预算主管部门|(?:预算|编制|编报|填报|公开)(?:部门|单位)|(?:部门|单位)(?:名称)?)[（(]?(?:公章|盖章)?[)）]?[:：]\s*"
        rf"{_NAME}",
        rf"^{_NAME}{_QUALIFIER}$",
    )
)
_UNIT = re.compile(r"(?:单位|本级|本部|机关本级)[)）]?(?:预算|决算)(?!编制)|[（(](?:本级|本部|单位)[)）]")
_OF_DEPARTMENT = re.compile(r"部门(?:预算|决算)|[（(]部门[)）]")


class Body(NamedTuple):
    """Whose document it is: the name as printed, blank where none is found, and whether it is a unit's own."""

    name: str
    is_unit: bool

    @property
    def kind(self) -> str:
        """Return which of two bodies of one name it is, as departments.csv has it."""
        return "unit" if self.is_unit else "department"


NOBODY = Body("", is_unit=False)


def tell_body(document: Document) -> Body:
    """Return the body that a document names in its title or above its first table."""
    lines = [flatten(paragraph.text).text.strip() for paragraph in document.paragraphs[:_FIRST_PARAGRAPHS]]
    lines += [flatten(line).text.strip() for grid in document.tables[:1] for line in grid.above]
    found = (match["name"] for pattern in _PATTERNS for line in lines if (match := pattern.search(line)))
    head = "\n".join(lines[:_TITLE_LINES])
    return Body(next(found, ""), bool(_UNIT.search(head)) and not _OF_DEPARTMENT.search(head))
