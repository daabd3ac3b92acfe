"""Last year's back-test: whether the published key figures still come out of the inputs recorded with them."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from analysis.check import count_findings, list_findings, run_checks
from analysis.compare.indicators import compute_indicators
from analysis.compare.outputs import compute_unit_costs
from analysis.compare.years import compare_years
from analysis.errors import UserError
from analysis.money import format_number, format_wan
from analysis.publish.manifest import inputs_folder, suffix_name
from analysis.review import Review, open_review
from analysis.texts import say

FILE = "key-figures.csv"


def list_key_figures(review: Review) -> dict[str, str]:
    """Return the figures that a report is quoted for, exact to four decimals, by a name that is no sentence."""
    checks = [check for check in run_checks(review) if not check.of_text]  # which hang on a document being at hand
    figures = {
        f"{figure.selector} {figure.fiscal_year} {figure.phase}": format_wan(figure.value, 6)
        for figure in review.figures.select()
        if figure.unit.kind == "money" and figure.usable
    }
    for pair in compare_years(review):
        if pair.ratio:
            selectors = "+".join(figure.selector for figure in pair.this_year)
            figures[f"{selectors} {pair.phase} change pct"] = format_number(pair.ratio.value * 100, 4)
    for name in review.indicators:
        for one in compute_indicators(review, name):
            value = format_number(one.ratio.value * 100, 4) if one.ratio else "missing"
            figures[f"{name} {one.row['indicator']} pct"] = value
    figures |= {
        f"{cost.money.selector} per piece fen": format_number(cost.fen, 4) for cost in compute_unit_costs(review)
    }
    figures |= {f"findings {name}": str(n) for name, n in count_findings(list_findings(checks)).items()}
    return figures | {f"check {check.rule} {' '.join(check.figures)}".strip(): check.verdict for check in checks}


def write_key_figures(review: Review) -> str:
    """Return the key figures as CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["name", "value"])
    writer.writerows(list_key_figures(review).items())
    return "\ufeff" + buffer.getvalue()


def find_moved(folder: Path, report_lang: str, lang: str) -> list[tuple[str, str, str]]:
    """Return (name, then, now) for each key figure of a published report that today's code computes differently.

    Both come from the same recorded inputs, so only the code can have moved them. Raises UserError, in `lang`, when
    the report in `report_lang` has no key figures or today's code refuses its inputs.
    """
    path = folder / suffix_name(FILE, report_lang)
    if not path.is_file():
        raise UserError(say(lang, "yearly.no-key-figures", file=path.name))
    text = path.read_text(encoding="utf-8-sig")
    then = {row["name"]: row["value"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    year, department = int(folder.name), folder.parent.name
    now = list_key_figures(open_review(department, year, lang, folder / inputs_folder(report_lang)))
    return list(_compare(then, now, sorted({*then, *now})))


def _compare(then: dict[str, str], now: dict[str, str], names: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    for name in names:
        if then.get(name) != now.get(name):
            yield name, then.get(name, "—"), now.get(name, "—")
