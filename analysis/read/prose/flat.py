"""A document's text made even, so that one pattern fits all: plain digits, no blanks inside words and numbers.

Every character of the even text knows where it stood, so a figure's place is always one in the document itself.
"""

import re
from dataclasses import dataclass

# Characters that stand for another one, one for one. NFKC on a whole text would turn ①25 into 125.
_SAME = str.maketrans(
    "０１２３４５６７８９．％＋－−﹣:;()［］｢｣﹒⼯⼈⼀⼆⼗⼩⼤⽤⻋⻔⾏⽀",
    "0123456789.%+---：；（）[]「」.工人一二十小大用车门行支",
)
# Commas and full stops of another keyboard: not those within numbers.
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_FULL_STOP = re.compile(r"(?<=[\u2e80-\u9fff）”%])\.(?=[\u2e80-\u9fff（“\n]|$)")
_BLANK = " \t\u00a0\u2002\u2003\u2009\u3000\u200b\ufeff"
_HAN_OR_MARK = r"[\u2e80-\u9fff，。；：、（）“”‘’《》〔〕！？%]"
_UNIT_START = r"[万亿元%个名人家份户支篇次项件辆批台套场期条座所间分平]"
# Blanks go between Chinese characters and numbers; a line end goes where a number is cut by it.
_GAPS = re.compile(
    rf"(?<={_HAN_OR_MARK})[{_BLANK}]+|(?<![{_BLANK}])[{_BLANK}]{{1,200}}(?={_HAN_OR_MARK})"
    rf"|(?<=[\d.,])[{_BLANK}]{{0,9}}\n[{_BLANK}]{{0,9}}(?=[\d.]{{0,30}}{_UNIT_START})"
    rf"|(?<=\d)[{_BLANK}]{{1,9}}(?=\.?\d[\d.,{_BLANK}]{{0,30}}{_UNIT_START})|(?<=\.)[{_BLANK}]{{1,9}}(?=\d{{1,30}}[{_BLANK}]{{0,9}}{_UNIT_START})"
)


@dataclass(frozen=True)
class FlatText:
    """Even text; `places[i]` is where its character i stands in the document."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the document of a stretch of the even text, without blanks at its end."""
        return (self.places[start], self.places[end - 1] + 1) if end > start else (self.places[start],) * 2


def flatten(text: str) -> FlatText:
    """Return the even text of a document's text."""
    plain = _FULL_STOP.sub("。", _COMMA.sub("，", text.translate(_SAME)))
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
