"""What does not add up in a group: findings by rule and by body, and the gravest of them in full."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.check import SEVERITIES
from analysis.frames import iterate_rows
from analysis.show.canvas import Bar, Chart, draw_bars
from analysis.show.peers.words import MOST_ROWS, GroupWords
from analysis.show.rich import Fragment, below, capitalise, mark_severity, paragraphs, tell
from analysis.show.tables import Table, make_table
from analysis.show.words import Words

_REPORT = ["department", "report_year"]
_GRAVE = ("high", "medium")
_DRAWN = 12  # rules on the chart


def tell_group_findings(findings: pd.DataFrame, words: GroupWords) -> Fragment:
    """Return how many findings there are, in how many reports and bodies, by severity, and which reports have none.

    >>> from analysis import list_findings, open_group, run_checks
    >>> from analysis.show import GroupWords, tell_group_findings
    >>> data = open_group(["putuo-finance"], 2024)
    >>> tell_group_findings(list_findings(run_checks(data)), GroupWords(data, "en")).html.striptags().split(":")[0]
    '15 findings in 1 of 1 reports (bodies'
    """
    reports = len(words.data.reports)
    if findings.empty:
        return paragraphs([tell(words, "peers.findings-none", reports=reports)])
    counts = findings["severity"].value_counts()
    values = {
        "count": len(findings),
        "found": len(findings[_REPORT].drop_duplicates()),
        "reports": reports,
        "bodies": findings["department"].nunique(),
        "severities": words.join_names(
            words.say("peers.severity-count", severity=words.say(f"severity.{one}"), count=counts[one])
            for one in SEVERITIES
            if counts.get(one, 0)
        ),
    }
    return paragraphs([tell(words, "peers.findings", **values)])


def _sum_rules(findings: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each rule and severity: how many findings, reports and bodies, and a report that has most."""
    keys = ["severity", "rule"]
    plain = findings.astype({"rule": "str", "severity": "str", "department": "str"})
    of_report = plain.groupby([*keys, *_REPORT]).agg(count=("check", "size"), figures=("figures", "first"))
    of_report = of_report.sort_values("count", ascending=False, kind="stable").reset_index()
    sums = of_report.groupby(keys, sort=False).agg(
        count=("count", "sum"), reports=("count", "size"), bodies=("department", "nunique"),
        department=("department", "first"), report_year=("report_year", "first"), most=("count", "first"),
        figures=("figures", "first"),
    ).reset_index()  # fmt: skip
    rank = sums["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    sums = sums.assign(rank=rank, least=-sums["count"])
    return sums.sort_values(["rank", "least", "rule"], ignore_index=True).drop(columns=["rank", "least"])


def table_findings_by_rule(findings: pd.DataFrame, words: GroupWords) -> Table:
    """Return one row for each rule that found something, the gravest first, with the report that it found most in.

    >>> from analysis import list_findings, open_group, run_checks
    >>> from analysis.show import GroupWords, table_findings_by_rule
    >>> data = open_group(["putuo-finance"], 2024)
    >>> found = list_findings(run_checks(data))
    >>> table_findings_by_rule(found, GroupWords(data, "en")).frame[["rule", "count"]].head(2)
            rule  count
    0   restated      1
    1  direction      1
    """
    sums = _sum_rules(findings)
    rules = words.rows("rules", "rule")
    rows = [
        [
            words.pick(rules[row.rule], "title"),
            mark_severity(words, row.severity),
            row.count,
            row.reports,
            row.bodies,
            below(
                words.link_body(row.department, row.report_year),
                words.say("peers.in-year", year=row.report_year, count=row.most),
            ),
        ]
        for row in iterate_rows(sums)
    ]
    columns = "rule severity:short found:number reports:number bodies:number most-in"
    return make_table(words, sums, "findings-by-rule", columns, rows)


def chart_findings_by_rule(findings: pd.DataFrame, words: GroupWords) -> Chart:
    """Return how many findings each rule has, hints apart, the most first.

    >>> from analysis import list_findings, open_group, run_checks
    >>> from analysis.show import GroupWords, chart_findings_by_rule
    >>> data = open_group(["putuo-finance"], 2024)
    >>> chart_findings_by_rule(list_findings(run_checks(data)), GroupWords(data, "en")).name
    'findings-by-rule'
    """
    told = findings[findings["severity"].ne("info")]
    sums = _sum_rules(told).groupby("rule", sort=False)["count"].sum().sort_values(ascending=False, kind="stable")
    bodies = told.groupby(told["rule"].astype("str"))["department"].nunique().to_dict()
    rules = words.rows("rules", "rule")
    bars = [
        Bar(
            words.pick(rules[rule], "title"),
            words.say("peers.bar-findings", count=count, bodies=bodies[str(rule)]),
            count,
        )
        for rule, count in sums.head(_DRAWN).items()
    ]
    values = {"count": len(told), "reports": len(told[_REPORT].drop_duplicates()), "all": len(words.data.reports)}
    title = words.say("peers.title-findings", **values)
    left = len(sums) - len(bars)
    source = words.join_sentences(
        [words.say("peers.source-findings"), words.say("peers.source-rules-left", count=left) if left else ""]
    )
    frame = sums.reset_index()
    return draw_bars(words, frame, "findings-by-rule", title, source, bars, 0.36 * len(bars) + 0.95)


def table_findings_by_body(findings: pd.DataFrame, words: GroupWords) -> Table:
    """Return one row for each report with findings: how many of each severity, the gravest first.

    >>> from analysis import list_findings, open_group, run_checks
    >>> from analysis.show import GroupWords, table_findings_by_body
    >>> data = open_group(["putuo-finance"], 2024)
    >>> found = list_findings(run_checks(data))
    >>> table_findings_by_body(found, GroupWords(data, "en")).frame[["department", "high"]].head(2)
          department  high
    0  putuo-finance     1
    """
    plain = findings.astype({"department": "str", "severity": "str"})
    counts = plain.groupby([*_REPORT, "severity"]).size().unstack(fill_value=0)
    frame = counts.reindex(columns=list(SEVERITIES), fill_value=0).rename_axis(columns=None).reset_index()
    order = [*SEVERITIES, *_REPORT]
    frame = frame.sort_values(order, ascending=[False] * len(SEVERITIES) + [True, False], ignore_index=True)
    rows = [
        [
            words.link_body(row.department, row.report_year),
            row.report_year,
            *(getattr(row, one) or "—" for one in SEVERITIES),
        ]
        for row in iterate_rows(frame.head(MOST_ROWS))
    ]
    columns = " ".join(["body", "of-year:short", *(f"found-{one}:number" for one in SEVERITIES)])
    return make_table(words, frame, "findings-by-body", columns, rows, note=words.tell_rest(len(frame)), target=True)


def table_gravest(findings: pd.DataFrame, words: GroupWords) -> Table:
    """Return the findings of severity high and medium, those of the largest difference in money first, in full.

    >>> from analysis import list_findings, open_group, run_checks
    >>> from analysis.show import GroupWords, table_gravest
    >>> data = open_group(["putuo-finance"], 2024)
    >>> table_gravest(list_findings(run_checks(data)), GroupWords(data, "en")).frame["rule"].head(2).tolist()
    ['restated', 'percent']
    """
    grave = findings[findings["severity"].isin(_GRAVE)]
    gap = grave["difference"].abs().where(grave["kind"].eq("money")).astype("Float64").fillna(-1)
    grave = grave.assign(rank=grave["severity"].astype("str").map(_GRAVE.index), gap=-gap)
    grave = grave.sort_values(["rank", "gap", *_REPORT, "check"], kind="stable", ignore_index=True)
    frame = grave.drop(columns=["rank", "gap"])
    rows = list(_tell_rows(words, frame.head(MOST_ROWS)))
    columns = "body severity:short finding expected printed"
    return make_table(words, frame, "gravest", columns, rows, note=words.tell_rest(len(frame)))


def _tell_rows(words: GroupWords, findings: pd.DataFrame) -> Iterator[list[object]]:
    """Yield the cells of findings as the reports of their bodies tell them; the number leads to where it is printed."""
    names = findings["department"].unique()
    chosen = words.data.reports["department"].isin(names)
    tables = {one: getattr(words.data, one) for one in ("figures", "links", "coverage", "text_findings", "documents")}
    near = {name: frame[frame["department"].isin(names)].reset_index(drop=True) for name, frame in tables.items()}
    data = replace(words.data, reports=words.data.reports[chosen].reset_index(drop=True), **near)
    places = findings[_REPORT].drop_duplicates().itertuples(index=False, name=None)
    known = {place: Words(data.select(*place), words.lang) for place in places}
    for row in iterate_rows(findings):
        yield _list_cells(words, known[row.department, row.report_year], row)


def _list_cells(words: GroupWords, own: Words, row: Any) -> list[object]:
    told = own.tell_check(row)
    figure = next(iter(row.figures.split()), "")
    printed = words.link(told.actual, row.department, row.report_year, figure) if told.actual else ""
    return [
        below(words.link_body(row.department, row.report_year), str(row.report_year)),
        mark_severity(words, row.severity),
        below(capitalise(told.subject), told.note),
        told.expected,
        printed,
    ]
