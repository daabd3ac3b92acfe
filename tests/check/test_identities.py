"""Identities that are data: each fires and passes, and a new one needs lines in two files only."""

from typing import Any

import pytest

from analysis.dataset import Dataset
from analysis.tables import DATA_FOLDER
from tests.check.ask import EXACT, HIGH, MEDIUM, WITHIN, find, only, open_for, said
from tests.datasets import document, figure, make_data, make_folder
from tests.helpers import read_rows


def summary(phase: str = "executed", **printed: str) -> list[Any]:
    """Return figures of the summary; `opening_carry_over` names the code opening-carry-over."""
    return [figure(f"summary/{code.replace('_', '-')}", text, phase=phase) for code, text in printed.items()]


# --- staff and posts


def staff(there: str, posts: str, code: str = "staff") -> Dataset:
    rows = [figure(f"staffing/{code}", there, unit="名"), figure("staffing/posts", posts, unit="名", phase="approved")]
    return make_data(*rows)


@pytest.mark.parametrize("code", ["staff", "staff-year-end"])
@pytest.mark.parametrize(("there", "expected"), [("2", EXACT), ("3", EXACT), ("4", MEDIUM)])
def test_staff_must_not_exceed_posts(there: str, expected: Any, code: str) -> None:
    assert said(staff(there, "3", code), "staff-within-posts") == expected


def test_average_of_staff_is_compared_with_no_posts() -> None:
    assert find(staff("4", "3", "staff-average"), "staff-within-posts") == []


def test_approximate_count_is_compared_with_nothing() -> None:
    assert find(staff("200余", "3"), "staff-within-posts") == []


# --- the prior year that a change implies


@pytest.mark.parametrize(
    ("level", "measure", "change", "expected"),
    [
        ("0.15", "decrease", "1.20", EXACT),
        ("0.15", "increase", "0.15", EXACT),
        ("0.15", "increase", "0.16", WITHIN),
        ("0.15", "increase", "0.20", HIGH),
        ("-0.15", "decrease", "0.10", HIGH),
    ],
)
def test_implied_prior_year_must_not_be_negative(level: str, measure: str, change: str, expected: Any) -> None:
    rows = [figure("three-public/total", level), figure("three-public/total", change, measure=measure, base_year=2018)]
    data = make_data(*rows)
    assert said(data, "prior-year") == expected
    assert only(data, "prior-year").base_year == 2018


def test_change_without_this_years_level_implies_nothing() -> None:
    assert find(make_data(figure("three-public/total", "1.20", measure="decrease", base_year=2018)), "prior-year") == []


def test_each_code_phase_and_fund_implies_a_prior_year_of_its_own() -> None:
    places = [{"phase": "approved"}, {"phase": "executed"}, {"fund": "general"}]
    rows = [figure("three-public/reception", "1.00", **one) for one in places]
    rows += [figure("three-public/reception", "2.00", measure="increase", base_year=2018, **one) for one in places[1:]]
    rows += [figure("three-public/vehicles", "9.00"), figure("union-2009/501", "1.00")]
    found = find(make_data(*rows), "prior-year")
    assert sorted((one.verdict, one.figures) for one in found) == [("mismatch", "F02 F04"), ("mismatch", "F03 F05")]


# --- basic and project expenditure

OTHER_PARTS = ("superior-expenditure", "business-expenditure", "affiliate-expenditure")


@pytest.mark.parametrize(
    ("total", "expected"),
    [("10.00", EXACT), ("10.01", WITHIN), ("11.00", open_for("incomplete")), ("9.00", HIGH)],
)
def test_total_is_basic_and_project_expenditure_unless_another_part_is_unstated(total: str, expected: Any) -> None:
    data = make_data(*summary(total=total, basic="7.00", project="3.00"))
    assert said(data, identity="basic-and-project") == expected


@pytest.mark.parametrize(("total", "expected"), [("11.00", EXACT), ("12.00", HIGH), ("10.00", HIGH)])
def test_total_is_all_five_parts_where_all_are_stated(total: str, expected: Any) -> None:
    others = [
        figure(f"disclosure/{code}", printed) for code, printed in zip(OTHER_PARTS, ("1.00", "0", "无"), strict=True)
    ]
    data = make_data(*summary(total=total, basic="7.00", project="3.00"), *others)
    assert said(data, identity="basic-and-project") == expected


def test_nothing_is_checked_without_a_needed_term() -> None:
    assert find(make_data(*summary(total="10.00", basic="7.00")), identity="basic-and-project") == []


def test_each_phase_is_checked_by_itself() -> None:
    rows = summary(total="10.00", basic="7.00", project="3.00")
    rows += summary("approved", total="9.00", basic="7.00", project="3.00")
    found = {(one.phase, one.verdict) for one in find(make_data(*rows), identity="basic-and-project")}
    assert found == {("executed", "exact"), ("approved", "mismatch")}


@pytest.mark.parametrize("other", [{"fund": "general"}, {"scope": "x"}, {"phase": "adjusted"}, {"year": 2018}])
def test_term_of_another_fund_scope_phase_or_year_is_another(other: dict[str, Any]) -> None:
    rows = [*summary(total="10.00", basic="7.00"), figure("summary/project", "4.00", **other)]
    assert find(make_data(*rows), identity="basic-and-project") == []


def test_one_fund_is_checked_where_all_terms_are_of_it() -> None:
    rows = [{**one, "fund": "general"} for one in summary(total="9.00", basic="7.00", project="3.00")]
    assert said(make_data(*rows), identity="basic-and-project") == HIGH


def test_derived_term_proves_nothing() -> None:
    rows = [*summary(basic="7.00", project="3.00"), figure("summary/special", "1.00")]
    rows += [figure("summary/total", derivation="F01 + F03")]
    assert said(make_data(*rows), identity="basic-and-project") == open_for("derived")


# --- the balance, both ways of counting what was carried over


@pytest.mark.parametrize(
    ("figures", "identity"),
    [
        (
            {"income": "100.00", "opening_carry_over": "5.00", "total": "98.00", "closing_carry_over": "7.00"},
            "with-carry-over",
        ),
        (
            {"income": "105.00", "opening_carry_over": "5.00", "total": "98.00", "closing_carry_over": "7.00"},
            "of-income",
        ),
        ({"income": "105.00", "total": "98.00", "closing_carry_over": "7.00"}, "of-income"),
    ],
)
def test_balance_holds_with_opening_carry_over_beside_or_within_income(figures: dict[str, str], identity: str) -> None:
    data = make_data(*summary(**figures))
    assert said(data, "balance") == EXACT
    assert only(data, "balance").identity == f"balance-{identity}"


OPEN = {"opening_carry_over": "5.00", "total": "98.00", "closing_carry_over": "7.00"}


@pytest.mark.parametrize("income", ["90.00", "130.00"])
def test_gap_in_a_balance_proves_nothing_while_some_terms_are_unstated(income: str) -> None:
    assert said(make_data(*summary(income=income, **OPEN)), "balance") == open_for("incomplete")


@pytest.mark.parametrize(("income", "expected"), [("99.00", EXACT), ("90.00", HIGH), ("130.00", HIGH)])
def test_balance_with_every_term_is_a_finding_where_it_does_not_close(income: str, expected: Any) -> None:
    data = make_data(*summary(income=income, surplus_used="3.00", surplus_distributed="2.00", **OPEN))
    assert said(data, "balance") == expected  # 99 + 5 + 3 = 98 + 7 + 2


# --- an identity of one's own


def own_identity(tmp_path: Any, *terms: dict[str, str], closing: str = "", **cells: str) -> Any:
    """Return a data folder with one identity of these terms and a report of 2018, which may state a closing balance."""
    before = [figure("summary/closing-carry-over", closing)] if closing else [figure("summary/project", "1.00")]
    tables = {}
    for kind, rows in (("identities", [{"identity": "own", **cells}]), ("identity-terms", terms)):
        header, *lines = read_rows(DATA_FOLDER / f"{kind}.csv")
        filled = {"rule": "balance", "relation": "=", "name_zh": "甲", "name_en": "A", "confirmed": "no", "source": "x"}
        blank = {"identity": "own", "sign": "+", "scheme": "summary", "measure": "level", "phase": "*"} | {
            "year_offset": "0",
            "needed": "yes",
        }
        tables[kind] = [dict(zip(header, line, strict=True)) for line in lines]
        tables[kind] += [{**(filled if kind == "identities" else blank), **row} for row in rows]
    return make_folder(tmp_path, {("some-union", 2018): before}, **tables)


OPENING = {"side": "reported", "code": "opening-carry-over"}
LAST_CLOSING = {"side": "calculated", "code": "closing-carry-over", "year_offset": "-1"}


@pytest.mark.parametrize(("closing", "expected"), [("5.00", EXACT), ("6.00", HIGH)])
def test_term_of_the_year_before_is_looked_up_in_the_earlier_report(tmp_path: Any, closing: str, expected: Any) -> None:
    folder = own_identity(tmp_path, OPENING, LAST_CLOSING, closing=closing)
    data = make_data(figure("summary/opening-carry-over", "5.00"), data_dir=folder)
    assert said(data, identity="own") == expected
    assert only(data, identity="own").figures == "F01 2018/F01"


def test_term_of_the_year_before_that_nobody_states_leaves_nothing_to_compare(tmp_path: Any) -> None:
    folder = own_identity(tmp_path, OPENING, LAST_CLOSING)
    data = make_data(figure("summary/opening-carry-over", "5.00"), data_dir=folder)
    assert said(data, identity="own") == open_for("no-base")


def test_identity_of_one_kind_of_document_holds_for_that_kind_only(tmp_path: Any) -> None:
    total, basic = {"side": "reported", "code": "total"}, {"side": "calculated", "code": "basic"}
    folder = own_identity(tmp_path, total, basic, kinds="evaluation")
    found = []
    for kind in ("evaluation", "self-evaluation"):
        data = make_data(*summary(total="2.00", basic="1.00"), documents=[document("d", title=kind)], data_dir=folder)
        found.append(len(find(data, identity="own")))
    assert found == [1, 0]


def test_identity_may_subtract_and_compare_by_order(tmp_path: Any) -> None:
    whole = {"side": "calculated", "code": "total"}
    part = {"side": "calculated", "sign": "-", "code": "basic"}
    folder = own_identity(tmp_path, whole, part, relation="<=")
    assert said(make_data(*summary(total="2.00", basic="1.00"), data_dir=folder), identity="own") == EXACT
    assert said(make_data(*summary(total="1.00", basic="2.00"), data_dir=folder), identity="own") == HIGH
