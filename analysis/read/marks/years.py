"""Years in a text that contradict the report's own."""

import re
from collections import Counter
from collections.abc import Iterator

from analysis.read.facts import TextFinding
from analysis.read.links.scene import Scene
from analysis.read.prose.grammar import compile_pattern

_MENTION = compile_pattern(r"(?<![\d〔\[（(—~～至到-])(?P<year>{year})年(?P<behind>度)?(?!\s*\d{1,2}月|[—~～至到-])")
# What speaks of another time on purpose: comparison, dates, history, plans.
_OTHER_TIME = compile_pattern(
    r"{last_year}|{next_year}|同比|同期|较|相比|比(?=.{0,14}(?:{up}|{down}))|持平|截至|截止|以来|以前|起(?=[，。])|成立|设立|印发|出台|修订|历年|近年|连续|至今|此前"
    r"|结转|基数|{same_terms}|年初|年末|年底|由|计划|打算|规划|下一步|今后|将(?!.{0,30}报告)|按照|依据|根据|拟|继续|建议|评为|荣获|获得|授予|搬迁|机构改革|评价结果|评价意见|整改|启动|开工|完工|投入使用|跨年"
)
_BUDGET = re.compile(r"^(?!.*(?:决算|绩效|执行)).*预算")
_THIS = re.compile(r"本年|今年|当年")
_QUOTED = re.compile(r"《[^》\n]{0,80}》|“[^”\n]{0,80}”|〔[^〕\n]{0,20}〕|[（(][^（）()\n]{0,40}号[）)]")
_AHEAD = compile_pattern(r"(?:较|比|与|和|同|由|从|自|在|到|至|截至|截止|于|{year}年度?[、和及])$")
_REACH = 300
_EVALUATED = re.compile(
    r"[^，。；]{0,24}(?:(?:开展|进行|实施|作)了?[^，。；]{0,8}(?:自评|评价)|(?:报告|汇报|说明)如下)"
)
_BEHIND = re.compile(
    r"^(?:以来|起|至|底|末|初|版|修订|成立|届|前|后|的?工作(?:计划|打算|安排|思路)|预算(?:编制|草案)?(?:工作)?计划)"
)


def find_foreign_years(scene: Scene) -> Iterator[TextFinding]:
    """Yield each heading and sentence about the report's own year that names another one.

    The report's year is the one that most of them name, so that a slip in the title is found in the title.
    """
    mentions = list(_find_own(scene))
    counted = Counter(year for year, _ in mentions)
    if not counted:
        return
    usual, times = counted.most_common(1)[0]
    own = usual if times > counted[scene.reading.year] + 1 else scene.reading.year
    for year, span in mentions:
        if year != own:
            yield scene.note("report-year", span, year=own)


def _find_own(scene: Scene) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield (year, span) of each mention that means the report's own year."""
    text = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), scene.flat.text)
    bases = _list_bases(scene)
    of_budget = any(
        _BUDGET.search(one.text) for one in scene.document.paragraphs[:1]
    )  # which tells what was spent before, too
    for found in _MENTION.finditer(text):
        year = int(found["year"])
        span = scene.flat.span(found.start(), found.end("year") + 1)
        paragraph = scene.document.paragraphs[scene.find_paragraph(span[0]) - 1]
        ahead = text[max(scene.find_sentence(found.start()), found.start() - _REACH) : found.start()]
        behind = re.split(r"[。！？\n]", text[found.end() : found.end() + _REACH])[0]
        if "\t" in paragraph.text or _AHEAD.search(ahead) or _BEHIND.match(behind):
            continue
        sentence = ahead + found[0] + behind
        heading = paragraph.heading or paragraph.number == 1
        if heading:
            own = not re.search("计划|打算|安排|预算草案", paragraph.text)
        else:
            named = ahead.endswith(("对", "将")) and _EVALUATED.match(behind)
            own = bool(named) or (_speaks_of_now(sentence, year, scene.reading.year) and span[0] not in bases)
        past = of_budget and year < scene.reading.year and not (heading and _BUDGET.search(paragraph.text))
        if year == scene.reading.year or (own and not past):
            yield year, span


def _speaks_of_now(sentence: str, year: int, own: int) -> bool:
    """Return whether a sentence tells what happened in a year, without looking at another."""
    if year > own and re.search("预算|安排|目标", sentence):
        return False
    others = {found["year"] for found in _MENTION.finditer(sentence)} - {str(year)}
    return not others and not _THIS.search(sentence) and not _OTHER_TIME.search(sentence)


def _list_bases(scene: Scene) -> set[int]:
    """Return where years stand whose amounts are stated beside those of the report's year: bases on purpose."""
    found: set[int] = set()
    text = scene.flat.text
    for value in scene.values:
        year = value.fact.year
        same = scene.by_key.get(value.key, ())
        if year == scene.reading.year or not value.is_level:
            continue
        if any(one.fact.year == scene.reading.year and one.quantity.value != value.quantity.value for one in same):
            start = value.start - len(scene.show_before(value.start))
            for mention in re.finditer(str(year), text[start : value.start]):
                found.add(scene.flat.places[start + mention.start()])
    return found
