"""Further phrasings of the three-public paragraph, as offices use them."""

from tests.read.genre import OVERSEAS, RECEPTION, VEHICLES, Draft, Fact, split_fen


def say_budget_change(draft: Draft) -> None:
    now, change = draft.chance.randint(20, 90) * 100_000, draft.chance.randint(2, 19) * 100_000
    draft.add(
        f"{draft.year}年“三公”经费预算数为", draft.money("“三公”经费", "预算数", now), f"，预算较{draft.year - 1}年减少"
    )
    draft.add(draft.money("“三公”经费", "增减额", change), "，主要是厉行节约。\n")


def say_flat(draft: Draft) -> None:
    draft.add(f"{RECEPTION}支出决算", draft.money(RECEPTION, "支出决算", draft.chance.randint(5, 90) * 10_000))
    draft.add("，与上年持平。\n")


def say_counts(draft: Draft) -> None:
    draft.add(
        f"{OVERSEAS}决算数", draft.money(OVERSEAS, "决算数", draft.chance.randint(5, 90) * 100_000), "，全年出国团组"
    )
    draft.add(draft.count("出国团组", draft.chance.randint(2, 9), "个"), "、")
    draft.add(draft.count("出国团组", draft.chance.randint(10, 90), "人次"), "。\n")


def say_reception(draft: Draft) -> None:
    inland = draft.chance.randint(50, 90) * 10_000
    draft.add("国内接待费", draft.money("国内接待费", "执行", inland), "（含外宾接待费")
    draft.add(draft.money("外宾接待费", "执行", draft.chance.randint(1, 40) * 10_000), "），共接待来访")
    draft.add(draft.count("接待来访", draft.chance.randint(3, 60), "批次"), "、")
    draft.add(draft.count("接待来访", draft.chance.randint(61, 900), "人次"), "。\n")


def say_cars(draft: Draft) -> None:
    buy, run = split_fen(draft.chance, draft.chance.randint(50, 900) * 100_000, 2)
    draft.add("公务用车购置费", draft.money("公务用车购置费", "执行", buy), "，公务用车运行维护费")
    draft.add(draft.money("公务用车运行维护费", "执行", run), "，年末公务用车保有量")
    draft.add(draft.count("公务用车保有量", draft.chance.randint(2, 20), "辆"), "。\n")


def say_adjusted(draft: Draft) -> None:
    fen = draft.chance.randint(20, 90) * 100_000
    draft.add("“三公”经费调整后全年预算数为", draft.money("“三公”经费", "全年预算", fen), "，决算数与预算数持平。\n")


def say_reversed(draft: Draft) -> None:
    before, now = draft.chance.randint(60, 90) * 100_000, draft.chance.randint(20, 50) * 100_000
    draft.add("比上年减少", draft.money(RECEPTION, "增减额", before - now), f"的{RECEPTION}为")
    draft.add(draft.money(RECEPTION, "执行", now), "。\n")


def say_next_year(draft: Draft) -> None:
    fen = draft.chance.randint(20, 90) * 100_000
    draft.add(f"下年度预算安排{VEHICLES}", draft.money(VEHICLES, "预算数", fen, year=draft.year + 1), "。\n")


def say_numbered(draft: Draft) -> None:
    overseas, buy, run = split_fen(draft.chance, draft.chance.randint(50, 900) * 100_000, 3)
    draft.add(f"（一）{OVERSEAS}决算数", draft.money(OVERSEAS, "决算数", overseas), f"。（二）{VEHICLES}决算数")
    draft.add(
        draft.money(VEHICLES, "决算数", buy + run),
        "，其中：公务用车购置费",
        draft.money("公务用车购置费", "决算数", buy),
    )
    draft.add("；公务用车运行维护费", draft.money("公务用车运行维护费", "决算数", run), "。\n")


def say_zero(draft: Draft) -> None:
    draft.add(f"{draft.year}年度我单位")
    start = draft.size
    draft.add("无“三公”经费财政拨款支出。\n")
    draft.facts.append(Fact("“三公”经费财政拨款支出", "执行", "0", "万元", "stated", draft.year, (start, start + 1)))


FURTHER = (
    say_budget_change, say_flat, say_counts, say_reception, say_cars, say_adjusted, say_reversed, say_next_year,
    say_numbered, say_zero,
)  # fmt: skip
