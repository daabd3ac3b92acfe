from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.check import run_checks
from analysis.money import Quantity, parse_quantity
from analysis.verdicts import judge
from tests.reviews import UNITS, make_figure, make_review, real_review

WAN = UNITS["万元"]


def quantities(*printed):
    return [parse_quantity(text, WAN) for text in printed]


def find(review, rule):
    return [check for check in run_checks(review) if check.rule == rule]


def special(total, *parts, **options):
    codes = ["work-funds", "model-workers", "township-unions"]
    figures = [make_figure("summary/special", total, **options)]
    figures += [make_figure(f"beita-union-special/{c}", p, **options) for c, p in zip(codes, parts, strict=False)]
    return make_review(*figures)


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        ("6.00", ("1.60", "2.40", "2.00"), "exact"),
        ("6.01", ("1.60", "2.40", "2.00"), "within-rounding"),  # 0.5 * 0.01 * (3 + 1) = 0.02
        ("6.02", ("1.60", "2.40", "2.00"), "within-rounding"),
        ("6.03", ("1.60", "2.40", "2.00"), "mismatch"),
        ("5.97", ("1.60", "2.40", "2.00"), "mismatch"),
    ],
)
def test_sum_is_judged_by_the_rounding_of_all_figures(total, parts, verdict):
    check = find(special(total, *parts), "sum-of-parts")[0]
    assert check.verdict == verdict
    assert check.severity == ("high" if verdict == "mismatch" else "")
    assert check.tolerance == Fraction(2 * 10_000)  # 0.02 万元 in 分


@pytest.mark.parametrize(("operation", "verdict"), [("8.20", "exact"), ("8.10", "mismatch")])
def test_parts_of_an_unlisted_part_stand_for_it(operation, verdict):
    review = make_review(
        make_figure("three-public/total", "17.35"),
        make_figure("three-public/reception", "9.15"),
        make_figure("three-public/vehicle-operation", operation),
    )
    check = find(review, "sum-of-parts")[0]
    assert check.verdict == verdict
    assert check.expected == f"{operation} + 9.15"


@pytest.mark.parametrize(("total", "verdict"), [("0.31", "within-rounding"), ("0.32", "mismatch")])
def test_two_addends_at_two_decimals_tolerate_0_015(total, verdict):
    reported, *parts = quantities(total, "0.10", "0.20")
    assert judge(reported, parts) == (verdict, Fraction(15_000))


def test_coarse_print_passes_but_is_reported():
    checks = run_checks(special("6", "1.60", "2.40", "2.40"))  # 6.40 against 6: within half a 万元
    assert [c.verdict for c in checks if c.rule == "sum-of-parts"] == ["within-rounding"]
    coarse = [c for c in checks if c.rule == "coarse-rounding"]
    assert [c.severity for c in coarse] == ["low"]


def test_coarse_print_that_adds_up_exactly_is_not_reported():
    assert find(special("6", "1.60", "2.40", "2.00"), "coarse-rounding") == []


def test_unlisted_part_is_named_and_read_as_none():
    check = find(special("4.00", "1.60", "2.40"), "sum-of-parts")[0]
    assert check.verdict == "exact"
    assert "乡、街道工会联合会经费" in check.note


def test_parts_without_a_total_cannot_be_checked():
    review = make_review(make_figure("beita-union-special/work-funds", "1.60"))
    check = find(review, "sum-of-parts")[0]
    assert (check.verdict, check.severity) == ("not-checkable", "")


def test_declared_none_counts_as_zero_in_a_sum():
    figures = [make_figure("three-public/total", "0.15", phase="approved")]
    figures += [
        make_figure(f"three-public/{c}", p, phase="approved") for c, p in (("reception", "0.15"), ("overseas", "无"))
    ]
    assert find(make_review(*figures), "sum-of-parts")[0].verdict == "exact"


def test_approximate_count_enters_no_identity():
    review = make_review(
        make_figure("staffing/staff", "200余", unit="名"),
        make_figure("staffing/posts", "3", unit="名", phase="approved"),
    )
    assert find(review, "staff-within-posts") == []


@pytest.mark.parametrize(
    ("other", "verdict", "severity"),
    [("41.6", "exact", ""), ("41.63", "within-rounding", ""), ("42.6", "mismatch", "high")],
)
def test_restated_figure_must_be_the_same(other, verdict, severity):
    review = make_review(make_figure("union-2009/506", "41.6"), make_figure("union-2009/506", other, label="下拨经费"))
    check = find(review, "restated")[0]
    assert (check.verdict, check.severity) == (verdict, severity)


@pytest.mark.parametrize(("staff", "verdict", "severity"), [("3", "exact", ""), ("4", "mismatch", "medium")])
def test_staff_must_not_exceed_posts(staff, verdict, severity):
    review = make_review(
        make_figure("staffing/staff", staff, unit="名"), make_figure("staffing/posts", "3", unit="名", phase="approved")
    )
    check = find(review, "staff-within-posts")[0]
    assert (check.verdict, check.severity) == (verdict, severity)


def test_seven_categories_add_up_to_total_and_basic_exactly():
    sums = [c for c in find(real_review(), "sum-of-parts") if len(c.figures) == 8]
    assert [(c.verdict, c.reported, c.calculated) for c in sums] == [("exact", 149_350_000, 149_350_000)] * 2


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9), st.integers(0, 4))
def test_independent_rounding_never_makes_a_mismatch(true_fen, decimals):
    step = 10 ** (6 - decimals)

    def round_off(fen):
        return Quantity((fen + step // 2) // step * step, step)

    assert judge(round_off(sum(true_fen)), [round_off(fen) for fen in true_fen])[0] != "mismatch"


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_error_beyond_the_tolerance_is_always_found(hundredths, excess, sign):
    parts = [Quantity(n * 10_000, 10_000) for n in hundredths]
    tolerance_fen = 5_000 * (len(parts) + 1)
    reported = Quantity(sum(part.value for part in parts) + sign * (tolerance_fen + excess), 10_000)
    assert judge(reported, parts)[0] == "mismatch"
