"""The tables that go beside the report as CSV: figures, findings, indicators, each with what it rests on.

Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers. Files start with a byte
order mark, as spreadsheets want it for UTF-8.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from analysis.check import list_findings, run_checks
from analysis.check.rows import format_value
from analysis.compare.indicators import compute_indicators
from analysis.money import format_number, strip_controls
from analysis.review import Review
from analysis.show.rich import join_words

_NUMBER = re.compile(r"[-−+]?\d+(\.\d+)?%?")


def write_evidence(review: Review) -> dict[str, str]:
    """Return the CSV files by name (without language suffix): figures.csv, findings.csv, indicators.csv."""
    return {
        "figures.csv": _write(FIGURES, _list_figures(review)),
        "findings.csv": _write(FINDINGS, _list_findings(review)),
        "indicators.csv": _write(INDICATORS, _list_indicators(review)),
    }


FIGURES = """
    figure_id fiscal_year scheme code name label measure base_year phase printed unit basis derivation
    document locator amount_yuan rounding_yuan corrected
""".split()  # noqa: SIM905


def _list_figures(review: Review) -> Iterable[Sequence[object]]:
    for figure in review.figures:
        money = figure.unit.kind == "money"
        yield [
            figure.figure_id,
            figure.fiscal_year,
            figure.scheme,
            figure.code,
            review.name_of(figure),
            figure.label,
            figure.measure,
            figure.base_year or "",
            figure.phase,
            figure.printed,
            figure.unit.name,
            figure.basis,
            figure.derivation,
            figure.document,
            figure.locator,
            _yuan(figure.value) if money else "",
            _yuan(figure.quantity.rounding) if money else "",
            review.corrections[figure.figure_id]["corrected"] if figure.figure_id in review.corrections else "",
        ]


FINDINGS = """
    severity rule subject expected actual note readings verdict reported calculated difference tolerance
    unit figures locator advice
""".split()  # noqa: SIM905


def _list_findings(review: Review) -> Iterable[Sequence[object]]:
    for finding in list_findings(run_checks(review)):
        numbers = (finding.reported, finding.calculated, finding.difference, finding.tolerance)
        yield [
            finding.severity,
            finding.rule,
            finding.subject,
            finding.expected,
            finding.actual,
            finding.note,
            join_words(review, [reading.text for reading in finding.readings]),
            finding.verdict,
            *(format_value(number, finding.unit).replace("−", "-") for number in numbers),
            finding.unit.name if finding.unit else "",
            " ".join(finding.figures),
            finding.locator,
            review.pick(review.rules[finding.rule], "advice"),
        ]


INDICATORS = """
    indicator_set indicator block group name formula status value_pct low_pct high_pct missing figures
    derived weight points source confirmed note
""".split()  # noqa: SIM905


def _list_indicators(review: Review) -> Iterable[Sequence[object]]:
    for indicator_set in review.indicators:
        for one in compute_indicators(review, indicator_set):
            ratio, row = one.ratio, one.row
            values = (ratio.value, ratio.low, ratio.high) if ratio else ()
            yield [
                row["indicator_set"],
                row["indicator"],
                review.pick(row, "block"),
                review.pick(row, "group"),
                review.pick(row),
                row["formula"],
                one.status,
                *([_plain(value * 100, 4) for value in values] or ["", "", ""]),
                join_words(review, one.missing),
                " ".join(review.cite_key(*key) for key in ratio.figures) if ratio else "",
                " ".join(one.derived),
                row["weight"],
                _plain(one.points, 2) if one.points is not None else "",
                row["source"],
                row["confirmed"],
                review.pick(row, "note"),
            ]


def neutralise(text: str) -> str:
    """Return text that no spreadsheet runs: a leading = + - @ tab or return is put behind an apostrophe."""
    text = strip_controls(text)
    dangerous = text[:1] in {"=", "+", "-", "@"} and not _NUMBER.fullmatch(text)
    return f"'{text}" if dangerous else text


def _write(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutralise(str(cell)) for cell in row] for row in rows)
    return "\ufeff" + buffer.getvalue()


def _yuan(fen: int) -> str:
    return _plain(Fraction(fen, 100), 2)


def _plain(number: Fraction, decimals: int) -> str:
    return format_number(number, decimals).replace("−", "-")
