"""Bodies that a page must bear: one figure or 2,000, ten years, long names, nothing found, nothing but findings.

All is invented: amounts follow from counting, names are put together. Each body is a department of one data folder.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.datasets import Cells, cover, document, figure, link, make_folder, write_rows

YEAR = 2019
LONG_ZH, LONG_EN = "甲" * 29 + "乙" * 31, "Long-name " * 5 + "Longername"  # 60 characters, few places to break
SPENT = "summary/total"
NAMES = {
    "one-figure": ("一数局", "Bureau of One Figure"),
    "many-figures": ("千项委", "Commission of Many Items"),
    "ten-years": ("十年办", "Office of Ten Years"),
    "long-names": (LONG_ZH, LONG_EN),
    "negative-and-zero": ("负零处", "Division below Zero"),
    "no-findings": ("无误院", "House without Faults"),
    "only-findings": ("尽误站", "Station of Faults"),
    "words-only": ("有话台", "Desk of Words"),
    "gap-between": ("隔年馆", "Hall with a Gap"),
}
CLEAN = {"one-figure", "ten-years", "negative-and-zero", "no-findings", "gap-between"}  # no finding to show


def make_bodies(folder: Path) -> Path:
    """Return `folder` as a data folder of all bodies; each has a report of YEAR."""
    places = {"region_zh": "某省某市", "region_en": "Some City"}
    names = [{"department": one, "name_zh": zh, "name_en": en, **places} for one, (zh, en) in NAMES.items()]
    make_folder(folder, dict(_list_reports()), departments=names)
    items = [_name_code(code, parent, f"第{code}号事项") for code, parent in _list_items() if parent]
    _add(folder, "codes", "many-figures", items)
    long = [_name_code(code, "201", LONG_ZH[: 60 - len(code)] + code) for code in ("20101", "20102", "20103")]
    _add(folder, "codes", "long-names", long)
    paper = document(f"report-{YEAR}") | {"title": LONG_ZH, "file_name": f"{'long_name' * 6}.txt"}
    _add(folder, "documents", "long-names", [paper])
    counts = {"numbers": "60", "numbers_read": "6", "page": "1"}
    parts = [cover(f"{LONG_ZH[1:]}{number}", "in-part", "table") | counts for number in range(3)]
    _add(folder, "coverage", "long-names", parts)
    _add(folder, "coverage", "no-findings", [cover("全文") | {"numbers": "15", "numbers_read": "15", "page": "1"}])
    for one, text in (("only-findings", "支出"), ("words-only", "支出"), ("long-names", LONG_ZH)):
        _add(folder, "text-findings", one, list(_list_faults(text)))
    _add(folder, "links", "only-findings", _link_sum("L01", "F01", "F02", "F03"))
    _add(folder, "links", "many-figures", _link_sum("L01", "F0001", "F0002", "F0003"))
    return folder


def _add(folder: Path, kind: str, department: str, rows: Iterable[Cells]) -> None:
    """Write one more file of a kind for the report of a department."""
    place = {"department": department, "fiscal_year": str(YEAR), "document": f"report-{YEAR}", "locator": "第1段"}
    write_rows(folder / kind / department / f"{YEAR}.csv", kind, [{**place, **row} for row in rows])


def _name_code(code: str, parent: str, name: str) -> Cells:
    return {"scheme": "functional-2007", "code": code, "parent": parent, "name_zh": name}


def _link_sum(name: str, total: str, *parts: str) -> list[Cells]:
    """Return the rows of a list that the document calls complete."""
    first = link(name, "sum", total, "reported", complete="yes")
    return [first, *(link(name, "sum", part, sign="+") for part in parts)]


def _list_faults(text: str) -> Iterator[Cells]:
    """Yield faults of words, grave and slight, about a text."""
    for number, rule in enumerate(("rows-shifted", "report-year", "wording", "quotes"), start=1):
        said = {"subject_zh": text, "subject_en": text, "expected_zh": "改正", "expected_en": "put right"}
        said |= {"actual_zh": text, "actual_en": text, "note_zh": text, "note_en": text}
        yield {"finding": f"T{number:02d}", "rule": rule, **said}


def _list_reports() -> Iterator[tuple[tuple[str, int], list[Cells]]]:
    for year in range(YEAR - 9, YEAR + 1):
        yield ("ten-years", year), list(_list_year(year))
    for year in (YEAR - 2, YEAR):
        yield ("gap-between", year), list(_list_year(year))
    yield ("one-figure", YEAR), [figure(SPENT, "149.35")]
    yield ("many-figures", YEAR), list(_list_many())
    yield ("long-names", YEAR), list(_list_long())
    before = {"total": "0.00", "basic": "1.20", "project": "-1.20"}
    yield ("negative-and-zero", YEAR - 1), list(_list_negative(YEAR - 1, before, "0.00"))
    now = {"total": "-12.50", "basic": "3.00", "project": "-15.50"}
    yield ("negative-and-zero", YEAR), list(_list_negative(YEAR, now, "无"))
    yield ("no-findings", YEAR), [*_list_year(YEAR), *_list_budget(YEAR)]
    yield ("only-findings", YEAR), list(_list_wrong())
    yield ("words-only", YEAR), [figure("staffing/staff", "12", unit="名")]


def _list_year(year: int) -> Iterator[Cells]:
    """Yield a year in which all adds up: classes of 40, 35 and 25 per cent, a three-public budget of a tenth."""
    scale = year - 2000
    for code, share in {"total": 100, "basic": 60, "project": 40}.items():
        yield figure(f"summary/{code}", f"{scale * share}.00", year=year)
    for code, share in {"201": 40, "204": 35, "221": 25}.items():
        yield figure(f"functional-2007/{code}", f"{scale * share}.00", year=year)
    for phase, whole in (("approved", 10), ("executed", 8)):
        for code, share in {"total": whole, "vehicles": whole - 3, "reception": 2, "overseas": 1}.items():
            yield figure(f"three-public/{code}", f"{scale * share}.00", year=year, phase=phase)


def _list_budget(year: int) -> Iterator[Cells]:
    """Yield what the checks ask for beside the expenditure of a year: it balances."""
    whole = (year - 2000) * 100
    yield figure("summary/total", f"{whole}.00", year=year, phase="approved")
    yield figure("summary/income", f"{whole}.00", year=year)
    yield figure("summary/income", f"{whole}.00", year=year, phase="approved")
    for code in ("opening-carry-over", "closing-carry-over"):
        yield figure(f"summary/{code}", "5.00", year=year)


def _list_items() -> Iterator[tuple[str, str]]:
    """Yield code and parent of 19 classes, 80 groups and 400 items: with four totals they make 2,000 figures."""
    classes = [f"{number}" for number in (*range(201, 209), *range(210, 218), 219, 220, 221)]
    groups = [f"{classes[number % 19]}{number // 19 + 1:02d}" for number in range(80)]
    yield from ((one, "") for one in classes)
    yield from ((one, one[:3]) for one in groups)
    yield from ((f"{one}{number:02d}", one) for one in groups for number in range(1, 6))


def _list_many() -> Iterator[Cells]:
    """Yield what each item and all above it spent and had as budget, in parts too; the totals do not add up."""
    items = list(_list_items())
    columns = [("approved", "", 9), ("executed", "", 8), ("executed", "basic", 5), ("executed", "project", 3)]
    leaves = [code for code, _ in items if len(code) == 7]
    weights = {code: sum(int(leaf) % 7 + 1 for leaf in leaves if leaf.startswith(code)) for code, _ in items}
    whole = sum(int(leaf) % 7 + 1 for leaf in leaves)
    totals = [(SPENT, 8), ("summary/basic", 5), ("summary/project", 4), (SPENT, 9)]
    for place, (selector, factor) in enumerate(totals, start=1):
        phase = "approved" if place == len(totals) else "executed"
        yield figure(selector, f"{whole * factor}.00", phase=phase, figure_id=f"F{place:04d}")
    rows = [(code, *column) for code, _ in items for column in columns]
    for place, (code, phase, scope, factor) in enumerate(rows, start=len(totals) + 1):
        amount, selector = f"{weights[code] * factor}.00", f"functional-2007/{code}"
        label = f"第{code}号事项"
        yield figure(selector, amount, phase=phase, scope=scope, label=label, figure_id=f"F{place:04d}")


def _list_long() -> Iterator[Cells]:
    """Yield figures whose labels, names and places have 60 characters, with amounts of many digits."""
    where = {"label": LONG_ZH, "locator": LONG_ZH}
    yield figure(SPENT, "123,456,789.12", **where)
    yield figure("functional-2007/201", "123,456,789.12", **where)
    for code, amount in {"20101": "123,456,699.00", "20102": "80.12", "20103": "10.00"}.items():
        yield figure(f"functional-2007/{code}", amount, **where)
    yield figure("three-public/total", "1,234,567.89", phase="approved", **where)
    yield figure("three-public/reception", "1,234,567.89", phase="approved", **where)


def _list_negative(year: int, totals: dict[str, str], public: str) -> Iterator[Cells]:
    """Yield totals of which some are below zero; the three-public budget is zero or declared none."""
    for code, amount in totals.items():
        yield figure(f"summary/{code}", amount, year=year)
    yield figure("functional-2007/201", totals["basic"], year=year)
    yield figure("functional-2007/204", totals["project"], year=year)
    for phase in ("approved", "executed"):
        for code in ("total", "vehicles", "reception", "overseas"):
            yield figure(f"three-public/{code}", public, year=year, phase=phase)


def _list_wrong() -> Iterator[Cells]:
    """Yield figures of which no sum and no change is right."""
    yield figure(SPENT, "100.00")
    yield figure("summary/basic", "70.00")
    yield figure("summary/project", "50.00")
    for code, amount in {"201": "90.00", "204": "20.00"}.items():
        yield figure(f"functional-2007/{code}", amount)
    yield figure("three-public/total", "9.00", phase="approved")
    yield figure("three-public/total", "8.00", phase="approved")
    yield figure("three-public/reception", "12.00", phase="approved")
    yield figure("staffing/posts", "10", unit="名", phase="approved")
    yield figure("staffing/staff", "12", unit="名")
