"""The sections of a generated report, each in several phrasings; where an error was asked for, one of them holds it."""

import random

from tests.read.genre import (
    COUNTS,
    DEPARTMENTS,
    ITEMS,
    OVERSEAS,
    RECEPTION,
    VEHICLES,
    Draft,
    Fact,
    GenreReport,
    Mark,
    split_fen,
)  # fmt: skip
from tests.read.genre_three_public import FURTHER

ERROR_KINDS = (
    "sum", "split", "restated", "share", "completion-rate", "change-rate", "direction", "change", "lost-digits",
    "template", "report-year", "quotes", "word-mark",
)  # fmt: skip
OFF = 3_210_000  # 分 by which a wrong amount is wrong


def write_report(seed: int, error: str | None = None) -> GenreReport:
    """Return the report of a seed: clean, or with one error of a kind in ERROR_KINDS; the same each time."""
    chance = random.Random(f"{seed}-{error}")
    draft = Draft(chance, chance.choice(range(2016, 2025)), error)
    department = chance.choice(DEPARTMENTS)
    draft.add(f"{draft.year}年度{department}部门整体支出绩效自评报告\n")
    write_opening(draft, department)
    write_staff(draft, department)
    write_total(draft)
    sections = {
        "“三公”经费情况": write_three_public,
        "项目实施情况": write_projects,
        "工作成效": write_results,
        "管理情况": write_control,
    }
    for number, title in zip("三四五六", chance.sample(list(sections), len(sections)), strict=True):
        draft.add(f"{number}、{title}\n")
        sections[title](draft)
    write_closing(draft)
    assert error is None or len(draft.errors) == 1, (seed, error, draft.errors)
    return GenreReport("".join(draft.parts), draft.year, tuple(draft.facts), tuple(draft.errors))


def write_opening(draft: Draft, department: str) -> None:
    year = draft.year
    draft.add(
        f"按照《关于做好预算绩效管理工作的通知》（财预〔{year - 1}〕{draft.chance.randint(2, 90)}号）要求，"
        f"{department}组织开展了{year}年度整体支出绩效自评，现将自评情况报告如下。\n"
    )
    if draft.wants("report-year"):
        draft.add("本报告反映")
        draft.add(Mark(f"{year - 1}年度", "report-year"))
        draft.add("部门整体支出绩效情况。\n")
    draft.add("一、基本情况\n")


def write_staff(draft: Draft, department: str) -> None:
    posts = draft.chance.randint(12, 60)
    staff = posts - draft.chance.randint(0, 9)
    retired = draft.chance.randint(3, 30)
    forms = [
        ["编制", f"{department}核定", "名，", "在职人员", "实有", "名，", "退休人员", "另有", "名。\n"],
        ["事业编制", "我单位", "名，", "在职人员", "年末", "人，", "退休人员", "", "人。\n"],
    ]
    form = draft.chance.choice(forms)
    for number, (item, before, behind) in zip(
        (posts, staff, retired), zip(*[iter(form)] * 3, strict=True), strict=True
    ):
        draft.add(f"{before}{item}", draft.count(item, number, behind[0]), behind[1:])
    draft.add(f"联系电话：0739-{draft.chance.randint(5_000_000, 5_999_999)}，邮编422000。\n二、预算执行情况\n")


def write_total(draft: Draft) -> None:
    """Total, basic and project expenditure with shares, then what the year before was."""
    chance, year = draft.chance, draft.year
    total = chance.randint(300, 3000) * 1_000_000 + chance.randint(0, 99) * 10_000
    basic, project = split_fen(chance, total, 2)
    stated = total + OFF if draft.wants("sum") else total
    share = "share" if draft.wants("share") else ""
    draft.add(f"{year}年支出合计", draft.money("支出合计", "执行", stated, wrong="sum" if stated != total else ""))
    draft.add("，其中：基本支出", draft.money("基本支出", "执行", basic))
    draft.add("，占", draft.rate("基本支出", "占比", basic, total, wrong=share), "；项目支出")
    draft.add(draft.money("项目支出", "执行", project), "，占", draft.rate("项目支出", "占比", project, total), "。\n")
    items = chance.sample(ITEMS, chance.randint(3, 5))
    amounts = split_fen(chance, project, len(items))
    draft.add(chance.choice(["项目支出具体为：", "按用途分，"]))
    for number, (item, fen) in enumerate(zip(items, amounts, strict=True)):
        draft.add("，" if number else "", item, draft.money(item, "执行", fen))
    draft.add("。\n")
    if draft.wants("restated"):
        draft.add("其中", items[0], "全年", draft.money(items[0], "执行", amounts[0] + OFF, wrong="restated"), "。\n")
    write_income(draft)


def write_income(draft: Draft) -> None:
    """Income against the year before: amount, change and rate."""
    chance, year = draft.chance, draft.year
    before = chance.randint(200, 2000) * 1_000_000
    now = before + chance.choice([-1, 1]) * chance.randint(5, 90) * 1_000_000
    up = now > before
    if draft.wants("direction"):
        up = not up
        wrong = "direction"
    else:
        wrong = "change" if draft.wants("change") else ""
    change = abs(now - before) + (OFF if wrong == "change" else 0)
    words = ("增加", "增长") if up else ("减少", "下降")
    rate = "change-rate" if draft.wants("change-rate") else ""
    draft.add(f"{year}年财政拨款收入", draft.money("财政拨款收入", "执行", now), f"，{year - 1}年为")
    draft.add(draft.money("财政拨款收入", "执行", before, year=year - 1), f"，比上年{words[0]}")
    draft.add(draft.money("财政拨款收入", "增减额", change, wrong=wrong), f"，{words[1]}")
    draft.add(draft.rate("财政拨款收入", "增减率", abs(now - before), before, wrong=rate), "。\n")


def write_three_public(draft: Draft) -> None:
    chance = draft.chance
    forms = [say_list, say_pair, say_none, say_shares, say_split, say_changes, say_nested, *FURTHER]
    wanted = {"split": say_split, "completion-rate": say_pair}
    form = wanted.get(draft.error or "") if not draft.errors else None
    (form or chance.choice(forms))(draft)
    draft.add("认真落实中央八项规定精神，严格控制“三公”经费支出，只减不增。\n")


def _amounts(draft: Draft) -> tuple[int, list[int]]:
    total = draft.chance.randint(50, 900) * 100_000
    return total, split_fen(draft.chance, total, 3)


def say_list(draft: Draft) -> None:
    total, (vehicles, reception, _) = _amounts(draft)
    total = vehicles + reception
    draft.add(f"{draft.year}年“三公”经费预算数", draft.money("“三公”经费", "预算数", total), f"，其中：{VEHICLES}")
    draft.add(draft.money(VEHICLES, "预算数", vehicles), f"，{RECEPTION}", draft.money(RECEPTION, "预算数", reception))
    draft.add("，")
    span = draft.size
    draft.add(f"无{OVERSEAS}。\n")
    _note_none(draft, OVERSEAS, "预算数", (span, span + 1))


def _note_none(draft: Draft, item: str, measure: str, span: tuple[int, int]) -> None:
    draft.facts.append(Fact(item, measure, "0", "万元", "stated", draft.year, span))


def say_pair(draft: Draft) -> None:
    total = _amounts(draft)[0]
    final = total - draft.chance.randint(1, 40) * 10_000
    wrong = "completion-rate" if draft.wants("completion-rate") else ""
    word = draft.chance.choice(["年初预算", "全年预算", "预算"])
    measure = {"年初预算": "年初预算"}.get(word, "预算数")
    draft.add("“三公”经费", f"{word}为", draft.money("“三公”经费", measure, total), "，支出决算为")
    draft.add(draft.money("“三公”经费", "支出决算", final), f"，完成{word}的")
    draft.add(
        draft.rate("“三公”经费", "完成率", final, total, wrong=wrong), "。决算数小于预算数，主要是压减接待支出。\n"
    )


def say_none(draft: Draft) -> None:
    start = draft.size
    draft.add(f"{draft.year}年度未发生{OVERSEAS}")
    _note_none(draft, OVERSEAS, "执行", (start + 7, start + 10))
    draft.add("；", RECEPTION, draft.money(RECEPTION, "执行", draft.chance.randint(1, 90) * 10_000), "，接待来访")
    draft.add(draft.count("接待来访", draft.chance.randint(3, 40), "批次"), "。\n")


def say_shares(draft: Draft) -> None:
    total, amounts = _amounts(draft)
    draft.add("“三公”经费支出决算", draft.money("“三公”经费", "支出决算", total), "，其中：")
    for number, (item, fen) in enumerate(zip((OVERSEAS, VEHICLES, RECEPTION), amounts, strict=True)):
        draft.add("；" if number else "", f"{item}决算", draft.money(item, "决算数", fen), "，占")
        draft.add(draft.rate(item, "占比", fen, total))
    draft.add("。\n")


def say_split(draft: Draft) -> None:
    total, amounts = _amounts(draft)
    wrong = "split" if draft.wants("split") else ""
    draft.add(
        "全年“三公”经费支出",
        draft.money("“三公”经费支出", "执行", total),
        f"，{OVERSEAS}、{VEHICLES}和{RECEPTION}分别为",
    )
    for number, (item, fen) in enumerate(zip((OVERSEAS, VEHICLES, RECEPTION), amounts, strict=True)):
        fen += OFF if wrong and number == 2 else 0
        draft.add(("", "、", "和")[number], draft.money(item, "执行", fen, wrong=wrong if number == 2 else ""))
    draft.add("。\n")


def say_changes(draft: Draft) -> None:
    before, now = draft.chance.randint(60, 90) * 100_000, draft.chance.randint(20, 50) * 100_000
    year = draft.year
    draft.add(f"{RECEPTION}{year}年支出", draft.money(RECEPTION, "执行", now), f"，较{year - 1}年的")
    draft.add(draft.money(RECEPTION, "执行", before, year=year - 1), "减少")
    draft.add(draft.money(RECEPTION, "增减额", before - now), "，同比下降")
    draft.add(draft.rate(RECEPTION, "增减率", before - now, before), "。\n")


def say_nested(draft: Draft) -> None:
    total, (buy, run, rest) = _amounts(draft)
    draft.add("“三公”经费决算数", draft.money("“三公”经费", "决算数", total), f"。其中：{RECEPTION}")
    draft.add(draft.money(RECEPTION, "决算数", rest), f"；{VEHICLES}", draft.money(VEHICLES, "决算数", buy + run))
    draft.add("（公务用车购置费", draft.money("公务用车购置费", "决算数", buy), "、公务用车运行维护费")
    draft.add(draft.money("公务用车运行维护费", "决算数", run), "）。\n")


def write_projects(draft: Draft) -> None:
    chance = draft.chance
    name, item = chance.choice(
        [("“安居”工程", "安居工程补助资金"), ("“护苗”行动", "护苗行动经费"), ("“书香”活动", "书香活动经费")]
    )
    opened = name.replace("”", "") if draft.wants("quotes") else name
    if opened != name:
        draft.add("深入实施", Mark(opened, "quotes"), "，")
    else:
        draft.add(f"深入实施{name}，")
    draft.add(f"全年{item}", draft.money(item, "执行", chance.randint(5, 80) * 1_000_000), "，惠及群众")
    draft.add(draft.count("惠及群众", chance.randint(200, 9000), "人次", chance.choice(["", "余", "多"])))
    draft.add(f"。{draft.year}年{chance.randint(3, 6)}月至{chance.randint(9, 12)}月分三批完成验收。\n")
    if draft.wants("template"):
        remains = ["项目支出较上年增长（下降）", "年末结转XX万元", "完成率为  %", "其他支出____万元"]
        draft.add(Mark(chance.choice(remains), "template"), "。\n")


def write_results(draft: Draft) -> None:
    chance = draft.chance
    chosen = chance.sample(COUNTS, 4)
    lost = draft.wants("lost-digits")
    for number, (item, unit, _) in enumerate(chosen):
        if lost and number == 1:
            draft.add(item, Mark(f"0余{unit}", "lost-digits"), "，")
            continue
        about = chance.choice(["", "", "余", "多"])
        value = chance.randint(2, 60) * (100 if about else 1)
        draft.add(item, draft.count(item, value, unit, about), "。\n" if number == 3 else "，")
    if draft.wants("word-mark"):
        draft.add(
            Mark(chance.choice(["[bookmark: _GoBack]", "错误!未找到引用源。", "PAGEREF _Toc12345 \\h 3"]), "word-mark")
        )
    draft.add(f"第{chance.randint(2, 9)}期简报专题报道，新华社等媒体作了推介。\n")


def write_control(draft: Draft) -> None:
    draft.add("制定内部控制、资产管理、政府采购等制度，经费审批做到三个严格。资产按月盘点，账实相符。\n")


def write_closing(draft: Draft) -> None:
    draft.add(
        "七、存在的问题和改进措施\n部分项目支出进度偏慢，绩效指标不够细化。下一步将加强预算编制，规范支出管理。\n"
    )
    draft.add(f"{draft.year + 1}年3月15日\n")
