import pytest

from analysis.compare.three_public import compare_three_public
from analysis.compare.years import compare_years
from analysis.money import format_pct
from tests.reviews import make_figure, make_review, real_review


def pair_of(review, name):
    return next(pair for pair in compare_years(review) if pair.name == name)


def test_three_public_fell_by_88_89_percent_on_a_derived_base():
    found = compare_three_public(real_review())
    assert (found.pair.base_fen, found.pair.derived) == (1_350_000, True)
    assert found.pair.change_fen == -1_200_000
    assert format_pct(found.ratio.value) == "−88.89 %"


def test_bounds_follow_from_the_printed_figures():
    # -c / (b + c) over b in [0.145, 0.155], c in [1.195, 1.205]: -1.205/1.350 and -1.195/1.350
    ratio = compare_three_public(real_review()).ratio
    assert (format_pct(ratio.low), format_pct(ratio.high)) == ("−89.26 %", "−88.52 %")


def test_cautious_bounds_take_change_and_base_as_rounded_apart():
    # 1.205 / 1.34 = 0.89925…, 1.195 / 1.36 = 0.87867…
    assert [format_pct(bound) for bound in compare_three_public(real_review()).apart] == ["−89.93 %", "−87.87 %"]


def test_cause_is_the_documents_own():
    assert compare_three_public(real_review()).causes == ("执行中央八项规定精神和厉行节约要求",)


def test_amount_without_a_base_names_the_missing_year():
    pair = pair_of(real_review(), "行政支出")
    assert (pair.status, pair.base_fen, pair.change_fen, pair.ratio) == ("no-base", None, None, None)
    assert "2018" in pair.reason


def test_last_years_own_report_goes_before_a_derived_figure():
    last_year = make_figure("three-public/total", "1.40", phase="approved", year=2018, report_year=2018)
    review = make_review(
        make_figure("three-public/total", "0.15", phase="approved"),
        make_figure("three-public/total", "1.20", phase="approved", measure="decrease", base_year=2018),
        make_figure("three-public/total", "", phase="approved", year=2018, derivation="F01 + F02"),
        history=(last_year,),
    )
    found = compare_three_public(review)
    assert (found.pair.base_fen, found.pair.derived) == (1_400_000, False)


def test_zero_base_has_a_change_but_no_rate():
    last_year = make_figure("summary/total", "0", year=2018, report_year=2018)
    pair = compare_years(make_review(make_figure("summary/total", "5.00"), history=(last_year,)))[0]
    assert (pair.status, pair.change_fen, pair.ratio) == ("compared", 5_000_000, None)
    assert pair.reason


def scheme_change():
    """A department that reports 2021 in the scheme of 2009 and 2022 in the one of 2021."""
    old = {"501": "10.00", "502": "2.00", "503": "6.00", "504": "50.00"}
    new = {"502": "9.00", "503": "5.00", "504": "3.00", "505": "4.00", "506": "40.00"}
    history = [make_figure(f"union-2009/{c}", p, year=2021, report_year=2021) for c, p in old.items()]
    figures = [make_figure(f"union-2021/{c}", p, year=2022, report_year=2022) for c, p in new.items()]
    return make_review(*figures, history=tuple(history), year=2022)


@pytest.mark.parametrize(("name", "base_fen"), [("维权支出", 2_000_000), ("行政支出", 50_000_000)])
def test_renumbered_categories_are_compared_by_content(name, base_fen):
    pair = pair_of(scheme_change(), name)
    assert (pair.status, pair.base_fen) == ("compared", base_fen)


@pytest.mark.parametrize("name", ["职工活动组织支出", "职工服务支出", "业务支出"])
def test_split_categories_are_refused_with_the_reason(name):
    pair = pair_of(scheme_change(), name)
    assert (pair.status, pair.base_fen, pair.change_fen) == ("refused", None, None)
    assert "501 职工活动支出" in pair.reason
    assert "505 业务支出" in pair.reason


def test_split_categories_stay_comparable_as_a_sum():
    pair = compare_years(scheme_change())[-1]
    # 9.00 + 5.00 + 4.00 against 10.00 + 6.00
    assert (pair.this_fen, pair.base_fen, format_pct(pair.ratio.value)) == (18_000_000, 16_000_000, "12.50 %")
