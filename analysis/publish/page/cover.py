"""What the first and the last page of a report state: results, findings, sources, control totals, versions."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.check import count_findings, list_findings, run_checks
from analysis.compare import compare_three_public
from analysis.frames import iterate_rows
from analysis.publish.evidence import manifest
from analysis.publish.page.export import Cover, DataFile, SeverityCount, Source
from analysis.show.checks import list_documents
from analysis.show.headline import list_headline
from analysis.show.words import Words


def make_cover(words: Words, inputs: manifest.Manifest) -> Cover:
    """Return what the cover and the page of sources state."""
    checks = run_checks(words.data)
    counts = count_findings(list_findings(checks))
    headline = list_headline(checks, compare_three_public(words.data), words)
    return Cover(
        department=words.name_department(),
        title=words.say("publish.title"),
        fiscal_year=words.year,
        report_id=manifest.identify(inputs),
        headline=[str(sentence) for sentence in headline],
        findings_by_severity=[SeverityCount(key, words.say(f"severity.{key}"), n) for key, n in counts.items()],
        sources=[
            Source(row.title, row.file_name, row.sha256, 0 if pd.isna(row.size_bytes) else int(row.size_bytes))
            for row in iterate_rows(list_documents(words))
        ],
        data_files=[DataFile(record.path, record.sha256, record.rows) for record in words.data.files],
        control_totals=_list_control_totals(words, len(checks)),
        parameters=[
            (words.say("publish.department"), words.department),
            (words.say("publish.year"), str(words.year)),
            (words.say("publish.language"), words.lang),
        ],
        versions=list(inputs["software"].items()),
    )


def _list_control_totals(words: Words, checks: int) -> list[tuple[str, str]]:
    figures = words.own_figures
    summary = [
        one for one in figures if one.scheme == "summary" and one.measure == "level" and one.fiscal_year == words.year
    ]
    names = Counter(words.name_figure(one) for one in summary)
    totals = [(_name_total(words, one, names), f"{words.show_printed(one)} {one.unit}") for one in summary]
    money = [int(one.value) for one in figures if one.kind == "money" and one.basis == "stated"]
    counts = [
        ("publish.count-figures", str(len(figures))),
        ("publish.sum-stated", words.say("publish.sum-fen", fen=sum(money), count=len(money))),
        ("publish.count-statements", str(len(words.data.statements))),
        ("publish.count-checks", str(checks)),
    ]
    return [*totals, *((words.say(key), value) for key, value in counts)]


def _name_total(words: Words, figure: Any, names: Mapping[str, int]) -> str:
    """Return the name of a figure, with its period where others have the same name."""
    name = words.name_figure(figure)
    return name if names[name] == 1 else f"{name} ({words.period_of(figure)})"
