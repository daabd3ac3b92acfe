"""Which identities hold between the numbers of a written disclosure, worked out from its facts alone, in fractions.

Nothing here knows the program: what must agree follows from codes, labels and places, what rounding allows from the
printed decimals. A sum is broken where its total and some of its parts are printed and differ by more than half a unit
of the last place of each; a row that is gone counts as none, unless its own parts are there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.check.written.keys import ORDINAL, Key, find_item, group_keys
from tests.check.written.values import State, Value
from tests.read.made import prose
from tests.read.made.facts import TABLE, Fact
from tests.read.made.prose import Item, Section, list_sections

Tree = str | tuple[str, list["Tree"]]  # the id of a fact, with what makes it up where its own number is gone


@dataclass(frozen=True)
class Sum:
    """A total is the sum of its parts."""

    name: str
    total: str
    parts: tuple[Tree, ...]
    needed: bool = False  # whether each part has to be printed: of two uses of money one may be all that is told

    def is_broken(self, state: State) -> bool:
        values = state.values
        parts = [value for part in self.parts if (value := add_tree(part, values))]
        if self.total not in values or not parts or (self.needed and len(parts) < len(self.parts)):
            return False
        total = values[self.total]
        gap = abs(total.amount - sum(one.amount for one in parts))
        return gap > total.half + sum(one.half for one in parts)


def add_tree(tree: Tree, values: Mapping[str, Value]) -> Value | None:
    if isinstance(tree, str):
        return values.get(tree)
    own, parts = tree
    if own in values:
        return values[own]
    below = [value for part in parts if (value := add_tree(part, values))]
    return Value(sum(one.amount for one in below), sum(one.half for one in below)) if below else None


STAFF = ("301", "303")
SUM, WHOLE = re.compile("合计|小计|总计"), re.compile("总计|(?<!本年)(?:收入|支出)合计$")
FALL = re.compile("减少|下降|降低|降幅")


@dataclass(frozen=True)
class Rate:
    """A printed percentage is a part of a whole, or a change of what was before, as its words point."""

    name: str
    rate: str
    part: str
    whole: str
    change: bool = False

    def is_broken(self, state: State) -> bool:
        if any(one not in state.values for one in (self.rate, self.part, self.whole)):
            return False
        rate, part, whole = (state.values[one] for one in (self.rate, self.part, self.whole))
        falls = [bool(FALL.search(state.facts[one]["relation"])) for one in (self.part, self.rate)]
        if (self.change and falls[0] != falls[1]) or rate.amount < 0:
            return True
        less = (-1 if falls[0] else 1) * (-1 if part.amount < 0 else 1) * self.change
        if whole.amount - less * abs(part.amount) <= 0:
            return rate.amount != 0 and part.amount != 0
        found = [
            size / base * 100
            for size in (max(Fraction(0), abs(part.amount) - part.half), abs(part.amount) + part.half)
            for side in (-1, 1)
            if (base := whole.amount + side * whole.half - less * size) > 0
        ]
        return rate.amount + rate.half < min(found) or rate.amount - rate.half > max(found)


@dataclass(frozen=True)
class Year:
    """The year in a title or a heading is the document's, that of a comparison an earlier one."""

    name: str
    fact: str
    column: str

    def is_broken(self, state: State) -> bool:
        fact = state.facts.get(self.fact)
        years = [int(one) for one in re.findall(r"20\d\d(?=年)", fact[self.column])] if fact else []
        if self.column == "relation":
            return any(year >= int(fact["year"]) for year in years)
        return any(year != int(fact["year"]) for year in years)


Identity = Sum | Rate | Year


def list_identities(facts: Sequence[Fact]) -> Iterator[Identity]:
    tables: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact["where"].startswith(TABLE):
            tables.setdefault(fact["where"], []).append(fact)
    for where, rows in tables.items():
        yield from list_trees(where, rows)
        yield from list_rows(where, rows)
        yield from list_lanes(where, rows)
        yield from list_lines(where, rows)
    for key, group in group_keys(facts).items():
        for fact in group[1:]:
            yield Sum(f"same {key}", group[0]["id"], (fact["id"],))
    yield from list_of_prose(facts)
    named = {fact["where"]: fact["id"] for fact in facts if "年" in fact["where"]}
    yield from (Year(text, own, "where") for text, own in named.items())
    yield from (Year(fact["relation"], fact["id"], "relation") for fact in facts if "年" in fact["relation"])


# --- tables


def list_trees(where: str, rows: Sequence[Fact]) -> Iterator[Sum]:
    """Yield the sums of classes, groups and items in each column of a table of codes."""
    for measure in dict.fromkeys(row["measure"] for row in rows):
        column = {row["code"]: row["id"] for row in rows if row["measure"] == measure and row["code"]}

        def grow(prefix: str, column: dict[str, str] = column) -> list[Tree]:
            size = {0: 3, 3: 5, 5: 7}.get(len(prefix), 9)
            below = [code for code in column if len(code) == size and code.startswith(prefix)]
            return [(column[code], grow(code)) for code in below]

        for code, own in column.items():
            if parts := grow(code):
                yield Sum(f"{where} {measure} {code}", own, tuple(parts))
        classes = dict(zip((code for code in column if len(code) == 3), grow(""), strict=True))
        for row in (row for row in rows if row["measure"] == measure and not row["code"] and column):
            staff = row["item"].startswith("人员")
            if row["item"] == "合计":
                yield Sum(f"{where} {measure} 合计", row["id"], tuple(classes.values()))
            elif re.match("(?:人员|公用)经费合计", row["item"]):
                own = [tree for code, tree in classes.items() if (code in STAFF) == staff]
                yield Sum(f"{where} {row['item']}", row["id"], tuple(own))


def list_rows(where: str, rows: Sequence[Fact]) -> Iterator[Sum]:
    """Yield the sums of the columns of each line."""
    if "三公" in where or not any(row["code"] or "列：" in row["note"] or "支出-" in row["measure"] for row in rows):
        return
    lines: dict[tuple[str, str], list[Fact]] = {}
    for row in rows:
        lines.setdefault((row["code"], row["item"]), []).append(row)
    for (code, item), (first, *rest) in lines.items():
        if rest and first["measure"] not in ("收入决算数", "支出决算数") and "收入" not in first["note"]:
            yield Sum(f"{where} {code}{item}", first["id"], tuple(row["id"] for row in rest))


def list_lanes(where: str, rows: Sequence[Fact]) -> Iterator[Sum]:
    """Yield the sums of a table of lanes: income, classes, uses, with what is carried over."""
    if not re.search("收支|收入支出", where):
        return
    for measure, note in dict.fromkeys((row["measure"], row["note"]) for row in rows if "项下" not in row["note"]):
        own = [row for row in rows if (row["measure"], row["note"]) == (measure, note)]
        side = find_side(own[0])
        beside = [row for row in rows if row["measure"] == measure and find_side(row) == side]
        feet = [row for row in beside if SUM.search(row["item"]) and (row["note"] == note or not is_column(row, note))]
        year = next((row for row in feet if re.match("本年|当年", row["item"])), None)
        whole = next((row for row in feet if row is not year), None)
        lines = tuple(row["id"] for row in own if re.match("[一二三四五六七八九十]+、", row["item"]))
        if lines and (year or whole):
            yield Sum(f"{where} {measure} {note}", (year or whole)["id"], lines, "用途" in note)
        if year and whole and note == year["note"]:
            carried = [row["id"] for row in rows if "结转" in row["item"] and row["measure"] == measure]
            yield Sum(f"{where} {measure} 总计", whole["id"], ((year["id"], list(lines)), *carried))
        inner = tuple(row["id"] for row in own if re.match(r"\d", row["item"]))
        if inner and "、财政拨款" in own[0]["item"]:
            yield Sum(f"{where} {own[0]['item']}", own[0]["id"], inner)
    totals = [row for row in rows if WHOLE.search(row["item"])]
    income, spent = ([row for row in totals if find_side(row) == side] for side in ("收入", "支出"))
    if income and spent:
        yield Sum(f"{where} 收支", income[0]["id"], (spent[0]["id"],))


def find_side(row: Fact) -> str:
    return "收入" if "收入" in row["measure"] + row["note"] + row["item"] else "支出"


def is_column(row: Fact, note: str) -> bool:
    """Return whether a row is of one of several columns of its lane."""
    return note.startswith("列：") or row["note"].startswith("列：")


def list_lines(where: str, rows: Sequence[Fact]) -> Iterator[Sum]:
    """Yield the sums of a table of one line, and of procurement."""
    for measure in dict.fromkeys(row["measure"] for row in rows if "三公" in where):
        own = [row for row in rows if row["measure"] == measure]
        three, total = find_items(own, "三公.*小计"), find_items(own, "^合计$")
        parts = find_items(own, "因公出国|购置及运行.*小计|公务接待")
        if three:
            yield Sum(f"{where} 三公", three[0], parts)
            yield Sum(f"{where} 合计", total[0], (*three, *find_items(own, "会议费|培训费")))
        elif total:
            yield Sum(f"{where} 合计 {measure}", total[0], parts)
        if vehicles := find_items(own, "购置及运行.*小计"):
            inner = find_items(own, "^(?:公务用车)?(?:购置|运行|运行维护)费$")
            yield Sum(f"{where} 公务用车 {measure}", vehicles[0], inner)
    if where.endswith("支出预算总表") and "收" not in where and not any(row["code"] for row in rows):
        yield Sum(where, rows[0]["id"], tuple(row["id"] for row in rows[1:]))
    if "采购" in where:
        yield from list_procurement(where, rows)


def find_items(rows: Sequence[Fact], words: str) -> tuple[str, ...]:
    return tuple(row["id"] for row in rows if re.search(words, row["item"]))


def list_procurement(where: str, rows: Sequence[Fact]) -> Iterator[Sum]:
    kinds = [row for row in rows if not row["note"] and row["item"] != "合计"]
    yield Sum(f"{where} 合计", rows[0]["id"], tuple(row["id"] for row in kinds))
    for kind in kinds:
        own = [row for row in rows if row["note"].startswith(ORDINAL.sub("", kind["item"])[:2])]
        heads = [row for row in own if "经济科目" in row["note"]]
        yield Sum(f"{where} {kind['item']}", kind["id"], tuple(row["id"] for row in heads))
        for head in heads:
            below = own[own.index(head) + 1 :]
            stop = next((place for place, row in enumerate(below) if row in heads), len(below))
            yield Sum(f"{where} {head['item']}", head["id"], tuple(row["id"] for row in below[:stop]))


# --- text


def list_of_prose(facts: Sequence[Fact]) -> Iterator[Sum | Rate]:
    keys = group_keys(facts)
    for section in list_sections(facts):
        if section.parts:
            for measure in ("年初预算", ""):
                ids = [one for item in (section.items[0], *section.parts) if (one := get_level(item, measure))]
                if len(ids) > 1:
                    yield Sum(f"{section.title} 其中", ids[0], tuple(ids[1:]))
        level = ""
        for item in section.items:
            level = get_level(item) or level
            yield from list_of_item(section, item, level, keys)


def get_level(item: Item, measure: str = "") -> str:
    """Return the id of an item's amount, of the budget's where that is asked for."""
    row = item.get(measure) if measure else prose.get_level(item)
    return row["id"] if row else ""


def list_of_item(section: Section, item: Item, level: str, keys: Mapping[Key, list[Fact]]) -> Iterator[Rate]:
    if "增减额" in item and "增减率" in item:
        yield Rate(f"{section.title} 增减率", item["增减率"]["id"], item["增减额"]["id"], level, True)
    if "完成率" in item and "年初预算" in item:
        yield Rate(f"{section.title} 完成率", item["完成率"]["id"], level, item["年初预算"]["id"])
    if "占比" in item:
        name = item["占比"]["relation"].removeprefix("占")
        said = [one for other in section.items if is_named(other, name) and (one := get_level(other))]
        named = keys.get(find_item(name) or ("", "", "", ""), [])
        whole = next(iter([*said, *(row["id"] for row in named)]), "")
        if whole and whole != level:
            yield Rate(f"{section.title} 占比", item["占比"]["id"], level, whole)


def is_named(item: Item, name: str) -> bool:
    return any(ORDINAL.sub("", row["item"]) == name for row in item.values())


def list_broken(identities: Sequence[Identity], clean: State, changed: State) -> list[str]:
    """Return the identities that hold in a clean disclosure and not in the changed one."""
    return [one.name for one in identities if not one.is_broken(clean) and one.is_broken(changed)]
