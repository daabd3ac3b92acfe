"""Table Schemas: what a column accepts, in words, and numbers in plain digits only."""

import pytest

from analysis.table_schemas import SCHEMA_FOLDER, columns_of, describe_allowed, find_faults, keys_of, read_schema

TABLES = sorted(path.stem for path in SCHEMA_FOLDER.glob("*.json"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_can_say_what_it_allows(lang: str) -> None:
    assert all(describe_allowed(column, lang) for table in TABLES for column in read_schema(table)["fields"])


def test_what_is_allowed_names_values_limits_and_meaning() -> None:
    column = {
        "type": "integer",
        "title": "数",
        "description": "A number",
        "constraints": {"pattern": "[0-9]+", "maxLength": 3, "minimum": 1, "maximum": 999},
    }
    assert describe_allowed(column, "en") == (
        "text matching [0-9]+; at most 3 characters; a whole number in plain digits; ≥ 1; ≤ 999; A number"
    )
    assert describe_allowed(column, "zh") == "符合 [0-9]+；至多 3 个字符；整数（半角数字）；≥ 1；≤ 999；数"


def test_good_rows_have_no_faults() -> None:
    assert columns_of("units") == ["unit", "kind", "scale", "name_en"]
    assert find_faults("units", (("元", "money", "100", "yuan"), ("名", "count", "1", "persons"))) == ()
    assert find_faults("units", ()) == ()


def test_fault_says_which_row_and_column() -> None:
    rows = (("元", "money", "100", "yuan"), ("角", "gold", "１０", "jiao"), ("元", "money", "100", "yuan"))
    found = {(index, column) for index, column, _ in find_faults("units", rows)}
    assert found == {(1, "kind"), (1, "scale")}  # that 元 stands twice is the business of tables.py


def test_keys_are_columns_alone_or_together() -> None:
    assert keys_of("units") == (("unit",),)
    assert keys_of("links") == (("link", "role", "figure", "sign"),)
    assert keys_of("figures") == (("figure_id",),)
