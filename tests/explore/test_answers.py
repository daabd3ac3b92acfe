"""The answers of notebooks/explore.ipynb for all bodies and years: every row, worked out from the csv files alone."""

import re
import shutil
import warnings
from collections import defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analysis import open_data, show
from analysis.tables import DATA_FOLDER
from tests.explore.cells import Row, list_cells, list_levels, read_csv, read_value, run_cell

pytestmark = pytest.mark.slow  # seconds of a browser or of many figures

CELLS = list_cells()
QUESTIONS = [name for name in CELLS if name.startswith("question-")]
OWN_PARTS = {"beita-union": "union-2009/..."}
CLASSES = "functional-[0-9]+/..."  # what all others state
FEN_PER_WAN = 1_000_000


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each question shows; all cells run in one namespace, in a folder of their own, and may not warn."""
    folder = tmp_path_factory.mktemp("explore") / "notebooks"
    folder.mkdir()
    scope: dict[str, Any] = {}
    shown = {}
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a character that its font has not
        patch.chdir(folder)
        run_cell(CELLS["parameters"], scope)
        scope["data_dir"] = str(DATA_FOLDER)
        for name in ["open", *QUESTIONS]:
            shown[name] = run_cell(CELLS[name], scope)
        shown["question-chart"].figure.canvas.draw()
        shown["question-excel"] = shutil.copy(shown["question-excel"], folder / "copy.xlsx")
    return shown | {"largest": scope["largest"], "findings": scope["findings"]}


@pytest.fixture(scope="module")
def places() -> dict[str, str]:
    return {row["department"]: row["name_zh"] for row in read_csv("departments.csv")}


@pytest.mark.parametrize("department", ["beita-union", "putuo-commerce"])
def test_body_alone_leaves_no_question_in_an_error(
    department: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One report, of what was spent or of a budget: tables may be empty then."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    scope: dict[str, Any] = {}
    run_cell(CELLS["parameters"], scope)
    run_cell(CELLS["open"].partition("words = ")[0], scope)
    scope["data"] = open_data(department)
    scope["words"] = show.Words(scope["data"], "zh")
    for name in QUESTIONS:
        run_cell(CELLS[name], scope)
    assert (tmp_path / "scratch" / "explore.xlsx").exists()


def list_own(scheme: str, **wanted: str) -> list[Row]:
    """Return the levels of the reports' own years for every fund and part, of series that match: the first of each."""
    rows = [row for row in list_levels(scope="", fund="", **wanted) if row["fiscal_year"] == row["report_year"]]
    rows = [row for row in rows if row["flow"] in ("", "expenditure")]
    return list(
        {key_of(row): row for row in reversed(rows) if re.fullmatch(scheme, f"{row['scheme']}/{row['code']}")}.values()
    )


def key_of(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("department", "report_year", "scheme", "code", "phase"))


def test_what_takes_most_of_the_spending(answers: dict[str, Any], places: dict[str, str]) -> None:
    """The largest parts until they make up 80 % of the total that the report states."""
    expected = []
    for total in list_own("summary/total"):
        department, year, phase = total["department"], total["report_year"], total["phase"]
        parts = list_own(OWN_PARTS.get(department, CLASSES), department=department, report_year=year, phase=phase)
        amounts = sorted(map(read_value, parts), reverse=True)
        for at, amount in enumerate(amounts):
            if sum(amounts[:at]) < Fraction(8, 10) * read_value(total):
                expected.append((places[department], int(year), round(float(amount * 100 / read_value(total)), 6)))
    shown = answers["question-most"][["department_name", "report_year", "pct"]].round(6)
    assert sorted(shown.itertuples(index=False, name=None)) == sorted(expected)


def find_base(level: Row) -> Fraction | None:
    """Return the base that the stated increase or decrease of a level leaves."""
    for row in read_csv(f"figures/{level['department']}/{level['report_year']}.csv"):
        if key_of(row) == key_of(level) and not row["fund"] and row["measure"] in ("increase", "decrease"):
            return read_value(level) + (read_value(row) if row["measure"] == "decrease" else -read_value(row))
    return None


def test_largest_rises_and_falls(answers: dict[str, Any], places: dict[str, str]) -> None:
    """A base that the report prints or tells by the change goes before what an earlier one printed."""
    printed: dict[tuple[str, ...], Fraction] = {}
    for row in list_levels(scope="", fund="", flow=""):  # of one printed twice the first counts
        if re.fullmatch(CLASSES, f"{row['scheme']}/{row['code']}"):
            printed.setdefault((*key_of(row), row["fiscal_year"]), read_value(row))
    changes = []
    for row in list_own(CLASSES, flow=""):
        before = str(int(row["report_year"]) - 1)
        department, year, scheme, code, phase = key_of(row)
        base = printed.get((department, year, scheme, code, phase, before))
        if base is None:
            base = find_base(row)
        if base is None:
            base = printed.get((department, before, scheme, code, phase, before))
        if base is not None:
            changes.append((float((read_value(row) - base) / FEN_PER_WAN), places[department], int(year)))
    shown = answers["question-changes"][["change_wan", "department_name", "report_year"]]
    assert sorted(shown.itertuples(index=False, name=None)) == sorted(changes)[:5] + sorted(changes)[-5:]


def test_three_public_budget_and_final_over_years(answers: dict[str, Any], places: dict[str, str]) -> None:
    expected = {
        (places[row["department"]], int(row["report_year"]), row["phase"]): float(read_value(row) / FEN_PER_WAN)
        for row in list_own("three-public/total")
    }
    assert answers["question-three-public"].stack().dropna().to_dict() == expected
    assert [expected["江苏省人民检察院", year, "approved"] for year in (2017, 2018, 2019)] == [584.35, 484.3, 418.26]


def test_where_budget_and_execution_differ_most(answers: dict[str, Any], places: dict[str, str]) -> None:
    """Only figures of the same year, fund and code are held against each other."""
    found: dict[tuple[Any, ...], dict[str, Fraction]] = defaultdict(dict)
    for row in list_levels(scope=""):
        if row["unit"] in ("万元", "元") and row["flow"] in ("", "expenditure"):
            key = (places[row["department"]], int(row["fiscal_year"]), row["fund"] or "all", row["scheme"], row["code"])
            found[key].setdefault(row["phase"], read_value(row))
    gaps = [
        (*key[:3], key[4], float((both["executed"] - both["approved"]) / FEN_PER_WAN))
        for key, both in found.items()
        if both.keys() >= {"executed", "approved"}
    ]
    shown = answers["question-execution"]["gap"].reset_index().drop(columns="name").round(6)
    assert sorted(shown.itertuples(index=False, name=None)) == sorted(gaps)
    assert shown["gap"].abs().is_monotonic_decreasing
    assert len(gaps) > 10


def test_indicators_by_year(answers: dict[str, Any], places: dict[str, str]) -> None:
    """The change of the three-public budget against the year before, and the staff against the posts."""
    shown = answers["question-indicators"]
    own = list_own("three-public/total", phase="approved")
    budgets = {(row["department"], int(row["report_year"])): read_value(row) for row in own}
    changes = {}
    for row in own:
        department, year = row["department"], int(row["report_year"])
        base = find_base(row) or budgets.get((department, year - 1))
        if base:
            changes[places[department], year] = float((read_value(row) - base) * 100 / base)
    rates = shown.xs("“三公经费”变动率", level="name").stack().dropna().to_dict()
    assert rates == pytest.approx(changes, abs=1e-4)
    assert shown.loc[("北塔区总工会", "在职人员控制率"), 2019] == pytest.approx(200 / 3, abs=1e-4)  # 2 staff, 3 posts


def test_chart_shows_the_largest_categories(answers: dict[str, Any]) -> None:
    axes = answers["question-chart"]
    classes = sorted(list_own("union-2009/...", department="beita-union"), key=read_value)
    assert [bar.get_width() for bar in axes.patches] == [float(read_value(row) / FEN_PER_WAN) for row in classes]
    assert (axes.get_title(), axes.get_xlabel()) == ("北塔区总工会 2019", "万元")
    assert all(re.search("[\u4e00-\u9fff]", label.get_text()) for label in axes.get_yticklabels())


def test_excel_holds_both_tables(answers: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(Path(answers["question-excel"]))
    assert book.sheetnames == ["支出分类", "发现"]
    header, *rows = book["支出分类"].iter_rows(values_only=True)
    classes = sorted(list_own("union-2009/...", department="beita-union"), key=read_value, reverse=True)
    amounts = [float(read_value(row) / FEN_PER_WAN) for row in classes]
    assert [row[header.index("amount_wan")] for row in rows] == amounts
    assert book["发现"].max_row == len(answers["findings"]) + 1
