"""The page over all reports: department by year, links, findings by severity, main figures and their change.

It is made from the published files, the data and what is due alone and holds no time of its own, so the same reports
give the same page.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from analysis.compare import compare_years
from analysis.dataset import open_data
from analysis.errors import UserError
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.groups import peek_groups
from analysis.money import strip_controls
from analysis.publish.evidence.manifest import list_languages, suffix_name
from analysis.publish.evidence.tables import count_published
from analysis.publish.folder import explain_failure, replace_file, settle
from analysis.publish.page.frame import read_styles, render_page
from analysis.publish.page.gate import check_page
from analysis.publish.subject import GROUPS
from analysis.show.rich import show_pct
from analysis.show.words import Words
from analysis.texts import say

INDEX = "index.html"
# The main figures: series and phase, as the headline of a report chooses them.
MAIN_FIGURES = (("summary/total", "executed"), ("three-public/total", "approved"))

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
    reports = [(department, year) for department, year, _ in states if isinstance(year, int)]
    keys = sorted({(department, -year) for department, year in (*reports, *missing)})
    rows = [_describe_report(lang, out, folder, department, -year, states) for department, year in keys]
    rows = [row | _tell_state(lang, row["state"], missing.get((row["department"], row["year"]))) for row in rows]
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


def _describe_report(lang: str, out: Path, folder: Path, department: str, year: int, states: States) -> dict[str, Any]:
    """Return what the page shows of a department and year; `amounts` holds (amount, change) of each main figure."""
    place = f"{department}/{year}"
    published = list_languages(out / place)
    state = _choose_state(states, department, year, bool(published))
    words = _open(lang, folder, department, year)
    named = words or _open(lang, folder, department, year - 1)
    return {
        "department": department,
        "name": strip_controls(named.name_department() if named else department),
        "year": year,
        "links": {one: f"{place}/{suffix_name('report.html', one)}" for one in published},
        "findings": count_published(out / place, published[0]) if published else {},
        "amounts": _show_figures(lang, words if state in {"built", "current"} else None),
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


def _open(lang: str, folder: Path, department: str, year: int) -> Words | None:
    try:
        return Words(open_data(department, year, folder, lang), lang)
    except UserError:
        return None


def _show_figures(lang: str, words: Words | None) -> list[tuple[str, str]]:
    """Return each main figure as printed and its change against last year, a dash for what there is not."""
    dash = say(lang, "index.unknown")
    shown = dict.fromkeys(MAIN_FIGURES, (dash, dash))
    if words is None:
        return list(shown.values())
    for row in iterate_rows(compare_years(words.data)):
        if (row.series, row.phase) in shown and row.fund == row.scope == ALL:
            [figure] = words.list_figures(row.figures)
            number = say(lang, "index.no-findings") if figure.basis == "declared-none" else words.show_number(figure)
            shown[row.series, row.phase] = strip_controls(number), show_pct(row.rate)
    return list(shown.values())
