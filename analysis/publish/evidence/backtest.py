"""Last year's back-test: whether the published key figures still come out of the inputs recorded with them."""

import csv
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

from analysis.check import count_findings, list_findings, run_checks
from analysis.compare import compare_years, compute_indicators, compute_unit_costs
from analysis.dataset import Dataset, open_data
from analysis.errors import UserError
from analysis.figures import ALL
from analysis.frames import iterate_rows
from analysis.money import format_number, format_wan
from analysis.publish.evidence.manifest import INPUTS, locate
from analysis.publish.evidence.tables import write_csv
from analysis.show.words import Words
from analysis.texts import say

FILE = "key-figures.csv"


def list_key_figures(data: Dataset) -> dict[str, str]:
    """Return the figures that a report is quoted for, exact to four decimals, by a name that is no sentence."""
    words, checks = Words(data), run_checks(data)
    figures = {
        _name(f"{one.scheme}/{one.code} {one.fiscal_year} {one.phase}", one): format_wan(int(one.value), 6)
        for one in words.own_figures
        if one.kind == "money" and one.measure == "level" and not one.approximate
    }
    years = compare_years(data)
    for row in iterate_rows(years[years["kind"].eq("money") & years["rate"].notna()]):
        figures[_name(f"{row.series} {row.phase}", row) + " change pct"] = _show_pct(row.rate)
    for row in iterate_rows(compute_indicators(data)):
        value = _show_pct(row.value) if row.status == "computed" else "missing"
        figures[f"{row.indicator_set} {row.indicator} pct"] = value
    for row in iterate_rows(compute_unit_costs(data)):
        money, count = words.figures[row.money], words.figures[row.count]
        cost = Fraction(int(money.value), int(count.value))
        figures[f"{money.scheme}/{money.code} per piece fen"] = format_number(cost, 4)
    figures |= {f"findings {name}": str(n) for name, n in count_findings(list_findings(checks)).items()}
    return figures | {f"check {row.rule} {row.figures}".strip(): row.verdict for row in iterate_rows(checks)}


def _name(name: str, row: Any) -> str:
    """Return a name with the fund and the scope of a row where it is not of all."""
    return " ".join([name, *(one for one in (row.fund, row.scope) if one != ALL)])


def _show_pct(millionths: Any) -> str:
    return format_number(Fraction(int(millionths), 10_000), 4)


def write_key_figures(data: Dataset) -> str:
    """Return the key figures as CSV."""
    return write_csv(["name", "value"], list_key_figures(data).items())


def find_moved(folder: Path, report_lang: str, lang: str) -> list[tuple[str, str, str]]:
    """Return (name, then, now) for each key figure of a published report that today's code computes differently.

    Both come from the same recorded inputs, so only the code can have moved them. Raises UserError, in `lang`, when
    the report in `report_lang` has no key figures or today's code refuses its inputs.
    """
    path = locate(folder, report_lang, FILE)
    if not path.is_file():
        raise UserError(say(lang, "yearly.no-key-figures", file=path.name))
    text = path.read_text(encoding="utf-8-sig")
    then = {row["name"]: row["value"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    year, department = int(folder.name), folder.parent.name
    now = list_key_figures(open_data(department, year, locate(folder, report_lang, INPUTS), lang))
    both = [(name, then.get(name, "—"), now.get(name, "—")) for name in sorted({*then, *now})]
    return [one for one in both if one[1] != one[2]]
