"""Write data/datapackage.json and the tables of data/README.md from the table schemas and the files.

Run it after adding a file or changing a schema (`make data-package`); a test fails when one is out of date.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.table_schemas import SCHEMA_FOLDER, read_schema
from analysis.tables import DATA_FOLDER

PACKAGE_FILE = DATA_FOLDER / "datapackage.json"
README_FILE = DATA_FOLDER / "README.md"
BEGIN, END = "<!-- dictionary: begin (made by tools/write_data_package.py) -->", "<!-- dictionary: end -->"

# Where the files of each table stand, in the order of the dictionary: first what there is for each year.
FILES = {
    "figures": "figures/*/*.csv",
    "documents": "documents/*/*.csv",
    "statements": "statements/*/*.csv",
    "links": "links/*/*.csv",
    "coverage": "coverage/*/*.csv",
    "text-findings": "text-findings/*/*.csv",
    "codes": "codes/*/*.csv",
    "departments": "departments.csv",
    "groups": "groups.csv",
    "members": "groups/*.csv",
    "corrections": "corrections.csv",
    "aliases": "aliases.csv",
    "units": "units.csv",
    "schemes": "schemes.csv",
    "scheme-codes": "schemes/*.csv",
    "forms": "forms/*.csv",
    "required-tables": "required-tables.csv",
    "concordances": "concordances.csv",
    "rules": "rules.csv",
    "identities": "identities.csv",
    "identity-terms": "identity-terms.csv",
    "inputs": "inputs.csv",
    "indicator-sets": "indicator-sets.csv",
    "indicators": "indicators/*.csv",
    "scoring": "scoring.csv",
    "unit-costs": "unit-costs.csv",
    "measures": "measures.csv",
    "thresholds": "thresholds.csv",
}

DESCRIPTION = (
    "Figures of the published expenditure of Chinese public bodies, each exactly as its document prints it "
    "and with its place, and the schemes, rules and official indicators to review them by. README.md is the "
    "data dictionary. The columnType of a field is that of Fiscal Data Package 1.0; no column has the type value, "
    "because a printed number may be approximate or a word, and its unit stands beside it."
)


def main() -> None:
    """Write both files."""
    PACKAGE_FILE.write_text(make_package_text(), encoding="utf-8")
    README_FILE.write_text(make_readme_text(), encoding="utf-8")
    print(f"wrote {PACKAGE_FILE.name} and the tables of {README_FILE.name}")


def make_package_text() -> str:
    """Return datapackage.json: a Tabular Data Package (v1) that lists every data file and where its schema is."""
    package = {
        "profile": "tabular-data-package",
        "name": "expenditure-review",
        "title": "部门支出年度核查数据 Published expenditure, figure by figure",
        "description": DESCRIPTION,
        "keywords": ["部门决算", "支出绩效", "expenditure", "fiscal data"],
        "licenses": [{"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}],
        "sources": list(_list_sources()),
        "resources": [_describe_file(table, path) for table in FILES for path in find_files(table)],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def make_readme_text() -> str:
    """Return data/README.md with the tables between its markers made anew; the rest stays as it is."""
    before, _, rest = README_FILE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{make_dictionary()}\n{END}{after}"


def make_dictionary() -> str:
    """Return the data dictionary as Markdown: a heading and a table of columns for each kind of file."""
    return "\n".join(_describe_table(table) for table in FILES)


def find_files(table: str) -> list[Path]:
    """Return the files of a table that are there, in order."""
    return sorted(DATA_FOLDER.glob(FILES[table]))


def _list_sources() -> Iterator[dict[str, str]]:
    for path in find_files("documents"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                source = {"title": row["title"], "path": row["address"]}
                yield {name: value for name, value in source.items() if value}


def _describe_file(table: str, path: Path) -> dict[str, Any]:
    relative = path.relative_to(DATA_FOLDER)
    schema = read_schema(table)
    return {
        "profile": "tabular-data-resource",
        "name": "-".join(relative.with_suffix("").parts),
        "title": schema["title"],
        "description": schema["description"],
        "path": relative.as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": f"{SCHEMA_FOLDER.name}/{table}.json",
    }


def _describe_table(table: str) -> str:
    schema = read_schema(table)
    keys = ", ".join(f"`{name}`" for name in schema["primaryKey"])
    place = FILES[table].replace("*/*", "<department>/<year>").replace("*", _name_of(table))
    where = f"`data/{place}`" if find_files(table) else f"data/{place}, of which there is none yet"
    head = [
        f"### {table} · {schema['title']}",
        "",
        f"{where}. {schema['description']} Key: {keys}.",
        "",
        "| column | 字段 | meaning | allowed | column type |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(_describe_column, schema["fields"])]) + "\n"


def _name_of(table: str) -> str:
    return {"scheme-codes": "<scheme>", "forms": "<form>", "members": "<group>"}.get(table, "<set>")


def _describe_column(column: Mapping[str, Any]) -> str:
    limits = column.get("constraints", {})
    allowed = [column["type"], *(f"`{value}`" for value in limits.get("enum", []))]
    allowed += [f"`{limits['pattern']}`"] if "pattern" in limits else []
    signs = {"minimum": "≥", "maximum": "≤", "maxLength": "length ≤"}
    allowed += [f"{sign} {limits[name]}" for name, sign in signs.items() if name in limits]
    allowed += ["required" if limits.get("required") else "may be blank"]
    kind = f"`{column['columnType']}`" if "columnType" in column else ""
    cells = [f"`{column['name']}`", column["title"], column["description"], " ".join(allowed), kind]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
