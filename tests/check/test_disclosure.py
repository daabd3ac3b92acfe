"""What a report leaves open: scope, required parts, derived bases, kinds of document, digits, years, its words."""

from typing import Any

import pytest

from analysis.dataset import Dataset
from tests.check.ask import EXACT, HIGH, LOW, MEDIUM, WITHIN, find, only, open_for, said
from tests.datasets import Cells, cover, document, figure, make_data, real_data

# --- scope


def scope(total: str, basic: str, **others: str) -> Dataset:
    printed = {"total": total, "basic": basic, **others}
    return make_data(*(figure(f"summary/{code}", text) for code, text in printed.items()))


def test_scope_with_two_readings_shows_none_as_chosen() -> None:
    data = scope("149.35", "149.35", special="6")
    assert said(data, "scope") == ("not-checkable", "two-readings", "high")
    check = only(data, "scope")
    assert (check.reported, check.figures) == (149_350_000, "F01 F02 F03")
    assert str(check.calculated) == str(check.difference) == "<NA>"


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("155.35", EXACT),
        ("155.36", WITHIN),
        ("150.00", HIGH),  # neither 149.35 nor 155.35, and less than both together
        ("160.00", open_for("incomplete")),  # there may be project expenditure that is not stated
    ],
)
def test_scope_that_the_amounts_decide(total: str, expected: Any) -> None:
    assert said(scope(total, "149.35", special="6.00"), "scope") == expected


@pytest.mark.parametrize("others", [{}, {"project": "6.00"}, {"project": "6.00", "special": "2.00"}])
def test_scope_is_asked_only_of_special_beside_basic_expenditure(others: dict[str, str]) -> None:
    assert find(scope("155.35", "149.35", **others), "scope") == []


def test_scope_of_the_report_of_2019_stays_open() -> None:
    assert said(real_data(), "scope") == ("not-checkable", "two-readings", "high")


# --- what is not stated, and what was not read

READ, IN_PART = [cover()], [cover(), cover("二", "in-part")]


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (READ, ("not-checkable", "", "medium")),
        ([cover(), cover("表9", "empty", "table")], ("not-checkable", "", "medium")),
        (IN_PART, open_for("not-read")),
        ([cover(), cover("三", "unread")], open_for("not-read")),
        ([], open_for("not-read")),  # nothing is known to have been read
    ],
)
@pytest.mark.parametrize("rule", ["three-public-final", "budget-inputs"])
def test_what_is_not_stated_is_said_only_of_a_report_that_was_read_whole(
    rule: str, coverage: Any, expected: Any
) -> None:
    assert said(make_data(figure("union-2009/501", "1.00"), coverage=coverage), rule) == expected


ASKED, NOT_ASKED = ("not-checkable", "", "medium"), ("not-applicable", "", "")


@pytest.mark.parametrize(
    ("rule", "kinds", "expected"),
    [
        ("three-public-final", ["budget"], NOT_ASKED),
        ("three-public-final", ["budget", "budget"], NOT_ASKED),
        ("three-public-final", ["budget", "final-accounts"], ASKED),
        ("three-public-final", ["evaluation"], ASKED),
        ("budget-inputs", ["budget"], NOT_ASKED),
        ("budget-inputs", ["budget", "final-accounts"], NOT_ASKED),  # only indicators need a carry-over
        ("budget-inputs", ["final-accounts", "self-evaluation"], ASKED),
    ],
)
def test_a_budget_is_not_asked_for_what_only_the_end_of_its_year_can_tell(
    rule: str, kinds: list[str], expected: Any
) -> None:
    documents = [document(f"d{number}", title=kind) for number, kind in enumerate(kinds)]
    row = figure("three-public/total", "0.15", phase="approved", document="d0")
    assert said(make_data(row, documents=documents, coverage=READ), rule) == expected


def test_final_figure_of_three_public_expenses_passes_whatever_was_read() -> None:
    rows = [figure("three-public/total", "0.15", phase="approved"), figure("three-public/total", "0.10")]
    assert said(make_data(*rows, coverage=IN_PART), "three-public-final") == EXACT
    assert only(make_data(*rows), "three-public-final").figures == "F01 F02"


@pytest.mark.parametrize("other", [{"year": 2018}, {"phase": "approved"}, {"fund": "general"}, {"scope": "x"}])
def test_final_figure_of_another_year_phase_fund_or_scope_is_none(other: dict[str, Any]) -> None:
    data = make_data(figure("three-public/total", "0.15", **other), coverage=READ)
    assert said(data, "three-public-final") == ("not-checkable", "", "medium")


def budget(*without: str) -> list[Cells]:
    codes = ("income", "opening-carry-over", "closing-carry-over")
    rows = [figure(f"summary/{code}", "1.00") for code in codes if code not in without]
    return rows + [
        figure("summary/total", "1.00", phase=phase) for phase in ("approved", "adjusted") if phase not in without
    ]


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ((), ""),
        (("adjusted",), ""),  # who states no adjustment may have had none
        (("approved",), "expenditure_budget"),
        (("approved", "adjusted"), "expenditure_budget expenditure_adjusted"),
        (("income", "closing-carry-over"), "income closing_carry_over"),
    ],
)
def test_missing_budget_inputs_are_named(without: tuple[str, ...], missing: str) -> None:
    data = make_data(*budget(*without), coverage=READ)
    assert said(data, "budget-inputs") == (("not-checkable", "", "medium") if missing else EXACT)
    assert only(data, "budget-inputs").missing == missing


# --- bases that nobody states


def derived_base(**history: Any) -> Dataset:
    rows = [
        figure("three-public/total", "0.15"),
        figure("three-public/total", "1.20", measure="decrease", base_year=2018),
    ]
    return make_data(*rows, figure("three-public/total", year=2018, derivation="F01 + F02"), **history)


def test_derived_base_is_a_finding_with_what_it_follows_from() -> None:
    check = only(derived_base(), "derived-base")
    assert (check.verdict, check.severity, check.figures) == ("not-checkable", "low", "F03 F01 F02")
    assert (check.calculated, check.tolerance, check.fiscal_year) == (1_350_000, 10_000, 2018)


def test_derived_base_is_no_finding_once_last_years_report_states_it() -> None:
    assert find(derived_base(history={2018: [figure("three-public/total", "1.35")]}), "derived-base") == []


# --- kinds of document


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("evaluation", "evaluation", EXACT),
        ("evaluation", "self-evaluation", LOW),
        ("evaluation", "other", open_for("")),
        ("other", "self-evaluation", open_for("")),
    ],
)
def test_title_and_body_must_name_one_kind_of_document(title: str, body: str, expected: Any) -> None:
    assert said(make_data(documents=[document("d", title=title, body=body)]), "document-kind") == expected


def test_each_document_of_the_report_is_asked_and_none_of_an_earlier_one() -> None:
    papers = [document("a"), document("b", body="evaluation")]
    data = make_data(documents=papers, history={2018: [figure("summary/total", "1.00")]})
    assert [(one.document, one.verdict) for one in find(data, "document-kind")] == [("a", "exact"), ("b", "mismatch")]


# --- digits


@pytest.mark.parametrize(("printed", "count"), [("0余", 1), ("0多", 1), ("300余", 0), ("0", 0)])
def test_count_that_lost_its_digits_is_found(printed: str, count: int) -> None:
    data = make_data(figure("beita-union-output/workers-helped", printed, unit="名"))
    assert [one.severity for one in find(data, "lost-digits")] == ["high"] * count


@pytest.mark.parametrize(
    ("printed", "expected", "figures"),
    [
        (("1.60", "6"), ("mismatch", "", "info"), "F02"),
        (("1.60", "6.0"), ("mismatch", "", "info"), "F02"),
        (("1.60", "6.00"), EXACT, ""),
        (("1.60", "0"), EXACT, ""),
    ],
)
def test_mixed_decimals_are_a_hint(printed: tuple[str, str], expected: Any, figures: str) -> None:
    data = make_data(figure("summary/total", printed[0]), figure("summary/special", printed[1]))
    assert said(data, "mixed-decimals") == expected
    assert only(data, "mixed-decimals").figures == figures


def test_each_unit_of_money_has_decimals_of_its_own() -> None:
    rows = [figure("summary/total", "1.60"), figure("summary/special", "60000", unit="元")]
    assert [(one.identity, one.verdict) for one in find(make_data(*rows), "mixed-decimals")] == [
        ("万元", "exact"),
        ("元", "exact"),
    ]


# --- schemes outside their years


@pytest.mark.parametrize(
    ("selector", "year", "found"),
    [
        ("union-2009/501", 2021, False),
        ("union-2009/501", 2022, True),
        ("union-2009/501", 1999, False),  # since when it is in force is not known: a blank bound is open
        ("union-2021/501", 2021, True),
        ("union-2021/501", 2022, False),
        ("summary/total", 2022, False),
    ],
)
def test_scheme_used_outside_its_years_is_a_low_finding(selector: str, year: int, found: bool) -> None:
    data = make_data(figure(selector, "1.00"), figure(selector, "2.00"), year=year)
    told = [(one.verdict, one.severity, one.figures, one.fiscal_year) for one in find(data, "scheme-years")]
    assert told == [("mismatch", "low", "F01 F02", year)] * found


# --- faults of the document's own words


def finding(rule: str, name: str = "T01", locator: str = "第9段", figures: str = "") -> Cells:
    return {"finding": name, "rule": rule, "locator": locator, "figures": figures}


@pytest.mark.parametrize(
    ("rule", "severity"), [("template-remains", "medium"), ("quotes", "info"), ("report-year", "medium")]
)
def test_finding_of_the_text_comes_as_a_check_with_the_severity_of_its_rule(rule: str, severity: str) -> None:
    check = only(make_data(figure("summary/total", "1.00"), findings=[finding(rule, figures="F01")]), rule)
    assert (check.verdict, check.severity, check.finding) == ("mismatch", severity, "T01")
    assert (check.figures, check.locator, check.fiscal_year) == ("F01", "第9段", 2019)


def test_fault_that_figures_and_text_both_show_counts_once() -> None:
    rows = [figure("beita-union-output/workers-helped", "0余", unit="名", locator="第3段")]
    same, other = finding("lost-digits", locator="第3段"), finding("lost-digits", "T02", locator="第4段")
    data = make_data(*rows, findings=[same, other])
    assert [(one.locator, one.finding) for one in find(data, "lost-digits")] == [("第3段", ""), ("第4段", "T02")]


def test_fault_that_no_check_of_figures_finds_is_kept() -> None:
    rows = [figure("union-2009/501", "1.00", locator="第3段"), figure("union-2009/501", "1.00", locator="第4段")]
    data = make_data(*rows, findings=[finding("restated", locator="第3段")])
    assert {(one.verdict, one.finding) for one in find(data, "restated")} == {("exact", ""), ("mismatch", "T01")}


def test_kind_of_document_counts_once_wherever_it_is_said() -> None:
    papers = [document("d", body="evaluation")]
    data = make_data(documents=papers, findings=[finding("document-kind", locator="第1段")])
    assert [(one.locator, one.finding) for one in find(data, "document-kind")] == [("title", "")]


def test_severity_is_that_of_the_opened_data(tmp_path: Any) -> None:
    from tests.datasets import make_folder, write_rows
    from tests.helpers import read_rows

    folder = make_folder(tmp_path, {("some-union", 2018): [figure("summary/total", "1.00")]})
    header, *lines = read_rows(folder / "rules.csv")
    rules = [dict(zip(header, line, strict=True)) for line in lines]
    (folder / "rules.csv").unlink()
    write_rows(folder / "rules.csv", "rules", [row | {"severity": "info"} for row in rules])
    rows = [figure("union-2009/501", "1.00"), figure("union-2009/501", "2.00")]
    assert said(make_data(*rows, data_dir=folder), "restated") == ("mismatch", "", "info")
    assert said(make_data(findings=[finding("report-year")], data_dir=folder), "report-year") != MEDIUM
