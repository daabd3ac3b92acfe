"""Facts of disclosures that do not exist, as the facts files have them: all their tables from one tree of amounts.

Amounts are whole hundredths of 万元, so that all sums agree to the last digit.
"""

import random
from collections import defaultdict
from decimal import Decimal

from tests.read.made.facts import TABLE, Fact

NAMES = {
    "205": "教育支出", "20502": "普通教育", "2050202": "小学教育", "2050203": "初中教育", "2050204": "高中教育",
    "20508": "进修及培训", "2050803": "培训支出",
    "208": "社会保障和就业支出", "20805": "行政事业单位养老支出", "2080501": "行政单位离退休",
    "2080505": "机关事业单位基本养老保险缴费支出", "2080506": "机关事业单位职业年金缴费支出",
    "210": "卫生健康支出", "21011": "行政事业单位医疗", "2101101": "行政单位医疗", "2101102": "事业单位医疗",
    "213": "农林水支出", "21303": "水利", "2130301": "行政运行", "2130305": "水利工程建设",
    "2130306": "水利工程运行与维护",
    "221": "住房保障支出", "22102": "住房改革支出", "2210201": "住房公积金", "2210203": "购房补贴",
    "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴", "30108": "机关事业单位基本养老保险缴费",
    "30113": "住房公积金", "302": "商品和服务支出", "30201": "办公费", "30207": "邮电费", "30217": "公务接待费",
    "30231": "公务用车运行维护费", "303": "对个人和家庭的补助", "30302": "退休费",
    "310": "资本性支出", "31002": "办公设备购置",
}  # fmt: skip
CLASSES = ("205", "208", "210", "213", "221")
ORDINALS = dict(zip(CLASSES, ("五", "八", "九", "十二", "十九"), strict=True))
STAFF = ("301", "303")
USES = (("一、基本支出", "basic"), ("二、项目支出", "project"))
KINDS = ("final", "budget", "yuan")  # of disclosures: final accounts; a budget in 万元; one in whole 元


class Author:
    """Writes the facts of one disclosure."""

    def __init__(self, seed: int) -> None:
        self.rng, self.kind = random.Random(seed), KINDS[seed % 3]
        self.final = self.kind == "final"
        self.year = 2024 if self.final else 2025
        self.facts: list[Fact] = []
        self.sums: dict[tuple[str, str], int] = defaultdict(int)

    def show(self, amount: int, text: bool = False) -> str:
        if self.kind == "yuan" and not text:
            return f"{amount * 100:,}"
        return f"{Decimal(amount) / 100:,.2f}" + ("万元" if text else "")

    def put(self, where: str, item: str, code: str, measure: str, amount: int | None, note: str = "") -> None:
        raw, unit = "" if amount is None else self.show(amount), "元" if self.kind == "yuan" else "万元"
        self.add(f"{TABLE}{where}", item, raw, measure, "stated", unit, note=note, code=code)

    def add(self, where: str, item: str, raw: str, measure: str, kind: str, unit: str, **more: str) -> None:
        blank = {"code": "", "relation": "", "note": "", "tier": "core" if raw else "blank", "year": str(self.year)}
        own = {"where": where, "item": item, "measure": measure, "raw": raw, "unit": unit, "kind": kind}
        self.facts.append(own | blank | more)

    def write_tables(self) -> None:
        chosen = sorted(self.rng.sample(CLASSES, self.rng.randint(2, 4)))
        for code in (one for one in NAMES if len(one) == 7 and one[:3] in chosen):
            for scope in self.rng.choice((("basic",), ("project",), ("basic", "project"))):
                amount = self.rng.randint(1_000, 90_000)
                for size in (0, 3, 5, 7):
                    for one in (scope, ""):
                        self.sums[code[:size], one] += amount
        if not self.sums["", "basic"]:
            return self.write_tables()
        self.other, self.carried = (self.rng.randint(100, 9_999) for _ in range(2)) if self.final else (0, 0)
        self.put_totals()
        self.put_functions()
        self.put_economic()
        self.put_three_public()
        self.put_empty()
        return None

    def list_codes(self) -> list[str]:
        return sorted({code for code, _ in self.sums if code})

    def get(self, code: str, scope: str) -> int | None:
        """Return a cell's amount, None where the form leaves it blank."""
        amount = self.sums.get((code, scope), 0)
        return amount if amount or self.kind == "yuan" else None

    # --- tables

    def put_totals(self) -> None:
        total = self.sums["", ""]
        if self.kind == "budget":
            return self.put_budget_totals(total)
        title, measures = {
            "final": ("收入支出决算总表", ("收入决算数", "支出决算数")),
            "yuan": (f"{self.year}年部门财务收支预算总表", ("预算数", "预算数")),
        }[self.kind]
        left, right = ("", "") if self.final else ("本年收入", "本年支出")
        word = "一、一般公共预算财政拨款收入" if self.final else "一、财政拨款收入"
        self.put(title, word, "", measures[0], total, left)
        if self.final:
            self.put(title, "八、其他收入", "", measures[0], self.other)
            self.put(title, "本年收入合计", "", measures[0], total + self.other)
            self.put(title, "年初结转和结余", "", measures[0], self.carried)
        whole = total + self.other + self.carried
        self.put(title, "总计" if self.final else "收入总计", "", measures[0], whole, left)
        self.put_classes(title, measures[1], right)
        if self.final:
            self.put(title, "本年支出合计", "", measures[1], total)
            self.put(title, "年末结转和结余", "", measures[1], self.other + self.carried)
        self.put(title, "总计" if self.final else "支出总计", "", measures[1], whole, right)
        return None

    def put_classes(self, title: str, measure: str, note: str) -> None:
        for code in (one for one in self.list_codes() if len(one) == 3):
            self.put(title, f"{ORDINALS[code]}、{NAMES[code]}", "", measure, self.sums[code, ""], note)

    def put_budget_totals(self, total: int) -> None:
        title, use = "收支预算总表", "支出-支出用途"
        for item in ("一、财政拨款", "1. 一般公共预算"):
            self.put(title, item, "", "预算数", total, "收入")
        self.put_classes(title, "预算数", "支出-功能分类")
        for item, scope in USES:
            self.put(title, item, "", "预算数", self.get("", scope), use)
        for item in ("当年收入小计", "收入合计", "当年支出小计", "支出合计"):
            self.put(title, item, "", "预算数", total, item[2:4] if item[0] == "当" else item[:2])
        self.put("收入预算总表", "收入总计", "", "预算数", total)
        self.put("收入预算总表", "一般公共预算资金-小计", "", "预算数", total)
        self.put("收入预算总表", "公共财政拨款（补助）资金", "", "预算数", total, "一般公共预算资金项下")
        self.put("支出预算总表", "合计", "", "预算数", total)
        for item, scope in USES:
            self.put("支出预算总表", item[2:], "", item[2:], self.get("", scope))

    def put_budget_appropriations(self) -> None:
        total, title = self.sums["", ""], "财政拨款收支预算总表"
        if self.kind == "yuan":
            title = f"{self.year}年部门{title}"
            self.put(title, "一、一般公共预算资金", "", "预算数", total, "财政拨款收入")
            self.put(title, "收入总计", "", "预算数", total, "财政拨款收入")
            for column in ("列：合计", "列：一般公共预算"):
                self.put_classes(title, "预算数", column)
                self.put(title, "支出总计", "", "预算数", total, column)
            return
        for item in ("一、一般公共预算", "收入合计"):
            self.put(title, item, "", "预算数", total, "收入")
        for item, scope in USES:
            self.put(title, item, "", "预算数", self.get("", scope), "支出-支出用途")
        self.put(title, "支出合计", "", "预算数", total, "支出")

    def put_functions(self) -> None:
        scopes = {"": "预算数", "basic": "基本支出", "project": "项目支出"}
        if not self.final:
            self.put_budget_appropriations()
        if self.kind == "budget":
            self.put_codes("财政拨款支出预算表（功能科目）", {"": "预算数"}, first=True)
            self.put_codes("一般公共预算支出预算表（功能科目）", {"": "预算数"}, first=True)
        elif self.final:
            self.put_income("收入决算表", ("本年收入合计", "财政拨款收入", "其他收入"))
            self.put_codes("支出决算表", scopes | {"": "本年支出合计"}, first=True)
            self.put_appropriations()
            self.put_codes("一般公共预算财政拨款支出决算表", scopes | {"": "合计"}, first=False)
        else:
            self.put_income(f"{self.year}年部门收入预算总表", ("预算数", "财政拨款收入", "其他收入"))
            self.put_codes(f"{self.year}年部门支出预算总表", scopes, first=False)
            self.put_codes(f"{self.year}年部门一般公共预算支出功能分类预算表", scopes, first=False)

    def put_codes(self, title: str, columns: dict[str, str], *, first: bool) -> None:
        codes = [*self.list_codes()]
        for code in ["", *codes] if first else [*codes, ""]:
            for scope, measure in columns.items():
                amount = self.get(code, scope)
                if amount is not None:
                    self.put(title, NAMES.get(code, "合计"), code, measure, amount)

    def put_income(self, title: str, measures: tuple[str, str, str]) -> None:
        codes = self.list_codes()
        first = next(code for code in codes if len(code) == 7)
        for code in ["", *codes] if self.final else [*codes, ""]:
            more = self.other if first.startswith(code) else 0
            own = self.sums[code, ""]
            for measure, amount in zip(measures, (own + more, own, more), strict=True):
                if amount or not self.final:
                    self.put(title, NAMES.get(code, "合计"), code, measure, amount)

    def put_appropriations(self) -> None:
        """The totals of fiscal appropriations of final accounts; what is carried over is the year before's rest."""
        title, total = "财政拨款收入支出决算总表", self.sums["", ""]
        rest = self.rng.randint(100, 999)
        for item, amount, note in (
            ("一、一般公共预算财政拨款", total, ""), ("本年收入合计", total, ""), ("年初财政拨款结转和结余", rest, ""),
            ("一、一般公共预算财政拨款", rest, "年初财政拨款结转和结余项下"), ("总计", total + rest, ""),
        ):  # fmt: skip
            self.put(title, item, "", "收入决算数", amount, note)
        lines = [
            (f"{ORDINALS[code]}、{NAMES[code]}", self.sums[code, ""]) for code in self.list_codes() if len(code) == 3
        ]
        for item, amount in (*lines, ("本年支出合计", total), ("年末财政拨款结转和结余", rest), ("总计", total + rest)):
            for measure in ("支出合计", "支出-一般公共预算财政拨款"):
                self.put(title, item, "", measure, amount)

    def put_economic(self) -> None:
        basic = self.sums["", "basic"]
        codes = [code for code in NAMES if len(code) == 5 and code[0] == "3"]
        cuts = sorted(self.rng.sample(range(1, basic), len(codes) - 1))
        self.economic = dict(zip(codes, (b - a for a, b in zip([0, *cuts], [*cuts, basic], strict=True)), strict=True))
        titles = {
            "final": ("一般公共预算财政拨款基本支出决算表",),
            "budget": ("财政拨款基本支出预算表（经济科目）", "一般公共预算基本支出预算表（经济科目）"),
            "yuan": (f"{self.year}年部门一般公共预算基本支出部门预算经济分类预算表",),
        }[self.kind]
        for title in titles:
            rows = [(code, self.add_economic((code,))) for code in NAMES if code[0] == "3"]
            rows = [("", basic), *rows] if self.kind == "budget" else rows
            rows = [*rows, ("", basic)] if self.kind == "yuan" else rows
            for code, amount in rows:
                self.put_economic_row(title, code, amount)
        self.staff = self.add_economic(STAFF)
        if self.final:
            self.put(titles[0], "人员经费合计", "", "决算数", self.staff)
            self.put(titles[0], "公用经费合计", "", "决算数", basic - self.staff)

    def put_economic_row(self, title: str, code: str, amount: int) -> None:
        self.put(title, NAMES.get(code, "合计"), code, "决算数" if self.final else "预算数", amount)
        if self.kind == "yuan":
            staff = self.add_economic(STAFF) if not code else amount * (code[:3] in STAFF)
            self.put(title, NAMES.get(code, "合计"), code, "人员经费", staff)
            self.put(title, NAMES.get(code, "合计"), code, "公用经费", amount - staff)

    def add_economic(self, classes: tuple[str, ...]) -> int:
        return sum(amount for code, amount in self.economic.items() if code.startswith(classes))

    def put_three_public(self) -> None:
        abroad, reception = self.rng.randint(100, 999), self.economic["30217"] + 100
        buying, running = self.rng.randint(100, 9_999), self.economic["30231"] + 200
        self.three = (abroad + buying + running + reception, abroad, buying + running, buying, running, reception)
        group = "公务用车购置及运行维护费"
        items = ("合计", "因公出国（境）费", f"{group}-小计", "公务用车购置费", "公务用车运行维护费", "公务接待费")
        title = "财政拨款“三公”经费支出决算表" if self.final else f"{self.year}年“三公”经费支出预算表"
        for item, amount in zip(items, self.three, strict=True):
            if self.final:
                self.put(title, item, "", "预算数", amount + 100 * (item in ("合计", "公务接待费")))
            self.put(title, item, "", "决算数" if self.final else "预算数", amount)

    def put_empty(self) -> None:
        suffix = "财政拨款支出决算表" if self.final else "支出功能分类预算表"
        for fund in ("政府性基金", "国有资本经营"):
            for measure in ("预算数",) if self.kind == "budget" else ("合计", "基本支出", "项目支出"):
                self.put(f"{fund}预算{suffix}", "合计", "", measure, None)
