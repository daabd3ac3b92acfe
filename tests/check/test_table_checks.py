"""Tables: each identity of the forms fires and passes; sums of a table; prose against tables; one cause; ledger."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import run_checks
from analysis.check import list_findings, list_ledger
from analysis.dataset import Dataset, open_texts
from analysis.tables import DATA_FOLDER
from tests.check.ask import EXACT, HIGH, LOW, WITHIN, find, said
from tests.datasets import document, figure, make_data

TABLE, YEAR = "支出决算表", 2024


def read_dicts(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


IDENTITIES = {row["identity"]: row for row in read_dicts(DATA_FOLDER / "identities.csv")}
TERMS = read_dicts(DATA_FOLDER / "identity-terms.csv")
# Those of tables, and those between a table and another or the prose.
OF_TABLES = [name for name, row in IDENTITIES.items() if row["within"] or row["rule"] in ("part-of-whole", "restated")]
ANY = {"scheme": "functional-2020", "code": "201"}


def state(name: str, term: dict[str, str], amount: float) -> dict[str, Any]:
    """Return a term as a figure; what it leaves open is blank, a code of any scheme is 201."""
    own = term | {key: value for key, value in ANY.items() if term[key] == "*" and term["scheme"] != "three-public"}
    own["code"] = "reception" if own["code"] == "*" else own["code"]
    free = {key: "" if own[key] == "*" else own[key] for key in ("flow", "fund", "scope")}
    table = TABLE if IDENTITIES[name]["within"] or (own["scheme"] != "three-public" and own["fund"] != "*") else "表"
    phase = "executed" if own["phase"] == "*" else own["phase"]
    return dict(figure(f"{own['scheme']}/{own['code']}", f"{amount:.2f}", phase=phase, table=table, **free))


def satisfy(name: str, off: float) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a report in which an identity holds, or fails by an amount."""
    terms = [term for term in TERMS if term["identity"] == name]
    parts = [term for term in terms if term["side"] == "calculated"]
    [total] = [term for term in terms if term["side"] == "reported"]
    amounts = [10.0 * 2**place for place in reversed(range(len(parts)))]
    whole = sum(amount * (1 if term["sign"] == "+" else -1) for term, amount in zip(parts, amounts, strict=True))
    stated = [(total, whole + off), *zip(parts, amounts, strict=True)]
    own = {"document": "d", "fiscal_year": str(YEAR)}
    figures = [
        state(name, term, amount) | own | {"figure_id": f"F{place:02d}", "locator": f"第{place}行"}
        for place, (term, amount) in enumerate(stated, start=1)
    ]
    return {"figures": figures, "documents": [document("d", YEAR) | own]}


@cache
def judge_identities() -> pd.DataFrame:
    """Return the checks of reports in which each identity holds, and of others in which it fails."""
    texts = {
        f"{name}-{end}": (YEAR, satisfy(name, off)) for name in OF_TABLES for end, off in (("ok", 0.0), ("off", 3.0))
    }
    return run_checks(open_texts(texts))


@pytest.mark.parametrize("name", OF_TABLES)
def test_identity_of_tables_holds_and_fails(name: str) -> None:
    checks = judge_identities()
    own = checks[checks["identity"].eq(name)].astype({"department": "str"}).set_index("department")
    assert own.loc[f"{name}-ok", "verdict"] == "exact"
    assert own.loc[f"{name}-off", ["verdict", "rule"]].tolist() == ["mismatch", IDENTITIES[name]["rule"]]


def items(**printed: str) -> list[dict[str, Any]]:
    """Return figures of one column of a table by code, `total` the total."""
    selectors = {"total": "summary/total"}
    return [
        dict(figure(selectors.get(code, f"functional-2020/{code.removeprefix('c')}"), text, table=TABLE))
        for code, text in printed.items()
    ]


CLEAN = {
    "total": "60.00", "c201": "40.00", "c20106": "40.00", "c2010601": "30.00", "c2010602": "10.00", "c208": "20.00",
    "c20805": "20.00", "c2080501": "12.00", "c2080505": "8.00",
}  # fmt: skip


def findings(*rows: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return rule, identity and severity of what matters in a report, the gravest first."""
    found = list_findings(run_checks(make_data(*rows, year=YEAR)))
    return list(found[["rule", "identity", "severity"]].astype("str").itertuples(index=False, name=None))


def test_table_that_adds_up_gives_no_finding() -> None:
    assert findings(*items(**CLEAN)) == []


def test_part_that_is_not_in_a_table_is_none() -> None:
    lost = {code: text for code, text in CLEAN.items() if code not in ("c2010602",)}
    assert findings(*items(**lost)) == [("sum-of-parts", "functional-2020>functional-2020/20106", "high")]


def test_table_with_an_amount_without_a_code_may_leave_something_out() -> None:
    lost = {code: text for code, text in CLEAN.items() if code not in ("c2010602",)}
    unnamed = dict(figure("functional-2020/201", "10.00", table=TABLE)) | {"scheme": "", "code": "", "label": "其他"}
    assert findings(*items(**lost), unnamed) == []


def test_rounding_of_a_table_is_told_once() -> None:
    rows = items(**CLEAN | {"c2010601": "30.01", "c2080505": "8.01"})
    assert findings(*rows) == [("rounding", TABLE, "info")]


def test_wrong_total_breaks_several_sums_and_is_one_finding() -> None:
    rows = items(**CLEAN | {"c201": "43.00", "c208": "20.00"})
    checks = run_checks(make_data(*rows, year=YEAR))
    [main] = list(list_findings(checks).itertuples())
    effects = checks[checks["cause"].eq(main.check)]
    assert effects["verdict"].tolist() == ["mismatch"]
    assert effects["severity"].tolist() == [""]


def test_two_wrong_figures_are_two_findings() -> None:
    rows = items(**CLEAN | {"c2010601": "33.00", "c2080505": "9.00"})
    assert [one[0] for one in findings(*rows)] == ["sum-of-parts", "sum-of-parts"]


@pytest.mark.parametrize("step", [1, -1])
def test_column_out_of_step_is_one_finding(step: int) -> None:
    codes, texts = list(CLEAN)[1:], list(CLEAN.values())[1:]
    moved = ["0.00", *texts[:-1]] if step > 0 else [*texts[1:], "0.00"]
    rows = items(total=CLEAN["total"], **dict(zip(codes, moved, strict=True)))
    assert [(rule, severity) for rule, _, severity in findings(*rows)] == [("rows-shifted", "high")]


def repeat(rows: list[dict[str, Any]], table: str, **cells: str) -> list[dict[str, Any]]:
    """Return the rows again as those of another table."""
    return [row | {"table": table} | cells for row in rows]


def test_unit_above_a_table_is_one_finding() -> None:
    general = {"fund": "general"}
    rows = [row for row in items(**CLEAN) if row["code"] in ("201", "208", "20106", "20805")]
    other = repeat(rows, "一般公共预算财政拨款支出决算表", **general)
    assert findings(*items(**CLEAN), *repeat(rows, "收入支出决算总表"), *other) == []
    wrong = [row | {"unit": "元"} for row in items(**CLEAN)]
    assert [one[0] for one in findings(*wrong, *repeat(rows, "收入支出决算总表"), *other)] == ["unit-scale"]


def test_column_out_of_step_beside_a_blank_cell_is_one_finding() -> None:
    basic = {"total": "45.00", "c201": "30.00", "c20106": "30.00", "c2010601": "30.00", "c208": "15.00",
             "c20805": "15.00", "c2080501": "9.00", "c2080505": "6.00"}  # fmt: skip
    project = {"total": "15.00", "c201": "10.00", "c20106": "10.00", "c2010602": "10.00", "c208": "5.00",
               "c20805": "5.00", "c2080501": "3.00", "c2080505": "2.00"}  # fmt: skip
    codes, texts = list(basic), list(basic.values())
    moved = dict(zip(codes[1:], texts[:-1], strict=True))  # the total's cell is blank, 6.00 is gone
    clean = [*items(**CLEAN), *name_scope(basic, "basic"), *name_scope(project, "project")]
    assert findings(*clean) == []
    wrong = [*items(**CLEAN), *name_scope(moved, "basic"), *name_scope(project, "project")]
    assert [one[0] for one in findings(*wrong)] == ["rows-shifted"]


def name_scope(printed: dict[str, str], scope: str) -> list[dict[str, Any]]:
    rows = [row | {"scope": scope} for row in items(**printed)]
    return [row | ({"code": scope} if row["scheme"] == "summary" else {}) for row in rows]


def test_line_out_of_step_is_one_finding() -> None:
    printed = {
        "total": "20.00",
        "overseas": "3.00",
        "vehicles": "12.00",
        "vehicle_operation": "12.00",
        "reception": "5.00",
    }
    moved = dict(zip(printed, ["0.00", *list(printed.values())[:-1]], strict=True))
    said_again = [figure(f"three-public/{code.replace('_', '-')}", text) for code, text in printed.items()]
    assert findings(*three_public(**printed), *said_again) == []
    assert [one[0] for one in findings(*three_public(**moved), *said_again)] == ["rows-shifted"]


def economic(amounts: dict[str, str]) -> list[dict[str, Any]]:
    same = {"table": "基本支出决算表", "fund": "general", "scope": "basic"}
    return [dict(figure(f"economic-2018/{code}", text, **same)) for code, text in amounts.items()]


def three_public(**printed: str) -> list[dict[str, Any]]:
    return [
        dict(figure(f"three-public/{code.replace('_', '-')}", text, table="三公经费表"))
        for code, text in printed.items()
    ]


def test_parts_above_their_whole_in_rows_out_of_step_are_one_finding() -> None:
    wrong = economic({"30212": "7.40", "30213": "0.50", "30217": "4.20", "30231": "31.60", "30239": "2.00"})
    whole = three_public(overseas="0.00", reception="0.50", vehicle_operation="4.20")
    assert [rule for rule, *_ in findings(*wrong, *whole)] == ["rows-shifted"]


def test_part_above_its_whole_is_a_finding_and_one_below_is_none() -> None:
    whole = three_public(reception="0.30")
    assert [one[0] for one in findings(*economic({"30217": "8.31"}), *whole)] == ["part-of-whole"]
    assert findings(*economic({"30217": "0.20"}), *whole) == []


def test_tables_that_state_one_number_twice_agree_within_rounding() -> None:
    def both(text: str) -> Dataset:
        return make_data(figure("summary/income", "12.34", table="一"), figure("summary/income", text, table="二"))

    assert said(both("12.34"), "restated") == EXACT
    assert said(both("12.35"), "restated") == WITHIN
    assert said(both("12.43"), "restated") == HIGH


def test_prose_is_held_against_the_table_to_the_last_digit() -> None:
    def both(text: str, **prose: str) -> Dataset:
        cell = figure("disclosure/general-fiscal", "12.34", table="一", fund="general")
        return make_data(figure("disclosure/general-fiscal", text, **prose), cell)

    assert said(both("12.34"), "restated") == EXACT
    assert said(both("12.35"), "restated") == LOW
    assert said(both("15.34"), "restated") == HIGH
    assert find(both("15.34", fund="state-capital"), "restated") == []


def test_prose_about_a_whole_is_not_held_against_a_part() -> None:
    cells = [
        figure("functional-2020/201", "9.00", table="一"),
        figure("functional-2020/201", "4.00", table="一", scope="basic"),
        figure("functional-2020/201", "5.00", table="一", scope="project"),
    ]
    assert said(make_data(figure("functional-2020/201", "4.00"), *cells), "restated") == HIGH
    assert said(make_data(figure("functional-2020/201", "4.00", scope="basic"), *cells), "restated") == EXACT


def test_item_of_staff_or_running_costs_is_that_of_basic_expenditure() -> None:
    def held(*prose: tuple[str, str]) -> Dataset:
        cell = figure("economic-2018/30299", "9.00", table="一", scope="basic", fund="general")
        rows = (figure("economic-2018/30299", text, scope=scope, fund="general") for text, scope in prose)
        return make_data(*rows, cell)

    assert said(held(("9.00", "running")), "restated") == EXACT
    assert said(held(("8.00", "running")), "restated") == HIGH
    assert find(held(("8.00", "operation")), "restated") == []
    assert find(held(("8.00", "running"), ("1.00", "personnel")), "restated") == []  # the two make it up


def test_ledger_has_a_row_for_every_identity_with_what_is_missing() -> None:
    data = make_data(*items(**CLEAN), year=YEAR)
    ledger = list_ledger(data, run_checks(data)).set_index("identity")
    assert ledger.loc["functional-2020>functional-2020/201", "exact"] == 1
    row = ledger.loc["staff-within-posts"]
    assert (row["not-checkable"], row["missing"]) == (1, "staffing/staff staffing/posts")
    assert set(data.identities["identity"]) <= set(ledger.index)
