"""Write a data folder of many generated departments and years, to measure with: FOLDER DEPARTMENTS YEARS [mixed].

Each report has about 430 figures: totals, functional classes in three levels as budget and final, last year's, changes,
rates, shares, three-public expenses and staff. Its sums hold but for one report in ten, which has a wrong digit.
With `mixed` some of twenty bodies are not like the others (MIXED); the group `generated` has all of them.
"""

import random
import shutil
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from analysis.table_schemas import columns_of
from analysis.tables import DATA_FOLDER, write_rows

SCHEME, FIRST_YEAR, GROUP = "functional-2020", 2021, "generated"
CLASSES = [f"2{number:02d}" for number in range(1, 9)]
ITEMS = {
    f"{one}{group}{item}": f"{one}{group}" for one in CLASSES for group in ("81", "82") for item in ("71", "72", "73")
}
# What one of twenty bodies is each, by its number: without a report of the first or of the last year, states other
# amounts of the year before than that year's own report, is a unit within the body before it, states 元, has the name
# of the body before it.
MIXED = {3: "joins", 5: "leaves", 7: "restates", 9: "unit", 11: "yuan", 13: "namesake"}
CLASSES_OF_BODIES = 10  # of the group, and a last body that is alone in its class
Cells = dict[str, str]


def main(folder: Path, departments: int, years: int, *, mixed: bool = False) -> None:
    """Write the folder; what is there already is replaced."""
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns(
        "figures", "documents", "statements", "links", "coverage", "text-findings", "codes", "raw", "groups"
    )
    shutil.copytree(DATA_FOLDER, folder, ignore=ignored)
    _write_scheme(folder)
    kinds = {f"body-{number:04d}": MIXED.get(number % 20, "") if mixed else "" for number in range(departments)}
    _write_bodies(folder, kinds)
    for name, kind in kinds.items():
        first, last = FIRST_YEAR + (kind == "joins"), FIRST_YEAR + years - (kind == "leaves")
        for year in range(first, last):
            _write_report(folder, name, year, kind)


def _write_bodies(folder: Path, kinds: Mapping[str, str]) -> None:
    """Write who the bodies are, and the group that has them all."""
    rows, members, before = [], [], ""
    for number, (name, kind) in enumerate(kinds.items()):
        row = dict.fromkeys(columns_of("departments"), name) | {"body": "department", "part_of": ""}
        row |= {"body": "unit", "part_of": before} if kind == "unit" else {}
        rows.append(row | ({"name_zh": before, "name_en": before} if kind == "namesake" else {}))
        place = number % CLASSES_OF_BODIES if number < len(kinds) - 1 else "alone"
        members.append({"department": name, "class_zh": f"类{place}", "class_en": f"class {place}"})
        before = name
    group = {"group": GROUP, "name_zh": "生成的部门", "name_en": "Generated bodies"}
    (folder / "groups").mkdir()
    for kind, path, lines in (
        ("departments", "departments.csv", rows),
        ("groups", "groups.csv", [group]),
        ("members", f"groups/{GROUP}.csv", members),
    ):
        (folder / path).write_text(write_rows(columns_of(kind), lines), encoding="utf-8")


def _write_scheme(folder: Path) -> None:
    """Add groups and items below the classes, all with codes that no real scheme has."""
    known = {line.split(",")[1] for line in (folder / f"schemes/{SCHEME}.csv").read_text(encoding="utf-8").splitlines()}
    rows = [(one, "") for one in CLASSES if one not in known]
    rows += [(group, group[:3]) for group in sorted(set(ITEMS.values()))]
    rows += list(ITEMS.items())
    with (folder / f"schemes/{SCHEME}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{SCHEME},{code},{parent},{code},{code},no,generated,,\n" for code, parent in rows)


def _write_report(folder: Path, department: str, year: int, kind_of_body: str) -> None:
    draw = random.Random(f"{department} {year}")
    figures = [
        {"figure_id": f"F{number:02d}", "department": department, "document": "report", "locator": f"p{number // 20}"}
        | (_state_in_yuan(row) if kind_of_body == "yuan" else row)
        for number, row in enumerate(make_figures(draw, department, year, kind_of_body == "restates"), start=1)
    ]
    document = dict.fromkeys(columns_of("documents"), "") | {
        "document": "report", "department": department, "fiscal_year": str(year), "title": f"{department} {year}",
        "kind_in_title": "final-accounts", "kind_in_body": "final-accounts", "file_name": "report.pdf",
        "size_bytes": "1000", "characters": "1000", "encoding": "utf-8", "sha256": f"{draw.getrandbits(256):064x}",
    }  # fmt: skip
    for kind, rows in (("figures", figures), ("documents", [document]), ("statements", [])):
        path = folder / kind / department / f"{year}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        filled = [dict.fromkeys(columns_of(kind), "") | row for row in rows]
        path.write_text(write_rows(columns_of(kind), filled), encoding="utf-8")


def draw_items(department: str, year: int) -> dict[str, int]:
    """Return the final amount of each item of a year in hundredths of 万元: the same whoever asks."""
    draw = random.Random(f"{department} {year} items")
    return {code: draw.randint(1, 99_999) for code in ITEMS}


def add_up(items: dict[str, int]) -> dict[str, int]:
    """Return the amounts of items with those of their groups and classes."""
    amounts: dict[str, int] = {}
    for code, amount in items.items():
        for one in (code[:3], ITEMS[code], code):
            amounts[one] = amounts.get(one, 0) + amount
    return amounts


def make_figures(draw: random.Random, department: str, year: int, restates: bool = False) -> Iterator[Cells]:
    """Yield the figures of a report as cells; one report in ten has one wrong digit."""
    now = add_up(draw_items(department, year))
    before = add_up({code: amount + restates for code, amount in draw_items(department, year - 1).items()})
    budget = add_up(
        {code: max(1, amount - draw.randint(0, 50)) for code, amount in draw_items(department, year).items()}
    )
    for phase, of_year, amounts in (
        ("executed", year, now),
        ("approved", year, budget),
        ("executed", year - 1, before),
    ):
        total = sum(amounts[one] for one in CLASSES)
        yield _level("summary/total", total + (draw.random() < 0.1) * 7, of_year, phase)
        for code, amount in amounts.items():
            yield _level(f"{SCHEME}/{code}", amount, of_year, phase)
    for code, amount in now.items():
        difference = amount - before[code]
        measure = "increase" if difference >= 0 else "decrease"
        cells = {"measure": measure, "base_year": str(year - 1)}
        yield _level(f"{SCHEME}/{code}", abs(difference), year, "executed") | cells
        rate = f"{abs(difference) / before[code] * 100:.2f}"
        yield (
            _level(f"{SCHEME}/{code}", 0, year, "executed")
            | cells
            | {"measure": "change-rate", "printed": rate, "unit": "%"}
        )
    for code in CLASSES:
        share = f"{now[code] / sum(now[one] for one in CLASSES) * 100:.2f}"
        yield _level(f"{SCHEME}/{code}", 0, year, "executed") | {"measure": "share", "printed": share, "unit": "%"}
    for phase in ("approved", "executed"):
        parts = {code: draw.randint(0, 999) for code in ("overseas", "vehicles", "reception")}
        for code, amount in {"total": sum(parts.values()), **parts}.items():
            yield _level(f"three-public/{code}", amount, year, phase)
    for code, phase, number in (("posts", "approved", 120), ("staff", "executed", draw.randint(80, 121))):
        yield _level(f"staffing/{code}", 0, year, phase) | {"printed": str(number), "unit": "名"}


def _level(selector: str, hundredths: int, year: int, phase: str) -> Cells:
    scheme, _, code = selector.partition("/")
    return {
        "fiscal_year": str(year), "scheme": scheme, "code": code, "label": code, "measure": "level", "phase": phase,
        "printed": f"{hundredths / 100:.2f}", "unit": "万元", "basis": "stated",
    }  # fmt: skip


def _state_in_yuan(row: Cells) -> Cells:
    """Return a figure in 元 where it is one in 万元."""
    return (
        row | {"printed": f"{Decimal(row['printed']) * 10_000:f}"[:-3], "unit": "元"} if row["unit"] == "万元" else row
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), mixed="mixed" in sys.argv[4:])
