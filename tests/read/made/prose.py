"""What a disclosure's text says, in plain phrases of our own: amounts with their shares, changes and completion."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from tests.read.made.facts import TEXT, Fact, group_facts

MONEY = ("stated", "percent")
OF_LEVEL = ("年初预算", "完成率", "占比", "增减额", "增减率")
Item = Mapping[str, Fact]  # the facts of one item by their measure


@dataclass(frozen=True)
class Section:
    """A section of the text: its heading, its items, and those that make up the first of them."""

    title: str
    items: tuple[Item, ...]
    parts: tuple[Item, ...]


def list_sections(facts: Sequence[Fact], listed: Collection[str] | None = None) -> list[Section]:
    """Return the sections that tell of money; `listed` are the headings of those whose parts are said to be all."""
    sections = []
    for title, rows in group_facts(tuple(facts), TEXT).items():
        told = [row for row in rows if row["tier"] == "core" and row["kind"] in MONEY]
        items = [{row["measure"]: row for row in group} for _, group in groupby(told, key=lambda row: row["item"])]
        if items:
            heading = write_heading(title)
            parts = find_parts(items) if listed is None else items[1:] if heading in listed else []
            sections.append(Section(heading, tuple(items), tuple(parts)))
    return sections


def find_parts(items: Sequence[Item]) -> Sequence[Item]:
    """Return the items behind the first if they add up to it but for the last digit; none otherwise."""
    levels = [Decimal(row["raw"].rstrip("亿万元").replace(",", "")) for item in items if (row := get_level(item))]
    whole, *parts = levels or [Decimal(0)]
    adds_up = len(parts) > 1 and len(levels) == len(items) and abs(whole - sum(parts)) <= Decimal("0.005") * len(levels)
    return items[1:] if adds_up else ()


def get_level(item: Item) -> Fact | None:
    """Return the amount of an item itself."""
    return next((row for measure, row in item.items() if measure not in OF_LEVEL), None)


def write_prose(sections: Sequence[Section]) -> list[str]:
    """Return the paragraphs: a heading for each section, then a sentence for each of its items."""
    paragraphs: list[str] = []
    for section in sections:
        first, *others = map(write_sentence, section.items)
        if section.parts:
            others[-1] = f"{others[-1]}。"
            paragraphs += [section.title, f"{first}，其中：", *(f"{one}；" for one in others[:-1]), others[-1]]
        else:
            paragraphs += [section.title, *(f"{one}。" for one in (first, *others))]
    return paragraphs


def write_heading(title: str) -> str:
    heading = re.sub("^[一二三四五六七八九十]+(?=（)", "", title.split(" ")[-1])
    return heading if re.match("[一二三四五六七八九十]+、|（", heading) else f"第二部分 {heading}"


def write_sentence(facts: Item) -> str:
    """Return what is said of one item; the budget stands before the execution."""
    words = [next(iter(facts.values()))["item"]]
    if budget := facts.get("年初预算"):
        words.append(f"年初预算为{budget['raw']}，")
    if level := get_level(facts):
        words.append(f"{'支出决算为' if level['measure'] == '支出决算' else ''}{level['raw']}")
    for measure in ("完成率", "占比", "增减额", "增减率"):
        if row := facts.get(measure):
            relation = row["relation"].split(" ")
            said = {"增减额": "".join(relation), "增减率": relation[-1]}.get(measure, f"{relation[0]}的")
            words.append(f"，{said}{row['raw']}")
    return "".join(words)
