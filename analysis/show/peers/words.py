"""Words for a group of bodies in one language; what Words is for one report."""

import os
from collections.abc import Iterable
from functools import cached_property
from html import escape
from typing import Any

from markupsafe import Markup

from analysis.frames import iterate_rows
from analysis.groups import Portfolio, list_members
from analysis.money import format_wan, group_thousands, strip_controls
from analysis.project import LAB_VARIABLE
from analysis.show.names import Names
from analysis.show.rich import clean
from analysis.show.tables import TARGET
from analysis.show.words import Bundle
from analysis.texts import DEFAULT_LANGUAGE

# From reports/groups/<group>/<years>/ to the reports of bodies; a report that is not there is unlinked when published.
REPORTS = "../../../"
_IN_LAB = "../reports/"  # from notebooks/
MOST_ROWS = 50  # that a view shows; all rows are in the workbook


class GroupWords(Names):
    """The words of a group of bodies; JupyterLab shows it as one line that says what was opened.

    >>> from analysis import open_group
    >>> GroupWords(open_group("putuo", 2025), "en").name_group()
    'Bodies of Putuo District'
    """

    data: Portfolio

    def __init__(self, data: Portfolio, lang: str = DEFAULT_LANGUAGE) -> None:
        """Keep the tables."""
        super().__init__(data, lang)

    def introduce(self) -> str:
        """Return one line that says what was opened."""
        values = {
            "members": len(self.data.members),
            "reports": len(self.data.reports),
            "figures": len(self.data.figures),
        }
        years, fingerprint = self.name_years(), self.data.fingerprint
        return self.say("group.opened", name=self.name_group(), years=years, fingerprint=fingerprint, **values)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Bundle:
        from analysis.show.frames import prepare_jupyter  # which needs words

        line = self.introduce()
        shown = strip_controls(line)
        html = f'{prepare_jupyter(self)}<p class="note">{escape(shown)}</p>'
        return {"text/html": html, "text/plain": shown}, {"text/html": {"opened": line}}

    def name_group(self) -> str:
        """Return the name of the group; of a list of bodies how many they are."""
        rows = list(iterate_rows(self.data.groups))
        return self.pick(rows[0]) if rows else self.say("group.of-list", count=len(self.data.members))

    def name_years(self) -> str:
        """Return the span of years: `2017–2019`, or all of them where some between are left out."""
        first, last = self.data.years[0], self.data.years[-1]
        if len(self.data.years) == last - first + 1 > 1:
            return f"{first}–{last}"
        return self.join_names(map(str, self.data.years))

    def name_body(self, department: str) -> str:
        """Return the name of a body, with its id where another one of the group has the same name."""
        name = self.pick(self.rows("departments", "department")[department])
        return f"{name} ({department})" if name in self._repeated else name

    @cached_property
    def _repeated(self) -> set[str]:
        names = [self.pick(row) for row in self.rows("departments", "department").values()]
        return {one for one in names if names.count(one) > 1} if len(set(names)) < len(names) else set()

    def tell_within(self, department: str, years: Iterable[int], key: str) -> str:
        """Return the sentence `key` on a body within another one if its reports of these years are not added up.

        Where they are added up in some year, as the other has no report of it, that is said instead.
        """
        within = self.rows("members", "department")[department].within
        if not within:
            return ""
        added = any((department, year) in self._added for year in years)
        return self.say("peers.partly-added" if added else key, container=self.name_body(within))

    @cached_property
    def _added(self) -> set[tuple[str, int]]:
        members = list_members(self.data)
        return {*members.loc[members["counted"], ["department", "report_year"]].itertuples(index=False, name=None)}

    def name_class(self, department: str) -> str:
        """Return the class of a body within the group; empty where the group has none."""
        row = self.rows("members", "department")[department]
        return self.pick(row, "class") or str(row.class_zh)

    def show_wan(self, fen: int) -> str:
        """Return 分 in 万元 with two places, whatever the unit that the body's document has: so columns can be read."""
        return group_thousands(format_wan(int(fen)))

    def tell_rest(self, count: int) -> str:
        """Return the note below a view of `count` rows that shows the first ones; nothing where it shows all."""
        return self.say("group.rest", shown=MOST_ROWS, count=count) if count > MOST_ROWS else ""

    def link(self, text: object, department: str, year: int, figure: str = "") -> Markup:
        """Return a text that leads to the report of a body and year, and there to a figure of it."""
        reports = _IN_LAB if os.environ.get(LAB_VARIABLE) else REPORTS
        suffix = "" if self.lang == DEFAULT_LANGUAGE else f".{self.lang}"
        anchor = f"#{clean(figure)}" if figure else ""
        return Markup('<a href="{}{}/{}/report{}.html{}">{}</a>').format(
            reports, clean(department), year, suffix, Markup(anchor), clean(text)
        )

    def link_body(self, department: str, year: int) -> Markup:
        """Return the name of a body, which leads to its report of a year."""
        return self.link(self.name_body(department), department, year)

    def link_number(self, text: str, department: str, year: int, figures: str) -> Markup:
        """Return a number that leads to the first of the figures it comes from, in the report of its body."""
        first = next(iter(figures.split()), "")
        return Markup('<span class="number">{}</span>').format(self.link(text, department, year, first))

    def link_table(self, text: object, name: str) -> Markup:
        """Return a number that leads to the table of the page that lists what it is the sum or the number of."""
        return Markup('<span class="number"><a href="#{}{}">{}</a></span>').format(TARGET, name, clean(text))
