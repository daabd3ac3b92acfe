from analysis.compare.categories import rank_parts
from analysis.money import format_pct
from tests.reviews import make_figure, make_review, real_review


def test_categories_are_ranked_with_exact_shares():
    frame = rank_parts(real_review(), "summary/total")
    assert list(frame["code"]) == ["504", "506", "501", "503", "502", "508", "505"]
    assert frame["amount_fen"].sum() == 149_350_000
    assert sum(frame["share"]) == 1
    shares = {code: format_pct(share) for code, share in zip(frame["code"], frame["share"], strict=True)}
    assert shares == {
        "501": "13.16 %", "502": "7.03 %", "503": "7.97 %", "504": "39.18 %", "505": "0.52 %", "506": "27.85 %",
        "508": "4.29 %",
    }  # fmt: skip


def test_figure_stated_twice_is_counted_once():
    frame = rank_parts(real_review(), "summary/basic")
    assert list(frame["code"]).count("506") == 1


def test_share_of_a_missing_or_zero_total_is_none_and_never_zero():
    parts = [make_figure("union-2009/504", "1.00")]
    assert list(rank_parts(make_review(*parts), "summary/total")["share"]) == [None]
    zero = make_figure("summary/total", "0")
    assert list(rank_parts(make_review(zero, *parts), "summary/total")["share"]) == [None]


def test_report_without_categories_gives_an_empty_table():
    assert rank_parts(make_review(make_figure("summary/total", "1.00")), "summary/total").empty
