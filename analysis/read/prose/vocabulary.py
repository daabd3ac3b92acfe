"""The names that a data folder has for figures: of schemes, of their aliases, of units; and which code a label has.

Names and aliases are data (data/schemes, data/aliases.csv). An alias without a gap is another spelling, and the label
stays as printed. One with gaps (…) matches words that stand apart, in this order, up to the figure; the code's own
name is then the label, since the text has none in one piece.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from analysis.figures import read_units
from analysis.money import Unit
from analysis.read.prose.grammar import compile_pattern
from analysis.read.prose.labels import bare, list_ends
from analysis.read.tables.forms import Form, read_forms
from analysis.required_tables import read_required_tables
from analysis.schemes import read_schemes
from analysis.tables import DataFolder, Row

GAP = "…"
_TAIL = re.compile(r"(?:(?<!收入)支出|合计|总计|总额)$")
_NAME_BEHIND = re.compile(r"（([^（）]+)）$")
_LEVEL = re.compile(r"（[类款项]）")
_PRINTED_CODE = re.compile(r"（(\d{2,3})[类款项]）")
_WHOLE_CODE = re.compile(r"（(\d{3}|\d{5}|\d{7})）$")
_ANYWHERE = compile_pattern("{anywhere}")  # what any body may have, so that the name alone names no code
_UNION = "工会"  # whose schemes have names that other bodies use for other money
_CLASS = 3  # digits of a 类; each level below has two more
_SPENT = re.compile(r"支出(?=/|$)")
_BEFORE_NAME = compile_pattern("{before_name}")
_MARKS = 12  # characters that a name has in a text and not in its spelling: “…（类）…（款）…（项）”


@dataclass(frozen=True)
class Named:
    """A label with the code that a scheme has for it; `name` is that code's own name."""

    scheme: str
    code: str
    name: str


@dataclass(frozen=True)
class Vocabulary:
    """The names and aliases of all schemes, in one piece or with gaps; `own` are the names of the document's tables."""

    spellings: dict[str, Named]
    gapped: tuple[tuple[re.Pattern[str], int, Named], ...]
    longest: int
    own: Mapping[str, Named] = field(default_factory=dict)
    codes: Mapping[str, Named] = field(default_factory=dict)  # of official classifications

    def find(self, label: str) -> Named | None:
        """Return the code whose name or spelling is the label; what the document's tables call it comes last."""
        whole = _WHOLE_CODE.search(label)
        code = whole[1] if whole else "".join(_PRINTED_CODE.findall(label))
        own = self.own.get(code or _fold(label))
        return (own if _LEVEL.search(label) else None) or self._find_shared(label) or own or self.codes.get(code)

    def _find_shared(self, label: str) -> Named | None:
        plain = bare(label)
        named = self.spellings.get(plain) or self.spellings.get(_LEVEL.sub("", plain))
        # 住房公积金（项）is no economic class of that name
        return named if named and (not plain.endswith("（项）") or len(named.code) > _CLASS + 2) else None

    def name_figure(self, label: str, kind: str, unit: str) -> tuple[str, Named | None]:
        """Return a figure's label and its code; the unit may tell which (国内公务接待12批次, 80人次)."""
        named = self._find_shared(label + unit) if kind in {"count", "measure"} else None
        if named is None and _LEVEL.search(label):
            named = self.own.get(_fold(label))  # 会议费（款）is the code of the tables, not what is beside 三公
        if named is None and unit != "分":  # a score is never the amount of the same name
            named = self._find_shared(label) or (self._find_shared(f"{label}费") if kind == "money" else None)
        if named is None and (inner := _NAME_BEHIND.search(label)) and (other := self.find(inner[1])):
            return (label if inner[1].isdigit() else inner[1]), other  # 出国费、接待费、用车费（“三公”经费）
        if named is None and (tail := _TAIL.search(label)) and (short := self._find_shared(label[: tail.start()])):
            return (label if tail[0] == "支出" else label[: tail.start()]), short  # 会议费支出, 基本支出总计
        if named is None and label in {"支出", "收入"} and kind == "money":
            named = self.find(f"{label}合计")  # of nothing else: all of it
        return label, named or (self.find(label) if unit != "分" else None)

    def find_at_end(self, text: str, unit: str = "") -> tuple[str, Named] | None:
        """Return the longest name that ends a text, the words of its phase aside, as printed, with its code."""
        best: tuple[int, str, Named] | None = None
        for shorter in list_ends(text):
            first = max(0, len(shorter) - self.longest - _MARKS)
            for start in range(first, min(len(shorter) - 1, best[0] if best else len(shorter))):
                known = self._find_shared(shorter[start:] + unit) or self._find_before_tail(shorter[start:])
                if known and _BEFORE_NAME.search(shorter[:start]):
                    best = start, shorter[start:], known
                    break
        return best[1:] if best else None

    def _find_before_tail(self, label: str) -> Named | None:
        """Return the code of a label that a word for a total stands behind: 基本支出总计 is no 支出总计."""
        tail = _TAIL.search(label)
        return self._find_shared(label[: tail.start()]) if tail and tail[0] in ("总计", "合计") else None

    def find_gapped(self, text: str, earliest: int) -> Named | None:
        """Return the code of the longest alias with gaps that matches the text and ends after `earliest`."""
        best: tuple[int, Named] | None = None
        for pattern, size, named in self.gapped:
            if best is None or size > best[0]:
                hit = pattern.search(text)
                if hit and hit.end() > earliest:
                    best = size, named
        return best[1] if best else None


def make_vocabulary(names: Iterable[tuple[str, Named]]) -> Vocabulary:
    """Return the vocabulary of (name or alias, code); what stands first wins where two are spelled alike."""
    spellings: dict[str, Named] = {}
    gapped = []
    for alias, named in names:
        if GAP in alias:
            *first, last = (re.escape(word) for word in alias.split(GAP))
            # The last gap takes as much as it can, so that the match ends as near to the figure as possible.
            pattern = re.compile("[^\n]*?".join(first) + "[^\n]*" + last)
            gapped.append((pattern, len(alias), named))
        else:
            spellings.setdefault(bare(alias), named)
    codes = {named.code: named for named in spellings.values() if named.code.isdigit()}
    return Vocabulary(spellings, tuple(gapped), max(map(len, spellings), default=0), codes=codes)


def extend_vocabulary(vocabulary: Vocabulary, codes: Iterable[Named]) -> Vocabulary:
    """Return a vocabulary with the codes of the document's own tables; a name that several of them have is nobody's."""
    found: dict[str, set[Named]] = {}
    known = {(one.scheme, one.code): one for one in codes}
    for one in known.values():
        for spelling in (one.code, *_spell_own(one, known)):
            found.setdefault(spelling, set()).add(one)
    own = {}
    for spelling, named in found.items():
        # A path of levels is of the functional classes first: 住房公积金（项）, not the economic class of the name.
        functional = {one for one in named if one.scheme.startswith("functional")} if "/" in spelling else set()
        if len(functional or named) == 1:
            own[spelling] = (functional or named).pop()
    return replace(vocabulary, own=own)


def _spell_own(code: Named, known: Mapping[tuple[str, str], Named]) -> Iterator[str]:
    """Yield how a text may print a code: its name, and its path with some or all of those above it."""
    yield _fold(code.name)
    above = [known.get((code.scheme, code.code[:size])) for size in range(_CLASS, len(code.code), 2)]
    names = [one.name for one in above if one]
    for size in range(len(names) + 1):
        for some in combinations(names, size):
            yield _fold("".join(f"{name}（项）" for name in (*some, code.name)))


def _fold(label: str) -> str:
    """Return a label without 支出 behind its names: 公共安全（类）检察（款）is 公共安全支出（类）检察支出（款）."""
    return _SPENT.sub("", _LEVEL.sub("/", bare(label)).rstrip("/"))


@dataclass(frozen=True)
class Words:
    """All names that reports may print: codes with their scheme's years and totals, units, and the forms of tables."""

    names: tuple[tuple[str, Named], ...]
    years: Mapping[str, tuple[int, int]]
    measures: Mapping[str, Unit]
    forms: tuple[Form, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)  # of the schemes
    required: Mapping[str, frozenset[str]] = field(default_factory=dict)  # tables, each with the forms that count as it

    @property
    def units(self) -> list[tuple[str, str]]:
        """Return (name, kind) of each unit."""
        return [(unit.name, unit.kind) for unit in self.measures.values()]

    def choose(self, year: int, head: str = "") -> Vocabulary:
        """Return the vocabulary of the schemes valid in a year; the head of a document tells whose it is, if given."""
        union = not head or _UNION in head
        usable = {
            scheme
            for scheme, (first, last) in self.years.items()
            if first <= year <= last and (union or _UNION not in self.titles.get(scheme, ""))
        }
        return make_vocabulary((alias, named) for alias, named in self.names if named.scheme in usable)


def read_words(folder: DataFolder) -> Words:
    """Return the names of a data folder; UserError lists all that is wrong with them."""
    schemes, codes = read_all_schemes(folder)
    by_name = {(row["scheme"], row["code"]): row for row in codes}
    names = [
        (row["name_zh"], _name(row)) for row in codes if not (row["parent"] and _ANYWHERE.fullmatch(row["name_zh"]))
    ]
    names += [(spell_path(row, by_name), _name(row)) for row in codes if row["parent"]]
    known = {row["scheme"]: [code for scheme, code in by_name if scheme == row["scheme"]] for row in schemes}
    for row in folder.read("aliases", "aliases.csv"):
        if not folder.refer(row, "scheme", known, "schemes.csv"):
            continue
        if folder.refer(row, "code", known[row["scheme"]], f"schemes/{row['scheme']}.csv"):
            names.append((row["alias"], _name(by_name[row["scheme"], row["code"]])))
    titles = {row["scheme"]: row["name_zh"] for row in schemes}
    units, forms = read_units(folder), read_forms(folder)
    required = {row["name_zh"]: frozenset(row["forms"].split()) for row in read_required_tables(folder)}
    folder.stop_on_problems()
    names.sort(key=lambda one: one[1].code.isdigit())  # 公务用车购置 is of the three-public expenses first
    return Words(tuple(names), {row["scheme"]: _find_years(row) for row in schemes}, units, forms, titles, required)


def read_all_schemes(folder: DataFolder) -> tuple[list[Row], list[Row]]:
    """Return the rows of all schemes and of all their codes."""
    return read_schemes(folder, [row["scheme"] for row in folder.peek("schemes", "schemes.csv")])


def _name(row: Row) -> Named:
    return Named(row["scheme"], row["code"], row["name_zh"])


def spell_path(row: Row, codes: Mapping[tuple[str, str], Row]) -> str:
    """Return the names of a code and of all above it in one, as functional items are printed."""
    above = codes.get((row["scheme"], row["parent"]))
    return (spell_path(above, codes) if above else "") + row["name_zh"]


def _find_years(row: Row) -> tuple[int, int]:
    return int(row["valid_from"] or 0), int(row["valid_to"] or 9999)
