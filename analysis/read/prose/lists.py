"""What a sentence says of several numbers at once, or without one: 分别为 lists, and what it declares to be none."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.read.prose.grammar import compile_pattern, list_patterns
from analysis.read.prose.labels import clean_label
from analysis.read.prose.numbers import Token
from analysis.read.prose.vocabulary import Vocabulary

_LONGEST_NAMES = 600  # characters before a list, so that a text without line ends takes no longer than others
_ALL = compile_pattern(
    r"(?:(?:各项|三项|两项|四项|五项)(?:支出|预算数?|决算数?)?|数)?(?:占比|增长|下降)?"
    r"(?:分别(?:为|是|支出|达到?|安排|有|占(?:[^，。；、\d]{1,8}的?(?:比重|比例)?为?)?|{up}|{down})?|各(?:为|是|{up}|{down})(?=(?:{digits})(?:{money})?[、和，](?:{digits})))(?=\d|约|[零一二两三四五六七八九十百千])"
)
_AND = re.compile(r"、|和|及|与")
_FEE = re.compile(r"(?<=费)支出$")
_BOTH_SIDES = re.compile(r"收、支(总计|合计|决算)?$")
_YEARS = compile_pattern(r"{year}年?(?:度)?(?:(?:、|和|与|及){year}年?(?:度)?)+(?:[两三四五]年)?(?:的)?")
_MADE_OF = re.compile(r"由(?P<names>.+?)(?:构成|组成)")
_COMPARED = compile_pattern(r"[，；]?(?:同比|(?:较|比)(?:{last_year}))?")
_BETWEEN = re.compile(r"[、，和及与；]|以及")
_SEPARATORS = (
    re.compile(r"、|和|以及"),
    re.compile(r"、|和|以及|及|与"),
    re.compile(r"、|以及|及|与"),
    re.compile(r"、"),
)
_BLANK = compile_pattern("{placeholder}|{instruction}")
_NO = re.compile(r"[无没未零]")
_MONEY_END = re.compile(r"(?:费|费用|经费|支出|收入|购置|购置费|款|资金|拨款)$")


@dataclass(frozen=True)
class Listed:
    """What a list says of one of its numbers: its year, label and phase, or the labels that it may have."""

    label: str = ""
    candidates: tuple[str, ...] = ()
    year: int | None = None
    phase: tuple[str, str] = ("", "")


def _find_names(segments: Sequence[str]) -> str:
    """Return the words that hold a list's names: those before 分别, or 由甲和乙构成 in a segment before them."""
    if len(segments) > 1 and not _AND.search(segments[-1]):
        made = next((found for one in reversed(segments[:-1]) if (found := _MADE_OF.search(one))), None)
        return made["names"] if made else segments[-1]
    return segments[-1]


def _follow_list(text: str, tokens: Sequence[Token], first: int) -> list[Token]:
    """Return the numbers from the one numbered `first` on that only commas and words for "and" part."""
    inside = list(tokens[first : first + 1])
    while inside and first + len(inside) < len(tokens):
        token = tokens[first + len(inside)]
        if not _BETWEEN.fullmatch(text, inside[-1].end, token.start):
            break
        inside.append(token)
    return inside


def read_lists(text: str, start: int, end: int, tokens: Sequence[Token]) -> Iterator[tuple[int, Listed]]:
    """Yield (place of a number, its label or the choice of labels) for lists such as `甲、乙和丙分别为1、2和3万元`."""
    earlier: list[Listed] = []
    for found in _ALL.finditer(text, start, end):
        inside = _follow_list(text, tokens, bisect_left(tokens, found.end(), key=lambda token: token.start))
        if len(inside) < 2:
            continue
        if repeated := _list_before(text, tokens, inside, found.start(), earlier):
            yield from zip((token.start for token in inside), repeated, strict=True)
            continue
        before = re.split(r"[，。；：]|其中|包括", text[max(start, found.start() - _LONGEST_NAMES) : found.start()])
        named = _find_names(before)
        if years := _list_years(named, len(inside)):
            label = clean_label(_FEE.sub("", _YEARS.sub("", named)))[0]
            yield from ((token.start, Listed(label, (), year)) for token, year in zip(inside, years, strict=True))
            continue
        earlier = _split_names(named, len(inside))
        for token, one in zip(inside, earlier, strict=True):
            yield token.start, one


def _split_names(named: str, count: int) -> list[Listed]:
    """Return what each of a list's numbers is called; the choice for each where names and numbers differ in count."""
    named = _BOTH_SIDES.sub(r"收入\1、支出\1", named)
    for separator in _SEPARATORS:
        names = [clean_label(_FEE.sub("", name)) for name in separator.split(named) if name]
        if len(names) == count:
            return list(_name_list(names))
    candidates = tuple(clean_label(name)[0] for name in _SEPARATORS[0].split(named) if name)
    return [Listed("", candidates)] * count


def _name_list(names: Sequence[tuple[str, str, str]]) -> Iterator[Listed]:
    """Yield the names of a list; 甲预算、决算 are two phases of one label, 甲、乙预算 two labels of one phase."""
    label = ""
    for name, word, phase in names:
        label = name or label
        last = names[-1][1:] if not names[0][1] else ("", "")
        yield Listed(label, phase=(word, phase) if word else last)


def _list_before(
    text: str, tokens: Sequence[Token], inside: Sequence[Token], place: int, earlier: Sequence[Listed]
) -> list[Listed]:
    """Return the names of the list just before: 甲5万元、乙4万元，分别支出3万元、2万元."""
    end = bisect_left(tokens, place, key=lambda token: token.start)
    listed = tokens[max(0, end - len(inside)) : end]
    if len(listed) != len(inside) or not _COMPARED.fullmatch(text, listed[-1].end, place):
        return []
    if len(earlier) == len(inside):
        return [Listed(one.label) for one in earlier]
    starts = [max(text.rfind(mark, 0, listed[0].start) for mark in "，。；：\n") + 1, *(one.end for one in listed[:-1])]
    names = [clean_label(text[start : one.start])[0] for start, one in zip(starts, listed, strict=True)]
    return [Listed(name) for name in names] if all(names) else []


def _list_years(named: str, count: int) -> list[int]:
    """Return the years of a list such as 2021年、2022年经费分别为1万元和2万元, one for each of its numbers."""
    found = _YEARS.search(named)
    years = [int(year) for year in re.findall(r"\d{4}", found[0])] if found else []
    return years if len(years) == count > 1 else []


def find_declared_none(text: str, start: int, end: int, vocabulary: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, label) of each amount that the text declares to be none; the stretch is the word for none."""
    if _BLANK.search(text, start, end):
        return  # what a template tells whoever fills it in
    if not _NO.search(text, start, end):  # most sentences; the patterns below are slow
        return
    for pattern in list_patterns("none"):
        for found in pattern.finditer(text, start, end):
            label = clean_label(found["label"].removeprefix("发生"))[0]
            each = _AND.split(label)
            if vocabulary.find(label) is None and all(map(vocabulary.find, each)):
                yield from ((found.start("none"), found.end("none"), one) for one in each)
            elif "收入和支出" in label:
                continue  # two amounts at once: the section is empty as declared
            elif _MONEY_END.search(label) or vocabulary.find(label):
                yield found.start("none"), found.end("none"), label
