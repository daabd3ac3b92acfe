"""What the first and the last page of a report state: results, findings, what was read; sources, totals, versions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.check import count_findings, list_findings, run_checks
from analysis.compare import compare_three_public, compare_years
from analysis.publish.evidence import manifest
from analysis.show.coverage import tell_coverage
from analysis.show.headline import list_headline, tell_unit
from analysis.show.words import Words

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Cover:
    """What the first pages state: plain text, except for trusted HTML in `headline`; `findings` counts by severity."""

    department: str  # or group
    heading: str  # the years and the kind of document
    title: str  # all of it
    report_id: str
    unit: str  # what the unit of amounts means; empty where every reader knows
    headline: Sequence[str]
    findings: Mapping[str, int]
    coverage: str  # what was read and what was not; empty where that is not on record
    control_totals: Rows  # label, value
    data_files: Rows  # path, SHA-256, rows
    parameters: Rows  # label, value
    versions: Rows
    files_note: str = ""  # below the data files, where not all of them are listed


def make_cover(words: Words, inputs: manifest.Manifest) -> Cover:
    """Return what the cover and the page of sources state."""
    checks, three_public, years = run_checks(words.data), compare_three_public(words.data), compare_years(words.data)
    parameters = {"department": words.department, "year": str(words.year), "language": words.lang}
    name, kind = words.name_department(), words.say("publish.title")
    return Cover(
        department=name,
        heading=words.say("page.year", year=words.year, title=kind),
        title=words.say("page.title", department=name, year=words.year, title=kind),
        report_id=manifest.identify(inputs),
        unit=tell_unit(words),
        headline=[str(sentence) for sentence in list_headline(checks, three_public, years, words)],
        findings=count_findings(list_findings(checks)),
        coverage=tell_coverage(words),
        data_files=[(record.path, record.sha256, f"{record.rows:,}") for record in words.data.files],
        control_totals=_list_control_totals(words, len(checks)),
        parameters=[(words.say(f"publish.{name}"), value) for name, value in parameters.items()],
        versions=list(inputs["software"].items()),
    )


def _list_control_totals(words: Words, checks: int) -> list[tuple[str, str]]:
    figures = words.own_figures
    summary = [
        one for one in figures if one.scheme == "summary" and one.measure == "level" and one.fiscal_year == words.year
    ]
    names = Counter(words.name_figure(one) for one in summary)
    named = ((_name_total(words, one, names), one) for one in summary)
    # Of a total that several tables print alike one row is enough.
    totals = list({(name, one.value): (name, f"{words.show_printed(one)} {one.unit}") for name, one in named}.values())
    money = [int(one.value) for one in figures if one.kind == "money" and one.basis == "stated"]
    counts = {
        "count-figures": str(len(figures)),
        "sum-stated": words.say("publish.sum-fen", fen=sum(money), count=len(money)),
        "count-statements": str(len(words.data.statements)),
        "count-checks": str(checks),
    }
    return [*totals, *((words.say(f"publish.{key}"), value) for key, value in counts.items())]


def _name_total(words: Words, figure: Any, names: Mapping[str, int]) -> str:
    """Return the name of a figure, with its period where others have the same name."""
    name = words.name_figure(figure)
    return name if names[name] == 1 else f"{name} ({words.period_of(figure)})"
