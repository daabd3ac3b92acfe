"""What the prose calls the codes of the document's own tables: levels, names, lists of items, what money is for."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction

from analysis.read.facts import Fact, TextFinding
from analysis.read.links.scene import Scene

_LEVELS = {3: "类", 5: "款", 7: "项"}
_NAMED = re.compile(r"(?P<name>[一-龥]+(?:（[护境]）[一-龥]*)?)（(?P<level>[类款项])）")
_LIST = re.compile(
    r"(?P<of>人员经费|公用经费)[^。；\n]{0,40}?(?:。主要|，主要|主要|其中)包括：?(?P<list>[^。；\n（]+(?:（[护境]）[^。；\n（]*)*)"
)
_OPEN = re.compile(r"等(?:支出|费用|经费)?$|以及其他")
_PURPOSE = re.compile(r"（项）[^。\n]{0,6}[。，]?主要用于[^。\n]*?(?P<at>(?P<kind>基本|项目)支出)(?=[。，；])")
_OF_STAFF = ("301", "303")
_IDLE = re.compile(r"[（）]|费用$|费$|支出$")
_ALIKE, _FEWEST = 0.6, 3


@dataclass
class _Row:
    """A code of the document's tables: its name, and what is printed for it by scope."""

    name: str
    amounts: dict[str, set[Fraction]] = field(default_factory=lambda: defaultdict(set))


def find_names(scene: Scene) -> Iterator[TextFinding]:
    """Yield what the prose calls otherwise than the tables do, each kind once with how many places there are."""
    functional, economic = (_list_rows(scene.reading.facts, one) for one in ("functional", "economic"))
    for rule, key, found in (
        ("code-name", "code-level", _find_levels(scene, functional)),
        ("code-name", "code-otherwise", _find_others(scene, functional)),
        ("list-of-items", "list-of-items", _find_lists(scene, economic)),
        ("wording", "purpose", _find_purposes(scene, functional)),
    ):
        places = list(found)
        for span, values in places[:1]:
            yield scene.note(rule, scene.flat.span(*span), key=key, count=len(places), **values)


_Found = Iterator[tuple[tuple[int, int], dict[str, str]]]


def _list_rows(facts: Sequence[Fact], family: str) -> dict[str, _Row]:
    """Return the codes of a family of schemes that the tables print, with what they print for each."""
    rows: dict[str, _Row] = {}
    for fact in facts:
        if fact.at and fact.named and fact.named.code.isdigit() and fact.named.scheme.startswith(family):
            row = rows.setdefault(fact.named.code, _Row(fact.item))
            if amount := _count(fact):
                row.amounts[fact.scope].add(amount)
    return rows


def _count(fact: Fact) -> Fraction:
    """Return an amount in yuan, rounded to the hundred that a text prints."""
    printed = re.sub(r"[^\d.-]", "", fact.printed) or "0"
    yuan = Fraction(printed) * (10_000 if fact.unit == "万元" else 1)
    return Fraction(round(yuan / 100))


def _find_levels(scene: Scene, rows: Mapping[str, _Row]) -> _Found:
    """Yield each name that stands for another level in the tables: 行政事业单位离退休（类）."""
    levels: dict[str, set[str]] = defaultdict(set)
    for code, row in rows.items():
        levels[row.name].add(_LEVELS.get(len(code), ""))
    for found in _NAMED.finditer(scene.flat.text):
        own = levels.get(found["name"])
        if own and found["level"] not in own:
            yield found.span(), {"expected": f"{found['name']}（{'、'.join(sorted(own))}）"}


def _find_others(scene: Scene, rows: Mapping[str, _Row]) -> _Found:
    """Yield each item whose name no table has, while one of a like name has its amount."""
    known = tuple(row.name for row in rows.values())
    for value in scene.values:
        named = next(reversed([*_NAMED.finditer(value.fact.label)]), None)
        if (
            not value.is_level
            or value.fact.at
            or not named
            or named["level"] != "项"
            or _ends_one(named["name"], known)
        ):
            continue
        amount = _count(value.fact)
        same = [
            row for code, row in rows.items() if len(code) == 7 and any(amount in one for one in row.amounts.values())
        ]
        like = [row for row in same if SequenceMatcher(None, row.name, named["name"]).ratio() >= _ALIKE]
        place = scene.flat.text.rfind(named["name"], 0, value.start)
        if len(like) == 1 and place >= 0:
            yield (place, place + len(named["name"])), {"expected": like[0].name}


def _ends_one(name: str, known: Sequence[str]) -> bool:
    """Return whether a name is that of a row, or the end of one that holds a mark: 公诉、执行等检察监督支出."""
    return any(one.endswith(name) for one in known)


def _find_lists(scene: Scene, rows: Mapping[str, _Row]) -> _Found:
    """Yield each list of items that names one without an amount in the tables, or leaves out one with an amount."""
    for found in _LIST.finditer(scene.flat.text):
        staff = found["of"] == "人员经费"
        own = {
            _bare(row.name): row.name
            for code, row in rows.items()
            if len(code) == 5 and row.amounts and (code[:3] in _OF_STAFF) == staff
        }
        listed = {_bare(name): name for name in re.split("、", found["list"].strip())}
        if len(own.keys() & listed.keys()) < max(_FEWEST, len(listed) / 2):
            continue
        extra = [name for bare, name in listed.items() if bare not in own and not _OPEN.search(name)]
        left_out = (
            [] if _OPEN.search(found["list"].strip()) else [name for bare, name in own.items() if bare not in listed]
        )
        if extra or left_out:
            yield found.span("list"), {"extra": "、".join(extra) or "—", "missing": "、".join(left_out) or "—"}


def _bare(name: str) -> str:
    return _IDLE.sub("", name.strip())


def _find_purposes(scene: Scene, rows: Mapping[str, _Row]) -> _Found:
    """Yield each item called basic or project expenditure of which the tables have only the other."""
    scopes = {"基本": "basic", "项目": "project"}
    for found in _PURPOSE.finditer(scene.flat.text):
        number = scene.find_paragraph(scene.flat.places[found.start()])
        name = [*_NAMED.finditer(scene.flat.text, max(0, found.start() - 40), found.start() + 3)]
        printed = {_count(one.fact) for one in scene.values if one.fact.paragraph == number and not one.fact.at}
        same = [
            row
            for row in rows.values()
            if name and row.name == name[-1]["name"] and row.amounts.get("", set()) & printed
        ]
        said = scopes[found["kind"]]
        [other] = set(scopes.values()) - {said}
        if same and not any(row.amounts.get(said) for row in same) and all(row.amounts.get(other) for row in same):
            yield found.span("at"), {"expected": "项目支出" if said == "basic" else "基本支出"}
