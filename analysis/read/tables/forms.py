"""Forms of tables as the data describe them (data/forms): by which words they are known, what their cells mean."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.required_tables import FORMS_FOLDER, list_forms
from analysis.table_words import compile_words, even, weigh_words
from analysis.tables import DataFolder, Row

ANY = "any"  # the form whose words hold in every table
PART = "part"  # a column of parts of its row's amount: 基本支出
# Heads that say which amount of a thing it is, and not which thing.
NAMELESS = re.compile(
    r"(?:\d{4}年度?|本年度?|上年度?|当年)?(?:年初|调整|全年|支出|收入)?(?:预算|决算(?:统计)?|执行)(?:安排)?数?$"
    r"|(?:金额|合计|总计|小计)$|增减|增长|[比较]上年"
)
SUM = re.compile(r"(?:合计|总计|小计)$")  # of the parts that the head above it names: 基本支出 over 小计, 人员经费
MEANINGS = ("scheme", "code", "phase", "fund", "scope", "flow", "year", "measure")


@dataclass(frozen=True)
class Rule:
    """What a title, the head of a column or lane, or the label of a row means where its words match.

    `meaning` holds the columns of the data that say so and are not blank.
    """

    part: str
    within: str
    words: str
    kind: str
    meaning: dict[str, str]

    def matches(self, text: str) -> bool:
        """Return whether even words hold those of the rule."""
        return bool(compile_words(self.words).search(text))

    def holds_in(self, lane: str) -> bool:
        """Return whether the rule holds below the heads of a lane."""
        return not self.within or bool(compile_words(self.within).search(lane))

    def reach(self, lane: str) -> int:
        """Return where in the heads of a lane the words that the rule is bound to stand: the lower, the nearer."""
        found = list(compile_words(self.within).finditer(lane)) if self.within else []
        return found[-1].end() if found else 0

    @property
    def weight(self) -> int:
        """Return how much the words say: the longer, the more."""
        return weigh_words(self.words)


@dataclass(frozen=True)
class Form:
    """A form of tables: its name and rules."""

    name: str
    rules: tuple[Rule, ...]

    def list_rules(self, part: str) -> Sequence[Rule]:
        """Return the rules for one part of a table."""
        return [rule for rule in self.rules if rule.part == part]


def read_forms(folder: DataFolder) -> tuple[Form, ...]:
    """Return the forms of a data folder, that of every table first; each problem of theirs is noted in the folder."""
    names = sorted(list_forms(folder), key=lambda one: one != ANY)
    files = {name: folder.read("forms", f"{FORMS_FOLDER}/{name}.csv") for name in names}
    return tuple(Form(name, tuple(map(_make_rule, rows))) for name, rows in files.items())


def _make_rule(row: Row) -> Rule:
    meaning = {name: row[name] for name in MEANINGS if row[name]}
    return Rule(row["part"], row["within"], row["words"], row["kind"], meaning)


def understand(rules: Iterable[Rule], texts: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the kind and meaning of heads from the top: the lowest head counts most, then the longest words.

    The code of a head is that of the heads below it only where these name nothing, such as 小计 and 预算数; the sum of
    a part is that part.
    """
    kind = ""
    meaning: dict[str, str] = {}
    found = [
        (depth, rule.weight, place, rule)
        for place, rule in enumerate(rules)
        for depth, text in enumerate(map(even, texts))
        if rule.matches(text)
    ]
    named = max((depth for depth, text in enumerate(map(even, texts)) if not NAMELESS.match(text)), default=0)
    for depth, _, _, rule in sorted(found, key=lambda one: one[:3]):
        kind = kind if kind == PART and SUM.match(even(texts[depth])) else rule.kind or kind
        own = depth >= named
        meaning |= {name: value for name, value in rule.meaning.items() if own or name not in ("scheme", "code")}
    return kind, meaning
