"""The disclosures of ../shared/samples as figures and links, made from their facts: tables and what the prose states.

Rates are worked out anew, and one amount that is plainly wrong in print is set right: the disclosures are clean.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from analysis.dataset import Dataset, open_texts
from analysis.tables import PROJECT_FOLDER

SAMPLES = PROJECT_FOLDER.parent / "shared" / "samples"
NAMES = {
    "final-accounts-2024": 2024,
    "jiangsu-congress-2018-budget": 2018,
    "jiangsu-procuratorate-2019-budget": 2019,
    "putuo-wanli-2025-budget": 2025,
}
Cells = dict[str, str]
Disclosure = dict[str, list[Cells]]

# What a table is, by its title: the scheme of its codes, fund, scope, flow, and the code of its total in each column.
FORMS = (
    ("三公", ("three-public", "", "", ""), {}),
    ("政府采购", ("", "", "", ""), {"": "summary/procurement"}),
    ("机关运行经费", ("economic-2018", "general", "operation", ""), {"operation": "disclosure/agency-operation"}),
    ("一般公共预算.*基本支出", ("economic-2018", "general", "basic", ""), {
        "basic": "disclosure/general-fiscal-basic", "personnel": "disclosure/staff-costs", "running": "summary/public",
    }),
    ("基本支出", ("economic-2018", "fiscal", "basic", ""), {"basic": "disclosure/fiscal-basic"}),
    ("财政拨款收支|财政拨款收入支出", ("functional", "fiscal", "", "lanes"), {}),
    ("收支|收入支出", ("functional", "", "", "lanes"), {}),
    ("政府性基金|国有资本", ("", "", "", ""), {}),
    ("一般公共预算.*支出", ("functional", "general", "", "expenditure"), {
        "": "disclosure/general-fiscal", "basic": "disclosure/general-fiscal-basic",
        "project": "disclosure/general-fiscal-project",
    }),
    ("财政拨款支出", ("functional", "fiscal", "", "expenditure"), {"": "disclosure/fiscal-expenditure"}),
    ("收入", ("functional", "", "", "income"), {
        "": "summary/income", "fiscal": "disclosure/fiscal-income", "service": "disclosure/service-income",
        "business": "disclosure/business-income", "other": "disclosure/other-income",
    }),
    ("支出", ("functional", "", "", "expenditure"), {
        "": "summary/total", "basic": "summary/basic", "project": "summary/project",
    }),
)  # fmt: skip
COLUMNS = {
    "基本支出": "basic", "项目支出": "project", "人员经费": "personnel", "公用经费": "running",
    "财政拨款收入": "fiscal", "事业收入": "service", "事业单位经营收入": "business", "其他收入": "other",
}  # fmt: skip
# Rows without a code, by their label, in tables of two or three lanes; {fiscal} are those of fiscal appropriations.
LANES = (
    ("income", "^(?:一、|1. ?)?一般公共预算", "disclosure/general-fiscal-income"),
    ("income", "^一、财政拨款", "disclosure/fiscal-income"),
    ("income", "其他收入", "disclosure/other-income"),
    ("income", "本年收入合计|当年收入小计", "summary/income|disclosure/fiscal-income"),
    ("income", "收入合计|总计|收入总计", "disclosure/income-total|disclosure/fiscal-income-total"),
    ("balance", "年初.*结转", "summary/opening-carry-over|disclosure/fiscal-opening-carry-over"),
    ("balance", "年末.*结转", "summary/closing-carry-over|disclosure/fiscal-closing-carry-over"),
    ("", "^一、基本支出", "summary/basic"),
    ("", "^二、项目支出", "summary/project"),
    ("", "^三、单位预留", "disclosure/unit-reserve"),
    ("expenditure", "本年支出合计|当年支出小计", "summary/total|disclosure/fiscal-expenditure"),
    ("expenditure", "支出合计|总计|支出总计", "disclosure/expenditure-total|disclosure/fiscal-expenditure-total"),
)
THREE_PUBLIC = (
    ("因公出国", "three-public/overseas"),
    ("公务接待", "three-public/reception"),
    ("购置及运行", "three-public/vehicles"),
    ("购置费", "three-public/vehicle-purchase"),
    ("机关运行", "disclosure/agency-operation"),
    ("运行", "three-public/vehicle-operation"),
    ("会议费", "disclosure/meetings"),
    ("培训费", "disclosure/training"),
    ("三公", "three-public/total"),
)


MISPRINTS = {("文:四、", "财政拨款收入支出总计"): "2961.68"}  # what a finding of the sample says


def is_there() -> bool:
    return SAMPLES.is_dir()


@cache
def read_facts(name: str) -> tuple[Cells, ...]:
    with (SAMPLES / f"{name}.facts.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(row for row in csv.DictReader(stream) if row["amount"] and row["tier"] in {"core", "extra"})


def name_functional(year: int) -> str:
    return "functional-2020" if year >= 2020 else "functional-2007"


@cache
def list_names(name: str) -> dict[str, str]:
    """Return the functional codes of a disclosure by their names, those of its classes first."""
    facts = sorted((row for row in read_facts(name) if row["code"][:1] == "2"), key=lambda row: -len(row["code"]))
    return {row["item"]: row["code"] for row in facts}


def read_cell(name: str, row: Cells) -> Cells | None:
    """Return a fact of a table as a figure, None for one that has no code."""
    title = row["where"].removeprefix("表:")
    (scheme, fund, scope, flow), totals = next((one[1:] for one in FORMS if re.search(one[0], title)), (("",) * 4, {}))
    scheme = name_functional(NAMES[name]) if scheme == "functional" else scheme
    column = next((own for words, own in COLUMNS.items() if words in row["measure"]), "")
    final = "决算" in title and row["measure"] != "预算数"
    cells = {"phase": "executed" if final else "approved", "fund": fund, "scope": column or scope, "table": title}
    label = row["item"]
    if scheme == "three-public":
        total = "disclosure/three-public-meetings-training" if "会议费" in title else "three-public/total"
        selector = next((code for words, code in THREE_PUBLIC if words in label), total)
    elif flow == "lanes":
        selector, flow, fund = read_lane(name, row, fund)
        cells["fund"] = fund
    elif row["code"]:
        selector = f"{scheme}/{row['code']}"
    elif "单位预留" in label:
        selector = "disclosure/unit-reserve"
    elif column and "合计" not in label:
        selector = f"summary/{column}"
    elif words := re.match("人员经费|公用经费", label):
        selector = {"人员经费": "disclosure/staff-costs", "公用经费": "summary/public"}[words[0]]
    elif re.search("货物|服务", label):
        selector = "disclosure/procurement-goods" if "货物 A" in label else "disclosure/procurement-services"
        selector = selector if re.search(" [AC]$", label) else ""
    else:
        selector = totals.get(cells["scope"], "") if re.fullmatch("合计|收入总计", label) else ""
    if not selector:
        return None
    code = dict(zip(("scheme", "code"), selector.split("/"), strict=True))
    return write_figure(row) | cells | code | {"flow": flow if flow in ("income", "balance") else ""}


def read_lane(name: str, row: Cells, fund: str) -> tuple[str, str, str]:
    """Return code, flow and fund of a row of a table of lanes."""
    label, class_name = row["item"], re.sub("^[一二三四五六七八九十]+、", "", row["item"])
    if fund and "一般公共预算" in row["measure"]:
        fund = "general"
    side = "income" if "收入" in row["measure"] + row["note"] else "expenditure"
    if class_name in list_names(name) and side == "expenditure":
        return f"{name_functional(NAMES[name])}/{list_names(name)[class_name]}", "expenditure", fund
    if "项下" in row["note"]:
        return "", "", ""
    for flow, words, codes in LANES:
        if re.search(words, label) and flow in ("", "balance", side):
            own, _, fiscal = codes.partition("|")
            selector = fiscal if fund and fiscal else own
            if fund == "general" and selector.startswith("disclosure/fiscal"):
                selector = "disclosure/general-fiscal" if selector.endswith("-expenditure") else ""
            return selector, flow or "expenditure", fund
    return "", "", ""


def write_figure(row: Cells) -> Cells:
    return {
        "label": row["item"], "unit": row["unit"],
        "printed": MISPRINTS.get((row["where"][:4], row["item"]), row["amount"]),
        "measure": "level", "basis": "stated", "fiscal_year": row["year"], "page": row["page"],
        "locator": f"{row['where']} {row['item']} {row['measure']} {row['note']}",
    }  # fmt: skip


# --- prose

TEXT = (
    ("^“三公”经费", "three-public/total"),
    ("^收入支出总计|^收入、支出预算总计", "disclosure/income-and-expenditure"),
    ("^财政拨款收入支出总计", "disclosure/fiscal-total"),
    ("^本年收入|^（一）收入预算总计", "summary/income"),
    ("^本年支出|^（二）支出预算总计", "summary/total"),
    ("^财政拨款收入$|财政拨款收入预算总计", "disclosure/fiscal-income"),
    ("财政拨款基本支出$", "disclosure/general-fiscal-basic"),
    ("财政拨款支出$", "disclosure/general-fiscal"),
    ("^基本支出", "summary/basic"),
    ("^项目支出", "summary/project"),
    ("单位预留机动经费", "disclosure/unit-reserve"),
    ("人员经费$", "disclosure/staff-costs"),
    ("公用经费$", "summary/public"),
    ("因公出国（境）费", "three-public/overseas"),
    ("公务用车购置及运行", "three-public/vehicles"),
    ("公务接待费", "three-public/reception"),
    ("^机关运行经费", "disclosure/agency-operation"),
)


def read_prose(name: str) -> Disclosure:
    """Return the levels of a disclosure's prose that have a code, with their changes and rates linked to them."""
    figures: list[Cells] = []
    links: list[Cells] = []
    groups: dict[tuple[str, str], dict[str, Cells]] = {}
    for row in read_facts(name):
        if row["where"].startswith("文:") and row["kind"] != "count":
            groups.setdefault((row["where"], row["item"]), {}).setdefault(row["measure"], row)
    for (_, item), group in groups.items():
        levels = {measure: row for measure, row in group.items() if row["unit"] != "%" and measure != "增减额"}
        ids: dict[str, str] = {}
        for measure, row in levels.items():
            selector = next((code for words, code in TEXT if re.search(words, item)), "")
            selector = selector or find_item(name, item)
            if selector:
                phase = "approved" if "预算" in measure else "executed"
                ids[measure] = f"T{len(figures)}"
                scheme, code = selector.split("/")
                fund = "general" if code.isdigit() and "一般公共" in row["where"] + item else ""
                figures.append(
                    write_figure(row)
                    | {"id": ids[measure], "scheme": scheme, "code": code, "phase": phase, "fund": fund}
                )
        final = next((measure for measure in ids if "年初" not in measure), "")
        if final and "增减率" in group and "增减额" in group:
            link_change(figures, links, group, ids[final])
        if final != "年初预算" and "年初预算" in ids and "完成率" in group:
            link_rate(figures, links, "completion-rate", group["完成率"], [ids[final]], [(ids["年初预算"], "+")], "")
    return {"figures": figures, "links": links}


def find_item(name: str, item: str) -> str:
    last = re.split("（[类款]）", re.sub("（[类项]）$|[(]项[)]$", "", item))[-1]
    code = list_names(name).get(last.strip(), "")
    return (
        f"{name_functional(NAMES[name])}/{code}"
        if code and sum(1 for one in list_names(name) if one == last) == 1
        else ""
    )


def link_change(figures: list[Cells], links: list[Cells], group: Mapping[str, Cells], level: str) -> None:
    change, own = f"T{len(figures)}", next(one for one in figures if one["id"] == level)
    fell = re.search("减少|下降", group["增减额"]["relation"])
    same = {key: own[key] for key in ("scheme", "code", "phase", "fund")}
    base = {"base_year": str(int(group["增减额"]["year"]) - 1)}
    figures.append(
        write_figure(group["增减额"]) | same | base | {"id": change, "measure": "decrease" if fell else "increase"}
    )
    link_rate(
        figures, links, "change-rate", group["增减率"], [change], [(level, "+"), (change, "-")], "-" if fell else "+"
    )


def link_rate(
    figures: list[Cells],
    links: list[Cells],
    kind: str,
    row: Cells,
    parts: list[str],
    wholes: list[tuple[str, str]],
    sign: str,
) -> None:
    """Add a rate as it should be printed, and its link."""
    known = {one["id"]: one for one in figures}
    amount = {key: (-1 if one["measure"] == "decrease" else 1) * Decimal(one["printed"]) for key, one in known.items()}
    bottom = sum((1 if mark == "+" else -1) * amount[one] for one, mark in wholes)
    if not bottom:
        return
    places = Decimal(1).scaleb(Decimal(row["amount"]).as_tuple().exponent)
    rate = abs(amount[parts[0]] / bottom * 100).quantize(places, ROUND_HALF_UP)
    same = {key: known[parts[0]][key] for key in ("scheme", "code", "phase", "fund")}
    base = {"base_year": str(int(row["year"]) - 1)} if kind == "change-rate" else {}
    own = f"T{len(figures)}"
    figures.append(write_figure(row) | same | base | {"id": own, "measure": kind, "printed": f"{rate:f}"})
    link = {"link": f"L{len({one['link'] for one in links}) + 1:02d}", "kind": kind}
    links.append(link | {"role": "reported", "sign": sign, "figure": own})
    links += [link | {"role": "calculated", "sign": "+", "figure": one} for one in parts]
    links += [link | {"role": "divisor", "sign": mark, "figure": one} for one, mark in wholes]


# --- whole disclosures


@cache
def make_disclosure(name: str) -> Disclosure:
    """Return the figures and links of a disclosure, its tables first."""
    cells = [cell for row in read_facts(name) if row["where"].startswith("表:") and (cell := read_cell(name, row))]
    prose = read_prose(name)
    figures = [*cells, *prose["figures"]]
    ids = {one.get("id", ""): f"F{place:02d}" for place, one in enumerate(figures, start=1)}
    named = [{**one, "figure_id": f"F{place:02d}", "document": "d"} for place, one in enumerate(figures, start=1)]
    links = [{**one, "figure": ids[one["figure"]], "document": "d", "locator": one["link"]} for one in prose["links"]]
    year = NAMES[name]
    title = "final-accounts" if "final" in name else "other"
    paper = {
        "document": "d",
        "fiscal_year": str(year),
        "title": name,
        "kind_in_title": title,
        "kind_in_body": "other",
        "file_name": "d.pdf",
    }
    codes = {one["code"]: one for one in cells if one["code"].isdigit()}
    own = {"document": "d", "fiscal_year": str(year)}
    printed = [
        {
            **own,
            "scheme": one["scheme"],
            "code": code,
            "parent": code[:-2] if len(code) > 3 else "",
            "name_zh": one["label"],
        }
        for code, one in sorted(codes.items())
    ]
    links = [one | own for one in links]
    return {"figures": named, "links": links, "documents": [paper], "codes": printed}


def open_disclosures(texts: Mapping[str, tuple[int, Disclosure]]) -> Dataset:
    return open_texts(texts)


def list_clean() -> Iterator[tuple[str, int, Disclosure]]:
    yield from ((name, year, make_disclosure(name)) for name, year in NAMES.items())
