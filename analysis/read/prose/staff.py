"""When a number of staff holds, where the words of its own sentence say so: at year end, or on average over the year.

A cost per head is only comparable where that is known. What the words leave open stays plain staff.
"""

import re

from analysis.read.prose.grammar import compile_pattern

_STAFF = r"(?:在职|在编|在岗|实有|现有|职工|教职工|编制|行政编制|事业编制|人员编制|退休|离退休)"
_OURS = r"(?:[本我全该](?:单位|部门|系统|[一-龥]{1,2}?)?|机关|单位|部门)?"
_LINK = r"(?:共|现|实|核定|实际|另|仍)?(?:有|计)?(?:各类|正式)?"
# In this order: the first that fits a place wins, and the last place before the number decides.
_TIMES = compile_pattern(
    r"[上去前明次下]一?年度?(?:年?[末底])?"
    r"|(?P<end>(?:截[至止]到?|至|到)?(?:(?P<year>{year})(?=年))?"
    r"(?:[本当今]?年度?年?[末底]|年终|(?:[本当今]?年)?12月(?:31日|[末底]))(?:时?止|时|数)?)"
    r"|(?P<average>[按以]?(?:{year}年度?|[本当]年度?)?(?:(?:全年|年度?|各?月|逐月)平均|年均)(?:计算|口径|人?数)?)"
    r"|{year}年|\d{1,2}月|年初|期初|上?半年|季度|目前|现在|[本当今全]年|报告期"
)
_OF_ITSELF = re.compile(rf"[，：]|）|$|{_OURS}{_LINK}(?:{_STAFF}|[，：])")  # 年末结转 is of another thing
_COUNTED = re.compile(r"(?:在职|在编|在岗|实有|现有|职工)[^，；：]*\d")
_PLANNED = re.compile("计划|预计|拟|力争|目标|预期|预算")
_OWN = re.compile(rf"[，：、（）]*{_OURS}{_LINK}[，：]?(?:人?数|总数)?(?:达到?|为|是|有|共计?|合计)?[，：（）]*")
_ASIDE = re.compile(r"（([^（）]*)）")
_CLAUSE = re.compile(r"[，；：]|其中|包括")
_LONGEST_BEHIND = 20  # characters of a bracket behind a number


def find_scope(before: str, label: str, behind: str, year: int) -> str:
    """Return "year-end", "average" or "" for a number of staff of a year.

    `before` is its sentence up to the number, `behind` what comes after it. The last time that the words name decides:
    in the number's own clause between words that say nothing else, or before, where it is of no other thing.
    """
    if (aside := _ASIDE.match(behind[:_LONGEST_BEHIND].lstrip("名人个"))) and (time := _TIMES.fullmatch(aside[1])):
        return _name(time, year)
    before = _ASIDE.sub(lambda found: found[0] if _TIMES.fullmatch(found[1]) else "", before)
    start = max((found.end() for found in _CLAUSE.finditer(before)), default=0)
    own, place = before[start:], before.rfind(label, start) if label else -1
    if place >= 0:
        own = f"{before[start:place]}\n{before[place + len(label) :]}"
    if not all(_OWN.fullmatch(part) for part in _TIMES.sub("\n", own).split("\n")):
        return ""
    *_, last = (None, *_TIMES.finditer(before))
    if last is None or _PLANNED.search(before, last.start()):
        return ""
    return _name(last, year) if last.end() > start or _is_carried(before, last, start) else ""


def remove_time(label: str) -> str:
    """Return a label without the time that it holds: 在职人员年末, 年均在职人员."""
    return _ASIDE.sub("", _TIMES.sub("", label)).removeprefix("平均")


def _is_carried(before: str, time: re.Match[str], start: int) -> bool:
    """Return whether a time holds for a later clause: 截至年末，… and 按全年平均计算，…; not 年末结转5万元，….

    It holds for the first number of staff behind it: why there is a second of the same time, nobody says.
    """
    if _COUNTED.search(before, time.end(), start):
        return False
    if time["average"]:
        return time[0].startswith(("按", "以")) and before[time.end() : time.end() + 1] in {"，", "："}
    return bool(_OF_ITSELF.match(before, time.end()))


def _name(time: re.Match[str], year: int) -> str:
    if time["average"]:
        return "average"
    return "year-end" if time["end"] and int(time["year"] or year) == year else ""
