"""Amounts: exact from the printed digits to the last format, refused where one would have to guess."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.money import (
    AmountError,
    Quantity,
    Unit,
    bound_ratio,
    count_decimals,
    format_number,
    format_pct,
    format_wan,
    format_yuan,
    group_thousands,
    normalise_number,
    parse_quantity,
    strip_controls,
)

WAN = Unit("万元", "money", 1_000_000)
YUAN = Unit("元", "money", 100)
PERCENT = Unit("%", "rate", 10_000)
PERSONS = Unit("名", "count", 1)

LARGEST = 10**15 - 10**6  # one 万元 below the bound, so that rounding to 万元 stays within it
FEN = st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("printed", "unit", "value", "rounding"),
    [
        ("149.35", WAN, 149_350_000, 10_000),
        ("41.6", WAN, 41_600_000, 100_000),
        ("6", WAN, 6_000_000, 1_000_000),
        ("1,234.50", WAN, 1_234_500_000, 10_000),
        ("１４９．３５", WAN, 149_350_000, 10_000),
        ("１，２３４．５０", WAN, 1_234_500_000, 10_000),
        (" 149.35\u2002\u3000", WAN, 149_350_000, 10_000),
        ("-1.20", WAN, -1_200_000, 10_000),
        ("−1.20", WAN, -1_200_000, 10_000),
        ("－1.20", WAN, -1_200_000, 10_000),
        ("0.000001", WAN, 1, 1),
        ("781.25", YUAN, 78_125, 1),
        ("13.16", PERCENT, 131_600, 100),
        ("1952", PERSONS, 1952, 0),
        ("3,000", PERSONS, 3000, 0),
        ("325.6万", PERSONS, 3_256_000, 1000),
        ("3万5千", YUAN, 3_500_000, 100_000),
        ("12亿3400万", YUAN, 123_400_000_000, 1_000_000),
        ("一亿二千万", YUAN, 12_000_000_000, 100),
    ],
)
def test_printed_number_is_read_exactly(printed: str, unit: Unit, value: int, rounding: int) -> None:
    assert parse_quantity(printed, unit) == Quantity(value, rounding)


@pytest.mark.parametrize("printed", ["300余", "300多", "约300", "近300", "300左右", "约300多", "３００余"])
def test_word_for_about_marks_the_number_as_approximate(printed: str) -> None:
    assert parse_quantity(printed, PERSONS) == Quantity(300, 0, approximate=True)


@pytest.mark.parametrize(
    ("printed", "unit", "reason"),
    [
        ("", WAN, "amount.empty"),
        (" \u3000", WAN, "amount.empty"),
        ("无", WAN, "amount.word"),
        ("—", WAN, "amount.word"),
        ("149.35元", WAN, "amount.stray"),
        ("149.35.1", WAN, "amount.stray"),
        ("一十零", WAN, "amount.stray"),
        ("149. 35", WAN, "amount.stray"),
        ("149.35\u200b", WAN, "amount.stray"),
        ("12,34", WAN, "amount.stray"),
        ("1234,567", WAN, "amount.stray"),
        ("1e3", WAN, "amount.stray"),
        ("1_000", WAN, "amount.stray"),
        ("٣", WAN, "amount.stray"),
        ("①25", WAN, "amount.stray"),
        ("3余00", PERSONS, "amount.stray"),
        ("=1+1", WAN, "amount.stray"),
        ("149.35000000000002", WAN, "amount.too-fine"),
        ("0.005", YUAN, "amount.too-fine"),
        ("0.00001", PERCENT, "amount.too-fine"),
        ("0." + "0" * 2000, WAN, "amount.too-fine"),
        ("9" * 2000, WAN, "amount.too-large"),
        ("1" + "0" * 12, WAN, "amount.too-large"),
        ("2.5", PERSONS, "amount.fraction-count"),
        ("-2", PERSONS, "amount.negative-count"),
    ],
)
def test_number_that_would_have_to_be_guessed_is_refused(printed: str, unit: Unit, reason: str) -> None:
    with pytest.raises(AmountError) as caught:
        parse_quantity(printed, unit)
    assert caught.value.reason == reason


def test_circled_and_roman_digits_stay_what_they_are() -> None:
    assert normalise_number("①２５") == "①25"


@pytest.mark.parametrize(("printed", "decimals"), [("149.35", 2), ("１４９．３５０", 3), ("6", 0), ("1.5余", 1)])
def test_decimals_are_counted_in_any_width(printed: str, decimals: int) -> None:
    assert count_decimals(printed) == decimals


@given(FEN)
def test_amount_survives_format_and_parse(fen: int) -> None:
    assert parse_quantity(format_wan(fen, 6), WAN).value == fen
    assert parse_quantity(format_yuan(fen), YUAN).value == fen


@given(FEN, st.integers(0, 6))
def test_rounded_amount_lies_within_half_a_unit_of_its_last_place(fen: int, decimals: int) -> None:
    shown = parse_quantity(format_wan(fen, decimals), WAN)
    assert shown.rounding == 10 ** (6 - decimals)
    assert shown.low <= fen <= shown.high


@given(st.fractions(), st.integers(0, 6))
def test_number_never_shows_as_minus_zero(number: Fraction, decimals: int) -> None:
    text = format_number(number, decimals)
    assert not (text.startswith("−") and set(text) <= set("−0."))
    assert "-" not in text


@given(st.lists(st.decimals(-9999, 9999, places=2), max_size=30))
def test_sum_of_printed_amounts_is_exact(amounts: list[object]) -> None:
    total = sum(parse_quantity(str(amount), WAN).value for amount in amounts)
    assert Fraction(total, 1_000_000) == sum((Fraction(str(amount)) for amount in amounts), Fraction(0))


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "−1"),
        (Fraction(-4, 10), 0, "0"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-5, 1000), 2, "−0.01"),
        (Fraction(-4, 1000), 2, "0.00"),
        (1234567, 0, "1234567"),
    ],
)
def test_half_is_rounded_away_from_zero(number: Fraction, decimals: int, text: str) -> None:
    assert format_number(number, decimals) == text


def test_amounts_and_rates_show_in_their_units() -> None:
    assert format_wan(149_350_000) == "149.35"
    assert format_yuan(Fraction(2_500_000, 32)) == "781.25"
    assert format_pct(Fraction(-120, 135)) == "−88.89 %"
    assert format_pct(Fraction(2, 3)) == "66.67 %"


def test_ratio_bounds_come_from_the_half_units_of_both_numbers() -> None:
    part, whole = parse_quantity("1.20", WAN), parse_quantity("1.35", WAN)
    assert bound_ratio(part, whole) == (Fraction(1195, 1355), Fraction(1205, 1345))


def test_ratio_on_a_base_that_may_be_zero_has_no_bounds() -> None:
    assert bound_ratio(parse_quantity("1", WAN), parse_quantity("0.0", WAN)) is None


def test_hidden_characters_become_visible() -> None:
    assert strip_controls("a\u202eb\u200bc\x1b[31md\u2028e\ud800") == "a\ufffdb\ufffdc\ufffd[31md\ufffde\ufffd"
    assert strip_controls("北塔区\u3000总工会") == "北塔区\u3000总工会"


@pytest.mark.parametrize(
    ("plain", "grouped"),
    [("0.78", "0.78"), ("999.99", "999.99"), ("2214.39", "2,214.39"), ("−1234567", "−1,234,567"), ("", "")],
)
def test_thousands_are_set_apart(plain: str, grouped: str) -> None:
    assert group_thousands(plain) == grouped
