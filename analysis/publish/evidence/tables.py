"""The tables beside the report as CSV: figures, findings, indicators, what was read, each with what it rests on.

Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers. Files start with a byte
order mark, as spreadsheets want it for UTF-8.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.check import list_findings, run_checks
from analysis.compare import compute_indicators
from analysis.frames import iterate_rows
from analysis.money import FEN_PER_YUAN, RATE_SCALE, format_number, strip_controls
from analysis.publish.evidence.manifest import locate
from analysis.show.coverage import list_coverage
from analysis.show.words import Words
from analysis.verdicts import SEVERITIES

COLUMNS = {
    "figures": """figure_id fiscal_year scheme code name label measure base_year phase printed unit basis derivation
        document locator amount_yuan rounding_yuan corrected""",
    "findings": """severity rule subject expected actual note readings verdict reported calculated difference tolerance
        unit figures locator advice""",
    "indicators": """indicator_set indicator block group name formula status value_pct low_pct high_pct missing figures
        derived weight points source confirmed note""",
    "coverage": "document part kind state numbers numbers_read page",
}
_NUMBER = re.compile(r"[-−+]?\d+(\.\d+)?%?")

Rows = Iterator[tuple[Any, dict[str, object]]]  # of the analysis, each with the cells that it does not have itself


def write_evidence(words: Words) -> dict[str, str]:
    """Return the CSV files by name (without language suffix): figures.csv, findings.csv and so on."""
    listed = {
        "figures": _list_figures,
        "findings": _list_findings,
        "indicators": _list_indicators,
        "coverage": _list_coverage,
    }
    return {f"{name}.csv": _write(COLUMNS[name].split(), listing(words)) for name, listing in listed.items()}


def _list_figures(words: Words) -> Rows:
    corrected = {row.figure_id: row.corrected for row in iterate_rows(words.corrections)}
    for figure in words.own_figures:
        amounts = (figure.value, figure.rounding) if figure.kind == "money" else (pd.NA, pd.NA)
        amount, rounding = (_plain(one, FEN_PER_YUAN, 2) for one in amounts)
        made = {"name": words.name_figure(figure), "amount_yuan": amount, "rounding_yuan": rounding}
        yield figure, {**made, "corrected": corrected.get(figure.figure_id, "")}


def _list_findings(words: Words) -> Rows:
    for row in iterate_rows(list_findings(run_checks(words.data))):
        told, unit = words.tell_check(row), words.unit_of(row)
        numbers = ("reported", "calculated", "difference", "tolerance")
        made = {name: words.format_value(getattr(row, name), unit).replace("−", "-") for name in numbers}
        readings = words.join_notes(reading.text for reading in told.readings)
        place = {"locator": words.show_place(row), "advice": words.advise(row.rule)}
        yield row, {**told._asdict(), "readings": readings, "unit": unit, **made, **place}


def _list_indicators(words: Words) -> Rows:
    for row in iterate_rows(compute_indicators(words.data)):
        indicator = words.indicators[row.indicator_set, row.indicator]
        used = set(row.figures.split())
        made = {name: getattr(indicator, name) for name in ("formula", "weight", "source", "confirmed")}
        made |= {name: words.pick(indicator, name) for name in ("block", "group", "name", "note")}
        made |= {f"{name}_pct": _plain(getattr(row, name), RATE_SCALE // 100, 4) for name in ("value", "low", "high")}
        missing = words.join_notes(words.name_input(one) for one in row.missing.split())
        figures = " ".join(one for one in words.figures if one in used)
        yield row, {**made, "missing": missing, "figures": figures, "points": _plain(row.points, 100, 2)}


def _list_coverage(words: Words) -> Rows:
    return ((row, {}) for row in iterate_rows(list_coverage(words)))


def _write(columns: Sequence[str], rows: Rows) -> str:
    lines = ([made[name] if name in made else getattr(row, name) for name in columns] for row, made in rows)
    return write_csv(columns, lines)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV file as its text, in which nothing runs; what there is not is blank."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutralise("" if cell is pd.NA else str(cell)) for cell in row] for row in rows)
    return "\ufeff" + buffer.getvalue()


def neutralise(text: str) -> str:
    """Return text that no spreadsheet runs: a leading = + - @ tab or return is put behind an apostrophe."""
    text = strip_controls(text)
    dangerous = text[:1] in {"=", "+", "-", "@"} and not _NUMBER.fullmatch(text)
    return f"'{text}" if dangerous else text


def _plain(value: Any, scale: int, decimals: int) -> str:
    """Return a number of parts, of which `scale` make one, with a minus that spreadsheets know; empty for none."""
    return "" if pd.isna(value) else format_number(Fraction(int(value), scale), decimals).replace("−", "-")


def count_published(report: Path, lang: str) -> dict[str, int]:
    """Return the findings of a published report by severity; all zero where its table cannot be read."""
    counted: Counter[str] = Counter()
    path = locate(report, lang, "findings.csv")
    with suppress(OSError, ValueError, csv.Error), path.open(encoding="utf-8-sig", newline="") as file:
        counted.update(row.get("severity", "") for row in csv.DictReader(file))
    return {severity: counted[severity] for severity in SEVERITIES}
