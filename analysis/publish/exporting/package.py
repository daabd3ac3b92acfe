"""What describes an export: a Fiscal Data Package of its CSV files, Table Schemas of its tables, SHA-256 of each."""

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.exported import SUMS_FILE
from analysis.publish.exporting.schemas import describe_table, list_tables
from analysis.table_schemas import SCHEMA_FOLDER, read_schema

PACKAGE_FILE = "datapackage.json"
# Spec 1.0 adds column types to a Tabular Data Package, whose profile therefore holds too, and which is CSV.
SPECIFICATION = "Fiscal Data Package 1.0 (1.0.0-rc.1, budget taxonomy), a Tabular Data Package"
_CURRENCY = {
    "name": "currency", "type": "string", "title": "币种", "description": "Currency of the amounts",
    "columnType": "value-currency:code", "constant": "CNY",
}  # fmt: skip
# The shared files that amounts lead to, in their order, and the kinds of file that they are.
_SHARED = {"departments.csv": "departments", "schemes.csv": "schemes", "schemes/*.csv": "scheme-codes"}


def write_package(folder: Path, left_out: Sequence[str]) -> None:
    """Write datapackage.json, the Table Schemas of the Parquet tables, and at last SHA256SUMS to the export."""
    shared = [(path, kind) for pattern, kind in _SHARED.items() for path in sorted(folder.glob(pattern))]
    resources = [_describe(folder, path, describe_amounts()) for path in sorted((folder / "amounts").glob("*.csv"))]
    resources.append(_describe(folder, folder / "reports.csv", describe_table("reports")))
    resources += [_describe(folder, path, _describe_shared(path, kind)) for path, kind in shared]
    package = {
        "profile": "tabular-data-package",
        "name": "expenditure-export",
        "title": "部门支出核查数据 Published expenditure of departments",
        "description": f"{SPECIFICATION}. Amounts in 元 (CNY), exact, each once. The Parquet tables beside it hold "
        f"every figure, check, finding and change; {SCHEMA_FOLDER.name}/ describes their columns.",
        "leftOut": list(left_out),
        "resources": resources,
    }
    _write_json(folder / PACKAGE_FILE, package)
    for table in list_tables():
        _write_json(folder / SCHEMA_FOLDER.name / f"{table}.json", describe_table(table))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{_hash(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / SUMS_FILE).write_text(sums, encoding="utf-8")


def describe_amounts() -> dict[str, Any]:
    """Return the Table Schema of the amounts, with the currency that holds for all."""
    keys = [
        {"fields": [name], "reference": {"resource": resource, "fields": [name]}}
        for name, resource in (("department", "departments"), ("scheme", "schemes"))
    ]
    return {**describe_table("amounts"), "extraFields": [_CURRENCY], "foreignKeys": keys}


def _describe(folder: Path, path: Path, schema: dict[str, Any]) -> dict[str, Any]:
    relative = path.relative_to(folder)
    return {
        "profile": "tabular-data-resource",
        "name": "-".join(relative.with_suffix("").parts).lower(),
        "title": schema["title"],
        "description": schema["description"],
        "path": relative.as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_hash(path)}",
        "schema": {name: value for name, value in schema.items() if name not in ("title", "description")},
    }


def _describe_shared(path: Path, kind: str) -> dict[str, Any]:
    """Return the Table Schema of a shared file; columns that an older one leaves out are left out."""
    header = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    schema = read_schema(kind)
    return {**schema, "fields": [one for one in schema["fields"] if one["name"] in header]}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
