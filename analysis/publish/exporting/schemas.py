"""The Table Schemas of an export's tables: one description for its package, its documents and its files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from analysis.departments import DepartmentTables
from analysis.table_schemas import read_schema

_FILE = Path(__file__).with_name("columns.toml")
_LINE = "line"


@cache
def read_columns() -> dict[str, Any]:
    """Return what columns.toml says: tables, columns, classifications."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def list_tables() -> list[str]:
    """Return the names of the tables that an export holds as Parquet, in the order of the documents."""
    own = [name for name in read_columns()["tables"] if name not in ("reports", "amounts")]
    return [*own, *(name for name in DepartmentTables.NAMES if name not in own)]


def columns_of(table: str) -> list[str]:
    """Return the columns of a table that columns.toml names, in order."""
    columns: str = read_columns()["tables"][table]["columns"]
    return columns.split()


@cache
def describe_table(table: str) -> dict[str, Any]:
    """Return the Table Schema of a table as a dictionary (do not change it); keys to other tables are left out."""
    if table not in read_columns()["tables"]:
        kind = "codes" if table == "printed_codes" else table.replace("_", "-")
        schema = read_schema(kind)
        year = {"name": "report_year", **read_columns()["columns"]["report_year"]}
        fields = [year, *schema["fields"], {"name": _LINE, **read_columns()["columns"][_LINE]}]
        return {**{name: schema[name] for name in ("title", "description")}, "fields": [*map(_bare, fields)]}
    described = read_columns()["tables"][table]
    return {
        "title": described["title"],
        "description": described["description"],
        "fields": [_describe_column(table, name) for name in columns_of(table)],
        "missingValues": [""],
        "primaryKey": described["key"],
    }


def _describe_column(table: str, name: str) -> dict[str, Any]:
    columns = read_columns()["columns"]
    own = columns.get(table, {}).get(name) or columns.get(name)
    printed = {one["name"]: one for one in read_schema("figures")["fields"]}
    return {"name": name, **own} if own else _bare(printed[name])


def _bare(column: dict[str, Any]) -> dict[str, Any]:
    """Return a column of a data file without the limits of its cells, which were checked when it was read."""
    return {name: value for name, value in column.items() if name not in ("constraints", "optional")}
