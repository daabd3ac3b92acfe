"""A document's text made even, so that one pattern fits all: plain digits, no blanks inside words and numbers.

Every character of the even text knows where it stood, so a figure's place is always one in the document itself.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from analysis.read.files.types import NUMBERED, looks_like_heading
from analysis.read.prose.places import is_row

# Characters that stand for another one, one for one. NFKC on a whole text would turn ①25 into 125.
_SAME = str.maketrans(
    "０１２３４５６７８９．％＋－−﹣:;()［］｢｣﹒⼯⼈⼀⼆⼗⼩⼤⽤⻋⻔⾏⽀",
    "0123456789.%+---：；（）[]「」.工人一二十小大用车门行支",
)
# Commas and full stops of another keyboard: not those within numbers.
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
# １，２３４．５６: the separators of a number typed in full width; a list of whole numbers is parted by commas, too.
_GROUPED = re.compile(r"(?<!分别为)(?<!分别是)(?<!各为)(?<![\d，,.])\d{1,3}(?:，\d{3})+(?=\.\d)")
_HAN_YEAR = re.compile(r"(?:二[〇○零]|一九)[〇○零一二三四五六七八九]{2}(?=年)")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FULL_STOP = re.compile(r"(?<=[\u2e80-\u9fff）”%])\.(?=[\u2e80-\u9fff（“\n]|$)")
_BLANK = " \t\u00a0\u2002\u2003\u2009\u3000\u200b\ufeff"
_HAN_OR_MARK = r"[\u2e80-\u9fff，。；：、（）“”‘’《》〔〕！？%]"
_UNIT_START = r"[万亿元%个名人家份户支篇次项件辆批台套场期条座所间分平]"
# Blanks go between Chinese characters and numbers; a line end goes where a number is cut by it.
_GAPS = re.compile(
    rf"─ ?\d{{1,3}} ?─|(?<={_HAN_OR_MARK})[{_BLANK}]+|(?<![{_BLANK}])[{_BLANK}]{{1,200}}(?={_HAN_OR_MARK})"
    rf"|(?<=[\d.,])[{_BLANK}]{{0,9}}\n[{_BLANK}]{{0,9}}(?=[\d.]{{0,30}}{_UNIT_START})"
    rf"|(?<=\d)[{_BLANK}]{{1,9}}(?=\.?\d[\d.,{_BLANK}]{{0,30}}{_UNIT_START})|(?<=\.)[{_BLANK}]{{1,9}}(?=\d{{1,30}}[{_BLANK}]{{0,9}}{_UNIT_START})"
)


# Lines that were broken by hand, at any width: a line goes on in the next one where neither ends or begins a passage.
_OPEN_END = re.compile(r"[\u2e80-\u2fff\u3400-\u9fff\d，、,.“（]$")
_TITLE_END = re.compile(
    r"^[^，]*(?:决算|预算|报告|说明|情况|目录|表|概况|公开|职责|职能|机构|设置|解释|部分|年度|依据|内容|目标)$"
)
_PAGE_NUMBER = re.compile(r"\n[ \t]*[─—－-]+ ?\d{1,3} ?[─—－-]+[ \t]*\n")
_SAYS = re.compile(r"，|\d(?:万元|亿元|元|%)|\d$|^(?:\d|%|万元|亿元|元)")
_LEVELS, _REST = re.compile(r"（[类款]）.*[^）]$"), re.compile(r"(?:─ ?\d{1,3} ?─)?[^，。；\d]{0,40}（[款项]）")
_BEGINS = re.compile(r"\s*(?:注[：:]|图|附|[①-⑳]|（\d{1,2}）)")


@dataclass(frozen=True)
class FlatText:
    """Even text; `places[i]` is where its character i stands in the document."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the document of a stretch of the even text, without blanks at its end."""
        return (self.places[start], self.places[end - 1] + 1) if end > start else (self.places[start],) * 2


def _join_lines(text: str) -> str:
    """Return a text with a blank for each line end within a sentence."""
    text = _PAGE_NUMBER.sub(lambda found: f"{' ' * (len(found[0]) - 1)}\n", text)
    lines = text.split("\n")
    ends = [" " if _goes_on(line.rstrip(), after) else "\n" for line, after in pairwise(lines)]
    return "".join(part for pair in zip(lines, [*ends, ""], strict=True) for part in pair)


def _goes_on(line: str, after: str) -> bool:
    says = _SAYS.search(line) or _SAYS.search(after)
    if not (says and line and after.strip() and _OPEN_END.search(line)) or is_row(line) or is_row(after):
        return False
    begins = NUMBERED.match(after.strip()) or _BEGINS.match(after)
    # A broken item of a classification looks like a heading: 1．住房保障支出（类）住房公 / 积金（项）5万元
    item = _LEVELS.search(line) and _REST.match(after)
    heading = _TITLE_END.search(line) or looks_like_heading(line.strip())
    return not begins and bool(item or not heading)


def flatten(text: str) -> FlatText:
    """Return the even text of a document's text."""
    plain = _GROUPED.sub(lambda number: number[0].replace("，", ","), text.translate(_SAME))
    plain = _FULL_STOP.sub("。", _COMMA.sub("，", plain))
    plain = _join_lines(plain)
    plain = _HAN_YEAR.sub(lambda year: year[0].translate(_HAN_DIGITS), plain)
    places: list[int] = []
    parts: list[str] = []
    last = 0
    for gap in _GAPS.finditer(plain):
        parts.append(plain[last : gap.start()])
        places.extend(range(last, gap.start()))
        last = gap.end()
    parts.append(plain[last:])
    places.extend(range(last, len(plain) + 1))
    return FlatText("".join(parts), tuple(places))
