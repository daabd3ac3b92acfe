"""The committed data: described, in one shape, named by the code as they are, true to the document."""

import ast
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from analysis import open_data
from analysis.check import RULES
from analysis.check.disclosure import REQUIRED
from analysis.check.links import KINDS
from analysis.dataset import Dataset
from analysis.read.prose.grammar import load_grammar
from analysis.references import NEEDED
from analysis.table_schemas import SCHEMA_FOLDER, columns_of, read_schema
from analysis.tables import DATA_FOLDER, PROJECT_FOLDER
from analysis.verdicts import SEVERITIES
from tests.helpers import DEPARTMENT, FIGURES, REPORT, SAMPLES, YEAR, edit, needs_samples, read_rows, read_truth
from tools import write_data_package as tool

CSV_FILES = sorted(DATA_FOLDER.rglob("*.csv"))
TABLES = sorted(path.stem for path in SCHEMA_FOLDER.glob("*.json"))

# Data types of the column types that we use, from the budget taxonomy of Fiscal Data Package 1.0.
FISCAL_TYPES = {
    "administrative-classification:generic:level1:code": "string",
    "administrative-classification:generic:level1:label": "string",
    "budget-line-id": "string",
    "date:fiscal-year": "integer",
    "economic-classification:generic:level1:code": "string",
    "economic-classification:generic:level1:label": "string",
    "economic-classification:generic:level2:code": "string",
    "economic-classification:generic:level2:label": "string",
    "phase:id": "string",
    "value-kind:code": "string",
}


@pytest.fixture(scope="module")
def opened() -> Dataset:
    return open_data(DEPARTMENT, YEAR)


def name(path: Path) -> str:
    return path.relative_to(DATA_FOLDER).as_posix()


# --- described


def test_data_package_is_up_to_date() -> None:
    assert tool.PACKAGE_FILE.read_text(encoding="utf-8") == tool.make_package_text(), "run make data-package"


def test_data_dictionary_is_up_to_date() -> None:
    assert tool.README_FILE.read_text(encoding="utf-8") == tool.make_readme_text(), "run make data-package"


def test_data_package_lists_every_file_and_no_other() -> None:
    listed = [resource.path for resource in Package(str(tool.PACKAGE_FILE)).resources]
    assert sorted(path for path in listed if path) == sorted(name(path) for path in CSV_FILES)


def test_data_package_is_valid_and_its_foreign_keys_hold() -> None:
    assert Package(str(tool.PACKAGE_FILE)).validate().valid


def test_foreign_keys_of_the_data_package_fire(tmp_path: Path) -> None:
    for path in [*CSV_FILES, *SCHEMA_FOLDER.iterdir(), tool.PACKAGE_FILE]:
        copy = tmp_path / name(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    edit(tmp_path / FIGURES, "F01", unit="万圆")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert [error[:2] for error in report.flatten(["rowNumber", "type"])] == [[2, "foreign-key"]]


@pytest.mark.parametrize("table", TABLES)
def test_table_and_columns_are_described_in_both_languages(table: str) -> None:
    schema = read_schema(table)
    for described in [schema, *schema["fields"]]:
        assert re.search("[\u4e00-\u9fff]", described["title"])
        assert re.search("[A-Za-z]{3}", described["description"])
    assert schema["primaryKey"]
    assert table in tool.FILES


@pytest.mark.parametrize("table", TABLES)
def test_fiscal_column_types_have_the_data_type_of_their_taxonomy(table: str) -> None:
    fields = [field for field in read_schema(table)["fields"] if "columnType" in field]
    assert [FISCAL_TYPES[field["columnType"]] for field in fields] == [field["type"] for field in fields]
    assert len({field["columnType"] for field in fields}) == len(fields)


# --- in one shape


@pytest.mark.parametrize("path", CSV_FILES, ids=name)
def test_file_is_plain_csv_in_utf8_with_lf(path: Path) -> None:
    plain = io.StringIO()
    csv.writer(plain, lineterminator="\n").writerows(read_rows(path))
    assert path.read_bytes() == plain.getvalue().encode()


def test_header_is_that_of_the_schema() -> None:
    for table in TABLES:
        for path in tool.find_files(table):
            assert read_rows(path)[0] == columns_of(table)


def test_every_file_of_codes_is_a_registered_scheme() -> None:
    registered = [row[0] for row in read_rows(DATA_FOLDER / "schemes.csv")[1:]]
    assert sorted(registered) == sorted(path.stem for path in (DATA_FOLDER / "schemes").glob("*.csv"))


def test_every_department_and_year_has_its_three_files() -> None:
    registered = [row[0] for row in read_rows(DATA_FOLDER / "departments.csv")[1:]]
    names = [
        {path.relative_to(DATA_FOLDER / folder) for path in (DATA_FOLDER / folder).glob("*/*")}
        for folder in ("figures", "documents", "statements")
    ]
    assert names[0] == names[1] == names[2]
    assert {path.parent.name for path in names[0]} <= set(registered)


# --- named by the code


CODE = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT_FOLDER / "analysis").rglob("*.py"))


def test_every_rule_that_can_be_emitted_is_a_line_of_the_rules_and_no_other() -> None:
    rules = {row[0] for row in read_rows(DATA_FOLDER / "rules.csv")[1:]}
    of_identities = {row[1] for row in read_rows(DATA_FOLDER / "identities.csv")[1:]}
    assert set(RULES) == rules >= of_identities
    assert len(RULES) == len(rules)


def list_emitted_rules() -> Iterator[str]:
    """Yield the rules that the engine names: make_heads(count, "x"), _tell(index, "x"), rule="x", kinds of links."""
    yield from (rule for rule, _ in KINDS.values())
    for path in (PROJECT_FOLDER / "analysis" / "check").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from (one.value for one in find_named(node) if isinstance(one, ast.Constant))


def find_named(node: ast.AST) -> list[ast.expr]:
    """Return what a node of the engine's code names as a rule."""
    if not isinstance(node, ast.Call):
        return []
    place = {"make_heads": 1, "_report_absence": 1, "_tell": 1}.get(getattr(node.func, "id", ""), len(node.args))
    return [*(one.value for one in node.keywords if one.arg == "rule"), *node.args[place : place + 1]]


def test_rules_come_from_the_engine_from_identities_or_from_texts() -> None:
    engine = {*list_emitted_rules(), "unit-scale", "coarse-rounding"}
    identities = {row[1] for row in read_rows(DATA_FOLDER / "identities.csv")[1:]}
    others = "\n".join(
        path.read_text(encoding="utf-8")
        for part in ("read", "check")
        for path in (PROJECT_FOLDER / "analysis" / part).rglob("*.py")
        if path.name != "findings.py" or part == "read"
    )
    faults = {row["rule"] for row in load_grammar()["fault"]}
    assert engine <= set(RULES)
    assert [rule for rule in {*RULES} - engine - identities - faults if f'"{rule}"' not in others] == []


def test_lines_that_the_loader_wants_are_those_that_the_code_names() -> None:
    needed = {file: set(names.split()) for file, (_, names) in NEEDED.items()}
    assert set(REQUIRED) == needed["inputs.csv"]
    assert set(re.findall(r"\"(three-public)/", CODE)) == needed["schemes.csv"]


def test_selectors_that_the_code_names_are_there() -> None:
    selectors = set(re.findall(r"\"((?:summary|staffing|three-public|tasks)/[a-z0-9-]+)\"", CODE))
    schemes = {selector.partition("/")[0] for selector in selectors}
    known = {f"{one}/{row[1]}" for one in schemes for row in read_rows(DATA_FOLDER / f"schemes/{one}.csv")[1:]}
    assert selectors
    assert selectors <= known


def test_severities_of_the_data_are_those_of_the_checks(opened: Dataset) -> None:
    assert set(opened.rules["severity"]) <= set(SEVERITIES)


def test_weights_of_the_hunan_set_add_up_to_a_hundred(opened: Dataset) -> None:
    hunan = opened.indicators[opened.indicators["indicator_set"].eq("mof-2013-hunan")]
    weights = hunan["weight"].astype("int64").groupby(hunan["block_zh"]).sum()
    assert weights.to_dict() == {"投入": 10, "过程": 60, "产出及效率": 30}


def test_best_band_of_an_indicator_gives_its_whole_weight(opened: Dataset) -> None:
    hunan = opened.indicators[opened.indicators["indicator_set"].eq("mof-2013-hunan")]
    weights = dict(zip(hunan["indicator"], hunan["weight"].astype("int64"), strict=True))
    best: dict[str, Fraction] = {}
    for row in opened.scoring.itertuples():
        best[row.indicator] = max(best.get(row.indicator, Fraction(0)), Fraction(row.points))
    assert best == {name: weights[name] for name in best}


# --- true to the document

MEASURES = {
    "执行": ({"executed"}, {"level"}),
    "预算数": ({"approved"}, {"level"}),
    "期末数": ({"approved", "executed"}, {"level"}),
    "增减额": ({"approved"}, {"decrease"}),
}


def find_figures(data: Dataset, fact: dict[str, str]) -> list[Any]:
    phases, measures = MEASURES[fact["measure"]]
    scales = dict(zip(data.units["unit"], data.units["scale"], strict=True))
    return [
        figure
        for figure in data.figures.itertuples()
        if (figure.label, figure.fiscal_year, figure.unit) == (fact["item"], int(fact["year"]), fact["unit"])
        and figure.phase in phases
        and figure.measure in measures
        and figure.value == Fraction(fact["amount"]) * scales[figure.unit]
        and fact["code"] in ("", figure.code)
        and figure.locator.startswith(fact["place"])
    ]


def test_every_fact_of_the_truth_file_is_one_figure(opened: Dataset) -> None:
    facts = read_truth("report-2019.facts")
    assert len(facts) == 41
    found = [find_figures(opened, fact) for fact in facts]
    assert [fact["item"] for fact, figures in zip(facts, found, strict=True) if len(figures) != 1] == []
    named = {figure.figure_id for figures in found for figure in figures}
    assert set(opened.figures["figure_id"]) - named == {"F20", "F28"}  # derived; digits lost


@needs_samples
def test_document_is_the_one_that_was_read(opened: Dataset) -> None:
    [document] = opened.documents.itertuples()
    content = (SAMPLES / document.file_name).read_bytes()
    assert document.size_bytes == len(content)
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.characters == len(content.decode(document.encoding))
    assert content.decode(document.encoding).startswith(document.title)


def read_place(text: str, locator: str) -> str:
    """Return the paragraph that a locator such as `二、2 第3段` names, or the whole section."""
    found = re.fullmatch(r"(?P<part>[一二三四五])、(?P<item>\d)?\s*(第(?P<paragraph>\d+)段)?", locator)
    assert found is not None, locator
    section = re.split(r"(?m)^[一二三四五]、", re.split(rf"(?m)^{found['part']}、", text)[1])[0]
    if found["item"]:
        section = re.split(r"(?m)^\s*\d、", re.split(rf"(?m)^\s*{found['item']}、", section)[1])[0]
    return section.splitlines()[int(found["paragraph"])] if found["paragraph"] else section


@needs_samples
def test_every_number_stands_in_the_paragraph_that_is_named(opened: Dataset) -> None:
    text = REPORT.read_text(encoding="utf-8")
    for figure in opened.figures.itertuples():
        place = read_place(text, figure.locator)
        if figure.basis == "stated":
            assert figure.printed + figure.unit in re.sub(r"\s", "", place), figure.figure_id
        if figure.basis == "declared-none":
            assert figure.printed + figure.label in place, figure.figure_id


@needs_samples
def test_every_statement_names_a_place_that_is_there(opened: Dataset) -> None:
    text = REPORT.read_text(encoding="utf-8")
    assert all(read_place(text, locator) for locator in opened.statements["locator"])
