"""The tables that go beside the report as CSV: figures, findings, indicators, each with what it rests on.

Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers. Files start with a byte
order mark, as spreadsheets want it for UTF-8.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.compare import compute_indicators
from analysis.frames import iterate_rows
from analysis.money import FEN_PER_YUAN, RATE_SCALE, format_number, strip_controls
from analysis.show.words import Words

_NUMBER = re.compile(r"[-−+]?\d+(\.\d+)?%?")


def write_evidence(words: Words) -> dict[str, str]:
    """Return the CSV files by name (without language suffix): figures.csv, findings.csv, indicators.csv."""
    return {
        "figures.csv": _write(FIGURES, _list_figures(words)),
        "findings.csv": _write(FINDINGS, _list_findings(words)),
        "indicators.csv": _write(INDICATORS, _list_indicators(words)),
    }


FIGURES = """
    figure_id fiscal_year scheme code name label measure base_year phase printed unit basis derivation
    document locator amount_yuan rounding_yuan corrected
""".split()  # noqa: SIM905


def _list_figures(words: Words) -> Iterable[Sequence[object]]:
    corrected = {row.figure_id: row.corrected for row in iterate_rows(words.corrections)}
    for figure in words.own_figures:
        money = figure.kind == "money"
        yield [
            figure.figure_id,
            figure.fiscal_year,
            figure.scheme,
            figure.code,
            words.name_figure(figure),
            figure.label,
            figure.measure,
            "" if pd.isna(figure.base_year) else figure.base_year,
            figure.phase,
            figure.printed,
            figure.unit,
            figure.basis,
            figure.derivation,
            figure.document,
            figure.locator,
            _plain(figure.value, FEN_PER_YUAN, 2) if money else "",
            _plain(figure.rounding, FEN_PER_YUAN, 2) if money else "",
            corrected.get(figure.figure_id, ""),
        ]


FINDINGS = """
    severity rule subject expected actual note readings verdict reported calculated difference tolerance
    unit figures locator advice
""".split()  # noqa: SIM905


def _list_findings(words: Words) -> Iterable[Sequence[object]]:
    for row in iterate_rows(list_findings(run_checks(words.data))):
        told, unit = words.tell_check(row), words.unit_of(row)
        numbers = (row.reported, row.calculated, row.difference, row.tolerance)
        yield [
            row.severity,
            row.rule,
            told.subject,
            told.expected,
            told.actual,
            told.note,
            words.join_notes(reading.text for reading in told.readings),
            row.verdict,
            *(words.format_value(number, unit).replace("−", "-") for number in numbers),
            unit,
            row.figures,
            words.show_place(row),
            words.advise(row.rule),
        ]


INDICATORS = """
    indicator_set indicator block group name formula status value_pct low_pct high_pct missing figures
    derived weight points source confirmed note
""".split()  # noqa: SIM905


def _list_indicators(words: Words) -> Iterable[Sequence[object]]:
    for row in iterate_rows(compute_indicators(words.data)):
        indicator = words.indicators[row.indicator_set, row.indicator]
        used = set(row.figures.split())
        yield [
            row.indicator_set,
            row.indicator,
            words.pick(indicator, "block"),
            words.pick(indicator, "group"),
            words.pick(indicator),
            indicator.formula,
            row.status,
            *(_plain(value, RATE_SCALE // 100, 4) for value in (row.value, row.low, row.high)),
            words.join_notes(words.name_input(one) for one in row.missing.split()),
            " ".join(one for one in words.figures if one in used),
            row.derived,
            indicator.weight,
            _plain(row.points, 100, 2),
            indicator.source,
            indicator.confirmed,
            words.pick(indicator, "note"),
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


def _plain(value: Any, scale: int, decimals: int) -> str:
    """Return a number of parts, of which `scale` make one, with a minus that spreadsheets know; empty for none."""
    return "" if pd.isna(value) else format_number(Fraction(int(value), scale), decimals).replace("−", "-")
