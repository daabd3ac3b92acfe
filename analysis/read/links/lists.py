"""The lists of a text: wholes with the parts that 其中 and the like give them, and whether they leave nothing out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from analysis.money import Quantity
from analysis.read.links.scene import Scene
from analysis.read.links.values import Value, are_exhaustive, close, strip_name

# Words before a list that declare it complete; 其中 alone does not.
DECLARED = re.compile(
    r"(?:合计|总计|共计|总额|总数|总支出|总收入|共有|共)|包括[：:]|分为|分别|由.{0,12}(?:构成|组成)|构成|具体为|具体如下|明细|以下方面|分项"
)
_DIVIDED = re.compile(r"包括[：:]|分为|分别|由.{0,12}(?:构成|组成)|构成|具体为|具体如下|明细|以下方面|分项")
_OPEN = re.compile(r"主要(?!用于以下方面)|重点|部分|等")
_REST = re.compile(r"^(?:其他|其余|其它)")
_ORDINALS = [
    re.compile(mark)
    for mark in (
        "[一二三四五六七八九十]+、",
        "[（(][一二三四五六七八九十]+[）)]",
        r"\d+[、.．](?!\d)",
        r"[（(]\d+[）)]",
    )
]
_SAME_UNIT = {"人": "名"}
_DEEPEST, _CUTS, _LONGEST = 4, 6, 60  # lists that are longer or deeper are taken as they are
_NEXT = 6  # figures: an amount, its share, its own parts
_HALF = re.compile(r"^(?!.*购置).*车.*运行|车.*购置(?!.*运行)")  # 公务用车运行维护费: a part of a part


@dataclass(frozen=True)
class PartList:
    """A whole with the parts that a text gives it; `closed` if its words leave no room for others."""

    whole: Value
    parts: tuple[Value, ...]
    closed: bool = False

    @property
    def closes(self) -> bool:
        """Return whether the parts make up the whole."""
        return close(self.whole.quantity, (part.quantity for part in self.parts))

    @property
    def excess(self) -> int:
        """Return by how much the printed parts are more than the whole."""
        return sum(part.quantity.value for part in self.parts) - self.whole.quantity.value


def list_parts(scene: Scene) -> dict[int, list[Value]]:
    """Return the amounts and counts that are read as parts, by the number of their whole."""
    found: dict[int, list[Value]] = {}
    for value in scene.values:
        if value.fact.part_of is None or value.fact.measure != "level" or value.fact.kind == "rate":
            continue
        if not _is_told_again(scene, value):
            found.setdefault(_find_bracketed(scene, value) or value.fact.part_of, []).append(value)
    for number, parts in found.items():
        whole = scene.by_number.get(number)
        if whole and not any(_is_bracketed(scene, part) for part in parts):
            parts += _find_rest(scene, whole, parts)
    return found


def _find_rest(scene: Scene, whole: Value, parts: Sequence[Value]) -> list[Value]:
    """Return the parts of a list that come in sentences of their own: 其中：人员经费3万元，包括…。公用经费2万元."""
    found = list(parts)
    while not are_exhaustive([part.fact.item for part in found], whole.fact.item):
        last = found[-1]
        near = (scene.by_number.get(number) for number in range(last.number + 1, last.number + _NEXT))
        levels = (value for value in near if value and value.is_level and value.fact.part_of != last.number)
        one = next(levels, None)
        if one is None or one.fact.part_of is not None or one.fact.paragraph - last.fact.paragraph > 1:
            return []
        if _HALF.search(one.fact.item):
            return []
        if (one.fact.year, one.fact.phase) != (last.fact.year, last.fact.phase) or len(found) > len(parts) + 1:
            return []
        found.append(one)
    return found[len(parts) :]


def _is_told_again(scene: Scene, value: Value) -> bool:
    """Return whether the sentence of a part's whole states the part itself: 出国3万元，接待2万元。具体情况如下：."""
    whole = scene.by_number.get(value.fact.part_of) if value.fact.part_of is not None else None
    if whole is None or scene.find_sentence(value.start) == (first := scene.find_sentence(whole.start)):
        return False
    return any(
        first <= one.start < whole.start
        and one.quantity.value == value.quantity.value
        and (one.fact.named or strip_name(one.fact.item)) == (value.fact.named or strip_name(value.fact.item))
        for one in scene.list_near(whole.start)
    )


def _is_bracketed(scene: Scene, value: Value) -> bool:
    before = scene.show_before(value.start)
    return before.rfind("（") > before.rfind("）")


def _find_bracketed(scene: Scene, value: Value) -> int | None:
    """Return the number of the amount that a bracket around a part explains: 运行费5万元（燃料2万元、维修3万元）."""
    before = scene.show_before(value.start)
    opened = before.rfind("（")
    if opened < 0 or "）" in before[opened:]:
        return None
    explained = scene.find_before(value.start - len(before) + opened)
    return explained.number if explained and explained.fact.part_of == value.fact.part_of else None


def find_lists(scene: Scene) -> Iterator[PartList]:
    """Yield each whole with its parts, year by year and phase by phase; nested lists end where the sums say so."""
    parts = list_parts(scene)
    inner = {part.number for others in parts.values() for part in others}
    roots = [scene.by_number[number] for number in parts if number in scene.by_number and number not in inner]
    for root in roots:  # grows while the nests are unfolded
        chain = _find_chain(parts, root)
        yield from _unfold(scene, parts, chain)
        members = (part for one in chain for part in parts.get(one.number, ()))
        roots.extend(part for part in members if part.number in parts and part not in chain)


def _find_chain(parts: dict[int, list[Value]], root: Value) -> list[Value]:
    """Return a whole, the first of its parts that has parts itself, and so on."""
    chain = [root]
    while len(chain) < _DEEPEST:
        inner = next((part for part in parts.get(chain[-1].number, []) if part.number in parts), None)
        if inner is None:
            break
        chain.append(inner)
    return chain


def _unfold(scene: Scene, parts: dict[int, list[Value]], chain: Sequence[Value]) -> list[PartList]:
    """Return the lists of the reading of a nest of lists that contradicts itself least."""
    cuts = [
        [(level, place) for place in _list_cuts(scene, one, parts[one.number])]
        for level, one in enumerate(chain[1:], 1)
    ]
    best: list[PartList] = []
    fewest: tuple[int, int] | None = None
    for chosen in product(*cuts):
        lists = _cut(scene, parts, chain, dict(chosen))
        open_lists = [one for one in lists if not one.closes]
        score = (sum(one.excess > 0 or is_complete(scene, one) for one in open_lists), len(open_lists))
        if fewest is None or score < fewest:
            best, fewest = lists, score
    return best


def _find_rank(scene: Scene, value: Value) -> int:
    """Return the rank of the number that begins a value's paragraph, from 1 for 一、, 0 where there is none."""
    text = scene.document.paragraphs[value.fact.paragraph - 1].text
    return next((rank for rank, mark in enumerate(_ORDINALS, start=1) if mark.match(text)), 0)


def _list_cuts(scene: Scene, whole: Value, inner: Sequence[Value]) -> list[int]:
    """Return after how many parts an inner list may end; numbers of paragraphs or a semicolon decide, if there are."""
    own, ranks = _find_rank(scene, whole), [_find_rank(scene, one) for one in inner]
    if own and ranks[0] > own:
        return [next((place for place, rank in enumerate(ranks) if rank <= own), len(inner))]
    bracket = scene.flat.text[whole.end : inner[0].start]
    if len(inner) > _LONGEST or bracket.count("（") > bracket.count("）"):
        return [len(inner)]
    marked = [
        place
        for place, part in enumerate(inner)
        if "；" in scene.flat.text[(inner[place - 1] if place else whole).end : part.start]
    ]
    return [*marked[:_CUTS], len(inner)] if marked else [len(inner), *range(len(inner))][:_CUTS]


def _cut(scene: Scene, parts: dict[int, list[Value]], chain: Sequence[Value], cuts: dict[int, int]) -> list[PartList]:
    lists: list[PartList] = []
    moved: list[Value] = []
    for level in range(len(chain) - 1, -1, -1):
        own = parts[chain[level].number]
        cut = cuts.get(level, len(own))
        kept = own[:cut] if level else _end_list(scene, chain[level], own)
        lists.extend(_group(scene, chain[level], [*kept, *([] if cut < len(own) else moved)]))
        moved = [*own[cut:], *(moved if cut < len(own) else [])]
    return lists


def _group(scene: Scene, whole: Value, parts: Sequence[Value]) -> Iterator[PartList]:
    """Yield the parts of each year, phase and unit with the whole of the same."""
    groups: dict[tuple[int, str, str], list[Value]] = {}
    for part in parts:
        fact = part.fact
        unit = fact.kind if fact.kind == "money" else _SAME_UNIT.get(fact.unit, fact.unit)
        groups.setdefault((fact.year, fact.phase, unit), []).append(part)
    for (year, phase, unit), members in groups.items():
        total = _find_whole(scene, whole, year, phase, unit)
        distinct = {(part.fact.item, part.quantity.value): part for part in reversed(members)}
        if total is not None:
            yield PartList(total, tuple(sorted(distinct.values(), key=lambda one: one.number)))


def _end_list(scene: Scene, whole: Value, members: Sequence[Value]) -> list[Value]:
    """Return the amounts of a list; one that goes on with commas ends at a semicolon, unless all make up the whole."""
    if close(whole.quantity, (one.quantity for one in members)):
        return list(members)
    first = members[0].fact
    alike = [one for one in members if (one.fact.year, one.fact.phase) == (first.year, first.phase)]
    between = [scene.flat.text[one.end : other.start] for one, other in pairwise(alike)]
    marked = ["；" in text and "。" not in text for text in between]  # in another sentence it parts what is inside
    if not any(marked) or marked[0]:
        return list(members)
    return [one for one in members if one.start < alike[marked.index(True) + 1].start]


def _find_whole(scene: Scene, whole: Value, year: int, phase: str, unit: str) -> Value | None:
    fact = whole.fact
    own = fact.kind if fact.kind == "money" else _SAME_UNIT.get(fact.unit, fact.unit)
    if own != unit:
        return None
    if unit != "money" or (fact.year, fact.phase) == (year, phase):
        return whole
    found = scene.lookup(whole.key, year, [phase], whole)
    return found if found and found.fact.paragraph == fact.paragraph else None


def is_complete(scene: Scene, one: PartList) -> bool:
    """Return whether a text declares a list to leave nothing out, or its parts are known to."""
    labels = [part.fact.item for part in one.parts]
    if scene.is_cut_off(one.parts[-1]) or _leaves_unread(scene, one):
        return False
    if one.closed or are_exhaustive(labels):
        return True
    if len(labels) < 2:
        return False
    before = scene.show_before(one.whole.start) + scene.flat.text[one.whole.end : one.parts[0].start]
    introduced = scene.flat.text[one.whole.end : one.parts[0].start]
    behind = re.match(r"[^，。；、\n]{0,6}", scene.flat.text[one.parts[-1].end :])
    if _OPEN.search(introduced) or (behind and _OPEN.search(behind[0])):
        return False
    declared = (
        DECLARED if one.whole.is_level else _DIVIDED
    )  # 共办理163件，其中优秀9件: a number of things, part of them
    return bool(declared.search(before) or _REST.match(labels[-1]) or _have_shares(scene, one))


def _leaves_unread(scene: Scene, one: PartList) -> bool:
    """Return whether the stretch of a list has numbers with the whole's unit that were not read."""
    first, last = one.whole.end, one.parts[-1].end + len(one.whole.fact.unit)
    printed = re.findall(rf"\d{re.escape(one.whole.fact.unit)}", scene.flat.text[first:last])
    read = sum(value.fact.unit == one.whole.fact.unit for value in scene.list_between(first, last))
    return 0 < read < len(printed)


def _have_shares(scene: Scene, one: PartList) -> bool:
    """Return whether each part has a share and these add up to a hundred per cent."""
    shares = [find_share(scene, part) for part in one.parts]
    found = [share.quantity for share in shares if share]
    whole = Quantity(100 * scene.units["%"].scale, 0)
    return len(found) == len(one.parts) and close(whole, found)


def find_share(scene: Scene, part: Value) -> Value | None:
    """Return the share that is stated just behind an amount."""
    share = scene.by_number.get(part.number + 1)
    return share if share and share.fact.measure == "share" and share.key == part.key else None
