"""The Fiscal Data Package holds, and README asks the export rightly."""

import csv
import json
import re
import shutil
from collections import defaultdict
from contextlib import chdir
from decimal import Decimal
from pathlib import Path
from typing import Any

from frictionless import Package

from analysis.publish.exporting.package import describe_amounts
from analysis.publish.exporting.schemas import read_columns
from analysis.tables import DATA_FOLDER, PROJECT_FOLDER
from tools import write_export_dictionary

# Data types of the column types that amounts add to those of the data, from the budget taxonomy of Fiscal Data Package.
TYPES = {"value": "number", "date:fiscal-year": "integer"}
CODES = (
    r"(functional|economic)-classification:generic:level[1-3]:code|administrative-classification:generic:level1:code"
)
OTHERS = "direction|phase:id|fin-source:generic:level1:code|expenditure-type:code|budget-line-id|value-currency:code"


def validate(folder: Path) -> list[tuple[str, str]]:
    report = Package(str(folder / "datapackage.json")).validate()
    return [(task.name, error.type) for task in report.tasks for error in task.errors]


def test_fiscal_data_package_is_valid(exported: Path) -> None:
    assert validate(exported) == []
    package = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["profile"], package["leftOut"]) == ("tabular-data-package", [])
    assert "Fiscal Data Package 1.0" in package["description"]


def test_changed_amount_and_unknown_department_are_found(exported: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(exported, tmp_path / "export"))
    file = copy / "amounts/2019.csv"
    text = file.read_text(encoding="utf-8")
    changed = text.replace("1493500.00", "1493500.10", 1).replace('"beita-union"', '"beita-onion"', 1)
    file.write_text(changed, encoding="utf-8")
    assert sorted(validate(copy)) == [("amounts-2019", "foreign-key"), ("amounts-2019", "hash-count")]


def test_amounts_have_fiscal_types_once_each() -> None:
    schema = describe_amounts()
    fields = [one for one in [*schema["fields"], *schema["extraFields"]] if "columnType" in one]
    names = [one["columnType"] for one in fields]
    assert len(set(names)) == len(names)
    for one in fields:
        assert one["type"] == TYPES.get(one["columnType"], "string")
        assert one["columnType"] in TYPES or re.fullmatch(f"{CODES}|{OTHERS}", one["columnType"])
    assert [one["constant"] for one in schema["extraFields"]] == ["CNY"]


def test_each_functional_and_economic_scheme_is_known_as_such() -> None:
    with (DATA_FOLDER / "schemes.csv").open(encoding="utf-8", newline="") as file:
        schemes = [row["scheme"] for row in csv.DictReader(file)]
    known = read_columns()["classifications"]
    assert {*known["functional"], *known["economic"]} <= set(schemes)
    for kind in known:
        assert [one for one in schemes if one.startswith(f"{kind}-") and one not in known[kind]] == []


def read_amounts(folder: Path, year: int) -> list[dict[str, str]]:
    with (folder / f"amounts/{year}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_amounts_are_those_printed(exported: Path) -> None:
    rows = {row["figure_id"]: row for row in read_amounts(exported, 2019) if row["department"] == "beita-union"}
    assert (rows["F01"]["label"], rows["F01"]["amount"]) == ("部门整体支出", "1493500.00")  # printed: 149.35 万元
    union = [row for row in rows.values() if row["scheme"] == "union-2009"]
    assert sum(Decimal(row["amount"]) for row in union if row["economic_item"] == "") == Decimal("1493500")
    assert {row["functional_class"] for row in union} == {""}


def list_budgeted() -> dict[tuple[int, str], int]:
    """Return budgeted expenditure by year and functional class in 分, from the data files: each stated amount once."""
    stated: dict[tuple[str, int, str, str], Decimal] = {}
    scale = {"万元": Decimal(1_000_000), "元": Decimal(100)}
    for path in sorted((DATA_FOLDER / "figures").glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                own = (
                    row["fiscal_year"] == path.stem and row["flow"] in ("", "expenditure") and row["measure"] == "level"
                )
                plain = row["phase"] == "approved" and not row["fund"] and not row["scope"]
                if own and plain and row["scheme"].startswith("functional-") and len(row["code"]) == 3:
                    key = (row["department"], int(path.stem), row["scheme"], row["code"])
                    value = Decimal(row["printed"].replace(",", "")) * scale[row["unit"]]
                    assert stated.setdefault(key, value) == value
    totals: dict[tuple[int, str], int] = defaultdict(int)
    for (department, year, _, code), value in stated.items():
        if department != "putuo-commerce-own":  # lies within putuo-commerce
            totals[year, code] += int(value)
    return dict(totals)


def read_blocks(name: str) -> list[str]:
    text = (PROJECT_FOLDER / name).read_text(encoding="utf-8")
    return [one for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "export/figures" in one]


def test_readme_asks_the_export(exported: Path, tmp_path: Path) -> None:
    blocks = read_blocks("README.md")
    assert len(blocks) == 2
    assert blocks == read_blocks("README.zh.md")
    (tmp_path / "export").symlink_to(exported)
    duck, pandas = (ask(block, tmp_path) for block in blocks)
    wanted = list_budgeted()
    assert len(wanted) > 20
    assert {(year, code): int(fen) for year, code, fen in duck} == wanted
    assert pandas.to_dict() == wanted


def ask(block: str, folder: Path) -> Any:
    """Return what the last expression of a block gives, run where `export/` is."""
    before, _, last = re.sub(r"  # .*", "", block).strip().rpartition("\n\n" if "sql(" in block else "\n")
    names: dict[str, Any] = {}
    with chdir(folder):
        exec(before, names)
        made = eval(last, names)
        return made.fetchall() if hasattr(made, "fetchall") else made


def test_columns_in_the_documents_are_those_of_today() -> None:
    page = write_export_dictionary.make_page()
    assert write_export_dictionary.FILE.read_text(encoding="utf-8") == page, "run make data-package"
    assert "| `value` | 数值 |" in page
