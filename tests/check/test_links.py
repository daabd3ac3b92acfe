"""Links: what a document itself says belongs together, each kind judged once right and once wrong."""

from pathlib import Path
from typing import Any

import pytest

from analysis import open_data
from analysis.check.links import KINDS
from analysis.dataset import Dataset
from analysis.show import Words
from analysis.table_schemas import read_schema
from tests.check.ask import EXACT, HIGH, LOW, MEDIUM, WITHIN, find, only, open_for, said
from tests.datasets import Cells, figure, link, make_data, make_folder
from tests.helpers import add_rows

A, B, C, WHOLE = "union-2009/501", "union-2009/502", "union-2009/503", "disclosure/general-fiscal"


def linked(kind: str, reported: Cells | None, *others: Cells, divisor: Cells | None = None, **options: Any) -> Dataset:
    """Return a report of figures that one link joins: reported, calculated … and what is divided by."""
    signs = options.pop("signs", ())
    history = options.pop("history", None)
    rows = [one for one in (reported, *others, divisor) if one]
    roles = ["reported"] * bool(reported) + ["calculated"] * len(others) + ["divisor"] * bool(divisor)
    signs = [*signs, *[""] * len(rows)]
    links = [
        link("L01", kind, f"F{place:02d}", role, sign=sign, **options)
        for place, (role, sign) in enumerate(zip(roles, signs, strict=False), start=1)
    ]
    return make_data(*rows, links=links, history=history)


def rate(printed: str, measure: str = "share", selector: str = A) -> Cells:
    return figure(selector, printed, measure=measure, unit="%", base_year=2018 if measure == "change-rate" else None)


def test_every_kind_that_data_may_hold_is_one_that_the_engine_judges() -> None:
    [kinds] = [one["constraints"]["enum"] for one in read_schema("links")["fields"] if one["name"] == "kind"]
    assert set(kinds) == set(KINDS)


# --- sums


@pytest.mark.parametrize(
    ("total", "complete", "expected"),
    [
        ("3.00", "", EXACT),
        ("3.01", "no", WITHIN),
        ("4.00", "yes", HIGH),
        ("4.00", "no", open_for("incomplete")),  # 其中: others are not listed
        ("4.00", "", open_for("incomplete")),
        ("2.00", "", HIGH),  # the parts exceed the total
    ],
)
def test_sum_that_a_text_states(total: str, complete: str, expected: Any) -> None:
    data = linked("sum", figure(WHOLE, total), figure(A, "1.00"), figure(B, "2.00"), complete=complete)
    assert said(data, "sum-of-parts", identity="L01") == expected


def test_sum_may_subtract() -> None:
    rows = (figure(WHOLE, "1.00"), figure(A, "3.00"), figure(B, "2.00"))
    assert said(linked("sum", *rows, complete="yes", signs=("", "+", "-")), identity="L01") == EXACT
    assert said(linked("sum", *rows, signs=("", "+", "+")), identity="L01") == HIGH
    assert only(linked("sum", *rows, signs=("", "+", "-")), identity="L01").formula == "{1} - {2}"


def test_sum_with_a_part_taken_off_that_exceeds_the_total_proves_nothing_unless_complete() -> None:
    rows = (figure(WHOLE, "1.00"), figure(A, "5.00"), figure(B, "2.00"))
    assert said(linked("sum", *rows, signs=("", "+", "-")), identity="L01") == open_for("incomplete")


def test_unit_that_slipped_in_a_sum_is_named() -> None:
    data = linked("sum", figure(WHOLE, "3.00"), figure(A, "1.00"), figure(B, "20000.00"))
    assert said(data, "unit-scale") == ("mismatch", "unit-4 2", "high")


def test_coarse_sum_of_a_text_is_reported() -> None:
    data = linked("sum", figure(WHOLE, "3.0"), figure(A, "1.00"), figure(B, "2.04"))
    assert said(data, "coarse-rounding") == ("within-rounding", "", "low")


def test_part_of_a_whole_may_not_exceed_it() -> None:
    assert said(linked("contains", figure(WHOLE, "3.00"), figure(A, "3.00")), identity="L01") == EXACT
    assert said(linked("contains", figure(WHOLE, "3.00"), figure(A, "3.01")), identity="L01") == WITHIN
    assert said(linked("contains", figure(WHOLE, "3.00"), figure(A, "4.00")), identity="L01") == HIGH


# --- changes and rates


def change(measure: str, printed: str, level: str, base: str) -> Dataset:
    rows = (figure(A, printed, measure=measure, base_year=2018), figure(A, level), figure(B, base))
    return linked("change", *rows, signs=("", "+", "-"))


@pytest.mark.parametrize(
    ("measure", "printed", "rule", "expected"),
    [
        ("increase", "2.00", "change", EXACT),
        ("increase", "2.01", "change", WITHIN),
        ("increase", "2.50", "change", HIGH),
        ("decrease", "2.00", "direction", MEDIUM),  # only the word is wrong
        ("decrease", "2.50", "change", HIGH),
    ],
)
def test_change_that_a_text_states_between_two_figures(measure: str, printed: str, rule: str, expected: Any) -> None:
    data = change(measure, printed, "5.00", "3.00")
    assert said(data, rule, identity="L01") == expected
    assert find(data, "change", identity="change") == []  # the link explains it: no base is looked for


def test_fall_that_is_told_as_a_rise_is_a_word_that_is_wrong() -> None:
    assert said(change("decrease", "2.00", "3.00", "5.00"), "change") == EXACT
    assert said(change("increase", "2.00", "3.00", "5.00"), "direction") == MEDIUM


def change_rate(printed: str, sign: str, level: str = "6.00", base: str = "5.00") -> Dataset:
    rows = (rate(printed, "change-rate"), figure(A, level), figure(B, base))
    return linked("change-rate", *rows, divisor=figure(C, base), signs=(sign, "+", "-"))


@pytest.mark.parametrize(
    ("printed", "sign", "rule", "expected"),
    [
        ("20", "", "percent", EXACT),
        ("20", "+", "percent", EXACT),
        ("25", "+", "percent", MEDIUM),
        ("20", "-", "direction", MEDIUM),
        ("25", "-", "direction", MEDIUM),
    ],
)
def test_rate_of_change_that_a_text_states(printed: str, sign: str, rule: str, expected: Any) -> None:
    assert said(change_rate(printed, sign), rule, identity="L01") == expected


def test_rate_of_a_fall_is_expected_below_zero() -> None:
    fall = change_rate("25", "-", level="4.00")  # from 5.00 to 4.00: 20 % less
    check = only(fall, "percent", identity="L01")
    assert (check.reported, check.calculated, check.difference) == (-250_000, -200_000, -50_000)
    assert Words(fall, "zh").tell_check(check).actual.endswith("−25 %")  # beside the −20 % that it should be
    risen = only(change_rate("20", "-"), "direction", identity="L01")
    assert (risen.reported, risen.calculated) == (-200_000, 200_000)


def test_rate_of_change_may_be_of_the_change_alone() -> None:
    fall = figure(A, "1.00", measure="decrease", base_year=2018)
    for sign, rule, expected in (("-", "percent", EXACT), ("+", "direction", MEDIUM), ("", "percent", EXACT)):
        data = linked("change-rate", rate("20", "change-rate"), fall, divisor=figure(B, "5.00"), signs=(sign,))
        assert said(data, rule, identity="L01") == expected


@pytest.mark.parametrize("kind", ["share", "completion-rate"])
@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("66.67", EXACT),
        ("66.66", ("within-rounding", "truncated", "low")),
        ("66.60", MEDIUM),
    ],
)
def test_share_or_completion_that_a_text_states(kind: str, printed: str, expected: Any) -> None:
    data = linked(kind, rate(printed, kind), figure(B, "2000.00"), divisor=figure(C, "3000.00"))
    assert said(data, "percent", identity="L01") == expected
    assert find(data, "percent", identity=kind) == []


def test_share_of_several_parts_is_of_their_sum() -> None:
    data = linked("share", rate("50"), figure(B, "1.00"), figure(C, "2.00"), divisor=figure(WHOLE, "6.00"))
    assert said(data, "percent", identity="L01") == EXACT


@pytest.mark.parametrize("whole", ["0", "0.00", "无"])
def test_share_of_nought_that_a_text_states_cannot_be(whole: str) -> None:
    data = linked("share", rate("50"), figure(B, "1.00"), divisor=figure(C, whole))
    assert said(data, "percent", identity="L01") == ("mismatch", "zero-base", "medium")


def test_link_that_lacks_its_divisor_or_its_amounts_is_not_checkable() -> None:
    assert said(linked("share", rate("50"), figure(B, "1.00")), identity="L01") == open_for("no-terms")
    assert said(linked("share", rate("50"), divisor=figure(B, "1.00")), identity="L01") == open_for("no-terms")
    assert said(linked("sum", None, figure(WHOLE, "1.00")), identity="L01") == open_for("no-total")
    assert said(linked("sum", figure(B, "1.00")), identity="L01") == open_for("no-base")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [(("60.5", "39.5"), EXACT), (("60.5", "39.6"), WITHIN), (("60.5", "40.5"), LOW), (("60.5", "20"), LOW)],
)
def test_shares_of_all_parts_make_up_a_hundred_per_cent(shares: tuple[str, ...], expected: Any) -> None:
    data = linked("share-total", None, *(rate(one, selector=code) for one, code in zip(shares, (A, B), strict=True)))
    assert said(data, "share-total") == expected
    assert only(data, "share-total").calculated == sum(int(float(one) * 10_000) for one in shares)


# --- words that compare


@pytest.mark.parametrize(
    ("kind", "left", "right", "expected"),
    [
        ("less", "1.00", "2.00", EXACT),
        ("less", "2.00", "2.00", MEDIUM),
        ("less", "3.00", "2.00", MEDIUM),
        ("more", "3.00", "2.00", EXACT),
        ("more", "2.00", "2.00", MEDIUM),
        ("equal", "2.00", "2.00", EXACT),
        ("equal", "2.01", "2.00", WITHIN),
        ("equal", "2.10", "2.00", MEDIUM),
        ("nearly-equal", "2.10", "2.00", EXACT),  # within 5 %
        ("nearly-equal", "1.90", "2.00", EXACT),
        ("nearly-equal", "2.11", "2.00", MEDIUM),
    ],
)
def test_order_that_words_state(kind: str, left: str, right: str, expected: Any) -> None:
    assert said(linked(kind, figure(A, left), figure(B, right)), "direction") == expected


# --- figures stated again


@pytest.mark.parametrize(
    ("other", "rule", "expected"),
    [
        ("41.60", "restated", EXACT),
        ("41.63", "restated", WITHIN),
        ("42.60", "restated", HIGH),
        ("416000", "unit-scale", ("mismatch", "unit+4 0", "high")),
        ("4.16", "restated", HIGH),
    ],
)
def test_figure_that_a_link_states_again(other: str, rule: str, expected: Any) -> None:
    assert said(linked("restated", figure(A, "41.6"), figure(B, other)), rule, identity="L01") == expected


def test_rate_that_is_also_stated_again_is_still_judged_by_its_amounts() -> None:
    rows = [rate("50"), rate("50"), figure(A, "1.00"), figure("summary/total", "4.00")]
    links = [link("L01", "restated", "F01", "reported"), link("L01", "restated", "F02")]
    assert [one.verdict for one in find(make_data(*rows, links=links), "percent", figures="F01 F03 F04")] == [
        "mismatch"
    ]


# --- which figures


def test_figure_of_an_earlier_report_takes_part() -> None:
    rows = [figure(A, "2.00"), figure(B, "1.00")]
    links = [link("L01", "sum", "F01", "reported", complete="yes")]
    links += [link("L01", "sum", one, complete="yes") for one in ("F02", "2018/F01")]
    data = make_data(*rows, links=links, history={2018: [figure(A, "1.00")]})
    assert said(data, identity="L01") == EXACT
    assert only(data, identity="L01").figures == "F01 F02 2018/F01"


def test_link_of_an_approximate_figure_is_left_out() -> None:
    assert find(linked("more", figure(A, "约3"), figure(B, "2.00")), identity="L01") == []


def test_figure_without_a_code_takes_part_in_links_only() -> None:
    rows = [{**figure(A, printed), "scheme": "", "code": ""} for printed in ("3.00", "1.00", "1.00")]
    data = linked("sum", *rows, complete="yes")
    assert said(data, identity="L01") == HIGH
    assert find(data, "restated") == []


def test_derived_figure_proves_nothing_in_a_link_either() -> None:
    rows = [figure(WHOLE, "9.00"), figure(A, "1.00"), figure(B, derivation="F01 + F02")]
    links = [link("L01", "less", "F03", "reported"), link("L01", "less", "F01")]
    assert said(make_data(*rows, links=links), identity="L01") == open_for("derived")


def test_links_with_one_id_in_two_reports_stay_apart(tmp_path: Path) -> None:
    folder = make_folder(
        tmp_path, {("some-union", year): [figure(A, "3.00"), figure(B, "2.00")] for year in (2018, 2019)}
    )
    for year, kind in ((2018, "more"), (2019, "less")):
        rows = [link("L01", kind, "F01", "reported"), link("L01", kind, "F02")]
        add_rows(
            folder, "links", *(row | {"document": f"report-{year}"} for row in rows), department="some-union", year=year
        )
    found = find(open_data(data_dir=folder), "direction")
    assert [(one.report_year, one.verdict, one.figures) for one in found] == [
        (2018, "exact", "F01 F02"),
        (2019, "mismatch", "F01 F02"),
    ]
