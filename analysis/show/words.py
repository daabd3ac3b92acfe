"""Words for one report in one language: the only place where ids become names, numbers as shown, and sentences."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from analysis.check.disclosure import mark_read
from analysis.dataset import Dataset
from analysis.errors import UserError
from analysis.figures import parse_derivation
from analysis.frames import iterate_rows
from analysis.money import format_number, strip_controls
from analysis.once import keep_once
from analysis.show.names import WAN, Names
from analysis.show.places import tell_place, translate_place
from analysis.texts import DEFAULT_LANGUAGE, say

_RATE_DECIMALS = 5  # one more than rates are kept with
Figure = Any  # a row of data.figures, by attributes
Bundle = tuple[dict[str, str], dict[str, Any]]  # what Jupyter shows, and what it says of that


class Reading(NamedTuple):
    """One way to read an ambiguous text, with the sum that it leads to (in 分) and its formula by place."""

    text: str
    short: str
    calculated: Fraction
    difference: Fraction
    formula: str


class Told(NamedTuple):
    """What a check says; `short` is a chart's label, empty for what no chart shows."""

    subject: str
    expected: str = ""
    actual: str = ""
    note: str = ""
    readings: tuple[Reading, ...] = ()
    short: str = ""


@keep_once
def _index_figures(data: Dataset) -> Mapping[str, Figure]:
    """Return the figures of the body of a report by what they are cited as there, the report's own first."""
    [report] = iterate_rows(data.reports)
    frame = data.figures[data.figures["department"].eq(report.department)]
    ordered = frame.iloc[frame["report_year"].ne(report.report_year).to_numpy().argsort(kind="stable")]
    return {_cite(row, report.report_year): row for row in iterate_rows(ordered)}


def _cite(figure: Figure, year: int) -> str:
    return str(figure.figure_id if figure.report_year == year else f"{figure.report_year}/{figure.figure_id}")


class Words(Names):
    """The words of the one report of `data`; JupyterLab shows it as one line that says what was opened.

    From then on any DataFrame there looks like the tables of the page.

    >>> from analysis import open_data
    >>> from analysis.show import Words
    >>> Words(open_data("beita-union", 2019), "en").name_department()
    'Beita District Federation of Trade Unions'
    """

    def __init__(self, data: Dataset, lang: str = DEFAULT_LANGUAGE) -> None:
        """Keep the tables; UserError unless they hold one report: data.select(department, year) gives one."""
        if len(data.reports) != 1:
            raise UserError(say(lang, "show.one-report", count=len(data.reports)))
        super().__init__(data, lang)
        [report] = iterate_rows(data.reports)
        self.department, self.year = str(report.department), int(report.report_year)

    def introduce(self) -> str:
        """Return one line that says what was opened."""
        values = {"figures": len(self.own_figures), "fingerprint": self.data.fingerprint}
        return self.say("data.opened", name=self.name_department(), year=self.year, **values)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        from analysis.show.frames import prepare_jupyter  # which needs these words

        line = self.introduce()
        shown = strip_controls(line)
        html = f'{prepare_jupyter(self)}<p class="note">{escape(shown)}</p>'
        return {"text/html": html, "text/plain": shown}, {"text/html": {"opened": line}}

    def name_department(self) -> str:
        """Return the name of the department, or its id where it is not on record yet."""
        row = self.rows("departments", "department").get(self.department)
        return self.pick(row) if row else self.department

    def name_region(self) -> str:
        """Return where the department is, nothing where it is not on record yet."""
        row = self.rows("departments", "department").get(self.department)
        return self.pick(row, "region") if row else ""

    def name_extent(self) -> str:
        """Return what something is missing from: the report, or, if not all of it was read, what was read of it."""
        return self.say(f"show.extent-{'whole' if self.read_whole else 'part'}")

    @cached_property
    def read_whole(self) -> bool:
        """Return whether every part of the report was read: only then is something said not to be stated."""
        return bool(mark_read(self.data).all())

    @property
    def figures(self) -> Mapping[str, Figure]:
        """Return the figures of the report by id, behind them those of the body's earlier ones as `2018/F20`."""
        return _index_figures(self.data)

    @cached_property
    def own_figures(self) -> list[Figure]:
        """Return the figures of the report in their order."""
        return [figure for figure in self.figures.values() if figure.report_year == self.year]

    @cached_property
    def corrections(self) -> pd.DataFrame:
        """Return the known errors of the report."""
        frame = self.data.corrections
        own = frame["department"].eq(self.department) & frame["fiscal_year"].eq(self.year)
        return frame[own].reset_index(drop=True)

    def list_figures(self, ids: str) -> list[Figure]:
        """Return the figures of some ids, separated by spaces."""
        return [self.figures[one] for one in ids.split()]

    def cite(self, figure: Figure) -> str:
        """Return the id of a figure, with the year of its report when that is an earlier one."""
        return _cite(figure, self.year)

    def name_figure(self, figure: Figure) -> str:
        """Return what a figure is called in its scheme, or in the document where it has no code."""
        return self.name(figure.scheme, figure.code) if figure.scheme else str(figure.label)

    def describe(self, figure: Figure) -> str:
        """Return the name and the printed number of a figure with its unit."""
        return f"{self.name_figure(figure)} {self.show_number(figure)}"

    def period_of(self, figure: Figure) -> str:
        """Return the year and phase of a figure, with its fund and scope where it is not of all.

        A count is authorised and actual where money is budget and final.
        """
        phase = f"phase.{figure.phase}{'-count' if figure.kind == 'count' else ''}"
        return self.join_names([self.say(phase, year=figure.fiscal_year), *self.name_limits(figure)])

    def choose_unit(self, figures: Sequence[Figure]) -> str:
        """Return the unit that amounts are shown in together: their own, or 万元 where they have several."""
        units = {figure.unit for figure in figures}
        return str(units.pop()) if len(units) == 1 else WAN.name

    def unit_of(self, row: Any) -> str:
        """Return the unit that the numbers of a row of checks are shown in."""
        return self.choose_unit(self.list_figures(row.figures)) if row.kind == "money" and row.unit else str(row.unit)

    def derive_words(self, figure: Figure) -> str:
        """Return how a derived figure follows from stated ones, in numbers: `0.15 + 1.20`."""
        place = self.cite(figure).removesuffix(figure.figure_id)
        terms = [(sign, self.figures[place + one]) for sign, one in parse_derivation(figure.derivation)]
        parts = [f"{'−' if sign < 0 else '+'} {self.show_printed(term)}" for sign, term in terms]
        return " ".join(parts).removeprefix("+ ")

    def show_expected(self, row: Any) -> str:
        """Return what a check calculates, with its unit: money exactly, a rate to the decimals that tell it apart."""
        unit = self.unit_of(row)
        if row.kind == "money" or pd.isna(row.reported):
            return self.show_amount(int(row.calculated), unit)
        scale, printed = self.unit(unit).scale, self.list_figures(row.figures)[0].decimals
        least = 0 if pd.isna(printed) else int(printed)
        for decimals in range(least, _RATE_DECIMALS):
            rounded = format_number(Fraction(int(row.calculated), scale), decimals)
            if rounded != format_number(Fraction(int(row.reported), scale), decimals):
                return f"{rounded} {unit}"
        return self.show_amount(int(row.calculated), unit)

    def tell_check(self, row: Any) -> Told:
        """Return what a row of checks says: subject, expected, actual, note, readings, short (a chart's label)."""
        from analysis.show.check_words import tell_check  # which asks these words for names

        return tell_check(self, row)

    def show_place(self, row: Any) -> str:
        """Return where a row of checks points to in its document."""
        return self.say("check.title-and-body") if row.locator == "title" else self.tell_place(str(row.locator))

    def tell_place(self, place: str) -> str:
        """Return a place or the name of a table; in English translated, with what is printed in brackets."""
        return tell_place(place, self.lang)

    def name_document(self, row: Any) -> str:
        """Return the title of a document; in English what it is, with the title as printed in brackets."""
        if self.lang == "zh":
            return str(row.title)
        if "“" not in translate_place(row.title):  # the name of a table
            return self.tell_place(row.title)
        kind = self.say(f"kind.{row.kind_in_title}").partition(" (")[0]
        values = {"kind": kind, "department": self.name_department(), "year": row.fiscal_year, "title": row.title}
        return self.say("show.document", **values)
