"""Departments that do not exist: two or three years of reports, some figures wrong, missing, coarse or derived.

Each follows from its seed, so that one that shows a fault can be made again.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from random import Random

from analysis.dataset import Dataset, _assemble
from analysis.departments import DepartmentTables
from analysis.figures import measure_rows, read_units
from analysis.table_schemas import columns_of
from analysis.tables import DATA_FOLDER, DataFolder, Row
from tests.datasets import document

Cells = dict[str, str]
Reports = dict[int, list[Cells]]

UNION = ["501", "502", "503", "504", "505", "506", "507", "508"]
CLASSES = ["201", "205", "208", "210", "221"]
ITEMS = ["work-funds", "model-workers", "township-unions"]
LARGEST = 9 * 10**14  # 分; beyond 10^15 an amount is refused
TREES = {
    "three-public/total": ["three-public/overseas", "three-public/vehicles", "three-public/reception"],
    "three-public/vehicles": ["three-public/vehicle-purchase", "three-public/vehicle-operation"],
    "functional-2020/201": ["functional-2020/20106", "functional-2020/20129"],
    "functional-2020/208": ["functional-2020/20805"],
    "functional-2020/20805": ["functional-2020/2080501", "functional-2020/2080505"],
    "union-2009/503": ["union-2009/50301", "union-2009/50302"],
    "union-2009/504": ["union-2009/50401", "union-2009/50402", "union-2009/50403", "union-2009/50404"],
    "summary/special": [f"beita-union-special/{code}" for code in ITEMS],
}


class Author:
    """Writes the reports of one department: knows the true amounts and prints them, not always well."""

    def __init__(self, seed: int) -> None:
        """Choose the habits of the department."""
        self.rng = Random(seed)
        self.decimals = self.rng.choice([2, 2, 2, 1, 4])
        self.careless = self.rng.choice([0.0, 0.02, 0.1])
        self.truth: dict[tuple[str, int], int] = {}  # 分 by code and year
        self.rows: list[Cells] = []

    def chance(self, share: float) -> bool:
        """Return whether something happens that does so this often."""
        return self.rng.random() < share

    def write(self) -> Reports:
        """Return the reports by year."""
        last = self.rng.choice([2019, 2020])
        years = list(range(last - self.rng.choice([1, 2]), last + 1))
        self._invent(range(years[0] - 1, last + 1))
        return {year: self._write_report(year) for year in years}

    # --- what is true

    def _invent(self, years: Sequence[int]) -> None:
        schemes = self.rng.choice([["union-2009"], ["functional-2020"], ["union-2009", "functional-2020"], []])
        codes = {"union-2009": UNION, "functional-2020": CLASSES}
        leaves = [f"{scheme}/{code}" for scheme in schemes for code in codes[scheme]]
        for year in years:
            for leaf in [*leaves, "summary/special", "three-public/total"]:
                self._split(leaf, year, self._amount())
            for scheme in schemes:
                self._total(year, sum(self.truth[f"{scheme}/{code}", year] for code in codes[scheme]))
            if not schemes:
                self._total(year, self._amount())

    def _amount(self) -> int:
        if self.chance(0.1):
            return 0
        return self.rng.randrange(1, 10 ** self.rng.choice([6, 7, 8])) * self.rng.choice([1, 100, 10_000])

    def _split(self, whole: str, year: int, amount: int) -> None:
        self.truth[whole, year] = amount
        parts = TREES.get(whole, [])
        for part in parts[1:]:
            share = self.rng.randrange(amount + 1) if amount > 0 and self.chance(0.8) else 0
            self._split(part, year, share)
            amount -= share
        if parts:
            self._split(parts[0], year, amount)

    def _total(self, year: int, amount: int) -> None:
        """Take what the categories make up as the total or as the basic expenditure."""
        if self.chance(0.7):
            basic, project = amount - amount // 3, amount // 3
        else:
            basic, project = amount, self._amount()
        carried, closing = self._amount(), self._amount()
        total = basic + project
        names = {"total": total, "basic": basic, "project": project, "opening-carry-over": carried}
        income = total + closing - (carried if self.chance(0.5) else 0)
        for name, value in (names | {"closing-carry-over": closing, "income": income}).items():
            self.truth[f"summary/{name}", year] = value

    # --- what is printed

    def _write_report(self, year: int) -> list[Cells]:
        self.rows = []
        for code in dict.fromkeys(code for code, _ in self.truth):
            if self.chance(0.75):
                self._state(code, year)
                self._tell_change(code, year)
            if self.chance(0.2):
                self._state(code, year, phase=self.rng.choice(["approved", "adjusted"]))
            if self.chance(0.1):
                self._tell_year_before(code, year - 1)
            if self.chance(0.06):
                self._state(code, year)  # again, in another place
            if self.chance(0.03):
                other = self.rng.choice([{"fund": "general"}, {"scope": "x"}, {"flow": "income"}])
                self._state(code, year, **other)
            self._tell_rates(code, year)
        self._tell_staff(year)
        self._tell_optional(year)
        self._tell_income(year)
        return [{**row, "figure_id": f"F{place:03d}"} for place, row in enumerate(self.rows, start=1)]

    def _tell_year_before(self, code: str, year: int) -> None:
        if self.chance(0.8):
            self._state(code, year)
        elif self.chance(0.5):
            self._add(code, year, self._print(self._amount(), "万元"), measure="increase", base_year=str(year - 1))
        else:
            self._tell_rate(code, year, "share", Fraction(1, 2))

    def _state(self, code: str, year: int, **cells: str) -> None:
        amount = self.truth.get((code, year), 0)
        if amount == 0 and self.chance(0.3):
            self._add(code, year, "无", basis="declared-none", **cells)
            return
        if self.chance(0.02):
            amount = -amount
        unit = "元" if self.chance(0.05) else "万元"
        self._add(code, year, self._print(amount, unit), unit=unit, **cells)

    def _add(self, code: str, year: int, printed: str, **cells: str) -> None:
        scheme, _, name = code.partition("/")
        blank = dict.fromkeys(columns_of("figures"), "")
        meaning = {"fiscal_year": str(year), "scheme": scheme, "code": name, "label": name, "measure": "level"}
        place = {"printed": printed, "unit": "万元", "basis": "stated", "locator": f"第{len(self.rows)}段"}
        self.rows.append({**blank, **meaning, **place, "phase": "executed", **cells})

    def _print(self, amount: int, unit: str) -> str:
        """Return an amount in a unit, rounded to this department's decimals, or wrong, or coarse."""
        decimals = self.decimals if unit == "万元" else self.rng.choice([0, 2])
        if self.chance(0.08):
            decimals = self.rng.choice([0, 1, 2, 3])
        scale = 1_000_000 if unit == "万元" else 100
        if self.chance(self.careless):
            amount = self._spoil(amount)
        amount = max(min(amount, LARGEST), -LARGEST)
        text = print_number(Fraction(amount, scale), min(decimals, 6 if unit == "万元" else 2))
        return f"约{text}" if self.chance(0.01) and not text.startswith("-") else text

    def _spoil(self, amount: int) -> int:
        digits = str(abs(amount))
        place = self.rng.randrange(len(digits))
        wrong = digits[:place] + self.rng.choice("0123456789") + digits[place + 1 :]
        spoiled = [amount * 10, amount // 10, amount * 10_000, amount // 10_000, amount + 10_000, amount - 10_000]
        return self.rng.choice([int(wrong), int(wrong), *spoiled])

    def _tell_change(self, code: str, year: int) -> None:
        if (code, year - 1) not in self.truth or not self.chance(0.3):
            return
        before = year - 2 if self.chance(0.1) and (code, year - 2) in self.truth else year - 1
        change = self.truth[code, year] - self.truth[code, before]
        measure = "increase" if change >= 0 else "decrease"
        if self.chance(self.careless):
            measure = self.rng.choice(["increase", "decrease"])
        level = len(self.rows)
        self._add(code, year, self._print(abs(change), "万元"), measure=measure, base_year=str(before))
        if self.chance(0.3):
            sign = "-" if measure == "increase" else "+"
            derivation = f"F{level:03d} {sign} F{level + 1:03d}"
            self._add(code, before, "", basis="derived", derivation=derivation, phase=self.rows[level - 1]["phase"])
        if self.chance(0.4) and self.truth[code, before]:
            ratio = Fraction(abs(change), self.truth[code, before])
            self._tell_rate(code, year, "change-rate", ratio, base_year=str(before))
        elif self.chance(0.1):
            self._tell_rate(code, year, "change-rate", Fraction(1, 3), base_year=str(before))

    def _tell_rates(self, code: str, year: int) -> None:
        if self.chance(0.1):
            whole = next((one for one, parts in TREES.items() if code in parts), "summary/total")
            self._tell_rate(code, year, "share", self._divide(self.truth[code, year], self.truth.get((whole, year), 0)))
        if self.chance(0.1):
            self._tell_rate(code, year, "completion-rate", Fraction(1))

    def _divide(self, part: int, whole: int) -> Fraction:
        return Fraction(part, whole) if whole else Fraction(self.rng.randrange(3), 2)

    def _tell_rate(self, code: str, year: int, measure: str, ratio: Fraction, **cells: str) -> None:
        decimals = self.rng.choice([0, 1, 2, 2, 4])
        pct = abs(ratio) * 100
        text = print_number(pct, decimals)
        if self.chance(0.1):
            text = print_number(Fraction(floor(pct * 10**decimals), 10**decimals), decimals)  # cut off
        if self.chance(0.15):
            text = print_number(pct + self.rng.choice([1, 10, -pct / 2]), decimals)
        if len(text) < 10:
            self._add(code, year, text, measure=measure, unit="%", **cells)

    def _tell_staff(self, year: int) -> None:
        posts = self.rng.randrange(1, 30)
        if self.chance(0.6):
            self._add("staffing/posts", year, str(posts), unit="名", phase="approved")
        if self.chance(0.6):
            self._add("staffing/staff", year, str(posts + self.rng.choice([-1, 0, 0, 1])), unit="名")
        if self.chance(0.1):
            self._add("staffing/staff", year, "5", unit="名")

    def _tell_optional(self, year: int) -> None:
        if self.chance(0.3):
            names = [f"disclosure/{code}-expenditure" for code in ("superior", "business", "affiliate")]
            for name in (*names, "summary/surplus-used", "summary/surplus-distributed"):
                self._add(name, year, self.rng.choice(["0.00", "0", "1.00"]))

    def _tell_income(self, year: int) -> None:
        if self.chance(0.2) and ("functional-2020/205", year) in self.truth:
            for code in CLASSES:
                self._add(f"functional-2020/{code}", year, self._print(self._amount(), "万元"), flow="income")


def print_number(number: Fraction, decimals: int) -> str:
    """Return a number rounded half away from zero."""
    scaled = floor(abs(number) * 10**decimals + Fraction(1, 2))
    digits = str(scaled).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if number < 0 and scaled else text


def open_many(departments: Mapping[str, Reports]) -> Dataset:
    """Return all reports of many departments in one Dataset, read as their files would be."""
    folder = DataFolder(DATA_FOLDER, "en")
    units = read_units(folder)
    cells, papers = [], []
    for department, reports in departments.items():
        for year, rows in reports.items():
            file = f"figures/{department}/{year}.csv"
            named = [{**row, "department": department, "document": "d"} for row in rows]
            folder.files[file] = [Row(row, file, line) for line, row in enumerate(named, start=2)]
            cells += measure_rows(folder, file, year, units)
            papers.append(document("d", year) | {"department": department, "fiscal_year": str(year)})
    blank = dict.fromkeys(columns_of("documents"), "")
    papers_rows = [Row({**blank, **one}, "documents", line) for line, one in enumerate(papers, start=2)]
    tables = DepartmentTables.make(cells, {"documents": papers_rows})
    return _assemble(folder, {name: list(reports) for name, reports in departments.items()}, [tables], drafts=True)
