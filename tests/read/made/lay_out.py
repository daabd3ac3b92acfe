"""The facts of a table laid out as disclosures print it: lanes, merged heads of several lines, codes cut into cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, zip_longest

from tests.read.made.facts import Fact
from tests.read.tables.layouts import Cell, Layout

Rows = list[list[Cell]]
FOOT = re.compile("合计|小计$|总计|结转")
CLASSES = ("外交", "国防", "科学技术", "节能环保", "交通运输", "商业服务业等", "金融", "援助其他地区", "其他")
NUMERALS = [f"{tens}{one}" for tens in ("", "十", "二十") for one in ("", *"一二三四五六七八九")][1:]
# Columns that a form has although a body has no money in them.
BLANK = {
    "收入决算表": "上级补助收入 事业收入 经营收入 附属单位上缴收入",
    "支出决算表": "上缴上级支出 经营支出 对附属单位补助支出",
    "财政拨款收入支出决算总表": "政府性基金预算财政拨款 国有资本经营预算财政拨款",
    "财政拨款收支预算总表": "政府性基金预算 国有资本经营预算",
}


def lay_out(title: str, facts: Sequence[Fact]) -> Layout:
    """Return the table; its form follows from its title and from what its facts are."""
    measures = list(dict.fromkeys(fact["measure"] for fact in facts))
    coded = any(fact["code"] for fact in facts)
    form = find_form(title, coded, len(measures))
    rows, heads = form(title, facts)
    notes = ("注：本部门无此项收支，故本表为空表。",) if form is put_nothing and len(measures) > 1 else ()
    return Layout(title, facts[0]["unit"], rows, heads, [], int(facts[0]["year"]), notes=notes)


def find_form(title: str, coded: bool, measures: int) -> Callable[[str, Sequence[Fact]], tuple[Rows, int]]:
    for words, form in (
        ("政府采购", put_procurement), ("三公", put_one_row), ("收支|收入支出.*总表", put_lanes),
        ("政府性基金|国有资本", put_nothing), ("决算.*基本支出|基本支出决算", put_economic_lanes),
    ):  # fmt: skip
        if re.search(words, title):
            return form
    if coded:
        return put_code_cells if measures > 1 else put_codes
    return put_groups if "收入" in title else put_one_row


def is_total(fact: Fact) -> bool:
    return not fact["code"] and bool(re.search("^合计|总计$", fact["item"]))


# --- heads


def write_heads(paths: Sequence[Sequence[str]]) -> Rows:
    """Return the lines of heads over columns, each told from the top; a head covers all columns that share it."""
    rows: Rows = [[] for _ in range(max(map(len, paths)))]

    def put(some: Sequence[Sequence[str]], level: int) -> None:
        for text, group in groupby(some, key=lambda path: path[0]):
            below = [path[1:] for path in group]
            inner = any(below)
            rows[level].append((text, len(below), 1 if inner else len(rows) - level))
            if inner:
                put(below, level + 1)

    put(paths, 0)
    return rows


# --- forms


def put_codes(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """Code, name, amount; the total's words stand in the cell of names, over both cells, or in that of codes."""
    rows: Rows = [["科目编码", "科目名称", "金额"]]
    place = sum(map(ord, title)) % 3
    for fact in facts:
        if is_total(fact):
            words = (["", "合计"], [("合   计", 2, 1)], ["合  计", ""])[place]
            rows.append([*words, fact["raw"]])
        else:
            rows.append([fact["code"], "　" * (len(fact["code"]) // 2 - 1) + fact["item"], fact["raw"]])
    return rows, 1


def put_code_cells(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """Codes over two or three cells, amounts in several columns; final accounts print the total beside 类, 款, 项."""
    size = 3 if any(len(fact["code"]) == 7 for fact in facts) else 2
    family = "功能分类科目" if size == 3 else "部门预算经济分类科目"
    measures = list(dict.fromkeys([*(fact["measure"] for fact in facts), *BLANK.get(title, "").split()]))
    over = [] if "决算" in title else [("收入预算" if "收入" in title else "支出预算")]
    columns = [[*over, "合计" if one == "预算数" else one] for one in measures]
    heads = write_heads(
        [*(["项目", f"{family}编码", level] for level in "类款项"[:size]), ["项目", f"{family}名称"], *columns]
    )
    body: Rows = []
    for (code, item), cells in group_rows(facts):
        amounts = [cells.get(one, "") for one in measures]
        parts = [code[:3], code[3:5], code[5:]][:size]
        body.append([("合计", size + 1, 1), *amounts] if not code else [*parts, item, *amounts])
    if over or not is_total(facts[0]):
        return [*heads, *body], len(heads)
    name = len(heads[0]) - len(measures)  # cells of the first line of heads before those of the columns
    heads = [[*heads[0][:name], *((one, 1, 2) for one in measures)], [*heads[1][:-1], f"{family}名称"], heads[2]]
    return [*heads[:2], [*heads[2], "合计", *body[0][1:]], *body[1:]], 2


def group_rows(facts: Sequence[Fact]) -> Iterator[tuple[tuple[str, str], dict[str, str]]]:
    for key, group in groupby(facts, key=lambda fact: (fact["code"], fact["item"])):
        yield key, {fact["measure"]: fact["raw"] for fact in group}


def put_economic_lanes(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """Three lanes of economic items with codes over two cells: staff, goods and services, capital; their sums below."""
    amounts = {fact["item"]: fact["raw"] for fact in facts}
    lanes = [
        [fact for fact in sorted(facts, key=lambda one: one["code"]) if fact["code"][:3] in classes]
        for classes in (("301", "303"), ("302",), ("307", "309", "310", "399"))
    ]
    rows = write_heads(
        [[*one] for _ in lanes for one in (["科目编码", "类"], ["科目编码", "款"], ["科目名称"], ["决算数"])]
    )
    for line in zip_longest(*lanes):
        rows.append([text for one in line for text in write_economic(one)])
    staff, running = (next(item for item in amounts if item.startswith(word)) for word in ("人员经费", "公用经费"))
    rows.append([(staff, 3, 1), amounts[staff], (running, 7, 1), amounts[running]])
    return rows, 2


def write_economic(fact: Fact | None) -> list[str]:
    return [fact["code"][:3], fact["code"][3:], fact["item"], fact["raw"]] if fact else [""] * 4


def put_one_row(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """One line of amounts under heads of up to four lines."""
    paths, group, vehicles = [], "", ""
    final = "决算" in title
    for fact in facts:
        item = fact["item"]
        name = item.removesuffix("-小计")
        if item.endswith("-小计"):
            vehicles, group = (name, group) if "公务用车" in name else (vehicles, name)
        under = [group] if group and not re.search("会议|培训|^合计", item) else []
        if not final and fact["note"].startswith("“三公”经费"):
            under = ["“三公”经费预算数"]
        if re.search("公务用车|^购置费|^运行费", item):
            under.append(vehicles)
            name = "小计" if item.endswith("-小计") else name
        elif item.endswith("-小计"):
            name = "小计"
        paths.append([*under, name, fact["measure"]] if final else [*under, name])
    rows = write_heads(paths)
    return [*rows, [fact["raw"] for fact in facts]], len(rows)


def put_groups(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """Sources of income in groups whose name is merged over their lines."""
    rows: Rows = [[("项目", 2, 1), "金额"]]
    for fact in facts:
        name, _, sub = fact["item"].partition("-")
        if sub:
            count = 1 + sum("项下" in one["note"] and name in one["note"] for one in facts)
            rows.append([(name, 1, count + 1), sub, fact["raw"]])
        elif "项下" in fact["note"]:
            rows += [[fact["item"], fact["raw"]], ["专项收入", ""]]
        else:
            rows.append([(fact["item"], 2, 1), fact["raw"]])
    rows += [[("政府性基金", 1, 2), "小计", ""], ["基金收入", ""], [("债务资金（银行贷款）", 2, 1), ""]]
    return rows, 1


def put_nothing(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """A table without an amount: blank lines and its total."""
    measures = list(dict.fromkeys(fact["measure"] for fact in facts))
    heads = write_heads([["科目编码"], ["科目名称"], *(one.split("-") for one in measures)])
    blank = [""] * (len(measures) + 2)
    return [
        *heads,
        [*blank[:-1], "此表为空"] if len(measures) == 1 else blank,
        blank,
        [("合计", 2, 1), *blank[2:]],
    ], len(heads)


def put_procurement(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """Kinds, projects with their economic item, things: each level in a column of its own, the cells above it blank."""
    rows: Rows = [["采购品目大类", "专项名称", "经济科目", "采购物品名称", "采购组织形式", "总计"]]
    for fact in facts:
        item, (*_, last) = fact["item"], fact["note"].split("；")
        if "经济科目小计" in fact["note"]:
            cells = ["", "", item, "", ""]
        elif economic := re.search("经济科目：([^；]+)", fact["note"]):
            cells = ["", item, economic[1], "", ""]
        elif fact["note"]:
            cells = ["", "", "", item, last]
        else:
            cells = [item, "", "", "", ""]
        rows.append([*cells, fact["raw"]])
    return rows, 1


# --- lanes


def put_lanes(title: str, facts: Sequence[Fact]) -> tuple[Rows, int]:
    """Income beside expenditure by class, and beside its uses where the table has them; totals below."""
    income, outgo = ([fact for fact in facts if is_income(fact) == side] for side in (True, False))
    uses = [fact for fact in outgo if "用途" in fact["note"]]
    classes = [fact for fact in outgo if fact not in uses]
    columns = list(dict.fromkeys(name_column(fact) for fact in classes)) or [""]
    columns = [*columns, *BLANK.get(title, "").split()] if len(columns) > 1 else columns
    left, left_foot = split_foot(list_lines(income, [""]))
    middle, foot = split_foot(list_lines(classes, columns))
    lanes = [left, *([fill_classes(middle)] if middle else []), *([list_lines(uses, [""])] if uses else [])]
    widths = [2, *([1 + len(columns)] if middle else []), *([2] if uses else [])]
    amount = "决算数" if "决算" in title else "预算数"
    heads = [["收入", "项目"], ["收入", amount]]
    side = "支出"
    if middle:
        heads += [[side, *(["功能分类"] if uses else []), "项目"]]
        heads += [[side, *(["功能分类"] if uses else []), one or amount] for one in columns]
    if uses:
        heads += [[side, "支出用途", one] for one in ("项目名称", amount)]
    rows = write_heads(heads)
    count = len(rows)
    for line in zip_longest(*lanes):
        rows.append([text for one, width in zip(line, widths, strict=True) for text in (one or [""] * width)])
    return [*rows, *write_foot(left_foot, foot, sum(widths) - 2 - len(columns))], count


def write_foot(left: list[list[str]], right: list[list[str]], span: int) -> Iterator[list[Cell]]:
    """Yield the lines of totals, the last beside the last."""
    count = max(len(left), len(right))
    width = len(right[0]) if right else 2
    for lines, size in ((left, 2), (right, width)):
        lines[-1:-1] = [[""] * size] * (count - len(lines))
    for one, other in zip(left, right, strict=True):
        yield [*one, (other[0], span, 1) if span > 1 else other[0], *other[1:]]


def is_income(fact: Fact) -> bool:
    return "收入" in f"{fact['measure']}{fact['note']}" or "年初" in fact["note"]


def name_column(fact: Fact) -> str:
    """Return the head of an amount where a lane has several."""
    if fact["measure"].startswith("支出-"):
        return fact["measure"].removeprefix("支出-")
    if fact["measure"] == "支出合计":
        return "合计"
    return fact["note"].removeprefix("列：") if fact["note"].startswith("列：") else ""


def list_lines(facts: Sequence[Fact], columns: Sequence[str]) -> list[list[str]]:
    """Return label and amounts of each line of a lane."""
    lines: list[list[str]] = []
    for fact in facts:
        place = 1 + (columns.index(name_column(fact)) if len(columns) > 1 else 0)
        if not lines or lines[-1][0] != fact["item"] or lines[-1][place]:
            lines.append([fact["item"], *[""] * len(columns)])
        lines[-1][place] = fact["raw"]
    return lines


def split_foot(lines: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    first = next((place for place, line in enumerate(lines) if FOOT.search(line[0])), len(lines))
    return lines[:first], lines[first:]


def fill_classes(lines: list[list[str]]) -> list[list[str]]:
    """Return the lines of classes with those between that have no amount."""
    known = {line[0].partition("、")[0]: line for line in lines}
    last = max(NUMERALS.index(numeral) for numeral in known)
    names = iter(CLASSES * 3)
    width = len(lines[0])
    return [known.get(one) or [f"{one}、{next(names)}支出", *[""] * (width - 1)] for one in NUMERALS[: last + 1]]
