"""Sums that follow from the schemes: closed, open, with parts unstated, with several totals, with slips."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check.evaluate import judge_excess
from analysis.dataset import Dataset
from analysis.money import Quantity
from analysis.verdicts import VERDICTS
from tests.check.ask import EXACT, HIGH, WAN, WITHIN, find, only, open_for, said
from tests.datasets import figure, link, make_data, real_data


def judge(reported: Quantity, parts: Sequence[Quantity]) -> str:
    """Return the verdict of the engine on a total and its parts."""
    gap = abs(reported.value - sum(part.value for part in parts))
    tolerance = (reported.rounding + sum(part.rounding for part in parts)) // 2
    return VERDICTS[judge_excess(np.array([gap]), np.array([tolerance]))[0]]


ITEMS = ("work-funds", "model-workers", "township-unions")


def special(total: str, *parts: str, unit: str = "万元", links: Any = (), **options: Any) -> Dataset:
    """Return a report of special expenditure and the first of its three items."""
    rows = [figure("summary/special", total, **options)]
    rows += [figure(f"beita-union-special/{c}", p, unit=unit, **options) for c, p in zip(ITEMS, parts, strict=False)]
    return make_data(*rows, links=links)


def categories(parts: Mapping[str, str], **totals: str) -> Dataset:
    """Return a report with categories of the union scheme and some totals of the summary."""
    rows = [figure(f"summary/{code}", printed) for code, printed in totals.items()]
    return make_data(*rows, *(figure(f"union-2009/{code}", printed) for code, printed in parts.items()))


# --- what rounding allows


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("6.00", EXACT),  # 1.60 + 2.40 + 2.00
        ("6.01", WITHIN),
        ("6.02", WITHIN),  # 0.5 · 0.01 · (3 + 1) = 0.02
        ("6.03", HIGH),
        ("5.98", WITHIN),
        ("5.97", HIGH),
    ],
)
def test_sum_is_judged_by_the_rounding_of_all_figures(total: str, expected: Any) -> None:
    data = special(total, "1.60", "2.40", "2.00")
    assert said(data, "sum-of-parts") == expected
    assert only(data, "sum-of-parts").tolerance == 0.02 * WAN


def test_check_says_what_was_added_and_where_the_total_stands() -> None:
    check = only(special("6.03", "1.60", "2.40", "2.00"), "sum-of-parts")
    assert (check.identity, check.scheme, check.code) == ("beita-union-special>summary/special", "summary", "special")
    assert (check.figures, check.formula) == ("F01 F02 F03 F04", "{1} + {2} + {3}")
    assert (check.reported, check.calculated, check.difference) == (6_030_000, 6_000_000, 30_000)
    assert (check.amount_wan, check.unit, check.locator) == (6.03, "万元", "第1段")


def test_amounts_in_yuan_and_in_ten_thousands_add_up() -> None:
    data = special("6.00", "16000", "24000.00", "20000", unit="元")
    assert said(data, "sum-of-parts") == EXACT
    assert only(data, "sum-of-parts").tolerance == (10_000 + 3 * 1) // 2  # 0.01 万元 and 0.01 元 each: 元 are levelled


def test_seven_categories_make_up_total_and_basic_of_2019() -> None:
    sums = [check for check in find(real_data(), "sum-of-parts") if check.identity.startswith("union")]
    assert [(one.verdict, one.reported, one.calculated) for one in sums] == [("exact", 149_350_000, 149_350_000)] * 2


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9), st.integers(0, 4))
def test_independent_rounding_never_makes_a_mismatch(true_fen: list[int], decimals: int) -> None:
    step = 10 ** (6 - decimals)

    def round_off(fen: int) -> Quantity:
        return Quantity((fen + step // 2) // step * step, step)

    assert judge(round_off(sum(true_fen)), [round_off(fen) for fen in true_fen]) != "mismatch"


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_error_beyond_the_tolerance_is_always_found(hundredths: list[int], excess: int, sign: int) -> None:
    parts = [Quantity(n * 10_000, 10_000) for n in hundredths]
    tolerance_fen = 5_000 * (len(parts) + 1)
    reported = Quantity(sum(part.value for part in parts) + sign * (tolerance_fen + excess), 10_000)
    assert judge(reported, parts) == "mismatch"


# --- zeros, whole numbers among decimals, coarse print


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("0.09", ("0.09", "0", "0"), EXACT),
        ("0.12", ("0.09", "0", "0"), HIGH),  # a zero is none, not anything below half a 万元
        ("1.09", ("0.09", "0", "0"), HIGH),
        ("0.00", ("0", "0", "0"), EXACT),
        ("6", ("1.60", "2.40", "2.00"), EXACT),
        ("6", ("1.60", "2.40", "2.40"), HIGH),  # 6 beside 1.60 is 6.00
        ("6.42", ("1.60", "2.40", "2"), HIGH),
        ("6", ("2", "2", "3"), WITHIN),  # all are whole: half of each is open
        ("6", ("2", "2", "5"), HIGH),
    ],
)
def test_zero_and_whole_number_are_as_exact_as_their_list(total: str, parts: tuple[str, ...], expected: Any) -> None:
    assert said(special(total, *parts), "sum-of-parts") == expected


def test_whole_number_of_another_unit_stays_as_it_is_printed() -> None:
    data = special("6.00", "16000", "24000", "20002", unit="元")
    assert only(data, "sum-of-parts").tolerance == (10_000 + 3 * 100) // 2


def test_coarse_print_passes_but_is_reported() -> None:
    data = special("6.0", "1.60", "2.40", "2.04")  # 0.04 is more than 0.02, which four figures to 0.01 allow
    assert said(data, "sum-of-parts") == WITHIN
    assert said(data, "coarse-rounding") == ("within-rounding", "", "low")


@pytest.mark.parametrize(("total", "parts"), [("6.0", ("1.60", "2.40", "2.02")), ("6.02", ("1.60", "2.40", "2.00"))])
def test_what_fine_print_would_allow_too_is_not_coarse(total: str, parts: tuple[str, ...]) -> None:
    assert find(special(total, *parts), "coarse-rounding") == []


# --- completeness: a finding needs all the parts


def test_unstated_part_is_read_as_none_where_the_sum_closes() -> None:
    assert said(special("4.00", "1.60", "2.40"), "sum-of-parts") == EXACT


def test_gap_that_an_unstated_part_may_fill_is_not_checkable_and_names_it() -> None:
    data = special("6.00", "1.60", "2.40")
    assert said(data, "sum-of-parts") == open_for("incomplete")
    check = only(data, "sum-of-parts")
    assert check.missing == "beita-union-special/township-unions"
    assert (check.reported, check.calculated) == (6_000_000, 4_000_000)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("2.60", "4.40"), HIGH),  # 7.00 of 6.00 already
        (("2.60", "3.41"), WITHIN),
        (("8.00", "-1.00"), open_for("incomplete")),  # another part may be negative as well
    ],
)
def test_stated_parts_beyond_the_total_prove_it_wrong(parts: tuple[str, ...], expected: Any) -> None:
    assert said(special("6.00", *parts), "sum-of-parts") == expected


@pytest.mark.parametrize(
    ("complete", "expected"), [("yes", HIGH), ("no", open_for("incomplete")), ("", open_for("incomplete"))]
)
def test_document_may_say_that_the_list_is_complete(complete: str, expected: Any) -> None:
    terms = [link("L01", "sum", name, complete=complete) for name in ("F03", "F02")]
    data = special("6.00", "1.60", "2.40", links=[link("L01", "sum", "F01", "reported", complete=complete), *terms])
    assert said(data, "sum-of-parts") == expected  # one check: the link states the list of the scheme once more


def test_all_parts_stated_one_of_them_as_none_make_a_gap_a_finding() -> None:
    assert said(special("6.00", "1.60", "2.40", "无"), "sum-of-parts") == HIGH
    assert said(special("4.00", "1.60", "2.40", "无"), "sum-of-parts") == EXACT


@pytest.mark.parametrize(("total", "expected"), [("9.00", open_for("derived")), ("6.50", EXACT), ("6.51", WITHIN)])
def test_derived_part_proves_no_mismatch(total: str, expected: Any) -> None:
    # 2018, implied by the changes: 1.60 + 0.40, 2.40 - 0.40 and 2.00 + 0.50 make 6.50.
    changes = (("increase", "0.40", "F02 - F05"), ("decrease", "0.40", "F03 + F06"), ("decrease", "0.50", "F04 + F07"))
    named = list(zip(ITEMS, changes, strict=True))
    rows = [figure(f"beita-union-special/{c}", p) for c, p in zip(ITEMS, ("1.60", "2.40", "2.00"), strict=True)]
    rows += [figure(f"beita-union-special/{c}", p, measure=m, base_year=2018) for c, (m, p, _) in named]
    rows += [figure(f"beita-union-special/{c}", year=2018, derivation=d) for c, (_, _, d) in named]
    total_of_2018 = figure("summary/special", total, year=2018)
    data = make_data(total_of_2018, *rows)
    if total == "6.50":  # 1.20 + 2.80 + 2.50
        assert only(data, "sum-of-parts", fiscal_year=2018).calculated == 6_500_000
    assert said(data, "sum-of-parts", fiscal_year=2018) == expected


def test_derived_total_proves_no_mismatch() -> None:
    rows = [figure("summary/special", "6.00", year=2018), figure("summary/basic", "1.00", year=2018)]
    rows += [figure("summary/special", year=2017, derivation="F01 + F02")]
    parts = [figure(f"beita-union-special/{code}", "1.00", year=2017) for code in ITEMS]
    data = make_data(*rows, *parts)
    assert said(data, "sum-of-parts", fiscal_year=2017) == open_for("derived")


def test_parts_without_a_total_are_not_checkable_and_name_the_total() -> None:
    data = make_data(*(figure(f"beita-union-special/{code}", "1.60") for code in ITEMS))
    assert said(data, "sum-of-parts") == open_for("no-total")
    check = only(data, "sum-of-parts")
    assert (check.scheme, check.code, check.figures, check.locator) == ("summary", "special", "F01 F02 F03", "")


def test_total_without_parts_makes_no_check() -> None:
    assert find(make_data(figure("summary/special", "6.00")), "sum-of-parts") == []


def test_approximate_part_is_none_that_was_stated() -> None:
    assert said(special("6.00", "1.60", "2.40", "约1"), "sum-of-parts") == open_for("incomplete")


# --- parts of parts


@pytest.mark.parametrize(
    ("operation", "expected"),
    [("8.20", EXACT), ("8.10", open_for("incomplete")), ("8.30", HIGH)],
)
def test_parts_of_an_unstated_part_stand_for_it(operation: str, expected: Any) -> None:
    rows = {"total": "17.35", "reception": "9.15", "vehicle-operation": operation}
    data = make_data(*(figure(f"three-public/{code}", printed) for code, printed in rows.items()))
    assert said(data, "sum-of-parts", code="total") == expected
    assert said(data, "sum-of-parts", code="vehicles") == open_for("no-total")


def test_parts_of_a_stated_part_are_not_added_to_it() -> None:
    rows = {"total": "17.35", "reception": "9.15", "vehicles": "8.20", "vehicle-operation": "8.20", "overseas": "无"}
    data = make_data(*(figure(f"three-public/{code}", printed) for code, printed in rows.items()))
    assert said(data, "sum-of-parts", code="total") == EXACT
    assert said(data, "sum-of-parts", code="vehicles") == EXACT


def test_list_is_complete_where_all_parts_of_an_unstated_part_are_stated() -> None:
    rows = {
        "total": "17.45",
        "reception": "9.15",
        "overseas": "无",
        "vehicle-purchase": "0",
        "vehicle-operation": "8.20",
    }
    data = make_data(*(figure(f"three-public/{code}", printed) for code, printed in rows.items()))
    assert said(data, "sum-of-parts", code="total") == HIGH


def test_unstated_parts_are_named_as_deep_as_needed() -> None:
    rows = {"total": "20.00", "reception": "9.15", "vehicle-operation": "8.20"}
    data = make_data(*(figure(f"three-public/{code}", printed) for code, printed in rows.items()))
    missing = only(data, "sum-of-parts", code="total").missing
    assert missing == "three-public/overseas three-public/vehicle-purchase"


# --- one list, several totals

SEVEN = {"501": "15.20", "502": "18.36", "503": "12.75", "504": "64.09", "505": "0.60", "506": "50.00", "508": "7.20"}
ALL = SEVEN | {"507": "无"}  # 168.20


def test_parts_that_make_up_one_of_two_totals_say_which() -> None:
    data = categories(SEVEN, total="168.20", basic="159.70")
    assert said(data, "sum-of-parts", code="total") == EXACT
    assert said(data, "sum-of-parts", code="basic") == ("not-applicable", "other-total", "")
    data = categories(SEVEN, total="176.70", basic="168.20")
    assert said(data, "sum-of-parts", code="basic") == EXACT
    assert said(data, "sum-of-parts", code="total") == ("not-applicable", "other-total", "")


def test_parts_that_make_up_neither_total_are_judged_against_the_nearer() -> None:
    data = categories(ALL, total="169.20", basic="159.70")
    assert said(data, "sum-of-parts", code="total") == HIGH
    assert said(data, "sum-of-parts", code="basic") == ("not-applicable", "nearer-total", "")


def test_parts_beyond_both_totals_are_wrong_even_if_one_is_unstated() -> None:
    data = categories(SEVEN, total="160.20", basic="159.70")
    assert said(data, "sum-of-parts", code="total") == HIGH
    data = categories(SEVEN, total="170.20", basic="159.70")
    assert said(data, "sum-of-parts", code="total") == open_for("incomplete")


@pytest.mark.parametrize(("stated", "missing"), [("basic", "summary/total"), ("total", "summary/basic")])
def test_total_that_is_not_stated_may_be_the_one_that_the_parts_make_up(stated: str, missing: str) -> None:
    data = categories(ALL, **{stated: "150.00"})
    assert said(data, "sum-of-parts") == open_for("incomplete")
    assert only(data, "sum-of-parts").missing == missing


def test_only_one_row_says_that_no_total_is_stated() -> None:
    assert said(categories(SEVEN), "sum-of-parts") == open_for("no-total")


# --- only what belongs together


def test_functional_classes_make_up_the_total_expenditure() -> None:
    classes = {"205": "7600.00", "208": "520.20", "210": "180.00", "221": "150.00"}
    rows = [figure(f"functional-2020/{code}", printed) for code, printed in classes.items()]
    data = make_data(figure("summary/total", "8450.20"), *rows)
    assert said(data, "sum-of-parts") == EXACT
    assert only(data, "sum-of-parts").identity == "functional-2020>summary/total"


def test_income_by_class_is_no_part_of_the_expenditure() -> None:
    rows = [figure("functional-2020/205", "7600.00"), figure("functional-2020/205", "8000.00", flow="income")]
    data = make_data(figure("summary/total", "7600.00"), figure("summary/income", "8000.00"), *rows)
    found = {(one.identity, one.verdict, one.figures) for one in find(data, "sum-of-parts")}
    assert found == {
        ("functional-2020>summary/total", "exact", "F01 F03"),
        ("functional-2020>summary/income", "exact", "F02 F04"),
    }


@pytest.mark.parametrize("other", [{"fund": "general"}, {"scope": "basic"}, {"phase": "approved"}, {"year": 2018}])
def test_parts_of_another_fund_scope_phase_or_year_are_not_added(other: dict[str, Any]) -> None:
    rows = [figure(f"beita-union-special/{code}", "2.00", **other) for code in ITEMS]
    data = make_data(figure("summary/special", "9.00"), *rows)
    assert said(data, "sum-of-parts") == open_for("no-total")


def test_each_year_and_phase_has_a_check_of_its_own() -> None:
    rows = [
        figure(selector, printed, year=year, phase=phase)
        for year, phase in ((2019, "executed"), (2019, "approved"), (2018, "executed"))
        for selector, printed in (("three-public/total", "1.00"), ("three-public/reception", "1.00"))
    ]
    found = {(one.fiscal_year, one.phase, one.verdict) for one in find(make_data(*rows), "sum-of-parts")}
    assert found == {(2019, "executed", "exact"), (2019, "approved", "exact"), (2018, "executed", "exact")}


def test_figures_of_earlier_reports_are_not_judged_again() -> None:
    data = make_data(
        figure("summary/special", "6.00"), history={2018: [figure("beita-union-special/work-funds", "1.00")]}
    )
    assert find(data, "sum-of-parts") == []


# --- slips of the unit or the point


@pytest.mark.parametrize(
    ("total", "parts", "reason"),
    [
        ("6.00", ("1.60", "2.40", "20000"), "unit-4 3"),
        ("60000", ("1.60", "2.40", "2.00"), "unit-4 0"),
        ("6.0002", ("4.00", "2.00", "0.0002"), ""),  # closes as it is
        ("6.00", ("1.60", "2.40", "20.00"), "point-1 3"),
        ("6.00", ("1.60", "2.40", "0.20"), "point+1 3"),
        ("60000.00", ("1.60", "59998.00", "0.40"), ""),
    ],
)
def test_figure_whose_unit_or_point_slipped_is_named(total: str, parts: tuple[str, ...], reason: str) -> None:
    data = special(total, *parts)
    expected = [("unit-scale", "mismatch", reason, "high")] if reason else [("sum-of-parts", "exact", "", "")]
    found = find(data, "unit-scale") + find(data, "sum-of-parts")
    assert [(one.rule, one.verdict, one.reason, one.severity) for one in found] == expected


def test_gap_that_two_slips_would_close_names_none() -> None:
    data = special("22.00", "1.00", "1.00", "11.00")  # either part of 1.00 may have been 10.00
    assert find(data, "unit-scale") == []
    assert said(data, "sum-of-parts") == HIGH


def test_slip_is_judged_by_figures_taken_at_the_decimals_of_their_list() -> None:
    data = special("6", "2.77", "2.77", "0.06")  # 5.60; ten times 0.06 makes 6.14, which is not 6.00
    assert find(data, "unit-scale") == []
    assert said(data, "sum-of-parts") == HIGH
