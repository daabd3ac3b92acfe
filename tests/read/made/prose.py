"""What a disclosure's text says, in plain phrases of our own: amounts with their shares, changes and completion."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tests.read.made.facts import TEXT, Fact, group_facts

MONEY = ("stated", "percent")
OF_LEVEL = ("年初预算", "完成率", "占比", "增减额", "增减率")


def write_prose(facts: Sequence[Fact]) -> list[str]:
    """Return the paragraphs: a heading for each section, then a sentence for each of its items."""
    paragraphs: list[str] = []
    for title, rows in group_facts(tuple(facts), TEXT).items():
        told = [row for row in rows if row["tier"] == "core" and row["kind"] in MONEY]
        if told:
            paragraphs.append(write_heading(title))
            paragraphs += write_section(told)
    return paragraphs


def write_heading(title: str) -> str:
    return re.sub("^[一二三四五六七八九十]+(?=（)", "", title.split(" ")[-1])


def write_section(rows: Sequence[Fact]) -> Iterator[str]:
    for item, group in groupby(rows, key=lambda row: row["item"]):
        yield write_sentence(item, {row["measure"]: row for row in group})


def write_sentence(item: str, facts: dict[str, Fact]) -> str:
    """Return what is said of one item; the budget stands before the execution."""
    words = [item]
    if budget := facts.get("年初预算"):
        words.append(f"年初预算为{budget['raw']}，")
    if level := next((row for measure, row in facts.items() if measure not in OF_LEVEL), None):
        words.append(f"{'支出决算为' if level['measure'] == '支出决算' else ''}{level['raw']}")
    for measure in ("完成率", "占比", "增减额", "增减率"):
        if row := facts.get(measure):
            relation = row["relation"].split(" ")
            said = {"增减额": "".join(relation), "增减率": relation[-1]}.get(measure, f"{relation[0]}的")
            words.append(f"，{said}{row['raw']}")
    return "".join(words) + "。"
