"""Reports of the genre with known truth: the sentence patterns of genre_phrases filled from one consistent model.

Every identity of a clean report holds, so that a planted error is the only one. A sentence that says that something
stayed level yields no figure, a statement without a number none either.
"""

import random
from dataclasses import dataclass

from tests.read import genre_phrases as phrases
from tests.read.genre_amounts import Model
from tests.read.genre_errors import ERROR_KINDS
from tests.read.genre_phrases_public import THREE_PUBLIC
from tests.read.genre_sheet import Fact, PlantedError, Sheet

__all__ = ["ERROR_KINDS", "Fact", "GenreReport", "PlantedError", "write_report"]
ORDINALS = "一二三四五六七八九"


@dataclass(frozen=True)
class GenreReport:
    """A report, its figures and the error in it, if one was asked for."""

    text: str
    year: int
    facts: tuple[Fact, ...]
    errors: tuple[PlantedError, ...]


def choose_three_public(sheet: Sheet) -> list[list[str]]:
    """Return some of the phrasings that fit the case of a report."""
    fitting = [forms for cases, forms in THREE_PUBLIC.values() if sheet.model.case in cases.split()]
    return sheet.chance.sample(fitting, min(len(fitting), sheet.chance.randint(4, 7)))


def list_sections(sheet: Sheet) -> list[list[list[str]]]:
    """Return the sections of a report: heading and paragraphs, each in its forms."""
    spending = [[["部门整体支出情况"], *phrases.SPENDING], [["“三公”经费情况"], *choose_three_public(sheet)]]
    rest = list(phrases.FURTHER)
    sheet.chance.shuffle(spending)
    sheet.chance.shuffle(rest)
    return [phrases.OVERVIEW_SECTION, *spending, *rest, phrases.PROBLEM_SECTION]


def write_report(seed: int, error: str | None = None) -> GenreReport:
    """Return the report of a seed: clean, or with one error of a kind in ERROR_KINDS; the same each time."""
    chance = random.Random(seed)
    sheet = Sheet(chance, chance.randint(2016, 2024), error, Model(chance))
    for forms in (phrases.TITLE, phrases.OPENING):
        sheet.write(sheet.choose(forms) + "\n")
    for ordinal, (heading, *paragraphs) in zip(ORDINALS, list_sections(sheet), strict=False):
        sheet.write(f"{ordinal}、{sheet.choose(heading)}\n")
        for forms in paragraphs:
            sheet.write(sheet.choose(forms) + "\n")
    sheet.write(sheet.choose(phrases.CLOSING) + "\n")
    return GenreReport("".join(sheet.parts), sheet.year, tuple(sheet.facts), tuple(sheet.errors))
