"""What a fact of a table or of the text is a number of: facts with one key have to be one number."""

import re
from collections.abc import Mapping, Sequence

from tests.read.made.facts import TABLE, Fact

Key = tuple[str, str, str, str]  # kind, fund, column, code
ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])\s*")
SIZES = {"类": 3, "款": 5, "项": 7}
COLUMNS = {
    "基本支出": "basic", "项目支出": "project", "人员经费": "staff", "公用经费": "running", "财政拨款收入": "fiscal",
    "其他收入": "other", "事业收入": "service", "事业单位经营收入": "business",
}  # fmt: skip
# Item of the text or of a table's line, and its key; the first that fits counts.
ITEMS: tuple[tuple[str, Key], ...] = (
    ("“?三公”?经费(?:财政拨款支出|-小计)?$", ("three", "", "", "total")),
    ("因公出国", ("three", "", "", "abroad")),
    ("公务用车购置及运行", ("three", "", "", "vehicles")),
    ("^(?:公务用车)?购置费?$|公务用车购置费$", ("three", "", "", "buying")),
    ("^(?:公务用车)?运行(?:维护)?费$", ("three", "", "", "running")),
    ("公务接待费", ("three", "", "", "reception")),
    ("^会议费$", ("three", "", "", "meetings")),
    ("^培训费$", ("three", "", "", "training")),
    ("^机关运行经费", ("operation", "", "", "")),
    ("^政府采购(?:支出预算总额|预算|金额)$", ("buying", "", "", "")),
    ("^(?:政府)?(?:采购)?货物(?:采购金额|支出|预算)", ("buying", "", "", "goods")),
    ("^(?:政府)?(?:采购|购买)?服务(?:采购金额|支出|预算)", ("buying", "", "", "services")),
    ("^收入支出总计$|^收入、支出预算总计$", ("total", "all", "", "")),
    ("^财政拨款收入支出总计$|^财政拨款收、支总预算$", ("total", "fiscal", "", "")),
    ("^本年收入(?:预算)?合计$|^当年收入小计$|^收入预算(?:总计)?$", ("income", "all", "", "")),
    ("^本年支出(?:预算)?合计$|^当年支出小计$|^支出预算(?:总计)?$", ("spent", "all", "", "")),
    ("^财政拨款收入(?:预算总计)?$", ("income", "fiscal", "", "")),
    ("^一般公共预算(?:收入预算|收入)$", ("income", "general", "", "")),
    ("^一般公共预算(?:财政拨款|拨款)?支出(?:预算)?$", ("spent", "general", "", "")),
    ("^一般公共预算财政拨款基本支出$", ("spent", "general", "basic", "")),
    ("^财政拨款基本支出$", ("spent", "fiscal", "basic", "")),
    ("^财政拨款(?:预算)?支出(?:预算)?$", ("spent", "fiscal", "", "")),
    ("^基本支出$", ("spent", "all", "basic", "")),
    ("^项目支出$", ("spent", "all", "project", "")),
    ("^单位预留机动经费$", ("spent", "all", "reserve", "")),
)  # fmt: skip


class Keys:
    """Finds the key of each fact of a disclosure; names of codes are those that its tables print."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._names: dict[str, str] = {fact["code"]: fact["item"] for fact in facts if fact["code"]}

    def find(self, fact: Fact) -> Key | None:
        if fact["kind"] != "stated" or fact["measure"] in ("年初预算", "增减额"):
            return None
        title = fact["where"].removeprefix(TABLE)
        return self._find_in_text(fact) if title == fact["where"] else self._find_in_table(title, fact)

    def _find_in_text(self, fact: Fact) -> Key | None:
        item = ORDINAL.sub("", fact["item"])
        fund = find_fund(fact["where"])
        if re.search("[（(][类项][）)]", item):
            return self._find_code(item, fund)
        if item in ("人员经费", "公用经费"):
            return ("spent", fund, COLUMNS[item], "")
        codes = [code for code, name in self._names.items() if name == item and len(code) == 3]
        return ("spent", fund, "", codes[0]) if codes else find_item(item)

    def _find_code(self, item: str, fund: str) -> Key | None:
        """Return the key of the only code whose names, and those above it, are said."""
        said = {SIZES[level]: name for name, level in re.findall("([^（）()]+)[（(]([类款项])[）)]", item)}
        last = max(said)
        fitting = [
            code
            for code in self._names
            if len(code) == last and code[0] == "2"
            and all(is_same(self._names.get(code[:size], ""), name) for size, name in said.items())
        ]  # fmt: skip
        return ("spent", fund, "", fitting[0]) if len(fitting) == 1 else None

    def _find_in_table(self, title: str, fact: Fact) -> Key | None:
        if "采购" in title:
            kinds = {"合计": "", "一、货物 A": "goods", "三、服务 C": "services"}
            return ("buying", "", "", kinds[fact["item"]]) if fact["item"] in kinds else None
        if "三公" in title:
            return self._find_three_public(title, fact)
        fund = find_fund(title)
        if "机关运行" in title:
            return ("operation", "", "", fact["code"])
        if "基本支出" in title:
            column = COLUMNS.get(fact["measure"], "")
            if words := re.match("(人员经费|公用经费)合计", fact["item"]):
                return ("spent", fund, COLUMNS[words[1]], "")
            return ("economic", fund, column, fact["code"]) if fact["code"] else ("spent", fund, column or "basic", "")
        if re.search("收支|收入支出", title):
            return self._find_in_lane(fact, fund)
        column = COLUMNS.get(fact["measure"], "")
        if "收入" in title:
            return self._find_income(fact, column)
        if fact["code"] or fact["item"] == "合计":
            return ("spent", fund, column, fact["code"])
        return find_item(fact["item"])  # a line of its own

    def _find_three_public(self, title: str, fact: Fact) -> Key | None:
        phase = "budget" if fact["measure"] == "预算数" and "决算" in title else ""
        if fact["item"] == "合计":
            return ("three", phase, "", "all" if "会议" in title else "total")
        key = find_item(fact["item"].removesuffix("预算数"))
        return (key[0], phase, *key[2:]) if key else None

    def _find_income(self, fact: Fact, column: str) -> Key | None:
        if fact["code"]:
            return ("received", "", column, fact["code"])
        if fact["item"] in ("合计", "收入总计"):
            return ("income", column if column else "all", "", "")
        return ("income", "general", "", "") if "公共" in fact["item"] else None

    def _find_in_lane(self, fact: Fact, fund: str) -> Key | None:
        words = f"{fact['measure']}{fact['note']}"
        if "一般公共" in words and "项下" not in words:
            fund = "general"
        item = ORDINAL.sub("", fact["item"])
        if "总计" in item or item in ("收入合计", "支出合计"):
            return ("total", fund, "", "")
        if "结转" in words + item:
            return None
        if item in ("本年收入合计", "当年收入小计"):
            return ("income", fund, "", "")
        if item in ("财政拨款", "财政拨款收入"):
            return ("income", "fiscal", "", "")
        if item.startswith("一般公共预算") and "收入" in words:
            return ("income", "general", "", "")
        if item in ("本年支出合计", "当年支出小计"):
            return ("spent", fund, "", "")
        if item in ("基本支出", "项目支出", "单位预留机动经费"):
            return ("spent", fund, COLUMNS.get(item, "reserve"), "")
        codes = [code for code, name in self._names.items() if name == item and len(code) == 3]
        return ("spent", fund, "", codes[0]) if codes and "收入" not in words else None


def find_fund(words: str) -> str:
    return "general" if "一般公共" in words else "fiscal" if "财政拨款" in words else "all"


def find_item(item: str) -> Key | None:
    return next((key for words, key in ITEMS if re.search(words, item)), None)


def is_same(name: str, said: str) -> bool:
    said = said.strip("“” ")
    return name == said or name == f"{said}支出"


def group_keys(facts: Sequence[Fact]) -> Mapping[Key, list[Fact]]:
    """Return the facts of each key, those of tables first."""
    keys, groups = Keys(facts), dict[Key, list[Fact]]()
    for fact in facts:
        if fact["raw"] and (key := keys.find(fact)):
            groups.setdefault(key, []).append(fact)
    return groups
