"""Disclosures that do not exist: tables of final accounts and budgets from one tree of amounts, and their prose.

Every amount follows from its seed; the tables agree to the last digit, as their items are whole hundredths.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from tests.check.disclosures import Cells, Disclosure, link_change, link_rate

CLASSES = ("201", "205", "208", "210", "221")
ECONOMIC = {
    "301": ("01", "02", "03", "08", "13"), "302": ("01", "05", "07", "11", "17", "31"), "303": ("02", "09"),
    "310": ("02", "07"),
}  # fmt: skip
STAFF = ("301", "303")
FINAL = {
    "totals": "收入支出决算总表",
    "income": "收入决算表",
    "expenditure": "支出决算表",
    "fiscal": "财政拨款收入支出决算总表",
    "general": "一般公共预算财政拨款支出决算表",
    "basic": "一般公共预算财政拨款基本支出决算表",
    "three": "财政拨款“三公”经费支出决算表",
}
BUDGET = {name: title.replace("决算", "预算") for name, title in FINAL.items()}


class Author:
    """Writes one disclosure: knows its amounts in hundredths of 万元."""

    def __init__(self, seed: int, year: int = 2024) -> None:
        self.rng, self.year = random.Random(seed), year
        self.final = seed % 2 == 0
        self.titles, self.phase = (FINAL, "executed") if self.final else (BUDGET, "approved")
        self.rows: list[Cells] = []

    def put(self, table: str, selector: str, amount: int, **cells: str) -> None:
        scheme, code = selector.split("/")
        title = self.titles.get(table, "")
        self.rows.append({
            "label": code, "scheme": scheme, "code": code, "printed": f"{amount / 100:.2f}", "unit": "万元",
            "measure": "level", "basis": "stated", "fiscal_year": str(self.year), "phase": self.phase, "table": title,
            "locator": f"{title or '文'} {code} {cells}", **cells,
        })  # fmt: skip

    def write(self) -> Disclosure:
        items = {
            (f"{one}{group:02d}{item:02d}", scope): self.rng.randint(100, 99_999)
            for one in self.rng.sample(CLASSES, self.rng.randint(2, 5))
            for group in range(1, self.rng.randint(2, 4))
            for item in range(1, self.rng.randint(2, 5))
            for scope in self.rng.choice((("basic",), ("project",), ("basic", "project")))
        }
        items[f"{CLASSES[0]}0101", "basic"] = self.rng.randint(50_000, 99_999)
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for (code, scope), amount in items.items():
            for size in (0, 3, 5, 7):
                sums[code[:size], scope] += amount
                sums[code[:size], ""] += amount
        carried, other = self.rng.randint(0, 9_999), self.rng.randint(100, 9_999)
        total = sums["", ""]
        self.put_functional(sums)
        self.put_income(sums, other)
        self.put_totals(sums, carried, other)
        self.put_basic(sums["", "basic"])
        return self.finish(self.write_prose(sums, total))

    def put_functional(self, sums: dict[tuple[str, str], int]) -> None:
        for table, fund, total in (
            ("expenditure", "", "summary/total"),
            ("general", "general", "disclosure/general-fiscal"),
        ):
            parts = {"basic": "summary/basic", "project": "summary/project"}
            for (code, scope), amount in sorted(sums.items()):
                selector = f"functional-2020/{code}" if code else total
                if not code and scope:
                    selector = f"{total}-{scope}" if fund else parts[scope]
                self.put(table, selector, amount, fund=fund, scope=scope)

    def put_income(self, sums: dict[tuple[str, str], int], other: int) -> None:
        first = min(code for code, _ in sums if len(code) == 7)
        for code in sorted({code for code, _ in sums}):
            more = other if first.startswith(code) else 0
            own = {"": sums[code, ""] + more, "fiscal": sums[code, ""], "other": more}
            totals = {"": "summary/income", "fiscal": "disclosure/fiscal-income", "other": "disclosure/other-income"}
            for scope, amount in own.items():
                if amount:
                    selector = f"functional-2020/{code}" if code else totals[scope]
                    self.put("income", selector, amount, scope=scope, flow="income")

    def put_totals(self, sums: dict[tuple[str, str], int], carried: int, other: int) -> None:
        total = sums["", ""]
        classes = {code: amount for (code, scope), amount in sums.items() if len(code) == 3 and not scope}
        for table, fund, more in (("totals", "", other), ("fiscal", "fiscal", 0)):
            names = (
                ("disclosure/fiscal-income", "disclosure/fiscal-expenditure")
                if fund
                else ("summary/income", "summary/total")
            )
            prefix = "disclosure/fiscal-" if fund else "disclosure/"
            self.put(table, "disclosure/general-fiscal-income", total, fund=fund, flow="income")
            if more:
                self.put(table, "disclosure/other-income", more, fund=fund, flow="income")
            self.put(table, names[0], total + more, fund=fund, flow="income")
            carry = ("disclosure/fiscal-{}-carry-over" if fund else "summary/{}-carry-over").format
            self.put(table, carry("opening"), carried, fund=fund, flow="balance")
            self.put(table, f"{prefix}income-total", total + more + carried, fund=fund, flow="income")
            for code, amount in sorted(classes.items()):
                self.put(table, f"functional-2020/{code}", amount, fund=fund)
            self.put(table, names[1], total, fund=fund)
            self.put(table, carry("closing"), carried + more, fund=fund, flow="balance")
            self.put(table, f"{prefix}expenditure-total", total + more + carried, fund=fund)

    def put_basic(self, basic: int) -> None:
        codes = [f"{one}{item}" for one, items in ECONOMIC.items() for item in items]
        cuts = sorted(self.rng.sample(range(1, basic), len(codes) - 1))
        amounts = dict(zip(codes, (b - a for a, b in zip([0, *cuts], [*cuts, basic], strict=True)), strict=True))
        same = {"fund": "general", "scope": "basic"}
        for one in ECONOMIC:
            self.put("basic", f"economic-2018/{one}", sum_of(amounts, [one]), **same)
            for code in (code for code in codes if code.startswith(one)):
                self.put("basic", f"economic-2018/{code}", amounts[code], **same)
        self.put("basic", "disclosure/staff-costs", sum_of(amounts, STAFF), **same)
        self.put("basic", "summary/public", basic - sum_of(amounts, STAFF), **same)
        self.put("basic", "disclosure/general-fiscal-basic", basic, **same)
        reception, operation = amounts["30217"] + 100, amounts["30231"] + 200
        buying, abroad = self.rng.randint(0, 9999), self.rng.randint(1, 999)
        for code, amount in (
            ("total", abroad + buying + operation + reception), ("overseas", abroad), ("vehicles", buying + operation),
            ("vehicle-purchase", buying), ("vehicle-operation", operation), ("reception", reception),
        ):  # fmt: skip
            self.put("three", f"three-public/{code}", amount)

    def write_prose(self, sums: dict[tuple[str, str], int], total: int) -> Disclosure:
        """Return what the prose repeats, with shares and changes."""
        figures: list[Cells] = []
        links: list[Cells] = []
        for number, (selector, amount) in enumerate(
            (("summary/total", total), ("summary/basic", sums["", "basic"]), ("summary/project", sums["", "project"]))
        ):
            self.put("prose", selector, amount, id=f"T{len(figures)}", fund="", scope="")
            level = self.rows.pop()
            figures.append(level)
            row = {"where": "文", "item": selector, "year": str(self.year), "note": "", "raw": "", "page": ""}
            change = self.rng.randint(1, max(amount // 2, 2))
            word = self.rng.choice(("增加", "减少"))
            group = {
                "增减额": row
                | {"amount": f"{change / 100:.2f}", "unit": "万元", "relation": word, "measure": "增减额"},
                "增减率": row | {"amount": "1.00", "unit": "%", "relation": word, "measure": "增减率"},
            }
            if Decimal(level["printed"]) > 0:
                link_change(figures, links, group, level["id"])
            if number and amount:
                share = row | {"amount": "1.00", "unit": "%", "relation": "占", "measure": "占比"}
                link_rate(figures, links, "share", share, [level["id"]], [("T0", "+")], "")
        return {"figures": figures, "links": links}

    def finish(self, prose: Disclosure) -> Disclosure:
        figures = [*self.rows, *prose["figures"]]
        ids = {one.get("id", ""): f"F{place:02d}" for place, one in enumerate(figures, start=1)}
        own = {"document": "d", "fiscal_year": str(self.year)}
        named = [{**one, "figure_id": f"F{place:02d}", "document": "d"} for place, one in enumerate(figures, start=1)]
        links = [{**one, **own, "figure": ids[one["figure"]], "locator": one["link"]} for one in prose["links"]]
        paper = {
            **own,
            "title": "d",
            "kind_in_title": "final-accounts" if self.final else "other",
            "kind_in_body": "other",
        }
        return {
            "figures": named,
            "links": links,
            "documents": [paper | {"file_name": "d.pdf"}],
            "codes": [own | code for code in list_codes(self.rows)],
        }


def sum_of(amounts: dict[str, int], classes: Iterable[str]) -> int:
    return sum(amount for code, amount in amounts.items() if code[:3] in classes)


def list_codes(rows: list[Cells]) -> list[Cells]:
    found = {(one["scheme"], one["code"]) for one in rows if one["code"].isdigit()}
    return [
        {"scheme": scheme, "code": code, "parent": code[:-2] if len(code) > 3 else "", "name_zh": code}
        for scheme, code in sorted(found)
    ]


def invent(seed: int) -> Disclosure:
    return Author(seed).write()
