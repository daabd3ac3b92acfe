"""The facts of the samples with their errors set right, as the findings files say what is expected."""

import csv
import re
from functools import cache

from tests.read.made.facts import SAMPLES, Fact, read_facts

_SECTION = re.compile("文:([一二三四五六七八九十]+|[^ ]+)")
_NUMBER = re.compile(r"[\d,.]+")
_LEVELS = {"项名": "（项）", "款名": "（款）"}


@cache
def read_findings(name: str) -> tuple[dict[str, str], ...]:
    with (SAMPLES / f"{name}.findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        return tuple(row for row in csv.DictReader(stream) if row["severity"] != "rounding")


@cache
def correct_facts(name: str) -> tuple[Fact, ...]:
    """Return the facts of a clean disclosure: percentages, amounts, names and levels of codes as they should be."""
    facts = [dict(fact) for fact in read_facts(name)]
    for finding in read_findings(name):
        where = finding["where"]
        if finding["kind"] in ("percent", "narrative") and where.startswith("文:"):
            correct_number(facts, finding)
        elif finding["kind"] == "text" and (level := re.search("项名|款名|科目层级", where)):
            correct_name(facts, finding, _LEVELS.get(level[0], ""))
    return tuple(facts)


def correct_number(facts: list[Fact], finding: dict[str, str]) -> None:
    """Set a number of a section right: the only one of that size, else the one of the item that is named."""
    section = _SECTION.match(finding["where"])[1]
    own, right = (_NUMBER.match(finding[name]) for name in ("actual", "expected"))
    if not own or not right:
        return
    found = [
        fact
        for fact in facts
        if fact["where"].startswith("文:") and _SECTION.match(fact["where"])[1] == section and fact["amount"] == own[0]
    ]
    named = [fact for fact in found if re.sub("^[（(\\d]+[）)]|^\\d+[．.]", "", fact["item"]) in finding["where"]]
    for fact in (named or found)[:1]:
        fact["raw"] = fact["raw"].replace(own[0], right[0])


def correct_name(facts: list[Fact], finding: dict[str, str], level: str) -> None:
    own = finding["actual"] + level
    right = re.sub(r"（\d+）$", "", finding["expected"]) + level
    for fact in facts:
        if fact["where"].startswith("文:"):
            fact["item"] = fact["item"].replace(own.replace("（项）", "(项)"), right).replace(own, right)
