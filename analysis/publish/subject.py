"""What a report is about: a body and a year, or a group of bodies and some years; light, as commands need it first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

GROUPS = "groups"  # the folder of the reports on groups, and so the id of no department
_YEAR = "[0-9]{4}"
_SPAN = re.compile(f"{_YEAR}(-{_YEAR})?(,{_YEAR}(-{_YEAR})?)*")


@dataclass(frozen=True)
class Body:
    """A body and one year."""

    department: str
    year: int

    notebooks: ClassVar = ("1-check", "2-categories", "3-years", "4-performance")
    charts: ClassVar = ("checks", "categories", "special-items", "three-public", "indicators")
    mark: ClassVar = "workbook.xlsx"  # by which a bundle is known

    @property
    def last_year(self) -> int:
        """Return the last year that it is about."""
        return self.year

    @property
    def folder(self) -> tuple[str, str]:
        """Return the folders of its report below that of the reports."""
        return self.department, str(self.year)

    @property
    def parameters(self) -> dict[str, object]:
        """Return what its notebooks and its manifest name it by."""
        return {"department": self.department, "year": self.year}

    @property
    def options(self) -> dict[str, object]:
        """Return what the command that builds its report is given."""
        return self.parameters


@dataclass(frozen=True)
class Group:
    """A group of bodies, by its id, and some years."""

    group: str
    years: tuple[int, ...]

    notebooks: ClassVar = ("5-peers",)
    charts: ClassVar = ("spending", "panels", "measures", "findings-by-rule")
    mark: ClassVar = "narrative.docx"

    @property
    def last_year(self) -> int:
        """Return the last year that it is about."""
        return self.years[-1]

    @property
    def folder(self) -> tuple[str, str]:
        """Return the folders of its report below that of the reports."""
        return f"{GROUPS}/{self.group}", write_span(self.years)

    @property
    def parameters(self) -> dict[str, object]:
        """Return what its notebook and its manifest name it by."""
        return {"group": self.group, "years": [*self.years]}

    @property
    def options(self) -> dict[str, object]:
        """Return what the command that builds its report is given."""
        return {"group": self.group, "year": write_span(self.years)}


Subject = Body | Group
ALL_NOTEBOOKS = (*Body.notebooks, *Group.notebooks)


def read_subject(parameters: Mapping[str, Any]) -> Subject:
    """Return what a manifest's parameters name."""
    if "group" in parameters:
        return Group(parameters["group"], tuple(parameters["years"]))
    return Body(parameters["department"], parameters["year"])


def read_span(text: str) -> tuple[int, ...]:
    """Return the years of a text such as 2019, 2017-2019 or 2017,2019, each once and in order; ValueError if none."""
    if not _SPAN.fullmatch(text):
        raise ValueError(text)
    years: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        years |= set(range(int(first), int(last or first) + 1))
        if int(last or first) < int(first):
            raise ValueError(text)
    return tuple(sorted(years))


def write_span(years: Iterable[int]) -> str:
    """Return years as the text that read_span reads, as short as it gets."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
