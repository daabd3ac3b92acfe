"""The text of disclosures that do not exist: amounts of their tables with shares, changes and rates worked out."""

from decimal import ROUND_HALF_UP, Decimal

from tests.read.made.facts import TEXT, Fact
from tests.read.made.invented import NAMES, Author

LEVELS = ((3, "类"), (5, "款"), (7, "项"))


def round_rate(part: Decimal, whole: Decimal) -> str:
    return f"{(part / whole * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


class TextAuthor(Author):
    """Writes the facts of a disclosure's tables and text."""

    def write(self) -> tuple[Fact, ...]:
        self.write_tables()
        self.put_text()
        return tuple(self.facts)

    def tell(self, where: str, item: str, amount: int, measure: str = "", relation: str = "", other: int = 0) -> None:
        """Tell an amount; with its share of another, its change by another, or its completion of another."""
        where = TEXT + where
        level = "决算数" if self.final else "预算数"
        if measure == "完成率":
            self.tell_money(where, item, other, "年初预算")
            level = "支出决算"
        self.tell_money(where, item, amount, level)
        if measure == "增减额":
            words = ("增加", "增长") if other > 0 else ("减少", "下降")
            self.tell_money(where, item, abs(other), measure, f"{relation} {words[0]}")
            self.tell_rate(where, item, Decimal(abs(other)), amount - other, "增减率", f"{relation} {words[1]}")
        elif measure:
            self.tell_rate(where, item, Decimal(amount), other, measure, relation)

    def tell_money(self, where: str, item: str, amount: int, measure: str, relation: str = "") -> None:
        self.add(where, item, self.show(amount, True), measure, "stated", "万元", relation=relation)

    def tell_rate(self, where: str, item: str, part: Decimal, whole: int, measure: str, relation: str) -> None:
        self.add(where, item, round_rate(part, Decimal(whole)), measure, "percent", "%", relation=relation)

    def tell_change(self, where: str, item: str, amount: int) -> None:
        change = self.rng.randint(1, max(amount // 3, 2)) * self.rng.choice((1, -1))
        against = f"比{self.year - 1}年{'度决算数' if self.final else '预算'}"
        self.tell(where, item, amount, "增减额", against, change)

    def put_text(self) -> None:
        total, basic, project = (self.sums["", scope] for scope in ("", "basic", "project"))
        word = "" if self.final else "预算"
        section = f"一、支出{word}情况说明"
        self.tell_change(section, f"本年支出{word}合计", total)
        for item, amount in (("基本支出", basic), ("项目支出", project)):
            if amount:
                self.tell(section, item, amount, "占比", f"占本年支出{word}合计", total)
        section = "二、一般公共预算财政拨款支出结构情况"
        self.tell(section, "一般公共预算财政拨款支出", total)
        for code in (one for one in self.list_codes() if len(one) == 3):
            self.tell(section, f"{NAMES[code]}（类）", self.sums[code, ""], "占比", "占一般公共预算财政拨款支出", total)
        section = "三、一般公共预算财政拨款支出具体情况"
        for number, code in enumerate((one for one in self.list_codes() if len(one) == 7), start=1):
            item = f"{number}、" + "".join(f"{NAMES[code[:size]]}（{level}）" for size, level in LEVELS)
            amount = self.sums[code, ""]
            if self.final:
                self.tell(section, item, amount, "完成率", "完成年初预算", amount + self.rng.randint(-900, 900))
            else:
                self.tell_change(section, item, amount)
        section = "四、一般公共预算财政拨款基本支出情况"
        self.tell(section, "一般公共预算财政拨款基本支出", basic)
        for item, amount in (("人员经费", self.staff), ("公用经费", basic - self.staff)):
            self.tell(section, item, amount)
        section = "五、“三公”经费情况说明"
        self.tell_change(section, "“三公”经费", self.three[0])
        for item, place in (("因公出国（境）费", 1), ("公务用车购置及运行维护费", 2), ("公务接待费", 5)):
            self.tell(section, item, self.three[place], "占比", "占“三公”经费", self.three[0])


def invent_facts(seed: int) -> tuple[Fact, ...]:
    return TextAuthor(seed).write()
