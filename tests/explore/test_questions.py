"""The eight questions of notebooks/explore.ipynb: the very cells, against sums over the CSV files made here."""

import ast
import csv
import os
import warnings
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ("most", "changes", "three-public", "execution", "findings", "indicators", "chart", "excel")
Answers = dict[str, Any]


def run(source: str, scope: dict[str, Any]) -> Any:
    """Return what a cell shows: the value of its last line."""
    tree = ast.parse(source.rstrip(";"))
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), scope) if last else None


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    folder = tmp_path_factory.mktemp("lab") / "notebooks"
    folder.mkdir()
    cells = {one.id: one.source for one in nbformat.read(ROOT / "notebooks/explore.ipynb", as_version=4).cells}
    mpl.use("agg")
    scope: dict[str, Any] = {}
    here = Path.cwd()
    os.chdir(folder)
    try:
        for name in ("parameters", "open"):
            run(cells[name], scope)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            found = {name: run(cells[f"question-{name}"], scope) for name in QUESTIONS}
            found["chart"].figure.canvas.draw()
        yield found | {"warned": warned, "book": folder.parent / "scratch/explore.xlsx", "cells": cells}
    finally:
        os.chdir(here)


def read_figures(department: str, year: int) -> list[dict[str, str]]:
    with (ROOT / f"data/figures/{department}/{year}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["measure"] == "level"]
    return [row for row in rows if row["printed"].replace(",", "").replace(".", "").isdigit()]


def amount(row: dict[str, str]) -> Decimal:
    return Decimal(row["printed"].replace(",", ""))


def test_each_question_is_at_most_three_lines_without_a_private_name(answers: Answers) -> None:
    for name in QUESTIONS:
        source = answers["cells"][f"question-{name}"]
        assert len(source.splitlines()) <= 3
        assert [
            one.attr for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Attribute) and one.attr[0] == "_"
        ] == []


@pytest.mark.parametrize("name", ["docs/analyse.md", "docs/analyse.zh.md"])
def test_documents_show_the_cells(answers: Answers, name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [
        one for one in QUESTIONS if f"```python\n{answers['cells'][f'question-{one}'].rstrip(';')}\n```" not in text
    ] == []


def test_what_takes_four_fifths(answers: Answers) -> None:
    table = answers["most"]
    own = table[table["department_name"].eq("北塔区总工会")]
    parts = {one["code"]: amount(one) for one in read_figures("beita-union", 2019) if one["scheme"] == "union-2009"}
    ranked, taken = sorted(parts.values(), reverse=True), []
    while sum(taken) < Decimal("0.8") * Decimal("149.35"):
        taken.append(ranked[len(taken)])
    assert own["pct"].round(6).tolist() == [round(float(one * 100 / Decimal("149.35")), 6) for one in taken]


def read_totals(department: str, year: int, scheme: str) -> dict[str, Decimal]:
    """Return the first amount of each code of a scheme, of all funds, as the file prints it."""
    found: dict[str, Decimal] = {}
    for row in read_figures(department, year):
        plain = row["fund"] in ("", "all") and row["scope"] in ("", "all") and row["flow"] in ("", "expenditure")
        if row["scheme"] == scheme and plain and row["fiscal_year"] == str(year) and row["printed"]:
            found.setdefault(row["code"], amount(row))
    return found


def test_largest_rises_and_falls(answers: Answers) -> None:
    table = answers["changes"]
    own = table[
        table["department_name"].eq("江苏省人民检察院")
        & table["report_year"].eq(2019)
        & table["name"].eq("住房保障支出")
    ]
    now, before = (read_totals("jiangsu-procuratorate", year, "functional-2007")["221"] for year in (2019, 2018))
    assert own["change_wan"].tolist() == [pytest.approx(float(now - before))]
    assert (table["change_wan"] > 0).sum() == (table["change_wan"] < 0).sum() == 5


def test_three_public_over_the_years(answers: Answers) -> None:
    table = answers["three-public"]
    for year in (2017, 2018, 2019):
        printed = read_totals("jiangsu-procuratorate", year, "three-public")["total"]
        assert table.loc[("江苏省人民检察院", year), "approved"] == pytest.approx(float(printed))
    assert table.loc[("上海市普陀区财政局", 2024)].tolist() == [0.95, 0.0]


def test_where_budget_and_execution_differ_most(answers: Answers) -> None:
    pairs: dict[str, dict[str, Decimal]] = {}
    for row in read_figures("putuo-finance", 2024):
        if row["scheme"] == "functional-2020" and row["code"] == "2010601" and row["fund"] == "general":
            pairs.setdefault(row["code"], {}).setdefault(row["phase"], amount(row))
    [pair] = pairs.values()
    largest = answers["execution"].xs("2010601", level="code")
    assert largest["gap"].tolist() == [pytest.approx(float(pair["executed"] - pair["approved"]))]
    assert answers["execution"]["gap"].abs().is_monotonic_decreasing


def test_findings_by_rule(answers: Answers) -> None:
    from analysis import open_data, run_checks

    checks = run_checks(open_data())
    with (ROOT / "data/rules.csv").open(encoding="utf-8", newline="") as stream:
        titles = {row["rule"]: row["title_zh"] for row in csv.DictReader(stream)}
    counted = Counter((titles[one.rule], one.severity) for one in checks.itertuples() if one.severity)
    table = answers["findings"]
    assert {
        (rule, name): table.loc[rule, name] for rule in table.index for name in table if table.loc[rule, name]
    } == counted


def test_indicators_by_year(answers: Answers) -> None:
    table = answers["indicators"].loc[("江苏省人民检察院", "“三公经费”变动率")]
    totals = {year: read_totals("jiangsu-procuratorate", year, "three-public")["total"] for year in (2017, 2018, 2019)}
    for year in (2018, 2019):
        rate = (totals[year] - totals[year - 1]) * 100 / totals[year - 1]
        assert table[year] == pytest.approx(float(rate), abs=1e-4)


def test_own_chart_has_all_its_glyphs(answers: Answers) -> None:
    assert [str(one.message) for one in answers["warned"]] == []
    labels = [label.get_text() for label in answers["chart"].get_yticklabels()]
    assert "行政支出" in labels
    assert answers["chart"].get_title() == "北塔区总工会 2019"


def test_excel_holds_the_numbers(answers: Answers) -> None:
    book = openpyxl.load_workbook(answers["book"])
    assert book.sheetnames == ["支出分类", "发现"]
    head, *lines = book["支出分类"].iter_rows(values_only=True)
    found = {line[head.index("name")]: line[head.index("amount_wan")] for line in lines}
    assert found["行政支出"] == 58.51
