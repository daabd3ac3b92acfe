"""The page over all reports: department by year, links, findings by severity, main figures and their change.

It is made from the published files, the data and what is due alone and holds no time of its own, so the same reports
give the same page.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis.compare import compare_years
from analysis.dataset import Dataset, open_data
from analysis.departments import list_years
from analysis.errors import UserError
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.groups import peek_groups
from analysis.money import strip_controls
from analysis.naming import peek_departments
from analysis.publish.evidence.manifest import list_languages, suffix_name
from analysis.publish.evidence.tables import count_published
from analysis.publish.folder import explain_failure, replace_file, settle
from analysis.publish.page.frame import read_styles, render_page
from analysis.publish.page.gate import check_page
from analysis.publish.subject import GROUPS
from analysis.show.names import Names
from analysis.show.rich import show_pct
from analysis.tables import DataFolder
from analysis.texts import say

INDEX = "index.html"
# The main figures: series and phase, as the headline of a report chooses them.
MAIN_FIGURES = (("summary/total", "executed"), ("three-public/total", "approved"))

_SLICE = 50  # departments whose data are opened together

Report = tuple[str, int]
Amounts = list[tuple[str, str]]  # of each main figure the amount and its change
Key = tuple[str, int | str, str]
States = Mapping[Key, str]
Missing = Mapping[tuple[str, int], date]
_BAD = {"failed", "timeout", "none", "missing"}


def write_index(lang: str, out: Path, folder: Path, states: States, missing: Missing = MappingProxyType({})) -> Path:
    """Return the path of the page, written beside and put in place in one step.

    `states` has built, current, failed or timeout for (department, year, language), of a group for
    (groups/<group>, years such as 2017-2019, language); `missing` has the day by which a department's year that has no
    data was due. Raises PublishError.
    """
    settle(out, lang)  # a report that somebody replaces just now is not left out
    html = render_index(lang, out, folder, states, missing)
    with explain_failure(lang, "yearly.no-index", file=out / INDEX):
        replace_file(out / INDEX, html.encode())
    return out / INDEX


def render_index(lang: str, out: Path, folder: Path, states: States, missing: Missing = MappingProxyType({})) -> str:
    """Return the page as HTML that has passed the gate; departments by id, the newest year first."""
    reports = {(department, year) for department, year, _ in states if isinstance(year, int)}
    keys = sorted({(department, -year) for department, year in (*reports, *missing)})
    names, amounts = peek_departments(DataFolder(folder, lang)), _show_amounts(lang, folder, reports)
    rows = []
    for department, backwards in keys:
        report = department, -backwards
        described = _describe_report(out, report, states)
        known = amounts.get(report) if described["state"] in {"built", "current"} else None
        name = names[department][f"name_{lang}"] if department in names else department
        told = _tell_state(lang, described["state"], missing.get(report))
        rows.append(described | told | {"name": strip_controls(name), "amounts": known or _show_none(lang)})
    groups = list(_describe_groups(lang, out, folder, states))
    html = render_page("index.html.j2", lang, read_styles(("style.css", "index.css")), rows=rows, groups=groups)
    check_page(html, links={address for row in (*rows, *groups) for address in row["links"].values()})
    return html


def _describe_groups(lang: str, out: Path, folder: Path, states: States) -> Iterator[dict[str, Any]]:
    """Yield what the page shows of each group and its years, the newest first."""
    names = peek_groups(folder)
    found = {(department, year) for department, year, _ in states if isinstance(year, str)}
    for department, years in sorted(sorted(found, key=itemgetter(1), reverse=True), key=itemgetter(0)):
        place = f"{department}/{years}"
        published = list_languages(out / place)
        row = names.get(department.removeprefix(f"{GROUPS}/"))
        yield {
            "name": strip_controls(row[f"name_{lang}"]) if row else department,
            "years": years,
            "links": {one: f"{place}/{suffix_name('report.html', one)}" for one in published},
            **_tell_state(lang, _choose_state(states, department, years, bool(published)), None),
        }


def _describe_report(out: Path, report: Report, states: States) -> dict[str, Any]:
    """Return what the page shows of a department and year, but for names and amounts."""
    department, year = report
    place = f"{department}/{year}"
    published = list_languages(out / place)
    state = _choose_state(states, department, year, bool(published))
    return {
        "department": department,
        "year": year,
        "links": {one: f"{place}/{suffix_name('report.html', one)}" for one in published},
        "findings": count_published(out / place, published[0]) if published else {},
        "state": state,
    }


def _choose_state(states: States, department: str, year: int | str, published: bool) -> str:
    """Return the worst state among the languages."""
    found = {state for key, state in states.items() if key[:2] == (department, year)}
    worst = next((one for one in ("failed", "timeout", "built", "current") if one in found), "missing")
    return worst if published or worst in {"built", "current", "missing"} else "none"


def _tell_state(lang: str, state: str, due: date | None) -> dict[str, Any]:
    """Return the state in words, and whether it is one that somebody must see to."""
    return {"told": say(lang, f"index.state-{state}", due=due), "bad": state in _BAD}


def _show_amounts(lang: str, folder: Path, reports: Collection[Report]) -> dict[Report, Amounts]:
    """Return the main figures of each report whose data can be opened."""
    shown: dict[Report, Amounts] = {}
    departments = sorted({department for department, _ in reports})
    for start in range(0, len(departments), _SLICE):
        for data in _open(lang, folder, departments[start : start + _SLICE]):
            shown |= _show_main_figures(data, lang)
    return shown


def _open(lang: str, folder: Path, departments: Sequence[str]) -> Iterator[Dataset]:
    """Yield the data of departments together; where some are refused, of the others, down to single years."""
    try:
        yield open_data(departments, None, folder, lang)
    except UserError:
        if len(departments) > 1:
            middle = len(departments) // 2
            yield from _open(lang, folder, departments[:middle])
            yield from _open(lang, folder, departments[middle:])
            return
        for year in list_years(folder, departments[0]).get(departments[0], []):
            with suppress(UserError):
                yield open_data(departments[0], year, folder, lang)


def _show_main_figures(data: Dataset, lang: str) -> dict[Report, Amounts]:
    """Return of each report each main figure as printed and its change against last year."""
    names, years = Names(data, lang), compare_years(data)
    main = pd.MultiIndex.from_frame(years[["series", "phase"]]).isin(MAIN_FIGURES)
    whole = years["fund"].eq(ALL) & years["scope"].eq(ALL)
    keys = ["department", "report_year", "figure_id"]
    rows = years[main & whole].rename(columns={"figures": "figure_id"})
    kept = ["department", "report_year", "series", "phase", "figure_id", "rate"]
    figures = data.figures.astype(dict.fromkeys(("department", "figure_id"), "str"))
    printed = rows[kept].merge(figures.drop(columns="phase"), on=keys, how="left", validate="m:1")
    shown = {report: _show_none(lang) for report in data.reports.itertuples(index=False, name=None)}
    for row in iterate_rows(printed):
        number = say(lang, "index.no-findings") if row.basis == "declared-none" else names.show_number(row)
        place = MAIN_FIGURES.index((row.series, row.phase))
        shown[row.department, row.report_year][place] = strip_controls(number), show_pct(row.rate)
    return shown


def _show_none(lang: str) -> Amounts:
    """Return a dash for each main figure and its change."""
    dash = say(lang, "index.unknown")
    return [(dash, dash) for _ in MAIN_FIGURES]
