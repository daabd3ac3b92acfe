from dataclasses import replace
from pathlib import Path

import pytest

from analysis.check import count_findings, list_findings, run_checks
from analysis.read import text_findings
from analysis.tables import Row
from tests.reviews import make_figure, make_review, real_review
from tests.test_data import list_reading_rules


def find(review, rule):
    return [check for check in run_checks(review) if check.rule == rule]


def scope(total, basic, **extra):
    figures = [make_figure("summary/total", total), make_figure("summary/basic", basic)]
    return make_review(*figures, *(make_figure(f"summary/{code}", printed) for code, printed in extra.items()))


def test_scope_with_two_readings_shows_both_and_chooses_none():
    check = find(scope("149.35", "149.35", special="6"), "scope")[0]
    assert (check.verdict, check.severity, check.calculated) == ("not-checkable", "high", None)
    assert [(r.calculated, r.difference) for r in check.readings] == [(149_350_000, 0), (155_350_000, -6_000_000)]


@pytest.mark.parametrize(
    ("total", "basic", "extra", "verdict", "severity"),
    [
        ("155.35", "149.35", {"special": "6.00"}, "exact", ""),
        ("155.36", "149.35", {"special": "6.00"}, "within-rounding", ""),
        ("160.00", "149.35", {"special": "6.00"}, "mismatch", "high"),
        ("149.35", "149.35", {"project": "6.00"}, "mismatch", "high"),  # project expenditure is never part of basic
        ("155.35", "149.35", {"project": "6.00", "special": "2.00"}, "exact", ""),
    ],
)
def test_scope_that_the_text_decides(total, basic, extra, verdict, severity):
    check = find(scope(total, basic, **extra), "scope")[0]
    assert (check.verdict, check.severity, check.readings) == (verdict, severity, ())


def test_scope_is_not_asked_without_special_or_project_expenditure():
    assert find(scope("1.00", "1.00"), "scope") == []


@pytest.mark.parametrize("phases", [("approved",), ()])
def test_missing_three_public_final_is_found(phases):
    review = make_review(*(make_figure("three-public/total", "0.15", phase=phase) for phase in phases))
    assert [c.severity for c in find(review, "three-public-final")] == ["medium"]


def test_stated_three_public_final_passes():
    review = make_review(make_figure("three-public/total", "0.10"))
    assert [(c.verdict, c.severity) for c in find(review, "three-public-final")] == [("exact", "")]


def test_missing_budget_inputs_are_named_and_stated_ones_are_not():
    check = find(make_review(make_figure("summary/income", "150.00")), "budget-inputs")[0]
    assert check.severity == "medium"
    assert "年初支出预算数" in check.actual
    assert "收入合计" not in check.actual


def test_complete_budget_inputs_pass():
    figures = [make_figure(f"summary/{c}", "1.00") for c in ("income", "opening-carry-over", "closing-carry-over")]
    figures += [make_figure("summary/total", "1.00", phase=phase) for phase in ("approved", "adjusted")]
    assert find(make_review(*figures), "budget-inputs")[0].severity == ""


def derived_review(*history):
    return make_review(
        make_figure("three-public/total", "0.15", phase="approved"),
        make_figure("three-public/total", "1.20", phase="approved", measure="decrease", base_year=2018),
        make_figure("three-public/total", "", phase="approved", year=2018, derivation="F01 + F02"),
        history=history,
    )


def test_derived_base_is_a_finding_with_its_arithmetic():
    check = find(derived_review(), "derived-base")[0]
    assert check.severity == "low"
    assert check.actual == "0.15 + 1.20 = 1.35 万元"
    assert check.figures == ("F03", "F01", "F02")


def test_derived_base_is_no_finding_once_last_years_report_states_it():
    stated = make_figure("three-public/total", "1.35", phase="approved", year=2018, report_year=2018)
    assert find(derived_review(stated), "derived-base") == []


@pytest.mark.parametrize(("body", "severity"), [("evaluation", ""), ("self-evaluation", "low"), ("other", "")])
def test_title_and_body_must_name_one_kind_of_document(body, severity):
    row = real_review().documents[0]
    document = Row({**row.cells, "kind_in_body": body}, row.file, row.line)
    review = replace(real_review(), documents=(document,))
    assert find(review, "document-kind")[0].severity == severity


@pytest.mark.parametrize(("printed", "found"), [("0余", 1), ("300余", 0), ("0", 0)])
def test_lost_digits_are_found(printed, found):
    review = make_review(make_figure("beita-union-output/workers-helped", printed, unit="名"))
    assert [c.severity for c in find(review, "lost-digits")] == ["high"] * found


@pytest.mark.parametrize(
    ("printed", "severity"), [(("1.60", "6"), "info"), (("1.60", "6.00"), ""), (("1.60", "0"), "")]
)
def test_mixed_decimals_are_a_hint(printed, severity):
    review = make_review(make_figure("summary/total", printed[0]), make_figure("summary/special", printed[1]))
    assert find(review, "mixed-decimals")[0].severity == severity


def test_findings_come_gravest_first_and_are_counted():
    findings = list_findings(run_checks(real_review()))
    assert [f.severity for f in findings] == ["high", "high", "medium", "medium", "low", "low", "info"]
    assert count_findings(findings) == {"high": 2, "medium": 2, "low": 2, "info": 1}


def test_every_rule_of_the_data_is_used_by_a_check():
    used = {check.rule for check in run_checks(real_review())} | {"coarse-rounding", "percent"}
    read = {rule for path in Path(text_findings.__file__).parent.glob("text_*.py") for rule in list_reading_rules(path)}
    assert used | read == set(real_review().rules)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_empty_report_gives_checks_and_no_exception(lang):
    assert {c.rule for c in run_checks(make_review(lang=lang))} == {
        "three-public-final",
        "budget-inputs",
        "document-kind",
    }
