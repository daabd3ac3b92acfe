"""Write the columns of an export's tables into docs/export.md (`make data-package`).

A test fails when the page is out of date.
"""

from collections.abc import Mapping
from typing import Any

from analysis.publish.exporting.package import describe_amounts
from analysis.publish.exporting.schemas import describe_table, list_tables
from analysis.tables import PROJECT_FOLDER

FILE = PROJECT_FOLDER / "docs" / "export.md"
BEGIN, END = "<!-- dictionary: begin (made by tools/write_export_dictionary.py) -->", "<!-- dictionary: end -->"
_OWN = ("figures", "checks", "changes", "reports", "amounts")
_HEAD = ["| column | 字段 | meaning | type | column type |", "|---|---|---|---|---|"]


def main() -> None:
    """Write the page."""
    FILE.write_text(make_page(), encoding="utf-8")
    print(f"wrote the tables of {FILE.relative_to(PROJECT_FOLDER)}")


def make_page() -> str:
    """Return docs/export.md with the tables between its markers made anew; the rest stays as it is."""
    before, _, rest = FILE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    others = ", ".join(f"`{name}`" for name in list_tables() if name not in (*_OWN, "findings"))
    last = f"`findings` has the columns of checks. {others}: as in `data/README.md`, with report_year and line.\n"
    return f"{before}{BEGIN}\n\n" + "\n".join([*map(_describe, _OWN), last]) + f"\n{END}{after}"


def _describe(table: str) -> str:
    schema = describe_amounts() if table == "amounts" else describe_table(table)
    keys = ", ".join(f"`{name}`" for name in schema["primaryKey"])
    columns = [*schema["fields"], *schema.get("extraFields", ())]
    lines = [f"### {table} · {schema['title']}", "", f"{schema['description']} Key: {keys}.", "", *_HEAD]
    return "\n".join([*lines, *map(_describe_column, columns), ""])


def _describe_column(column: Mapping[str, Any]) -> str:
    kind = f"`{column['columnType']}`" if "columnType" in column else ""
    cells = [f"`{column['name']}`", column["title"], column["description"], column["type"], kind]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
