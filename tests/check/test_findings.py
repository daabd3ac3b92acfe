"""The table of checks as a whole: its columns, its order, what counts as a finding, and that nothing makes it fail."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis import list_findings, run_checks
from analysis.check import RULES, SEVERITIES, VERDICTS, count_findings
from analysis.check.judge import REASONS
from analysis.check.rows import CHECK_TYPES
from analysis.dataset import open_data
from tests.datasets import figure, make_data, make_folder, real_data

COUNTS = {"high": 2, "medium": 0, "low": 2, "info": 1}


def test_table_has_the_columns_and_types_that_it_promises() -> None:
    checks = run_checks(real_data())
    assert dict(checks.dtypes.astype(str)) == {
        name: "category" if kind == "category" else kind for name, kind in CHECK_TYPES.items()
    }
    described = re.sub(r"\\([^)]*\\)", "", run_checks.__doc__ or "")
    assert [name for name in checks.columns if name not in described] == []


def test_verdicts_reasons_rules_and_severities_are_those_that_are_listed() -> None:
    checks = run_checks(real_data())
    assert set(checks["verdict"]) <= set(VERDICTS)
    assert set(checks["rule"]) <= set(RULES)
    assert set(checks["severity"]) <= {"", *SEVERITIES}
    assert set(checks["reason"]) <= {*REASONS, "two-readings", "not-read"}


def test_checks_are_numbered_within_their_report_in_the_order_of_the_rules(tmp_path) -> None:
    reports = {(name, year): [figure("summary/total", "1.00")] for name in ("b", "a") for year in (2019, 2018)}
    checks = run_checks(open_data(data_dir=make_folder(tmp_path, reports)))
    order = list(dict.fromkeys(zip(checks["department"], checks["report_year"], strict=True)))
    assert order == [("a", 2018), ("a", 2019), ("b", 2018), ("b", 2019)]
    for _, own in checks.groupby(["department", "report_year"], observed=True):
        assert own["check"].tolist() == list(range(1, len(own) + 1))
        places = [RULES.index(rule) for rule in own["rule"]]
        assert places == sorted(places)


def test_table_that_is_handed_out_may_be_changed() -> None:
    checks = run_checks(real_data())
    checks["identity"] = "spoiled"
    assert "spoiled" not in set(run_checks(real_data())["identity"])


def test_findings_come_gravest_first_and_are_counted() -> None:
    rows = [figure("union-2009/501", "1.00"), figure("union-2009/501", "2.00"), figure("union-2009/501", "3")]
    rows += [figure("staffing/staff", "4", unit="名"), figure("staffing/posts", "3", unit="名", phase="approved")]
    findings = list_findings(run_checks(make_data(*rows)))
    assert findings["severity"].tolist() == ["high", "high", "medium", "info"]
    assert findings["check"].tolist()[:2] == sorted(findings["check"].tolist()[:2])
    assert count_findings(findings) == {"high": 2, "medium": 1, "low": 0, "info": 1}


@pytest.mark.parametrize("history", [None, {2018: [figure("summary/total", "1.00")]}])
def test_report_without_figures_gives_checks_and_no_exception(history) -> None:
    checks = run_checks(make_data(history=history))
    assert checks["rule"].tolist() == ["three-public-final", "budget-inputs", "document-kind"]
    assert list_findings(checks).empty


def test_dataset_without_reports_gives_an_empty_table() -> None:
    data = make_data()
    names = ("reports", "figures", "documents", "links", "coverage", "text_findings", "statements")
    checks = run_checks(replace(data, **{name: getattr(data, name).iloc[:0] for name in names}))
    assert (len(checks), list(checks.columns)) == (0, list(CHECK_TYPES))
    assert count_findings(list_findings(checks)) == dict.fromkeys(SEVERITIES, 0)


def test_checks_of_2019_are_found_without_the_document() -> None:
    findings = list_findings(run_checks(real_data()))
    said = set(zip(findings["rule"].astype(str), findings["severity"].astype(str), strict=True))
    assert {("scope", "high"), ("lost-digits", "high"), ("derived-base", "low"), ("document-kind", "low")} <= said
    assert ("mixed-decimals", "info") in said


def test_not_applicable_and_not_checkable_checks_are_no_findings() -> None:
    rows = [figure(f"union-2009/{code}", "1.00") for code in (501, 502)]
    rows += [figure("summary/total", "2.00"), figure("summary/basic", "1.50")]
    checks = run_checks(make_data(*rows))
    sums = checks[checks["rule"].eq("sum-of-parts")]
    assert sorted(sums["verdict"].astype(str)) == ["exact", "not-applicable"]
    assert list_findings(sums).empty
    assert pd.isna(checks["finding"]).sum() == 0
